/// Pairs of alternative segments (Bar-Gera 2010): two ways between the same two nodes, the
/// second used by one commodity, the first (nearly) cheapest for it. Equilibrium moves flow
/// from the dearer to the cheaper until costs agree or the dearer is empty.
///
/// A pair without a first segment is a cycle of flow: all it can lose, it loses.
struct SegmentPairs {
  struct Pair {
    var commodity: Int32
    /// Which half of the map its links lie in, or across.
    var region: UInt8
    /// Links `begin..<middle` are the first segment, `middle..<end` the second.
    var begin: Int
    var middle: Int
    var end: Int
  }

  private(set) var pairs: [Pair] = []
  /// After `filter`, region r's pairs are `regionStart[r]..<regionStart[r + 1]`.
  private(set) var regionStart = [0, 0, 0, 0]
  /// For how many more sweeps each pair is passed by.
  var rests: [UInt8] = []
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
    commodity: Int, _ segments: UnsafePointer<Int32>, first: Int, second: Int, region: UInt8
  ) {
    guard note(SegmentPairs.hash(commodity, segments, first, second)) else { return }
    let begin = links.count
    links.append(segments, count: first + second)
    pairs.append(
      Pair(
        commodity: Int32(commodity), region: region, begin: begin, middle: begin + first,
        end: begin + first + second))
    rests.append(0)
  }

  /// Ends every pair's rest.
  mutating func wake() {
    for index in rests.indices { rests[index] = 0 }
  }

  /// Keeps the pairs for which `isKept` holds, region by region and in order within each;
  /// packs memory.
  mutating func filter(_ isKept: (Int) -> Bool) {
    var packed = LinkList(capacity: max(1 << 12, links.count))
    var kept: [Pair] = []
    var keptRests: [UInt8] = []
    keptRests.reserveCapacity(pairs.count)
    kept.reserveCapacity(pairs.count)
    for index in table.indices { table[index] = 0 }
    for region in 0..<3 {
      for (index, pair) in pairs.enumerated() where Int(pair.region) == region && isKept(index) {
        let begin = packed.count
        packed.append(links.elements + pair.begin, count: pair.end - pair.begin)
        kept.append(
          Pair(
            commodity: pair.commodity, region: pair.region, begin: begin,
            middle: begin + pair.middle - pair.begin, end: packed.count))
        keptRests.append(rests[index])
      }
      regionStart[region + 1] = kept.count
    }
    links.deallocate()
    links = packed
    pairs = []
    rests = keptRests
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
