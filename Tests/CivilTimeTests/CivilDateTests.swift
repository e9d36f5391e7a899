import CivilTime
import TestSupport
import XCTest

final class CivilDateTests: XCTestCase {
  /// Counts a calendar forward day by day, knowing only month lengths, over
  /// ±1,000,000 days, and compares parts and weekday on the way.
  func testPartsAgreeWithCountingDays() {
    var (year, month, day) = CivilDate(daysSinceEpoch: -1_000_000).parts
    var weekday = CivilDate(daysSinceEpoch: -1_000_000).weekday
    var wrong = 0
    for ordinal in -1_000_000...1_000_000 {
      let date = CivilDate(daysSinceEpoch: ordinal)
      // Every part of every tenth day, and all days around a month's end.
      if ordinal % 10 == 0 || day >= 28 || day == 1 {
        let parts = date.parts
        if parts != (year, month, day) || date.weekday != weekday
          || CivilDate(year: year, month: month, day: day) != date
        {
          wrong += 1
        }
      }
      day += 1
      weekday = weekday % 7 + 1
      if day > CivilDate.days(inMonth: month, of: year) {
        day = 1
        month += 1
        if month > 12 {
          month = 1
          year += 1
        }
      }
    }
    XCTAssertEqual(wrong, 0)
  }

  func testKnownDays() {
    XCTAssertEqual(CivilDate(year: 1970, month: 1, day: 1).daysSinceEpoch, 0)
    XCTAssertEqual(CivilDate(year: 2000, month: 2, day: 29).daysSinceEpoch, 11_016)
    XCTAssertEqual(CivilDate(year: 1582, month: 10, day: 15).weekday, 5)
    XCTAssertEqual(CivilDate(year: 2025, month: 3, day: 9).weekday, 7)
    XCTAssertNil(CivilDate(validYear: 1900, month: 2, day: 29))
    XCTAssertNotNil(CivilDate(validYear: 2000, month: 2, day: 29))
    XCTAssertNil(CivilDate(validYear: 2025, month: 4, day: 31))
  }

  func testMonthArithmetic() {
    let last = CivilDate(year: 2024, month: 1, day: 31)
    XCTAssertEqual(last.adding(months: 1).description, "2024-02-29")
    XCTAssertEqual(last.adding(months: 13).description, "2025-02-28")
    XCTAssertEqual(last.adding(months: -2).description, "2023-11-30")
    XCTAssertEqual(CivilDate(monthOrdinal: 2024 * 12 + 1, day: 31).description, "2024-02-29")
    XCTAssertEqual(CivilDate(year: 2024, month: 12, day: 31).dayOfYear, 366)
    XCTAssertEqual(CivilDate(year: 2024, month: 11, day: 3).quarter, 4)
  }

  func testWeekdaysOfMonths() {
    let start = CivilDate(year: 2025, month: 11, day: 1)
    XCTAssertEqual(start.onOrAfter(weekday: 4).adding(days: 21).description, "2025-11-27")
    XCTAssertEqual(
      CivilDate(lastWeekday: 1, ofMonth: 5, year: 2025).description, "2025-05-26")
    for weekday in 1...7 {
      XCTAssertEqual(start.onOrAfter(weekday: weekday).weekday, weekday)
      XCTAssertEqual(start.onOrBefore(weekday: weekday).weekday, weekday)
      XCTAssert(
        (0..<7).contains(start.onOrAfter(weekday: weekday).daysSinceEpoch - start.daysSinceEpoch))
    }
  }

  func testEasterAgreesWithReference() throws {
    let text = try String(contentsOf: Repository.reference("time/easter.csv"), encoding: .utf8)
    let dates = text.split(separator: "\n").dropFirst()
    XCTAssertGreaterThan(dates.count, 100)
    for line in dates {
      let date = try XCTUnwrap(CivilDate(iso8601: String(line)))
      XCTAssertEqual(CivilDate.easter(date.year), date)
    }
  }

  func testTexts() {
    XCTAssertEqual(CivilDate(iso8601: "2025-03-09")?.description, "2025-03-09")
    for bad in ["2025-3-9", "2025-02-30", "20250309", "2025-03-0x", "", "+025-03-09"] {
      XCTAssertNil(CivilDate(iso8601: bad), bad)
    }
    let wall = WallTime(date: CivilDate(year: 2025, month: 3, day: 9), secondOfDay: 5_400)
    XCTAssertEqual(wall.description, "2025-03-09T01:30:00")
    XCTAssertEqual(WallTime(wallSeconds: wall.wallSeconds), wall)
    XCTAssertEqual(WallTime(wallSeconds: -1).description, "1969-12-31T23:59:59")
    XCTAssertEqual(Instant(secondsSinceEpoch: 0).description, "1970-01-01T00:00:00Z")
  }

  func testOffsetTexts() {
    XCTAssertEqual(ISO8601.offsetText(-6 * 3_600), "-06:00")
    XCTAssertEqual(ISO8601.offsetText(20_700), "+05:45")
    XCTAssertEqual(ISO8601.offsetText(-21_036), "-05:50:36")
    XCTAssertEqual(ISO8601.offset(from: "Z"), 0)
    XCTAssertEqual(ISO8601.offset(from: "+05:30"), 19_800)
    XCTAssertEqual(ISO8601.offset(from: "-0600"), -21_600)
    XCTAssertEqual(ISO8601.offset(from: "+05"), 18_000)
    for bad in ["", "05:30", "+5", "+05:60", "+0:530", "+05-30", "+25:00", "UTC+1"] {
      XCTAssertNil(ISO8601.offset(from: bad), bad)
    }
  }
}
