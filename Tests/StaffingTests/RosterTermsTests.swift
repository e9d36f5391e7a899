import CivilTime
import Foundation
import Staffing
import XCTest

/// What planners write, as the problem the solver gets.
final class RosterTermsTests: XCTestCase {
  private let monday = CivilDate(iso8601: "2025-03-03")!

  private var terms: RosterTerms {
    RosterTerms(
      shifts: [
        .init(name: "Early", start: ClockTime("07:00")!, length: 480, paidMinutes: 450),
        .init(name: "Late", start: ClockTime("14:00")!, length: 480),
        .init(name: "Night", start: ClockTime("22:00")!, length: 540, skills: ["nurse"]),
      ],
      contracts: [
        .init(
          name: "full", hours: .init(min: 30, max: 40, price: 6), weekends: .init(max: 1),
          daysInARow: .init(max: 5), wholeWeekends: 0, rests: [.init(after: ["Night"], days: 2)])
      ],
      needs: [.init(shift: "Early", days: [1, 2], people: 2), .init(shift: "Night", people: 1)])
  }

  func testRestsBetweenShiftsForbidSuccessions() throws {
    let problem = try terms.problem(
      people: [.init(name: "A", contract: "full")], requests: [], needs: [], from: monday, days: 7)
    // Late ends at 22:00, Night at 07:00: eleven hours later is 9:00 and 18:00.
    XCTAssertEqual(problem.shifts[0].neverFollowedBy, [])
    XCTAssertEqual(problem.shifts[1].neverFollowedBy, [0])
    XCTAssertEqual(problem.shifts[2].neverFollowedBy, [0, 1])
    XCTAssertEqual(problem.shifts[0].minutes, 450)
    XCTAssertEqual(problem.firstWeekday, 0)
  }

  func testNeedsByWeekdayAreLaidOut() throws {
    let needs = terms.needs(from: monday.adding(days: 5), days: 4)
    XCTAssertEqual(needs.filter { $0.shift == "Early" }.map(\.people), [2, 2])
    XCTAssertEqual(
      needs.filter { $0.shift == "Early" }.map(\.date),
      [monday.adding(days: 7), monday.adding(days: 8)])
    XCTAssertEqual(needs.count { $0.shift == "Night" }, 4)
    let problem = try terms.problem(
      people: [.init(name: "A", contract: "full")], requests: [], needs: needs,
      from: monday.adding(days: 5), days: 4)
    XCTAssertEqual(problem.cover.count, 12, "every shift of every day")
    XCTAssertEqual(problem.cover.reduce(0) { $0 + $1.required }, 8)
    XCTAssertEqual(problem.firstWeekday, 5)
  }

  func testContractsBecomeRules() throws {
    let problem = try terms.problem(
      people: [.init(name: "A", contract: "full", skills: ["nurse"])],
      requests: [
        .init(person: "A", date: monday.adding(days: 2), kind: .leave),
        .init(person: "A", date: monday.adding(days: 3), kind: .off, shift: "Late", price: 4),
        .init(person: "A", date: monday.adding(days: 40), kind: .on),
      ], needs: [], from: monday, days: 7)
    let person = problem.people[0]
    XCTAssertEqual(
      person.rules,
      [
        // A price of 6 an hour is a tenth a minute.
        RosterRule(.minutes(min: 1_800, max: 2_400), .soft(0.1)),
        RosterRule(.weekends(min: 0, max: 1)),
        RosterRule(.run(of: .work, min: 0, max: 5, edges: .open)),
        RosterRule(.wholeWeekends), RosterRule(.daysOffAfter([2], count: 2)),
      ])
    XCTAssertEqual(
      person.wishes,
      [.leave(day: 2), RosterWish(day: 3, shifts: [1], isWanted: false, .soft(4))])
  }

  func testNamesThatLeadNowhere() {
    func problem(
      _ people: [RosterTerms.Person], _ requests: [RosterTerms.Request] = [],
      _ needs: [RosterTerms.DatedNeed] = []
    ) throws(RosterTerms.Stranger) -> RosterProblem {
      try terms.problem(people: people, requests: requests, needs: needs, from: monday, days: 7)
    }
    let known = RosterTerms.Person(name: "A", contract: "full")
    for (expected, attempt) in [
      (
        RosterTerms.Stranger.contract("half", person: "B"),
        { () throws(RosterTerms.Stranger) in try problem([.init(name: "B", contract: "half")]) }
      ),
      (.person("C"), { try problem([known], [.init(person: "C", date: self.monday, kind: .off)]) }),
      (
        .shift("Noon"),
        { try problem([known], [], [.init(date: self.monday, shift: "Noon", people: 1)]) }
      ),
      (.twice(person: "A"), { try problem([known, known]) }),
    ] {
      XCTAssertThrowsError(try attempt()) {
        XCTAssertEqual($0 as? RosterTerms.Stranger, expected)
      }
    }
  }

  func testJSONIsReadStrictly() throws {
    func read(_ text: String) throws -> RosterTerms {
      try JSONDecoder().decode(RosterTerms.self, from: Data(text.utf8))
    }
    let shifts = #""shifts": [{"name": "Early", "start": "07:00", "length": 480}]"#
    let good = try read(
      #"{\#(shifts), "contracts": [{"name": "c", "runs": [{"shifts": ["Early"], "max": 3}]}]}"#)
    XCTAssertEqual(good.contracts[0].runs, [.init(max: 3, shifts: ["Early"])])
    XCTAssertEqual(good.restHours, 11)
    for (text, key) in [
      (#"{\#(shifts), "contracts": []}"#, "contracts"),
      (#"{\#(shifts), "contracts": [{"name": "c", "hour": {"max": 3}}]}"#, "contracts[0]"),
      (
        #"{\#(shifts), "contracts": [{"name": "c", "hours": {"min": 5, "max": 3}}]}"#,
        "contracts[0].hours.max"
      ),
      (
        #"{\#(shifts), "contracts": [{"name": "c", "runs": [{"max": 3}]}]}"#,
        "contracts[0].runs[0].shifts"
      ),
      (
        #"{\#(shifts), "contracts": [{"name": "c"}], "needs": [{"shift": "Late", "people": 1}]}"#,
        "needs[0].shift"
      ),
      (
        #"{"shifts": [{"name": "Early", "start": "7", "length": 480}], "contracts": [{"name": "c"}]}"#,
        "shifts[0].start"
      ),
    ] {
      XCTAssertThrowsError(try read(text), text) {
        XCTAssertEqual(($0 as? PatternError)?.key, key, "\($0)")
      }
    }
  }
}
