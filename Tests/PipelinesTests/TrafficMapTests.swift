import Foundation
import Reports
import Traffic
import XCTest

@testable import Briefings

/// Maps, bottlenecks and corridor diagrams from networks, flows and plans.
final class TrafficMapTests: XCTestCase {
  // MARK: Maps

  private func roads() throws -> RoadNetwork {
    try RoadNetwork(
      nodeNames: ["A", "B", "C"],
      coordinates: [.init(x: 0, y: 0), .init(x: 500, y: 0), nil], zoneNodes: [0],
      links: [
        RoadLink(from: 0, to: 1, capacity: 1000, freeFlowTime: 2),
        RoadLink(from: 1, to: 0, capacity: 1000, freeFlowTime: 2),
        RoadLink(from: 1, to: 2, capacity: 0, freeFlowTime: 1, b: 0),
      ])
  }

  private func facts(flows: [Double], times: [Double]) throws -> NetworkMapFacts {
    NetworkMapFacts(
      network: try roads(), flows: flows, times: times, coordinates: .metres,
      period: "7:00 to 9:00", periodHours: 2)
  }

  func testLinksKeepWhatTheMapAndTheRankingNeed() throws {
    let facts = try facts(flows: [1500, 300, 20], times: [5, 2, 1])
    XCTAssertEqual(facts.links[0].use, 1.5)
    XCTAssertEqual(facts.links[0].delay, 3)
    XCTAssertEqual(facts.links[0].hoursLost, 75)
    XCTAssertNil(facts.links[2].use)
    XCTAssertNil(facts.links[2].to)
    XCTAssertEqual(facts.hoursLost, 75)
    let back = try JSONDecoder().decode(
      NetworkMapFacts.self, from: JSONEncoder().encode(facts))
    XCTAssertEqual(back.links, facts.links)
    guard case .networkMap(let map) = facts.chart().kind else { return XCTFail("kind") }
    XCTAssertEqual(map.links[0].volume, 750, "an hour, of two")
    XCTAssertEqual(map.links[0].label, "A → B: 150\u{A0}%")
    XCTAssertEqual(map.links[1].label, "", "it loses nothing")
    XCTAssertTrue(facts.chart().takeaway.contains("75 of 75 vehicle-hours"))
    let dataTable = facts.chart().dataTable
    XCTAssertEqual(dataTable.rows.last?.cells.last, .text("no: no coordinates"))
  }

  func testChangeSaysWhereItGotWorse() throws {
    let before = try facts(flows: [1000, 1000, 0], times: [3, 2.3, 1])
    let after = try facts(flows: [1000, 1000, 0], times: [2.2, 3, 1])
    guard
      case .networkMap(let map) = after.change(from: before, takeaway: "It moved.").kind
    else { return XCTFail("kind") }
    XCTAssertEqual(map.links[0].value, -0.8, accuracy: 1e-12)
    XCTAssertEqual(map.links[1].value, 0.7, accuracy: 1e-12)
    XCTAssertEqual(map.links[1].label, "B → A: +0.7 min")
  }

  func testBottlenecksWithTheirCostAndHowSureTheyAre() throws {
    let map = try facts(flows: [1500, 300, 20], times: [5, 4, 1])
    let alternatives = (0..<10).map { run -> [Double] in [70 + Double(run), run < 3 ? 0 : 10, 40] }
    let ranked = BottleneckFacts(
      map, count: 2, alternatives: alternatives, alternativesName: "demands")
    XCTAssertEqual(ranked.bottlenecks.map(\.name), ["A → B", "B → A"])
    XCTAssertEqual(ranked.bottlenecks[0].stays, 1)
    XCTAssertEqual(ranked.bottlenecks[1].stays, 0, "the third link overtakes it in all")
    XCTAssertEqual(ranked.bottlenecks[0].hoursLow, 70)
    XCTAssertEqual(ranked.bottlenecks[0].hoursHigh, 79)
    let table = ranked.table(valueOfTime: 20, daysPerYear: 250)
    XCTAssertEqual(table.rows[0].cells[6], .number(75 * 20 * 250))
    XCTAssertEqual(table.rows[1].cells[7], .number(0))
    let plain = BottleneckFacts(map).table()
    XCTAssertEqual(plain.columns.count, 5)
    XCTAssertTrue(plain.note?.plainText.contains("not tried") ?? false)
  }

