/// Strings of bytes and their numbers 0, 1, … in order of arrival: open addressing over
/// one run of bytes.
struct TermTable: Sendable {
  private(set) var bytes: [UInt8] = []
  private(set) var starts: [Int] = [0]
  private var hashes: [UInt32] = []
  private var slots: [Int32]
  private var mask: Int

  init(capacity: Int = 64) {
    var size = 64
    while size < capacity * 2 { size *= 2 }
    slots = [Int32](repeating: -1, count: size)
    mask = size - 1
  }

  var count: Int { starts.count - 1 }

  func range(of id: Int) -> Range<Int> { starts[id]..<starts[id + 1] }

  /// The string of one number.
  func string(_ id: Int) -> String { String(decoding: bytes[range(of: id)], as: UTF8.self) }

  /// Multiply-and-fold over eight bytes at a time; the same on every machine of one
  /// byte order, and never seeded.
  ///
  /// - Parameter term: eight bytes past its end must be readable.
  @inline(__always)
  static func hash(_ term: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
    var state = UInt64(truncatingIfNeeded: length) &* 0x9E37_79B9_7F4A_7C15
    var place = 0
    while place + 8 <= length {
      state = mix(state ^ load(term + place))
      place += 8
    }
    if place < length {
      let kept = UInt64.max >> UInt64(64 - 8 * (length - place))
      state = mix(state ^ (load(term + place) & kept))
    }
    return state
  }

  @inline(__always)
  static func mix(_ value: UInt64) -> UInt64 {
    let product = (value ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
    return product.high ^ product.low
  }

  @inline(__always)
  private static func load(_ place: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(place).loadUnaligned(as: UInt64.self))
  }

  /// The number of a string, or nil.
  @inline(__always)
  func find(_ term: UnsafePointer<UInt8>, _ length: Int, hash: UInt64) -> Int32? {
    let short = UInt32(truncatingIfNeeded: hash >> 32)
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let id = slots[slot]
      if id < 0 { return nil }
      if hashes[Int(id)] == short, equals(Int(id), term, length) { return id }
      slot = (slot + 1) & mask
    }
  }

  /// The number of a string, new where it has none.
  mutating func insert(_ term: UnsafePointer<UInt8>, _ length: Int, hash: UInt64) -> Int32 {
    if let id = find(term, length, hash: hash) { return id }
    let id = Int32(count)
    bytes.append(contentsOf: UnsafeBufferPointer(start: term, count: length))
    starts.append(bytes.count)
    hashes.append(UInt32(truncatingIfNeeded: hash >> 32))
    fullHashes.append(hash)
    place(id, hash)
    if count * 2 > slots.count { grow() }
    return id
  }

  /// Whole hashes: the slots of a larger table are found again without the bytes.
  private var fullHashes: [UInt64] = []

  private mutating func place(_ id: Int32, _ hash: UInt64) {
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] >= 0 { slot = (slot + 1) & mask }
    slots[slot] = id
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    mask = slots.count - 1
    for (id, hash) in fullHashes.enumerated() { place(Int32(id), hash) }
  }

  @inline(__always)
  private func equals(_ id: Int, _ term: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    let start = starts[id]
    guard starts[id + 1] - start == length else { return false }
    return bytes.withUnsafeBufferPointer { own in
      for k in 0..<length where own[start + k] != term[k] { return false }
      return true
    }
  }

  /// Numbers in ascending order of their bytes.
  func sortedIDs(_ ids: [Int]) -> [Int] {
    bytes.withUnsafeBufferPointer { bytes in
      starts.withUnsafeBufferPointer { starts in
        ids.sorted { a, b in
          let (x, y) = (starts[a]..<starts[a + 1], starts[b]..<starts[b + 1])
          for k in 0..<min(x.count, y.count) {
            let (p, q) = (bytes[x.lowerBound + k], bytes[y.lowerBound + k])
            if p != q { return p < q }
          }
          return x.count < y.count
        }
      }
    }
  }
}

/// Pairs of numbers and their numbers 0, 1, … in order of arrival.
struct PairTable: Sendable {
  private var keys: [UInt64]
  private var values: [Int32]
  private var mask: Int
  private(set) var count = 0

  init(capacity: Int = 64) {
    var size = 64
    while size < capacity * 2 { size *= 2 }
    keys = [UInt64](repeating: 0, count: size)
    values = [Int32](repeating: -1, count: size)
    mask = size - 1
  }

  @inline(__always)
  static func key(_ first: Int32, _ second: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second))
  }

  @inline(__always)
  func find(_ key: UInt64) -> Int32? {
    var slot = Int(truncatingIfNeeded: TermTable.mix(key)) & mask
    while true {
      if values[slot] < 0 { return nil }
      if keys[slot] == key { return values[slot] }
      slot = (slot + 1) & mask
    }
  }

  /// The number of a pair, new where it has none.
  mutating func insert(_ key: UInt64) -> Int32 {
    if let value = find(key) { return value }
    let value = Int32(count)
    put(key, value)
    count += 1
    if count * 2 > keys.count {
      let (oldKeys, oldValues) = (keys, values)
      keys = [UInt64](repeating: 0, count: oldKeys.count * 2)
      values = [Int32](repeating: -1, count: oldKeys.count * 2)
      mask = keys.count - 1
      for (key, value) in zip(oldKeys, oldValues) where value >= 0 { put(key, value) }
    }
    return value
  }

  private mutating func put(_ key: UInt64, _ value: Int32) {
    var slot = Int(truncatingIfNeeded: TermTable.mix(key)) & mask
    while values[slot] >= 0 { slot = (slot + 1) & mask }
    (keys[slot], values[slot]) = (key, value)
  }
}
