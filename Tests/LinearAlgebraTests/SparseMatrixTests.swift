import LinearAlgebra
import XCTest

final class SparseMatrixTests: XCTestCase {
  /// Multiples of 1/8, so that every sum is exact whatever its order.
  private func draw(_ rows: Int, _ columns: Int, seed: UInt64) -> (SparseMatrix, Matrix) {
    var draws = Draws(seed: seed)
    var triplets: [SparseMatrix.Triplet] = []
    var dense = Matrix(rows: rows, columns: columns)
    for _ in 0..<rows * columns / 3 {
      let i = Int((draws.next() + 1) / 2 * Double(rows - 1))
      let j = Int((draws.next() + 1) / 2 * Double(columns - 1))
      let value = (draws.next() * 64).rounded() / 8
      triplets.append(SparseMatrix.Triplet(row: i, column: j, value: value))
      dense[i, j] += value
    }
    return (SparseMatrix(rows: rows, columns: columns, triplets: triplets), dense)
  }

  func testEqualsDense() {
    for (rows, columns) in [(7, 5), (5, 7), (30, 30), (1, 40), (40, 1)] {
      let (sparse, dense) = draw(rows, columns, seed: UInt64(rows * 100 + columns))
      XCTAssertEqual(sparse.dense(), dense)
      XCTAssertEqual(sparse.transpose.dense(), dense.transpose)
      XCTAssertEqual(sparse.transpose.transpose, sparse)
      var draws = Draws(seed: 9)
      let x = (0..<columns).map { _ in (draws.next() * 8).rounded() }
      let y = (0..<rows).map { _ in (draws.next() * 8).rounded() }
      XCTAssertEqual(sparse.times(x), dense * x)
      XCTAssertEqual(sparse.transposeTimes(y), dense.transposeTimes(y))
      XCTAssertEqual(sparse.gram().dense(), dense.gram())
      XCTAssertEqual(sparse.times(sparse.transpose).dense(), dense.outerGram())
      for i in 0..<rows {
        for j in 0..<columns { XCTAssertEqual(sparse[i, j], dense[i, j]) }
      }
    }
  }

  func testDuplicatesAreSummedInOrder() {
    let triplets = [(1, 0, 2.0), (0, 0, 1), (1, 0, 3), (1, 1, 4), (1, 0, -5)].map {
      SparseMatrix.Triplet(row: $0.0, column: $0.1, value: $0.2)
    }
    let a = SparseMatrix(rows: 2, columns: 2, triplets: triplets)
    XCTAssertEqual(a.columnStarts, [0, 2, 3])
    XCTAssertEqual(a.rowIndices, [0, 1, 1])
    XCTAssertEqual(a.values, [1, 0, 4])
    XCTAssertEqual(
      a,
      SparseMatrix(rows: 2, columnStarts: [0, 2, 3], rowIndices: [0, 1, 1], values: [1, 0, 4]))
  }

  func testDenseRoundTrip() {
    let (_, dense) = draw(12, 9, seed: 4)
    let sparse = SparseMatrix(dense)
    XCTAssertEqual(sparse.dense(), dense)
    XCTAssertEqual(sparse.entryCount, dense.storage.filter { $0 != 0 }.count)
  }
}
