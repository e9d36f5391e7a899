import Optimization
import TestSupport
import XCTest

final class IntegerProgramTests: XCTestCase {
  /// Every point of a small box is tried.
  private func bruteForce(_ problem: Problem) -> Double {
    var best = Double.infinity
    var x = problem.variableLowers
    func descend(_ j: Int) {
      if j == x.count {
        let activities = problem.activities(of: x)
        for i in activities.indices
        where activities[i] < problem.constraintLowers[i]
          || activities[i] > problem.constraintUppers[i]
        {
          return
        }
        best = min(best, problem.objective(of: x))
        return
      }
      var v = problem.variableLowers[j]
      while v <= problem.variableUppers[j] {
        x[j] = v
        descend(j + 1)
        v += 1
      }
    }
    descend(0)
    return best
  }

  /// A fixed sequence of small numbers (a linear congruence).
  private struct Numbers {
    var state: UInt64
    mutating func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
  }

  func testAgainstAllPoints() {
    var numbers = Numbers(state: 7)
    for trial in 0..<60 {
      var problem = Problem()
      let n = 3 + numbers.next(4)
      for _ in 0..<n {
        let lower = Double(-numbers.next(3))
        problem.addVariable(
          cost: Double(numbers.next(21) - 8), lower: lower,
          upper: lower + Double(numbers.next(4)), isInteger: true)
      }
      for _ in 0..<(1 + numbers.next(4)) {
        let terms = (0..<n).map { Problem.Term($0, Double(numbers.next(13) - 5)) }
        let low = Double(numbers.next(12) - 6)
        problem.addConstraint(
          terms: terms, lower: numbers.next(3) == 0 ? -.infinity : low,
          upper: numbers.next(2) == 0 ? .infinity : low + Double(numbers.next(8)))
      }
      let expected = bruteForce(problem)
      let solution = solveChecked(problem)
      if expected == .infinity {
        XCTAssertEqual(solution.status, .infeasible, "trial \(trial)")
      } else {
        XCTAssertEqual(solution.status, .optimal, "trial \(trial)")
        XCTAssertEqual(solution.objective, expected, accuracy: 1e-9, "trial \(trial)")
      }
    }
  }

  /// Interval matrices are totally unimodular: the relaxation's vertex is integral.
  func testIntervalCoversNeedNoBranching() {
    var numbers = Numbers(state: 11)
    for _ in 0..<5 {
      let slots = 40
      var problem = Problem()
      for _ in 0..<slots { problem.addConstraint(lower: Double(numbers.next(9))) }
      for start in 0..<slots {
        for length in [4, 7, 9] where start + length <= slots {
          problem.addColumn(
            cost: Double(3 + length + numbers.next(3)),
            entries: (start..<start + length).map { .init(row: $0, value: 1) }, isInteger: true)
        }
      }
      let solution = solveChecked(problem)
      XCTAssertEqual(solution.status, .optimal)
      XCTAssertEqual(solution.nodes, 0)
      XCTAssertEqual(solution.gap, 0)
      for v in solution.primal { XCTAssertEqual(v, v.rounded()) }
    }
  }

  func testMixedIntegersAndReals() {
    // minimize 5k + 2x: 3k + x ≥ 7.5, x ≤ 2: k = 2 needs x = 1.5: 13; k = 3: 15.
    var problem = Problem()
    let k = problem.addVariable(cost: 5, isInteger: true)
    let x = problem.addVariable(cost: 2, upper: 2)
    problem.addConstraint(terms: [.init(k, 3), .init(x, 1)], lower: 7.5)
    let solution = solveChecked(problem)
    assertClose(solution.objective, 13, relative: 1e-9)
    XCTAssertEqual(solution.primal[k], 2)
    assertClose(solution.primal[x], 1.5, relative: 1e-9)
  }

  func testUnboundedInteger() {
    var problem = Problem()
    let x = problem.addVariable(cost: -1, isInteger: true)
    let y = problem.addVariable(cost: 0, isInteger: true)
    problem.addConstraint(terms: [.init(x, 1), .init(y, -1)], upper: 0.5)
    XCTAssertEqual(solveChecked(problem).status, .unbounded)
  }

  /// 0.4 ≤ x − 2 y ≤ 0.6 holds no whole numbers, though its relaxation has no end.
  func testNoPlanIsNotNoEnd() {
    for presolves in [true, false] {
      var problem = Problem()
      let x = problem.addVariable(cost: -1, upper: .infinity, isInteger: true)
      let y = problem.addVariable(cost: 0, upper: 60, isInteger: true)
      let z = problem.addVariable(cost: -1)
      problem.addConstraint(terms: [.init(x, 1), .init(y, -2)], lower: 0.4, upper: 0.6)
      problem.addConstraint(terms: [.init(x, 1), .init(z, -1)], upper: 5)
      var limits = SolverLimits()
      limits.presolves = presolves
      XCTAssertEqual(minimize(problem, limits: limits).status, .infeasible)
    }
  }

  func testNodeLimitIsHonest() {
    // A knapsack that needs a search.
    var problem = Problem()
    let weights = [71.0, 74, 79, 82, 85, 87, 93, 96, 101, 103, 107, 109, 113, 121]
    for (k, weight) in weights.enumerated() {
      problem.addVariable(cost: -weight - Double(k % 3), upper: 1, isInteger: true)
    }
    problem.addConstraint(
      terms: weights.enumerated().map { .init($0.offset, $0.element) }, upper: 567.5)
    let full = solveChecked(problem)
    XCTAssertEqual(full.status, .optimal)
    let limited = minimize(problem, limits: SolverLimits(nodes: 1))
    XCTAssert(limited.status == .feasible || limited.status == .optimal)
    XCTAssertLessThanOrEqual(limited.bound, full.objective + 1e-9)
    XCTAssertGreaterThanOrEqual(limited.objective, full.objective - 1e-9)
    let none = minimize(problem, limits: SolverLimits(nodes: 0, simplexIterations: 0))
    XCTAssertNotEqual(none.status, .optimal)
    XCTAssertLessThanOrEqual(none.bound, full.objective)
  }

  func testGapLimitIsRespected() {
    var numbers = Numbers(state: 3)
    var problem = Problem()
    for _ in 0..<30 { problem.addConstraint(lower: Double(1 + numbers.next(5))) }
    for _ in 0..<60 {
      var rows: Set<Int> = []
      for _ in 0..<6 { rows.insert(numbers.next(30)) }
      problem.addColumn(
        cost: Double(5 + numbers.next(9)),
        entries: rows.sorted().map { .init(row: $0, value: 1) }, isInteger: true)
    }
    let exact = solveChecked(problem)
    let loose = minimize(problem, limits: SolverLimits(relativeGap: 0.05))
    XCTAssertEqual(loose.status, .optimal)
    XCTAssertLessThanOrEqual(loose.relativeGap, 0.05)
    XCTAssertLessThanOrEqual(loose.bound, exact.objective + 1e-9)
    XCTAssertLessThanOrEqual(loose.objective, exact.objective * 1.06)
  }
}
