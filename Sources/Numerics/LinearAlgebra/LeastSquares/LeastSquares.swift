import CLAPACK

/// The solution of least norm of min ‖A X − B‖, for an A of any shape and rank.
public struct LeastSquares: Sendable {
  /// How the rank is found.
  public enum Method: Sendable {
    /// Singular values by divide and conquer (dgelsd): the reliable choice.
    case singularValues
    /// A complete orthogonal factorization from a pivoted QR (dgelsy): several
    /// times faster, and equal to the other but for the matrices whose rank is
    /// itself in doubt.
    case pivotedQR
  }

  /// `columns(A) × columns(B)`.
  public let solution: Matrix
  /// The rank that was found.
  public let rank: Int
  /// Σ (A x − b)² of each column of B.
  public let residualSumsOfSquares: [Double]
  /// The singular values of A, descending; nil with `.pivotedQR`.
  public let singularValues: [Double]?

  /// Solves the problem.
  ///
  /// - Parameters:
  ///   - a: rows × columns.
  ///   - b: as many rows as `a`.
  ///   - tolerance: singular values (condition estimates with `.pivotedQR`) at
  ///     or below this part of the largest count as zero; by default
  ///     max(rows, columns) · ε.
  /// - Throws: `.notFinite` for a NaN or infinity in either matrix,
  ///   `.noConvergence`.
  public init(
    _ a: Matrix, _ b: Matrix, method: Method = .singularValues, tolerance: Double? = nil
  ) throws(FactorizationError) {
    precondition(a.rows == b.rows, "A and B of a least squares problem have as many rows")
    try a.requireFinite("matrix")
    try b.requireFinite("right-hand side")
    let (m, n) = (a.rows, a.columns)
    let limit = tolerance ?? Double(max(m, n)) * .ulpOfOne
    // LAPACK wants room for the solution in the right-hand side.
    var x = Matrix(rows: max(m, n), columns: b.columns)
    for j in 0..<b.columns {
      for i in 0..<m { x[i, j] = b[i, j] }
    }
    var values = [Double](repeating: 0, count: min(m, n))
    var rank: Int32 = 0
    if !values.isEmpty, b.columns > 0 {
      var work = a
      let info: Int32
      switch method {
      case .singularValues:
        info = LAPACKE_dgelsd(
          LAPACK_COL_MAJOR, Int32(m), Int32(n), Int32(b.columns), &work.storage,
          work.leadingDimension, &x.storage, x.leadingDimension, &values, limit, &rank)
      case .pivotedQR:
        var order = [Int32](repeating: 0, count: n)
        info = LAPACKE_dgelsy(
          LAPACK_COL_MAJOR, Int32(m), Int32(n), Int32(b.columns), &work.storage,
          work.leadingDimension, &x.storage, x.leadingDimension, &order, limit, &rank)
      }
      requireSuccess(info)
      if info > 0 { throw .noConvergence(info: Int(info)) }
    }
    let solution =
      values.isEmpty ? Matrix(rows: n, columns: b.columns) : x[0..<n, 0..<b.columns]
    let residuals = b - a * solution
    self.solution = solution
    self.rank = Int(rank)
    residualSumsOfSquares = (0..<b.columns).map {
      let column = residuals.column($0)
      return dot(column, column)
    }
    singularValues = method == .singularValues ? values : nil
  }

  /// The problem with one right-hand side of as many values as `a` has rows.
  public init(
    _ a: Matrix, _ b: [Double], method: Method = .singularValues, tolerance: Double? = nil
  ) throws(FactorizationError) {
    try self.init(a, Matrix(column: b), method: method, tolerance: tolerance)
  }
}
