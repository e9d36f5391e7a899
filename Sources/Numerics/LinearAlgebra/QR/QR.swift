import CLAPACK

/// The factorization A = Q R of a matrix of any shape, by Householder
/// reflections (LAPACK's dgeqrf; Golub & Van Loan 2013, §5.2).
public struct QR: Sendable {
  /// R on and above the diagonal, the reflectors of Q below it.
  public let factors: Matrix
  /// One scalar a reflector, min(rows, columns) of them.
  public let scalars: [Double]

  /// Factors a matrix.
  ///
  /// - Throws: `.notFinite` for a NaN or infinity in `matrix` or an overflow
  ///   while factoring.
  public init(_ matrix: Matrix) throws(FactorizationError) {
    try matrix.requireFinite("matrix")
    var factors = matrix
    var scalars = [Double](repeating: 0, count: min(matrix.rows, matrix.columns))
    if !scalars.isEmpty {
      let info = LAPACKE_dgeqrf(
        LAPACK_COL_MAJOR, Int32(matrix.rows), Int32(matrix.columns), &factors.storage,
        factors.leadingDimension, &scalars)
      requireSuccess(info)
    }
    try factors.requireFinite("matrix (overflow while factoring)")
    self.factors = factors
    self.scalars = scalars
  }

  public var rows: Int { factors.rows }
  public var columns: Int { factors.columns }

  /// Q₁, the first min(rows, columns) columns of Q: `rows` × that many.
  public func thinQ() -> Matrix { Householder.thinQ(factors, scalars) }

  /// R: min(rows, columns) × `columns`, upper triangular.
  public var upper: Matrix { Householder.upper(factors) }

  /// Q B, or Qᵀ B, for a `b` of `rows` rows, without forming Q.
  ///
  /// - Throws: `.notFinite` for a NaN or infinity in `b`.
  public func applyQ(
    to b: Matrix, transposed: Bool = false
  ) throws(FactorizationError) -> Matrix {
    try Householder.apply(factors, scalars, to: b, transposed: transposed)
  }

  /// The X that minimizes ‖A X − B‖ column by column, for an A of full column
  /// rank with `rows ≥ columns`.
  ///
  /// - Throws: `.singular(pivot:)` where R has a zero on its diagonal. A matrix
  ///   that lacks rank but for rounding does not throw: use `PivotedQR` or
  ///   `LeastSquares` where that may be so.
  public func leastSquares(_ b: Matrix) throws(FactorizationError) -> Matrix {
    precondition(rows >= columns, "least squares by QR needs rows ≥ columns")
    let rotated = try applyQ(to: b, transposed: true)
    return try upper.solveTriangle(.upper, rotated[0..<columns, 0..<b.columns])
  }

  /// The x that minimizes ‖A x − b‖, for a `b` of `rows` values.
  public func leastSquares(_ b: [Double]) throws(FactorizationError) -> [Double] {
    try leastSquares(Matrix(column: b)).storage
  }

  /// x of A x = b for a square A.
  public func solve(_ b: [Double]) throws(FactorizationError) -> [Double] {
    precondition(rows == columns, "only a square system has a solve; see leastSquares")
    return try leastSquares(b)
  }

  /// A⁻¹ of a square A.
  public func inverse() throws(FactorizationError) -> Matrix {
    precondition(rows == columns, "only a square matrix has an inverse")
    return try leastSquares(.identity(rows))
  }

  /// Q R, which differs from A by rounding alone.
  public func reconstructed() -> Matrix { thinQ() * upper }
}

/// What both QR factorizations do with their reflectors.
enum Householder {
  static func thinQ(_ factors: Matrix, _ scalars: [Double]) -> Matrix {
    let k = scalars.count
    var q = factors[0..<factors.rows, 0..<k]
    guard k > 0 else { return q }
    let info = LAPACKE_dorgqr(
      LAPACK_COL_MAJOR, Int32(q.rows), Int32(k), Int32(k), &q.storage, q.leadingDimension, scalars)
    requireSuccess(info)
    return q
  }

  static func upper(_ factors: Matrix) -> Matrix {
    factors[0..<min(factors.rows, factors.columns), 0..<factors.columns].triangle(.upper)
  }

  static func apply(
    _ factors: Matrix, _ scalars: [Double], to b: Matrix, transposed: Bool
  ) throws(FactorizationError) -> Matrix {
    precondition(b.rows == factors.rows, "Q applies to as many rows as the matrix has")
    try b.requireFinite("matrix to multiply")
    var result = b
    guard !scalars.isEmpty, b.columns > 0 else { return result }
    let info = LAPACKE_dormqr(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), CChar(UInt8(ascii: transposed ? "T" : "N")),
      Int32(b.rows), Int32(b.columns), Int32(scalars.count), factors.storage,
      factors.leadingDimension, scalars, &result.storage, result.leadingDimension)
    requireSuccess(info)
    return result
  }
}
