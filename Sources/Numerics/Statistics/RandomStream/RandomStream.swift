/// Random numbers that depend on a seed, a list of names and a position, and on
/// nothing else: not on threads, not on what was drawn elsewhere.
///
/// The seed is the key of Philox4x32-10. The names (the series, the model, the
/// purpose) are hashed by FNV-1a with 64 bits, each preceded by its length, so that
/// ("ab", "c") and ("a", "bc") differ; the hash fills the upper half of the counter
/// and the position the lower half. Streams of different seeds never share a
/// counter; streams of one seed do only if two names share a 64-bit hash.
public struct RandomStream: RandomNumberGenerator, Sendable {
  private let key: SIMD2<UInt32>
  private let names: UInt64
  /// How many 64-bit words have been drawn.
  public private(set) var position: UInt64 = 0
  private var second: UInt64 = 0

  /// The stream that belongs to `seed` and `keys`.
  public init(seed: UInt64, _ keys: String...) {
    self.init(seed: seed, keys: keys)
  }

  /// The stream that belongs to `seed` and `keys`.
  public init(seed: UInt64, keys: [String]) {
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    names = keys.reduce(0xCBF2_9CE4_8422_2325, Self.extend)
  }

  private init(key: SIMD2<UInt32>, names: UInt64) {
    self.key = key
    self.names = names
  }

  /// The stream with one more name: `RandomStream(seed: s, "a").substream("b")` is
  /// `RandomStream(seed: s, "a", "b")`, wherever this stream stands.
  public func substream(_ key: String) -> RandomStream {
    RandomStream(key: self.key, names: Self.extend(names, with: key))
  }

  /// The stream with a number for one more name.
  public func substream(_ index: Int) -> RandomStream { substream(String(index)) }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    let odd = position & 1 == 1
    defer { position &+= 1 }
    if odd { return second }
    return refill(block: position >> 1)
  }

  /// Moves so that the next word is the one at `position`, counted from 0.
  public mutating func skip(to position: UInt64) {
    self.position = position
    if position & 1 == 1 { _ = refill(block: position >> 1) }
  }

  /// Uniform on [0, 1): a multiple of 2⁻⁵³.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Uniform on the open interval (0, 1): an odd multiple of 2⁻⁵³.
  public mutating func uniformOpen() -> Double { (Double(next() >> 12) + 0.5) * 0x1p-52 }

  /// Standard normal, by inversion: one word a draw, so that draw k of a stream is
  /// always the same number.
  public mutating func normal() -> Double { SpecialFunctions.normalQuantile(uniformOpen()) }

  /// Uniform on 0, …, `bound` − 1, without bias (Lemire 2019, "Fast random integer
  /// generation in an interval", ACM TOMACS 29(1)). `bound` is at least 1.
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "an empty range has no member to draw")
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold { product = next().multipliedFullWidth(by: range) }
    }
    return Int(product.high)
  }

  private mutating func refill(block: UInt64) -> UInt64 {
    let words = Philox.block(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: block), UInt32(truncatingIfNeeded: block >> 32),
        UInt32(truncatingIfNeeded: names), UInt32(truncatingIfNeeded: names >> 32)),
      key: key)
    second = UInt64(words[2]) | UInt64(words[3]) << 32
    return UInt64(words[0]) | UInt64(words[1]) << 32
  }

  private static func extend(_ hash: UInt64, with name: String) -> UInt64 {
    var hash = hash
    func absorb(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let length = UInt64(name.utf8.count)
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      absorb(UInt8(truncatingIfNeeded: length >> shift))
    }
    for byte in name.utf8 { absorb(byte) }
    return hash
  }
}
