import Statistics
import XCTest

@testable import Forecasting

final class DetectorForecasterTests: XCTestCase {
  private func fitted(
    _ history: DetectorHistory, options: DetectorForecaster.Options = .quick
  ) throws -> DetectorForecaster {
    try XCTUnwrap(
      DetectorForecaster(history, fitUntil: 16 * 96, judgeUntil: 24 * 96, options: options))
  }

  private var all: DetectorForecaster.Options {
    var options = DetectorForecaster.Options()
    options.networks = 1
    options.epochs = 0.5
    options.horizon = 4
    options.units = 16
    options.trees = 8
    options.treeRows = 2_000
    return options
  }

  /// Every step of a week ahead has bounds, at every time of day, and they hold what comes.
  func testBoundsOfAWeekAheadNeverClose() throws {
    let history = try MadeDetectors.history(days: 38)
    let known = DetectorHistory(
      detectors: history.detectors, calendar: history.calendar,
      values: Array(history.values.prefix(31 * 96 * 4)))
    for calibrated in [24 * 96..<31 * 96, 0..<0] {
      let model = try fitted(known)
      let forecast = model.forecast(
        steps: 7 * 96, coverages: [0.8],
        calibration: model.calibration(from: calibrated.lowerBound, until: calibrated.upperBound),
        isNonNegative: false)
      var inside = 0.0
      for place in forecast.median.indices {
        XCTAssertGreaterThan(forecast.upper[0][place] - forecast.lower[0][place], 1)
        let value = history.values[31 * 96 * 4 + place]
        if (forecast.lower[0][place]...forecast.upper[0][place]).contains(value) { inside += 1 }
      }
      XCTAssertEqual(inside / Double(forecast.median.count), 0.8, accuracy: 0.12)
    }
  }

  func testBoundsCoverWhatComes() throws {
    let history = try MadeDetectors.history(days: 30)
    let model = try fitted(history)
    let calibration = model.calibration(from: 16 * 96, until: 24 * 96)
    var inside = [0.0, 0.0]
    var count = 0.0
    for origin in stride(from: 24 * 96, to: 30 * 96 - 12, by: 7) {
      let forecast = model.forecast(
        origin: origin, steps: 12, coverages: [0.5, 0.9], calibration: calibration,
        isNonNegative: true, outlook: nil)
      for ahead in 1...12 {
        for i in 0..<4 {
          let place = (ahead - 1) * 4 + i
          let value = history[origin + ahead, i]
          XCTAssertLessThanOrEqual(forecast.lower[1][place], forecast.lower[0][place])
          XCTAssertLessThanOrEqual(forecast.lower[0][place], forecast.median[place])
          for c in 0..<2
          where value >= forecast.lower[c][place] && value <= forecast.upper[c][place] {
            inside[c] += 1
          }
          count += 1
        }
      }
    }
    XCTAssertEqual(inside[0] / count, 0.5, accuracy: 0.06)
    XCTAssertEqual(inside[1] / count, 0.9, accuracy: 0.04)
  }

  func testSameBitsOnOneThreadAndTwo() throws {
    let history = try MadeDetectors.history(days: 26, detectors: 2)
    var two = all
    two.threads = 2
    two.networks = 2
    var one = two
    one.threads = 1
    let first = try fitted(history, options: one)
    let second = try fitted(history, options: two)
    XCTAssertEqual(first.shares, second.shares)
    XCTAssertEqual(first.members, [.autoregression, .trees, .networks])
    let origins = [24 * 96, 24 * 96 + 31]
    XCTAssertEqual(first.forecasts(origins: origins), second.forecasts(origins: origins))
    for row in first.shares { XCTAssertEqual(row.reduce(0, +), 1, accuracy: 1e-12) }
  }

