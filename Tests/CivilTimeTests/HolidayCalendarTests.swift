import CivilTime
import Foundation
import TestSupport
import XCTest

final class HolidayCalendarTests: XCTestCase {
  private func calendar(_ name: String) throws -> HolidayCalendar {
    let file = Repository.root.appending(path: "Models/calendars/\(name).json")
    return try HolidayCalendar(json: Data(contentsOf: file))
  }

  /// The dates of every year 1986–2030, against an independent implementation.
  func testDatesAgreeWithReference() throws {
    let text = try String(contentsOf: Repository.reference("time/holidays.csv"), encoding: .utf8)
    var expected: [String: Set<String>] = [:]
    for line in text.split(separator: "\n").dropFirst() {
      let fields = line.split(separator: ",")
      expected[String(fields[0]), default: []].insert(String(fields[1]))
    }
    XCTAssertEqual(expected.count, 2)
    for (name, dates) in expected {
      let calendar = try calendar(name)
      let found = Set((1986...2030).flatMap { calendar.holidays(in: $0) }.map(\.date.description))
      XCTAssertEqual(found.subtracting(dates).sorted(), [], name)
      XCTAssertEqual(dates.subtracting(found).sorted(), [], name)
      for date in dates {
        let day = try XCTUnwrap(CivilDate(iso8601: date))
        XCTAssertNotNil(calendar.holiday(on: day), date)
      }
    }
  }

  /// Days off as the U.S. Office of Personnel Management lists them.
  func testFederalDaysOff() throws {
    let federal = try calendar("us-federal")
    let lists = [
      2011: "01-17 02-21 05-30 07-04 09-05 10-10 11-11 11-24 12-26",
      2016: "01-01 01-18 02-15 05-30 07-04 09-05 10-10 11-11 11-24 12-26",
      2020: "01-01 01-20 02-17 05-25 07-03 09-07 10-12 11-11 11-26 12-25",
      2021: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
      2022: "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26",
      2025: "01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25",
      2027: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
    ]
    for (year, list) in lists {
      let days = federal.closedWeekdays(in: year).map { String($0.date.description.dropFirst(5)) }
      XCTAssertEqual(days.joined(separator: " "), list, "\(year)")
    }
  }

  func testFirstYearsAndNames() throws {
    let federal = try calendar("us-federal")
    func name(_ text: String) -> String? {
      CivilDate(iso8601: text).flatMap { federal.holiday(on: $0)?.name }
    }
    XCTAssertNil(name("2020-06-19"))
    XCTAssertEqual(name("2021-06-18"), "Juneteenth National Independence Day (observed)")
    XCTAssertEqual(name("2021-06-19"), "Juneteenth National Independence Day")
    XCTAssertNil(name("1985-01-21"))
    XCTAssertEqual(name("1986-01-20"), "Birthday of Martin Luther King, Jr.")
    XCTAssertEqual(name("1975-10-27"), "Veterans Day")
    XCTAssertEqual(name("2010-12-31"), "New Year's Day (observed)")
    XCTAssertNil(name("2025-11-28"))
    let extended = try calendar("us-federal-extended")
    let friday = try XCTUnwrap(
      extended.holiday(on: CivilDate(year: 2025, month: 11, day: 28)))
    XCTAssertEqual(friday.name, "Day after Thanksgiving")
    XCTAssertFalse(friday.isClosed)
    // Christmas Eve 2021 is also Christmas Day observed: the closed day wins.
    XCTAssertEqual(
      extended.holiday(on: CivilDate(year: 2021, month: 12, day: 24))?.isClosed, true)
    XCTAssertEqual(
      extended.holiday(on: CivilDate(year: 2150, month: 12, day: 25))?.name, "Christmas Day")
  }

  func testEveryRuleKind() throws {
    let json = """
      {"name": "Test", "source": "made up", "holidays": [
        {"name": "A", "rule": {"weekdayOnOrBefore": {"weekday": "monday", "month": 5, "day": 24}}},
        {"name": "B", "rule": {"weekdayOnOrAfter": {"weekday": "saturday", "month": 6, "day": 20}}},
        {"name": "C", "rule": {"special": ["2024-02-29"]}, "closed": false},
        {"name": "D", "rule": {"fixed": {"month": 2, "day": 29}}},
        {"name": "E", "rule": {"nthWeekday": {"nth": 5, "weekday": "friday", "month": 8}}},
        {"name": "F", "rule": {"fixed": {"month": 10, "day": 3}}, "observed": "sundayToMonday"}
      ]}
      """
    let calendar = try HolidayCalendar(json: Data(json.utf8))
    func list(_ year: Int) -> String {
      calendar.holidays(in: year).map { "\($0.date.description.dropFirst(5))\($0.name.prefix(1))" }
        .joined(separator: " ")
    }
    XCTAssertEqual(list(2024), "02-29D 02-29C 05-20A 06-22B 08-30E 10-03F")
    XCTAssertEqual(list(2021), "05-24A 06-26B 10-03F 10-04F")
  }

  func testErrorsNameTheKey() {
    func key(_ holiday: String) -> String? {
      let json = "{\"name\": \"T\", \"source\": \"s\", \"holidays\": [\(holiday)]}"
      do {
        _ = try HolidayCalendar(json: Data(json.utf8))
        return nil
      } catch {
        return error.key
      }
    }
    XCTAssertNil(key(#"{"name": "A", "rule": {"easter": {}}}"#))
    XCTAssertEqual(key(#"{"rule": {"easter": {}}}"#), "holidays[0].name")
    XCTAssertEqual(key(#"{"name": "A"}"#), "holidays[0].rule")
    XCTAssertEqual(key(#"{"name": "A", "rule": {}}"#), "holidays[0].rule")
    XCTAssertEqual(
      key(#"{"name": "A", "rule": {"easter": {}, "special": []}}"#), "holidays[0].rule")
    XCTAssertEqual(
      key(#"{"name": "A", "rule": {"fixed": {"month": 13, "day": 1}}}"#),
      "holidays[0].rule.fixed.month")
    XCTAssertEqual(
      key(#"{"name": "A", "rule": {"fixed": {"month": 4, "day": 31}}}"#),
      "holidays[0].rule.fixed.day")
    XCTAssertEqual(
      key(#"{"name": "A", "rule": {"nthWeekday": {"nth": 6, "weekday": "monday", "month": 1}}}"#),
      "holidays[0].rule.nthWeekday.nth")
    XCTAssertEqual(
      key(#"{"name": "A", "rule": {"lastWeekday": {"weekday": "Mon", "month": 1}}}"#),
      "holidays[0].rule.lastWeekday.weekday")
    XCTAssertEqual(
      key(#"{"name": "A", "rule": {"special": ["2025-02-30"]}}"#), "holidays[0].rule.special[0]")
    XCTAssertEqual(
      key(#"{"name": "A", "rule": {"easter": {}}, "first": 1}"#), "holidays[0].first")
    XCTAssertEqual(
      key(#"{"name": "A", "rule": {"easter": {}}, "observed": "x"}"#), "holidays[0].observed")
    XCTAssertEqual(
      key(#"{"name": "A", "rule": {"easter": {}}, "firstYear": 2000, "lastYear": 1999}"#),
      "holidays[0].lastYear")
    XCTAssertThrowsError(try HolidayCalendar(json: Data("[1, 2".utf8)))
    XCTAssertThrowsError(try HolidayCalendar(json: Data("[]".utf8)))
  }
}
