import Provenance
import Tables
import Traffic

/// A demand given as a table: trips of an hour between zones, or counts of an hour on turns.
struct SignalDemandTable {
  let demand: TripDemand
  let record: FileRecord
  let notes: [String]

  /// Nil where the file is markup, not a table.
  /// - Parameter day: its place among the demands; every day draws departures of its own.
  init?(
    _ path: String, _ request: SignalPipeline, map: StreetMap?, network: StreetNetwork, day: Int
  ) throws {
    let (bytes, record) = try SignalInputs.bytes(path)
    let first = bytes.first { ![0xEF, 0xBB, 0xBF, 0x20, 0x09, 0x0A, 0x0D].contains($0) }
    guard first != 0x3C else { return nil }
    self.record = record
    guard let period = request.period else {
      throw PipelineError(
        .usage,
        "\(path): a table says how many vehicles an hour, not when: give --period, such as "
          + "07:00-08:00.")
    }
    var spreading = TripDemand.Spreading(period: period)
    spreading.factor = (period.upperBound - period.lowerBound) / 3600
    spreading.seed = request.seed &+ 31 &* UInt64(day)
    let header = Self.header(bytes)
    if header.contains("vehicles") || header.contains("count") {
      let turns = try TurningCounts(csv: bytes, name: path, on: network)
      demand = TripDemand(turns: turns, on: network, spreading: spreading)
      notes = [
        "\(path): counts on \(turns.counts.count) turns. Ways follow the shares counted at each "
          + "junction; where more leave a street than enter it, the rest start there, and where "
          + "fewer do, the rest end there."
      ]
      return
    }
    guard let map else {
      throw PipelineError(
        .usage,
        "\(path): trips between zones need the tables of links and nodes (--network, --nodes). "
          + "With a .net.xml give counts on turns (from, to, vehicles) or a .rou.xml.")
    }
    let trips = try NetworkCSVReader.trips(bytes, name: path, network: map.roads)
    var options = TrafficAssignment.Options()
    options.relativeGap = 1e-6
    options.threads = request.threads
    let assigned = TrafficAssignment(network: map.roads, trips: trips, options: options).solve()
    demand = TripDemand(assigned: assigned, on: network, spreading: spreading)
    var notes = [
      "\(path): \(demand.trips.count) vehicles on ways of which none is quicker for its drivers "
        + "(user equilibrium), by the capacities and times of the links."
    ]
    if demand.rerouted > 0 {
      notes.append(
        "\(path): \(demand.rerouted) vehicles were led another way, for turns that the streets do "
          + "not allow.")
    }
    self.notes = notes
  }

  /// The names of a table's columns.
  static func header(_ bytes: [UInt8]) -> [String] {
    String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self).lowercased()
      .split { ",;\t\r\"\u{FEFF} ".contains($0) }.map(String.init)
  }
}