  func testAWeekAheadHasWiderBoundsThanTheNextStep() throws {
    let history = try MadeDetectors.history(days: 30)
    let model = try fitted(history)
    let calibration = model.calibration(from: 16 * 96, until: 30 * 96)
    let forecast = model.forecast(
      steps: 7 * 96, coverages: [0.8], calibration: calibration, isNonNegative: true)
    XCTAssertEqual(forecast.steps, 7 * 96)
    XCTAssert(forecast.median.allSatisfy(\.isFinite))
    func width(_ ahead: Int) -> Double {
      (0..<4).reduce(0) {
        $0 + forecast.upper[0][(ahead - 1) * 4 + $1] - forecast.lower[0][(ahead - 1) * 4 + $1]
      }
    }
    XCTAssertGreaterThan(width(96), 1.2 * width(1))
    // The workday's rush hour at 8 is there, six days ahead; the Sunday's is not.
    let calendar = history.calendar
    for step in history.steps..<history.steps + 7 * 96 where calendar.slot[step] == 32 {
      let value = forecast.median[(step - history.steps) * 4]
      let isWorkday = calendar.kind[calendar.day[step]] == .workday
      XCTAssertEqual(value, isWorkday ? 110 : 50, accuracy: 15)
    }
  }

  func testGapsConstantsZerosAndSilenceAreForecast() throws {
    let made = try MadeDetectors.history(days: 26, detectors: 4)
    var values = made.values
    for step in 0..<made.steps {
      values[step * 4] = 0
      values[step * 4 + 1] = 7
      values[step * 4 + 2] = .nan
      if step % 5 == 0 || step > 25 * 96 { values[step * 4 + 3] = .nan }
    }
    let history = DetectorHistory(
      detectors: made.detectors, calendar: made.calendar, values: values)
    for options in [DetectorForecaster.Options.quick, all] {
      let model = try fitted(history, options: options)
      let calibration = model.calibration(from: 16 * 96, until: history.steps)
      let forecast = model.forecast(
        steps: 100, coverages: [0.9], calibration: calibration, isNonNegative: true)
      for k in 0..<100 {
        XCTAssertEqual(forecast.median[k * 4], 0, accuracy: 0.1)
        XCTAssertEqual(forecast.median[k * 4 + 1], 7, accuracy: 0.1)
        XCTAssert(forecast.median[k * 4 + 2].isNaN)
        XCTAssert(forecast.median[k * 4 + 3].isFinite && forecast.median[k * 4 + 3] > 0)
      }
    }
  }

  func testMembersLearnNothingFromStepsAfterTheirEnd() throws {
    let history = try MadeDetectors.history(days: 26)
    var values = history.values
    for k in 16 * 96 * 4..<values.count { values[k] += 40 }
    let altered = DetectorHistory(
      detectors: history.detectors, calendar: history.calendar, values: values)
    let first = try fitted(history)
    let second = try fitted(altered)
    let origin = 15 * 96
    XCTAssertEqual(first.farAutoregression.horizons.last.map { $0 > 96 }, true)
    for i in 0..<4 {
      for (a, b) in [
        (first.autoregression, second.autoregression),
        (first.farAutoregression, second.farAutoregression),
      ] {
        XCTAssertEqual(
          a.forecast(first.residuals, detector: i, origin: origin),
          b.forecast(second.residuals, detector: i, origin: origin))
      }
    }
  }

  func testTooLittleToLearnFromIsNoModel() throws {
    let history = try MadeDetectors.history(days: 1)
    XCTAssertNil(DetectorForecaster(history, fitUntil: 40, judgeUntil: 90, options: .quick))
  }

  func testQuantilesOfKnownErrors() {
    var intervals = FlowIntervals(horizons: 1, detectors: 1)
    for pass in 0..<2 {
      for k in 0..<2_000 {
        let error = (Double(k) + 0.5) / 1_000 - 1
        if pass == 0 {
          intervals.learnSize(horizon: 0, block: 0, detector: 0, error: error)
        } else {
          intervals.learnQuotient(horizon: 0, block: 0, detector: 0, error: error)
        }
      }
    }
    for level in [0.05, 0.2, 0.5, 0.9] {
      XCTAssertEqual(
        intervals.quantile(level, horizon: 0, block: 0, detector: 0), 2 * level - 1, accuracy: 0.02)
    }
  }
}
