import Foundation
import LinearAlgebra

/// How much the other terms inflate the variance of a term's coefficients.
public struct VarianceInflation: Codable, Equatable, Sendable {
  public var label: String
  /// The generalized factor of Fox and Monette 1992, "Generalized collinearity
  /// diagnostics", JASA 87; the usual VIF for a term of one column. At least 1.
  public var factor: Double
  /// Columns of the term.
  public var columns: Int

  /// factor^(1/(2 · columns)): comparable between terms; a VIF of 10 is 3.2.
  public var perColumn: Double { pow(factor, 1 / (2 * Double(columns))) }
}

extension CoefficientInference {
  /// A factor for each term other than the intercept that has a coefficient; none
  /// where there are fewer than two such terms.
  ///
  /// - Parameter terms: spans over the columns of the design.
  public func varianceInflation(_ terms: [TermSpan]) -> [VarianceInflation] {
    let members = terms.filter { !$0.atoms.isEmpty }
      .map { term in (term.label, kept.indices.filter { term.columns.contains(kept[$0]) }) }
      .filter { !$0.1.isEmpty }
    guard members.count > 1 else { return [] }
    let all = members.flatMap { $0.1 }
    return members.map { label, own in
      let others = all.filter { !own.contains($0) }
      let determinant =
        logDeterminant(own) + logDeterminant(others) - logDeterminant(all)
      return VarianceInflation(label: label, factor: exp(determinant), columns: own.count)
    }
  }

  /// Of the correlations of some of the coefficients; −∞ where singular.
  private func logDeterminant(_ chosen: [Int]) -> Double {
    var correlations = Matrix(rows: chosen.count, columns: chosen.count)
    for (b, j) in chosen.enumerated() {
      for (a, i) in chosen.enumerated() {
        correlations[a, b] =
          covariance[i, j] / (covariance[i, i] * covariance[j, j]).squareRoot()
      }
    }
    return (try? Cholesky(correlations))?.logDeterminant ?? -.infinity
  }
}