  func testLossesOfAnAssignmentAreThoseOfItsMap() throws {
    let network = try RoadNetwork(
      nodeNames: ["A", "B"], zoneNodes: [0, 1],
      links: [
        RoadLink(from: 0, to: 1, capacity: 100, freeFlowTime: 10, b: 1, power: 1),
        RoadLink(from: 0, to: 1, capacity: 100, freeFlowTime: 15, b: 1, power: 1),
      ])
    let trips = try TripTable(
      zoneCount: 2, entries: [.init(origin: 0, destination: 1, trips: 200)])
    let traffic = TrafficAssignment(network: network, trips: trips).solve()
    let map = NetworkMapFacts(
      traffic, minutesPerTimeUnit: 1, coordinates: .unknown, period: "one hour")
    let hours = BottleneckFacts.hoursLost(in: traffic)
    XCTAssertEqual(hours, map.links.map(\.hoursLost))
    XCTAssertGreaterThan(map.hoursLost, 0)
  }

  // MARK: Corridors

  /// Three signals 300 m apart on a street from W to E, with a cross street at each.
  private func streets() throws -> StreetNetwork {
    var nodes = "node,x,y,control\nW,-300,0,\nE,900,0,\n"
    var links = "link,from,to,length,free_speed,lanes,capacity\n"
    func both(_ a: String, _ b: String, _ lanes: Int) {
      links += "\(a)\(b),\(a),\(b),0.3,50.4,\(lanes),\(900 * lanes)\n"
      links += "\(b)\(a),\(b),\(a),0.3,50.4,\(lanes),\(900 * lanes)\n"
    }
    for k in 0..<3 {
      nodes += "J\(k),\(300 * k),0,signal\nN\(k),\(300 * k),300,\nS\(k),\(300 * k),-300,\n"
      both("J\(k)", "N\(k)", 1)
      both("J\(k)", "S\(k)", 1)
    }
    both("W", "J0", 2)
    both("J0", "J1", 2)
    both("J1", "J2", 2)
    both("J2", "E", 2)
    return try StreetMap(nodes: Array(nodes.utf8), links: Array(links.utf8)).streets
  }

  private func corridor(offsets: [Double]? = nil) throws -> CorridorDiagramFacts {
    let network = try streets()
    var plan = network.plan
    if let offsets { for k in offsets.indices { plan.programs[k].offset = offsets[k] } }
    return try XCTUnwrap(
      CorridorDiagramFacts(
        network: network, plans: [("Before", network.plan), ("After", plan)],
        streets: ["WJ0", "J0J1", "J1J2", "J2E"], outboundName: "eastbound",
        inboundName: "westbound"))
  }

  func testSignalsOfACorridor() throws {
    let facts = try corridor()
    XCTAssertEqual(facts.signals.map(\.id), ["J0", "J1", "J2"])
    XCTAssertEqual(facts.outboundSeconds[0], 0)
    XCTAssertEqual(facts.inboundSeconds[2], 0)
    // 50.4 km/h is 14 m/s; streets end at stop lines, some metres short of the nodes.
    XCTAssertEqual(facts.outboundSeconds[1], 300 / 14.0, accuracy: 3)
    for signal in facts.signals {
      XCTAssertEqual(signal.timings.count, 2)
      XCTAssertFalse(signal.timings[0].outbound.isEmpty)
      XCTAssertEqual(signal.timings[0].outbound, signal.timings[0].inbound)
      let timing = signal.timings[0]
      XCTAssertEqual(
        timing.stages.reduce(0) { $0 + $1.green + $1.yellow + $1.red }, timing.cycle,
        accuracy: 1e-9)
    }
    let network = try streets()
    let plans = [("Now", network.plan)]
    XCTAssertNil(CorridorDiagramFacts(network: network, plans: plans, streets: ["none"]))
    XCTAssertNil(CorridorDiagramFacts(network: network, plans: plans, streets: ["WJ0", "J1J2"]))
    XCTAssertNil(CorridorDiagramFacts(network: network, plans: plans, streets: ["J2E"]))
  }

