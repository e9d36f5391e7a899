import CLAPACK

/// The decomposition A = V Λ Vᵀ of a symmetric matrix.
///
/// Only the lower triangle of A is read. All pairs come from LAPACK's dsyevd
/// (divide and conquer, Cuppen 1981), a range of them from dsyevr (Dhillon &
/// Parlett 2004).
public struct SymmetricEigen: Sendable {
  /// In ascending order.
  public let values: [Double]
  /// `order × values.count`: column k belongs to `values[k]`, has unit length,
  /// and its component of largest magnitude (the first of them) is positive.
  public let vectors: Matrix

  /// All eigenvalues and eigenvectors.
  ///
  /// - Throws: `.notFinite` for a NaN or infinity in the lower triangle,
  ///   `.noConvergence`.
  public init(_ matrix: Matrix) throws(FactorizationError) {
    var vectors = try SymmetricEigen.checkedLower(matrix)
    var values = [Double](repeating: 0, count: matrix.rows)
    if !values.isEmpty {
      let info = LAPACKE_dsyevd(
        LAPACK_COL_MAJOR, CChar(UInt8(ascii: "V")), Triangle.lower.code, Int32(matrix.rows),
        &vectors.storage, vectors.leadingDimension, &values)
      requireSuccess(info)
      if info > 0 { throw .noConvergence(info: Int(info)) }
    }
    vectors.fixColumnSigns()
    self.values = values
    self.vectors = vectors
  }

  /// The eigenvalues of these ranks (from zero, the smallest first) and their
  /// eigenvectors.
  public init(_ matrix: Matrix, ranks: Range<Int>) throws(FactorizationError) {
    precondition(
      ranks.lowerBound >= 0 && ranks.upperBound <= matrix.rows && !ranks.isEmpty,
      "ranks of eigenvalues lie in 0 ..< order")
    var lower = try SymmetricEigen.checkedLower(matrix)
    var values = [Double](repeating: 0, count: matrix.rows)
    var vectors = Matrix(rows: matrix.rows, columns: ranks.count)
    var support = [Int32](repeating: 0, count: 2 * ranks.count)
    var found: Int32 = 0
    let info = LAPACKE_dsyevr(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "I")), Triangle.lower.code,
      Int32(matrix.rows), &lower.storage, lower.leadingDimension, 0, 0,
      Int32(ranks.lowerBound + 1), Int32(ranks.upperBound), 0, &found, &values, &vectors.storage,
      vectors.leadingDimension, &support)
    requireSuccess(info)
    if info > 0 || Int(found) != ranks.count { throw .noConvergence(info: Int(info)) }
    vectors.fixColumnSigns()
    self.values = Array(values[0..<ranks.count])
    self.vectors = vectors
  }

  /// All eigenvalues, ascending, without the vectors.
  public static func values(of matrix: Matrix) throws(FactorizationError) -> [Double] {
    var lower = try checkedLower(matrix)
    var values = [Double](repeating: 0, count: matrix.rows)
    guard !values.isEmpty else { return values }
    let info = LAPACKE_dsyevd(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "N")), Triangle.lower.code, Int32(matrix.rows),
      &lower.storage, lower.leadingDimension, &values)
    requireSuccess(info)
    if info > 0 { throw .noConvergence(info: Int(info)) }
    return values
  }

  public var order: Int { vectors.rows }

  /// V diag(f(λ)) Vᵀ: a function of the matrix. With the identity it
  /// reconstructs A, with 1/λ it is the inverse, with √λ the square root.
  public func apply(_ function: (Double) -> Double) -> Matrix {
    var scaled = vectors
    for (k, value) in values.enumerated() {
      let factor = function(value)
      scaled.withUnsafeMutableColumn(k) { column in
        for i in column.indices { column[i] *= factor }
      }
    }
    var result = scaled.timesTranspose(vectors)
    result.mirrorLowerTriangle()
    return result
  }

  /// V Λ Vᵀ, which differs from A by rounding alone when all pairs were asked for.
  public func reconstructed() -> Matrix { apply { $0 } }

  /// A⁻¹, when all pairs were asked for.
  ///
  /// - Throws: `.singular(pivot:)` with the rank of an eigenvalue that is zero.
  public func inverse() throws(FactorizationError) -> Matrix {
    if let zero = values.firstIndex(of: 0) { throw .singular(pivot: zero) }
    return apply { 1 / $0 }
  }

  /// x of A x = b, when all pairs were asked for.
  public func solve(_ b: [Double]) throws(FactorizationError) -> [Double] {
    precondition(b.count == order, "the right-hand side needs `order` values")
    if let zero = values.firstIndex(of: 0) { throw .singular(pivot: zero) }
    guard allFinite(b) else { throw .notFinite(argument: "right-hand side") }
    let coordinates = vectors.transposeTimes(b)
    return vectors * zip(coordinates, values).map { $0 / $1 }
  }

  private static func checkedLower(_ matrix: Matrix) throws(FactorizationError) -> Matrix {
    precondition(matrix.isSquare, "an eigendecomposition needs a square matrix")
    let lower = matrix.triangle(.lower)
    try lower.requireFinite("matrix")
    return lower
  }
}

extension Matrix {
  /// Turns every column so that its component of largest magnitude is positive:
  /// which of ±v LAPACK returns depends on the kernel.
  mutating func fixColumnSigns() {
    for j in 0..<columns {
      withUnsafeMutableColumn(j) { column in
        var lead = 0.0
        for value in column where abs(value) > abs(lead) { lead = value }
        if lead < 0 {
          for i in column.indices { column[i] = -column[i] }
        }
      }
    }
  }
}
