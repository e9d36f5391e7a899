import CLAPACK

/// The factorization A P = Q R with column pivoting, which shows the rank:
/// |R₀₀| ≥ |R₁₁| ≥ … (LAPACK's dgeqp3; Businger & Golub 1965).
public struct PivotedQR: Sendable {
  /// R on and above the diagonal, the reflectors of Q below it.
  public let factors: Matrix
  /// One scalar a reflector, min(rows, columns) of them.
  public let scalars: [Double]
  /// Column k of A P is column `permutation[k]` of A.
  public let permutation: [Int]

  /// Factors a matrix of any shape.
  ///
  /// - Throws: `.notFinite` for a NaN or infinity in `matrix` or an overflow
  ///   while factoring.
  public init(_ matrix: Matrix) throws(FactorizationError) {
    try matrix.requireFinite("matrix")
    var factors = matrix
    var scalars = [Double](repeating: 0, count: min(matrix.rows, matrix.columns))
    var permutation = Array(0..<matrix.columns)
    if !scalars.isEmpty {
      // Zero leaves a column free to move.
      var order = [Int32](repeating: 0, count: matrix.columns)
      let info = LAPACKE_dgeqp3(
        LAPACK_COL_MAJOR, Int32(matrix.rows), Int32(matrix.columns), &factors.storage,
        factors.leadingDimension, &order, &scalars)
      requireSuccess(info)
      permutation = order.map { Int($0) - 1 }
    }
    try factors.requireFinite("matrix (overflow while factoring)")
    self.factors = factors
    self.scalars = scalars
    self.permutation = permutation
  }

  public var rows: Int { factors.rows }
  public var columns: Int { factors.columns }

  /// How many diagonal values of R exceed `tolerance` · |R₀₀|.
  ///
  /// - Parameter tolerance: relative, in 0 ..< 1; by default
  ///   max(rows, columns) · ε.
  public func rank(tolerance: Double? = nil) -> Int {
    let diagonal = factors.diagonal.map { abs($0) }
    guard let first = diagonal.first, first > 0 else { return 0 }
    let limit = (tolerance ?? Double(max(rows, columns)) * .ulpOfOne) * first
    return diagonal.firstIndex { $0 <= limit } ?? diagonal.count
  }

  /// Q₁, the first min(rows, columns) columns of Q.
  public func thinQ() -> Matrix { Householder.thinQ(factors, scalars) }

  /// R: min(rows, columns) × `columns`, upper triangular.
  public var upper: Matrix { Householder.upper(factors) }

  /// Q B, or Qᵀ B, for a `b` of `rows` rows, without forming Q.
  public func applyQ(
    to b: Matrix, transposed: Bool = false
  ) throws(FactorizationError) -> Matrix {
    try Householder.apply(factors, scalars, to: b, transposed: transposed)
  }

  /// A basic solution of the least squares problem A X ≈ B: the columns beyond
  /// the rank are left at zero, which is what a regression with redundant
  /// columns reports. For the solution of least norm see `LeastSquares`.
  ///
  /// - Throws: `.notFinite` for a NaN or infinity in `b`.
  public func leastSquares(
    _ b: Matrix, tolerance: Double? = nil
  ) throws(FactorizationError) -> Matrix {
    let rank = rank(tolerance: tolerance)
    let rotated = try applyQ(to: b, transposed: true)
    let leading = upper[0..<rank, 0..<rank]
    let basic = try leading.solveTriangle(.upper, rotated[0..<rank, 0..<b.columns])
    var x = Matrix(rows: columns, columns: b.columns)
    for j in 0..<b.columns {
      for k in 0..<rank { x[permutation[k], j] = basic[k, j] }
    }
    return x
  }

  /// A basic least squares solution for a `b` of `rows` values.
  public func leastSquares(
    _ b: [Double], tolerance: Double? = nil
  ) throws(FactorizationError) -> [Double] {
    try leastSquares(Matrix(column: b), tolerance: tolerance).storage
  }

  /// Q R Pᵀ, which differs from A by rounding alone.
  public func reconstructed() -> Matrix {
    let product = thinQ() * upper
    var a = Matrix(rows: rows, columns: columns)
    for k in 0..<columns { a.setColumn(permutation[k], to: product.column(k)) }
    return a
  }
}
