import Foundation
import LinearAlgebra
import Statistics

/// The rows of a robust regression: columns that are independent, and rows multiplied
/// by the roots of their weights.
struct RobustProblem: Sendable {
  let design: DesignMatrix
  let response: [Double]
  /// wᵢ; nil for ones.
  let weights: [Double]?

  var rows: Int { design.rows }

  /// √wᵢ (yᵢ − xᵢᵀb).
  func residuals(_ b: [Double]) -> [Double] {
    let fitted = design.times(b)
    return response.indices.map { i in
      let r = response[i] - fitted[i]
      return weights.map { $0[i].squareRoot() * r } ?? r
    }
  }

  /// Least squares with these weights besides the rows' own, by QR.
  ///
  /// - Throws: `.singular` where too few rows have a weight.
  func leastSquares(_ factors: [Double]?) throws(RegressionError) -> [Double] {
    let p = design.columns
    let whole = DesignMatrix(
      rows: rows, names: design.names + [""], blocks: design.blocks + [.column(response)])
    var combined = factors
    if let weights {
      combined = combined.map { zip($0, weights).map { $0 * $1 } } ?? weights
    }
    let triangle = try whole.triangle(weights: combined)
    let upper = triangle[0..<p, 0..<p]
    let largest = upper.diagonal.reduce(0) { max($0, abs($1)) }
    guard upper.diagonal.allSatisfy({ abs($0) > 1e-14 * largest }),
      let b = try? upper.solveTriangle(.upper, triangle[0..<p, p..<(p + 1)])
    else { throw .singular("too few rows are left with a weight") }
    return b.storage
  }

  /// Diagonal of (XᵀWX)⁻¹.
  func inverseDiagonal() throws(RegressionError) -> [Double] {
    let p = design.columns
    let triangle = try design.triangle(weights: weights)
    guard let inverse = try? triangle.solveTriangle(.upper, .identity(p)) else {
      throw .singular("the design")
    }
    return inverse.outerGram().diagonal
  }

  /// Iteratively reweighted least squares until residuals stay: coefficients, residuals,
  /// the scale they were weighted by, and whether they stayed.
  func reweighted(
    from start: [Double], loss: RobustLoss, scale: (_ residuals: [Double], _ last: Double) -> Double
  ) throws(RegressionError) -> (b: [Double], scale: Double, iterations: Int, converged: Bool) {
    var b = start
    var old = residuals(b)
    var size = Self.medianScale(old)
    for iteration in 1...500 {
      size = scale(old, size)
      guard size > 1e-14 * magnitude else { return (b, 0, iteration, true) }
      b = try leastSquares(old.map { loss.weight($0 / size) })
      let new = residuals(b)
      var (change, length) = (0.0, 0.0)
      for i in new.indices {
        change += (new[i] - old[i]) * (new[i] - old[i])
        length += old[i] * old[i]
      }
      old = new
      if change <= 1e-24 * max(length, .leastNormalMagnitude) { return (b, size, iteration, true) }
    }
    return (b, size, 500, false)
  }

  var magnitude: Double { response.reduce(0) { max($0, abs($1)) } }

  /// median |r| / 0.6745.
  static func medianScale(_ residuals: [Double]) -> Double {
    SampleQuantile.median(residuals.map { abs($0) }) / 0.6745
  }
}
