import CLAPACK

/// The factorization P A = L U of a banded matrix with partial pivoting
/// (LAPACK's dgbtrf): order · lower · (lower + upper) operations.
public struct BandedLU: Sendable {
  public let order: Int
  public let lower: Int
  public let upper: Int
  /// ‖A‖₁ of the matrix that was factored.
  public let oneNorm: Double

  /// LAPACK's layout: `lower` more diagonals above, for what pivoting fills in.
  private let factors: [Double]
  private let pivots: [Int32]
  private var height: Int { 2 * lower + upper + 1 }

  /// Factors a banded matrix.
  ///
  /// - Throws: `.notFinite`, or `.singular(pivot:)` for the first zero pivot.
  public init(_ matrix: BandedMatrix) throws(FactorizationError) {
    try matrix.requireFinite("matrix")
    (order, lower, upper) = (matrix.order, matrix.lower, matrix.upper)
    oneNorm = matrix.oneNorm
    let height = 2 * matrix.lower + matrix.upper + 1
    var factors = [Double](repeating: 0, count: height * matrix.order)
    for j in 0..<matrix.order {
      let source = j * matrix.height
      let target = j * height + matrix.lower
      for k in 0..<matrix.height { factors[target + k] = matrix.storage[source + k] }
    }
    var pivots = [Int32](repeating: 0, count: matrix.order)
    if matrix.order > 0 {
      let info = LAPACKE_dgbtrf_work(
        LAPACK_COL_MAJOR, Int32(order), Int32(order), Int32(lower), Int32(upper), &factors,
        Int32(height), &pivots)
      requireSuccess(min(info, 0))
      if info > 0 { throw .singular(pivot: Int(info) - 1) }
    }
    guard allFinite(factors) else {
      throw .notFinite(argument: "matrix (overflow while factoring)")
    }
    self.factors = factors
    self.pivots = pivots
  }

  /// X of A X = B, or of Aᵀ X = B.
  ///
  /// - Parameter b: `order` rows.
  /// - Throws: `.notFinite` for a NaN or infinity in `b`.
  public func solve(
    _ b: Matrix, transposed: Bool = false
  ) throws(FactorizationError) -> Matrix {
    precondition(b.rows == order, "the right-hand side needs `order` rows")
    try b.requireFinite("right-hand side")
    var x = b
    guard order > 0, b.columns > 0 else { return x }
    let info = LAPACKE_dgbtrs_work(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: transposed ? "T" : "N")), Int32(order), Int32(lower),
      Int32(upper), Int32(b.columns), factors, Int32(height), pivots, &x.storage,
      x.leadingDimension)
    requireSuccess(info)
    return x
  }

  /// x of A x = b, or of Aᵀ x = b.
  public func solve(
    _ b: [Double], transposed: Bool = false
  ) throws(FactorizationError) -> [Double] {
    try solve(Matrix(column: b), transposed: transposed).storage
  }

  /// A⁻¹, a full matrix: prefer `solve`.
  public func inverse() throws(FactorizationError) -> Matrix { try solve(.identity(order)) }

  /// Pᵀ L U, which differs from A by rounding alone.
  public func reconstructed() -> Matrix {
    let diagonal = lower + upper
    var a = Matrix(rows: order, columns: order)
    for j in 0..<order {
      for i in max(0, j - diagonal)...j { a[i, j] = factors[diagonal + i - j + j * height] }
    }
    // Undo the steps of the elimination, the last one first: a row exchange
    // after each set of multipliers.
    for k in (0..<order).reversed() {
      for i in k..<min(order, k + lower + 1) where i > k {
        let multiplier = factors[diagonal + i - k + k * height]
        for j in 0..<order { a[i, j] += multiplier * a[k, j] }
      }
      let row = Int(pivots[k]) - 1
      if row != k {
        for j in 0..<order { a.storage.swapAt(k + j * order, row + j * order) }
      }
    }
    return a
  }

  /// An estimate of 1 / (‖A‖₁ ‖A⁻¹‖₁), from 0 to 1, by LAPACK's dgbcon.
  public var reciprocalCondition: Double {
    guard order > 0 else { return 1 }
    var result = 0.0
    let info = LAPACKE_dgbcon(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "1")), Int32(order), Int32(lower), Int32(upper),
      factors, Int32(height), pivots, oneNorm, &result)
    requireSuccess(info)
    return result
  }
}
