import Foundation
import Statistics
import TestSupport
import XCTest

@testable import Forecasting

final class RecalibrationTests: XCTestCase {
  private func stream(_ kind: String, _ steps: Int, _ run: Int) -> [Double] {
    var stream = RandomStream(seed: 9, kind, String(run))
    return (0..<steps).map { t in
      let x = Double(t) / Double(steps)
      switch kind {
      case "steady": return stream.normal()
      case "variance": return stream.normal() * (x < 0.5 ? 1 : 2.5)
      case "drift": return stream.normal() + 3 * x
      case "seasonal":
        return 1.5 * stream.normal() * (1 + 0.8 * sin(2 * Double.pi * Double(t) / 50))
      default: return stream.normal() / max(0.05, abs(stream.normal()))
      }
    }
  }

  /// Intervals made for a standard normal law hold 90 % ± 1.5 points of what comes, each
  /// single run of it, where they hold down to 53 % as given.
  func testPromisesAreKeptOnStreamsThatDrift() {
    let edge = 1.644_853_626_951_472_2
    for kind in ["steady", "variance", "drift", "seasonal", "heavy"] {
      for run in 0..<4 {
        var conformal = AdaptiveConformal(level: 0.9)
        for y in stream(kind, 2_000, run) {
          conformal.observe(
            AdaptiveConformal.score(y, middle: 0, lower: -edge, upper: edge))
        }
        XCTAssertEqual(
          Double(conformal.held) / 2_000, 0.9, accuracy: 0.015, "\(kind) \(run)")
        if kind != "steady" { XCTAssertLessThan(conformal.heldBefore, 1_600, "\(kind) \(run)") }
      }
    }
  }

  /// With little seen the forecast's own width is kept, nearly.
  func testFewObservationsMoveLittle() {
    var conformal = AdaptiveConformal(level: 0.8)
    XCTAssertEqual(conformal.factor, 1, accuracy: 0.12)
    for score in [0.2, 0.5, 0.9, 0.1] { conformal.observe(score) }
    XCTAssertGreaterThan(conformal.factor, 0.75)
    XCTAssertLessThan(conformal.factor, 1.1)
    for _ in 0..<200 { conformal.observe(0.1) }
    XCTAssertLessThan(conformal.factor, 0.3)
  }

  func testScoresAreTheStretchThatHolds() {
    XCTAssertEqual(AdaptiveConformal.score(12, middle: 10, lower: 6, upper: 14), 0.5)
    XCTAssertEqual(AdaptiveConformal.score(4, middle: 10, lower: 6, upper: 14), 1.5)
    XCTAssertEqual(AdaptiveConformal.score(10, middle: 10, lower: 10, upper: 10), 0)
    XCTAssertGreaterThan(AdaptiveConformal.score(11, middle: 10, lower: 10, upper: 10), 5)
  }

  func testIntervalsOfSharesEqualReference() throws {
    for row in try ReferenceRows.read("forecasting/recalibration/coverage.csv") {
      let observed = ObservedCoverage(
        level: 0.8, held: Int(row["held"]!)!, count: Int(row["count"]!)!)
      assertClose(observed.interval.lowerBound, Double(row["lower"]!)!, relative: 1e-9, "\(row)")
      assertClose(observed.interval.upperBound, Double(row["upper"]!)!, relative: 1e-9, "\(row)")
    }
    XCTAssertTrue(ObservedCoverage(level: 0.95, held: 80, count: 100).isOff)
    XCTAssertFalse(ObservedCoverage(level: 0.8, held: 80, count: 100).isOff)
    XCTAssertFalse(ObservedCoverage(level: 0.8, held: 0, count: 0).isOff)
  }

  /// Siegmund's approximation is within 2 % of the exact run length.
  func testRunLengthsEqualReference() throws {
    for row in try ReferenceRows.read("forecasting/recalibration/run-lengths.csv") {
      assertClose(
        DriftAlarm.runLength(bound: Double(row["bound"]!)!), Double(row["length"]!)!,
        relative: 0.02, "\(row)")
    }
  }

  func testAlarmsAreAsRareAsTheySayAndShiftsAreFound() {
    for phi in [0, 0.6] {
      var (level, spread) = (0, 0)
      for run in 0..<200 {
        var stream = RandomStream(seed: 4, "alarm", String(run))
        var last = stream.normal()
        let errors = (0..<200).map { _ -> Double in
          last = phi * last + (1 - phi * phi).squareRoot() * stream.normal()
          return last
        }
        if DriftAlarm(errors).place != nil { level += 1 }
        if DriftAlarm(errors.map(DriftAlarm.spreadDeviate)).place != nil { spread += 1 }
      }
      // 5 % of 200 runs, and three standard deviations of that.
      XCTAssertLessThanOrEqual(level, 20, "\(phi)")
      XCTAssertLessThanOrEqual(spread, 20, "\(phi)")
    }
    let shifted = stream("steady", 200, 1).enumerated().map { $1 + ($0 >= 120 ? 1.5 : 0) }
    let alarm = DriftAlarm(shifted)
    XCTAssertEqual(alarm.direction, .above)
    XCTAssertTrue((120...145).contains(alarm.place ?? 0), "\(alarm)")
    XCTAssertEqual(Double(alarm.start ?? 0), 120, accuracy: 8)
    let wide = stream("steady", 200, 2).enumerated().map { $1 * ($0 >= 120 ? 3 : 1) }
    XCTAssertEqual(DriftAlarm(wide.map(DriftAlarm.spreadDeviate)).direction, .above)
    XCTAssertNil(DriftAlarm([]).place)
  }

  func testStatesAreKeptInFiles() throws {
    var conformal = AdaptiveConformal(level: 0.95)
    for y in stream("variance", 700, 3) { conformal.observe(abs(y) / 1.96) }
    let bytes = try JSONEncoder().encode(conformal)
    var read = try JSONDecoder().decode(AdaptiveConformal.self, from: bytes)
    XCTAssertEqual(read, conformal)
    read.observe(2)
    conformal.observe(2)
    XCTAssertEqual(read.factor, conformal.factor)
  }
}
