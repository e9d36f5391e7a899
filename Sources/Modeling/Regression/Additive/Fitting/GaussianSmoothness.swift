import Foundation
import LinearAlgebra

/// Penalized least squares from the triangle of √W [X y], and its smoothness criteria.
///
/// Everything the rows have to say is in the triangle, so each trial of smoothing parameters
/// costs only what a matrix of `columns` rows costs (Wood 2017, sec. 6.5.1).
struct GaussianSmoothness: Sendable {
  let triangle: Matrix
  let penalties: SmoothingPenalties
  /// Columns set aside as linear combinations of others.
  let dropped: [Int]
  let rows: Int
  /// Σ ln w over the rows.
  let logWeights: Double

  private var columns: Int { penalties.columns }

  struct Solution {
    var coefficients: [Double]
    /// K with H⁻¹ = K Kᵀ, H = XᵀWX + Σ λ S.
    var root: Matrix
    var logDeterminant: Double
    var deviance: Double
  }

  /// Dimensions of the null space of the penalty.
  private var freeColumns: Int { columns - dropped.count - penalties.penalized.count }

  func solve(_ rho: [Double]) throws(RegressionError) -> Solution {
    let total = penalties.total(rho)
    let extra = penalties.penalized + dropped
    var stacked = Matrix(rows: columns + extra.count, columns: columns)
    for j in 0..<columns {
      for i in 0...j { stacked[i, j] = triangle[i, j] }
    }
    for (i, j) in extra.enumerated() {
      // A column of zeros gets a coefficient of zero and a determinant of one.
      stacked[columns + i, j] = i < penalties.penalized.count ? total[j].squareRoot() : 1
    }
    var right = [Double](repeating: 0, count: stacked.rows)
    for i in 0..<columns { right[i] = triangle[i, columns] }
    do {
      let qr = try QR(stacked)
      let coefficients = try qr.leastSquares(right)
      let root = try qr.upper.solveTriangle(.upper, .identity(columns))
      var logDeterminant = 0.0
      for value in qr.upper.diagonal { logDeterminant += 2 * log(abs(value)) }
      var deviance = triangle[columns, columns] * triangle[columns, columns]
      for i in 0..<columns {
        var residual = triangle[i, columns]
        for j in i..<columns { residual -= triangle[i, j] * coefficients[j] }
        deviance += residual * residual
      }
      return Solution(
        coefficients: coefficients, root: root, logDeterminant: logDeterminant,
        deviance: deviance)
    } catch {
      throw .singular("penalized least squares: \(error)")
    }
  }

  /// −2 × the restricted likelihood's logarithm, halved: Wood (2011), eq. (4), with the scale
  /// at its maximum.
  func restrictedLikelihood(_ rho: [Double]) throws(RegressionError) -> SmoothnessScore {
    let solution = try solve(rho)
    let beta = solution.coefficients
    let count = penalties.parts.count
    let logS = penalties.logDeterminant(rho)
    let inverse = solution.root.outerGram()
    let derivatives = coefficientDerivatives(solution, inverse, rho)

    let penalty = zip(penalties.total(rho), beta).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
    let penalized = solution.deviance + penalty
    let degrees = Double(rows - freeColumns)
    let scale = penalized / degrees
    let value =
      degrees / 2 * (1 + log(2 * .pi * scale)) - logWeights / 2
      + (solution.logDeterminant - logS.value) / 2

    let scaled = (0..<count).map { penalties.scaled($0, rho) }
    var slopes = [Double](repeating: 0, count: count)
    for k in 0..<count {
      for (i, j) in penalties.parts[k].range.enumerated() {
        slopes[k] += scaled[k][i] * beta[j] * beta[j]
      }
    }
    var gradient = [Double](repeating: 0, count: count)
    var hessian = Matrix(rows: count, columns: count)
    for k in 0..<count {
      let range = penalties.parts[k].range
      var trace = 0.0
      for (i, j) in range.enumerated() { trace += scaled[k][i] * inverse[j, j] }
      gradient[k] = slopes[k] / (2 * scale) + (trace - logS.gradient[k]) / 2
      for l in 0...k {
        let other = penalties.parts[l].range
        var curvature = k == l ? slopes[k] : 0
        for (i, j) in range.enumerated() {
          curvature += 2 * scaled[k][i] * beta[j] * derivatives[j, l]
        }
        var determinant = k == l ? trace : 0
        for (b, j) in other.enumerated() where scaled[l][b] > 0 {
          for (a, i) in range.enumerated() {
            determinant -= scaled[k][a] * scaled[l][b] * inverse[i, j] * inverse[i, j]
          }
        }
        let second =
          curvature / (2 * scale) - slopes[k] * slopes[l] / (2 * scale * scale * degrees)
          + (determinant - logS.hessian[k, l]) / 2
        hessian[k, l] = second
        hessian[l, k] = second
      }
    }
    return SmoothnessScore(value: value, gradient: gradient, hessian: hessian)
  }

  /// ∂β̂/∂ρₖ = −λₖ H⁻¹ Sₖ β̂, a column a parameter.
  private func coefficientDerivatives(
    _ solution: Solution, _ inverse: Matrix, _ rho: [Double]
  ) -> Matrix {
    var right = Matrix(rows: columns, columns: penalties.parts.count)
    for (k, part) in penalties.parts.enumerated() {
      for (j, value) in zip(part.range, penalties.scaled(k, rho)) {
        right[j, k] = -value * solution.coefficients[j]
      }
    }
    return inverse * right
  }

  /// XᵀWX.
  func gram() -> Matrix {
    triangle[0..<columns, 0..<columns].triangle(.upper).gram()
  }
}
