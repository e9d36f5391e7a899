import CivilTime
import TimeSeries
import XCTest

final class AggregationTests: XCTestCase {
  private func panel(_ index: TimeIndex, _ values: [Double], firstStep: Int = 0) -> Panel {
    Panel(index: index, series: [Series(id: "a/b", firstStep: firstStep, values: values)])
  }

  func testHoursToDays() throws {
    let index = TimeIndex(
      domain: .wall, frequency: .hourly, start: wall(2025, 1, 1, 6), count: 72)
    let panel = panel(index, (0..<72).map { _ in 2 })
    let sums = try panel.aggregated(to: .daily)
    // 18 hours of the 1st and 6 of the 4th are not whole days.
    XCTAssertEqual(sums.index.label(ofStep: 0), "2025-01-02")
    XCTAssertEqual(sums.index.count, 2)
    XCTAssertEqual(sums.series[0].values, [48, 48])
    let scaled = try panel.aggregated(to: .daily, partial: .scale(atLeast: 0.7))
    XCTAssertEqual(scaled.index.label(ofStep: 0), "2025-01-01")
    XCTAssertEqual(scaled.series[0].values, [48, 48, 48])
    XCTAssertEqual(try panel.aggregated(to: .daily, by: .mean).series[0].values, [2, 2])
    XCTAssertThrowsError(try panel.aggregated(to: .halfHourly))
    XCTAssertThrowsError(try panel.aggregated(to: .index(step: 2)))
  }

  func testMissingValuesAndMonths() throws {
    let index = TimeIndex(domain: .wall, frequency: .daily, start: wall(2024, 1, 1), count: 91)
    var values = [Double](repeating: 1, count: 91)
    values[40] = .nan
    let months = try panel(index, values).aggregated(to: .monthly)
    XCTAssertEqual(months.series[0].values.map { $0.isNaN ? -1 : $0 }, [31, -1, 31])
    XCTAssertEqual(months.quality.stepsMissing, 1)
    let scaled = try panel(index, values).aggregated(to: .monthly, partial: .scale(atLeast: 0.9))
    XCTAssertEqual(scaled.series[0].values[1], 29)
  }

  /// A day of 25 hours in the zone is the sum of 25.
  func testDaysOfAZone() throws {
    let chicago = try zone("America/Chicago")
    let start = chicago.startOfDay(CivilDate(year: 2025, month: 11, day: 1)).secondsSinceEpoch
    let index = TimeIndex(domain: .zoned(chicago), frequency: .hourly, start: start, count: 73)
    let days = try panel(index, (0..<73).map { _ in 1 }).aggregated(to: .daily)
    XCTAssertEqual(days.series[0].values, [24, 25, 24])
  }

  func testOpeningHoursToDays() throws {
    let schedule = try XCTUnwrap(WeeklySchedule("Mon-Fri 07:00-21:05"))
    let opening = try XCTUnwrap(OpeningHours(schedule, slotSeconds: 300))
    let index = TimeIndex(
      domain: .wall, frequency: .seconds(300), start: wall(2003, 3, 3, 7), count: 169 * 12,
      opening: opening)
    let panel = panel(index, (0..<(169 * 12)).map { _ in 1 })
    let days = try panel.aggregated(to: .daily)
    XCTAssertEqual(days.series[0].values, [Double](repeating: 169, count: 12))
    XCTAssertEqual(days.index.label(ofStep: 5), "2003-03-10")
    XCTAssertEqual(days.index.seasonalPeriods(seriesLength: 100), [5])
    let halves = try panel.aggregated(to: .halfHourly, by: .sum)
    XCTAssertEqual(
      halves.series[0].values.prefix(30).map { $0 }, [Double](repeating: 6, count: 28) + [1, 6])
    XCTAssertEqual(halves.index.opening?.openPerWeek, 5 * 29)
    let weeks = try panel.aggregated(to: .weekly)
    XCTAssertEqual(weeks.series[0].values, [845, 845])
  }

  func testRollUp() {
    let index = TimeIndex(domain: .wall, frequency: .daily, start: 0, count: 5)
    let panel = Panel(
      index: index,
      series: [
        Series(id: "n/1", firstStep: 0, values: [1, 2, 3]),
        Series(id: "n/2", firstStep: 1, values: [10, .nan, 30, 40]),
        Series(id: "s/1", firstStep: 4, values: [5]),
      ])
    let areas = panel.rolledUp(toDepth: 1)
    XCTAssertEqual(areas.series.map(\.id), ["n", "s"])
    XCTAssertEqual(areas.series[0].values.map { $0.isNaN ? -1 : $0 }, [1, 12, -1, 30, 40])
    XCTAssertEqual(areas.series[1].firstStep, 4)
    let total = panel.rolledUp(toDepth: 0)
    XCTAssertEqual(total.series.map(\.id), ["total"])
    XCTAssertEqual(total.series[0].values.last, 45)
    XCTAssertEqual(panel.rolledUp { String($0.suffix(1)) }.series.map(\.id), ["1", "2"])
  }
}
