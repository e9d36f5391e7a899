import Staffing
import TestSupport
import XCTest

/// Whole rosters: proved optima of another solver, limits, conflicts and repairs.
final class RosterSolverTests: XCTestCase {
  private let limits = RosterLimits(work: 300_000_000)

  func testLeastPenaltiesOfAnotherSolver() throws {
    let references = try RosterReference.all()
    XCTAssertEqual(references.count, 5)
    for reference in references {
      let plan = try RosterSolver(reference.problem).solve(limits: limits)
      XCTAssertTrue(plan.isProved, "\(plan.penalty) ≥ \(plan.bound)")
      XCTAssertEqual(plan.penalty, reference.penalty, accuracy: 1e-6)
      XCTAssertEqual(
        try RosterChecker(reference.problem).review(plan.roster).penalty, plan.penalty)
    }
  }

  func testOneMoreRuleNeverHelps() throws {
    let reference = try RosterReference.all()[1]
    var problem = reference.problem
    for p in problem.people.indices {
      problem.people[p].rules.append(RosterRule(.wholeWeekends, .soft(5)))
    }
    let plan = try RosterSolver(problem).solve(limits: limits)
    XCTAssertTrue(plan.isProved)
    XCTAssertGreaterThanOrEqual(plan.penalty, reference.penalty)
  }

  func testTheOrderOfPeopleDoesNotMatter() throws {
    let reference = try RosterReference.all()[1]
    var problem = reference.problem
    problem.people.reverse()
    XCTAssertEqual(
      try RosterSolver(problem).solve(limits: limits).penalty, reference.penalty, accuracy: 1e-6)
  }

  func testTheSameLimitsGiveTheSameRoster() throws {
    let problem = try RosterReference.all()[3].problem
    let few = RosterLimits(work: 400_000)
    let a = try RosterSolver(problem).solve(limits: few)
    let b = try RosterSolver(problem).solve(limits: few)
    XCTAssertEqual(a.roster, b.roster)
    XCTAssertEqual(a.bound, b.bound)
  }

  func testAnEarlyStopLeavesARosterAndABoundThatHolds() throws {
    for reference in try RosterReference.all() {
      let plan = try RosterSolver(reference.problem).solve(
        limits: .init(shouldStop: { true }))
      XCTAssertTrue(plan.review.isFeasible)
      XCTAssertGreaterThanOrEqual(plan.penalty, reference.penalty)
      XCTAssertLessThanOrEqual(plan.bound, reference.penalty)
    }
  }

  func testNobodyNeededAndOnePerson() throws {
    let shift = RosterShift(name: "D", minutes: 480)
    let person = RosterPerson(name: "Ada", rules: [RosterRule(.shifts(of: nil, min: 2, max: 2))])
    let idle = RosterProblem(days: 5, shifts: [shift], people: [person], cover: [])
    let plan = try RosterSolver(idle).solve()
    XCTAssertTrue(plan.isProved)
    XCTAssertEqual(plan.roster.duties[0].compactMap { $0 }.count, 2)
    // More people needed than there are: the roster says where they are missing.
    var short = idle
    short.cover = [RosterCover(day: 3, shifts: [0], required: 4, under: .hard)]
    let missing = try RosterSolver(short).solve(limits: limits)
    XCTAssertEqual(missing.roster.duties[0][3], 0)
    XCTAssertFalse(missing.isProved)
    XCTAssertEqual(
      missing.review.violations.map(\.sentence),
      ["Thursday of week 1 (day 4), D: 1 people where 4 are needed"])
  }

  func testAConflictNamesTheRulesThatMakeIt() throws {
    let shift = RosterShift(name: "D", minutes: 480)
    let person = RosterPerson(
      name: "Ada",
      rules: [
        RosterRule(.run(of: .work, min: 1, max: 5, edges: .open)),
        RosterRule(.minutes(min: 1440, max: nil)), RosterRule(.weekends(min: 0, max: 0)),
      ], wishes: [.leave(day: 0), .leave(day: 2), .leave(day: 3), .leave(day: 9)])
    let problem = RosterProblem(
      days: 7, shifts: [shift], people: [person], cover: [])
    var valid = problem
    valid.people[0].wishes.removeLast()
    XCTAssertThrowsError(try RosterSolver(problem)) {
      XCTAssertEqual(
        $0 as? RosterError, .invalid(.invalidPerson("Ada", "a wish for day 9, outside the horizon"))
      )
    }
    XCTAssertThrowsError(try RosterSolver(valid).solve()) {
      XCTAssertEqual(
        $0 as? RosterError,
        .conflict(
          person: "Ada",
          rules: [
            "at least 1440 minutes of work", "at most 0 weekends worked",
            "does not work on Monday of week 1 (day 1)",
            "does not work on Wednesday of week 1 (day 3)",
            "does not work on Thursday of week 1 (day 4)",
          ]))
    }
  }

  func testARepairChangesAsLittleAsItCan() throws {
    // Three people, one needed a day, nobody more than three days in a row.
    let shift = RosterShift(name: "D", minutes: 480)
    let rules = [RosterRule(.run(of: .work, min: 0, max: 3, edges: .open))]
    var problem = RosterProblem(
      days: 9, shifts: [shift],
      people: ["Ada", "Ben", "Cleo"].map { RosterPerson(name: $0, rules: rules) },
      cover: (0..<9).map {
        RosterCover(day: $0, shifts: [0], required: 1, under: .hard, over: .hard)
      })
    let published = Roster(
      duties: (0..<3).map { p in (0..<9).map { $0 / 3 == p ? 0 : nil } })
    XCTAssertEqual(try RosterChecker(problem).review(published).penalty, 0)
    problem.people[1].wishes = [.leave(day: 4)]
    let repair = try RosterSolver(problem).repair(published, limits: limits)
    XCTAssertTrue(repair.review.isFeasible)
    XCTAssertEqual(repair.changes, 2)
    XCTAssertEqual(repair.changesBound, 2)
    // Nobody wants that day but Cleo, who would have to give one up.
    problem.people[0].wishes = [RosterWish(day: 4, isWanted: false, .soft(3))]
    for weight in [RosterChangeWeight.fewestFirst, .penaltyFirst, .price(1)] {
      let choice = try RosterSolver(problem).repair(published, weight: weight, limits: limits)
      XCTAssertEqual(choice.changes, 2)
      XCTAssertEqual(choice.review.penalty, 0)
      XCTAssertEqual(choice.roster.duties[2][4], 0)
    }
  }
}
