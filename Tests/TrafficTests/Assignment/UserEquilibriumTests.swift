import Tables
import TestSupport
import Traffic
import XCTest

final class UserEquilibriumTests: XCTestCase {
  private func solve(
    _ network: RoadNetwork, _ trips: TripTable, gap: Double = 1e-13, threads: Int = 1,
    principle: TrafficAssignment.Principle = .userEquilibrium, from start: AssignedTraffic? = nil
  ) -> AssignedTraffic {
    var options = TrafficAssignment.Options()
    options.relativeGap = gap
    options.threads = threads
    options.principle = principle
    return TrafficAssignment(network: network, trips: trips, options: options).solve(from: start)
  }

  /// Braess (1968), in the numbers of LeBlanc: 10v, 50 + v, 10 + v, six travellers.
  private func braess(withShortcut: Bool) throws -> (RoadNetwork, TripTable) {
    // Linear times t₀ + k v as t₀(1 + b v/c): 10v needs a free-flow time near zero.
    func link(_ from: Int, _ to: Int, _ free: Double, _ rate: Double) -> RoadLink {
      RoadLink(from: from, to: to, capacity: 1, freeFlowTime: free, b: rate / free, power: 1)
    }
    var links = [
      link(0, 2, 1e-8, 10), link(0, 3, 50, 1), link(2, 1, 50, 1), link(2, 3, 10, 1),
      link(3, 1, 1e-8, 10),
    ]
    links[3].isOpen = withShortcut
    return (
      try RoadNetwork(nodeNames: ["1", "2", "3", "4"], zoneNodes: [0, 1], links: links),
      try TripTable(zoneCount: 2, entries: [.init(origin: 0, destination: 1, trips: 6)])
    )
  }

  func testBraessParadox() throws {
    let (open, trips) = try braess(withShortcut: true)
    let with = solve(open, trips)
    for (flow, expected) in zip(with.flows, [4, 2, 2, 2, 4.0]) {
      XCTAssertEqual(flow, expected, accuracy: 1e-7)
    }
    XCTAssertEqual(with.totalCost, 6 * 92, accuracy: 1e-6)
    let (closed, _) = try braess(withShortcut: false)
    let without = solve(closed, trips)
    for (flow, expected) in zip(without.flows, [3, 3, 3, 0, 3.0]) {
      XCTAssertEqual(flow, expected, accuracy: 1e-7)
    }
    XCTAssertEqual(without.totalCost, 6 * 83, accuracy: 1e-6)
  }

  /// Pigou (1920): a road of constant time 1 beside one of time v. All take the second at
  /// equilibrium; half of them should.
  func testPigouAndSystemOptimum() throws {
    let network = try RoadNetwork(
      nodeNames: ["a", "b"], zoneNodes: [0, 1],
      links: [
        RoadLink(from: 0, to: 1, capacity: 1, freeFlowTime: 1, b: 0),
        RoadLink(from: 0, to: 1, capacity: 1, freeFlowTime: 1e-9, b: 1e9, power: 1),
      ])
    let trips = try TripTable(
      zoneCount: 2, entries: [.init(origin: 0, destination: 1, trips: 1)])
    let equilibrium = solve(network, trips)
    XCTAssertEqual(equilibrium.flows[1], 1, accuracy: 1e-8)
    let optimum = solve(network, trips, principle: .systemOptimum)
    XCTAssertEqual(optimum.flows[0], 0.5, accuracy: 1e-8)
    XCTAssertEqual(optimum.totalTime, 0.75, accuracy: 1e-8)
    XCTAssertEqual(optimum.objective, 0.75, accuracy: 1e-8)
  }

  func testPublishedObjectives() throws {
    let text = try String(
      contentsOf: Repository.reference("traffic/assignment/best_known.csv"), encoding: .utf8)
    for row in text.split(separator: "\n").dropFirst() {
      let fields = row.split(separator: ",").map(String.init)
      let folder = "networks/\(fields[0])/"
      let network = try TNTPReader.network(
        [UInt8](Data(contentsOf: SharedData.url(folder + fields[1]))), name: fields[1],
        tollWeight: Double(fields[4]), lengthWeight: Double(fields[5]))
      let trips = try TNTPReader.trips(
        [UInt8](Data(contentsOf: SharedData.url(folder + fields[2]))), name: fields[2],
        zoneCount: network.zoneCount)
      let result = solve(network, trips, gap: 1e-12)
      let expected = try XCTUnwrap(Double(fields[6]))
      let tolerance = try XCTUnwrap(Double(fields[7]))
      XCTAssertEqual(result.status, .converged, fields[0])
      assertClose(result.objective, expected, relative: tolerance, fields[0])
      let check = EquilibriumCheck(network, trips, flows: result.flows)
      XCTAssertLessThan(abs(check.relativeGap), 2e-12, fields[0])
      assertClose(check.objective, expected, relative: tolerance, fields[0])
      XCTAssertLessThan(check.imbalance, 1e-9 * trips.total, fields[0])
    }
  }

