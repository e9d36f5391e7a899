extension LU {
  /// Right-looking elimination in place, for orders so small that a call into
  /// LAPACK costs more than the arithmetic.
  ///
  /// - Parameters:
  ///   - a: n² values by columns; becomes the factors.
  ///   - pivots: n values; become the rows exchanged, counted from one.
  /// - Returns: the first column whose pivot is zero, or nil.
  static func factor(
    _ a: UnsafeMutableBufferPointer<Double>, order n: Int,
    pivots: UnsafeMutableBufferPointer<Int32>
  ) -> Int? {
    var firstZero: Int?
    for k in 0..<n {
      let column = k * n
      var row = k
      var largest = abs(a[k + column])
      for i in k..<n where abs(a[i + column]) > largest {
        largest = abs(a[i + column])
        row = i
      }
      pivots[k] = Int32(row + 1)
      guard largest > 0 else {
        firstZero = firstZero ?? k
        continue
      }
      if row != k {
        for j in 0..<n { a.swapAt(k + j * n, row + j * n) }
      }
      let pivot = a[k + column]
      for i in k + 1..<n { a[i + column] /= pivot }
      for j in k + 1..<n {
        let factor = a[k + j * n]
        guard factor != 0 else { continue }
        for i in k + 1..<n { a[i + j * n] -= a[i + column] * factor }
      }
    }
    return firstZero
  }
}
