/// Norms of a matrix. Each is zero for an empty matrix and NaN as soon as one
/// value is NaN.
extension Matrix {
  /// ‖A‖₁, the largest column sum of magnitudes.
  public var oneNorm: Double {
    var largest = 0.0
    for j in 0..<columns {
      let sum = withUnsafeColumn(j) { $0.reduce(0) { $0 + abs($1) } }
      if sum.isNaN { return .nan }
      largest = max(largest, sum)
    }
    return largest
  }

  /// ‖A‖∞, the largest row sum of magnitudes.
  public var infinityNorm: Double {
    var sums = [Double](repeating: 0, count: rows)
    for j in 0..<columns {
      for i in 0..<rows { sums[i] += abs(storage[i + j * rows]) }
    }
    return maximumMagnitude(sums)
  }

  /// ‖A‖F, the root of the sum of squares, safe from overflow.
  public var frobeniusNorm: Double { euclideanNorm(storage) }

  /// max |aᵢⱼ|: not a consistent norm (‖AB‖ may exceed ‖A‖‖B‖).
  public var maxNorm: Double { maximumMagnitude(storage) }
}
