import CLAPACK

extension RowPanel {
  /// sums ← sums + PᵀQ over the first `rows` rows of two panels (dgemm).
  public func addProduct(with other: borrowing RowPanel, rows: Int, to sums: inout Matrix) {
    precondition(sums.rows == columns && sums.columns == other.columns)
    precondition(rows <= capacity && rows <= other.capacity)
    guard rows > 0, columns > 0, other.columns > 0 else { return }
    cblas_dgemm(
      CblasColMajor, CblasTrans, CblasNoTrans, Int32(columns), Int32(other.columns), Int32(rows),
      1, values.baseAddress, Int32(capacity), other.values.baseAddress, Int32(other.capacity), 1,
      &sums.storage, sums.leadingDimension)
  }

  /// Writes P B of the first `rows` rows into another panel (dgemm).
  public func times(_ b: Matrix, rows: Int, into other: borrowing RowPanel) {
    precondition(b.rows == columns && b.columns <= other.columns)
    precondition(rows <= capacity && rows <= other.capacity)
    guard rows > 0, columns > 0, b.columns > 0 else { return }
    cblas_dgemm(
      CblasColMajor, CblasNoTrans, CblasNoTrans, Int32(rows), Int32(b.columns), Int32(columns), 1,
      values.baseAddress, Int32(capacity), b.storage, b.leadingDimension, 0,
      other.values.baseAddress, Int32(other.capacity))
  }
}
