import XCTest

@testable import Optimization

final class ImpliedIntegerTests: XCTestCase {
  func testMissingPeopleFollowFromShifts() {
    var problem = Problem()
    let slot = problem.addConstraint(lower: 3)
    let half = problem.addConstraint(lower: 1.5)
    problem.addColumn(
      cost: 4, entries: [.init(row: slot, value: 1), .init(row: half, value: 1)], isInteger: true)
    problem.addColumn(cost: 9, entries: [.init(row: slot, value: 1)], isInteger: true)
    problem.addColumn(cost: 9, entries: [.init(row: half, value: 1)], isInteger: true)
    problem.addColumn(cost: 9, entries: [.init(row: slot, value: 1)])
    // Over whole coefficients a limit of 1.5 is one of 2.
    XCTAssertEqual(
      ImpliedIntegers.find(in: IntegerCore(problem)), [false, false, true, false])
    var whole = Problem()
    let row = whole.addConstraint(lower: 3)
    let other = whole.addConstraint(lower: 2)
    whole.addColumn(
      cost: 4, entries: [.init(row: row, value: 1), .init(row: other, value: 1)], isInteger: true)
    whole.addColumn(cost: 9, entries: [.init(row: row, value: 1)], isInteger: true)
    whole.addColumn(cost: 9, entries: [.init(row: other, value: 2)], isInteger: true)
    XCTAssertEqual(ImpliedIntegers.find(in: IntegerCore(whole)), [false, true, false])
  }

  /// Slots may stay short at a price, within a budget: presolve on and off agree, and the
  /// plan is whole.
  func testSoftCoversAgreeWithAndWithoutPresolve() {
    var problem = Problem()
    let demand = [2.0, 3, 4, 3, 2, 1, 2, 2]
    for d in demand { problem.addConstraint(lower: d) }
    let budget = problem.addConstraint(upper: 13)
    for start in demand.indices {
      for length in [2, 3] {
        problem.addColumn(
          cost: Double(3 * length + start % 2),
          entries: (0..<length).map { .init(row: (start + $0) % demand.count, value: 1) } + [
            .init(row: budget, value: Double(length))
          ], isInteger: true)
      }
    }
    for t in demand.indices {
      problem.addColumn(cost: 7, entries: [.init(row: t, value: 1)], isInteger: true)
    }
    let with = minimize(problem)
    let without = minimize(problem, limits: .init(presolves: false))
    XCTAssertEqual(with.status, .optimal)
    XCTAssertEqual(with.objective, without.objective, accuracy: 1e-6)
    for v in with.primal + without.primal { XCTAssertEqual(v, v.rounded(), accuracy: 1e-6) }
    XCTAssertTrue(OptimalityCheck(with, of: problem).primalViolation < 1e-6)
  }
}
