import Forecasting
import Statistics
import TimeSeries
import XCTest

final class CalendarEffectsTests: XCTestCase {
  /// 200 days of a week; on holidays 40 % of the usual, on closed days nothing.
  private let length = 200
  private let feasts = [45, 100, 155, 205]
  private let shut = [70, 130, 203]

  private func usual(_ t: Int) -> Double { 200 + 30 * Double(t % 7) }

  private func history() -> [Double] {
    var stream = RandomStream(seed: 21, "calendar")
    return (0..<length).map { t in
      if shut.contains(t) { return 0 }
      let share = feasts.contains(t) ? 0.4 : 1
      return (share * (usual(t) + 4 * stream.normal())).rounded()
    }
  }

  private var calendar: CalendarEffects {
    CalendarEffects(
      kinds: (0..<(length + 14)).map { t in
        feasts.contains(t) ? .holiday("feast") : shut.contains(t) ? .closed : .ordinary
      })
  }

  private func run(_ calendar: CalendarEffects?) throws -> SeriesForecast {
    try forecast(
      panel: ForecastPanelTests.panel(["a": history()]),
      options: ForecastOptions(horizon: 14, seasonalPeriods: [7], model: "mstl"),
      calendar: calendar
    ).series[0]
  }

  func testHolidayEffectIsLearntAndClosedDaysAreZero() throws {
    let series = try run(calendar)
    let mean = series.forecast.mean
    XCTAssertEqual(mean[5] / usual(205), 0.4, accuracy: 0.03)
    XCTAssertEqual(mean[3], 0)
    XCTAssertEqual(series.forecast.interval(0.95).upper[3], 0)
    for step in [0, 1, 2, 4, 6, 7] {
      XCTAssertEqual(mean[step], usual(200 + step), accuracy: 0.05 * usual(200 + step))
    }
    XCTAssertEqual(series.calendarSteps.map(\.step), [3, 5])
    let band = series.forecast.interval(0.8)
    XCTAssertLessThan(band.lower[5], mean[5])
    XCTAssertGreaterThan(band.upper[5], mean[5])
  }

  func testWithoutCalendarTheHolidayIsMissed() throws {
    let mean = try run(nil).forecast.mean
    XCTAssertGreaterThan(mean[5], 0.8 * usual(205))
  }

  func testNewHolidayGetsThePooledEffect() throws {
    var kinds = calendar.kinds
    kinds[207] = .holiday("first of its kind")
    let mean = try run(CalendarEffects(kinds: kinds)).forecast.mean
    XCTAssertEqual(mean[7] / usual(207), 0.4, accuracy: 0.05)
  }
}
