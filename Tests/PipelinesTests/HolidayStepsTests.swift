import CivilTime
import Foundation
import TestSupport
import TimeSeries
import XCTest

@testable import Pipelines

final class HolidayStepsTests: XCTestCase {
  private func calendar() throws -> HolidayCalendar {
    try HolidayCalendar(
      json: Data(contentsOf: Repository.root.appending(path: "Models/calendars/us-federal.json")))
  }

  /// Days from 20 December 2023 to 30 June 2024, with these values on Christmas.
  private func panel(christmas: Double) -> Panel {
    let first = CivilDate(year: 2023, month: 12, day: 20)
    let count = CivilDate(year: 2024, month: 7, day: 1).daysSinceEpoch - first.daysSinceEpoch
    var values = [Double](repeating: 50, count: count)
    for offset in 0..<count {
      let date = first.adding(days: offset)
      if date.month == 12, date.day == 25 { values[offset] = christmas }
      // The other holidays of these months.
      for (month, day) in [(1, 1), (1, 15), (2, 19), (5, 27), (6, 19)]
      where date.month == month && date.day == day {
        values[offset] = .nan
      }
    }
    let index = TimeIndex(
      domain: .wall, frequency: .days(1), start: WallTime(date: first).wallSeconds, count: count)
    return Panel(index: index, series: [Series(id: "", firstStep: 0, values: values)])
  }

  func testAClosedHolidayIsClosedWherePastOnesWere() throws {
    let days = DayKinds(calendar: try calendar(), panel: panel(christmas: .nan), horizon: 7)
    XCTAssertEqual(days.specialDays.map(\.date), ["2024-07-04"])
    XCTAssertEqual(days.specialDays.first?.isClosed, true)
    XCTAssertEqual(days.closedMissingSteps(of: panel(christmas: .nan)), 6)
  }

  func testItIsOnlyAHolidayWhereThePlaceWorkedOnOne() throws {
    let days = DayKinds(calendar: try calendar(), panel: panel(christmas: 31), horizon: 7)
    XCTAssertEqual(days.specialDays.first?.isClosed, false)
    XCTAssertEqual(days.closedMissingSteps(of: panel(christmas: 31)), 0)
  }
}
