import TestSupport
import XCTest

@testable import LinearAlgebra

/// What every factorization must satisfy, on matrices of many shapes.
final class PropertyTests: XCTestCase {
  private let orders = [1, 2, 3, 7, 15, 16, 17, 33, 64]
  private let shapes = [(1, 1), (5, 1), (1, 5), (8, 3), (3, 8), (20, 20), (70, 33), (33, 70)]

  func testReconstruction() throws {
    var draws = Draws(seed: 1)
    for n in orders {
      let a = draws.matrix(n, n)
      assertSame(try LU(a).reconstructed(), a)
      let definite = draws.definite(n)
      assertSame(try Cholesky(definite).reconstructed(), definite)
      assertSame(try SymmetricEigen(definite).reconstructed(), definite)
      assertSame(try LU(a).inverse() * a, .identity(n), 1e-9)
      assertSame(try Cholesky(definite).inverse() * definite, .identity(n), 1e-11)
      let lu = try LU(a)
      assertSame(lu.lower.triangle(.lower), lu.lower, 0)
      XCTAssertLessThanOrEqual(lu.lower.maxNorm, 1, "partial pivoting bounds the multipliers")
    }
    for (m, n) in shapes {
      let a = draws.matrix(m, n)
      assertSame(try QR(a).reconstructed(), a)
      assertSame(try PivotedQR(a).reconstructed(), a)
      assertSame(try SVD(a).reconstructed(), a)
    }
  }

  func testOrthogonality() throws {
    var draws = Draws(seed: 2)
    for (m, n) in shapes {
      let a = draws.matrix(m, n)
      let k = min(m, n)
      assertSame(try QR(a).thinQ().gram(), .identity(k))
      assertSame(try PivotedQR(a).thinQ().gram(), .identity(k))
      let svd = try SVD(a)
      assertSame(svd.left.gram(), .identity(k))
      assertSame(svd.rightTransposed.outerGram(), .identity(k))
      XCTAssertEqual(svd.values, svd.values.sorted(by: >))
      // Q applied and undone is the identity.
      let b = draws.matrix(m, 4)
      let qr = try QR(a)
      assertSame(try qr.applyQ(to: qr.applyQ(to: b), transposed: true), b)
    }
    for n in orders {
      let eigen = try SymmetricEigen(draws.definite(n))
      assertSame(eigen.vectors.gram(), .identity(n))
      XCTAssertEqual(eigen.values, eigen.values.sorted())
    }
  }

  func testOwnKernelsEqualLAPACK() throws {
    var draws = Draws(seed: 3)
    for n in 1...16 {
      for _ in 0..<20 {
        let a = draws.matrix(n, n)
        let own = try LU(a, usingOwnKernel: true)
        let lapack = try LU(a, usingOwnKernel: false)
        XCTAssertEqual(own.pivots, lapack.pivots)
        assertSame(own.factors, lapack.factors, 1e-12)
        let definite = draws.definite(n)
        assertSame(
          try Cholesky(definite, usingOwnKernel: true).lower,
          try Cholesky(definite, usingOwnKernel: false).lower)
      }
    }
  }

  func testRankAndLeastNorm() throws {
    var draws = Draws(seed: 4)
    for (m, n, rank) in [(12, 8, 3), (8, 12, 5), (10, 10, 1), (30, 20, 19)] {
      let a = draws.matrix(m, rank) * draws.matrix(rank, n)
      XCTAssertEqual(try PivotedQR(a).rank(), rank)
      XCTAssertEqual(try SVD(a).rank(), rank)
      let b = draws.vector(m)
      let least = try LeastSquares(a, b)
      let other = try LeastSquares(a, b, method: .pivotedQR)
      let basic = try PivotedQR(a).leastSquares(b)
      XCTAssertEqual([least.rank, other.rank], [rank, rank])
      assertSame(least.solution, other.solution, 1e-10)
      assertSame(Matrix(column: try SVD(a).solve(b)), least.solution, 1e-10)
      // The basic solution fits as well, with zeros, and is no shorter.
      XCTAssertEqual(basic.filter { $0 != 0 }.count, rank)
      let residual = zip(b, a * basic).map { $0 - $1 }
      assertClose(dot(residual, residual), least.residualSumsOfSquares[0], relative: 1e-9)
      XCTAssertGreaterThanOrEqual(
        euclideanNorm(basic) * (1 + 1e-12), euclideanNorm(least.solution.storage))
      // Moore–Penrose: A A⁺ A = A, A⁺ A A⁺ = A⁺.
      let inverse = try SVD(a).inverse()
      assertSame(a * inverse * a, a, 1e-12)
      assertSame(inverse * a * inverse, inverse, 1e-11)
    }
  }

