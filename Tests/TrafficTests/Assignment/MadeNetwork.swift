import Traffic

/// A made town: a grid of two-way streets, zones at centroids beside some corners.
enum MadeNetwork {
  /// Numbers in 0..<1 from a linear congruential generator (Knuth's MMIX constants).
  struct Numbers {
    var state: UInt64
    mutating func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / 9_007_199_254_740_992
    }
  }

  /// - Parameters:
  ///   - size: corners along one side.
  ///   - zones: centroids, joined to corners by links without time.
  static func grid(size: Int, zones: Int, seed: UInt64) throws -> RoadNetwork {
    var numbers = Numbers(state: seed)
    var links: [RoadLink] = []
    func corner(_ x: Int, _ y: Int) -> Int { zones + y * size + x }
    func street(_ from: Int, _ to: Int) {
      links.append(
        RoadLink(
          from: from, to: to, capacity: 200 + 800 * numbers.next(),
          freeFlowTime: 1 + numbers.next(), b: 0.15 + 0.5 * numbers.next(),
          power: numbers.next() < 0.5 ? 4 : 1.5 + 3 * numbers.next(), length: numbers.next(),
          toll: numbers.next() < 0.1 ? 1 : 0))
    }
    for y in 0..<size {
      for x in 0..<size {
        if x + 1 < size {
          street(corner(x, y), corner(x + 1, y))
          street(corner(x + 1, y), corner(x, y))
        }
        if y + 1 < size {
          street(corner(x, y), corner(x, y + 1))
          street(corner(x, y + 1), corner(x, y))
        }
      }
    }
    for zone in 0..<zones {
      let place = corner(Int(numbers.next() * Double(size)), Int(numbers.next() * Double(size)))
      for (from, to) in [(zone, place), (place, zone)] {
        links.append(RoadLink(from: from, to: to, capacity: 1, freeFlowTime: 0, b: 0, power: 0))
      }
    }
    let count = zones + size * size
    return try RoadNetwork(
      nodeNames: (1...count).map(String.init), zoneNodes: Array(0..<zones),
      isThrough: (0..<count).map { $0 >= zones }, links: links, tollWeight: 0.5,
      lengthWeight: 0.1)
  }

  static func trips(zones: Int, mean: Double, seed: UInt64) throws -> TripTable {
    var numbers = Numbers(state: seed)
    var entries: [TripTable.Entry] = []
    for origin in 0..<zones {
      for destination in 0..<zones {
        entries.append(
          .init(origin: origin, destination: destination, trips: 2 * mean * numbers.next()))
      }
    }
    return try TripTable(zoneCount: zones, entries: entries)
  }
}
