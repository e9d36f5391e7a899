import TestSupport
import Traffic
import XCTest

final class ElasticDemandTests: XCTestCase {
  /// Time 1 + v and trips 10/c: v(1 + v) = 10.
  func testOneRoad() throws {
    let network = try RoadNetwork(
      nodeNames: ["a", "b"], zoneNodes: [0, 1],
      links: [RoadLink(from: 0, to: 1, capacity: 1, freeFlowTime: 1, b: 1, power: 1)])
    let reference = try TripTable(
      zoneCount: 2, entries: [.init(origin: 0, destination: 1, trips: 10)])
    var options = ElasticDemand.Options()
    options.mismatch = 1e-10
    let outcome = ElasticDemand(
      network: network, reference: reference, referenceCosts: [1], elasticity: 1, options: options
    ).solve()
    XCTAssert(outcome.isConverged)
    XCTAssertEqual(outcome.trips.total, (41.0.squareRoot() - 1) / 2, accuracy: 1e-8)
  }

  func testClosingAStreetLosesTripsAndTheBaseKeepsIts() throws {
    let network = try MadeNetwork.grid(size: 6, zones: 8, seed: 17)
    let trips = try MadeNetwork.trips(zones: 8, mean: 60, seed: 17)
    var options = TrafficAssignment.Options()
    options.relativeGap = 1e-10
    let base = TrafficAssignment(network: network, trips: trips, options: options).solve()
    let same = ElasticDemand(base: base, on: network, elasticity: 0.7).solve()
    XCTAssert(same.isConverged)
    assertClose(same.trips.total, trips.total, relative: 1e-5)
    let busiest = try XCTUnwrap(
      base.flows.indices.filter { network.links[$0].b > 0 }
        .max { base.flows[$0] < base.flows[$1] })
    let closed = try network.changing { index, link in if index == busiest { link.isOpen = false } }
    let less = ElasticDemand(base: base, on: closed, elasticity: 0.7).solve()
    XCTAssert(less.isConverged)
    XCTAssertLessThan(less.trips.total, trips.total)
    let still = ElasticDemand(base: base, on: closed, elasticity: 0).solve()
    assertClose(still.trips.total, trips.total, relative: 1e-12)
    XCTAssertLessThan(less.assignment.totalCost, still.assignment.totalCost)
  }
}
