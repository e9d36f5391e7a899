import Optimization
import TestSupport
import XCTest

final class InfeasibilityTests: XCTestCase {
  func testRayNamesTheConflict() throws {
    var problem = Problem()
    let nurses = problem.addVariable("nurses", cost: 1, upper: 3)
    let temps = problem.addVariable("temps", cost: 2, upper: 2)
    problem.addConstraint("morning", terms: [.init(nurses, 1), .init(temps, 1)], lower: 6)
    problem.addConstraint("evening", terms: [.init(nurses, 1)], lower: 1)
    let solution = solveChecked(problem)
    XCTAssertEqual(solution.status, .infeasible)
    let ray = try XCTUnwrap(solution.farkasRay)
    let conflict = try XCTUnwrap(problem.conflict(provedBy: ray))
    XCTAssertEqual(conflict.constraints.map(\.name), ["morning"])
    XCTAssertEqual(conflict.constraints[0].side, .lower)
    XCTAssertEqual(conflict.constraints[0].limit, 6)
    XCTAssertEqual(Set(conflict.bounds.map(\.name)), ["nurses", "temps"])
    XCTAssertTrue(conflict.bounds.allSatisfy { $0.side == .upper })
    assertClose(conflict.margin, 1, relative: 1e-9)
  }

  func testConflictOfTwoRows() throws {
    var problem = Problem()
    let x = problem.addVariable("x", cost: 1, lower: -.infinity)
    let y = problem.addVariable("y", cost: 1, lower: -.infinity)
    problem.addConstraint("at least", terms: [.init(x, 1), .init(y, 2)], lower: 5)
    problem.addConstraint("at most", terms: [.init(x, 2), .init(y, 4)], upper: 9)
    problem.addConstraint("unrelated", terms: [.init(x, 1), .init(y, -1)], upper: 100)
    let ray = try XCTUnwrap(solveChecked(problem).farkasRay)
    let conflict = try XCTUnwrap(problem.conflict(provedBy: ray))
    XCTAssertEqual(Set(conflict.constraints.map(\.name)), ["at least", "at most"])
    XCTAssertTrue(conflict.bounds.isEmpty)
  }

  func testContradictoryBounds() throws {
    var problem = Problem()
    let x = problem.addVariable("hours", cost: 1, lower: 3, upper: 2)
    problem.addConstraint(terms: [.init(x, 1)], lower: 0)
    let solution = solveChecked(problem)
    XCTAssertEqual(solution.status, .infeasible)
    let conflict = try XCTUnwrap(problem.conflict(provedBy: try XCTUnwrap(solution.farkasRay)))
    XCTAssertEqual(conflict.bounds.map(\.name), ["hours", "hours"])

    var row = Problem()
    let y = row.addVariable(cost: 1)
    row.addConstraint("contradiction", terms: [.init(y, 1)], lower: 3, upper: 2)
    let second = solveChecked(row)
    XCTAssertEqual(second.status, .infeasible)
    let pair = try XCTUnwrap(row.conflict(provedBy: try XCTUnwrap(second.farkasRay)))
    XCTAssertEqual(pair.constraints.map(\.side), [.lower, .upper])
  }

  func testAWrongRayProvesNothing() {
    var problem = Problem()
    let x = problem.addVariable(cost: 1, upper: 3)
    problem.addConstraint(terms: [.init(x, 1)], lower: 6)
    problem.addConstraint(terms: [.init(x, 1)], lower: 1)
    XCTAssertTrue(FarkasCheck(ray: [1, 0], of: problem).isProof)
    XCTAssertFalse(FarkasCheck(ray: [0, 1], of: problem).isProof)
    XCTAssertFalse(FarkasCheck(ray: [0, 0], of: problem).isProof)
    XCTAssertNil(problem.conflict(provedBy: [0, 1]))
    XCTAssertNil(problem.conflict(provedBy: [1]))
  }

  /// The relaxation has points, the integers have none: 2x + 4y = 7.
  func testInfeasibleOnlyForIntegers() {
    var problem = Problem()
    let x = problem.addVariable(cost: 1, upper: 50, isInteger: true)
    let y = problem.addVariable(cost: 1, upper: 50, isInteger: true)
    problem.addConstraint(terms: [.init(x, 2), .init(y, 4)], lower: 7, upper: 7)
    let solution = solveChecked(problem)
    XCTAssertEqual(solution.status, .infeasible)
    XCTAssertNil(solution.farkasRay)
  }
}
