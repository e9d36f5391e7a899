import XCTest

@testable import Optimization

/// Factors and their updates against products with the basis itself.
final class BasisFactorsTests: XCTestCase {
  private struct Basis {
    var size: Int
    var columns: SparseColumns

    /// A sparse matrix with a few blocks: triangular parts, a dense kernel, unit columns.
    init(size: Int, extra: Int, seed: UInt64) {
      self.size = size
      var state = seed
      func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
      }
      columns = SparseColumns(rowCount: size, columnCount: 0)
      for j in 0..<(size + extra) {
        var rows: Set<Int> = j < size ? [j] : []
        for _ in 0..<(1 + next(4)) { rows.insert(next(size)) }
        columns.append(
          rows.sorted().map { (row: Int32($0), value: Double(next(19) - 9) + 0.5) })
      }
    }
  }

  private func withColumns<R>(_ c: SparseColumns, _ body: (BasisColumns) -> R) -> R {
    c.starts.withUnsafeBufferPointer { starts in
      c.rows.withUnsafeBufferPointer { rows in
        c.values.withUnsafeBufferPointer { values in
          body(
            BasisColumns(
              structuralCount: c.columnCount, starts: starts.baseAddress!,
              rows: rows.baseAddress!, values: values.baseAddress!))
        }
      }
    }
  }

  private func column(_ c: SparseColumns, _ j: Int) -> [Double] {
    var dense = [Double](repeating: 0, count: c.rowCount)
    if j >= c.columnCount {
      dense[j - c.columnCount] = 1
    } else {
      for k in c.starts[j]..<c.starts[j + 1] { dense[Int(c.rows[k])] = c.values[k] }
    }
    return dense
  }

  /// Largest residual of B·x = b and Bᵀ·y = b for a full right-hand side.
  private func residual(_ f: BasisFactors, _ basic: [Int32], _ c: SparseColumns) -> Double {
    let m = f.size
    let b = (0..<m).map { Double(($0 * 37) % 11) - 5 }
    var x = b
    var y = b
    x.withUnsafeMutableBufferPointer { f.solve($0.baseAddress!) }
    y.withUnsafeMutableBufferPointer { f.solveTransposed($0.baseAddress!) }
    var product = [Double](repeating: 0, count: m)
    var worst = 0.0
    for p in 0..<m {
      let a = column(c, Int(basic[p]))
      var sum = 0.0
      for i in 0..<m {
        product[i] += a[i] * x[p]
        sum += a[i] * y[i]
      }
      worst = max(worst, abs(sum - b[p]))
    }
    for i in 0..<m { worst = max(worst, abs(product[i] - b[i])) }
    return worst
  }

  func testSolvesAndUpdates() {
    for seed in 1...6 as ClosedRange<UInt64> {
      let m = 30 + 10 * Int(seed)
      let basis = Basis(size: m, extra: 40, seed: seed)
      let factors = BasisFactors(size: m, updateLimit: 60)
      var basic = (0..<m).map(Int32.init)
      let replaced = withColumns(
        basis.columns,
        { c in
          basic.withUnsafeMutableBufferPointer { factors.factorize($0.baseAddress!, c) }
        })
      XCTAssertTrue(replaced.isEmpty)
      XCTAssertEqual(Set(basic), Set((0..<m).map(Int32.init)))
      XCTAssertLessThan(residual(factors, basic, basis.columns), 1e-8)

      for extra in 0..<40 {
        let entering = m + extra
        var alpha = column(basis.columns, entering)
        alpha.withUnsafeMutableBufferPointer {
          factors.solve($0.baseAddress!, keepsSpike: true)
        }
        let row = (0..<m).max { abs(alpha[$0]) < abs(alpha[$1]) }!
        guard abs(alpha[row]) > 0.1 else { continue }
        var unit = [Double](repeating: 0, count: m)
        unit[row] = 1
        unit.withUnsafeMutableBufferPointer {
          factors.solveTransposed($0.baseAddress!, keepsRow: true)
        }
        XCTAssertTrue(factors.update(row: row, pivot: alpha[row]))
        basic[row] = Int32(entering)
        XCTAssertLessThan(residual(factors, basic, basis.columns), 1e-6)
      }
      XCTAssertGreaterThan(factors.updateCount, 20)

      // A copy solves the same, and is not touched by further updates of the first.
      let copy = BasisFactors(size: m, updateLimit: 60)
      copy.copy(from: factors)
      XCTAssertEqual(
        residual(copy, basic, basis.columns), residual(factors, basic, basis.columns))
    }
  }

  func testDependentColumnsGiveWay() {
    let m = 8
    var columns = SparseColumns(rowCount: m, columnCount: 0)
    for j in 0..<m {
      // Columns 3 and 5 repeat column 1; column 6 is empty.
      let base = j == 3 || j == 5 ? 1 : j
      columns.append(
        j == 6 ? [] : [(row: Int32(base), value: 2), (row: Int32((base + 1) % m), value: 1)])
    }
    var basic = (0..<m).map(Int32.init)
    let factors = BasisFactors(size: m, updateLimit: 10)
    let replaced = withColumns(columns) { c in
      basic.withUnsafeMutableBufferPointer { factors.factorize($0.baseAddress!, c) }
    }
    XCTAssertEqual(replaced.count, 3)
    XCTAssertTrue(replaced.contains(6))
    XCTAssertLessThan(residual(factors, basic, columns), 1e-10)
  }

  /// Differences of rows keep the optimum and give the original prices.
  func testRowDifferencing() throws {
    let slots = 60
    var problem = Problem()
    for i in 0..<slots { problem.addConstraint(lower: Double((i * 7) % 10)) }
    for start in 0..<slots {
      for length in [12, 17] {
        let rows = (0..<length).filter { $0 != 6 }.map { (start + $0) % slots }
        problem.addColumn(
          cost: Double(length + start % 5), entries: rows.map { .init(row: $0, value: 1) })
      }
    }
    let columns = problem.columns
    let differences = try XCTUnwrap(
      RowDifferencing(
        columns, rowLower: problem.constraintLowers, rowUpper: problem.constraintUppers))
    XCTAssertLessThan(2 * differences.columns.values.count, columns.values.count)
    // T·A from the definition.
    let dense = (0..<columns.columnCount).map { column(columns, $0) }
    for j in 0..<columns.columnCount {
      let rewritten = column(differences.columns, j)
      for i in 0..<slots {
        let expected = dense[j][i] - (differences.isDifference[i] ? dense[j][i - 1] : 0)
        XCTAssertEqual(rewritten[i], expected)
      }
    }
    let solution = solveChecked(problem)
    XCTAssertEqual(solution.status, .optimal)
  }
}
