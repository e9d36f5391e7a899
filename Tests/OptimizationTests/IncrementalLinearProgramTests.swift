import Optimization
import TestSupport
import XCTest

/// Programs that change between solves: every answer is checked by itself and against
/// the same program solved from nothing.
final class IncrementalLinearProgramTests: XCTestCase {
  /// A small generator of its own, so that the cases are the same everywhere.
  private struct Dice {
    var state: UInt64

    mutating func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53
    }

    mutating func below(_ n: Int) -> Int { Int(next() * Double(n)) }
  }

  /// The program as it should stand, kept apart from the class under test.
  private struct Twin {
    var columns: [IncrementalLinearProgram.Column] = []
    var rows: [(lower: Double, upper: Double)] = []

    var problem: Problem {
      var problem = Problem()
      for row in rows { problem.addConstraint(lower: row.lower, upper: row.upper) }
      for c in columns {
        problem.addColumn(cost: c.cost, entries: c.entries, lower: c.lower, upper: c.upper)
      }
      return problem
    }
  }

  private func compare(
    _ program: IncrementalLinearProgram, _ twin: Twin, _ label: String,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    let problem = twin.problem
    let expected = minimize(problem)
    let status = program.solve()
    XCTAssertEqual(status.rawValue, expected.status.rawValue, label, file: file, line: line)
    switch status {
    case .optimal:
      var solution = Solution(
        status: .optimal, objective: program.objective, bound: program.objective,
        primal: program.primal, rowDuals: program.rowDuals, reducedCosts: program.reducedCosts)
      checkSolution(solution, of: problem, tolerance: 1e-6, file: file, line: line)
      solution.bound = expected.objective
      XCTAssertEqual(
        solution.objective, expected.objective,
        accuracy: 1e-7 * max(1, abs(expected.objective)), label, file: file, line: line)
      let basis = program.basis
      XCTAssertEqual(
        basis.columns.count { $0 == .basic } + basis.rows.count { $0 == .basic },
        twin.rows.count, label, file: file, line: line)
    case .infeasible:
      guard let ray = program.farkasRay else { return XCTFail(label, file: file, line: line) }
      XCTAssertTrue(FarkasCheck(ray: ray, of: problem).isProof, label, file: file, line: line)
    default: break
    }
  }

  private func randomColumn(_ dice: inout Dice, rows: Int) -> IncrementalLinearProgram.Column {
    var entries: [Problem.Entry] = []
    for i in 0..<rows where dice.next() < 0.4 {
      entries.append(.init(row: i, value: Double(dice.below(9) - 3)))
    }
    let kind = dice.below(6)
    let lower = kind == 0 ? -.infinity : Double(dice.below(3)) - 1
    return .init(
      cost: Double(dice.below(21) - 4), lower: lower,
      upper: kind < 2 ? .infinity : max(lower, -1) + Double(dice.below(6)), entries: entries)
  }

  private func randomRow(_ dice: inout Dice) -> (lower: Double, upper: Double) {
    let b = Double(dice.below(12) - 2)
    switch dice.below(4) {
    case 0: return (b, b)
    case 1: return (-.infinity, b + 4)
    case 2: return (b, b + 3)
    default: return (b, .infinity)
    }
  }

  func testRandomChanges() {
    var solved = 0
    for seed in 1...40 {
      var dice = Dice(state: UInt64(seed))
      var twin = Twin()
      let program = IncrementalLinearProgram()
      for _ in 0..<(3 + dice.below(8)) { twin.rows.append(randomRow(&dice)) }
      program.addRows(twin.rows.map { .init(lower: $0.lower, upper: $0.upper) })
      for step in 0..<25 {
        switch dice.below(7) {
        case 0, 1:
          let new = (0..<(1 + dice.below(12))).map { _ in
            randomColumn(&dice, rows: twin.rows.count)
          }
          let range = program.addColumns(new)
          XCTAssertEqual(range, twin.columns.count..<(twin.columns.count + new.count))
          twin.columns += new
        case 2 where !twin.columns.isEmpty:
          let j = dice.below(twin.columns.count)
          let c = Double(dice.below(15) - 3)
          twin.columns[j].cost = c
          program.setCost(j, c)
        case 3 where !twin.columns.isEmpty:
          let j = dice.below(twin.columns.count)
          let l = Double(dice.below(4) - 1)
          twin.columns[j].lower = l
          twin.columns[j].upper = l + Double(dice.below(4))
          program.setBounds(j, lower: l, upper: twin.columns[j].upper)
        case 4:
          let i = dice.below(twin.rows.count)
          twin.rows[i] = randomRow(&dice)
          program.setBounds(row: i, lower: twin.rows[i].lower, upper: twin.rows[i].upper)
        case 5:
          let row = randomRow(&dice)
          var terms: [Problem.Term] = []
          for j in twin.columns.indices where dice.next() < 0.4 {
            terms.append(.init(j, Double(dice.below(7) - 2)))
          }
          let i = program.addRow(lower: row.lower, upper: row.upper, terms: terms)
          for t in terms where t.coefficient != 0 {
            twin.columns[t.variable].entries.append(.init(row: i, value: t.coefficient))
          }
          twin.rows.append(row)
        case 6 where step % 2 == 0:
          let gone = twin.columns.indices.map { _ in dice.next() < 0.2 }
          program.deleteColumns(gone)
          twin.columns = twin.columns.indices.filter { !gone[$0] }.map { twin.columns[$0] }
        case 6 where twin.rows.count > 3:
          let gone = twin.rows.indices.map { _ in dice.next() < 0.2 }
          program.deleteRows(gone)
          let kept = twin.rows.indices.filter { !gone[$0] }
          twin.rows = kept.map { twin.rows[$0] }
          for j in twin.columns.indices {
            twin.columns[j].entries = twin.columns[j].entries.compactMap { e in
              kept.firstIndex(of: e.row).map { .init(row: $0, value: e.value) }
            }
          }
        default: break
        }
        compare(program, twin, "seed \(seed), step \(step)")
        if program.status == .optimal { solved += 1 }
      }
    }
    XCTAssertGreaterThan(solved, 120, "the cases should not all be infeasible")
  }

  /// Gilmore & Gomory's (1961) cutting stock: patterns priced by a knapsack until none
  /// improves. Rolls of 100 inches; 97 of 45, 610 of 36, 395 of 31 and 211 of 14 ordered
  /// (Chvátal 1983, chapter 13).
  func testColumnGenerationReachesTheOptimum() {
    let widths = [45, 36, 31, 14]
    let orders = [97.0, 610, 395, 211]
    let program = IncrementalLinearProgram()
    program.addRows(orders.map { .init(lower: $0) })
    var twin = Twin(columns: [], rows: orders.map { ($0, .infinity) })
    for i in widths.indices {
      let column = IncrementalLinearProgram.Column(
        cost: 1, entries: [.init(row: i, value: Double(100 / widths[i]))])
      program.addColumns([column])
      twin.columns.append(column)
    }
    for _ in 0..<50 {
      compare(program, twin, "master")
      let y = program.rowDuals
      // Unbounded knapsack by dynamic programming.
      var value = [Double](repeating: 0, count: 101)
      var take = [Int](repeating: -1, count: 101)
      for w in 1...100 {
        for i in widths.indices where widths[i] <= w {
          let v = value[w - widths[i]] + y[i]
          if v > value[w] + 1e-12 {
            value[w] = v
            take[w] = i
          }
        }
        if value[w - 1] > value[w] {
          value[w] = value[w - 1]
          take[w] = -1
        }
      }
      if value[100] <= 1 + 1e-9 { break }
      var counts = [Double](repeating: 0, count: widths.count)
      var w = 100
      while w > 0 {
        if take[w] >= 0 {
          counts[take[w]] += 1
          w -= widths[take[w]]
        } else {
          w -= 1
        }
      }
      let column = IncrementalLinearProgram.Column(
        cost: 1,
        entries: counts.indices.filter { counts[$0] > 0 }.map { .init(row: $0, value: counts[$0]) })
      program.addColumns([column])
      twin.columns.append(column)
    }
    // Chvátal's optimum of the relaxation: 452 1/4 rolls.
    XCTAssertEqual(program.objective, 452.25, accuracy: 1e-9)
  }

  /// A column priced by the ray repairs what is infeasible: the sign is as promised.
  func testTheRayIsSignedLikePrices() {
    let program = IncrementalLinearProgram()
    program.addRows([.init(lower: 4), .init(upper: 1)])
    program.addColumns([
      .init(cost: 1, entries: [.init(row: 0, value: 1), .init(row: 1, value: 1)])
    ])
    XCTAssertEqual(program.solve(), .infeasible)
    let ray = program.farkasRay!
    XCTAssertGreaterThan(ray[0], 0)
    XCTAssertLessThan(ray[1], 0)
    program.addColumn(cost: 7, entries: [.init(row: 0, value: 1)])
    XCTAssertEqual(program.solve(), .optimal)
    XCTAssertEqual(program.primal, [1, 3])
    XCTAssertEqual(program.objective, 22)
  }

  func testABasisSetIsTakenUp() {
    let program = IncrementalLinearProgram()
    program.addRows((0..<6).map { .init(lower: Double($0 + 1)) })
    program.addColumns(
      (0..<6).map { j in
        .init(
          cost: Double(j + 2),
          entries: (0..<6).filter { $0 != j }.map { .init(row: $0, value: Double($0 + j + 1)) })
      })
    XCTAssertEqual(program.solve(), .optimal)
    let (optimum, basis, used) = (program.objective, program.basis, program.iterations)
    XCTAssertGreaterThan(used, 0)
    program.setBounds(row: 5, lower: 40, upper: .infinity)
    program.solve()
    program.setBounds(row: 5, lower: 6, upper: .infinity)
    program.basis = basis
    let before = program.iterations
    XCTAssertEqual(program.solve(), .optimal)
    XCTAssertEqual(program.iterations, before)
    XCTAssertEqual(program.objective, optimum, accuracy: 1e-12)
  }
}
