import Foundation
import Staffing
import XCTest

/// Shift patterns as people write them.
final class PatternTests: XCTestCase {
  private func read(_ text: String) throws -> [ShiftPattern] {
    struct File: Decodable { var shifts: [ShiftPattern] }
    return try JSONDecoder().decode(File.self, from: Data("{\"shifts\": \(text)}".utf8)).shifts
  }

  private let full = """
    [{"name": "early", "$comment": "as agreed", "units": ["north"], "days": [1, 2, 5],
      "earliestStart": "6:30", "latestStart": "08:00", "startEvery": 15, "length": 510,
      "breaks": [{"minutes": 30, "earliest": 180, "latest": 300, "every": 30},
                 {"minutes": 15, "earliest": 400, "paid": true}],
      "minimumPerDay": 1, "maximumPerDay": 9, "minimumTotal": 2, "maximumTotal": 40,
      "costPerHour": 24.5, "fixedCost": 3, "weekendPremium": 10,
      "nightPremium": {"from": "22:00", "to": "06:00", "perHour": 4},
      "tour": {"daysOn": 2, "consecutiveDaysOff": false}}]
    """

  func testEveryKeyIsRead() throws {
    let pattern = try read(full)[0]
    XCTAssertEqual(
      pattern,
      ShiftPattern(
        name: "early", units: ["north"], days: [1, 2, 5], earliestStart: ClockTime("06:30")!,
        latestStart: ClockTime("08:00")!, startEvery: 15, length: 510,
        breaks: [
          BreakRule(minutes: 30, earliest: 180, latest: 300, every: 30),
          BreakRule(minutes: 15, earliest: 400, latest: 400, paid: true),
        ],
        minimumPerDay: 1, maximumPerDay: 9, minimumTotal: 2, maximumTotal: 40, costPerHour: 24.5,
        fixedCost: 3, weekendPremium: 10,
        nightPremium: NightPremium(
          from: ClockTime("22:00")!, to: ClockTime("06:00")!, perHour: 4),
        tour: TourRule(daysOn: 2, consecutiveDaysOff: false)))
    XCTAssertEqual(pattern.paidLength, 480)
    XCTAssertTrue(pattern.serves("north"))
    XCTAssertFalse(pattern.serves("south"))
    let again = try JSONDecoder().decode(ShiftPattern.self, from: JSONEncoder().encode(pattern))
    XCTAssertEqual(again, pattern)
  }

  func testAbsentKeysTakeTheirDefaults() throws {
    let pattern = try read(
      #"[{"name": "a", "earliestStart": "22:00", "length": 480, "costPerHour": 1}]"#)[0]
    XCTAssertEqual(pattern.days, [1, 2, 3, 4, 5, 6, 7])
    XCTAssertEqual(pattern.startMinutes, [1320])
    XCTAssertEqual(pattern.paidLength, 480)
  }

  func testStartWindowsAcrossMidnight() {
    let pattern = ShiftPattern(
      name: "late", earliestStart: ClockTime("23:00")!, latestStart: ClockTime("00:30")!,
      startEvery: 30, length: 60)
    XCTAssertEqual(pattern.startMinutes, [1380, 1410, 1440, 1470])
  }

  func testErrorsNameTheKeyAndWhatWasExpected() {
    let base = #""name": "a", "earliestStart": "08:00", "length": 480, "costPerHour": 1"#
    let cases = [
      ("[{\(base), \"lenght\": 3}]", "shifts[0]: expected only the keys name, units"),
      ("[{\"name\": \"a\"}]", "shifts[0].earliestStart: expected a time"),
      (
        #"[{"name": "a", "earliestStart": "08:00", "costPerHour": 1}]"#,
        "shifts[0].length: expected a whole number of minutes, which is missing"
      ),
      ("[{\(base), \"startEvery\": \"x\"}]", "shifts[0].startEvery: expected a whole number"),
      (
        "[{\(base), \"startEvery\": 0}]",
        "shifts[0].startEvery: expected 1 to 1440 minutes, found 0"
      ),
      ("[{\(base), \"latestStart\": \"25:00\"}]", "shifts[0].latestStart: expected a time of day"),
      ("[{\(base), \"latestStart\": 9}]", "shifts[0].latestStart: expected a time of day"),
      ("[{\(base), \"days\": [0]}]", "shifts[0].days: expected distinct weekdays"),
      ("[{\(base), \"days\": []}]", "shifts[0].days: expected distinct weekdays"),
      ("[{\(base), \"units\": []}]", "shifts[0].units: expected at least one unit"),
      (
        "[{\(base), \"breaks\": [{\"minutes\": 30, \"earliest\": 470}]}]",
        "shifts[0].breaks[0].latest: expected at most 450"
      ),
      (
        "[{\(base), \"breaks\": [{\"minutes\": 30, \"earliest\": 60, \"latest\": 30}]}]",
        "shifts[0].breaks[0].latest: expected 60 (earliest) or more, found 30"
      ),
      ("[{\(base), \"breaks\": 3}]", "shifts[0].breaks: expected a list of breaks"),
      ("[{\(base), \"paidMinutes\": 500}]", "shifts[0].paidMinutes: expected 0 to 480"),
      (
        "[{\(base), \"minimumPerDay\": 3, \"maximumPerDay\": 2}]",
        "shifts[0].maximumPerDay: expected at least the minimum, 3, found 2"
      ),
      ("[{\(base), \"fixedCost\": -1}]", "shifts[0].fixedCost: expected a price of 0 or more"),
      ("[{\(base), \"tour\": {\"daysOn\": 9}}]", "shifts[0].tour.daysOn: expected 1 to 7"),
      ("[{\(base), \"nightPremium\": []}]", "shifts[0].nightPremium: expected an object"),
      ("[3]", "shifts[0]: expected an object"),
    ]
    for (text, message) in cases {
      XCTAssertThrowsError(try read(text), text) {
        XCTAssert("\($0)".hasPrefix(message), "\($0) does not begin with \(message)")
      }
    }
  }

  func testRulesAreReadAsStrictly() throws {
    func read(_ text: String) throws -> CoverRules {
      try JSONDecoder().decode(CoverRules.self, from: Data(text.utf8))
    }
    XCTAssertEqual(try read("{}"), CoverRules())
    XCTAssertEqual(
      try read(#"{"underCoverPrice": 50, "repeatEveryDays": 7}"#),
      CoverRules(underCoverPrice: 50, repeatEveryDays: 7))
    XCTAssertThrowsError(try read(#"{"undercover": 50}"#)) {
      XCTAssert("\($0)".contains("found \"undercover\""), "\($0)")
    }
  }

  func testNamesAreDistinct() {
    let pattern = ShiftPattern(
      name: "a", earliestStart: ClockTime("08:00")!, latestStart: ClockTime("08:00")!, length: 60)
    XCTAssertThrowsError(try ShiftPattern.validate([pattern, pattern])) {
      XCTAssertEqual(
        "\($0)", "shifts[1].name: expected a name that shifts[0] does not bear, found \"a\"")
    }
    XCTAssertThrowsError(try ShiftPattern.validate([]))
  }

  func testClockTimes() {
    for (text, minute) in [("00:00", 0), ("7:05", 425), ("23:59", 1439), ("24:00", 1440)] {
      XCTAssertEqual(ClockTime(text)?.minuteOfDay, minute)
    }
    for text in ["", "7", "7:5", "07:60", "24:01", "-1:00", "07:30:00", "a:bc", "٠٧:٣٠"] {
      XCTAssertNil(ClockTime(text), text)
    }
    XCTAssertEqual(ClockTime("7:05")?.description, "07:05")
  }
}