  func testBandedEqualsDense() throws {
    var draws = Draws(seed: 5)
    for (n, lower, upper) in [(1, 0, 0), (6, 0, 2), (20, 2, 1), (40, 5, 3), (7, 6, 6)] {
      let dense = draws.matrix(n, n, shift: 2)
      let band = BandedMatrix(dense, lower: lower, upper: upper)
      let b = draws.matrix(n, 3)
      assertSame(try BandedLU(band).solve(b), try LU(band.dense()).solve(b), 1e-11)
      assertSame(try BandedLU(band).reconstructed(), band.dense())
      assertSame(try BandedLU(band).inverse() * band.dense(), .identity(n), 1e-11)
      let x = draws.vector(n)
      assertSame(Matrix(column: band.times(x)), Matrix(column: band.dense() * x))
      assertClose(band.oneNorm, band.dense().oneNorm, relative: 1e-15)
      let definite = BandedMatrix(
        dense.triangle(.lower) + dense.triangle(.lower).transpose + Double(2 * n) * .identity(n),
        lower: lower, upper: lower)
      let cholesky = try BandedCholesky(definite)
      assertSame(cholesky.reconstructed(), definite.dense())
      assertSame(try cholesky.solve(b), try Cholesky(definite.dense()).solve(b), 1e-12)
      assertSame(try cholesky.inverse() * definite.dense(), .identity(n), 1e-12)
      assertClose(
        cholesky.logDeterminant, try Cholesky(definite.dense()).logDeterminant, relative: 1e-12)
    }
  }

  func testReductions() {
    var draws = Draws(seed: 6)
    for n in [0, 1, 7, 8, 9, 64, 1003] {
      let (x, y) = (draws.vector(n), draws.vector(n))
      let plain = zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
      XCTAssertEqual(dot(x, y), plain, accuracy: 1e-13)
      XCTAssertEqual(laneSum(x), x.reduce(0, +), accuracy: 1e-13)
      XCTAssertEqual(euclideanNorm(x), dot(x, x).squareRoot(), accuracy: 1e-13)
    }
    XCTAssertEqual(euclideanNorm([3e300, 4e300]), 5e300, accuracy: 1e285)
    // Subnormal, where a square would vanish.
    let tiny = Double(sign: .plus, exponent: -1030, significand: 1)
    XCTAssertEqual(euclideanNorm([3 * tiny, 4 * tiny]), 5 * tiny)
    XCTAssertEqual(euclideanNorm([.infinity, 1]), .infinity)
    XCTAssert(euclideanNorm([1, .nan]).isNaN)
  }

  private func assertSame(
    _ a: @autoclosure () throws -> Matrix, _ b: @autoclosure () throws -> Matrix,
    _ tolerance: Double = 1e-13, file: StaticString = #filePath, line: UInt = #line
  ) {
    do {
      let (a, b) = (try a(), try b())
      let scale = max(1, b.oneNorm)
      XCTAssertLessThanOrEqual((a - b).oneNorm, tolerance * scale, file: file, line: line)
    } catch {
      XCTFail("\(error)", file: file, line: line)
    }
  }
}
