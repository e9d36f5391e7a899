import XCTest

@testable import LinearAlgebra

/// Every way a factorization can fail names what failed.
final class ErrorTests: XCTestCase {
  func testSingularPivot() {
    // The third column is the sum of the first two, exactly.
    let a = Matrix(rows: [[1, 2, 3], [0, 4, 4], [0, 0, 0]])
    for own in [true, false] {
      assertThrows(.singular(pivot: 2)) { _ = try LU(a, usingOwnKernel: own) }
    }
    let order = 20
    var large = Matrix.identity(order)
    large[13, 13] = 0
    assertThrows(.singular(pivot: 13)) { _ = try LU(large) }
    assertThrows(.singular(pivot: 13)) {
      _ = try BandedLU(BandedMatrix(large, lower: 1, upper: 1))
    }
    assertThrows(.singular(pivot: 13)) {
      _ = try large.solveTriangle(.lower, .identity(order))
    }
    assertThrows(.singular(pivot: 1)) {
      _ = try QR(Matrix(rows: [[1, 0], [0, 0], [0, 0]])).leastSquares([1, 2, 3])
    }
    assertThrows(.singular(pivot: 0)) {
      _ = try SymmetricEigen(Matrix(rows: 2, columns: 2)).inverse()
    }
  }

  func testNotPositiveDefinite() {
    for order in [5, 20] {
      var a = Matrix.identity(order)
      a[3, 3] = -1
      assertThrows(.notPositiveDefinite(leadingMinor: 4)) { _ = try Cholesky(a) }
      assertThrows(.notPositiveDefinite(leadingMinor: 4)) {
        _ = try BandedCholesky(BandedMatrix(a, lower: 1, upper: 1))
      }
      // Zero is not positive.
      a[3, 3] = 0
      assertThrows(.notPositiveDefinite(leadingMinor: 4)) { _ = try Cholesky(a) }
    }
  }

  func testNotFinite() {
    for bad in [Double.nan, .infinity, -.infinity] {
      for order in [4, 20] {
        var a = Matrix.identity(order)
        a[order - 1, 0] = bad
        let band = BandedMatrix(a, lower: order - 1, upper: 0)
        let attempts: [() throws -> Void] = [
          { _ = try LU(a) }, { _ = try Cholesky(a) }, { _ = try QR(a) },
          { _ = try PivotedQR(a) }, { _ = try SVD(a) }, { _ = try SVD.values(of: a) },
          { _ = try SymmetricEigen(a) }, { _ = try SymmetricEigen.values(of: a) },
          { _ = try SymmetricEigen(a, ranks: 0..<1) },
          { _ = try LeastSquares(a, [Double](repeating: 1, count: order)) },
          { _ = try BandedLU(band) }, { _ = try BandedCholesky(band) },
          { _ = try a.solveTriangle(.lower, .identity(order)) },
          { _ = try a.triangleReciprocalCondition(.lower) },
        ]
        for attempt in attempts { assertThrows(.notFinite(argument: "matrix"), attempt) }

        var b = [Double](repeating: 1, count: order)
        b[2] = bad
        let one = Matrix.identity(order)
        let bandOne = BandedMatrix(one, lower: 1, upper: 1)
        let solves: [() throws -> Void] = [
          { _ = try LU(one).solve(b) }, { _ = try Cholesky(one).solve(b) },
          { _ = try SVD(one).solve(b) }, { _ = try SymmetricEigen(one).solve(b) },
          { _ = try LeastSquares(one, b) }, { _ = try BandedLU(bandOne).solve(b) },
          { _ = try BandedCholesky(bandOne).solve(b) },
          { _ = try one.solveTriangle(.lower, Matrix(column: b)) },
        ]
        for solve in solves { assertThrows(.notFinite(argument: "right-hand side"), solve) }
        assertThrows(.notFinite(argument: "matrix to multiply")) {
          _ = try QR(one).leastSquares(b)
        }
      }
    }
  }

  func testOverflowWhileFactoring() {
    let huge = Double.greatestFiniteMagnitude
    let a = Matrix(rows: [[huge, huge], [-huge, huge]])
    assertThrows(.notFinite(argument: "matrix (overflow while factoring)")) { _ = try LU(a) }
  }

  func testUpperTriangleIsNotRead() throws {
    for order in [4, 20] {
      var a = Matrix.identity(order)
      a[0, order - 1] = .nan
      XCTAssertEqual(try Cholesky(a).lower, .identity(order))
      XCTAssertEqual(
        try SymmetricEigen(a).values, [Double](repeating: 1, count: order))
    }
  }

  func testEmptyMatrices() throws {
    let empty = Matrix(rows: 0, columns: 0)
    XCTAssertEqual(try LU(empty).solve([]), [])
    XCTAssertEqual(try LU(empty).determinant, 1)
    XCTAssertEqual(try LU(empty).inverse(), empty)
    XCTAssertEqual(try Cholesky(empty).solve([]), [])
    XCTAssertEqual(try Cholesky(empty).inverse(), empty)
    XCTAssertEqual(try QR(Matrix(rows: 3, columns: 0)).leastSquares([1, 2, 3]), [])
    XCTAssertEqual(try PivotedQR(Matrix(rows: 0, columns: 2)).leastSquares([]), [0, 0])
    XCTAssertEqual(try SVD(empty).values, [])
    XCTAssertEqual(try SymmetricEigen(empty).values, [])
    XCTAssertEqual(try LeastSquares(Matrix(rows: 0, columns: 2), []).solution.storage, [0, 0])
    XCTAssertEqual(try BandedLU(BandedMatrix(order: 0, lower: 1, upper: 1)).solve([]), [])
    XCTAssertEqual(
      Matrix(rows: 2, columns: 0) * Matrix(rows: 0, columns: 2), Matrix(rows: 2, columns: 2))
    XCTAssertEqual(empty.oneNorm, 0)
    XCTAssertEqual(empty.frobeniusNorm, 0)
  }

  private func assertThrows(
    _ expected: FactorizationError, _ body: () throws -> Void,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    XCTAssertThrowsError(try body(), file: file, line: line) {
      XCTAssertEqual($0 as? FactorizationError, expected, file: file, line: line)
    }
  }
}
