import CLAPACK

/// Products in single precision, for networks, whose noise is far above a float's
/// rounding and whose time is all products: half the memory and twice the lanes.
/// Everything else in the house is in double precision.
public enum SinglePrecision {
  /// C = op(A) op(B), or C + op(A) op(B), all row by row without gaps.
  ///
  /// - Parameters:
  ///   - rows, columns: the size of C.
  ///   - inner: columns of op(A), rows of op(B).
  ///   - transposingFirst: A is kept as `inner` × `rows`.
  ///   - transposingSecond: B is kept as `columns` × `inner`.
  public static func multiply(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into c: UnsafeMutablePointer<Float>,
    rows: Int, inner: Int, columns: Int, transposingFirst: Bool = false,
    transposingSecond: Bool = false, adding: Bool = false
  ) {
    guard rows > 0, columns > 0, inner > 0 else { return }
    cblas_sgemm(
      CblasRowMajor, transposingFirst ? CblasTrans : CblasNoTrans,
      transposingSecond ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns), Int32(inner), 1,
      a, Int32(transposingFirst ? rows : inner), b, Int32(transposingSecond ? inner : columns),
      adding ? 1 : 0, c, Int32(columns))
  }
}
