import CLAPACK

/// Products go to OpenBLAS. Its arguments are checked here first: given a bad
/// one it prints to standard output and returns with the result untouched.
extension Matrix {
  /// The matrix product A B.
  public static func * (a: Matrix, b: Matrix) -> Matrix {
    product(a, b, transposingFirst: false, transposingSecond: false)
  }

  /// Aᵀ B, without forming Aᵀ.
  public func transposeTimes(_ b: Matrix) -> Matrix {
    Matrix.product(self, b, transposingFirst: true, transposingSecond: false)
  }

  /// A Bᵀ, without forming Bᵀ.
  public func timesTranspose(_ b: Matrix) -> Matrix {
    Matrix.product(self, b, transposingFirst: false, transposingSecond: true)
  }

  /// op(A) op(B) by dgemm, op being the transpose where asked.
  private static func product(
    _ a: Matrix, _ b: Matrix, transposingFirst: Bool, transposingSecond: Bool
  ) -> Matrix {
    let rows = transposingFirst ? a.columns : a.rows
    let inner = transposingFirst ? a.rows : a.columns
    let columns = transposingSecond ? b.rows : b.columns
    precondition(
      inner == (transposingSecond ? b.columns : b.rows), "the inner sizes of a product must agree")
    var c = Matrix(rows: rows, columns: columns)
    guard rows > 0, columns > 0, inner > 0 else { return c }
    cblas_dgemm(
      CblasColMajor, transposingFirst ? CblasTrans : CblasNoTrans,
      transposingSecond ? CblasTrans : CblasNoTrans,
      Int32(rows), Int32(columns), Int32(inner), 1, a.storage, a.leadingDimension,
      b.storage, b.leadingDimension, 0, &c.storage, c.leadingDimension)
    return c
  }

  /// The product A x of a matrix and a vector of `columns` values.
  public static func * (a: Matrix, x: [Double]) -> [Double] {
    precondition(x.count == a.columns, "A x needs a vector of `columns` values")
    return a.vectorProduct(x, CblasNoTrans, count: a.rows)
  }

  /// Aᵀ x, for a vector of `rows` values.
  public func transposeTimes(_ x: [Double]) -> [Double] {
    precondition(x.count == rows, "Aᵀ x needs a vector of `rows` values")
    return vectorProduct(x, CblasTrans, count: columns)
  }

  private func vectorProduct(_ x: [Double], _ op: CBLAS_TRANSPOSE, count: Int) -> [Double] {
    var y = [Double](repeating: 0, count: count)
    guard !x.isEmpty, !y.isEmpty else { return y }
    cblas_dgemv(
      CblasColMajor, op, Int32(rows), Int32(columns), 1, storage, leadingDimension, x, 1, 0, &y, 1)
    return y
  }

  /// AᵀA by dsyrk: symmetric to the bit, at half the work of a product.
  public func gram() -> Matrix { symmetricProduct(CblasTrans, order: columns, inner: rows) }

  /// A Aᵀ by dsyrk: symmetric to the bit.
  public func outerGram() -> Matrix { symmetricProduct(CblasNoTrans, order: rows, inner: columns) }

  private func symmetricProduct(_ op: CBLAS_TRANSPOSE, order: Int, inner: Int) -> Matrix {
    var c = Matrix(rows: order, columns: order)
    guard order > 0, inner > 0 else { return c }
    cblas_dsyrk(
      CblasColMajor, CblasLower, op, Int32(order), Int32(inner), 1, storage, leadingDimension, 0,
      &c.storage, c.leadingDimension)
    for j in 0..<order {
      for i in j + 1..<max(order, j + 1) { c.storage[j + i * order] = c.storage[i + j * order] }
    }
    return c
  }

  public static func + (a: Matrix, b: Matrix) -> Matrix { a.combined(with: b, +) }

  public static func - (a: Matrix, b: Matrix) -> Matrix { a.combined(with: b, -) }

  public static func * (factor: Double, a: Matrix) -> Matrix {
    Matrix(rows: a.rows, columns: a.columns, storage: a.storage.map { factor * $0 })
  }

  private func combined(with b: Matrix, _ body: (Double, Double) -> Double) -> Matrix {
    precondition(rows == b.rows && columns == b.columns, "matrices must be of equal shape")
    return Matrix(
      rows: rows, columns: columns, storage: zip(storage, b.storage).map { body($0, $1) })
  }

  /// The distance between columns in storage, as LAPACK wants it: at least one.
  var leadingDimension: Int32 { Int32(max(1, rows)) }
}
