import Statistics
import XCTest

@testable import Forecasting

/// Calendar regression on series whose law is known.
final class CalendarCountsTests: XCTestCase {
  /// From Monday 2021-01-04, three-hourly: 8 slots a day.
  private let first: Int32 = 18_631
  private let slots = 8
  private let days = 420
  private let ahead = 14

  private func shape(day: Int, slot: Int) -> Double {
    let weekend = day % 7 >= 5 ? 0.7 : 1
    return weekend * [2, 1, 3, 8, 10, 9, 7, 4][slot]
  }

  private func isFeast(_ day: Int) -> Bool { day % 45 == 30 }

  private func axis(days: Int, kinds: Bool = true) -> StepAxis {
    StepAxis(
      days: (0..<days * slots).map { first + Int32($0 / slots) },
      secondsOfDay: (0..<days * slots).map { Int32(10_800 * ($0 % slots)) },
      kinds: kinds
        ? (0..<days * slots).map { isFeast($0 / slots) ? .holiday("feast") : .ordinary } : [])
  }

  private func counts(level: (Int) -> Double = { _ in 1 }, feast: Double = 0.5) throws -> [Double] {
    var stream = RandomStream(seed: 4, "calendar counts")
    return try (0..<days * slots).map { t in
      let day = t / slots
      let mean = shape(day: day, slot: t % slots) * level(day) * (isFeast(day) ? feast : 1)
      return try Poisson(mean: mean).sample(using: &stream)
    }
  }

  private func fit(
    _ values: [Double], regressors: [Regressor] = [], kinds: Bool = true
  ) throws -> FittedCalendarCounts {
    try CalendarCounts().fit(
      TrainingSeries(
        id: "s", values: values, seasonalPeriods: [8, 56], isCount: true,
        context: SeriesContext(
          axis: axis(days: days + ahead, kinds: kinds), firstStep: 0, regressors: regressors,
          recorded: values)))
  }

  func testShapeOfTheWeekAndHolidaysAreFound() throws {
    let fit = try fit(counts())
    let mean = fit.forecast(horizon: ahead * slots).mean
    for k in mean.indices {
      let day = days + k / slots
      let truth = shape(day: day, slot: k % slots) * (isFeast(day) ? 0.5 : 1)
      XCTAssertEqual(mean[k], truth, accuracy: 0.2 * truth + 0.15, "step \(k)")
    }
    XCTAssertEqual(fit.components.map(\.name), ["calendar", "level"])
    XCTAssert(
      fit.summary.parameters.contains {
        $0.name == "effect of feast" && abs($0.value - 0.5) < 0.12
      })
  }

  func testQuantilesAreWholeNumbersAndHoldTheirShare() throws {
    let values = try counts()
    let training = Array(values.prefix((days - 56) * slots))
    var fit = try CalendarCounts().fit(
      TrainingSeries(
        id: "s", values: training, seasonalPeriods: [8, 56], isCount: true,
        context: SeriesContext(
          axis: axis(days: days + ahead), firstStep: 0, recorded: training)))
    var inside = 0
    for week in 0..<8 {
      let start = training.count + week * 56
      let band = fit.forecast(horizon: 56).interval(0.9)
      XCTAssertEqual(band.lower, band.lower.map { $0.rounded() })
      XCTAssertEqual(band.upper, band.upper.map { $0.rounded() })
      let next = Array(values[start..<start + 56])
      for (k, y) in next.enumerated() where y >= band.lower[k] && y <= band.upper[k] { inside += 1 }
      fit.update(with: next)
    }
    // Whole numbers hold at least the level, and at most a little more.
    XCTAssertGreaterThan(Double(inside) / 448, 0.88)
    XCTAssertLessThan(Double(inside) / 448, 0.985)
  }

  func testLevelFollowsWithoutRefit() throws {
    let values = try counts(level: { $0 < 378 ? 1 : 1.5 })
    let training = Array(values.prefix(371 * slots))
    var fit = try CalendarCounts().fit(
      TrainingSeries(
        id: "s", values: training, seasonalPeriods: [8, 56], isCount: true,
        context: SeriesContext(
          axis: axis(days: days + ahead), firstStep: 0, recorded: training)))
    let before = fit.forecast(horizon: 56).mean.reduce(0, +)
    fit.update(with: Array(values[training.count...]))
    let after = fit.forecast(horizon: 56).mean.reduce(0, +)
    XCTAssertGreaterThan(after / before, 1.1)
  }