  func testMadeTownsSatisfyTheConditions() throws {
    for seed in 1...6 as ClosedRange<UInt64> {
      let network = try MadeNetwork.grid(size: 6, zones: 8, seed: seed)
      let trips = try MadeNetwork.trips(zones: 8, mean: 20 * Double(seed), seed: seed)
      let result = solve(network, trips)
      XCTAssertEqual(result.status, .converged)
      let check = EquilibriumCheck(network, trips, flows: result.flows)
      XCTAssertLessThan(abs(check.relativeGap), 1e-12)
      XCTAssertLessThan(check.imbalance, 1e-9 * trips.total)
      assertClose(result.objective, check.objective, relative: 1e-13)
      assertClose(result.totalCost, check.totalCost, relative: 1e-13)
      XCTAssertLessThanOrEqual(result.lowerBound, check.objective * (1 + 1e-14))
      // Every earlier bound is below every objective.
      let bound = result.rounds.map(\.lowerBound).max() ?? 0
      let least = result.rounds.map(\.objective).min() ?? 0
      XCTAssertLessThanOrEqual(bound, least * (1 + 1e-13))
    }
  }

  func testThreadsGiveTheSameBits() throws {
    let network = try MadeNetwork.grid(size: 8, zones: 12, seed: 3)
    let trips = try MadeNetwork.trips(zones: 12, mean: 60, seed: 5)
    let one = solve(network, trips, gap: 1e-10)
    for threads in [2, 3] {
      let more = solve(network, trips, gap: 1e-10, threads: threads)
      XCTAssertEqual(one.flows.map(\.bitPattern), more.flows.map(\.bitPattern))
      XCTAssertEqual(one.rounds, more.rounds)
    }
  }

  func testMoreTripsNeverLowerTheObjective() throws {
    let network = try MadeNetwork.grid(size: 6, zones: 8, seed: 9)
    let trips = try MadeNetwork.trips(zones: 8, mean: 50, seed: 2)
    var last = 0.0
    for factor in [0.2, 0.5, 1, 1.5, 2] {
      let result = solve(network, try trips.scaled(by: factor), gap: 1e-10)
      XCTAssertGreaterThan(result.lowerBound, last)
      last = result.objective
    }
  }

  func testSystemOptimumCostsNoMoreThanEquilibrium() throws {
    let network = try MadeNetwork.grid(size: 6, zones: 8, seed: 4)
    let trips = try MadeNetwork.trips(zones: 8, mean: 90, seed: 4)
    let equilibrium = solve(network, trips)
    let optimum = solve(network, trips, principle: .systemOptimum)
    XCTAssertLessThan(optimum.objective, equilibrium.totalCost)
    // Each is best at its own.
    let price = EquilibriumCheck(network, trips, flows: optimum.flows)
    XCTAssertGreaterThan(price.objective, equilibrium.objective)
    assertClose(optimum.objective, price.totalCost, relative: 1e-12)
  }

  func testUnreachablePairsAreListedAndLeftOut() throws {
    // Node 3 can be left but not reached.
    let network = try RoadNetwork(
      nodeNames: ["1", "2", "3"], zoneNodes: [0, 1, 2],
      links: [
        RoadLink(from: 0, to: 1, capacity: 10, freeFlowTime: 2),
        RoadLink(from: 2, to: 1, capacity: 10, freeFlowTime: 3),
      ])
    let trips = try TripTable(
      zoneCount: 3,
      entries: [
        .init(origin: 0, destination: 1, trips: 5), .init(origin: 0, destination: 2, trips: 7),
        .init(origin: 1, destination: 0, trips: 1),
      ])
    let result = solve(network, trips)
    XCTAssertEqual(result.status, .converged)
    XCTAssertEqual(
      result.unreachable,
      [
        .init(travelClass: 0, origin: 0, destination: 2, trips: 7),
        .init(travelClass: 0, origin: 1, destination: 0, trips: 1),
      ])
    XCTAssertEqual(result.flows, [5, 0])
    XCTAssertEqual(result.relativeGap, 0)
  }

  func testNothingToAssign() throws {
    let network = try RoadNetwork(nodeNames: ["1", "2"], zoneNodes: [0, 1], links: [])
    let none = solve(network, try TripTable(zoneCount: 2, entries: []))
    XCTAssertEqual(none.status, .converged)
    XCTAssertEqual(none.totalCost, 0)
  }

  func testRoundLimitAndStop() throws {
    let network = try MadeNetwork.grid(size: 6, zones: 8, seed: 1)
    let trips = try MadeNetwork.trips(zones: 8, mean: 150, seed: 1)
    var options = TrafficAssignment.Options()
    options.relativeGap = 0
    options.maximumRounds = 3
    let limited = TrafficAssignment(network: network, trips: trips, options: options).solve()
    XCTAssertEqual(limited.status, .roundLimit)
    XCTAssertEqual(limited.rounds.count, 4)
    XCTAssertGreaterThan(limited.relativeGap, 0)
    let stopped = TrafficAssignment(network: network, trips: trips, options: options)
      .solve { $0.number < 1 }
    XCTAssertEqual(stopped.status, .stopped)
    XCTAssertEqual(stopped.rounds.count, 2)
  }

