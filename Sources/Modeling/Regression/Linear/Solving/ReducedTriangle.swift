import LinearAlgebra

/// The triangle of the columns worth keeping, from the triangle of all.
///
/// A column whose remainder, after those kept before it, is a smaller share of it
/// than the tolerance is left out, as R's limited column pivoting does (dqrdc2).
struct ReducedTriangle {
  let kept: [Int]
  /// Of the kept columns.
  let upper: Matrix
  /// Qᵀy for each kept column.
  let effects: [Double]
  let residualSumOfSquares: Double
  /// ‖1 − its projection‖ / ‖1‖, where the triangle has a column of ones.
  let constantDistance: Double
  /// Of the kept columns, estimated with unit lengths.
  let condition: Double

  /// - Parameters:
  ///   - triangle: of [X, 1, y] or [X, y].
  ///   - columns: of X.
  init(_ triangle: Matrix, columns: Int, probesConstant: Bool, tolerance: Double) {
    let order = triangle.rows
    var work = triangle
    var kept: [Int] = []
    for j in 0..<columns {
      let whole = euclideanNorm(triangle.column(j))
      let row = kept.count
      let below = (row..<order).map { work[$0, j] }
      let rest = euclideanNorm(below)
      guard rest > tolerance * whole, rest > 0 else { continue }
      if below.dropFirst().contains(where: { $0 != 0 }) {
        Self.reflect(&work, column: j, from: row, norm: rest)
      }
      kept.append(j)
    }
    let rank = kept.count
    var upper = Matrix(rows: rank, columns: rank)
    for (k, j) in kept.enumerated() {
      for i in 0...k { upper[i, k] = work[i, j] }
    }
    let last = order - 1
    let beyond = euclideanNorm((rank..<order).map { work[$0, last] })
    self.kept = kept
    self.upper = upper
    effects = (0..<rank).map { work[$0, last] }
    residualSumOfSquares = beyond * beyond
    constantDistance =
      probesConstant
      ? euclideanNorm((rank..<order).map { work[$0, columns] })
        / euclideanNorm(triangle.column(columns)) : 0
    condition = Self.condition(of: upper)
  }

  /// Estimated condition of a triangle, its columns scaled to unit length.
  static func condition(of upper: Matrix) -> Double {
    var scaled = upper
    for j in 0..<upper.columns {
      let length = euclideanNorm(upper.column(j))
      guard length > 0 else { return .greatestFiniteMagnitude }
      for i in 0...j { scaled[i, j] /= length }
    }
    let reciprocal = (try? scaled.triangleReciprocalCondition(.upper)) ?? 0
    return min(1 / reciprocal, .greatestFiniteMagnitude)
  }

  /// Householder's reflection that clears column `j` below `row`, on columns from `j` on.
  private static func reflect(_ work: inout Matrix, column j: Int, from row: Int, norm: Double) {
    let order = work.rows
    var v = (row..<order).map { work[$0, j] }
    let pivot = v[0] > 0 ? -norm : norm
    v[0] -= pivot
    let square = dot(v, v)
    for c in j..<work.columns {
      var product = 0.0
      for i in v.indices { product += v[i] * work[row + i, c] }
      let factor = 2 * product / square
      for i in v.indices { work[row + i, c] -= factor * v[i] }
    }
    work[row, j] = pivot
    for i in row + 1..<max(order, row + 1) { work[i, j] = 0 }
  }
}
