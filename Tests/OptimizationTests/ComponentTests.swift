import Optimization
import TestSupport
import XCTest

/// Programs that fall into independent blocks.
final class ComponentTests: XCTestCase {
  /// The blocks side by side, rows and variables dealt out in turn so that no block lies
  /// together.
  private func interleaved(_ blocks: [Problem], stride: Int = 1) -> (Problem, [[Int]]) {
    var problem = Problem()
    var rows = blocks.map { _ in [Int]() }
    var variables = rows
    let order = blocks.indices.sorted { ($0 * stride) % 7 < ($1 * stride) % 7 }
    for i in 0..<(blocks.map(\.constraintCount).max() ?? 0) {
      for b in order where i < blocks[b].constraintCount {
        let block = blocks[b]
        rows[b].append(
          problem.addConstraint(lower: block.constraintLowers[i], upper: block.constraintUppers[i]))
      }
    }
    for j in 0..<(blocks.map(\.variableCount).max() ?? 0) {
      for b in order.reversed() where j < blocks[b].variableCount {
        let block = blocks[b]
        variables[b].append(
          problem.addVariable(
            cost: block.costs[j], lower: block.variableLowers[j], upper: block.variableUppers[j],
            isInteger: block.isInteger[j]))
        for entry in block.entriesByVariable()[j] {
          problem.addEntry(rows[b][entry.row], variables[b][j], entry.value)
        }
      }
    }
    for block in blocks { problem.objectiveConstant += block.objectiveConstant }
    return (problem, variables)
  }

  private func knapsack(_ capacity: Double) -> Problem {
    var problem = Problem()
    let weights = [71.0, 74, 79, 82, 85, 87, 93, 96, 101, 103, 107, 109, 113, 121]
    for (k, weight) in weights.enumerated() {
      problem.addVariable(cost: -weight - Double(k % 3), upper: 1, isInteger: true)
    }
    problem.addConstraint(
      terms: weights.enumerated().map { .init($0.offset, $0.element) }, upper: capacity)
    return problem
  }

  func testBlocksGiveTheSumOfWhatTheyGiveAlone() throws {
    let all = try ReferenceProgram.all().filter { $0.status == "optimal" }
    for first in stride(from: 0, to: 60, by: 4) {
      let chosen = all[first..<first + 4]
      let expected = chosen.reduce(0) { $0 + $1.value! }
      for stride in [1, 3] {
        let (problem, variables) = interleaved(chosen.map(\.problem), stride: stride)
        let solution = stride == 1 ? solveChecked(problem) : minimize(problem)
        checkSolution(solution, of: problem)
        XCTAssertEqual(solution.status, .optimal, "blocks from \(first)")
        assertClose(solution.objective, expected, relative: 1e-8, "blocks from \(first)")
        for (reference, own) in zip(chosen, variables) {
          let x = own.map { solution.primal[$0] }
          XCTAssertEqual(
            reference.problem.objective(of: x), reference.value!,
            accuracy: 1e-7 * max(1, abs(reference.value!)), "a block of its own is not optimal")
        }
      }
    }
  }

  /// Duals come back for all rows and satisfy the optimality conditions of the whole.
  func testPricesOfALinearProgramInBlocks() throws {
    let all = try ReferenceProgram.all().filter {
      $0.status == "optimal" && !$0.integer.contains(true)
    }
    XCTAssertGreaterThan(all.count, 6)
    let (problem, _) = interleaved(all.prefix(6).map(\.problem))
    let solution = minimize(problem)
    XCTAssertEqual(solution.status, .optimal)
    XCTAssertEqual(solution.rowDuals.count, problem.constraintCount)
    XCTAssertEqual(solution.reducedCosts.count, problem.variableCount)
    checkSolution(solution, of: problem)
  }

  func testOneInfeasibleBlockDecides() throws {
    var impossible = Problem()
    let x = impossible.addVariable(cost: 1, upper: 4)
    let y = impossible.addVariable(cost: 1, upper: 4)
    impossible.addConstraint(terms: [.init(x, 1), .init(y, 1)], lower: 3, upper: 7)
    impossible.addConstraint(terms: [.init(x, 1), .init(y, -1)], lower: 5)
    var endless = Problem()
    let u = endless.addVariable(cost: -1)
    let v = endless.addVariable(cost: 0)
    endless.addConstraint(terms: [.init(u, 1), .init(v, -1)], upper: 2)

    for blocks in [[knapsack(567.5), impossible], [endless, impossible, knapsack(400)]] {
      let (problem, _) = interleaved(blocks)
      let solution = minimize(problem)
      XCTAssertEqual(solution.status, .infeasible)
      let ray = try XCTUnwrap(solution.farkasRay)
      XCTAssertTrue(FarkasCheck(ray: ray, of: problem).isProof)
    }
    let (problem, _) = interleaved([knapsack(567.5), endless])
    XCTAssertEqual(minimize(problem).status, .unbounded)
  }

