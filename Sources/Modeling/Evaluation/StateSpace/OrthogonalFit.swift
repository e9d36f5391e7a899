import Foundation
import LinearAlgebra

/// Least squares of the first column of a small matrix on the others, by
/// Gram–Schmidt twice over (Giraud, Langou & Rozložník 2005): for fits that are made
/// thousands of times, without a call into LAPACK for each.
struct OrthogonalFit: Sendable {
  let estimates: [Double]
  let residuals: [Double]
  let sumOfSquares: Double
  /// Σ log of the triangle's diagonal.
  let logDiagonal: Double
  /// The triangle, columns × columns.
  private let upper: [Double]

  /// Nil where a column depends on those before it.
  init?(_ data: Matrix) {
    let n = data.rows
    let k = data.columns - 1
    var x = data.storage
    var upper = [Double](repeating: 0, count: k * k)
    var shares = [Double](repeating: 0, count: k)
    var logDiagonal = 0.0
    var isFull = true
    x.withUnsafeMutableBufferPointer { x in
      // Four sums at once: one alone waits for each addition.
      func product(_ a: Int, _ b: Int) -> Double {
        let (first, second) = (a * n, b * n)
        var (s0, s1, s2, s3) = (0.0, 0.0, 0.0, 0.0)
        var t = 0
        while t + 4 <= n {
          s0 += x[first + t] * x[second + t]
          s1 += x[first + t + 1] * x[second + t + 1]
          s2 += x[first + t + 2] * x[second + t + 2]
          s3 += x[first + t + 3] * x[second + t + 3]
          t += 4
        }
        while t < n {
          s0 += x[first + t] * x[second + t]
          t += 1
        }
        return (s0 + s1) + (s2 + s3)
      }
      func project(_ target: Int, on source: Int) -> Double {
        let sum = product(target, source)
        for t in 0..<n { x[target * n + t] -= sum * x[source * n + t] }
        return sum
      }
      func square(_ column: Int) -> Double { product(column, column) }
      for j in 0..<k {
        let whole = square(j + 1)
        for _ in 0..<2 {
          for i in 0..<j { upper[i * k + j] += project(j + 1, on: i + 1) }
        }
        let rest = square(j + 1)
        guard rest > 1e-20 * whole, rest > 0 else {
          isFull = false
          return
        }
        let length = rest.squareRoot()
        upper[j * k + j] = length
        logDiagonal += log(length)
        for t in 0..<n { x[(j + 1) * n + t] /= length }
        shares[j] = project(0, on: j + 1)
      }
    }
    guard isFull else { return nil }
    for j in stride(from: k - 1, through: 0, by: -1) {
      for i in (j + 1)..<max(k, j + 1) { shares[j] -= upper[j * k + i] * shares[i] }
      shares[j] /= upper[j * k + j]
    }
    estimates = shares
    residuals = Array(x[0..<n])
    sumOfSquares = dot(residuals, residuals)
    self.logDiagonal = logDiagonal
    self.upper = upper
  }

  /// (XᵀX)⁻¹.
  func inverseGram() -> Matrix {
    let k = estimates.count
    var inverse = Matrix(rows: k, columns: k)
    for j in 0..<k {
      for i in stride(from: j, through: 0, by: -1) {
        var sum = i == j ? 1.0 : 0
        for l in (i + 1)..<max(j + 1, i + 1) { sum -= upper[i * k + l] * inverse[l, j] }
        inverse[i, j] = sum / upper[i * k + i]
      }
    }
    return inverse.timesTranspose(inverse)
  }
}
