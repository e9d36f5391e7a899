import CLAPACK

/// The triangle R of a QR factorization of a matrix that is met a panel of rows
/// at a time (sequential TSQR; Demmel, Grigori, Hoemmen, Langou 2012, sec. 3).
///
/// As backward stable as Householder's QR of the whole, in memory of one panel:
/// each panel is stacked below the triangle so far and reduced with it (dtpqrt).
/// With the response as the last column, R holds the least-squares problem: its
/// last column is Qᵀy, and the last diagonal element is the residual norm.
public struct StackedQR: Sendable {
  public let columns: Int
  /// Upper triangular, `columns × columns`; signs of rows are those of LAPACK.
  public private(set) var upper: Matrix
  /// Rows met so far.
  public private(set) var rows = 0

  private static let blockSize = 32
  private var scalars: [Double]

  public init(columns: Int) {
    self.columns = columns
    upper = Matrix(rows: columns, columns: columns)
    scalars = [Double](repeating: 0, count: Self.blockSize * max(1, columns))
  }

  /// Takes in the first `rows` rows of a panel, whose values it destroys.
  ///
  /// - Throws: `.notFinite` where the panel holds a NaN (LAPACKE looks for them).
  public mutating func absorb(
    _ panel: borrowing RowPanel, rows count: Int
  ) throws(FactorizationError) {
    precondition(panel.columns == columns && count <= panel.capacity)
    guard count > 0, columns > 0 else { return }
    let block = Int32(min(Self.blockSize, columns))
    let info = LAPACKE_dtpqrt(
      LAPACK_COL_MAJOR, Int32(count), Int32(columns), 0, block, &upper.storage,
      upper.leadingDimension, panel.values.baseAddress, Int32(panel.capacity), &scalars, block)
    guard info == 0 else { throw .notFinite(argument: "panel of rows") }
    rows += count
  }
}
