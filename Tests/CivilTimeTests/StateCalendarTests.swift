import CivilTime
import Foundation
import TestSupport
import XCTest

final class StateCalendarTests: XCTestCase {
  private func calendar(_ state: String) throws -> HolidayCalendar {
    let file = Repository.root.appending(path: "Models/calendars/us-states/us-\(state).json")
    return try HolidayCalendar(json: Data(contentsOf: file))
  }

  func testEveryFileIsReadAndNamesItsSource() throws {
    let folder = Repository.root.appending(path: "Models/calendars/us-states")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    // Fifty states and the District of Columbia.
    XCTAssertEqual(files.count, 51)
    for file in files {
      let calendar = try HolidayCalendar(json: Data(contentsOf: folder.appending(path: file)))
      XCTAssertFalse(calendar.source.isEmpty, file)
      // Nine days are kept in every state.
      XCTAssertGreaterThanOrEqual(calendar.holidays(in: 2024).filter(\.isClosed).count, 9, file)
    }
  }

  /// Every date that the package `holidays` gives for the states' own days
  /// (`Tests/Reference/time/us-states.py`) is a holiday here.
  func testStatesOwnDaysAgreeWithReference() throws {
    let text = try String(contentsOf: Repository.reference("time/us-states.csv"), encoding: .utf8)
    var calendars: [String: HolidayCalendar] = [:]
    var checked = 0
    for line in text.split(whereSeparator: \.isNewline).dropFirst() {
      let fields = line.split(separator: ",").map(String.init)
      let known = try calendars[fields[0]] ?? calendar(fields[0])
      calendars[fields[0]] = known
      let date = try XCTUnwrap(CivilDate(iso8601: fields[2]))
      XCTAssertNotNil(known.holiday(on: date), line.description)
      checked += 1
    }
    XCTAssertGreaterThan(checked, 900)
  }

  /// Lists published by the states.
  func testPublishedLists() throws {
    let lists: [(state: String, year: Int, days: String)] = [
      ("ma", 2015, "01-01 01-19 02-16 04-20 05-25 09-07 10-12 11-11 11-26 12-25"),
      ("ma", 2016, "01-01 01-18 02-15 04-18 05-30 07-04 09-05 10-10 11-11 11-24 12-26"),
      ("ma", 2025, "01-01 01-20 02-17 04-21 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25"),
      ("ak", 2023, "01-02 01-16 02-20 03-27 05-29 07-04 09-04 10-18 11-10 11-23 12-25"),
    ]
    for list in lists {
      let days = try calendar(list.state).closedWeekdays(in: list.year).map {
        String($0.date.description.dropFirst(5))
      }
      XCTAssertEqual(days.joined(separator: " "), list.days, "\(list.state) \(list.year)")
    }
  }

  func testPeriodsByRuleAndByList() throws {
    let json = """
      {"name": "terms", "source": "the board", "periods": [
        {"name": "winter break", "from": {"rule": {"fixed": {"month": 12, "day": 22}}},
         "through": {"rule": {"fixed": {"month": 1, "day": 3}}}},
        {"name": "summer break",
         "from": {"rule": {"weekdayOnOrAfter": {"weekday": "monday", "month": 6, "day": 15}}},
         "through": {"rule": {"nthWeekday": {"nth": 1, "weekday": "monday", "month": 9}},
                     "plusDays": 1}},
        {"name": "strike", "dates": [["2024-03-04", "2024-03-08"]]}]}
      """
    let periods = try HolidayCalendar(json: Data(json.utf8)).periods
    func names(_ text: String) throws -> [String] {
      let date = try XCTUnwrap(CivilDate(iso8601: text))
      return periods.filter { $0.contains(date) }.map(\.name)
    }
    XCTAssertEqual(try names("2023-12-22"), ["winter break"])
    XCTAssertEqual(try names("2024-01-03"), ["winter break"])
    XCTAssertEqual(try names("2024-01-04"), [])
    XCTAssertEqual(try names("2024-06-16"), [])
    XCTAssertEqual(try names("2024-06-17"), ["summer break"])
    XCTAssertEqual(try names("2024-09-03"), ["summer break"])
    XCTAssertEqual(try names("2024-09-04"), [])
    XCTAssertEqual(try names("2024-03-06"), ["strike"])
  }

  func testBadPeriodsAreNamed() {
    let cases = [
      (#"{"name": "x", "dates": [["2024-03-08", "2024-03-04"]]}"#, "periods[0].dates[0]"),
      (#"{"name": "x", "dates": [["2024-03-08"]]}"#, "periods[0].dates[0]"),
      (#"{"name": "x", "from": {"rule": {"easter": {}}}}"#, "periods[0].through"),
      (#"{"name": "x", "begin": 3}"#, "periods[0].begin"),
      (
        #"{"name": "x", "from": {"rule": {"special": ["2024-01-01"]}}, "through": {"rule": {"easter": {}}}}"#,
        "periods[0].from"
      ),
    ]
    for (period, key) in cases {
      let json = #"{"name": "n", "source": "s", "periods": [\#(period)]}"#
      XCTAssertThrowsError(try HolidayCalendar(json: Data(json.utf8)), period) { error in
        XCTAssertEqual((error as? HolidayCalendarError)?.key, key)
      }
    }
  }
}
