internal import LinearAlgebra

/// Whether bottom values minimize (S b − ŷ)ᵀ W⁻¹ (S b − ŷ) over b ≥ 0, worked out
/// from W⁻¹ itself and not from what the solver did.
public struct ReconciliationCheck: Sendable, Equatable {
  /// The most negative value; 0 where there is none.
  public let mostNegative: Double
  /// The largest violation of the gradient's sign at zero, or of its vanishing at
  /// positive values, each times the standard deviation of its row's own error.
  public let gradientViolation: Double
  /// The objective, (S b − ŷ)ᵀ W⁻¹ (S b − ŷ).
  public let objective: Double

  /// - Parameters:
  ///   - bottom: one value a bottom series.
  ///   - base: one value a row of the system.
  /// - Throws: `HierarchyError.notFactorable` where W cannot be inverted.
  public init(
    bottom: [Double], base: [Double], hierarchy: Hierarchy, covariance: ErrorCovariance
  ) throws(HierarchyError) {
    let fitted = hierarchy.aggregates(of: bottom) + bottom
    let errors = zip(fitted, base).map { $0 - $1 }
    let weighted: [Double]
    do { weighted = try covariance.inverseTimes(errors) } catch { throw .notFactorable }
    let above = hierarchy.aggregateCount
    let raised = hierarchy.summing.transposeTimes(Array(weighted[..<above]))
    var violation = 0.0
    for j in bottom.indices {
      let gradient = (weighted[above + j] + raised[j]) * covariance.diagonal[above + j].squareRoot()
      violation = max(violation, bottom[j] > 0 ? abs(gradient) : -gradient)
    }
    mostNegative = min(0, bottom.min() ?? 0)
    gradientViolation = violation
    objective = dot(errors, weighted)
  }
}

extension ErrorCovariance {
  /// W⁻¹ v by the identity of Woodbury:
  /// D⁻¹v − D⁻¹G (I + GᵀD⁻¹G)⁻¹ GᵀD⁻¹v.
  func inverseTimes(_ v: [Double]) throws(FactorizationError) -> [Double] {
    let scaled = zip(v, diagonal).map { $0 / $1 }
    guard factors.columns > 0 else { return scaled }
    var standard = factors
    for column in 0..<factors.columns {
      for row in 0..<factors.rows { standard[row, column] /= diagonal[row].squareRoot() }
    }
    let inner = try Cholesky(Matrix.identity(factors.columns) + standard.gram())
    let common = factors * (try inner.solve(factors.transposeTimes(scaled)))
    return scaled.indices.map { scaled[$0] - common[$0] / diagonal[$0] }
  }
}
