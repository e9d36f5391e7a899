import TestSupport
import Traffic
import XCTest

final class SelectedTrafficTests: XCTestCase {
  private func solve(_ network: RoadNetwork, _ trips: TripTable) -> AssignedTraffic {
    var options = TrafficAssignment.Options()
    options.relativeGap = 1e-12
    return TrafficAssignment(network: network, trips: trips, options: options).solve()
  }

  /// Two bridges, and two streets behind each: who crosses the first may take either.
  func testSharesMixAtNodes() throws {
    func road(_ from: Int, _ to: Int, _ capacity: Double) -> RoadLink {
      RoadLink(from: from, to: to, capacity: capacity, freeFlowTime: 10, b: 1, power: 1)
    }
    // 0 → 1 by two parallel roads of capacity 2 : 1, then 1 → 2 by two of 3 : 1.
    let network = try RoadNetwork(
      nodeNames: ["0", "1", "2"], zoneNodes: [0, 1, 2],
      links: [road(0, 1, 2), road(0, 1, 1), road(1, 2, 3), road(1, 2, 1)])
    let trips = try TripTable(
      zoneCount: 3,
      entries: [
        .init(origin: 0, destination: 2, trips: 24), .init(origin: 0, destination: 1, trips: 12),
        .init(origin: 1, destination: 2, trips: 8),
      ])
    let result = solve(network, trips)
    for (flow, expected) in zip(result.flows, [24, 12, 24, 8.0]) {
      XCTAssertEqual(flow, expected, accuracy: 1e-6)
    }
    let selected = result.selecting([0])
    XCTAssertEqual(selected.pairs.map(\.trips).reduce(0, +), 24, accuracy: 1e-6)
    XCTAssertEqual(selected.pairs.map(\.destination), [1, 2])
    for (trips, expected) in zip(selected.pairs.map(\.trips), [8, 16.0]) {
      XCTAssertEqual(trips, expected, accuracy: 1e-6)
    }
    // 16 go on from the first road; equilibrium leaves the split behind open, not the sum.
    XCTAssertEqual(selected.flows[0], 24, accuracy: 1e-6)
    XCTAssertEqual(selected.flows[1], 0, accuracy: 1e-6)
    XCTAssertEqual(selected.flows[2] + selected.flows[3], 16, accuracy: 1e-6)
    let all = result.selecting([0, 1])
    XCTAssertEqual(all.flows[2] + all.flows[3], 24, accuracy: 1e-6)
  }

  func testSelectedTrafficIsConservedAndCountsTheLink() throws {
    let network = try MadeNetwork.grid(size: 7, zones: 10, seed: 5)
    let trips = try MadeNetwork.trips(zones: 10, mean: 60, seed: 5)
    let result = solve(network, trips)
    let busiest = result.flows.indices.filter { network.links[$0].b > 0 }
      .sorted { result.flows[$0] > result.flows[$1] }
    for link in busiest.prefix(5) {
      let one = result.selecting([link])
      assertClose(one.flows[link], result.flows[link], relative: 1e-9)
      assertClose(one.pairs.map(\.trips).reduce(0, +), result.flows[link], relative: 1e-9)
      var balance = [Double](repeating: 0, count: network.nodeCount)
      for (index, values) in network.links.enumerated() {
        XCTAssertLessThanOrEqual(one.flows[index], result.flows[index] + 1e-7)
        balance[values.tail] += one.flows[index]
        balance[values.head] -= one.flows[index]
      }
      for pair in one.pairs {
        balance[network.zoneNodes[pair.origin]] -= pair.trips
        balance[network.zoneNodes[pair.destination]] += pair.trips
      }
      XCTAssertLessThan(balance.map(abs).max() ?? 0, 1e-7)
      XCTAssertEqual(one.flows, result.selecting([link], threads: 2).flows)
    }
  }

  func testSkimsAreShortestPaths() throws {
    let network = try MadeNetwork.grid(size: 6, zones: 8, seed: 5)
    let trips = try MadeNetwork.trips(zones: 8, mean: 60, seed: 5)
    let result = solve(network, trips)
    let skims = result.skims(threads: 2)
    let costs = network.links.indices.map { network.cost(of: $0, at: result.flows[$0]) }
    var total = 0.0
    for origin in 0..<8 {
      let labels = EquilibriumCheck.labels(from: network.zoneNodes[origin], network, costs)
      for destination in 0..<8 {
        let cost = skims.cost[origin, destination]
        if destination != origin {
          assertClose(cost, labels[network.zoneNodes[destination]], relative: 1e-12)
        }
        assertClose(
          skims.time[origin, destination] + 0.5 * skims.toll[origin, destination] + 0.1
            * skims.length[origin, destination], cost, relative: 1e-12)
        total += trips.trips(from: origin, to: destination) * cost
      }
    }
    assertClose(total, result.totalCost, relative: 1e-10)
  }
}
