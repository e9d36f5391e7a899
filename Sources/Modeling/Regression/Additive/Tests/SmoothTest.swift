import Foundation
import LinearAlgebra
import Statistics

/// Tests that a smooth term is zero everywhere.
struct SmoothTest {
  var statistic: Double
  /// Degrees of freedom the statistic is judged against.
  var referenceDegrees: Double
  var pValue: Double

  /// Wood (2013), "On p-values for smooth components of an extended generalized additive model",
  /// Biometrika 100:221–228: a Wald statistic with the rank-r pseudo-inverse of the covariance of
  /// the fitted values, r not an integer, averaged over the two equivalent square roots.
  ///
  /// - Parameters:
  ///   - triangle: any R with RᵀR = XᵀWX over the term's columns.
  ///   - covariance: Bayesian, of the term's coefficients, scale included.
  ///   - residualDegrees: nil where the scale is known.
  init(
    wald coefficients: [Double], triangle: Matrix, covariance: Matrix, rank: Double,
    residualDegrees: Double?
  ) throws(FactorizationError) {
    let eigen = try SymmetricEigen((triangle * covariance).timesTranspose(triangle))
    let order = eigen.order
    let projected = triangle * coefficients
    // Largest first.
    let values = Array(eigen.values.reversed())
    let scores = (0..<order).map { dot(eigen.vectors.column(order - 1 - $0), projected) }
    let cutoff = pow(Double.ulpOfOne, 0.9) * (values.first ?? 0)
    let available = values.count { $0 > cutoff }
    var whole = min(Int(rank.rounded(.down)), order)
    var fraction = min(rank, Double(order)) - Double(whole)
    if whole + (fraction > 0 ? 1 : 0) > available {
      whole = available
      fraction = 0
    }
    referenceDegrees = Double(whole) + fraction
    guard referenceDegrees > 0 else {
      (statistic, pValue) = (0, 1)
      return
    }
    guard fraction > 0 else {
      statistic = 0
      for j in 0..<whole { statistic += scores[j] * scores[j] / values[j] }
      pValue = Self.tail(
        statistic, [Double](repeating: 1, count: whole), residualDegrees)
      return
    }
    guard whole > 0 else {
      // Less than one degree of freedom: the largest direction counts as a whole one.
      statistic = scores[0] * scores[0] / values[0]
      referenceDegrees = 1
      pValue = Self.tail(statistic, [1], residualDegrees)
      return
    }
    var sum = 0.0
    for j in 0..<whole - 1 { sum += scores[j] * scores[j] / values[j] }
    let (a, b) = (
      scores[whole - 1] / values[whole - 1].squareRoot(), scores[whole] / values[whole].squareRoot()
    )
    let cross = (0.5 * fraction * (1 - fraction)).squareRoot()
    let square = a * a + fraction * b * b
    let both = [sum + square + 2 * cross * a * b, sum + square - 2 * cross * a * b]
    let root = (fraction + 1) * (1 - fraction)
    let upper = (fraction + 1 + root.squareRoot()) / 2
    let weights = [Double](repeating: 1, count: whole - 1) + [upper, fraction + 1 - upper]
    statistic = both[0]
    pValue =
      (Self.tail(both[0], weights, residualDegrees) + Self.tail(both[1], weights, residualDegrees))
      / 2
  }

  /// Wood (2013), "A simple test for random effects in regression models", Biometrika
  /// 100:1005–1010: for a term that its penalty can shrink to nothing.
  ///
  /// - Parameters:
  ///   - covariance: Bayesian, of the term's coefficients, scale included.
  ///   - frequentist: their covariance over repeated data, scale included.
  init(
    variance coefficients: [Double], covariance: Matrix, frequentist: Matrix,
    residualDegrees: Double?
  ) throws(FactorizationError) {
    let lower = try Cholesky(covariance).lower
    let projected = try lower.solveTriangle(.lower, Matrix(column: coefficients)).storage
    statistic = dot(projected, projected)
    let half = try lower.solveTriangle(.lower, frequentist)
    let inner = try lower.solveTriangle(.lower, half.transpose)
    let values = try SymmetricEigen.values(of: inner)
    let cutoff = (values.max() ?? 0) * pow(Double.ulpOfOne, 0.8)
    let weights = values.filter { $0 > cutoff }
    referenceDegrees = Double(weights.count)
    pValue = weights.isEmpty ? 1 : Self.tail(statistic, weights, residualDegrees)
  }

  private static func tail(
    _ statistic: Double, _ weights: [Double], _ residualDegrees: Double?
  ) -> Double {
    let k = residualDegrees.map { max(1, $0.rounded()) }
    return WeightedChiSquares.upperTail(statistic, weights: weights, denominator: k)
  }
}
