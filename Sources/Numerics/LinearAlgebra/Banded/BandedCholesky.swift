import CLAPACK

/// The factorization A = L Lᵀ of a symmetric positive definite banded matrix
/// (LAPACK's dpbtrf): order · bandwidth² operations, no fill.
public struct BandedCholesky: Sendable {
  /// L, with no diagonal above the main one.
  public let factor: BandedMatrix
  /// ‖A‖₁ of the matrix that was factored.
  public let oneNorm: Double

  /// Factors a symmetric banded matrix, of which only the lower half is read.
  ///
  /// - Throws: `.notFinite`, or `.notPositiveDefinite(leadingMinor:)` with the
  ///   order of the first leading minor that is not positive.
  public init(_ matrix: BandedMatrix) throws(FactorizationError) {
    var factor = BandedMatrix(order: matrix.order, lower: matrix.lower, upper: 0)
    var sums = [Double](repeating: 0, count: matrix.order)
    for j in 0..<matrix.order {
      for i in factor.rows(ofColumn: j) {
        let value = matrix[i, j]
        factor[i, j] = value
        sums[j] += abs(value)
        if i > j { sums[i] += abs(value) }
      }
    }
    try factor.requireFinite("matrix")
    oneNorm = maximumMagnitude(sums)
    if factor.order > 0 {
      let info = LAPACKE_dpbtrf_work(
        LAPACK_COL_MAJOR, Triangle.lower.code, Int32(factor.order), Int32(factor.lower),
        &factor.storage, Int32(factor.height))
      requireSuccess(min(info, 0))
      if info > 0 { throw .notPositiveDefinite(leadingMinor: Int(info)) }
    }
    try factor.requireFinite("matrix (overflow while factoring)")
    self.factor = factor
  }

  public var order: Int { factor.order }

  /// X of A X = B.
  ///
  /// - Parameter b: `order` rows.
  /// - Throws: `.notFinite` for a NaN or infinity in `b`.
  public func solve(_ b: Matrix) throws(FactorizationError) -> Matrix {
    precondition(b.rows == order, "the right-hand side needs `order` rows")
    try b.requireFinite("right-hand side")
    var x = b
    guard order > 0, b.columns > 0 else { return x }
    let info = LAPACKE_dpbtrs_work(
      LAPACK_COL_MAJOR, Triangle.lower.code, Int32(order), Int32(factor.lower),
      Int32(b.columns), factor.storage, Int32(factor.height), &x.storage, x.leadingDimension)
    requireSuccess(info)
    return x
  }

  /// x of A x = b, for a `b` of `order` values.
  public func solve(_ b: [Double]) throws(FactorizationError) -> [Double] {
    try solve(Matrix(column: b)).storage
  }

  /// A⁻¹, a full matrix: prefer `solve`.
  public func inverse() throws(FactorizationError) -> Matrix { try solve(.identity(order)) }

  /// L Lᵀ, which differs from A by rounding alone.
  public func reconstructed() -> Matrix { factor.dense().outerGram() }

  /// ln det A.
  public var logDeterminant: Double {
    (0..<order).reduce(0) { $0 + 2 * naturalLogarithm(factor[$1, $1]) }
  }

  /// An estimate of 1 / (‖A‖₁ ‖A⁻¹‖₁), from 0 to 1, by LAPACK's dpbcon.
  public var reciprocalCondition: Double {
    guard order > 0 else { return 1 }
    var result = 0.0
    let info = LAPACKE_dpbcon(
      LAPACK_COL_MAJOR, Triangle.lower.code, Int32(order), Int32(factor.lower),
      factor.storage, Int32(factor.height), oneNorm, &result)
    requireSuccess(info)
    return result
  }
}
