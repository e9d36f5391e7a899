import CLAPACK

/// The factorization P A = L U of a square matrix, by Gaussian elimination with
/// partial pivoting.
///
/// L is unit lower and U upper triangular; P exchanges row k with row
/// `pivots[k]`, for k = 0, 1, … in turn. Orders up to 16 are factored by an own
/// kernel, larger ones by LAPACK's dgetrf (Golub & Van Loan 2013, §3.4).
public struct LU: Sendable {
  /// U on and above the diagonal, L (without its ones) below it.
  public let factors: Matrix
  /// `pivots[k] ≥ k` is the row that was exchanged with row k at step k.
  public let pivots: [Int]
  /// ‖A‖₁ of the matrix that was factored.
  public let oneNorm: Double

  private let lapackPivots: [Int32]

  /// The largest order that the own kernel factors.
  public static let smallOrder = 16

  /// Factors a square matrix.
  ///
  /// - Throws: `.notFinite` for a NaN or infinity in `matrix` or an overflow
  ///   while factoring; `.singular(pivot:)` for the first pivot that is exactly
  ///   zero. A matrix that is singular but for rounding does not throw: see
  ///   `reciprocalCondition`.
  public init(_ matrix: Matrix) throws(FactorizationError) {
    try self.init(matrix, usingOwnKernel: matrix.rows <= LU.smallOrder)
  }

  init(_ matrix: Matrix, usingOwnKernel: Bool) throws(FactorizationError) {
    precondition(matrix.isSquare, "LU factors a square matrix")
    try matrix.requireFinite("matrix")
    oneNorm = matrix.oneNorm
    let n = matrix.rows
    var factors = matrix
    var pivots = [Int32](repeating: 0, count: n)
    let zeroPivot: Int?
    if usingOwnKernel {
      zeroPivot = factors.storage.withUnsafeMutableBufferPointer { a in
        pivots.withUnsafeMutableBufferPointer { LU.factor(a, order: n, pivots: $0) }
      }
    } else {
      let info = LAPACKE_dgetrf_work(
        LAPACK_COL_MAJOR, Int32(n), Int32(n), &factors.storage, factors.leadingDimension, &pivots)
      zeroPivot = info > 0 ? Int(info) - 1 : nil
    }
    if let zeroPivot { throw .singular(pivot: zeroPivot) }
    try factors.requireFinite("matrix (overflow while factoring)")
    self.factors = factors
    self.pivots = pivots.map { Int($0) - 1 }
    lapackPivots = pivots
  }

  public var order: Int { factors.rows }

  /// X of A X = B.
  ///
  /// - Parameter b: `order` rows.
  /// - Throws: `.notFinite` for a NaN or infinity in `b`.
  public func solve(_ b: Matrix) throws(FactorizationError) -> Matrix {
    try solve(b, transposed: false)
  }

  /// x of A x = b, for a `b` of `order` values.
  public func solve(_ b: [Double]) throws(FactorizationError) -> [Double] {
    try solve(Matrix(column: b), transposed: false).storage
  }

  /// X of Aᵀ X = B.
  public func solveTransposed(_ b: Matrix) throws(FactorizationError) -> Matrix {
    try solve(b, transposed: true)
  }

  /// x of Aᵀ x = b.
  public func solveTransposed(_ b: [Double]) throws(FactorizationError) -> [Double] {
    try solve(Matrix(column: b), transposed: true).storage
  }

  private func solve(_ b: Matrix, transposed: Bool) throws(FactorizationError) -> Matrix {
    precondition(b.rows == order, "the right-hand side needs `order` rows")
    try b.requireFinite("right-hand side")
    var x = b
    guard order > 0, b.columns > 0 else { return x }
    let info = LAPACKE_dgetrs_work(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: transposed ? "T" : "N")), Int32(order), Int32(b.columns),
      factors.storage, factors.leadingDimension, lapackPivots, &x.storage, x.leadingDimension)
    requireSuccess(info)
    return x
  }

  /// A⁻¹. Prefer `solve`, which is more accurate and costs less.
  public func inverse() -> Matrix {
    guard order > 0 else { return factors }
    var result = factors
    var work = [Double](repeating: 0, count: order * 64)
    let info = LAPACKE_dgetri_work(
      LAPACK_COL_MAJOR, Int32(order), &result.storage, result.leadingDimension, lapackPivots,
      &work, Int32(work.count))
    requireSuccess(info)
    return result
  }

  /// The unit lower triangular factor.
  public var lower: Matrix {
    var l = Matrix.identity(order)
    for j in 0..<order {
      for i in 0..<order where i > j { l[i, j] = factors[i, j] }
    }
    return l
  }

  /// The upper triangular factor.
  public var upper: Matrix { factors.triangle(.upper) }

  /// PᵀL U, which differs from A by rounding alone.
  public func reconstructed() -> Matrix {
    var a = lower * upper
    for k in pivots.indices.reversed() where pivots[k] != k {
      for j in 0..<order {
        a.storage.swapAt(k + j * order, pivots[k] + j * order)
      }
    }
    return a
  }

  /// det A; may overflow or underflow where `logDeterminant` does not.
  public var determinant: Double {
    let (sign, _) = logDeterminant
    return factors.diagonal.reduce(sign) { $0 * abs($1) }
  }

  /// The sign of det A and ln |det A|.
  public var logDeterminant: (sign: Double, logMagnitude: Double) {
    var sign = 1.0
    var logarithm = 0.0
    for (k, u) in factors.diagonal.enumerated() {
      if (u < 0) != (pivots[k] != k) { sign = -sign }
      logarithm += naturalLogarithm(abs(u))
    }
    return (sign, logarithm)
  }

  /// An estimate of 1 / (‖A‖₁ ‖A⁻¹‖₁), from 0 (singular) to 1, by LAPACK's
  /// dgecon (Higham 1988, "FORTRAN codes for estimating the one-norm of a real or
  /// complex matrix"). ‖A⁻¹‖₁ is bounded from below, so the estimate is at least
  /// the true reciprocal but for rounding; it is rarely more than three times it.
  public var reciprocalCondition: Double {
    guard order > 0 else { return 1 }
    var result = 0.0
    let info = LAPACKE_dgecon(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "1")), Int32(order), factors.storage,
      factors.leadingDimension, oneNorm, &result)
    requireSuccess(info)
    return result
  }
}
