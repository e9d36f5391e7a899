import CLAPACK

/// The factorization A = L Lᵀ of a symmetric positive definite matrix.
///
/// Only the lower triangle of A is read. Orders up to 16 are factored by an own
/// kernel, larger ones by LAPACK's dpotrf (Golub & Van Loan 2013, §4.2).
public struct Cholesky: Sendable {
  /// L, with zeros above the diagonal.
  public let lower: Matrix
  /// ‖A‖₁ of the matrix that was factored.
  public let oneNorm: Double

  /// The largest order that the own kernel factors.
  public static let smallOrder = 16

  /// Factors a symmetric matrix.
  ///
  /// - Parameter matrix: square; the values above its diagonal are ignored.
  /// - Throws: `.notFinite` for a NaN or infinity in the lower triangle;
  ///   `.notPositiveDefinite(leadingMinor:)` with the order of the first leading
  ///   minor that is not positive.
  public init(_ matrix: Matrix) throws(FactorizationError) {
    try self.init(matrix, usingOwnKernel: matrix.rows <= Cholesky.smallOrder)
  }

  init(_ matrix: Matrix, usingOwnKernel: Bool) throws(FactorizationError) {
    precondition(matrix.isSquare, "Cholesky factors a square matrix")
    let n = matrix.rows
    var lower = matrix.triangle(.lower)
    try lower.requireFinite("matrix")
    oneNorm = lower.symmetricOneNorm
    let minor: Int
    if usingOwnKernel {
      minor = lower.storage.withUnsafeMutableBufferPointer { Cholesky.factor($0, order: n) }
    } else {
      let info = LAPACKE_dpotrf_work(
        LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), Int32(n), &lower.storage, lower.leadingDimension
      )
      requireSuccess(min(info, 0))
      minor = Int(info)
    }
    if minor > 0 { throw .notPositiveDefinite(leadingMinor: minor) }
    try lower.requireFinite("matrix (overflow while factoring)")
    self.lower = lower
  }

  public var order: Int { lower.rows }

  /// X of A X = B.
  ///
  /// - Parameter b: `order` rows.
  /// - Throws: `.notFinite` for a NaN or infinity in `b`.
  public func solve(_ b: Matrix) throws(FactorizationError) -> Matrix {
    precondition(b.rows == order, "the right-hand side needs `order` rows")
    try b.requireFinite("right-hand side")
    var x = b
    guard order > 0, b.columns > 0 else { return x }
    let info = LAPACKE_dpotrs_work(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), Int32(order), Int32(b.columns), lower.storage,
      lower.leadingDimension, &x.storage, x.leadingDimension)
    requireSuccess(info)
    return x
  }

  /// x of A x = b, for a `b` of `order` values.
  public func solve(_ b: [Double]) throws(FactorizationError) -> [Double] {
    try solve(Matrix(column: b)).storage
  }

  /// A⁻¹, symmetric to the bit. Prefer `solve`.
  public func inverse() -> Matrix {
    guard order > 0 else { return lower }
    var result = lower
    let info = LAPACKE_dpotri_work(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), Int32(order), &result.storage,
      result.leadingDimension)
    requireSuccess(info)
    result.mirrorLowerTriangle()
    return result
  }

  /// L Lᵀ, which differs from A by rounding alone.
  public func reconstructed() -> Matrix { lower.outerGram() }

  /// ln det A.
  public var logDeterminant: Double {
    lower.diagonal.reduce(0) { $0 + 2 * naturalLogarithm($1) }
  }

  /// An estimate of 1 / (‖A‖₁ ‖A⁻¹‖₁), from 0 to 1, by LAPACK's dpocon.
  public var reciprocalCondition: Double {
    guard order > 0 else { return 1 }
    var result = 0.0
    let info = LAPACKE_dpocon(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), Int32(order), lower.storage,
      lower.leadingDimension, oneNorm, &result)
    requireSuccess(info)
    return result
  }
}
