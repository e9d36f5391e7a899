import Tables
import XCTest

@testable import Traffic

final class AssignedVehiclesTests: XCTestCase {
  private func city() throws -> (map: StreetMap, assigned: AssignedTraffic) {
    let files = RegularStreets.grid(3)
    let map = try StreetMap(nodes: Array(files.nodes.utf8), links: Array(files.links.utf8))
    let count = map.roads.zoneCount
    // Fractions, so that rounding is put to the test.
    var entries: [TripTable.Entry] = []
    for from in 0..<count {
      for to in 0..<count where to != from {
        let step = (from * 5 + to * 3) % 11
        entries.append(.init(origin: from, destination: to, trips: 7.3 + Double(step) * 6.17))
      }
    }
    let trips = try TripTable(zoneCount: count, entries: entries)
    return (map, TrafficAssignment(network: map.roads, trips: trips).solve())
  }

  func testVehiclesKeepTheTotalsOfTheFlows() throws {
    let (map, assigned) = try city()
    var spreading = TripDemand.Spreading(period: 25_200..<28_800)
    spreading.profile = try XCTUnwrap(DepartureProfile([1, 2, 1, 0]))
    let demand = TripDemand(assigned: assigned, on: map.streets, spreading: spreading)
    let total = assigned.classes[0].trips.total
    XCTAssertEqual(demand.trips.count, Int(total.rounded()))
    XCTAssertEqual(demand.unserved, [])
    XCTAssertEqual(demand.rerouted, 0)
    var flows = [Double](repeating: 0, count: map.roads.links.count)
    var perPair: [SIMD2<Int>: Double] = [:]
    for trip in demand.trips {
      for link in trip.route { flows[link] += 1 }
      for (a, b) in zip(trip.route, trip.route.dropFirst()) {
        XCTAssertEqual(map.roads.links[a].head, map.roads.links[b].tail)
      }
      let ends = SIMD2(
        map.roads.links[trip.route[0]].tail, map.roads.links[trip.route[trip.route.count - 1]].head)
      perPair[ends, default: 0] += 1
    }
    for entry in assigned.classes[0].trips.entries {
      let ends = SIMD2(
        map.roads.zoneNodes[entry.origin], map.roads.zoneNodes[entry.destination])
      XCTAssertLessThan(abs(perPair[ends, default: 0] - entry.trips), 1)
    }
    for link in flows.indices {
      XCTAssertEqual(flows[link], assigned.flows[link], accuracy: 6 + 0.03 * assigned.flows[link])
    }
    // A quarter of the hour each: one, two and one of four parts.
    let parts = (0..<4).map { k in
      demand.trips.count { Int(($0.departure - 25_200) / 900) == k }
    }
    XCTAssertEqual(Double(parts[1]) / Double(demand.trips.count), 0.5, accuracy: 0.03)
    XCTAssertEqual(parts[3], 0)
  }

  func testSeedsDrawDeparturesAlone() throws {
    let (map, assigned) = try city()
    var spreading = TripDemand.Spreading(period: 0..<3600)
    spreading.factor = 0.37
    let one = TripDemand(assigned: assigned, on: map.streets, spreading: spreading)
    let again = TripDemand(assigned: assigned, on: map.streets, spreading: spreading)
    XCTAssertEqual(one.csv(on: map.streets), again.csv(on: map.streets))
    spreading.seed = 2
    let other = TripDemand(assigned: assigned, on: map.streets, spreading: spreading)
    XCTAssertNotEqual(one.trips.map(\.departure), other.trips.map(\.departure))
    XCTAssertEqual(
      one.trips.map(\.route).sorted { $0.lexicographicallyPrecedes($1) },
      other.trips.map(\.route).sorted { $0.lexicographicallyPrecedes($1) })
    XCTAssertEqual(
      Double(one.trips.count), (assigned.classes[0].trips.total * 0.37).rounded())
  }

  /// Where streets forbid a turn the assignment takes, vehicles go another way, or are named.
  func testForbiddenTurnsAreGoneAround() throws {
    let files = RegularStreets.grid(2)
    let open = try StreetMap(nodes: Array(files.nodes.utf8), links: Array(files.links.utf8))
    let lines = String(decoding: open.movementsCSV, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: true)
    // Nobody may turn left at the south-west corner when coming from the west.
    let kept = lines.filter { !$0.hasPrefix("n0_0,n-1_0-n0_0,n0_0-n0_1") }
    XCTAssertEqual(lines.count - kept.count, 1)
    let closed = try StreetMap(
      nodes: Array(files.nodes.utf8), links: Array(files.links.utf8),
      movements: Array(kept.joined(separator: "\n").utf8))
    func zone(_ node: String) -> Int {
      open.roads.zoneNodes.firstIndex { open.roads.nodeNames[$0] == node } ?? -1
    }
    let trips = try TripTable(
      zoneCount: open.roads.zoneCount,
      entries: [.init(origin: zone("n-1_0"), destination: zone("n0_2"), trips: 20)])
    let spreading = TripDemand.Spreading(period: 0..<3600)
    let free = try TripDemand(
      trips: trips, roads: open.roads, on: open.streets, spreading: spreading)
    XCTAssertEqual(free.trips.count, 20)
    XCTAssertEqual(free.trips[0].route.count, 3)
    let around = try TripDemand(
      trips: trips, roads: closed.roads, on: closed.streets, spreading: spreading)
    XCTAssertEqual(around.rerouted, 20)
    XCTAssertEqual(around.trips[0].route.count, 5)
  }

  func testProfilesRefuseNonsense() {
    XCTAssertNil(DepartureProfile([]))
    XCTAssertNil(DepartureProfile([0, 0]))
    XCTAssertNil(DepartureProfile([1, -1]))
    XCTAssertNil(DepartureProfile([.nan]))
    XCTAssertEqual(DepartureProfile.even.time(of: 0.25, in: 100..<200), 125)
    XCTAssertEqual(DepartureProfile([0, 1])?.time(of: 0, in: 0..<100), 50)
    XCTAssertEqual(
      DepartureProfile([1, 0])?.time(of: 0.999, in: 0..<100) ?? 0, 49.95, accuracy: 1e-9)
  }
}