  func testOffsetsOfTheTravelTimeLetTheWholeGreenThrough() throws {
    let even = try corridor()
    let wave = try corridor(offsets: even.outboundSeconds)
    let green = try XCTUnwrap(wave.signals[0].timings[1].outbound.first)
    let band = try XCTUnwrap(wave.band(plan: 1, outbound: true))
    XCTAssertEqual(band.width, green.end - green.start, accuracy: 1e-9)
    // With all offsets equal no driver passes three signals 21 s apart without a stop.
    XCTAssertLessThan(wave.band(plan: 0, outbound: true)?.width ?? 0, band.width)
  }

  /// The band is the longest run of starts that meet no red, tried at every fifth of a second.
  func testBandAgainstDriversTriedOneByOne() throws {
    for seed in 0..<12 {
      let facts = try corridor(
        offsets: [0, Double(seed * 37 % 60), Double(seed * 53 % 60)])
      for outbound in [true, false] {
        let cycle = facts.signals[0].timings[1].cycle
        let count = Int(cycle * 5)
        let isFree = (0..<count).map { tick -> Bool in
          let start = (Double(tick) + 0.5) / 5
          return facts.signals.indices.allSatisfy { index in
            let timing = facts.signals[index].timings[1]
            let travel =
              outbound ? facts.outboundSeconds[index] : facts.inboundSeconds[index]
            return CorridorDiagramFacts.wait(
              at: start + travel, for: outbound ? timing.outbound : timing.inbound, timing) == 0
          }
        }
        var run = 0
        var longest = 0
        for tick in 0..<(2 * count) {
          run = isFree[tick % count] ? run + 1 : 0
          longest = max(longest, run)
        }
        let width = facts.band(plan: 1, outbound: outbound)?.width ?? 0
        XCTAssertEqual(width, Double(min(longest, count)) / 5, accuracy: 0.21)
      }
    }
  }

  func testChartsOfACorridor() throws {
    let facts = try corridor(offsets: try corridor().outboundSeconds)
    let chart = facts.timeSpaceChart()
    guard case .timeSpace(let diagram) = chart.kind else { return XCTFail("kind") }
    XCTAssertEqual(diagram.panels.map(\.title), ["Before", "After"])
    XCTAssertTrue(diagram.panels[1].bands.contains { $0.direction == .outbound })
    XCTAssertTrue(chart.takeaway.contains("eastbound"))
    guard case .timingSheet(let sheet) = facts.timingSheetChart(takeaway: "No change.").kind
    else { return XCTFail("kind") }
    XCTAssertEqual(sheet.signals.map(\.rows.count), [2, 2, 2])
    XCTAssertTrue(sheet.signals[0].rows[0].stages[0].movement.contains("J0"))
    let back = try JSONDecoder().decode(
      CorridorDiagramFacts.self, from: JSONEncoder().encode(facts))
    XCTAssertEqual(back.timeSpaceChart(), chart)
  }

  func testBandOverTheEndOfTheCycle() throws {
    typealias Green = CorridorDiagramFacts.Green
    let band = try XCTUnwrap(
      GreenBand.widest(
        through: [[Green(start: 50, end: 80)], [Green(start: -5, end: 15)]], cycle: 60))
    XCTAssertEqual(band.start, 55)
    XCTAssertEqual(band.width, 20)
    XCTAssertNil(
      GreenBand.widest(
        through: [[Green(start: 0, end: 10)], [Green(start: 20, end: 30)]], cycle: 60))
    XCTAssertEqual(GreenBand.widest(through: [[Green(start: 7, end: 67)]], cycle: 60)?.width, 60)
    XCTAssertNil(GreenBand.widest(through: [[]], cycle: 60))
  }
}
