extension Cholesky {
  /// Left-looking factorization in place of the lower triangle of n² values by
  /// columns. Returns zero, or the order of the first minor that is not positive.
  static func factor(_ a: UnsafeMutableBufferPointer<Double>, order n: Int) -> Int {
    for j in 0..<n {
      let column = j * n
      for k in 0..<j {
        let factor = a[j + k * n]
        guard factor != 0 else { continue }
        for i in j..<n { a[i + column] -= a[i + k * n] * factor }
      }
      let pivot = a[j + column]
      // Also true for the NaN that an overflow leaves behind.
      guard pivot > 0 else { return j + 1 }
      let root = pivot.squareRoot()
      a[j + column] = root
      for i in j + 1..<n { a[i + column] /= root }
    }
    return 0
  }
}