  func testGapsAndShutHours() throws {
    var values = try counts()
    for t in 120 * slots..<200 * slots { values[t] = .nan }
    for t in values.indices where t % slots == 1 || t % slots == 0 { values[t] = 0 }
    let fit = try fit(values)
    let forecast = fit.forecast(horizon: 56)
    for k in 0..<56 {
      if k % slots < 2 {
        XCTAssertEqual(forecast.mean[k], 0)
        XCTAssertEqual(forecast.interval(0.95).upper[k], 0)
      } else {
        let truth =
          shape(day: days + k / slots, slot: k % slots) * (isFeast(days + k / slots) ? 0.5 : 1)
        XCTAssertEqual(forecast.mean[k], truth, accuracy: 0.2 * truth + 0.15)
      }
    }
  }

  func testRegressorIsLearntAndItsFutureNeeded() throws {
    var stream = RandomStream(seed: 9, "heat")
    let heat = (0..<(days + ahead) * slots).map { _ in stream.normal() }
    let values = try counts(feast: 1).enumerated().map { t, _ in
      try Poisson(mean: shape(day: t / slots, slot: t % slots) * exp(0.2 * heat[t])).sample(
        using: &stream)
    }
    let fit = try fit(values, regressors: [Regressor(name: "heat", values: heat)], kinds: false)
    let effect = try XCTUnwrap(
      fit.summary.parameters.first { $0.name == "effect of heat per unit" }?.value)
    XCTAssertEqual(log(effect), 0.2, accuracy: 0.02)
    let mean = fit.forecast(horizon: 8).mean
    for k in 0..<8 {
      let truth = shape(day: days, slot: k) * exp(0.2 * heat[values.count + k])
      XCTAssertEqual(mean[k], truth, accuracy: 0.15 * truth + 0.1)
    }
    let known = Regressor(name: "heat", values: Array(heat.prefix(values.count + 5)))
    XCTAssertThrowsError(try self.fit(values, regressors: [known])) { error in
      XCTAssertEqual(
        error as? FitError, .unsuitable("regressor heat is not known 6 steps ahead"))
    }
  }

  func testDaysOfASimulatedFutureMoveTogether() throws {
    var noise = RandomStream(seed: 12, "days")
    let moods = (0..<days).map { _ in exp(0.3 * noise.normal()) }
    let fit = try fit(counts(level: { moods[$0] }))
    var stream = RandomStream(seed: 1, "paths")
    let paths = fit.simulate(horizon: slots, paths: 800, stream: &stream)
    var total = [Double](repeating: 0, count: 800)
    var independent = 0.0
    for k in 0..<slots {
      var sum = 0.0
      var squares = 0.0
      for path in 0..<800 {
        total[path] += paths[k, path]
        sum += paths[k, path]
        squares += paths[k, path] * paths[k, path]
        XCTAssertEqual(paths[k, path], paths[k, path].rounded())
      }
      independent += squares / 800 - sum / 800 * (sum / 800)
    }
    let mean = total.reduce(0, +) / 800
    let variance = total.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 800
    XCTAssertGreaterThan(variance, 2 * independent)
  }

  func testDatesGoOnAfterTheAxisEnds() throws {
    // Weekdays only, four slots: what follows the axis keeps the pattern.
    var dates: [Int32] = []
    var seconds: [Int32] = []
    for day in 0..<70 where day % 7 < 5 {
      for slot in 0..<4 {
        dates.append(first + Int32(day))
        seconds.append(Int32(3_600 * (8 + slot)))
      }
    }
    let values = dates.indices.map { Double($0 % 4 + 1) }
    var steps = CalendarSteps(
      TrainingSeries(
        id: "s", values: values, seasonalPeriods: [4, 20], isCount: true,
        context: SeriesContext(
          axis: StepAxis(days: dates, secondsOfDay: seconds), firstStep: 0, recorded: values)))
    steps.extend(to: values.count + 21)
    XCTAssertEqual(steps.days[values.count], first + 70)
    XCTAssertEqual(steps.days[values.count + 20], first + 77)
    XCTAssertEqual(steps.slots[values.count + 5], 1)
    XCTAssertEqual(steps.weekday(steps.days[values.count + 4]), 1)
  }

  func testNegativeValuesAreRefused() {
    XCTAssertThrowsError(
      try CalendarCounts().fit(
        TrainingSeries(id: "s", values: [1, -1, 2, 3], seasonalPeriods: [])))
  }
}
