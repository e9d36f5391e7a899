import Foundation
import Tables
import Traffic
import XCTest

/// Networks and demand as they should not be: a message, or a rule that is kept.
final class HostileInputTests: XCTestCase {
  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch { return "\(error)" }
  }

  private func tntp(_ rows: [String], nodes: Int = 4, zones: Int = 2) -> [UInt8] {
    Array(
      ("<NUMBER OF ZONES> \(zones)\n<NUMBER OF NODES> \(nodes)\n<FIRST THRU NODE> 1\n"
        + "<NUMBER OF LINKS> \(rows.count)\n<END OF METADATA>\n" + rows.joined(separator: "\n")
        + "\n").utf8)
  }

  // MARK: Messages

  func testOneBadRowAmong40000LinksIsNamed() throws {
    var rows = (0..<40_000).map { "\($0 % 9_999 + 1)\t\($0 % 9_999 + 2)\t900\t1\t2\t0.15\t4 ;" }
    rows[31_233] = "7\t8\tnine hundred\t1\t2\t0.15\t4 ;"
    let bytes = tntp(rows, nodes: 10_000)
    let words = message {
      _ = try TNTPReader.network(bytes, name: "big_net.tntp")
    }
    // Five lines of metadata come before the first row.
    XCTAssertEqual(
      words,
      "big_net.tntp:31239: column \"field 3\": not a number. Expected digits with a decimal point.")
    rows[31_233] = "7\t8\t-900\t1\t2\t0.15\t4 ;"
    let negative = message { _ = try TNTPReader.network(tntp(rows, nodes: 10_000), name: "big") }
    XCTAssert(
      negative.contains("big:31239: column \"capacity\": link 7 → 8: -900.0 is negative"), negative)
    var table = "from,to,capacity,free_flow_time\n"
    for row in 0..<40_000 {
      table += row == 20_000 ? "7,8,900,\n" : "\(row % 9_999),\(row % 9_999 + 1),900,2\n"
    }
    let csv = message {
      _ = try NetworkCSVReader.network(nodes: nil, links: Array(table.utf8), linksName: "big.csv")
    }
    XCTAssert(csv.contains("big.csv:20002: column \"free_flow_time\": link 7 → 8"), csv)
  }

  func testNumbersThatAreNone() {
    for word in ["nan", "inf", "1e999", "--3", "0x10z"] {
      let words = message {
        _ = try TNTPReader.network(tntp(["1 2 \(word) 1 2 0.15 4 ;"]), name: "net")
      }
      XCTAssert(words.hasPrefix("net:6: column \"field 3\": not a number"), "\(word): \(words)")
      let table = "from,to,capacity,free_flow_time\n1,2,\(word),3\n"
      let csv = message {
        _ = try NetworkCSVReader.network(nodes: nil, links: Array(table.utf8), linksName: "net.csv")
      }
      XCTAssert(csv.hasPrefix("net.csv:2: "), "\(word): \(csv)")
    }
  }

  func testEmptyFilesSayWhatIsMissing() {
    XCTAssert(
      message { _ = try TNTPReader.network([], name: "net") }.contains("no <END OF METADATA>"))
    XCTAssert(
      message { _ = try TNTPReader.trips([], name: "trips", zoneCount: 2) }
        .contains("no <END OF METADATA>"))
    XCTAssertNotEqual(
      message { _ = try NetworkCSVReader.network(nodes: nil, links: []) }, "no error")
    XCTAssert(
      message { _ = try TNTPReader.network(tntp([]) + Array("1 2 3\n".utf8), name: "net") }
        .contains("3 fields where a link has at least 7"))
  }

  func testTripsFromAZoneThatIsNotThere() {
    let head = "<NUMBER OF ZONES> 2\n<END OF METADATA>\nOrigin 3\n1 : 5;\n"
    let words = message { _ = try TNTPReader.trips(Array(head.utf8), name: "t", zoneCount: 2) }
    XCTAssert(words.contains("t:3: column \"Origin\": no zone 3"), words)
  }

  func testValuesBeyondComputing() throws {
    for (link, says) in [
      (RoadLink(from: 0, to: 1, capacity: 1e-9, freeFlowTime: 1), "next to nothing"),
      (RoadLink(from: 0, to: 1, capacity: 1, freeFlowTime: 1e12), "is more than 1000000000"),
      (RoadLink(from: 0, to: 1, capacity: 1, freeFlowTime: 1, power: 1e4), "is more than 1000"),
      (RoadLink(from: 0, to: 1, capacity: .nan, freeFlowTime: 1), "not a number"),
    ] {
      let words = message {
        _ = try RoadNetwork(nodeNames: ["a", "b"], zoneNodes: [0, 1], links: [link])
      }
      XCTAssert(words.contains(says), words)
    }
  }

  // MARK: Rules

  /// Two roads from zone 1 to 2, and whatever else is wrong.
  private func network(_ more: [RoadLink], power: Double = 4) throws -> RoadNetwork {
    try RoadNetwork(
      nodeNames: ["1", "2", "3", "4"], zoneNodes: [0, 1, 3],
      links: [
        RoadLink(from: 0, to: 1, capacity: 10, freeFlowTime: 10, power: power),
        RoadLink(from: 0, to: 2, capacity: 10, freeFlowTime: 5, power: power),
        RoadLink(from: 2, to: 1, capacity: 10, freeFlowTime: 6, power: power),
      ] + more)
  }

  private func assigned(
    _ network: RoadNetwork, trips: Double, principle: TrafficAssignment.Principle = .userEquilibrium
  ) throws -> AssignedTraffic {
    var options = TrafficAssignment.Options()
    options.relativeGap = 1e-10
    options.principle = principle
    options.maximumRounds = 200
    let table = try TripTable(
      zoneCount: network.zoneCount,
      entries: [
        .init(origin: 0, destination: 1, trips: trips), .init(origin: 2, destination: 0, trips: 7),
      ])
    return TrafficAssignment(network: network, trips: table, options: options).solve()
  }

  func testDuplicateLinksLoopsAndLinksWithoutTimeOrCongestion() throws {
    let strange = [
      RoadLink(from: 0, to: 1, capacity: 10, freeFlowTime: 10),
      RoadLink(from: 2, to: 2, capacity: 5, freeFlowTime: 1),
      RoadLink(from: 1, to: 2, capacity: 0, freeFlowTime: 0, b: 0, power: 0),
      RoadLink(from: 2, to: 1, capacity: 0, freeFlowTime: 9, b: 0),
      RoadLink(from: 2, to: 1, capacity: 10, freeFlowTime: 9, power: 0),
    ]
    let network = try network(strange)
    let result = try assigned(network, trips: 60)
    XCTAssertEqual(result.status, .converged)
    // Twins share alike, the loop is empty, and power 0 is dearer by its b than no b.
    XCTAssertEqual(result.flows[0], result.flows[3], accuracy: 1e-6)
    XCTAssertEqual(result.flows[4], 0)
    XCTAssertEqual(result.flows[7], 0)
    XCTAssertEqual(result.times[7], 9 * 1.15, accuracy: 1e-12)
    // Zone 4 has no link: its trips are listed and on no road.
    XCTAssertEqual(result.unreachable.map(\.trips), [7])
    XCTAssertEqual(result.servedTrips, 60, accuracy: 1e-12)
    let found = NetworkFindings(network)
    XCTAssertEqual(found.duplicates, [3, 6, 7])
    XCTAssertEqual(found.selfLoops, [4])
    XCTAssertEqual(found.withoutTime, [5])
    XCTAssertEqual(found.constant, [6, 7])
  }

  func testNoTripsAndNoNetwork() throws {
    let none = try assigned(network([]), trips: 0)
    XCTAssertEqual(none.status, .converged)
    XCTAssertEqual(none.totalTime, 0)
    let empty = try RoadNetwork(nodeNames: ["a", "b"], zoneNodes: [0, 1], links: [])
    let table = try TripTable(
      zoneCount: 2, entries: [.init(origin: 0, destination: 1, trips: 3)])
    let lost = TrafficAssignment(network: empty, trips: table).solve()
    XCTAssertEqual(lost.status, .converged)
    XCTAssertEqual(lost.unreachable.map(\.trips), [3])
  }

  func testDemandFarBeyondCapacityEndsWithFiniteNumbers() throws {
    for power in [0, 0.5, 1, 4, 8, 8.5, 50, 1000] as [Double] {
      for principle in [TrafficAssignment.Principle.userEquilibrium, .systemOptimum] {
        let result = try assigned(network([], power: power), trips: 1e13, principle: principle)
        let gap = result.rounds.last?.relativeGap ?? .nan
        XCTAssert(gap >= 0 && gap < 1e-6, "power \(power): gap \(gap)")
        XCTAssert(result.totalTime.isFinite && result.totalTime > 0, "power \(power)")
        XCTAssert(result.rounds.allSatisfy { $0.objective.isFinite }, "power \(power)")
        XCTAssertEqual(result.flows[0] + result.flows[1], 1e13, accuracy: 1)
      }
    }
  }

  func testSteepPowersHoldFlowAtCapacity() throws {
    // x¹⁰⁰⁰ is a wall: no road takes much more than its capacity while there is room.
    let result = try assigned(network([], power: 1000), trips: 19)
    XCTAssertEqual(result.status, .converged)
    XCTAssert(result.flows[..<2].allSatisfy { $0 < 10.1 }, "\(result.flows)")
    for power in [8.5, 20, 1000] as [Double] {
      let link = RoadLink(from: 0, to: 1, capacity: 7, freeFlowTime: 2, power: power)
      // The time is the slope of its integral, on both sides of where the tangent begins.
      let edge = 7 * pow(1e30, 1 / power)
      for flow in [3, 7, 0.999 * edge, 1.5 * edge] {
        let step = 1e-6 * flow
        let slope =
          (link.timeIntegral(to: flow + step) - link.timeIntegral(to: flow - step)) / (2 * step)
        XCTAssertEqual(slope / link.time(at: flow), 1, accuracy: 2e-3, "\(power) at \(flow)")
      }
      XCTAssertEqual(link.time(at: edge * (1 + 1e-9)) / link.time(at: edge), 1, accuracy: 1e-4)
    }
  }

  func testAStopIsKeptAndItsGapStated() throws {
    let network = try MadeNetwork.grid(size: 8, zones: 12, seed: 4)
    let trips = try MadeNetwork.trips(zones: 12, mean: 40, seed: 9)
    var options = TrafficAssignment.Options()
    options.relativeGap = 0
    options.maximumRounds = 1_000_000
    options.shouldStop = { true }
    let result = TrafficAssignment(network: network, trips: trips, options: options).solve()
    XCTAssertEqual(result.status, .stopped)
    XCTAssertEqual(result.rounds.count, 1)
    XCTAssertGreaterThan(result.rounds[0].relativeGap, 0)
  }

  // MARK: Going on

  func testFlowsByOriginCarryOnAcrossAChange() throws {
    let network = try MadeNetwork.grid(size: 8, zones: 12, seed: 4)
    let trips = try MadeNetwork.trips(zones: 12, mean: 40, seed: 9)
    var options = TrafficAssignment.Options()
    options.relativeGap = 1e-9
    let base = TrafficAssignment(network: network, trips: trips, options: options).solve()
    let kept = base.originFlows
    let again = TrafficAssignment(network: network, trips: trips, options: options)
      .solve(from: kept)
    XCTAssertEqual(again.rounds.count, 1, "nothing is left to move")
    for (flow, old) in zip(again.flows, base.flows) { XCTAssertEqual(flow, old, accuracy: 1e-6) }
    let busiest =
      base.flows.indices.filter { network.links[$0].freeFlowTime > 0 }
      .max { base.flows[$0] < base.flows[$1] } ?? 0
    let closed = try network.changing { if $0 == busiest { $1.isOpen = false } }
    let cold = TrafficAssignment(network: closed, trips: trips, options: options).solve()
    let warm = TrafficAssignment(network: closed, trips: trips, options: options).solve(from: kept)
    XCTAssertEqual(warm.status, .converged)
    XCTAssertEqual(warm.flows[busiest], 0)
    XCTAssertEqual(warm.totalTime / cold.totalTime, 1, accuracy: 1e-6)
  }

  func testDrawsDependOnTheirNumberAlone() throws {
    let trips = try MadeNetwork.trips(zones: 12, mean: 40, seed: 9)
    let demand = UncertainDemand(coefficientOfVariation: 0.2, seed: 5)
    let all = (0..<400).map { demand.draw($0, of: [TravelClass(trips: trips)])[0].trips }
    XCTAssertEqual(all[7], demand.draw(7, of: [TravelClass(trips: trips)])[0].trips)
    XCTAssertNotEqual(all[7], all[8])
    // One pair: mean 1 and the coefficient of variation asked for, within Monte Carlo error.
    let factors = all.map { $0.trips[3] / trips.trips[3] }
    let mean = factors.reduce(0, +) / 400
    let spread = (factors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 399).squareRoot()
    XCTAssertEqual(mean, 1, accuracy: 0.03)
    XCTAssertEqual(spread / mean, 0.2, accuracy: 0.025)
    // The sum keeps the part that all pairs share.
    let totals = all.map { $0.total / trips.total }
    let center = totals.reduce(0, +) / 400
    let common = (totals.reduce(0) { $0 + ($1 - center) * ($1 - center) } / 399).squareRoot()
    XCTAssertEqual(common, 0.2 / 3.0.squareRoot(), accuracy: 0.025)
  }

  func testSamplesAreTheSameOnTwoThreads() throws {
    let network = try MadeNetwork.grid(size: 6, zones: 8, seed: 4)
    let trips = try MadeNetwork.trips(zones: 8, mean: 40, seed: 9)
    let base = TrafficAssignment(network: network, trips: trips).solve()
    let demand = UncertainDemand(coefficientOfVariation: 0.1, seed: 5)
    let runs = [1, 2].map {
      AssignmentSamples(of: demand, around: base, count: 12, relativeGap: 1e-6, threads: $0)
    }
    XCTAssertEqual(runs[0].samples.map(\.flows), runs[1].samples.map(\.flows))
    let ranges = runs[0].quantiles([0.1, 0.9], of: \.flows)
    XCTAssert(ranges.allSatisfy { $0[0] <= $0[1] })
    let within = ranges.indices.count {
      base.flows[$0] >= ranges[$0][0] && base.flows[$0] <= ranges[$0][1]
    }
    XCTAssertGreaterThan(within, ranges.count / 2)
  }
}
