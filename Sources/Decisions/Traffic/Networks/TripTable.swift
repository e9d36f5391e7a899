public import Tables

/// Trips from zone to zone in one period, kept by origin.
///
/// Trips inside a zone use no link: they are counted and left out. Several entries of one
/// pair add up. Pairs without trips are not kept.
public struct TripTable: Sendable, Equatable {
  public let zoneCount: Int
  /// Pairs of origin o: `originStart[o]..<originStart[o + 1]`.
  public let originStart: [Int]
  /// Zones, ascending within an origin.
  public let destinations: [Int]
  /// Vehicles in the period, above 0 (0 where an estimate has emptied a pair).
  public let trips: [Double]
  /// Trips that begin and end in the same zone.
  public let intrazonal: Double
  /// How many entries named a pair that had been named before.
  public let repeatedPairs: Int

  /// One entry of a table.
  public struct Entry: Sendable, Equatable {
    public var origin: Int
    public var destination: Int
    public var trips: Double
    public var line: Int?

    public init(origin: Int, destination: Int, trips: Double, line: Int? = nil) {
      self.origin = origin
      self.destination = destination
      self.trips = trips
      self.line = line
    }
  }

  /// - Parameters:
  ///   - name: stands for the file in messages.
  ///   - entries: zones by index, in any order.
  /// - Throws: `TableError.badRows` for zones that do not exist and trips that are negative,
  ///   not finite or above 1e20, beyond which costs could no longer be told from infinity.
  public init(
    name: String = "trips", zoneCount: Int, entries: [Entry]
  ) throws(TableError) {
    var problems = DataProblemList()
    var counts = [Int](repeating: 0, count: zoneCount + 1)
    for entry in entries {
      let zones = 0..<zoneCount
      if !zones.contains(entry.origin) || !zones.contains(entry.destination) {
        problems.add(
          DataProblem(
            file: name, line: entry.line,
            what: "trips from zone \(entry.origin + 1) to \(entry.destination + 1), but zones run "
              + "from 1 to \(zoneCount)",
            fix: "Correct the zone, or take the trip table that belongs to this network."))
      } else if !(entry.trips >= 0 && entry.trips <= 1e20) {
        problems.add(
          DataProblem(
            file: name, line: entry.line,
            what: "trips from zone \(entry.origin + 1) to \(entry.destination + 1): "
              + "\(entry.trips) is not a number from 0 to 1e20",
            fix: "Correct the value."))
      } else {
        counts[entry.origin + 1] += 1
      }
    }
    guard problems.isEmpty else { throw .badRows(problems) }
    for zone in 0..<zoneCount { counts[zone + 1] += counts[zone] }
    var sorted = [Int](repeating: 0, count: entries.count)
    var next = counts
    for (index, entry) in entries.enumerated() {
      sorted[next[entry.origin]] = index
      next[entry.origin] += 1
    }
    var starts = [0]
    var kept: (destinations: [Int], trips: [Double]) = ([], [])
    var inside = 0.0
    var repeated = 0
    // By destination, so that one origin costs its own entries and the zones it reaches.
    var sums = [Double](repeating: 0, count: zoneCount)
    var isNamed = [Bool](repeating: false, count: zoneCount)
    for origin in 0..<zoneCount {
      var reached: [Int] = []
      for place in counts[origin]..<counts[origin + 1] {
        let entry = entries[sorted[place]]
        if entry.destination == origin {
          inside += entry.trips
          continue
        }
        if isNamed[entry.destination] {
          repeated += 1
        } else {
          isNamed[entry.destination] = true
          reached.append(entry.destination)
        }
        sums[entry.destination] += entry.trips
      }
      reached.sort()
      for zone in reached {
        if sums[zone] > 0 {
          kept.destinations.append(zone)
          kept.trips.append(sums[zone])
        }
        sums[zone] = 0
        isNamed[zone] = false
      }
      starts.append(kept.destinations.count)
    }
    self.zoneCount = zoneCount
    originStart = starts
    destinations = kept.destinations
    trips = kept.trips
    intrazonal = inside
    repeatedPairs = repeated
  }

  /// The same pairs, with trips of at least 0 in their order; pairs with 0 are kept.
  func withTrips(_ values: [Double]) -> TripTable {
    TripTable(
      zoneCount: zoneCount, originStart: originStart, destinations: destinations, trips: values,
      intrazonal: intrazonal, repeatedPairs: repeatedPairs)
  }

  /// - Parameter rows: by origin, other zones ascending with trips above 0.
  init(rows: [[(destination: Int, trips: Double)]]) {
    var starts = [0]
    for row in rows { starts.append(starts[starts.count - 1] + row.count) }
    self.init(
      zoneCount: rows.count, originStart: starts,
      destinations: rows.flatMap { $0.map(\.destination) },
      trips: rows.flatMap { $0.map(\.trips) }, intrazonal: 0, repeatedPairs: 0)
  }

  private init(
    zoneCount: Int, originStart: [Int], destinations: [Int], trips: [Double], intrazonal: Double,
    repeatedPairs: Int
  ) {
    self.zoneCount = zoneCount
    self.originStart = originStart
    self.destinations = destinations
    self.trips = trips
    self.intrazonal = intrazonal
    self.repeatedPairs = repeatedPairs
  }

  /// Trips between different zones, all pairs.
  public var total: Double { trips.reduce(0, +) }

  /// Trips of one pair; 0 where there are none.
  public func trips(from origin: Int, to destination: Int) -> Double {
    for pair in originStart[origin]..<originStart[origin + 1]
    where destinations[pair] == destination { return trips[pair] }
    return 0
  }

  /// Every pair in order.
  public var entries: [Entry] {
    (0..<zoneCount).flatMap { origin in
      (originStart[origin]..<originStart[origin + 1]).map {
        Entry(origin: origin, destination: destinations[$0], trips: trips[$0])
      }
    }
  }

  /// The same pairs with other numbers of trips, in the order of `trips`.
  ///
  /// - Throws: as the initialiser.
  public func replacing(_ values: [Double]) throws(TableError) -> TripTable {
    precondition(values.count == trips.count)
    var entries = entries
    for index in entries.indices { entries[index].trips = values[index] }
    return try TripTable(zoneCount: zoneCount, entries: entries)
  }

  /// All trips times a factor of at least 0.
  public func scaled(by factor: Double) throws(TableError) -> TripTable {
    try replacing(trips.map { $0 * factor })
  }
}
