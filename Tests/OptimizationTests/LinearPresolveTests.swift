import Optimization
import TestSupport
import XCTest

/// Programs made of all that presolve takes away: with and without it status and optimum
/// agree, and both answers stand by themselves.
final class LinearPresolveTests: XCTestCase {
  private struct Dice {
    var state: UInt64
    mutating func roll(_ n: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % n
    }
  }

  private func problem(_ dice: inout Dice) -> Problem {
    var problem = Problem()
    let n = 3 + dice.roll(10)
    var point: [Double] = []
    for _ in 0..<n {
      let v = Double(dice.roll(9) - 3)
      let (l, u): (Double, Double) =
        [
          (0, .infinity), (-.infinity, .infinity), (v, v), (v - 1, v + 2), (-.infinity, v),
          (v, .infinity), (0, 8), (v - 3, .infinity),
        ][dice.roll(8)]
      problem.addVariable(cost: Double(dice.roll(13) - 3), lower: l, upper: u)
      point.append(min(max(v, l), u))
    }
    func addRow(_ terms: [Problem.Term]) {
      let activity = terms.reduce(0.0) { $0 + $1.coefficient * point[$1.variable] }
      let (l, u): (Double, Double) =
        [
          (activity, activity), (activity - Double(dice.roll(4)), .infinity),
          (-.infinity, activity + Double(dice.roll(4))),
          (activity - Double(dice.roll(3)), activity + Double(dice.roll(3))),
        ][dice.roll(4)]
      problem.addConstraint(terms: terms, lower: l, upper: u)
    }
    let coefficients = [1.0, -1, 2, -2, 3, 0.5, -0.25, 5]
    for _ in 0..<(2 + dice.roll(9)) {
      // Short rows more often than long ones.
      let size = [1, 2, 2, 2, 3, 3, 4, 6][dice.roll(8)]
      var chosen = Set<Int>()
      for _ in 0..<size { chosen.insert(dice.roll(n)) }
      let terms = chosen.sorted().map { Problem.Term($0, coefficients[dice.roll(8)]) }
      addRow(terms)
      if dice.roll(5) == 0 {
        // A multiple of it, with limits of its own.
        let factor = coefficients[dice.roll(8)]
        addRow(terms.map { .init($0.variable, factor * $0.coefficient) })
      }
    }
    // Slacks, free columns and multiples of columns.
    for _ in 0..<dice.roll(6) {
      guard problem.constraintCount > 0 else { break }
      let copies = problem.entriesByVariable()
      var entries: [Problem.Entry] = []
      var cost = Double(dice.roll(9) - 2)
      if dice.roll(2) == 0 {
        let j = dice.roll(copies.count)
        let factor = coefficients[dice.roll(8)]
        entries = copies[j].map { .init(row: $0.row, value: factor * $0.value) }
        if dice.roll(2) == 0 { cost = factor * problem.costs[j] }
      } else {
        var rows = Set<Int>()
        for _ in 0..<(1 + dice.roll(2)) { rows.insert(dice.roll(problem.constraintCount)) }
        entries = rows.sorted().map { .init(row: $0, value: coefficients[dice.roll(8)]) }
      }
      let bounds: [(Double, Double)] = [
        (0, .infinity), (-.infinity, .infinity), (0, 4), (-2, 3), (-.infinity, 1),
      ]
      let (l, u) = bounds[dice.roll(5)]
      problem.addColumn(cost: cost, entries: entries, lower: l, upper: u)
    }
    if dice.roll(6) == 0, problem.constraintCount > 1 {
      // Now and then something that cannot be.
      problem.setBounds(constraint: 0, lower: 90, upper: 95)
    }
    return problem
  }

  func testPresolveOnAndOffAgree() {
    var counts: [SolutionStatus: Int] = [:]
    var dice = Dice(state: 2026)
    for _ in 0..<1500 {
      let problem = problem(&dice)
      let solution = minimize(problem)
      let plain = minimize(problem, limits: SolverLimits(presolves: false))
      counts[solution.status, default: 0] += 1
      // An unbounded program that is infeasible as well may be called either.
      XCTAssertEqual(solution.status, plain.status)
      checkSolution(solution, of: problem)
      checkSolution(plain, of: problem)
      if solution.status == .optimal {
        XCTAssertEqual(
          solution.objective, plain.objective, accuracy: 1e-8 * max(1, abs(plain.objective)))
      }
    }
    for status in [SolutionStatus.optimal, .infeasible, .unbounded] {
      XCTAssertGreaterThan(counts[status, default: 0], 50, "\(status)")
    }
  }
}
