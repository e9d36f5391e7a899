import Statistics
import XCTest

@testable import Staffing

/// Graphs and pricing against the checker and against trying everything.
final class RosterPricingTests: XCTestCase {
  /// One person with rules drawn from all kinds, hard and soft.
  private func problem(_ random: inout RandomStream, days: Int) -> RosterProblem {
    var shifts = [
      RosterShift(name: "E", minutes: 480), RosterShift(name: "N", minutes: 600, skills: ["night"]),
    ]
    if random.uniform() < 0.5 { shifts[1].neverFollowedBy = [0] }
    func limits(_ most: Int, _ random: inout RandomStream) -> (Int, Int?) {
      let low = random.integer(below: most + 1)
      let high = low + random.integer(below: most)
      return random.uniform() < 0.3 ? (low, nil) : (random.uniform() < 0.5 ? 0 : low, high)
    }
    var rules: [RosterRule] = []
    for _ in 0..<3 {
      let edges: RosterRule.Edge = random.uniform() < 0.5 ? .open : .closed
      let kind: RosterRule.Kind
      switch random.integer(below: 12) {
      case 0:
        let (a, b) = limits(4, &random)
        kind = .minutes(min: a * 480, max: b.map { $0 * 500 })
      case 1:
        let (a, b) = limits(3, &random)
        kind = .shifts(of: random.uniform() < 0.5 ? nil : [1], min: a, max: b)
      case 2: kind = .weekends(min: random.integer(below: 2), max: 1)
      case 3:
        let (a, b) = limits(3, &random)
        kind = .run(of: .work, min: a, max: b.map { max($0, 1) }, edges: edges)
      case 4:
        let (a, b) = limits(3, &random)
        kind = .run(of: .off, min: a, max: b.map { max($0, 1) }, edges: edges)
      case 5: kind = .run(of: .shifts([1]), min: 2, max: 3, edges: edges)
      case 6: kind = .weekendRun(min: 2, max: 2, edges: edges)
      case 7: kind = .wholeWeekends
      case 8: kind = .sameShiftOnWeekends
      case 9: kind = .notBeforeWeekendOff([1])
      case 10: kind = .daysWorked(of: [1, 3], min: random.integer(below: 2), max: 1)
      default:
        kind =
          random.uniform() < 0.5
          ? .daysOffAfter([1], count: 2) : .unwanted([.shifts([0]), .off, .any], weekday: nil)
      }
      let isHard = random.uniform() < 0.3
      rules.append(RosterRule(kind, isHard ? .hard : .soft(Double(1 + random.integer(below: 4)))))
    }
    let history: [Int?] = (0..<random.integer(below: 4)).map { _ in
      random.uniform() < 0.5 ? nil : random.integer(below: 2)
    }
    let wishes = (0..<2).map { _ in
      RosterWish(
        day: random.integer(below: days), shifts: random.uniform() < 0.5 ? nil : [0],
        isWanted: random.uniform() < 0.5, .soft(2))
    }
    let person = RosterPerson(
      name: "Ada", skills: [], withoutSkill: .soft(1), rules: rules, wishes: wishes,
      weekend: random.uniform() < 0.5 ? 5...6 : 4...6, history: history)
    return RosterProblem(
      days: days, firstWeekday: random.integer(below: 7), shifts: shifts, people: [person],
      cover: [])
  }

  /// All rosters of so many days, days off and two shifts.
  private func everything(_ days: Int) -> [[UInt8]] {
    (0..<days).reduce([[]]) { lists, _ in lists.flatMap { list in (0..<3).map { list + [$0] } } }
  }

  func testGraphsPriceEveryRosterAsTheCheckerDoes() throws {
    var random = RandomStream(seed: 5, "graphs")
    for _ in 0..<40 {
      let problem = problem(&random, days: 9)
      let model = RosterModel(problem)
      for _ in 0..<60 {
        let duties = (0..<9).map { _ in UInt8(random.integer(below: 3)) }
        let roster = Roster(duties: [duties.map { $0 == 0 ? nil : Int($0) - 1 }])
        let review = try RosterChecker(problem).review(roster)
        // A succession that the past settles is the checker's to name, not the roster's.
        let own = model.pricers[0].ownCost(of: duties)
        if let own {
          XCTAssertTrue(review.isFeasible, "\(problem) \(duties) \(review.violations)")
          XCTAssertEqual(own, review.penalty, accuracy: 1e-9, "\(problem.people[0]) \(duties)")
        } else {
          XCTAssertFalse(review.isFeasible, "\(problem.people[0]) \(duties)")
        }
      }
    }
  }

  func testTheCheapestRosterIsTheCheapestOfAll() throws {
    var random = RandomStream(seed: 6, "pricing")
    let all = everything(6)
    for _ in 0..<40 {
      let problem = problem(&random, days: 6)
      let model = RosterModel(problem)
      let pricer = model.pricers[0]
      for _ in 0..<4 {
        var prices = pricer.wishes
        for k in prices.indices { prices[k] += (random.normal() * 4).rounded() }
        var least = Double.infinity
        for duties in all {
          guard var cost = pricer.graph.price(of: duties) else { continue }
          for (day, duty) in duties.enumerated() { cost += prices[day * 3 + Int(duty)] }
          least = min(least, cost)
        }
        for count in [1, 3] {
          let result = prices.withUnsafeBufferPointer {
            model.cheapest(0, $0.baseAddress!, below: .infinity, count: count)
          }
          XCTAssertEqual(result.rosters.first?.cost ?? .infinity, least, accuracy: 1e-9)
          XCTAssertLessThanOrEqual(result.bound, least + 1e-9)
          XCTAssertGreaterThanOrEqual(result.bound, least - 1e-6)
        }
        // Nothing below the optimum, and a bound that says so.
        guard least < .infinity else { continue }
        let none = prices.withUnsafeBufferPointer {
          model.cheapest(0, $0.baseAddress!, below: least - 1e-7)
        }
        XCTAssertTrue(none.rosters.isEmpty)
        XCTAssertGreaterThanOrEqual(none.bound, least - 1e-6)
      }
    }
  }

  func testLimitsThatAreMindedLateDoNotSpoilTheBound() {
    var random = RandomStream(seed: 7, "limits")
    let all = everything(7)
    let person = RosterPerson(
      name: "Ada",
      rules: [
        RosterRule(.minutes(min: 1500, max: 2100)), RosterRule(.shifts(of: [1], min: 0, max: 2)),
        RosterRule(.shifts(of: [0], min: 1, max: 3)), RosterRule(.weekends(min: 0, max: 1)),
      ])
    let problem = RosterProblem(
      days: 7, firstWeekday: 6,
      shifts: [RosterShift(name: "E", minutes: 480), RosterShift(name: "N", minutes: 600)],
      people: [person], cover: [])
    let model = RosterModel(problem)
    for _ in 0..<30 {
      let prices = (0..<21).map { _ in (random.normal() * 6).rounded() }
      var least = Double.infinity
      for duties in all {
        guard var cost = model.pricers[0].graph.price(of: duties) else { continue }
        for (day, duty) in duties.enumerated() { cost += prices[day * 3 + Int(duty)] }
        least = min(least, cost)
      }
      for (ceiling, count) in [(Double.infinity, 1), (least + 5, 3), (least + 0.5, 1)] {
        let result = prices.withUnsafeBufferPointer {
          model.cheapest(0, $0.baseAddress!, below: ceiling, count: count)
        }
        XCTAssertEqual(result.rosters.first?.cost ?? .infinity, least, accuracy: 1e-9)
        XCTAssertEqual(result.bound, least, accuracy: 1e-6)
      }
    }
  }
}
