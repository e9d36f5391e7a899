import Optimization
import TestSupport
import XCTest

/// Small linear programs with optima and prices worked out by hand.
final class LinearProgramTests: XCTestCase {
  /// maximize 3x + 5y, x ≤ 4, 2y ≤ 12, 3x + 2y ≤ 18 (Hillier & Lieberman's Wyndor
  /// Glass): x = 2, y = 6, value 36, prices 0, 3/2, 1.
  func testWyndorGlass() {
    var problem = Problem()
    let x = problem.addVariable("doors", cost: -3)
    let y = problem.addVariable("windows", cost: -5)
    problem.addConstraint(terms: [.init(x, 1)], upper: 4)
    problem.addConstraint(terms: [.init(y, 2)], upper: 12)
    problem.addConstraint(terms: [.init(x, 3), .init(y, 2)], upper: 18)
    let solution = solveChecked(problem)
    XCTAssertEqual(solution.status, .optimal)
    assertClose(solution.objective, -36, relative: 1e-12)
    assertClose(solution.primal[x], 2, relative: 1e-12)
    assertClose(solution.primal[y], 6, relative: 1e-12)
    XCTAssertEqual(solution.rowDuals[0], 0, accuracy: 1e-12)
    assertClose(solution.rowDuals[1], -1.5, relative: 1e-12)
    assertClose(solution.rowDuals[2], -1, relative: 1e-12)
    XCTAssertEqual(solution.reducedCosts, [0, 0])
  }

  /// minimize 0.6x + 0.35y, 5x + 7y ≥ 8, 4x + 2y ≥ 15, 2x + y ≥ 3 (Dantzig's diet form):
  /// x = 3.75 alone meets the second; its price is 0.6/4.
  func testCoverPrices() {
    var problem = Problem()
    let x = problem.addVariable(cost: 0.6)
    let y = problem.addVariable(cost: 0.35)
    problem.addConstraint(terms: [.init(x, 5), .init(y, 7)], lower: 8)
    problem.addConstraint(terms: [.init(x, 4), .init(y, 2)], lower: 15)
    problem.addConstraint(terms: [.init(x, 2), .init(y, 1)], lower: 3)
    let solution = solveChecked(problem)
    assertClose(solution.objective, 2.25, relative: 1e-12)
    assertClose(solution.rowDuals[1], 0.15, relative: 1e-12)
    assertClose(solution.reducedCosts[y], 0.05, relative: 1e-9)
  }

  /// Beale (1955): the textbook rule cycles here; the optimum is −1/20.
  func testBealeCycle() {
    var problem = Problem()
    for cost in [-0.75, 150, -0.02, 6] { problem.addVariable(cost: cost) }
    problem.addConstraint(
      terms: [.init(0, 0.25), .init(1, -60), .init(2, -0.04), .init(3, 9)], upper: 0)
    problem.addConstraint(
      terms: [.init(0, 0.5), .init(1, -90), .init(2, -0.02), .init(3, 3)], upper: 0)
    problem.addConstraint(terms: [.init(2, 1)], upper: 1)
    assertClose(solveChecked(problem).objective, -0.05, relative: 1e-12)
  }

  /// Kuhn's example of cycling: optimum −2.
  func testKuhnCycle() {
    var problem = Problem()
    for cost in [-2, -3, 1, 12.0] { problem.addVariable(cost: cost) }
    problem.addConstraint(
      terms: [.init(0, -2), .init(1, -9), .init(2, 1), .init(3, 9)], upper: 0)
    problem.addConstraint(
      terms: [.init(0, 1.0 / 3), .init(1, 1), .init(2, -1.0 / 3), .init(3, -2)], upper: 0)
    problem.addConstraint(
      terms: [.init(0, 2), .init(1, 3), .init(2, -1), .init(3, -12)], upper: 2)
    assertClose(solveChecked(problem).objective, -2, relative: 1e-9)
  }

  /// Klee & Minty's cube in six dimensions: optimum 100⁵ · … at the last vertex.
  func testKleeMintyCube() {
    let n = 6
    var problem = Problem()
    for j in 0..<n {
      var cost = 1.0
      for _ in 0..<(n - 1 - j) { cost *= 10 }
      problem.addVariable(cost: -cost)
    }
    var right = 1.0
    for i in 0..<n {
      var terms: [Problem.Term] = []
      for j in 0..<i {
        var coefficient = 2.0
        for _ in 0..<(i - j) { coefficient *= 10 }
        terms.append(.init(j, coefficient))
      }
      terms.append(.init(i, 1))
      problem.addConstraint(terms: terms, upper: right)
      right *= 100
    }
    assertClose(solveChecked(problem).objective, -1e10, relative: 1e-9)
  }

