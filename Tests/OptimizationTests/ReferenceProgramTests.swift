import Optimization
import TestSupport
import XCTest

/// 160 random programs, with the status and value HiGHS finds for them.
final class ReferenceProgramTests: XCTestCase {
  func testStatusAndValueAgreeWithHiGHS() throws {
    for (index, reference) in try ReferenceProgram.all().enumerated() {
      let solution = solveChecked(reference.problem)
      XCTAssertEqual(solution.status.rawValue, reference.status, "program \(index)")
      if let value = reference.value {
        assertClose(solution.objective, value, relative: 1e-8, "program \(index)")
      }
    }
  }

  func testOrderOfRowsAndVariablesChangesNothing() throws {
    for (index, reference) in try ReferenceProgram.all().enumerated() {
      let solution = minimize(reference.permuted(by: 1 + index % 3))
      XCTAssertEqual(solution.status.rawValue, reference.status, "program \(index)")
      if let value = reference.value {
        assertClose(solution.objective, value, relative: 1e-8, "program \(index)")
      }
    }
  }

  func testAnotherConstraintNeverImproves() throws {
    for (index, reference) in try ReferenceProgram.all().enumerated() {
      guard index % 2 == 0, let value = reference.value else { continue }
      var problem = reference.problem
      let half = (0..<reference.variables).filter { $0 % 2 == index % 2 }
      problem.addConstraint(terms: half.map { .init($0, 1) }, lower: 3, upper: 11)
      let solution = solveChecked(problem)
      if solution.status == .optimal {
        XCTAssertGreaterThanOrEqual(
          solution.objective, value - 1e-7 * max(1, abs(value)), "program \(index)")
      } else {
        XCTAssertEqual(solution.status, .infeasible, "program \(index)")
      }
    }
  }

  func testDuplicatedRowsAndColumnsChangeNothing() throws {
    for (index, reference) in try ReferenceProgram.all().enumerated() {
      guard index % 2 == 1, let value = reference.value else { continue }
      var problem = reference.problem
      let columns = reference.entries
      // A copy of row 0, and a copy of variable 0 that cannot be used for more.
      let row = problem.addConstraint(
        lower: problem.constraintLowers[0], upper: problem.constraintUppers[0])
      for e in columns where e[0] == 0 { problem.addEntry(row, Int(e[1]), e[2]) }
      let copy = problem.addVariable(
        cost: reference.cost[0], lower: 0, upper: 0, isInteger: reference.integer[0])
      for e in columns where e[1] == 0 { problem.addEntry(Int(e[0]), copy, e[2]) }
      let solution = solveChecked(problem)
      XCTAssertEqual(solution.status, .optimal, "program \(index)")
      assertClose(solution.objective, value, relative: 1e-8, "program \(index)")
    }
  }

  func testSameProblemSameBits() throws {
    for (index, reference) in try ReferenceProgram.all().enumerated() where index % 4 == 1 {
      let first = minimize(reference.problem)
      let second = minimize(reference.problem)
      XCTAssertEqual(first.primal, second.primal)
      XCTAssertEqual(first.rowDuals, second.rowDuals)
      XCTAssertEqual(first.iterations, second.iterations)
    }
  }
}
