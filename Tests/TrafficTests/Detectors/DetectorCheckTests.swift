import CivilTime
import Foundation
import Traffic
import XCTest

final class DetectorCheckTests: XCTestCase {
  private func kinds(_ check: DetectorCheck, of detector: Int) -> Set<DetectorFinding.Kind> {
    Set(check.findings.filter { $0.detector == detector }.map(\.kind))
  }

  func testCleanDataHaveFewFindings() {
    var findings = 0
    for seed in 1...8 {
      for (size, busiest) in [(900, 200.0), (300, 60.0), (900, 12.0)] {
        let made = MadeDetectors(stepSeconds: size, seed: UInt64(seed), busiest: busiest)
        let check = DetectorCheck(made.record)
        findings += check.findings.count
        XCTAssertGreaterThan(check.trust, 0.995)
      }
    }
    // 24 files of ten detectors and four weeks.
    XCTAssertLessThanOrEqual(findings, 1)
  }

  func testEveryInjectedFaultIsFound() {
    for seed in 1...5 {
      var made = MadeDetectors(seed: UInt64(100 + seed))
      made.change(0, made.step(5)..<made.step(7)) { _, _ in .nan }
      let held = made.value(made.step(9, 10), 1)
      made.change(1, made.step(9, 10)..<made.step(9, 14)) { _, _ in held }
      made.change(2, made.step(11, 7)..<made.step(11, 12)) { _, _ in 0 }
      made.change(3, made.step(14)..<made.step(28)) { _, value in (value * 0.7).rounded() }
      let end = Double(made.step(28))
      made.change(4, made.step(0)..<made.step(28)) { step, value in
        (value * (1 + 0.6 * Double(step) / end)).rounded()
      }
      made.change(5, made.step(12, 9)..<made.step(12, 10)) { _, _ in 5_000 }
      let late = made
      made.change(6, made.step(20)..<made.step(25)) { step, _ in late.value(step - 4, 6) }
      made.change(7, made.step(0)..<made.step(28)) { step, _ in late.value(step, 8) }
      let (a, b) = (made.step(3, 6), made.step(3, 12))
      made.change(9, a..<b) { step, _ in
        10 + Double(step - a) * 3
      }
      let check = DetectorCheck(made.record)
      let expected: [(Int, DetectorFinding.Kind)] = [
        (0, .missing), (1, .stuck), (2, .zeros), (3, .drift), (4, .drift), (5, .implausible),
        (6, .clock), (8, .copied), (9, .filled),
      ]
      for (detector, kind) in expected {
        XCTAssertTrue(
          kinds(check, of: detector).contains(kind), "seed \(seed): \(kind) of d\(detector)")
      }
      // And hardly anything else.
      let others = check.findings.filter { finding in
        !expected.contains { $0.0 == finding.detector && $0.1 == finding.kind }
      }
      XCTAssertLessThanOrEqual(others.count, 2, "\(others.map { ($0.subject, $0.message) })")
      XCTAssertLessThan(check.summaries[3].trust, 0.8)
      XCTAssertLessThan(check.trust, 0.9)
    }
  }

  func testDriftNamesTheDay() throws {
    var made = MadeDetectors(seed: 5)
    made.change(2, made.step(17)..<made.step(28)) { _, value in (value * 1.5).rounded() }
    let found = DetectorCheck(made.record).findings.filter { $0.kind == .drift }
    XCTAssertEqual(found.map(\.detector), [2])
    XCTAssertEqual(found[0].steps?.lowerBound, made.step(17))
    XCTAssertEqual(found[0].evidence, 0.5, accuracy: 0.1)
  }

  func testZerosAreToldBothWaysAndNeverDropped() {
    var made = MadeDetectors(seed: 9)
    made.change(1, made.step(4)..<made.step(8)) { _, _ in 0 }
    let check = DetectorCheck(made.record)
    let summary = check.summaries[1]
    XCTAssertGreaterThan(summary.zeroShare, 4.0 / 28 - 1e-9)
    XCTAssertGreaterThan(summary.meanWithoutZeros, summary.mean * 1.1)
    XCTAssertEqual(check.record.flow?[made.step(5) * 10 + 1], 0)
    var options = DetectorCheck.Options()
    options.zeroIsMissing = true
    let strict = DetectorCheck(made.record, options: options)
    XCTAssertTrue(kinds(strict, of: 1).contains(.missing))
    XCTAssertFalse(kinds(strict, of: 1).contains(.zeros))
    XCTAssertEqual(strict.zeroShare, check.zeroShare)
    XCTAssertEqual(strict.summaries[1].mean, summary.mean)
  }

