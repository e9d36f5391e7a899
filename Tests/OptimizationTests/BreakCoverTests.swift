import Foundation
import Optimization
import TestSupport
import XCTest

/// Days covered by shifts with a break, whose relaxation is not integral, against optima
/// proved by HiGHS.
final class BreakCoverTests: XCTestCase {
  private struct Reference: Decodable {
    var costs: [Double]
    var slots: [[Int]]
    var required: [[Double]]
    var optimum: [Double]
  }

  private func reference() throws -> Reference {
    let data = try Data(contentsOf: Repository.reference("optimization/break_covers.json"))
    return try JSONDecoder().decode(Reference.self, from: data)
  }

  private func problem(_ reference: Reference, days: [Int]) -> Problem {
    var problem = Problem()
    for day in days {
      let first = problem.constraintCount
      for required in reference.required[day] { problem.addConstraint(lower: required) }
      for (cost, slots) in zip(reference.costs, reference.slots) {
        problem.addColumn(
          cost: cost, entries: slots.map { .init(row: first + $0, value: 1) }, isInteger: true)
      }
    }
    return problem
  }

  /// Costs are in quarters: the last gap closes by rounding up, and leaves none at all.
  func testADayIsProvedToTheCent() throws {
    let reference = try reference()
    for day in [0, 3] {
      let problem = problem(reference, days: [day])
      let solution = minimize(problem)
      checkSolution(solution, of: problem)
      XCTAssertEqual(solution.status, .optimal)
      XCTAssertEqual(solution.objective, reference.optimum[day])
      XCTAssertEqual(solution.gap, 0)
    }
  }

  func testAWeekIsTheSumOfItsDays() throws {
    let reference = try reference()
    let problem = problem(reference, days: Array(reference.required.indices))
    let solution = minimize(problem, limits: SolverLimits(nodes: 20_000))
    checkSolution(solution, of: problem)
    XCTAssertEqual(solution.status, .optimal)
    XCTAssertEqual(solution.objective, reference.optimum.reduce(0, +))
    XCTAssertEqual(solution.bound, solution.objective)
  }

  /// Prices of a cover belong to its own rows alone: the numbers of shifts that branching
  /// splits leave no trace in them.
  func testPricesAreThoseOfTheRelaxation() throws {
    let reference = try reference()
    let problem = problem(reference, days: [1, 2])
    let solution = minimize(problem, limits: SolverLimits(nodes: 0))
    let check = OptimalityCheck(solution, of: problem)
    XCTAssertLessThanOrEqual(check.stationarityViolation, 1e-9)
    XCTAssertEqual(check.dualSignViolation, 0, accuracy: 1e-9)
    var relaxed = Problem()
    for lower in problem.constraintLowers { relaxed.addConstraint(lower: lower) }
    for (cost, entries) in zip(problem.costs, problem.entriesByVariable()) {
      relaxed.addColumn(cost: cost, entries: entries)
    }
    assertClose(check.dualObjective, minimize(relaxed).objective, relative: 1e-9)
  }
}
