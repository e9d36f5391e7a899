import TestSupport
import Traffic
import XCTest

final class DemandEstimationTests: XCTestCase {
  func testWithoutChoiceOfPathItIsBoundedLeastSquares() throws {
    let network = try RoadNetwork(
      nodeNames: ["1", "2", "3"], zoneNodes: [0, 1, 2],
      links: [
        RoadLink(from: 0, to: 1, capacity: 100, freeFlowTime: 1),
        RoadLink(from: 1, to: 2, capacity: 100, freeFlowTime: 1),
      ])
    let prior = try TripTable(
      zoneCount: 3,
      entries: [
        .init(origin: 0, destination: 1, trips: 100), .init(origin: 0, destination: 2, trips: 50),
        .init(origin: 1, destination: 2, trips: 80),
      ])
    let text = try String(
      contentsOf: Repository.reference("traffic/demand/chain.csv"), encoding: .utf8)
    for row in text.split(separator: "\n").dropFirst() {
      let values = row.split(separator: ",").compactMap { Double($0) }
      var options = DemandEstimation.Options()
      options.relativeSpread = values[2]
      let result = try DemandEstimation(
        network: network, prior: prior,
        counts: [
          LinkCount(link: 0, vehicles: values[0], standardError: 5),
          LinkCount(link: 1, vehicles: values[1], standardError: 4),
        ], options: options
      ).solve()
      for (trips, expected) in zip(result.trips.trips, values[3...]) {
        XCTAssertEqual(trips, expected, accuracy: 1e-5 * max(1, expected))
      }
    }
  }

  private func town() throws -> (RoadNetwork, truth: TripTable, prior: TripTable, flows: [Double]) {
    let network = try MadeNetwork.grid(size: 7, zones: 10, seed: 21)
    let truth = try MadeNetwork.trips(zones: 10, mean: 40, seed: 21)
    var numbers = MadeNetwork.Numbers(state: 4)
    let prior = try truth.replacing(truth.trips.map { $0 * (0.6 + 0.5 * numbers.next()) })
    var options = TrafficAssignment.Options()
    options.relativeGap = 1e-10
    let flows = TrafficAssignment(network: network, trips: truth, options: options).solve().flows
    return (network, truth, prior, flows)
  }

  func testCountsBringFlowsNearerEverywhere() throws {
    let (network, truth, prior, flows) = try town()
    let streets = flows.indices.filter { network.links[$0].b > 0 && flows[$0] > 20 }
    let counts = streets.enumerated().filter { $0.offset % 2 == 0 }
      .map { LinkCount(link: $0.element, vehicles: flows[$0.element]) }
    let others = streets.enumerated().filter { $0.offset % 2 == 1 }
      .map { LinkCount(link: $0.element, vehicles: flows[$0.element]) }
    let result = try DemandEstimation(network: network, prior: prior, counts: counts).solve()
    for (before, after) in zip(result.objectives, result.objectives.dropFirst()) {
      XCTAssertLessThan(after, before)
    }
    XCTAssertLessThan(result.fit.rootMeanSquare, 0.2 * result.priorFit.rootMeanSquare)
    // Where nobody counted, and in the total.
    func error(_ values: [Double]) -> Double {
      others.reduce(0) { $0 + ($1.vehicles - values[$1.link]) * ($1.vehicles - values[$1.link]) }
    }
    let before = TrafficAssignment(network: network, trips: prior).solve()
    XCTAssertLessThan(error(result.assignment.flows), 0.25 * error(before.flows))
    XCTAssertLessThan(
      abs(result.trips.total - truth.total), 0.3 * abs(prior.total - truth.total))
    XCTAssertGreaterThan(result.leftOutFit.rootMeanSquare, result.fit.rootMeanSquare)
    XCTAssertLessThan(result.leftOutFit.rootMeanSquare, result.priorFit.rootMeanSquare)
    XCTAssert(result.trips.trips.allSatisfy { $0 >= 0 })
  }

  func testATableThatMeetsItsCountsStays() throws {
    let (network, truth, _, flows) = try town()
    let counts = flows.indices.filter { flows[$0] > 20 }
      .map { LinkCount(link: $0, vehicles: flows[$0]) }
    var options = DemandEstimation.Options()
    options.relativeSpread = 0.2
    options.assignment.relativeGap = 1e-10
    let result = try DemandEstimation(
      network: network, prior: truth, counts: counts, options: options
    ).solve()
    for (new, old) in zip(result.trips.trips, truth.trips) {
      XCTAssertEqual(new, old, accuracy: 1e-3)
    }
    XCTAssertEqual(result.fit.shareBelowGEH5, 1)
  }
}
