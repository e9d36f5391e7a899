import Foundation
import XCTest

@testable import Traffic

final class DelayTests: XCTestCase {
  private func rows() throws -> [(what: String, numbers: [Double])] {
    let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Reference/traffic/delay/delay.csv")
    return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst()
      .map { line in
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        return (String(fields[0]), fields.dropFirst().map { Double($0) ?? .nan })
      }
  }

  /// Values of Tests/Reference/traffic/delay/make_delay.py: queue polygons in exact fractions,
  /// fluid queues stepped through, gaps summed one by one.
  func testAgreesWithReference() throws {
    var seen: [String: Int] = [:]
    for row in try rows() {
      let n = row.numbers
      let value: Double
      switch row.what {
      case "uniform":
        value = ControlDelay.uniform(
          cycle: n[0], green: n[1], volumeToCapacity: n[2], arrivingInGreen: n[3])
      case "incremental":
        value = ControlDelay.incremental(volumeToCapacity: n[0], capacity: n[1], period: n[2])
      case "initial":
        value = ControlDelay.initialQueue(n[0], flow: n[1], capacity: n[2], period: n[3])
      case "permitted":
        var turn = PermittedLeftTurn(opposingFlow: n[0])
        turn.followUp = n[1]
        value = turn.saturation
      case "webster":
        value = WebsterSignal.delay(cycle: n[0], green: n[1], flow: n[2], saturation: n[3])
      default: return XCTFail("what is \(row.what)?")
      }
      XCTAssertEqual(value, n[4], accuracy: 1e-9 * max(1, n[4]), "\(row)")
      seen[row.what, default: 0] += 1
    }
    XCTAssertEqual(seen.count, 5)
  }

  /// Examples worked by hand in print, to their printed digits.
  func testAgreesWithPrintedExamples() throws {
    // T. V. Mathew, Transportation Systems Engineering (IIT Bombay), signalized intersection
    // delay models, HCM 2000 example: C = 102 s, g/C = 0.55, v = 1,700, s = 2,650: d1 = 22.95.
    let crowded = ControlDelay.uniform(
      cycle: 102, green: 56.1, volumeToCapacity: 1700 / (0.55 * 2650))
    XCTAssertEqual(crowded, 22.95, accuracy: 0.005)
    // Graduate Aptitude Test in Engineering, civil engineering: C = 60 s, g = 30 s, 20 arrivals
    // and 50 departures a minute: 12.5 s.
    let even = ControlDelay.uniform(
      cycle: 60, green: 30, volumeToCapacity: 20 / (0.5 * 50))
    XCTAssertEqual(even, 12.5, accuracy: 1e-12)
    // Fundamentals of Transportation (Wikibooks), Traffic Signals, solved example: C = 100 s,
    // g = 30 s, 500 arrivals and 3,000 departures an hour: 29.4 s (29.41 there, from 406 and
    // 13.8 rounded).
    let book = ControlDelay.uniform(cycle: 100, green: 30, volumeToCapacity: 500 / (0.3 * 3000))
    XCTAssertEqual(book, 29.4, accuracy: 0.05)
    // M. Rogers, Highway Engineering, example 5.6: L = 12 s, Y = 0.25 + 0.25 + 0.22: 82 s.
    let cycle = try XCTUnwrap(WebsterSignal.cycle(lost: 12, flowRatios: [0.25, 0.25, 0.22]))
    XCTAssertEqual(cycle.rounded(), 82)
  }

  func testGreensFillTheCycle() throws {
    let greens = WebsterSignal.greens(cycle: 82, lost: 12, flowRatios: [0.25, 0.25, 0.22])
    XCTAssertEqual(greens.reduce(0, +), 70, accuracy: 1e-12)
    XCTAssertNil(WebsterSignal.cycle(lost: 12, flowRatios: [0.6, 0.4]))
  }

  func testPartsOfControlDelayAddUp() {
    var input = ControlDelay.Input(cycle: 90, green: 36, flow: 800, saturation: 1937.5)
    let none = ControlDelay(input)
    XCTAssertEqual(none.volumeToCapacity, 800 / 775, accuracy: 1e-12)
    XCTAssertEqual(none.uniform, 27, accuracy: 1e-9)
    XCTAssertEqual(none.initialQueue, 0)
    XCTAssertEqual(none.levelOfService, .f)
    input.initialQueue = 10
    let some = ControlDelay(input)
    XCTAssertGreaterThan(some.total, none.total)
    XCTAssertEqual(some.total, some.uniform + some.incremental + some.initialQueue)
    input.flow = 300
    input.initialQueue = 0
    input.platoonRatio = 1.5
    let early = ControlDelay(input).uniform
    input.platoonRatio = 0.5
    XCTAssertLessThan(early, ControlDelay(input).uniform)
  }

  func testFactorsOfActuationAndFiltering() {
    // The manual: k of 0.04 for a passage of 2 s at light flow, 0.5 at capacity.
    XCTAssertEqual(
      ControlDelay.incrementalFactor(passage: 2, volumeToAvailable: 0.3), 0.04, accuracy: 0.005)
    XCTAssertEqual(
      ControlDelay.incrementalFactor(passage: 4, volumeToAvailable: 1), 0.5, accuracy: 1e-12)
    XCTAssertEqual(ControlDelay.upstreamFilter(volumeToCapacityUpstream: 1.2), 0.09)
    XCTAssertEqual(ControlDelay.upstreamFilter(volumeToCapacityUpstream: 0), 1)
  }

  func testSaturationFlowMultipliesItsFactors() {
    var flow = SaturationFlow()
    XCTAssertEqual(flow.value, 1900)
    flow.lanes = 2
    flow.heavyVehicles = 5
    flow.grade = 2
    flow.parkingManoeuvres = 20
    flow.busStops = 10
    flow.isCentralBusiness = true
    flow.rightTurns = 1
    // fHVg = (100 − 3.9 − 1.24)/100, fp = (2 − 0.1 − 0.1)/2, fbb = (2 − 0.04)/2.
    XCTAssertEqual(
      flow.value, 3800 * 0.9486 * 0.9 * 0.98 * 0.9 / 1.18, accuracy: 1e-9)
  }

  func testPermittedTurnsLoseToOncomingQueues() {
    let turn = PermittedLeftTurn(opposingFlow: 600)
    XCTAssertEqual(turn.blocked(green: 30, cycle: 90, opposingSaturation: 3600), 12)
    let capacity = turn.capacity(green: 30, cycle: 90, opposingSaturation: 3600)
    XCTAssertEqual(capacity, (18 * turn.saturation + 7200) / 90, accuracy: 1e-9)
    // Nothing but sneakers where oncoming traffic never clears.
    let full = PermittedLeftTurn(opposingFlow: 4000)
    XCTAssertEqual(full.capacity(green: 30, cycle: 90, opposingSaturation: 3600), 80)
    XCTAssertEqual(
      PermittedLeftTurn.sharedLane(through: 1900, leftShare: 0, leftEquivalent: 4), 1900)
    XCTAssertEqual(
      PermittedLeftTurn.sharedLane(through: 1900, leftShare: 1, leftEquivalent: 4), 475)
  }
}
