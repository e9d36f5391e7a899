import Foundation
import XCTest

@testable import Queueing

final class SkillStaffingTests: XCTestCase {
  private func demand(_ perHour: Double, _ seconds: Double) throws -> SkillStaffing.Demand {
    .init(
      perHour: perHour, service: try .exponential(mean: seconds),
      patience: try .exponential(mean: 180), target: .init(share: 0.8, seconds: 20))
  }

  /// One class and one pool: Erlang A's answer, or one agent away where the judge's days are
  /// not quite the mean.
  func testOneClassIsErlangA() throws {
    let exact = try ContactQueue(meanHandleTime: 300, meanPatience: 180).agentsRequired(
      arrivalRatePerHour: 60, target: .answer(share: 0.8, within: 20))
    let plan = try SkillStaffing(
      demands: [try demand(60, 300)], pools: [.init(skills: [0], cost: 1)]
    ).solve(replications: 20, hours: 6, seed: 1)
    XCTAssertLessThanOrEqual(abs(plan.agents[0] - exact), 1)
  }

  /// Two classes with specialists and dearer generalists: no cheaper staffing among all is on
  /// target on the same days.
  func testTwoClassesAgainstAll() throws {
    let demands = [try demand(30, 240), try demand(20, 360)]
    let pools = [
      SkillStaffing.PoolKind(skills: [0], cost: 1), .init(skills: [1], cost: 1),
      .init(skills: [0, 1], cost: 1.3),
    ]
    let staffing = try SkillStaffing(demands: demands, pools: pools)
    let plan = try staffing.solve(replications: 10, hours: 4, seed: 3)
    var search = try SkillSearch(staffing, replications: 10, hours: 4, seed: 3, threads: 1)
    XCTAssertEqual(try search.run(), plan.agents)
    for estimate in plan.answered { XCTAssertEqual(estimate.value, 0.8, accuracy: 0.1) }
    XCTAssertLessThanOrEqual(plan.guessedCost, plan.cost + 1.3)
    // Everything at least half an agent cheaper, over the triangle of plausible staffings.
    var cheaper = 0
    for a in 0...6 {
      for b in 0...6 {
        for c in 0...8 {
          let agents = [a, b, c]
          let cost = search.cost(agents)
          guard cost < plan.cost - 0.5, cost > plan.cost - 1.4 else { continue }
          let result = try search.simulate(agents, replications: 10, seed: 3)
          if (0..<2).allSatisfy({ search.answered(result, $0).value >= 0.8 }) { cheaper += 1 }
        }
      }
    }
    XCTAssertEqual(cheaper, 0)
  }

  func testWhatCannotBe() throws {
    XCTAssertThrowsError(
      try SkillStaffing(demands: [try demand(10, 60)], pools: [.init(skills: [], cost: 1)]))
    XCTAssertThrowsError(
      try SkillStaffing(demands: [try demand(10, 60)], pools: [.init(skills: [0], cost: 0)]))
  }
}
