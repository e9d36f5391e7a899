import LinearAlgebra
import TestSupport
import XCTest

/// Against values computed at 50 digits.
final class ReferenceTests: XCTestCase {
  func testLU() throws {
    for reference in try ReferenceCases.load().square {
      let lu = try LU(reference.a)
      let name = "order \(reference.rows)"
      assertClose(try lu.solve(reference["b"]), reference["x"], name)
      assertClose(try lu.solveTransposed(reference["b"]), reference["xTransposed"], name)
      assertClose(lu.inverse().storage, reference["inverse"], name)
      assertClose(lu.determinant, reference.scalar("determinant"), relative: 1e-12, name)
      let (sign, logarithm) = lu.logDeterminant
      assertClose(logarithm, reference.scalar("logDeterminant"), relative: 1e-12, name)
      XCTAssertEqual(sign, reference.scalar("determinant") < 0 ? -1 : 1)
      assertClose(try QR(reference.a).solve(reference["b"]), reference["x"], name)
      assertClose(try SVD(reference.a).solve(reference["b"]), reference["x"], name)
    }
  }

  func testNorms() throws {
    for reference in try ReferenceCases.load().square {
      let a = reference.a
      assertClose(a.oneNorm, reference.scalar("oneNorm"), relative: 1e-15)
      assertClose(a.infinityNorm, reference.scalar("infinityNorm"), relative: 1e-15)
      assertClose(a.frobeniusNorm, reference.scalar("frobeniusNorm"), relative: 1e-15)
    }
  }

  func testCholesky() throws {
    for reference in try ReferenceCases.load().definite {
      let cholesky = try Cholesky(reference.a)
      assertClose(cholesky.lower.storage, reference["lower"])
      assertClose(try cholesky.solve(reference["b"]), reference["x"])
      assertClose(cholesky.inverse().storage, reference["inverse"])
      assertClose(
        cholesky.logDeterminant, reference.scalar("logDeterminant"), relative: 1e-12)
      let eigen = try SymmetricEigen(reference.a)
      assertClose(try eigen.solve(reference["b"]), reference["x"])
      assertClose(try eigen.inverse().storage, reference["inverse"])
    }
  }

  func testLeastSquares() throws {
    for reference in try ReferenceCases.load().leastSquares {
      let (a, b, x) = (reference.a, reference["b"], reference["x"])
      let name = "\(a.rows) × \(a.columns)"
      for method in [LeastSquares.Method.singularValues, .pivotedQR] {
        let fit = try LeastSquares(a, b, method: method)
        assertClose(fit.solution.storage, x, name)
        XCTAssertEqual(fit.rank, min(a.rows, a.columns))
        if a.rows > a.columns {
          assertClose(
            fit.residualSumsOfSquares[0], reference.scalar("residualSumOfSquares"),
            relative: 1e-12, name)
        }
      }
      assertClose(try SVD(a).solve(b), x, name)
      assertClose(try SVD(a).values, reference["singularValues"], name)
      assertClose(try SVD.values(of: a), reference["singularValues"], name)
      guard a.rows >= a.columns else { continue }
      assertClose(try QR(a).leastSquares(b), x, name)
      assertClose(try PivotedQR(a).leastSquares(b), x, name)
      // R is unique but for the signs of its rows.
      var r = try QR(a).upper
      for i in 0..<r.rows where r[i, i] < 0 {
        for j in 0..<r.columns { r[i, j] = -r[i, j] }
      }
      assertClose(r.storage, reference["upper"], name)
    }
  }

  func testSymmetricEigen() throws {
    for reference in try ReferenceCases.load().eigen {
      let n = reference.rows
      let eigen = try SymmetricEigen(reference.a)
      assertClose(eigen.values, reference["values"])
      assertClose(eigen.vectors.storage, reference["vectors"])
      assertClose(try SymmetricEigen.values(of: reference.a), reference["values"])
      let some = try SymmetricEigen(reference.a, ranks: n / 2..<n)
      assertClose(some.values, Array(reference["values"][(n / 2)...]))
      assertClose(some.vectors.storage, Array(reference["vectors"][(n / 2 * n)...]))
    }
  }

  func testBanded() throws {
    let cases = try ReferenceCases.load()
    for reference in cases.bandedGeneral {
      let band = BandedMatrix(
        reference.a, lower: Int(reference.scalar("lower")),
        upper: Int(reference.scalar("upper")))
      XCTAssertEqual(band.dense(), reference.a)
      let lu = try BandedLU(band)
      assertClose(try lu.solve(reference["b"]), reference["x"])
      assertClose(try lu.solve(reference["b"], transposed: true), reference["xTransposed"])
      assertCondition(lu.reciprocalCondition, reference.scalar("reciprocalCondition"))
    }
    for reference in cases.bandedDefinite {
      let width = Int(reference.scalar("lower"))
      let cholesky = try BandedCholesky(BandedMatrix(reference.a, lower: width, upper: width))
      assertClose(try cholesky.solve(reference["b"]), reference["x"])
      assertCondition(cholesky.reciprocalCondition, reference.scalar("reciprocalCondition"))
    }
  }

  func testConditionOfHilbertMatrices() throws {
    for reference in try ReferenceCases.load().hilbert {
      let expected = reference.scalar("reciprocalCondition")
      assertCondition(try LU(reference.a).reciprocalCondition, expected)
      assertCondition(try Cholesky(reference.a).reciprocalCondition, expected)
      assertCondition(
        try reference.a.triangleReciprocalCondition(.upper),
        reference.scalar("triangleReciprocalCondition"))
    }
    for reference in try ReferenceCases.load().square {
      assertCondition(
        try LU(reference.a).reciprocalCondition, reference.scalar("reciprocalCondition"))
    }
  }

  func testProducts() throws {
    for reference in try ReferenceCases.load().product {
      let a = reference.a
      let b = Matrix(
        rows: a.columns, columns: reference["b"].count / a.columns, storage: reference["b"])
      let expected = reference["product"]
      assertClose((a * b).storage, expected)
      assertClose(a.transpose.transposeTimes(b).storage, expected)
      assertClose(a.timesTranspose(b.transpose).storage, expected)
      assertClose(a * b.column(0), Array(expected[0..<a.rows]))
      assertClose(a.transpose.transposeTimes(b.column(0)), Array(expected[0..<a.rows]))
      assertClose(a.gram().storage, reference["gram"])
      assertClose(a.transpose.outerGram().storage, reference["gram"])
      let sparse = SparseMatrix(a)
      assertClose(sparse.times(b).storage, expected)
      assertClose(sparse.times(SparseMatrix(b)).dense().storage, expected)
      assertClose(sparse.gram().dense().storage, reference["gram"])
    }
  }

  /// The estimate bounds the norm of the inverse from below, and by at most a
  /// factor of three on these matrices.
  private func assertCondition(
    _ estimate: Double, _ exact: Double, file: StaticString = #filePath, line: UInt = #line
  ) {
    // The inverse that is estimated is that of a rounded factorization.
    let slack = 1 + 1e-2
    XCTAssertGreaterThanOrEqual(estimate * slack, exact, file: file, line: line)
    XCTAssertLessThanOrEqual(estimate, 3 * exact, file: file, line: line)
  }
}