  func testFreeRangedEqualityAndFixed() {
    var problem = Problem()
    let x = problem.addVariable(cost: 1, lower: -.infinity)
    let y = problem.addVariable(cost: 2, lower: -3, upper: 8)
    let z = problem.addVariable(cost: -1, lower: 2, upper: 2)
    problem.addConstraint(terms: [.init(x, 1), .init(y, 1), .init(z, 1)], lower: 1, upper: 4)
    problem.addConstraint(terms: [.init(x, 1), .init(y, -1)], lower: -2, upper: -2)
    // x = y − 2; 2y ∈ [1, 4]; minimize 3y − 2 − 2: y = 1/2.
    let solution = solveChecked(problem)
    assertClose(solution.objective, -2.5, relative: 1e-12)
    assertClose(solution.primal[x], -1.5, relative: 1e-12)
    assertClose(solution.primal[y], 0.5, relative: 1e-12)
    XCTAssertEqual(solution.primal[z], 2)
    assertClose(solution.rowDuals[0], 1.5, relative: 1e-12)
  }

  func testConstantAndSignOfPrices() {
    var problem = Problem()
    problem.objectiveConstant = 10
    let x = problem.addVariable(cost: 2)
    problem.addConstraint(terms: [.init(x, 1), .init(x, 1)], lower: 6)
    let solution = solveChecked(problem)
    XCTAssertEqual(solution.objective, 16)
    // One more unit asked for costs one half of a unit of x: 1.
    assertClose(solution.rowDuals[0], 1, relative: 1e-12)
    problem.setBounds(constraint: 0, lower: 7, upper: .infinity)
    XCTAssertEqual(solveChecked(problem).objective, 17)
  }

  func testEmptyPrograms() {
    XCTAssertEqual(solveChecked(Problem()).objective, 0)
    var rowsOnly = Problem()
    rowsOnly.addConstraint(lower: -1, upper: 1)
    XCTAssertEqual(solveChecked(rowsOnly).status, .optimal)
    rowsOnly.addConstraint("impossible", lower: 1)
    XCTAssertEqual(solveChecked(rowsOnly).status, .infeasible)
    var variablesOnly = Problem()
    variablesOnly.addVariable(cost: 3, lower: 2)
    variablesOnly.addVariable(cost: -1, upper: 5)
    variablesOnly.addVariable(cost: 0, lower: -.infinity)
    XCTAssertEqual(solveChecked(variablesOnly).objective, 1)
    variablesOnly.addVariable(cost: -1)
    XCTAssertEqual(solveChecked(variablesOnly).status, .unbounded)
  }

  func testUnbounded() {
    var problem = Problem()
    let x = problem.addVariable(cost: -1)
    let y = problem.addVariable(cost: -1)
    problem.addConstraint(terms: [.init(x, 1), .init(y, -1)], lower: -2, upper: 3)
    XCTAssertEqual(solveChecked(problem).status, .unbounded)
    let free = problem.addVariable(cost: 1, lower: -.infinity)
    problem.addConstraint(terms: [.init(x, 1), .init(free, 1)], upper: 3)
    XCTAssertEqual(solveChecked(problem).status, .unbounded)
  }

  func testIterationLimitLeavesNothingClaimed() {
    var problem = Problem()
    for j in 0..<20 { problem.addVariable(cost: Double(1 + j % 3)) }
    for i in 0..<10 {
      problem.addConstraint(
        terms: (0..<20).map { .init($0, Double((i * $0) % 5 + 1)) }, lower: Double(10 + i))
    }
    let solution = minimize(problem, limits: SolverLimits(simplexIterations: 1, presolves: false))
    XCTAssertEqual(solution.status, .undecided)
    XCTAssertTrue(solution.primal.isEmpty)
    let stopped = minimize(problem, limits: SolverLimits(shouldStop: { true }))
    XCTAssertEqual(stopped.status, .undecided)
  }

  func testHugeAndTinyNumbersDoNotTrap() {
    for scale in [1e308 as Double, 1e-308, 1e150, .leastNonzeroMagnitude] {
      var problem = Problem()
      let x = problem.addVariable(cost: scale)
      problem.addConstraint(terms: [.init(x, scale)], lower: scale)
      problem.addConstraint(terms: [.init(x, 1)], upper: scale)
      _ = minimize(problem)
      var integer = Problem()
      let k = integer.addVariable(cost: scale, upper: scale, isInteger: true)
      integer.addConstraint(terms: [.init(k, 1)], lower: 0.5)
      _ = minimize(integer)
    }
  }
}
