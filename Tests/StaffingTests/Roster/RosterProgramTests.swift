import CivilTime
import Optimization
import Statistics
import XCTest

@testable import Staffing

/// The program that is exported has the same optimum as the search by columns.
final class RosterProgramTests: XCTestCase {
  private typealias Limit = RosterTerms.Limit

  private func scope(_ seed: UInt64) -> RosterCase {
    var draws = RandomStream(seed: seed, "program")
    func pick(_ count: Int) -> Int { Int(draws.next() % UInt64(count)) }
    func price() -> Double? { pick(2) == 0 ? nil : Double(1 + pick(9)) }
    func some<T>(_ value: T) -> T? { pick(2) == 0 ? value : nil }
    let monday = CivilDate(year: 2025, month: 3, day: 3 + pick(4))
    var contract = RosterTerms.Contract(name: "full")
    contract.hours = some(Limit(min: 16, max: 32, price: Double(2 + pick(3))))
    contract.shifts = [Limit(max: 2, price: price(), shifts: ["Night"])]
    contract.weekends = some(Limit(max: 1, price: price()))
    contract.daysInARow = some(Limit(min: 2, max: 3, price: price()))
    contract.daysOffInARow = some(Limit(min: 2, price: 4))
    if pick(2) == 0 {
      contract.runs = [Limit(min: 2, max: 3, price: 5, shifts: ["Night"])]
    }
    contract.wholeWeekends = some(Double(3 * pick(2)))
    if pick(2) == 0 {
      contract.rests = [.init(after: ["Night"], days: 1 + pick(2), price: price())]
    }
    let terms = RosterTerms(
      shifts: [
        .init(name: "Day", start: ClockTime(minuteOfDay: 480), length: 480),
        .init(name: "Night", start: ClockTime(minuteOfDay: 1_200), length: 600, skills: ["night"]),
      ], contracts: [contract], underPrice: 20, overPrice: 2, changePrice: 3)
    let people = ["A", "B", "C"].map {
      RosterTerms.Person(name: $0, contract: "full", skills: pick(2) == 0 ? ["night"] : [])
    }
    let requests = (0..<4).map { _ in
      RosterTerms.Request(
        person: people[pick(3)].name, date: monday.adding(days: pick(7)),
        kind: [.leave, .off, .on][pick(3)], shift: pick(2) == 0 ? "Day" : nil,
        price: Double(1 + pick(5)))
    }
    let needs = (0..<7).flatMap { day in
      [
        RosterTerms.DatedNeed(date: monday.adding(days: day), shift: "Day", people: pick(3)),
        RosterTerms.DatedNeed(date: monday.adding(days: day), shift: "Night", people: pick(2)),
      ]
    }
    return RosterCase(
      terms: terms, people: people, requests: requests, needs: needs, from: monday, days: 7)
  }

  func testTheProgramHasTheOptimumOfTheSearch() throws {
    for seed in 1...8 as ClosedRange<UInt64> {
      let scope = scope(seed)
      let program = try XCTUnwrap(RosterProgram(scope)).problem
      let solution = minimize(program)
      XCTAssertEqual(solution.status, .optimal)
      let plan = try RosterSolver(scope.problem()).solve(limits: RosterLimits(work: 300_000_000))
      XCTAssertTrue(plan.isProved)
      XCTAssertEqual(solution.objective, plan.penalty, accuracy: 1e-6, "seed \(seed)")
    }
  }

  func testChangesOfAPublishedRosterHaveTheirPrice() throws {
    let scope = scope(3)
    let solver = try RosterSolver(scope.problem())
    let published = try solver.solve(limits: RosterLimits(work: 300_000_000)).roster
    var sick = scope
    let day = try XCTUnwrap(published.duties[0].firstIndex { $0 != nil })
    sick.requests.append(
      .init(person: "A", date: sick.firstDay.adding(days: day), kind: .leave))
    let solution = minimize(try XCTUnwrap(RosterProgram(sick, published: published)).problem)
    let mended = try RosterSolver(sick.problem()).repair(
      published, weight: .price(3), limits: RosterLimits(work: 300_000_000))
    XCTAssertEqual(solution.objective, mended.combined, accuracy: 1e-6)
  }

  func testNeedsThatMustBeMetHaveNoShortfall() throws {
    var scope = scope(1)
    for k in scope.needs.indices { scope.needs[k].isMust = true }
    scope.needs[0].people = 9
    let solution = minimize(try XCTUnwrap(RosterProgram(scope)).problem)
    XCTAssertEqual(solution.status, .infeasible)
  }
}
