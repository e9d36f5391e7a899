/// Pairs of alternative segments (Bar-Gera 2010): two ways between the same two nodes, the
/// second used by one commodity, the first (nearly) cheapest for it. Equilibrium moves flow
/// from the dearer to the cheaper until costs agree or the dearer is empty.
///
/// A pair without a first segment is a cycle of flow: all it can lose, it loses.
struct SegmentPairs {
  struct Pair {
    var commodity: Int32
    /// Links `begin..<middle` are the first segment, `middle..<end` the second.
    var begin: Int
    var middle: Int
    var end: Int
  }

  private(set) var pairs: [Pair] = []
  private var links = LinkList(capacity: 1 << 12)
  /// Hashes of the pairs held, open addressing; 0 is free.
  private var table: [UInt64] = []

  init() { table = [UInt64](repeating: 0, count: 1 << 10) }

  func deallocate() { links.deallocate() }

  var count: Int { pairs.count }

  /// Links of all pairs together.
  var linkCount: Int { links.count }

  var linkBase: UnsafeMutablePointer<Int32> { links.elements }

  /// Keeps a pair, unless the commodity's same pair is held.
  mutating func insert(
    commodity: Int, _ segments: UnsafePointer<Int32>, first: Int, second: Int
  ) {
    guard note(SegmentPairs.hash(commodity, segments, first, second)) else { return }
    let begin = links.count
    links.append(segments, count: first + second)
    pairs.append(
      Pair(
        commodity: Int32(commodity), begin: begin, middle: begin + first,
        end: begin + first + second))
  }

  /// Keeps the pairs for which `isKept` holds, in order; packs memory.
  mutating func filter(_ isKept: [Bool]) {
    var packed = LinkList(capacity: max(1 << 12, links.count))
    var kept: [Pair] = []
    kept.reserveCapacity(pairs.count)
    for index in table.indices { table[index] = 0 }
    for (index, pair) in pairs.enumerated() where isKept[index] {
      let begin = packed.count
      packed.append(links.elements + pair.begin, count: pair.end - pair.begin)
      kept.append(
        Pair(
          commodity: pair.commodity, begin: begin, middle: begin + pair.middle - pair.begin,
          end: packed.count))
    }
    links.deallocate()
    links = packed
    pairs = []
    for pair in kept {
      _ = note(
        SegmentPairs.hash(
          Int(pair.commodity), links.elements + pair.begin, pair.middle - pair.begin,
          pair.end - pair.middle))
      pairs.append(pair)
    }
  }

  /// Whether the hash was new.
  private mutating func note(_ hash: UInt64) -> Bool {
    if pairs.count * 2 >= table.count {
      let old = table
      table = [UInt64](repeating: 0, count: 2 * old.count)
      for value in old where value != 0 { _ = place(value) }
    }
    return place(hash)
  }

  private mutating func place(_ hash: UInt64) -> Bool {
    let mask = UInt64(table.count - 1)
    var slot = Int(hash & mask)
    while table[slot] != 0 {
      if table[slot] == hash { return false }
      slot = (slot + 1) & Int(mask)
    }
    table[slot] = hash
    return true
  }

  private static func hash(
    _ key: Int, _ segments: UnsafePointer<Int32>, _ first: Int, _ second: Int
  ) -> UInt64 {
    var value = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: key &* 31 &+ first)
    for index in 0..<(first + second) {
      value = (value ^ UInt64(UInt32(bitPattern: segments[index]))) &* 0xFF51_AFD7_ED55_8CCD
      value ^= value >> 32
    }
    return value | 1
  }
}
