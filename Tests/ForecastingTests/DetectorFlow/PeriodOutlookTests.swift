import XCTest

@testable import Forecasting

final class PeriodOutlookTests: XCTestCase {
  private let morning = 28..<36

  private func outlook(
    _ history: DetectorHistory, weeks: Int = 2, counted: [Bool]? = nil
  ) throws -> PeriodOutlook {
    try XCTUnwrap(
      PeriodOutlook.outlooks(
        history, stretches: [morning, 60..<72], days: 7, weeks: weeks,
        counted: counted ?? .init(repeating: true, count: history.count))?.first)
  }

  /// What the made detectors count between 7 and 9 on a working day, noise aside.
  private func truth(_ detector: Int) -> Double {
    morning.reduce(0) { sum, slot in
      sum + (30 + 80 * max(0, 1 - abs(Double(slot) / 4 - 8) / 3)) * (1 + 0.3 * Double(detector))
    }
  }

  func testExpectsWhatTheDaysBringAndKnowsItsError() throws {
    let outlook = try outlook(MadeDetectors.history(days: 35))
    for i in 0..<4 {
      XCTAssertEqual(outlook.expected[i], truth(i), accuracy: 0.05 * truth(i))
    }
    XCTAssertEqual(outlook.profile.reduce(0, +), 1, accuracy: 1e-12)
    XCTAssertEqual(outlook.daysChecked, 10)
    XCTAssertLessThan(outlook.error, 0.08)
    XCTAssertLessThan(outlook.error, outlook.baselineError)
    XCTAssertEqual(outlook.dayFactors, outlook.dayFactors.sorted())
    let mean = outlook.dayFactors.reduce(0, +) / Double(outlook.dayFactors.count)
    XCTAssertEqual(mean, 1, accuracy: 1e-9)
    XCTAssertLessThan(outlook.factor(at: 0.1), outlook.factor(at: 0.9))
    XCTAssertEqual(outlook.playedFactors(9).count, 9)
  }

  /// A day that moves all detectors at once is wider in the samples than in any one of them.
  func testDaysThatMoveEverythingWidenTheSamples() throws {
    let calm = try MadeDetectors.history(days: 35)
    var values = calm.values
    for step in 0..<calm.steps {
      let day = calm.calendar.day[step]
      let factor = [0.8, 1.15, 1, 1.2, 0.85][day % 5]
      for i in 0..<calm.count { values[step * calm.count + i] *= factor }
    }
    let restless = DetectorHistory(
      detectors: calm.detectors, calendar: calm.calendar, values: values)
    let (narrow, wide) = (try outlook(calm), try outlook(restless))
    XCTAssertGreaterThan(
      wide.factor(at: 0.9) - wide.factor(at: 0.1),
      3 * (narrow.factor(at: 0.9) - narrow.factor(at: 0.1)))
    XCTAssertGreaterThan(wide.error, 2 * narrow.error)
  }

  func testDetectorsNotCountedTellNothing() throws {
    let history = try MadeDetectors.history(days: 35)
    var values = history.values
    for step in history.steps / 2..<history.steps { values[step * 4 + 3] = 999 }
    let broken = DetectorHistory(
      detectors: history.detectors, calendar: history.calendar, values: values)
    let counted = [true, true, true, false]
    XCTAssertEqual(
      try outlook(broken, counted: counted).dayFactors,
      try outlook(history, counted: counted).dayFactors)
  }

  func testAShortHistoryIsNotCheckedAndAShorterOneSaysNothing() throws {
    let short = try outlook(MadeDetectors.history(days: 5))
    XCTAssertEqual(short.daysChecked, 0)
    XCTAssertTrue(short.error.isNaN)
    let shorter = try MadeDetectors.history(days: 1)
    XCTAssertNil(
      PeriodOutlook.outlooks(
        shorter, stretches: [morning], days: 7, weeks: 1, counted: [true, true, true, true]))
  }

  func testMissingDaysAreNotCounted() throws {
    let history = try MadeDetectors.history(days: 35)
    var values = history.values
    for step in 20 * 96..<24 * 96 { for i in 0..<4 { values[step * 4 + i] = .nan } }
    let gappy = DetectorHistory(
      detectors: history.detectors, calendar: history.calendar, values: values)
    let outlook = try outlook(gappy, weeks: 3)
    XCTAssertTrue(outlook.expected.allSatisfy(\.isFinite))
    XCTAssertLessThan(outlook.daysChecked, 15)
  }
}
