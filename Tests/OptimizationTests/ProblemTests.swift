import Optimization
import XCTest

final class ProblemTests: XCTestCase {
  func testNumbersThatMeanNothingAreNamed() throws {
    var problem = Problem()
    let x = problem.addVariable("x", cost: 1)
    let row = problem.addConstraint("r", terms: [.init(x, 1)], lower: 1)
    XCTAssertNoThrow(try problem.validate())

    var bad = problem
    bad.setCost(variable: x, .nan)
    XCTAssertThrowsError(try bad.validate()) {
      XCTAssertEqual($0 as? ProblemError, .cost(variable: x))
    }
    XCTAssertEqual(minimize(bad).status, .malformed)

    bad = problem
    bad.setBounds(variable: x, lower: .infinity, upper: .infinity)
    XCTAssertThrowsError(try bad.validate()) {
      XCTAssertEqual($0 as? ProblemError, .variableBound(variable: x))
    }

    bad = problem
    bad.setBounds(constraint: row, lower: .nan, upper: 1)
    XCTAssertThrowsError(try bad.validate()) {
      XCTAssertEqual($0 as? ProblemError, .constraintBound(constraint: row))
    }

    bad = problem
    bad.addColumn(cost: 1, entries: [.init(row: row, value: .infinity)])
    XCTAssertThrowsError(try bad.validate()) {
      XCTAssertEqual($0 as? ProblemError, .coefficient(constraint: row, variable: 1))
    }
  }

  func testGapIsInfiniteWithoutAPlan() {
    let none = Solution(status: .undecided, bound: 3)
    XCTAssertEqual(none.gap, .infinity)
    XCTAssertEqual(none.relativeGap, .infinity)
    let some = Solution(status: .feasible, objective: 200, bound: 198, primal: [])
    XCTAssertEqual(some.gap, 2)
    XCTAssertEqual(some.relativeGap, 0.01)
  }
}
