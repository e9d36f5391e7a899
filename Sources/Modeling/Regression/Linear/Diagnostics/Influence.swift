import LinearAlgebra

/// What each row does to a linear fit (Belsley, Kuh and Welsch 1980; Cook 1977).
///
/// NaN for rows of weight 0, and where the fit passes through a row because nothing
/// else tells of one of its coefficients (leverage 1).
public struct Influence: Sendable {
  /// hᵢ, the diagonal of the hat matrix: between 0 and 1, their sum is the rank.
  public let leverage: [Double]
  /// √w e / (σ̂ √(1 − h)): standardized residuals.
  public let standardized: [Double]
  /// The same with σ̂ from the other rows: t distributed with n − rank − 1.
  public let studentized: [Double]
  /// Cook's distance: how far all estimates move when the row is left out.
  public let cooksDistance: [Double]
  /// How many of its standard errors a row's own fitted value moves without it.
  public let dffits: [Double]
}

extension LinearFit {
  /// Leverages, residuals on one scale, and the influence of each row.
  ///
  /// - Throws: `.setting` for a fit read from a file.
  public func influence() throws(RegressionError) -> Influence {
    let sample = try rows()
    let (sigma, degrees, rank) = (sigma, Double(residualDegreesOfFreedom), Double(rank))
    let leverage = try sandwich().leverages().map { min(1, $0) }
    let empty = [Double](repeating: .nan, count: leverage.count)
    var (standardized, studentized, cook, dffits) = (empty, empty, empty, empty)
    for (i, e) in try residuals().enumerated() {
      let weight = sample.weights?[i] ?? 1
      let rest = 1 - leverage[i]
      guard weight > 0, rest > 1e-10 else { continue }
      let residual = weight.squareRoot() * e
      standardized[i] = residual / (sigma * rest.squareRoot())
      let others = (residualSumOfSquares - residual * residual / rest) / (degrees - 1)
      studentized[i] = residual / (others * rest).squareRoot()
      cook[i] = standardized[i] * standardized[i] * leverage[i] / (rest * rank)
      dffits[i] = studentized[i] * (leverage[i] / rest).squareRoot()
    }
    return Influence(
      leverage: leverage, standardized: standardized, studentized: studentized,
      cooksDistance: cook, dffits: dffits)
  }
}
