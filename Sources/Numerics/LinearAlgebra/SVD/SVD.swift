import CLAPACK

/// The thin singular value decomposition A = U Σ Vᵀ of a matrix of any shape
/// (LAPACK's dgesdd; Gu & Eisenstat 1995).
public struct SVD: Sendable {
  /// `rows × k` with k = min(rows, columns), orthonormal columns.
  public let left: Matrix
  /// k values, descending, none negative.
  public let values: [Double]
  /// Vᵀ: `k × columns`, orthonormal rows.
  public let rightTransposed: Matrix

  /// Decomposes a matrix.
  ///
  /// - Throws: `.notFinite` for a NaN or infinity in `matrix`, `.noConvergence`.
  public init(_ matrix: Matrix) throws(FactorizationError) {
    try matrix.requireFinite("matrix")
    let k = min(matrix.rows, matrix.columns)
    var a = matrix
    var left = Matrix(rows: matrix.rows, columns: k)
    var right = Matrix(rows: k, columns: matrix.columns)
    var values = [Double](repeating: 0, count: k)
    if k > 0 {
      let info = LAPACKE_dgesdd(
        LAPACK_COL_MAJOR, CChar(UInt8(ascii: "S")), Int32(matrix.rows), Int32(matrix.columns),
        &a.storage, a.leadingDimension, &values, &left.storage, left.leadingDimension,
        &right.storage, right.leadingDimension)
      requireSuccess(info)
      if info > 0 { throw .noConvergence(info: Int(info)) }
    }
    self.left = left
    self.values = values
    rightTransposed = right
  }

  /// The singular values alone, descending.
  public static func values(of matrix: Matrix) throws(FactorizationError) -> [Double] {
    try matrix.requireFinite("matrix")
    var a = matrix
    var values = [Double](repeating: 0, count: min(matrix.rows, matrix.columns))
    guard !values.isEmpty else { return values }
    var none = [0.0]
    var noneRight = [0.0]
    let info = LAPACKE_dgesdd(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "N")), Int32(matrix.rows), Int32(matrix.columns),
      &a.storage, a.leadingDimension, &values, &none, 1, &noneRight, 1)
    requireSuccess(info)
    if info > 0 { throw .noConvergence(info: Int(info)) }
    return values
  }

  /// σ₁ / σₖ: the condition number in the 2-norm; infinite for a σₖ of zero.
  public var conditionNumber: Double {
    guard let first = values.first, let last = values.last else { return 1 }
    return last == 0 ? .infinity : first / last
  }

  /// How many singular values exceed `tolerance` · σ₁; by default the tolerance
  /// is max(rows, columns) · ε.
  public func rank(tolerance: Double? = nil) -> Int {
    guard let first = values.first, first > 0 else { return 0 }
    let size = Double(max(left.rows, rightTransposed.columns))
    let limit = (tolerance ?? size * .ulpOfOne) * first
    return values.firstIndex { $0 <= limit } ?? values.count
  }

  /// U Σ Vᵀ, which differs from A by rounding alone.
  public func reconstructed() -> Matrix {
    scaledLeft(values) * rightTransposed
  }

  /// The Moore–Penrose inverse A⁺ of `columns × rows`; singular values at or
  /// below `tolerance` · σ₁ count as zero.
  public func inverse(tolerance: Double? = nil) -> Matrix {
    rightTransposed.transposeTimes(scaledLeft(reciprocals(tolerance)).transpose)
  }

  /// A⁺ b: the least squares solution of least norm.
  public func solve(
    _ b: [Double], tolerance: Double? = nil
  ) throws(FactorizationError) -> [Double] {
    precondition(b.count == left.rows, "the right-hand side needs `rows` values")
    guard allFinite(b) else { throw .notFinite(argument: "right-hand side") }
    let coordinates = left.transposeTimes(b)
    return rightTransposed.transposeTimes(zip(coordinates, reciprocals(tolerance)).map { $0 * $1 })
  }

  private func reciprocals(_ tolerance: Double?) -> [Double] {
    let rank = rank(tolerance: tolerance)
    return values.enumerated().map { $0 < rank ? 1 / $1 : 0 }
  }

  private func scaledLeft(_ factors: [Double]) -> Matrix {
    var scaled = left
    for (k, factor) in factors.enumerated() {
      scaled.withUnsafeMutableColumn(k) { column in
        for i in column.indices { column[i] *= factor }
      }
    }
    return scaled
  }
}
