import CivilTime
import Forecasting
import Statistics
import XCTest

final class LearnedDaysTests: XCTestCase {
  private let first = CivilDate(year: 2015, month: 1, day: 1)

  private func totals(_ years: Int, special: (CivilDate) -> Double) throws -> (
    days: [Int32], totals: [Double]
  ) {
    var stream = RandomStream(seed: 5, "learned days")
    let count = 365 * years
    let days = (0..<count).map { Int32(first.daysSinceEpoch + $0) }
    return (
      days,
      try days.map { day in
        let date = CivilDate(daysSinceEpoch: Int(day))
        let mean = (date.weekday >= 6 ? 90.0 : 140) * special(date)
        return try Poisson(mean: mean).sample(using: &stream)
      }
    )
  }

  func testDaysThatRepeatAreFoundByTheirRule() throws {
    let black = HolidayRule(
      name: "b", day: .nthWeekday(nth: 4, weekday: 4, month: 11), plusDays: 1)
    let (days, totals) = try totals(6) { date in
      if date.month == 8 && date.day == 14 { return 1.6 }
      return black.dates(in: date.year).contains(date) ? 0.6 : 1
    }
    let found = LearnedDays.find(days: days, totals: totals)
    XCTAssertEqual(found.count, 2, "\(found.map(\.name))")
    let parade = try XCTUnwrap(found.first { $0.name == "August 14" })
    XCTAssertEqual(parade.factor, 1.6, accuracy: 0.15)
    XCTAssertEqual(parade.rule.dates(in: 2030).map(\.description), ["2030-08-14"])
    let friday = try XCTUnwrap(found.first { $0.name.contains("November") })
    XCTAssertEqual(friday.factor, 0.6, accuracy: 0.1)
    // What is known already is not found again.
    let known = Set(
      (2015...2020).map { Int32(CivilDate(year: $0, month: 8, day: 14).daysSinceEpoch) })
    let rest = LearnedDays.find(days: days, totals: totals, known: known)
    XCTAssertFalse(rest.contains { $0.name == "August 14" })
  }

  func testNothingIsFoundWhereNothingRepeats() throws {
    let (days, totals) = try totals(6) { _ in 1 }
    XCTAssertEqual(LearnedDays.find(days: days, totals: totals).map(\.name), [])
    XCTAssertEqual(
      LearnedDays.find(days: Array(days.prefix(500)), totals: Array(totals.prefix(500))), [])
  }

  func testPeriodsBecomeColumns() {
    let period = CalendarPeriod(
      name: "break",
      span: .dates([
        CivilDate(year: 2015, month: 1, day: 3)...CivilDate(year: 2015, month: 1, day: 4)
      ]))
    let days = (0..<6).flatMap { k in
      [Int32](repeating: Int32(first.daysSinceEpoch + k), count: 2)
    }
    let axis = StepAxis(days: days, secondsOfDay: days.indices.map { Int32($0 % 2 * 43_200) })
    let columns = PanelRegressors.columns(of: [period], on: axis)
    XCTAssertEqual(columns.map(\.name), ["break"])
    XCTAssertEqual(columns[0].values, [0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0])
  }
}
