import Optimization
import TestSupport
import XCTest

/// The checker must find what is wrong with a solution that is.
final class OptimalityCheckTests: XCTestCase {
  private func example() -> (Problem, Solution) {
    var problem = Problem()
    let x = problem.addVariable(cost: 2, upper: 10, isInteger: false)
    let y = problem.addVariable(cost: 3)
    problem.addConstraint(terms: [.init(x, 1), .init(y, 1)], lower: 4)
    return (problem, minimize(problem))
  }

  func testARightSolutionPasses() {
    let (problem, solution) = example()
    let check = OptimalityCheck(solution, of: problem)
    XCTAssertEqual(check.primalViolation, 0)
    XCTAssertEqual(check.objective, 8)
    assertClose(check.dualObjective, 8, relative: 1e-14)
    XCTAssertEqual(check.complementarityViolation, 0, accuracy: 1e-14)
  }

  func testEachFaultIsFound() {
    let (problem, right) = example()
    var wrong = right
    wrong.primal = [3, 0]
    XCTAssertEqual(OptimalityCheck(wrong, of: problem).constraintViolation, 1)
    wrong = right
    wrong.primal = [11, -0.5]
    XCTAssertEqual(OptimalityCheck(wrong, of: problem).boundViolation, 1)
    wrong = right
    wrong.rowDuals = [2.5]
    XCTAssertEqual(OptimalityCheck(wrong, of: problem).stationarityViolation, 0.5)
    wrong.rowDuals = [-1]
    wrong.reducedCosts = [3, 4]
    let check = OptimalityCheck(wrong, of: problem)
    XCTAssertEqual(check.dualSignViolation, 1)
    XCTAssertEqual(check.dualObjective, -.infinity)
    XCTAssertEqual(check.complementarityViolation, 12)

    var integer = problem
    integer.setInteger(variable: 0)
    wrong = right
    wrong.primal = [3.75, 0.25]
    XCTAssertEqual(OptimalityCheck(wrong, of: integer).integralityViolation, 0.25)
  }

  /// Sums that cancel lose nothing: 1e16 + 1 − 1e16.
  func testSumsAreCompensated() {
    var problem = Problem()
    let x = problem.addVariable(cost: 1e16)
    let y = problem.addVariable(cost: 1)
    let z = problem.addVariable(cost: -1e16)
    problem.addConstraint(terms: [.init(x, 1e16), .init(y, 1), .init(z, -1e16)], lower: 1)
    XCTAssertEqual(problem.objective(of: [1, 1, 1]), 1)
    XCTAssertEqual(problem.activities(of: [1, 1, 1]), [1])
  }
}
