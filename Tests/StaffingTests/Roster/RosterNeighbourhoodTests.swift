import Statistics
import TestSupport
import XCTest

@testable import Staffing

/// The parts that rosters are improved by, and bounds from multipliers alone.
final class RosterNeighbourhoodTests: XCTestCase {
  private let limits = RosterLimits(work: 60_000_000)

  /// A week or so for a few people, with rules and needs drawn at random.
  private func problem(_ random: inout RandomStream, people: Int, days: Int) -> RosterProblem {
    let shifts = [
      RosterShift(name: "E", minutes: 480), RosterShift(name: "F", minutes: 480),
      RosterShift(name: "N", minutes: 600, neverFollowedBy: [0, 1]),
    ]
    let staff = (0..<people).map { p in
      RosterPerson(
        name: "Person \(p + 1)",
        rules: [
          RosterRule(.run(of: .work, min: 1 + random.integer(below: 2), max: 4, edges: .open)),
          RosterRule(.run(of: .off, min: 1, max: nil, edges: .open)),
          RosterRule(.weekends(min: 0, max: 1), random.uniform() < 0.5 ? .hard : .soft(4)),
          RosterRule(.minutes(min: 960, max: 480 * days), .soft(0.01)),
          RosterRule(.shifts(of: [2], min: 0, max: 2)),
        ],
        wishes: (0..<2).map { _ in
          RosterWish(
            day: random.integer(below: days), shifts: [random.integer(below: 3)],
            isWanted: random.uniform() < 0.5, .soft(Double(1 + random.integer(below: 5))))
        })
    }
    let cover = (0..<days).flatMap { day in
      (0..<3).map { s in
        RosterCover(
          day: day, shifts: [s], required: random.integer(below: 2), under: .soft(20),
          over: .soft(1))
      }
    }
    return RosterProblem(
      days: days, firstWeekday: random.integer(below: 7), shifts: shifts, people: staff,
      cover: cover)
  }

  func testAWindowCostsWhatTheWholeRosterCosts() throws {
    var random = RandomStream(seed: 3, "windows")
    var allowed = 0
    for _ in 0..<12 {
      let problem = problem(&random, people: 2, days: 12)
      let model = RosterModel(problem)
      let start = try RosterSolver(problem).solve(limits: .init(work: 1)).roster
      let state = RosterState(
        model, duties: start.duties.map { $0.map { $0.map { UInt8($0 + 1) } ?? 0 } })
      let first = random.integer(below: 8)
      let window = first..<first + 1 + random.integer(below: 4)
      let part = try XCTUnwrap(RosterModel(model, people: [1], window: window, of: state))
      let outside = (0..<12).filter { !window.contains($0) }.reduce(0.0) {
        $0 + model.pricers[1].wishes[$1 * model.dutyCount + Int(state.duties[1][$1])]
      }
      for _ in 0..<20 {
        let inner = window.map { _ in UInt8(random.integer(below: 4)) }
        var duties = state.duties[1]
        duties.replaceSubrange(window, with: inner)
        let whole = model.pricers[1].ownCost(of: duties)
        let own = part.pricers[0].ownCost(of: inner)
        XCTAssertEqual(own == nil, whole == nil)
        if let own, let whole {
          allowed += 1
          XCTAssertEqual(own + outside, whole, accuracy: 1e-9)
        }
      }
    }
    XCTAssertGreaterThan(allowed, 20)
  }

  func testShiftsThatNoRuleTellsApartAreOneClass() throws {
    var random = RandomStream(seed: 4, "classes")
    let problem = problem(&random, people: 1, days: 9)
    let graph = RosterModel(problem).pricers[0].graph
    XCTAssertEqual(graph.classes.members, [[0], [1, 2], [3]])
  }

  func testTheAscentStaysBelowTheOptimum() throws {
    for reference in try RosterReference.all().prefix(2) {
      let model = RosterModel(reference.problem)
      let ascent = RosterAscent(model)
      ascent.run(ceiling: 2 * reference.penalty + 100, work: 800_000) { false }
      XCTAssertGreaterThan(ascent.bound, 0)
      XCTAssertLessThanOrEqual(ascent.bound, reference.penalty + 1e-6)
    }
  }

  func testRulesAndOrderOfSmallProblems() throws {
    var random = RandomStream(seed: 8, "small")
    for _ in 0..<3 {
      let problem = problem(&random, people: 3, days: 8)
      let plan = try RosterSolver(problem).solve(limits: limits)
      XCTAssertTrue(plan.isProved)
      XCTAssertTrue(plan.review.isFeasible)
      var stricter = problem
      stricter.people[random.integer(below: 3)].rules.append(
        RosterRule(.daysWorked(of: [0, 3, 5], min: 0, max: 1), .soft(6)))
      let strict = try RosterSolver(stricter).solve(limits: limits)
      XCTAssertTrue(strict.isProved)
      XCTAssertGreaterThanOrEqual(strict.penalty, plan.penalty - 1e-9)
      var turned = problem
      turned.people.reverse()
      turned.cover.reverse()
      XCTAssertEqual(
        try RosterSolver(turned).solve(limits: limits).penalty, plan.penalty, accuracy: 1e-9)
    }
  }

  func testASolverTakesOverGraphsOfAnother() throws {
    let reference = try RosterReference.all()[0]
    let first = try RosterSolver(reference.problem)
    let second = try RosterSolver(reference.problem, like: first)
    XCTAssertTrue(second.model.pricers[0].graph === first.model.pricers[0].graph)
    XCTAssertEqual(try second.solve(limits: limits).penalty, reference.penalty, accuracy: 1e-6)
    // Other days are another graph.
    var shorter = reference.problem
    shorter.days -= 1
    shorter.cover.removeAll { $0.day >= shorter.days }
    for p in shorter.people.indices {
      shorter.people[p].wishes.removeAll { $0.day >= shorter.days }
    }
    let third = try RosterSolver(shorter, like: first)
    XCTAssertFalse(third.model.pricers[0].graph === first.model.pricers[0].graph)
  }
}
