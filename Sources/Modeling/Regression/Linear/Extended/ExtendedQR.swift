import LinearAlgebra

/// Householder's QR of a few columns in double-double arithmetic (Golub & Van
/// Loan 2013, §5.2), leaving out dependent columns in their order.
struct ExtendedQR {
  /// Columns of the triangle, by their place among the regressors.
  let kept: [Int]
  /// All columns after the reflections.
  private var columns: [[DoubleDouble]]
  /// Lengths of the columns before them.
  private let lengths: [Double]

  /// - Parameters:
  ///   - values: the columns; those from `regressors` on are carried along, the
  ///     last is the response.
  ///   - tolerance: a remainder of a smaller share of its column is none.
  init(_ values: [[DoubleDouble]], regressors: Int, tolerance: Double) {
    var columns = values
    lengths = values.map { Self.length($0[...]).value }
    var kept: [Int] = []
    for j in 0..<regressors {
      let row = kept.count
      guard row < columns[j].count else { break }
      let rest = Self.length(columns[j][row...])
      guard rest.high > tolerance * lengths[j], rest.high > 0 else { continue }
      var v = Array(columns[j][row...])
      let pivot = v[0].high > 0 ? -rest : rest
      v[0] = v[0] - pivot
      // vᵀv = 2 · ‖x‖ (‖x‖ + |x₀|).
      let half = rest * (rest + columns[j][row].magnitude)
      for c in (j + 1)..<columns.count {
        columns[c].withUnsafeMutableBufferPointer { target in
          let factor = Self.dot(v, target, from: row) / half
          for i in v.indices { target[row + i] = target[row + i] - factor * v[i] }
        }
      }
      columns[j][row] = pivot
      for i in row + 1..<max(columns[j].count, row + 1) { columns[j][i] = .zero }
      kept.append(j)
    }
    self.kept = kept
    self.columns = columns
  }

  private static func dot(
    _ v: [DoubleDouble], _ target: UnsafeMutableBufferPointer<DoubleDouble>, from row: Int
  ) -> DoubleDouble {
    var sum = DoubleDouble.zero
    for i in v.indices { sum = sum + v[i] * target[row + i] }
    return sum
  }

  /// The Euclidean length, scaled by a power of two against overflow.
  private static func length(_ values: ArraySlice<DoubleDouble>) -> DoubleDouble {
    let largest = values.reduce(0.0) { max($0, abs($1.high)) }
    guard largest > 0, largest.isFinite else { return DoubleDouble(largest) }
    let scale = Double(sign: .plus, exponent: -max(largest.exponent, -1000), significand: 1)
    var sum = DoubleDouble.zero
    for value in values {
      let scaled = DoubleDouble(value.high * scale, value.low * scale)
      sum = sum + scaled * scaled
    }
    let root = sum.squareRoot()
    return DoubleDouble(root.high / scale, root.low / scale)
  }

  private var rank: Int { kept.count }

  /// R⁻¹ applied to a column of `rank` values.
  private func solve(_ right: [DoubleDouble]) -> [DoubleDouble] {
    var x = right
    for k in stride(from: rank - 1, through: 0, by: -1) {
      for m in k + 1..<max(rank, k + 1) { x[k] = x[k] - columns[kept[m]][k] * x[m] }
      x[k] = x[k] / columns[kept[k]][k]
    }
    return x
  }

  /// Least squares for the last column.
  func coefficients() -> [Double] {
    solve(Array(columns[columns.count - 1][..<rank])).map(\.value)
  }

  /// The first entries of Qᵀ times the last column.
  func effects() -> [Double] { columns[columns.count - 1][..<rank].map(\.value) }

  func residualSumOfSquares() -> Double {
    let length = Self.length(columns[columns.count - 1][rank...])
    return (length * length).value
  }

  /// The share of a column that the kept ones leave unexplained.
  func remainder(of column: Int) -> Double {
    Self.length(columns[column][rank...]).value / lengths[column]
  }

  /// (RᵀR)⁻¹.
  func inverseGram() -> Matrix {
    let inverse = (0..<rank).map { k in
      solve((0..<rank).map { DoubleDouble($0 == k ? 1 : 0) })
    }
    var result = Matrix(rows: rank, columns: rank)
    for i in 0..<rank {
      for j in 0...i {
        var sum = DoubleDouble.zero
        for k in i..<rank { sum = sum + inverse[k][i] * inverse[k][j] }
        result[i, j] = sum.value
        result[j, i] = sum.value
      }
    }
    return result
  }

  /// Estimated, with columns of unit length.
  func condition() -> Double {
    var upper = Matrix(rows: rank, columns: rank)
    for (k, j) in kept.enumerated() {
      for i in 0...k { upper[i, k] = columns[j][i].value }
    }
    return ReducedTriangle.condition(of: upper)
  }
}
