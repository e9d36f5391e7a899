import Staffing
import XCTest

/// Burdens carried over from earlier rosters.
final class RosterFairnessTests: XCTestCase {
  /// Two weeks, one day and one night shift needed a day, four people.
  private let problem = RosterProblem(
    days: 14,
    shifts: [
      RosterShift(name: "D", minutes: 480),
      RosterShift(name: "N", minutes: 480, neverFollowedBy: [0]),
    ],
    people: ["Ada", "Ben", "Cleo", "Dan"].map {
      RosterPerson(
        name: $0, rules: [RosterRule(.run(of: .work, min: 0, max: 5, edges: .open))])
    },
    cover: (0..<14).flatMap { day in
      (0..<2).map {
        RosterCover(day: day, shifts: [$0], required: 1, under: .soft(100), over: .soft(10))
      }
    })

  private func nights(_ carried: [Int], parts: [Double] = [1, 1, 1, 1]) -> RosterBurden {
    RosterBurden(name: "nights", unit: .shifts([1]), carried: carried, parts: parts, price: 3)
  }

  func testWhoHadMoreNightsGetsFewer() throws {
    let burden = nights([10, 4, 4, 8])
    let fair = try problem.sharing([burden])
    let plan = try RosterSolver(fair).solve(limits: .init(work: 100_000_000))
    XCTAssertTrue(plan.isProved)
    XCTAssertEqual(plan.penalty, 0)
    let shares = try problem.shares(of: [burden], in: plan.roster)
    // 26 carried over and 14 here: ten each.
    XCTAssertEqual(shares.map(\.here), [0, 6, 6, 2])
    XCTAssertEqual(shares.map(\.fair), [10, 10, 10, 10])
    XCTAssertEqual(shares.map(\.total), [10, 10, 10, 10])
    XCTAssertEqual(shares.map(\.deviation), [0, 0, 0, 0])
  }

  func testPartsAndHolidaysAndWeekends() throws {
    let holidays = RosterBurden(
      name: "holidays", unit: .days([3, 4]), carried: [0, 0, 1, 3], parts: [1, 1, 1, 1], price: 2)
    let weekends = RosterBurden(
      name: "weekends", unit: .weekends, carried: [0, 0, 0, 0], parts: [2, 2, 0, 1], price: 1)
    let fair = try problem.sharing([
      nights([0, 0, 0, 0], parts: [2, 2, 2, 1]), holidays, weekends,
    ])
    let plan = try RosterSolver(fair).solve(limits: .init(work: 200_000_000))
    XCTAssertTrue(plan.review.isFeasible)
    let shares = try problem.shares(
      of: [nights([0, 0, 0, 0], parts: [2, 2, 2, 1]), holidays], in: plan.roster)
    XCTAssertEqual(shares.map(\.here).prefix(4).reduce(0, +), 14)
    XCTAssertEqual(shares[3].fair, 2, accuracy: 1e-12)
    // Four days of work on the holidays and four carried over: two each, and Dan has had three.
    XCTAssertEqual(shares[7].here, 0)
    XCTAssertEqual(shares[7].deviation, 1)
    let worked = try problem.shares(of: [weekends], in: plan.roster)
    XCTAssertEqual(worked[2].fair, 0)
    for (p, duties) in plan.roster.duties.enumerated() {
      let first = duties[5] != nil || duties[6] != nil
      let second = duties[12] != nil || duties[13] != nil
      XCTAssertEqual(worked[p].here, (first ? 1 : 0) + (second ? 1 : 0))
    }
  }

  func testWhatIsNoShare() {
    XCTAssertThrowsError(try problem.sharing([nights([1, 2])]))
    XCTAssertThrowsError(try problem.sharing([nights([1, 2, 3, -1])]))
    XCTAssertThrowsError(try problem.sharing([nights([1, 2, 3, 4], parts: [1, .nan, 1, 1])]))
    let late = RosterBurden(
      name: "holidays", unit: .days([14]), carried: [0, 0, 0, 0], parts: [1, 1, 1, 1], price: 2)
    XCTAssertThrowsError(try problem.sharing([late]))
    // Nobody takes part: nothing is asked of anybody.
    XCTAssertEqual(try problem.sharing([nights([1, 2, 3, 4], parts: [0, 0, 0, 0])]), problem)
  }
}
