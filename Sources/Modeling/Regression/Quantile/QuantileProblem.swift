import Foundation
import LinearAlgebra

/// One quantile regression: min Σ ρτ(yᵢ − xᵢᵀβ) over rows that are already weighted.
///
/// A row's weight multiplies its response and its columns, here without writing the
/// products out.
struct QuantileProblem: Sendable {
  let design: DesignMatrix
  /// wᵢ yᵢ.
  let response: [Double]
  /// wᵢ > 0; nil for ones.
  let weights: [Double]?
  let threads: Int

  /// Coefficients at which `design.columns` rows are met exactly.
  struct Vertex: Sendable {
    var coefficients: [Double]
    /// wᵢ (yᵢ − xᵢᵀβ); exactly zero in the rows of the basis.
    var residuals: [Double]
    /// Whether no edge lowers the objective.
    var isOptimal: Bool
    /// False where another point is known to be as good.
    var isUnique: Bool
  }

  var rows: Int { design.rows }

  func times(_ b: [Double]) -> [Double] {
    var product = design.times(b)
    if let weights { for i in product.indices { product[i] *= weights[i] } }
    return product
  }

  func transposeTimes(_ r: [Double]) -> [Double] {
    guard let weights else { return design.transposeTimes(r) }
    return design.transposeTimes(zip(r, weights).map { $0 * $1 })
  }

  /// Σ qᵢ wᵢ² xᵢxᵢᵀ.
  func gram(_ q: [Double]) -> Matrix {
    NormalEquations(of: design, threads: threads) { [weights] rows, _, weight, response in
      for i in 0..<rows.count {
        let w = weights?[rows.lowerBound + i] ?? 1
        weight[i] = q[rows.lowerBound + i] * w * w
        response[i] = 0
      }
    }.gram
  }

  /// Row i, weighted.
  func row(_ i: Int) -> [Double] {
    let one = design.selecting(rows: [i]).dense().row(0)
    guard let weights else { return one }
    return one.map { $0 * weights[i] }
  }

  /// Σ ρτ(rᵢ).
  static func objective(_ residuals: [Double], level: Double) -> Double {
    residuals.reduce(0) { $0 + ($1 > 0 ? level * $1 : (level - 1) * $1) }
  }

  /// The exact minimum: interior point, then the vertex nearest to it.
  func solve(level: Double) throws(RegressionError) -> Vertex {
    let near = try interiorPoint(level: level)
    return try vertex(near: near, level: level)
  }
}
