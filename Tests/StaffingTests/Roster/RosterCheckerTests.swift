import Staffing
import XCTest

/// The checker against penalties counted by hand.
final class RosterCheckerTests: XCTestCase {
  private static let early = RosterShift(name: "E", minutes: 480)
  private static let late = RosterShift(name: "L", minutes: 480, neverFollowedBy: [0])
  private static let night = RosterShift(name: "N", minutes: 600, skills: ["night"])

  /// Penalty and hard breaches of one person's days: `.` off, `E`, `L`, `N`.
  private func judge(
    _ days: String, _ kind: RosterRule.Kind, history: String = "", weekend: ClosedRange<Int> = 5...6
  ) throws -> Double {
    let person = RosterPerson(
      name: "Ada", skills: ["night"], rules: [RosterRule(kind, .soft(1))], weekend: weekend,
      history: duties(history))
    let problem = RosterProblem(
      days: days.count, shifts: [Self.early, Self.late, Self.night], people: [person], cover: [])
    return try RosterChecker(problem).review(Roster(duties: [duties(days)])).penalty
  }

  private func duties(_ text: String) -> [Int?] {
    text.map { $0 == "." ? nil : ["E": 0, "L": 1, "N": 2][$0] }
  }

  func testSums() throws {
    XCTAssertEqual(try judge("EEN..", .minutes(min: 0, max: 1500)), 60)
    XCTAssertEqual(try judge("EEN..", .minutes(min: 1600, max: nil)), 40)
    XCTAssertEqual(try judge("EEN..", .shifts(of: nil, min: 0, max: 2)), 1)
    XCTAssertEqual(try judge("EEN..", .shifts(of: [0], min: 4, max: nil)), 2)
    XCTAssertEqual(try judge("EEN...E.....E.", .weekends(min: 0, max: 1)), 1)
  }

  func testRuns() throws {
    let work = RosterRule.Kind.run(of: .work, min: 2, max: 3, edges: .closed)
    XCTAssertEqual(try judge("E..EEEE.", work), 1 + 1)
    XCTAssertEqual(try judge("..E..EEE.E", work), 1 + 1)
    let open = RosterRule.Kind.run(of: .work, min: 2, max: 3, edges: .open)
    XCTAssertEqual(try judge("E..EEEE..E", open), 1)
    let off = RosterRule.Kind.run(of: .off, min: 2, max: nil, edges: .closed)
    XCTAssertEqual(try judge(".E.E..E..E", off), 2)
    let nights = RosterRule.Kind.run(of: .shifts([2]), min: 2, max: nil, edges: .open)
    XCTAssertEqual(try judge("..NE.NN.E.", nights), 1)
  }

  func testRunsGoOnFromTheDaysBefore() throws {
    let work = RosterRule.Kind.run(of: .work, min: 2, max: 3, edges: .open)
    XCTAssertEqual(try judge("EE.....", work, history: "EE"), 1)
    XCTAssertEqual(try judge("......", work, history: ".E"), 1)
    XCTAssertEqual(try judge("......", work, history: "E"), 0)
    XCTAssertEqual(try judge("E.....", work, history: ".E"), 0)
  }

  func testWeekends() throws {
    // Days 5 and 6 are the first weekend.
    XCTAssertEqual(try judge(".....E........", .wholeWeekends), 1)
    XCTAssertEqual(try judge(".....EE.....L.", .wholeWeekends), 1)
    XCTAssertEqual(try judge("....E.E.......", .wholeWeekends, weekend: 4...6), 1 + 3)
    XCTAssertEqual(try judge("....E.........", .wholeWeekends, weekend: 4...6), 2)
    XCTAssertEqual(try judge(".....EL.......", .sameShiftOnWeekends), 2)
    XCTAssertEqual(try judge(".....E........", .sameShiftOnWeekends), 0)
    XCTAssertEqual(try judge("....N.........", .notBeforeWeekendOff([2])), 1)
    XCTAssertEqual(try judge("....NN........", .notBeforeWeekendOff([2])), 0)
    let run = RosterRule.Kind.weekendRun(min: 2, max: 2, edges: .closed)
    XCTAssertEqual(try judge(".....E......E......E.", run), 1)
    XCTAssertEqual(try judge(".....E...............", run), 1)
  }

  func testSequences() throws {
    let after = RosterRule.Kind.daysOffAfter([2], count: 2)
    XCTAssertEqual(try judge("NN.E...", after), 1)
    XCTAssertEqual(try judge("NN..E..", after), 0)
    XCTAssertEqual(try judge("N.N..E.", after), 1)
    let pattern = RosterRule.Kind.unwanted([.shifts([1]), .shifts([0])], weekday: nil)
    let problem = RosterRule.Kind.unwanted([.off, .work, .work], weekday: 4)
    XCTAssertEqual(try judge(".LN.EL.", pattern), 0)
    XCTAssertEqual(try judge("ENE....", .unwanted([.any, .shifts([2])], weekday: nil)), 1)
    XCTAssertEqual(try judge("....." + "EE" + "....", problem), 1)
    XCTAssertEqual(try judge("....E" + "EE" + "....", problem), 0)
  }

  func testSuccessionsSkillsWishesAndCover() throws {
    let person = RosterPerson(
      name: "Ada", withoutSkill: .soft(7), rules: [],
      wishes: [
        .leave(day: 0), RosterWish(day: 1, shifts: [0], isWanted: true, .soft(3)),
        RosterWish(day: 2, shifts: [1, 2], isWanted: false, .soft(4)),
      ])
    let problem = RosterProblem(
      days: 4, shifts: [Self.early, Self.late, Self.night], people: [person],
      cover: [
        RosterCover(day: 1, shifts: [0, 1], required: 3, under: .soft(10)),
        RosterCover(day: 2, shifts: [2], required: 0, under: .hard, over: .soft(5)),
        RosterCover(day: 3, shifts: [0], required: 2, under: .hard),
      ])
    let review = try RosterChecker(problem).review(Roster(duties: [[0, 1, 2, 0]]))
    XCTAssertEqual(review.penalty, 3 + 4 + 7 + 20 + 5)
    XCTAssertEqual(review.violations.count, 2)
    XCTAssertEqual(
      review.violations.map(\.sentence),
      [
        "Ada: should not work on Monday of week 1 (day 1)",
        "Thursday of week 1 (day 4), E: 1 people where 2 are needed",
      ])
    let follows = try RosterChecker(problem).review(Roster(duties: [[nil, 1, 0, nil]]))
    XCTAssertTrue(
      follows.violations.contains {
        $0.sentence == "Ada: E on Wednesday of week 1 (day 3) must not follow L"
      })
  }

  func testRostersThatDoNotFitAreRefused() throws {
    let problem = RosterProblem(
      days: 2, shifts: [Self.early], people: [RosterPerson(name: "Ada", rules: [])], cover: [])
    for duties in [[], [[nil]], [[nil, 4]]] as [[[Int?]]] {
      XCTAssertThrowsError(try RosterChecker(problem).review(Roster(duties: duties)))
    }
  }
}
