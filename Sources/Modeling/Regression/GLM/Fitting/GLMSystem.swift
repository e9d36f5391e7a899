import Foundation
import LinearAlgebra

/// The factored information matrix XᵀWX of one scoring step, over the columns
/// that are no combination of those before them.
///
/// Columns are scaled to unit length first, so that neither units nor sizes of
/// predictors enter the decisions.
struct GLMSystem: Sendable {
  /// Columns kept, ascending; the others have coefficient 0.
  let kept: [Int]
  let columns: Int
  /// 1 / length of each kept column.
  private let scale: [Double]
  /// Upper triangular R with RᵀR the scaled matrix.
  private let upper: Matrix
  /// The least squared share of a kept column that those before do not explain.
  let leastPivot: Double

  /// Below this share the sums of squares have lost too many digits, and the
  /// triangle is made from the rows themselves instead.
  static let doubtful = 1e-6

  /// From sums of squares.
  ///
  /// - Parameters:
  ///   - kept: the columns to use; nil decides.
  ///   - least: squared share below which a column is dropped.
  init(gram: Matrix, kept wanted: [Int]? = nil, dropBelow least: Double) {
    columns = gram.columns
    var (kept, pivots, leastPivot): ([Int], [Double], Double) = ([], [], 1)
    // Rows of R as far as they are known, one a kept column.
    var rows: [[Double]] = []
    let candidates = wanted ?? Array(0..<gram.columns)
    let lengths = candidates.map { gram[$0, $0].squareRoot() }
    for (a, j) in candidates.enumerated() where lengths[a] > 0 {
      var pivot = 1.0
      for row in rows { pivot -= row[a] * row[a] }
      if pivot <= least {
        if wanted == nil { continue }
        pivot = max(pivot, 1e-14)
      }
      leastPivot = min(leastPivot, pivot)
      let root = pivot.squareRoot()
      var row = [Double](repeating: 0, count: candidates.count)
      row[a] = root
      for b in (a + 1)..<max(a + 1, candidates.count) where lengths[b] > 0 {
        var value = gram[candidates[b], j] / (lengths[a] * lengths[b])
        for above in rows { value -= above[a] * above[b] }
        row[b] = value / root
      }
      rows.append(row)
      kept.append(j)
      pivots.append(pivot)
    }
    let places = kept.map { j in candidates.firstIndex(of: j)! }
    scale = places.map { 1 / lengths[$0] }
    var upper = Matrix(rows: kept.count, columns: kept.count)
    for i in kept.indices {
      for j in i..<kept.count { upper[i, j] = rows[i][places[j]] }
    }
    self.upper = upper
    self.kept = kept
    self.leastPivot = leastPivot
  }

  /// From the triangle of a QR factorization of √W X, with all its digits, over
  /// columns of which none is a combination of others.
  init(triangle: Matrix, kept: [Int]) throws(RegressionError) {
    columns = triangle.columns
    self.kept = kept
    let lengths = kept.map { euclideanNorm(triangle.column($0)) }
    scale = lengths.map { 1 / $0 }
    var chosen = Matrix(rows: triangle.rows, columns: kept.count)
    for (a, j) in kept.enumerated() {
      chosen.setColumn(a, to: triangle.column(j).map { $0 / lengths[a] })
    }
    do {
      upper = try QR(chosen).upper
    } catch {
      throw .singular("the information matrix of the coefficients")
    }
    leastPivot = upper.diagonal.reduce(1) { min($0, $1 * $1) }
  }

  /// The step δ of XᵀWX δ = score, 0 at dropped columns.
  func solve(_ score: [Double]) throws(RegressionError) -> [Double] {
    var step = [Double](repeating: 0, count: columns)
    let right = Matrix(column: kept.indices.map { score[kept[$0]] * scale[$0] })
    do {
      let half = try upper.solveTriangle(.upper, right, transposed: true)
      let scaled = try upper.solveTriangle(.upper, half)
      for (a, j) in kept.enumerated() { step[j] = scaled[a, 0] * scale[a] }
    } catch {
      throw .singular("the information matrix of the coefficients")
    }
    return step
  }

  /// (XᵀWX)⁻¹ over the kept columns.
  func inverse() throws(RegressionError) -> Matrix {
    do {
      let inverse = try upper.solveTriangle(.upper, .identity(kept.count))
      var result = inverse.timesTranspose(inverse)
      for i in kept.indices {
        for j in kept.indices { result[i, j] *= scale[i] * scale[j] }
      }
      return result
    } catch {
      throw .singular("the information matrix of the coefficients")
    }
  }

  /// ln det XᵀWX.
  var logDeterminant: Double {
    var sum = 0.0
    for a in kept.indices { sum += 2 * (log(upper[a, a]) - log(scale[a])) }
    return sum
  }
}
