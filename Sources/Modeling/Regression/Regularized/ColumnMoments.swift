import LinearAlgebra

/// Weighted means and standard deviations (divisor Σ w) of columns, without their
/// products: for designs too wide for a Gram matrix of all columns.
struct ColumnMoments: Sendable {
  private(set) var means: [Double] = []
  private(set) var spreads: [Double] = []

  init(of design: DesignMatrix, weights: [Double]?) {
    let total = weights.map(laneSum) ?? Double(design.rows)
    for block in design.blocks {
      switch block {
      case .intercept: append(mean: 1, spread: 0)
      case .column(let values):
        values.withUnsafeBufferPointer { add(dense: $0, weights, total) }
      case .matrix(let matrix):
        for j in 0..<matrix.columns {
          matrix.withUnsafeColumn(j) { add(dense: $0, weights, total) }
        }
      case .indicators(let codes, let width, let values):
        var sums = [Double](repeating: 0, count: width)
        var squares = sums
        for (i, code) in codes.enumerated() where code >= 0 {
          let (value, weight) = (values?[i] ?? 1, weights?[i] ?? 1)
          sums[Int(code)] += weight * value
          squares[Int(code)] += weight * value * value
        }
        for (sum, square) in zip(sums, squares) { add(sum: sum, square: square, total) }
      case .sparse(let matrix):
        for j in 0..<matrix.columns {
          var (sum, square) = (0.0, 0.0)
          for k in matrix.columnStarts[j]..<matrix.columnStarts[j + 1] {
            let (value, weight) = (matrix.values[k], weights?[Int(matrix.rowIndices[k])] ?? 1)
            sum += weight * value
            square += weight * value * value
          }
          add(sum: sum, square: square, total)
        }
      }
    }
  }

  private mutating func append(mean: Double, spread: Double) {
    means.append(mean)
    spreads.append(spread)
  }

  private mutating func add(sum: Double, square: Double, _ total: Double) {
    let mean = sum / total
    let variance = square / total - mean * mean
    // Not below zero by rounding; a NaN stays one.
    append(mean: mean, spread: variance < 0 ? 0 : variance.squareRoot())
  }

  /// Two passes: about the mean.
  private mutating func add(
    dense values: UnsafeBufferPointer<Double>, _ weights: [Double]?, _ total: Double
  ) {
    var sum = 0.0
    for i in values.indices { sum += (weights?[i] ?? 1) * values[i] }
    let mean = sum / total
    var square = 0.0
    for i in values.indices {
      let distance = values[i] - mean
      square += (weights?[i] ?? 1) * distance * distance
    }
    append(mean: mean, spread: (square / total).squareRoot())
  }
}
