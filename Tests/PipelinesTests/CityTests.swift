import CivilTime
import Foundation
import Provenance
import TestSupport
import Traffic
import XCTest

@testable import Pipelines

final class CityTests: XCTestCase {
  private func city(seed: UInt64 = 2024, blocks: Int = 7) throws -> CitySimulation {
    let rules = try Data(
      contentsOf: Repository.root.appending(path: "Models/calendars/us-federal.json"))
    return CitySimulation(
      seed: seed, blocks: blocks, firstDay: CivilDate(year: 2025, month: 8, day: 11), weeks: 6,
      calendar: try HolidayCalendar(json: rules))
  }

  private func rows(_ content: [UInt8]) -> [[String]] {
    String(decoding: content, as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  private func column(_ name: String, of table: [[String]]) throws -> [Int?] {
    let place = try XCTUnwrap(table[0].firstIndex(of: name))
    return table.dropFirst().map { Int($0[place]) }
  }

  func testTheCityIsWhatItsCommandWrites() throws {
    let folder = Repository.root.appending(path: "Datasets/city")
    let files = try city().files()
    let package = try JSONValue(
      parsing: Array(Data(contentsOf: folder.appending(path: "datapackage.json"))))
    let resources = try XCTUnwrap(package["resources"]?.arrayValue)
    XCTAssertEqual(resources.map { $0["path"]?.stringValue ?? "" }, files.map(\.name))
    for (file, resource) in zip(files, resources) {
      XCTAssertEqual(
        try Data(contentsOf: folder.appending(path: file.name)), Data(file.content), file.name)
      XCTAssertEqual(
        resource["hash"]?.stringValue, "sha256:" + SHA256.hexDigest(of: file.content), file.name)
      let header = rows(file.content)[0]
      XCTAssertEqual(
        resource["schema"]?["fields"]?.arrayValue?.map { $0["name"]?.stringValue ?? "" }, header)
    }
    XCTAssertLessThan(files.reduce(0) { $0 + $1.content.count }, 400_000)
  }

  func testFaultsAreWhereTheTruthSays() throws {
    let files = Dictionary(uniqueKeysWithValues: try city().files().map { ($0.name, $0.content) })
    let counts = rows(try XCTUnwrap(files["detectors.csv"]))
    XCTAssertEqual(counts.count, 1 + 42 * 96)
    let times = counts.dropFirst().map { $0[0] }
    let faults = rows(try XCTUnwrap(files["faults.csv"]))
    func steps(_ kind: String) throws -> Range<Int> {
      let row = try XCTUnwrap(faults.first { $0[1] == kind })
      let first = try XCTUnwrap(times.firstIndex(of: row[2]))
      return first..<(times.firstIndex(of: row[3]) ?? times.count)
    }
    let stuck = try column("D108", of: counts)[try steps("stuck")]
    XCTAssertEqual(Set(stuck).count, 1)
    XCTAssertEqual(stuck.count, 2 * 96)
    let out = try column("D111", of: counts)
    XCTAssert(out[try steps("outage")].allSatisfy { $0 == nil })
    XCTAssertEqual(out.count { $0 == nil }, try steps("outage").count)
    let stations = rows(try XCTUnwrap(files["stations.csv"]))
    XCTAssertEqual(stations.filter { $0[2] == "0" && $0[3] == "0" }.map { $0[0] }, ["D109"])
    // What goes into the first junction comes out again, but for the detector that counts too many.
    func total(_ name: String) throws -> Double {
      Double(try column(name, of: counts).reduce(0) { $0 + ($1 ?? 0) })
    }
    let into = try total("D101") + total("D103") + total("D105")
    let from = try total("D102") + total("D104") + total("D106")
    let excess = try total("D103") * (1 - 1 / 1.3)
    XCTAssertGreaterThan((into - from) / from, 0.04)
    XCTAssertEqual((into - excess) / from, 1, accuracy: 0.01)
    // The Old Bridge misses a third of what it had counted at first.
    let drifting = try column("D110", of: counts).map { Double($0 ?? 0) }
    let weeks = (0..<6).map { drifting[($0 * 672)..<($0 * 672 + 672)].reduce(0, +) }
    XCTAssertEqual(weeks[5] / weeks[1], 0.7, accuracy: 0.08)
  }

  func testDaysDifferAsTheyDoInCities() throws {
    let files = Dictionary(uniqueKeysWithValues: try city().files().map { ($0.name, $0.content) })
    let counts = rows(try XCTUnwrap(files["detectors.csv"]))
    let values = try column("D101", of: counts).map { Double($0 ?? 0) }
    func day(_ k: Int) -> Double { values[(k * 96)..<(k * 96 + 96)].reduce(0, +) }
    // Labor Day, 1 September, is quieter than the Mondays about it.
    XCTAssertLessThan(day(21), 0.85 * day(14))
    XCTAssertLessThan(day(6), 0.9 * day(2))
    // Mornings lead into town, evenings out of it.
    let back = try column("D102", of: counts).map { Double($0 ?? 0) }
    let (morning, evening) = (8 * 4, 17 * 4)
    XCTAssertGreaterThan(values[96 + morning], 1.3 * back[96 + morning])
    XCTAssertGreaterThan(back[96 + evening], 1.3 * values[96 + evening])
  }

  /// The files fit together: streets, trips, plans and detectors as their readers see them.
  func testTheFilesMakeACityThatCanBeDriven() throws {
    let files = Dictionary(uniqueKeysWithValues: try city().files().map { ($0.name, $0.content) })
    func file(_ name: String) throws -> [UInt8] { try XCTUnwrap(files[name]) }
    let map = try StreetMap(
      nodes: file("nodes.csv"), links: file("links.csv"), movements: file("movements.csv"))
    let trips = try NetworkCSVReader.trips(file("demand.csv"), network: map.roads)
    let assigned = TrafficAssignment(network: map.roads, trips: trips).solve()
    XCTAssert(assigned.unreachable.isEmpty)
    let plans = try SignalTimetable(csv: file("signals.csv"), on: map.streets)
    XCTAssertEqual(plans.periods.map(\.name), ["AM", "day", "PM", "night"])
    XCTAssertEqual(plans.unplanned, [])
    let plan = try XCTUnwrap(plans.plan(at: 8 * 3600))

    var spreading = TripDemand.Spreading(period: 27_000..<30_600)
    spreading.seed = 5
    let demand = TripDemand(assigned: assigned, on: map.streets, spreading: spreading)
    XCTAssertEqual(demand.rerouted, 0)
    let model = CorridorModel(network: map.streets, demand: demand)
    let (today, usual) = (
      model.outcome(of: plan, seed: 1), model.outcome(of: map.streets.plan, seed: 1)
    )
    XCTAssertEqual(today.unfinished, 0)
    XCTAssertEqual(usual.unfinished, 0)
    // Poor, not jammed: the default programs are better than today's plan.
    XCTAssert((60...140).contains(today.delay), "\(today.delay)")
    XCTAssertLessThan(usual.delay, today.delay)

    let record = try DetectorStations.read(bytes: file("stations.csv"))
      .placing(DetectorFile.read(bytes: file("detectors.csv")))
    XCTAssertEqual(record.detectorCount, 12)
    XCTAssertEqual(record.stepCount, 42 * 96)
    XCTAssertEqual(record.stepSeconds, 900)
    // Tuesdays to Thursdays, 7:30 to 8:30: the flows of the assignment.
    let counts = rows(try file("detectors.csv"))
    for detector in ["D101", "D102", "D104", "D105", "D106", "D107"] {
      let station = try XCTUnwrap(record.detectors.first { $0.id == detector })
      let link = try XCTUnwrap(station.link.flatMap { map.streets.street($0) })
      let values = try column(detector, of: counts).map { Double($0 ?? 0) }
      let hours = (0..<42).filter { (1...3).contains($0 % 7) }.map { day in
        values[(day * 96 + 30)..<(day * 96 + 34)].reduce(0, +)
      }
      let mean = hours.reduce(0, +) / Double(hours.count)
      XCTAssertEqual(mean / assigned.flows[link], 1, accuracy: 0.06, detector)
    }
  }

  func testOtherSeedsAndSizesMakeCitiesToo() throws {
    let one = try city().files()
    for (seed, blocks) in [(1, 6), (2, 7), (3, 8)] as [(UInt64, Int)] {
      let other = try city(seed: seed, blocks: blocks).files()
      XCTAssertEqual(other.map(\.name), one.map(\.name))
      XCTAssertNotEqual(other[1].content, one[1].content)
      let links = rows(other[1].content).count - 1
      XCTAssert((60...100).contains(links), "\(links)")
      // A detector on every street it should have.
      XCTAssertEqual(rows(other[6].content).count, 13)
    }
  }
}
