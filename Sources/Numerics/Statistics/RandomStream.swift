/// Random numbers that depend on a key and a counter, and on nothing else.
public struct RandomStream: RandomNumberGenerator, Sendable {
  var state: UInt64

  /// A stream of its own for each seed and list of names, such as the series,
  /// the model and the purpose.
  public init(seed: UInt64, _ keys: String...) {
    state = seed &+ UInt64(keys.joined().utf8.reduce(0) { $0 &* 31 &+ Int($1) } & 0xffff)
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return state
  }
}