  func testDeadEmptyAndTinyRecords() {
    var dead = MadeDetectors(detectors: 3)
    dead.change(0, 0..<dead.record.stepCount) { _, _ in 0 }
    dead.change(1, 0..<dead.record.stepCount) { _, _ in .nan }
    let check = DetectorCheck(dead.record)
    XCTAssertEqual(kinds(check, of: 0), [.zeros])
    XCTAssertEqual(kinds(check, of: 1), [.missing])
    XCTAssertEqual(check.summaries[0].trust, 0)
    XCTAssertEqual(check.summaries[1].trust, 0)
    var all = MadeDetectors(detectors: 2, days: 1)
    all.record.flow = all.record.flow?.map { _ in 0 }
    XCTAssertEqual(DetectorCheck(all.record).trust, 0)
    let short = MadeDetectors(detectors: 1, days: 1)
    XCTAssertGreaterThan(DetectorCheck(short.record).trust, 0.99)
  }

  func testWholeFileAnHourOffAfterAChangeOfClocks() {
    var made = MadeDetectors(seed: 21)
    let before = made
    for detector in 0..<10 {
      made.change(detector, made.step(18)..<made.step(28)) { step, _ in
        before.value(step - 4, detector)
      }
    }
    let check = DetectorCheck(made.record)
    XCTAssertTrue(check.findings.contains { $0.kind == .clock && $0.detector == nil })
  }

  func testOccupancyStatisticsAndContradictions() {
    var made = MadeDetectors(detectors: 4, days: 14, stepSeconds: 300, busiest: 150)
    var draws = Draws(state: 3)
    let flow = made.record.flow ?? []
    // 6 m vehicles on three lanes at about 100 km/h.
    let speed = flow.map { _ in 100 + 3 * draws.normal() }
    var occupancy = zip(flow, speed).map { q, v in q * 6 / (v / 3.6 * 300 * 3) }
    made.record.speed = speed
    made.record.speedUnit = .kilometresPerHour
    made.record.occupancy = occupancy
    XCTAssertTrue(DetectorCheck(made.record).findings.isEmpty)
    for step in made.step(3)..<made.step(4) {
      occupancy[step * 4] = 0
      occupancy[step * 4 + 1] = 0.6 + 0.01 * draws.normal()
      occupancy[step * 4 + 2] *= 2.5
    }
    made.record.occupancy = occupancy
    let check = DetectorCheck(made.record)
    XCTAssertTrue(kinds(check, of: 0).contains(.dailyStatistics))
    XCTAssertTrue(kinds(check, of: 1).contains(.dailyStatistics))
    XCTAssertTrue(kinds(check, of: 2).contains(.implausible))
    XCTAssertTrue(kinds(check, of: 3).isEmpty)
  }

  func testPlacesAndRepeatedIDs() {
    var made = MadeDetectors(days: 2)
    made.record.placesAreGeographic = true
    made.record.detectors[3].place = .init(x: 0, y: 0)
    made.record.detectors[4].place = .init(x: 900, y: 1)
    made.record.detectors[5].place = .init(x: 178, y: 2)
    made.record.detectors[6].place = nil
    made.record.reading.repeatedIDs = ["d7"]
    let found = DetectorCheck(made.record).findings
    XCTAssertEqual(
      Set(found.filter { $0.kind == .place }.compactMap(\.detector)), [3, 4, 5, 6])
    XCTAssertEqual(found.filter { $0.kind == .repeatedID }.map(\.detector), [7])
  }

  func testFlowIsConservedAtNodes() throws {
    let network = try RoadNetwork(
      nodeNames: ["a", "b", "c", "d"], zoneNodes: [0, 3],
      links: [
        RoadLink(from: 0, to: 1, capacity: 100, freeFlowTime: 1),
        RoadLink(from: 1, to: 2, capacity: 100, freeFlowTime: 1),
        RoadLink(from: 2, to: 3, capacity: 100, freeFlowTime: 1),
      ])
    var made = MadeDetectors(detectors: 3, days: 7)
    for (detector, link) in ["a → b", "b → c", "c-d"].enumerated() {
      made.record.detectors[detector].link = link
    }
    let copy = made
    for detector in 1..<3 {
      made.change(detector, 0..<made.record.stepCount) { step, _ in
        copy.value(max(0, step), 0) + (step % 7 == 0 ? 1 : 0)
      }
    }
    func imbalances(_ made: MadeDetectors) -> [String] {
      DetectorCheck(made.record, network: network).findings.filter { $0.kind == .conservation }
        .map(\.subject)
    }
    XCTAssertEqual(imbalances(made), [])
    made.change(2, 0..<made.record.stepCount) { _, value in (value * 0.8).rounded() }
    XCTAssertEqual(imbalances(made), ["node c"])
  }
}
