public import CivilTime
import Tables
import Traffic

/// A made-up small city: streets, trips, signal plans, and what its detectors have counted.
///
/// Main Street has a signal at every block; Mill Street, with fewer, runs beside it; both
/// meet cross streets. North of a river lies a district that an old bridge of one lane and a
/// longer way round by a new one lead to. Trips follow households and jobs; counts follow the
/// equilibrium of those trips in the morning and of their way back in the evening, hour by hour
/// and day by day. What is wrong with the detectors, and when something happened on the streets,
/// is known and written down.
public struct CitySimulation: Sendable {
  public var seed: UInt64
  /// Signals on Main Street, 6…8.
  public var blocks: Int
  public var firstDay: CivilDate
  /// At least 4.
  public var weeks: Int
  /// Days off work.
  public var calendar: HolidayCalendar

  public init(
    seed: UInt64, blocks: Int, firstDay: CivilDate, weeks: Int, calendar: HolidayCalendar
  ) {
    precondition((6...8).contains(blocks) && weeks >= 4)
    self.seed = seed
    self.blocks = blocks
    self.firstDay = firstDay
    self.weeks = weeks
    self.calendar = calendar
  }

  /// The files of the city with their contents, in the order they are listed.
  ///
  /// - Throws: `TableError` where the streets would not make a network; no seed does.
  func files() throws(TableError) -> [(name: String, content: [UInt8])] {
    let streets = CityStreets(seed: seed, blocks: blocks)
    let (nodes, links) = (streets.nodesCSV(), streets.linksCSV())
    let map = try StreetMap(nodes: nodes, links: links)
    let demand = CityDemand(seed: seed, streets: streets)
    let trips = demand.csv()
    let morning = try NetworkCSVReader.trips(trips, network: map.roads)
    let evening = try TripTable(
      zoneCount: morning.zoneCount,
      entries: morning.entries.map {
        .init(origin: $0.destination, destination: $0.origin, trips: $0.trips)
      })
    var exact = TrafficAssignment.Options()
    exact.relativeGap = 1e-12
    // To a tenth of a vehicle: another way to the same equilibrium gives the same city.
    let flows = [morning, evening].map {
      TrafficAssignment(network: map.roads, trips: $0, options: exact).solve().flows.map {
        ($0 * 10).rounded() / 10
      }
    }
    let detectors = CityDetectors(
      seed: seed, streets: streets, morning: flows[0], evening: flows[1], firstDay: firstDay,
      days: 7 * weeks, calendar: calendar)
    let counted = detectors.counted()
    return [
      ("nodes.csv", nodes), ("links.csv", links), ("movements.csv", map.movementsCSV),
      ("demand.csv", trips), ("districts.csv", demand.districtsCSV()),
      ("signals.csv", CityPlans(seed: seed, map: map).csv()),
      ("stations.csv", detectors.stationsCSV()), ("detectors.csv", counted.counts),
      ("occupancy.csv", counted.occupancies), ("speed.csv", counted.speeds),
      ("faults.csv", detectors.faultsCSV()), ("incidents.csv", detectors.incidentsCSV()),
    ]
  }
}
