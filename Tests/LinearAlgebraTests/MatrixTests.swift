import LinearAlgebra
import XCTest

final class MatrixTests: XCTestCase {
  private let a = Matrix(rows: [[1, 2, 3], [4, 5, 6]])

  func testLayoutIsByColumns() {
    XCTAssertEqual(a.storage, [1, 4, 2, 5, 3, 6])
    XCTAssertEqual(a[1, 2], 6)
    XCTAssertEqual(a.column(1), [2, 5])
    XCTAssertEqual(a.row(1), [4, 5, 6])
    XCTAssertEqual(a.diagonal, [1, 5])
    XCTAssertEqual(a[0..<2, 1..<3], Matrix(rows: [[2, 3], [5, 6]]))
    XCTAssertEqual(a.transpose, Matrix(rows: [[1, 4], [2, 5], [3, 6]]))
  }

  func testTransposeOfEveryShape() {
    var draws = Draws(seed: 8)
    for (m, n) in [(0, 3), (1, 1), (16, 16), (17, 33), (50, 3)] {
      let matrix = draws.matrix(m, n)
      let transpose = matrix.transpose
      XCTAssertEqual(transpose.transpose, matrix)
      for i in 0..<m {
        for j in 0..<n { XCTAssertEqual(transpose[j, i], matrix[i, j]) }
      }
    }
  }

  func testColumnsInPlace() {
    var b = a
    b.withUnsafeMutableColumn(2) { $0[0] = -3 }
    b.setColumn(0, to: [7, 8])
    XCTAssertEqual(b, Matrix(rows: [[7, 2, -3], [8, 5, 6]]))
    XCTAssertEqual(b.withUnsafeColumn(0) { $0.reduce(0, +) }, 15)
  }

  func testArithmeticAndNorms() {
    XCTAssertEqual(a + a, 2 * a)
    XCTAssertEqual(a - a, Matrix(rows: 2, columns: 3))
    XCTAssertEqual(Matrix.identity(2) * a, a)
    XCTAssertEqual(a.oneNorm, 9)
    XCTAssertEqual(a.infinityNorm, 15)
    XCTAssertEqual(a.maxNorm, 6)
    XCTAssertEqual(a.frobeniusNorm, 91.0.squareRoot(), accuracy: 1e-15)
    var broken = a
    broken[0, 1] = .nan
    XCTAssert(broken.oneNorm.isNaN && broken.infinityNorm.isNaN)
    XCTAssert(broken.frobeniusNorm.isNaN && broken.maxNorm.isNaN)
  }

  func testGramIsSymmetricToTheBit() {
    var draws = Draws(seed: 11)
    let gram = draws.matrix(40, 23).gram()
    XCTAssertEqual(gram, gram.transpose)
  }
}
