import Foundation
import LinearAlgebra

/// Finds dependent columns from XᵀX with columns scaled to unit length.
///
/// The square of a remainder below √ε cannot be read off a Gram matrix, so every
/// column whose pivot is small has its remainder formed from the rows, with the
/// combination corrected twice by what was left (Björck 1987, seminormal equations).
struct GramScreening {
  private let design: DesignMatrix
  private let weights: [Double]?
  private let lengths: [Double]
  private let gram: Matrix

  /// Pivots below this are doubtful.
  private static let doubtful = 1e-6

  init(_ design: DesignMatrix, _ weights: [Double]?, threads: Int) throws(RegressionError) {
    self.design = design
    self.weights = weights
    var gram = NormalEquations(of: design, threads: threads) { rows, _, weight, response in
      for i in 0..<rows.count {
        weight[i] = weights?[rows.lowerBound + i] ?? 1
        response[i] = 0
      }
    }.gram
    guard gram.storage.allSatisfy(\.isFinite) else { throw design.notFiniteValue }
    lengths = gram.diagonal.map { $0.squareRoot() }
    for j in 0..<gram.columns {
      for i in 0..<gram.rows where lengths[i] > 0 && lengths[j] > 0 {
        gram[i, j] /= lengths[i] * lengths[j]
      }
    }
    self.gram = gram
  }

  func independentColumns(_ tolerance: Double) -> IndependentColumns {
    var (kept, dropped): ([Int], [(column: Int, solution: [Double])]) = ([], [])
    /// Rows of the Cholesky factor, each as long as its place.
    var factor: [[Double]] = []
    for j in 0..<design.columns {
      guard lengths[j] > 0 else {
        dropped.append((j, [Double](repeating: 0, count: kept.count)))
        continue
      }
      var row = [Double](repeating: 0, count: kept.count + 1)
      var pivot = 1.0
      for k in kept.indices {
        var value = gram[j, kept[k]]
        factor[k].withUnsafeBufferPointer { other in
          for i in 0..<k { value -= row[i] * other[i] }
        }
        row[k] = value / factor[k][k]
        pivot -= row[k] * row[k]
      }
      if pivot < Self.doubtful {
        let (remainder, solution) = measured(j, kept, factor)
        guard remainder > tolerance else {
          dropped.append((j, solution))
          continue
        }
        pivot = remainder * remainder
      }
      row[kept.count] = pivot.squareRoot()
      factor.append(row)
      kept.append(j)
    }
    return IndependentColumns(
      kept: kept, dropped: dropped, lengths: lengths, names: design.names)
  }

  /// The relative length of what the kept columns leave of column `j`, and the
  /// combination of them that leaves it.
  private func measured(
    _ j: Int, _ kept: [Int], _ factor: [[Double]]
  ) -> (remainder: Double, solution: [Double]) {
    var scaled = solve(factor, kept.map { gram[$0, j] })
    var remainder = [Double]()
    for round in 0..<3 {
      remainder = left(of: j, scaled, kept)
      if round < 2 {
        let gradient = design.transposeTimes(weighted(remainder))
        let step = solve(factor, kept.map { gradient[$0] / lengths[$0] / lengths[j] })
        for k in step.indices { scaled[k] += step[k] }
      }
    }
    let length = dot(remainder, weighted(remainder)).squareRoot() / lengths[j]
    return (length, kept.indices.map { scaled[$0] * lengths[j] / lengths[kept[$0]] })
  }

  private func left(of j: Int, _ scaled: [Double], _ kept: [Int]) -> [Double] {
    var b = [Double](repeating: 0, count: design.columns)
    for (k, column) in kept.enumerated() { b[column] = -scaled[k] * lengths[j] / lengths[column] }
    b[j] = 1
    return design.times(b)
  }

  private func weighted(_ values: [Double]) -> [Double] {
    guard let weights else { return values }
    return zip(weights, values).map { $0 * $1 }
  }

  private func solve(_ factor: [[Double]], _ right: [Double]) -> [Double] {
    var x = right
    for k in x.indices {
      for i in 0..<k { x[k] -= factor[k][i] * x[i] }
      x[k] /= factor[k][k]
    }
    for k in x.indices.reversed() {
      x[k] /= factor[k][k]
      for i in 0..<k { x[i] -= factor[k][i] * x[k] }
    }
    return x
  }
}
