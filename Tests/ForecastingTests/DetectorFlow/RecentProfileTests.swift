import CivilTime
import TestSupport
import TimeSeries
import XCTest

@testable import Forecasting

/// Reference values: `Tests/Reference/forecasting/detector-flow/profile.py`.
final class RecentProfileTests: XCTestCase {
  private func table(_ name: String) throws -> [[Double]] {
    try String(
      contentsOf: Repository.reference("forecasting/detector-flow/\(name).csv"), encoding: .utf8
    )
    .split(separator: "\n")
    .map { $0.split(separator: ",").map { Double($0) ?? .nan } }
  }

  private func referenceResiduals() throws -> FlowResiduals {
    let counts = try table("counts")
    let history = DetectorHistory(
      detectors: ["a", "b", "c"], calendar: try MadeDetectors.calendar(days: 24, holidays: [10]),
      values: counts.flatMap { $0 })
    var options = RecentProfile.Options()
    options.smoothingMinutes = 6
    return FlowResiduals(history, options: options, scaleUntil: 20 * 96)
  }

  func testProfilesEqualTheirDefinition() throws {
    let residuals = try referenceResiduals()
    let expected = try table("expected")
    XCTAssertEqual(residuals.firstReliable, 8 * 96)
    for (step, row) in expected.enumerated() where step >= 96 {
      for i in 0..<3 {
        XCTAssertEqual(residuals.expected[step * 3 + i], row[i], accuracy: 1e-8, "step \(step)")
      }
    }
  }

  func testAutoregressionEqualsRidgeEquationsSolvedApart() throws {
    let residuals = try referenceResiduals()
    let origins = Array(8 * 96..<(20 * 96 - 12))
    let model = ProfileAutoregression(
      residuals, horizons: [1, 4, 12], origins: origins, until: 20 * 96, threads: 2)
    for row in try table("autoregression") {
      let forecast = model.forecast(residuals, detector: Int(row[0]), origin: Int(row[1]))
      for k in 0..<3 { XCTAssertEqual(forecast[k], row[2 + k], accuracy: 2e-5) }
    }
  }

  func testWhatComesLaterChangesNoEarlierExpectation() throws {
    let history = try MadeDetectors.history(days: 20)
    let known = 15 * 96 + 40
    var values = history.values
    for k in known * 4..<values.count { values[k] = 999 }
    let altered = DetectorHistory(
      detectors: history.detectors, calendar: history.calendar, values: values)
    let first = FlowResiduals(history, options: .init(), scaleUntil: 10 * 96)
    let second = FlowResiduals(altered, options: .init(), scaleUntil: 10 * 96)
    // Up to a day less the kernel's reach, tomorrow's profile rests on hours known now.
    for k in 0..<(known + 12) * 4 { XCTAssertEqual(first.expected[k], second.expected[k]) }
    for k in 0..<known * 4 { XCTAssertEqual(first.scaled[k], second.scaled[k]) }
    XCTAssertEqual(
      FlowOutlook(first, knownBefore: 15).expected(step: 17 * 96, detector: 0),
      FlowOutlook(second, knownBefore: 15).expected(step: 17 * 96, detector: 0))
  }

  func testAHolidayIsLikeASundayAndTeachesNoWeekday() throws {
    var profile = RecentProfile(slots: 1, detectors: 1)
    for day in 0..<14 {
      profile.learn(
        day: day, kind: day % 7 < 5 ? .workday : .sunday, weekday: day % 7 + 1,
        values: [day % 7 < 5 ? 100 : 10])
    }
    let before = profile.expected(kind: .workday, weekday: 2)
    profile.learn(day: 15, kind: .sunday, weekday: 2, values: [10])
    XCTAssertEqual(profile.expected(kind: .workday, weekday: 2)[0], before[0], accuracy: 1e-12)
    XCTAssertEqual(profile.expected(kind: .sunday, weekday: 2)[0], 10, accuracy: 1e-12)
  }

  func testADetectorThatShowedNothingHasNoExpectation() {
    var profile = RecentProfile(slots: 4, detectors: 2)
    profile.learn(
      day: 0, kind: .workday, weekday: 1, values: [1, .nan, 2, .nan, .nan, .nan, 4, .nan])
    let expected = profile.expected(kind: .sunday, weekday: 7)
    XCTAssert(expected[1].isNaN && expected[7].isNaN)
    // A slot without a value takes the detector's mean.
    XCTAssertEqual(expected[4], 7.0 / 3, accuracy: 1e-12)
  }

  func testSlotsFollowTheLocalClockThroughItsChanges() throws {
    let zone = try TimeZoneRules(
      identifier: "America/Los_Angeles", posix: "PST8PDT,M3.2.0,M11.1.0")
    // 2025-03-08 00:00 in Los Angeles; the clock skips 02:00 to 03:00 on the 9th.
    let index = TimeIndex(
      domain: .zoned(zone), frequency: .seconds(3_600), start: 1_741_420_800, count: 72)
    let calendar = try XCTUnwrap(FlowCalendar(index: index, steps: 72) { _ in false })
    XCTAssertEqual(calendar.slot[23], 23)
    XCTAssertEqual(calendar.slot[26], 3)
    XCTAssertNil(calendar.step(day: 1, slot: 2))
    XCTAssertEqual(calendar.step(47, daysBefore: 1), 24)
    XCTAssertEqual(calendar.kind[0], .saturday)
    XCTAssertNil(calendar.step(5, daysBefore: 1))
  }
}
