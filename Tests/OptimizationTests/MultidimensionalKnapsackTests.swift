import Optimization
import TestSupport
import XCTest

final class MultidimensionalKnapsackTests: XCTestCase {
  private func random(budgets: Int, items: Int, seed: UInt64, share: Double = 0.5) throws
    -> MultidimensionalKnapsack
  {
    var state = seed
    func next(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    let needs = (0..<budgets).map { _ in (0..<items).map { _ in Double(next(60)) } }
    let profits = (0..<items).map { j in Double(next(40)) + needs[0][j] / 2 - 5 }
    return try MultidimensionalKnapsack(
      profits: profits, needs: needs,
      capacities: needs.map { (share * $0.reduce(0, +)).rounded() })
  }

  /// The greatest profit by trying every choice.
  private func exhaustive(_ p: MultidimensionalKnapsack) -> Double {
    var best = 0.0
    for choice in 0..<(1 << p.profits.count) {
      let chosen = p.profits.indices.filter { choice >> $0 & 1 == 1 }
      let fits = p.capacities.indices.allSatisfy { i in
        chosen.reduce(0) { $0 + p.needs[i][$1] } <= p.capacities[i]
      }
      if fits { best = max(best, chosen.reduce(0) { $0 + p.profits[$1] }) }
    }
    return best
  }

  /// What the solution claims, counted from the budgets themselves.
  private func check(_ s: Solution, of p: MultidimensionalKnapsack, line: UInt = #line) {
    XCTAssertTrue(s.primal.allSatisfy { $0 == 0 || $0 == 1 }, line: line)
    for i in p.capacities.indices {
      let load = zip(s.primal, p.needs[i]).reduce(0) { $0 + $1.0 * $1.1 }
      XCTAssertLessThanOrEqual(load, p.capacities[i] * (1 + 1e-9), line: line)
    }
    let profit = zip(s.primal, p.profits).reduce(0) { $0 + $1.0 * $1.1 }
    XCTAssertEqual(profit, -s.objective, accuracy: 1e-9 * max(1, profit), line: line)
    XCTAssertLessThanOrEqual(s.bound, s.objective, line: line)
    // The budgets' prices prove a bound on the profit that is not below what was found.
    guard !s.rowDuals.isEmpty else { return }
    XCTAssertTrue(s.rowDuals.allSatisfy { $0 <= 0 }, line: line)
    var lagrangian = zip(s.rowDuals, p.capacities).reduce(0) { $0 - $1.0 * $1.1 }
    for j in p.profits.indices {
      lagrangian += max(
        0, p.capacities.indices.reduce(p.profits[j]) { $0 + s.rowDuals[$1] * p.needs[$1][j] })
    }
    XCTAssertGreaterThanOrEqual(lagrangian, profit - 1e-7 * max(1, profit), line: line)
  }

  func testAgreesWithExhaustiveSearch() throws {
    for seed in 1...40 as ClosedRange<UInt64> {
      let p = try random(budgets: 1 + Int(seed % 4), items: 11, seed: seed)
      let solution = p.minimized()
      XCTAssertEqual(solution.status, .optimal)
      XCTAssertEqual(-solution.objective, exhaustive(p), accuracy: 1e-9, "seed \(seed)")
      check(solution, of: p)
    }
  }

  func testAgreesWithReferenceOptima() throws {
    for reference in try KernelReference.read().knapsacks {
      let p = try MultidimensionalKnapsack(
        profits: reference.profits, needs: reference.needs, capacities: reference.capacities)
      let solution = p.minimized()
      XCTAssertEqual(solution.status, .optimal, reference.name)
      XCTAssertEqual(
        -solution.objective, reference.optimum, accuracy: 1e-8 * reference.optimum,
        reference.name)
      check(solution, of: p)
    }
  }

  func testOrderOfItemsAndBudgetsChangesNothing() throws {
    let p = try random(budgets: 4, items: 35, seed: 3)
    let turned = try MultidimensionalKnapsack(
      profits: p.profits.reversed(), needs: p.needs.reversed().map { $0.reversed() },
      capacities: p.capacities.reversed())
    XCTAssertEqual(p.minimized().objective, turned.minimized().objective)
  }

  func testOneMoreBudgetNeverImproves() throws {
    for seed in 1...10 as ClosedRange<UInt64> {
      let p = try random(budgets: 3, items: 30, seed: seed)
      let less = try MultidimensionalKnapsack(
        profits: p.profits, needs: p.needs.dropLast(), capacities: p.capacities.dropLast())
      XCTAssertGreaterThanOrEqual(p.minimized().objective, less.minimized().objective)
    }
  }

  func testLimitsLeaveAPlanAndABound() throws {
    let p = try random(budgets: 6, items: 60, seed: 5)
    let optimum = p.minimized()
    XCTAssertEqual(optimum.status, .optimal)
    for nodes in [1, 2, 10, 100] {
      let limited = p.minimized(limits: .init(nodes: nodes))
      check(limited, of: p)
      XCTAssertLessThanOrEqual(limited.nodes, nodes)
      XCTAssertLessThanOrEqual(limited.bound, optimum.objective)
      XCTAssertGreaterThanOrEqual(limited.objective, optimum.objective)
    }
    check(p.minimized(limits: .init(shouldStop: { true })), of: p)
  }

  func testEdges() throws {
    let none = try MultidimensionalKnapsack(profits: [], needs: [[]], capacities: [1])
    XCTAssertEqual(none.minimized().objective, 0)
    let free = try MultidimensionalKnapsack(profits: [2, -1, 3], needs: [], capacities: [])
    XCTAssertEqual(free.minimized().objective, -5)
    XCTAssertEqual(free.minimized().status, .optimal)
    let nothing = try MultidimensionalKnapsack(
      profits: [2, 3], needs: [[1, 1]], capacities: [0])
    XCTAssertEqual(nothing.minimized().objective, 0)
    // 0.1 + 0.2 is above 0.3 by rounding, and yet all three fit.
    let tenths = try MultidimensionalKnapsack(
      profits: [1, 1], needs: [[0.1, 0.2]], capacities: [0.3])
    XCTAssertEqual(tenths.minimized().objective, -2)
    XCTAssertThrowsError(try MultidimensionalKnapsack(profits: [1], needs: [], capacities: [1]))
    XCTAssertThrowsError(
      try MultidimensionalKnapsack(profits: [1], needs: [[-1]], capacities: [1]))
    XCTAssertThrowsError(
      try MultidimensionalKnapsack(profits: [.nan], needs: [[1]], capacities: [1]))
  }

  func testAProgramOfBudgetsIsRecognized() throws {
    let p = try random(budgets: 3, items: 12, seed: 2)
    let again = try XCTUnwrap(MultidimensionalKnapsack(p.problem))
    XCTAssertEqual(again.profits, p.profits)
    XCTAssertEqual(again.needs, p.needs)
    XCTAssertEqual(again.capacities, p.capacities)
    var other = p.problem
    other.setBounds(constraint: 0, lower: 1, upper: 50)
    XCTAssertNil(MultidimensionalKnapsack(other))
  }

  func testStructureIsFoundAndChangesNoOptimum() throws {
    let p = try random(budgets: 3, items: 20, seed: 7).problem
    XCTAssertEqual(
      minimizeByStructure(p).objective, minimize(p).objective, accuracy: 1e-9)
    for program in try ReferenceProgram.all().filter({ $0.integer.contains(true) }).prefix(12) {
      let (structured, general) = (
        minimizeByStructure(program.problem), minimize(program.problem)
      )
      XCTAssertEqual(structured.status, general.status)
      if general.status == .optimal {
        XCTAssertEqual(structured.objective, general.objective, accuracy: 1e-6)
      }
    }
  }
}
