import LinearAlgebra
import Regression
import Statistics
import TestSupport
import XCTest

final class NormalEquationsTests: XCTestCase {
  /// A design of every kind of block, and the same written out.
  private func mixed(rows: Int) -> DesignMatrix {
    var random = RandomStream(seed: 3, "design")
    let x = (0..<rows).map { _ in random.normal() }
    let codes = (0..<rows).map { _ in Int32(random.integer(below: 8)) - 1 }
    let few = (0..<rows).map { _ in Int32(random.integer(below: 3)) }
    let sparse = SparseMatrix(
      rows: rows, columns: 2,
      triplets: (0..<rows / 3).map { .init(row: $0 * 3, column: $0 % 2, value: random.normal()) })
    let matrix = Matrix(
      rows: rows, columns: 2, storage: (0..<2 * rows).map { _ in random.normal() })
    return DesignMatrix(
      rows: rows, names: (0..<19).map { "c\($0)" },
      blocks: [
        .indicators(codes: codes, width: 7, values: x), .intercept, .column(x), .matrix(matrix),
        .indicators(codes: few, width: 3, values: nil),
        .indicators(codes: codes.map { min($0, 2) }, width: 3, values: nil), .sparse(sparse),
      ])
  }

  /// Sums in another order, so equal to rounding at the scale of the largest.
  private func assertEqual(_ values: [Double], _ expected: [Double], line: UInt = #line) {
    XCTAssertEqual(values.count, expected.count, line: line)
    let scale = expected.map(abs).max() ?? 0
    for (value, expected) in zip(values, expected) {
      XCTAssertEqual(value, expected, accuracy: 1e-12 * max(1, scale), line: line)
    }
  }

  func testEqualsTheDenseProducts() {
    for rows in [0, 1, 7, 70_000] {
      let design = mixed(rows: rows)
      let dense = design.dense()
      let b = (0..<design.columns).map { Double($0) / 7 - 1 }
      let fitted = dense * b
      assertEqual(design.times(b), fitted)
      assertEqual(design.transposeTimes(fitted), dense.transposeTimes(fitted))
      let sums = NormalEquations(of: design, coefficients: b) { rows, linear, weight, response in
        for i in 0..<rows.count {
          weight[i] = Double((rows.lowerBound + i) % 5)
          response[i] = linear[i] + 1
        }
      }
      var weighted = dense
      for i in 0..<rows {
        for j in 0..<design.columns { weighted[i, j] *= Double(i % 5) }
      }
      assertEqual(sums.gram.storage, weighted.transposeTimes(dense).storage)
      assertEqual(sums.cross, weighted.transposeTimes(fitted.map { $0 + 1 }))
    }
  }

  func testThreadsChangeNothing() {
    let design = mixed(rows: 100_000)
    func sums(_ threads: Int) -> NormalEquations {
      NormalEquations(of: design, threads: threads) { rows, _, weight, response in
        for i in 0..<rows.count { (weight[i], response[i]) = (1.5, Double(i)) }
      }
    }
    let (one, two) = (sums(1), sums(2))
    XCTAssertEqual(one.gram, two.gram)
    XCTAssertEqual(one.cross, two.cross)
  }

  func testColumnsAreSelectedWithoutWritingThemOut() {
    let design = mixed(rows: 50)
    let dense = design.dense()
    let chosen = [0, 1, 2, 3, 4, 5, 6, 7, 9, 11, 13, 15, 17]
    let selected = design.selecting(columns: chosen)
    XCTAssertEqual(selected.names, chosen.map { design.names[$0] })
    for (j, original) in chosen.enumerated() {
      XCTAssertEqual(selected.column(j), dense.column(original))
    }
    XCTAssertEqual(selected.blocks.count, 6)
    let rows = [4, 4, 0, 49]
    XCTAssertEqual(
      design.selecting(rows: rows).dense(), Matrix(rows: rows.map { dense.row($0) }))
  }
}