  func testTwoClassesShareTheRoad() throws {
    let network = try MadeNetwork.grid(size: 6, zones: 8, seed: 7)
    let trips = try MadeNetwork.trips(zones: 8, mean: 40, seed: 7)
    var options = TrafficAssignment.Options()
    options.relativeGap = 1e-12
    // Two alike classes of half the trips are one class.
    let half = try trips.scaled(by: 0.5)
    let pair = TrafficAssignment(
      network: network, classes: [TravelClass("a", trips: half), TravelClass("b", trips: half)],
      options: options
    ).solve()
    let single = solve(network, trips)
    for (a, b) in zip(pair.flows, single.flows) { XCTAssertEqual(a, b, accuracy: 1e-4) }
    // A class that weighs tolls more pays fewer.
    let tolled = network.links.indices.filter { network.links[$0].toll > 0 }
    let apart = TrafficAssignment(
      network: network,
      classes: [
        TravelClass("careful", trips: half, tollWeight: 3),
        TravelClass("hasty", trips: half, carEquivalent: 1.5, tollWeight: 0),
      ], options: options
    ).solve()
    XCTAssertEqual(apart.status, .converged)
    func paid(_ k: Int) -> Double { tolled.reduce(0) { $0 + apart.classFlows[k][$1] } }
    XCTAssertLessThan(paid(0), paid(1))
    for link in apart.flows.indices {
      XCTAssertEqual(
        apart.flows[link], apart.classFlows[0][link] + 1.5 * apart.classFlows[1][link],
        accuracy: 1e-7)
    }
  }

  func testWarmStartReachesTheSameFlows() throws {
    let network = try MadeNetwork.grid(size: 8, zones: 10, seed: 11)
    let trips = try MadeNetwork.trips(zones: 10, mean: 60, seed: 11)
    let base = solve(network, trips, gap: 1e-12)
    var values = trips.trips
    for index in values.indices { values[index] *= [1.2, 0.4, 1, 0][index % 4] }
    let other = try trips.replacing(values)
    let street = try XCTUnwrap(
      base.flows.indices.first { network.links[$0].b > 0 && base.flows[$0] > 50 })
    let closed = try network.changing { index, link in
      if index == street { link.isOpen = false }
      if index == street + 2 { link.capacity /= 2 }
    }
    for (net, table) in [(network, trips), (network, other), (closed, trips), (closed, other)] {
      let cold = solve(net, table, gap: 1e-12)
      let warm = solve(net, table, gap: 1e-12, from: base)
      assertClose(warm.objective, cold.objective, relative: 1e-11)
      XCTAssertLessThanOrEqual(warm.rounds.count, cold.rounds.count)
      let check = EquilibriumCheck(net, table, flows: warm.flows)
      XCTAssertLessThan(check.imbalance, 1e-9 * table.total)
      XCTAssertLessThan(abs(check.relativeGap), 1e-11)
    }
    XCTAssertEqual(solve(network, trips, gap: 1e-12, from: base).rounds.count, 1)
  }

  /// Powers below 1 rise infinitely steeply at 0; a ring of links without time invites
  /// cycles of flow; parallel links are alike.
  func testSteepStartsRingsWithoutTimeAndParallelLinks() throws {
    var links: [RoadLink] = []
    for node in 2..<6 {
      let next = node == 5 ? 2 : node + 1
      for (from, to) in [(node, next), (next, node)] {
        links.append(RoadLink(from: from, to: to, capacity: 1, freeFlowTime: 0, b: 0, power: 0))
      }
    }
    for (node, power) in [(2, 0.5), (3, 0.5), (4, 1.7), (5, 1.0), (5, 1.0)] {
      links.append(
        RoadLink(from: 0, to: node, capacity: 10, freeFlowTime: 3, b: 0.8, power: power))
      links.append(
        RoadLink(from: node, to: 1, capacity: 20, freeFlowTime: 2, b: 0.4, power: power))
    }
    let network = try RoadNetwork(
      nodeNames: ["1", "2", "3", "4", "5", "6"], zoneNodes: [0, 1], links: links)
    let trips = try TripTable(
      zoneCount: 2, entries: [.init(origin: 0, destination: 1, trips: 60)])
    let result = solve(network, trips, gap: 1e-12)
    XCTAssertEqual(result.status, .converged)
    let check = EquilibriumCheck(network, trips, flows: result.flows)
    XCTAssertLessThan(abs(check.relativeGap), 1e-11)
    XCTAssertLessThan(check.imbalance, 1e-9)
    XCTAssertEqual(result.flows[14], result.flows[16], accuracy: 1e-6)
    // Who takes a link can be told although flow might run in a ring.
    assertClose(
      result.selecting([14]).pairs.map(\.trips).reduce(0, +), result.flows[14], relative: 1e-6)
  }
}