  func testALimitIsSharedAndTheBoundHonest() {
    let blocks = [567.5, 480.5, 395.5, 611.5].map(knapsack)
    let alone = blocks.reduce(0) { $0 + minimize($1).objective }
    let (problem, _) = interleaved(blocks)
    let full = minimize(problem)
    checkSolution(full, of: problem)
    XCTAssertEqual(full.objective, alone)
    var used = 0
    for nodes in [0, 1, 3, 10, 30, 100] {
      let limited = minimize(problem, limits: SolverLimits(nodes: nodes))
      XCTAssertLessThanOrEqual(limited.nodes, nodes + blocks.count)
      XCTAssertGreaterThanOrEqual(limited.nodes, min(used, full.nodes))
      used = limited.nodes
      if nodes >= 10 {
        XCTAssert(limited.status == .feasible || limited.status == .optimal, "\(nodes) nodes")
      }
      XCTAssertLessThanOrEqual(limited.bound, alone)
      XCTAssertGreaterThanOrEqual(limited.objective, alone)
      XCTAssertGreaterThan(limited.bound, -.infinity)
      if !limited.primal.isEmpty {
        XCTAssertLessThanOrEqual(OptimalityCheck(limited, of: problem).primalViolation, 0)
      }
      let again = minimize(problem, limits: SolverLimits(nodes: nodes))
      XCTAssertEqual(again.primal, limited.primal)
      XCTAssertEqual(again.bound, limited.bound)
      XCTAssertEqual(again.iterations, limited.iterations)
    }
    let none = minimize(problem, limits: SolverLimits(simplexIterations: 0))
    XCTAssertEqual(none.status, .undecided)
    XCTAssertLessThanOrEqual(none.bound, alone)
  }

  /// Shares of iterations that end in the middle of a relaxation are taken up again.
  func testIterationsLeftOverArePassedOn() {
    let blocks = [567.5, 480.5, 395.5].map(knapsack)
    let (problem, _) = interleaved(blocks)
    let full = minimize(problem)
    let enough = minimize(problem, limits: SolverLimits(simplexIterations: 3 * full.iterations))
    XCTAssertEqual(enough.status, .optimal)
    XCTAssertEqual(enough.objective, full.objective)
  }

  /// The gap asked for holds for the whole, also where blocks of opposite sign cancel.
  func testTheGapIsThatOfTheWhole() {
    var cover = Problem()
    for i in 0..<24 { cover.addConstraint(lower: Double(2 + (i * i) % 5)) }
    for j in 0..<40 {
      let rows = Set((0..<5).map { (j * 7 + $0 * $0 * 5 + $0) % 24 })
      cover.addColumn(
        cost: Double(6 + (j * 11) % 7), entries: rows.sorted().map { .init(row: $0, value: 1) },
        isInteger: true)
    }
    let (mixed, _) = interleaved([cover, knapsack(567.5), cover])
    let exact = solveChecked(mixed)
    for gap in [0.2, 0.05, 0.01] {
      let loose = minimize(mixed, limits: SolverLimits(relativeGap: gap))
      XCTAssertEqual(loose.status, .optimal)
      XCTAssertLessThanOrEqual(loose.gap, gap * abs(loose.objective))
      XCTAssertLessThanOrEqual(loose.bound, exact.objective)
    }
  }

  /// Costs without a common divisor: what a gap allows is not claimed as a bound.
  func testALooseGapDoesNotRaiseTheBound() {
    var problem = Problem()
    for i in 0..<24 { problem.addConstraint(lower: Double(2 + (i * i) % 5)) }
    for j in 0..<40 {
      let rows = Set((0..<5).map { (j * 7 + $0 * $0 * 5 + $0) % 24 })
      problem.addColumn(
        cost: 6 + Double((j * 11) % 7) + Double(j).squareRoot() / 10,
        entries: rows.sorted().map { .init(row: $0, value: 1) }, isInteger: true)
    }
    let exact = solveChecked(problem)
    for gap in [0.1, 0.03, 0.01, 0.003] {
      let loose = minimize(problem, limits: SolverLimits(relativeGap: gap))
      XCTAssertEqual(loose.status, .optimal)
      XCTAssertLessThanOrEqual(loose.bound, exact.objective + 1e-9 * exact.objective)
    }
  }
}
