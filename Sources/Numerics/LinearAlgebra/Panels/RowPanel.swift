import CKernels
import CLAPACK

/// A few thousand rows of a tall matrix, packed by columns: what a method that
/// reads a million rows keeps in the cache while it works through them.
///
/// Filled anew for each block of rows and folded into a `Matrix` of sums or a
/// `StackedQR`, so that the tall matrix itself is never copied.
public struct RowPanel: ~Copyable {
  public let columns: Int
  /// How many rows fit; also the distance between columns.
  public let capacity: Int
  /// `capacity * columns` values, column after column.
  public let values: UnsafeMutableBufferPointer<Double>

  /// Room for `capacity` rows; by default as many as keep the panel near 1 MB,
  /// between 256 and 8,192, in whole pieces of the kernel of `addGram`.
  public init(columns: Int, capacity: Int? = nil) {
    precondition(columns >= 0, "a panel cannot have a negative width")
    self.columns = columns
    self.capacity = capacity ?? Self.usualCapacity(columns)
    values = .allocate(capacity: max(1, columns * self.capacity))
    values.initialize(repeating: 0)
  }

  private static func usualCapacity(_ columns: Int) -> Int {
    let rows = (1 << 17) / max(1, columns)
    return rows < 512 ? max(256, rows) : min(8192, rows / 512 * 512)
  }

  deinit { values.deallocate() }

  /// The values of column `j`; only the first rows that were filled mean anything.
  public func column(_ j: Int) -> UnsafeMutablePointer<Double> {
    values.baseAddress! + j * capacity
  }

  /// Adds PᵀP of the first `rows` rows to the lower triangle of `sums`.
  ///
  /// In a kernel of its own, whose bits do not depend on the width of the processor's
  /// vectors; by dsyrk where it has no fused multiply-add of four values.
  public func addGram(rows: Int, to sums: inout Matrix) {
    precondition(sums.rows == columns && sums.columns == columns && rows <= capacity)
    guard rows > 0, columns > 0 else { return }
    if apportion_add_gram(columns, rows, values.baseAddress, capacity, &sums.storage) { return }
    cblas_dsyrk(
      CblasColMajor, CblasLower, CblasTrans, Int32(columns), Int32(rows), 1, values.baseAddress,
      Int32(capacity), 1, &sums.storage, sums.leadingDimension)
  }

  /// P ← P R⁻¹ of the first `rows` rows, for an upper triangle of the order of
  /// the columns without a zero on its diagonal (dtrsm).
  public func divide(rows: Int, by upper: Matrix) {
    precondition(upper.rows == columns && upper.columns == columns && rows <= capacity)
    guard rows > 0, columns > 0 else { return }
    cblas_dtrsm(
      CblasColMajor, CblasRight, CblasUpper, CblasNoTrans, CblasNonUnit, Int32(rows),
      Int32(columns), 1, upper.storage, upper.leadingDimension, values.baseAddress,
      Int32(capacity))
  }

  /// y ← P x of the first `rows` rows.
  public func times(
    _ x: UnsafePointer<Double>, rows: Int, into y: UnsafeMutablePointer<Double>
  ) {
    guard rows > 0 else { return }
    guard columns > 0 else {
      y.update(repeating: 0, count: rows)
      return
    }
    cblas_dgemv(
      CblasColMajor, CblasNoTrans, Int32(rows), Int32(columns), 1, values.baseAddress,
      Int32(capacity), x, 1, 0, y, 1)
  }

  /// sums ← sums + Pᵀ x, for `rows` values of x.
  public func addTransposeTimes(
    _ x: UnsafePointer<Double>, rows: Int, to sums: UnsafeMutablePointer<Double>
  ) {
    guard rows > 0, columns > 0 else { return }
    cblas_dgemv(
      CblasColMajor, CblasTrans, Int32(rows), Int32(columns), 1, values.baseAddress,
      Int32(capacity), x, 1, 1, sums, 1)
  }
}

extension Matrix {
  /// Copies the lower triangle onto the upper one.
  public mutating func mirrorLower() {
    precondition(isSquare, "only a square matrix has two like triangles")
    for j in 0..<columns {
      for i in j + 1..<max(rows, j + 1) { storage[j + i * rows] = storage[i + j * rows] }
    }
  }
}
