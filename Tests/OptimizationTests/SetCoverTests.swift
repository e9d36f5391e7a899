import Optimization
import TestSupport
import XCTest

final class SetCoverTests: XCTestCase {
  /// A random cover with small costs; every row lies in two columns at least.
  private func randomCover(rows: Int, columns: Int, seed: UInt64) throws -> SetCover {
    var state = seed
    func next(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    var sets = (0..<columns).map { _ in (0..<1 + next(4)).map { _ in next(rows) } }
    for i in 0..<rows { for _ in 0..<2 { sets[next(columns)].append(i) } }
    return try SetCover(
      rowCount: rows, costs: (0..<columns).map { _ in Double(1 + next(9)) }, columns: sets)
  }

  /// The least cost by trying every choice of columns.
  private func exhaustive(_ cover: SetCover) -> Double {
    let masks = cover.columns.map { $0.reduce(0) { $0 | 1 << $1 } }
    let all = (1 << cover.rowCount) - 1
    var best = Double.infinity
    for choice in 0..<(1 << cover.costs.count) {
      var covered = 0
      var cost = 0.0
      for j in masks.indices where choice >> j & 1 == 1 {
        covered |= masks[j]
        cost += cover.costs[j]
      }
      if covered == all { best = min(best, cost) }
    }
    return best
  }

  /// What the solution claims, counted from the sets themselves.
  private func check(_ solution: Solution, of cover: SetCover, line: UInt = #line) {
    var covered = [Bool](repeating: false, count: cover.rowCount)
    var cost = 0.0
    for (j, x) in solution.primal.enumerated() {
      XCTAssertTrue(x == 0 || x == 1, line: line)
      if x == 1 {
        cost += cover.costs[j]
        for i in cover.columns[j] { covered[i] = true }
      }
    }
    XCTAssertFalse(covered.contains(false), line: line)
    XCTAssertEqual(cost, solution.objective, accuracy: 1e-9, line: line)
    // The multipliers prove a bound: Σu + Σ min(0, c − Σu), with u ≥ 0.
    guard !solution.rowDuals.isEmpty else { return }
    XCTAssertTrue(solution.rowDuals.allSatisfy { $0 >= 0 }, line: line)
    var lagrangian = solution.rowDuals.reduce(0, +)
    for (j, rows) in cover.columns.enumerated() {
      lagrangian += min(0, rows.reduce(cover.costs[j]) { $0 - solution.rowDuals[$1] })
    }
    XCTAssertLessThanOrEqual(lagrangian, solution.bound + 1e-6, line: line)
  }

  func testAgreesWithExhaustiveSearch() throws {
    for seed in 1...60 as ClosedRange<UInt64> {
      let cover = try randomCover(rows: 9, columns: 12, seed: seed)
      let solution = cover.minimized()
      XCTAssertEqual(solution.status, .optimal)
      XCTAssertEqual(solution.objective, exhaustive(cover), accuracy: 1e-9, "seed \(seed)")
      check(solution, of: cover)
    }
  }

  func testAgreesWithTheGeneralSearchWithAndWithoutReductions() throws {
    for seed in 1...6 as ClosedRange<UInt64> {
      let cover = try randomCover(rows: 40, columns: 90, seed: seed)
      let solution = cover.minimized()
      let plain = cover.minimized(limits: .init(presolves: false))
      let general = minimize(cover.problem)
      XCTAssertEqual(solution.objective, general.objective, accuracy: 1e-6)
      XCTAssertEqual(plain.objective, general.objective, accuracy: 1e-6)
      check(solution, of: cover)
      check(plain, of: cover)
    }
  }

  func testAgreesWithReferenceOptima() throws {
    for (k, reference) in try KernelReference.read().covers.enumerated() {
      let cover = try SetCover(
        rowCount: reference.rows, costs: reference.costs, columns: reference.columns)
      let solution = cover.minimized(limits: .init(presolves: k % 2 == 0))
      XCTAssertEqual(solution.status, .optimal, reference.name)
      XCTAssertEqual(
        solution.objective, reference.optimum, accuracy: 1e-8 * reference.optimum, reference.name)
      XCTAssertLessThanOrEqual(solution.bound, solution.objective)
      check(solution, of: cover)
    }
  }

  func testStructureIsFound() throws {
    let cover = try randomCover(rows: 30, columns: 60, seed: 2)
    let solution = minimizeByStructure(cover.problem)
    XCTAssertEqual(solution.objective, cover.minimized().objective)
    XCTAssertEqual(solution.nodes, cover.minimized().nodes)
    check(solution, of: cover)
  }

  func testOrderOfRowsAndColumnsChangesNothing() throws {
    let cover = try randomCover(rows: 30, columns: 70, seed: 5)
    let columns = cover.columns.map { $0.map { cover.rowCount - 1 - $0 } }
    let turned = try SetCover(
      rowCount: cover.rowCount, costs: cover.costs.reversed(), columns: columns.reversed())
    XCTAssertEqual(cover.minimized().objective, turned.minimized().objective)
  }

  func testOneMoreRowNeverImproves() throws {
    for seed in 1...10 as ClosedRange<UInt64> {
      let cover = try randomCover(rows: 25, columns: 50, seed: seed)
      var columns = cover.columns
      for j in stride(from: Int(seed), to: 50, by: 7) { columns[j].append(25) }
      let larger = try SetCover(rowCount: 26, costs: cover.costs, columns: columns)
      XCTAssertGreaterThanOrEqual(larger.minimized().objective, cover.minimized().objective)
    }
  }

  func testLimitsLeaveAPlanAndABound() throws {
    let cover = try randomCover(rows: 80, columns: 200, seed: 3)
    let optimum = cover.minimized()
    XCTAssertEqual(optimum.status, .optimal)
    let limited = cover.minimized(limits: .init(nodes: 1))
    check(limited, of: cover)
    XCTAssertLessThanOrEqual(limited.bound, optimum.objective)
    XCTAssertGreaterThanOrEqual(limited.objective, optimum.objective)
    let stopped = cover.minimized(limits: .init(shouldStop: { true }))
    XCTAssertLessThanOrEqual(stopped.bound, optimum.objective)
  }

  func testWhatCannotBeCoveredIsInfeasible() throws {
    let cover = try SetCover(rowCount: 3, costs: [1, 2], columns: [[0], [1, 0]])
    XCTAssertEqual(cover.minimized().status, .infeasible)
  }

  func testNothingToCoverCostsNothing() throws {
    let solution = try SetCover(rowCount: 0, costs: [1, 0], columns: [[], []]).minimized()
    XCTAssertEqual(solution.status, .optimal)
    XCTAssertEqual(solution.objective, 0)
  }

  func testNumbersThatMeanNothingAreRefused() {
    XCTAssertThrowsError(try SetCover(rowCount: 1, costs: [-1], columns: [[0]]))
    XCTAssertThrowsError(try SetCover(rowCount: 1, costs: [1], columns: [[1]]))
    XCTAssertThrowsError(try SetCover(rowCount: 1, costs: [1, 2], columns: [[0]]))
  }

  func testAProgramOfCoversIsRecognized() throws {
    let cover = try randomCover(rows: 10, columns: 20, seed: 9)
    XCTAssertEqual(SetCover(cover.problem)?.columns, cover.columns)
    var other = cover.problem
    other.setBounds(constraint: 0, lower: 2, upper: .infinity)
    XCTAssertNil(SetCover(other))
  }

  /// Optima from the literature (Beasley 1987): OR-Library sets 4, 5 and 6.
  func testOptimaOfTheLibrary() throws {
    for (name, optimum) in [("scp41", 429.0), ("scp51", 253), ("scp61", 138)] {
      let url = try SharedData.url("optimization/setcover/\(name).txt")
      let text = try String(contentsOf: url, encoding: .utf8)
      let numbers = text.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
      var position = 2 + numbers[1]
      var columns = [[Int]](repeating: [], count: numbers[1])
      for i in 0..<numbers[0] {
        let count = numbers[position]
        for j in numbers[(position + 1)...(position + count)] { columns[j - 1].append(i) }
        position += count + 1
      }
      let cover = try SetCover(
        rowCount: numbers[0], costs: numbers[2..<2 + numbers[1]].map(Double.init),
        columns: columns)
      let solution = cover.minimized()
      XCTAssertEqual(solution.status, .optimal)
      XCTAssertEqual(solution.objective, optimum)
      check(solution, of: cover)
    }
  }
}
