public import LinearAlgebra

/// A generalized additive model: g(E y) = X β + Σ fⱼ(xⱼ) + offset, smooths fⱼ penalized by how
/// much they bend, how strongly being estimated with the rest (Wood 2011, JRSS B 73:3–36).
///
/// Intervals are Bayesian (Nychka 1988; Marra & Wood 2012): with the penalties read as normal
/// priors, β given y is normal about the estimate with covariance (XᵀWX + S)⁻¹φ, and the bands
/// hold their level on average across the function.
public struct AdditiveFit: Codable, Sendable {
  /// With θ filled in where it was estimated.
  public internal(set) var family: GLMFamily
  public internal(set) var link: GLMLink
  /// Columns of the parametric part first, then those of each smooth.
  public internal(set) var values: [Double]
  public internal(set) var terms: [AdditiveTerm]
  /// Names of the parametric columns.
  public internal(set) var names: [String]
  /// Bayesian covariance of `values`, scale included; zero rows for dropped columns.
  public internal(set) var covariance: Matrix
  /// Parametric terms, with errors.
  public internal(set) var coefficients: [Coefficient]
  public internal(set) var smooths: [SmoothSummary]

  public internal(set) var rowCount: Int
  /// Effective degrees of freedom of the whole model.
  public internal(set) var effectiveDegrees: Double
  /// φ: variance of the errors in a Gaussian model; 1 where the family knows it.
  public internal(set) var scale: Double
  public internal(set) var scaleEstimated: Bool
  public internal(set) var deviance: Double
  /// Of the model that has only an intercept (and the offset).
  public internal(set) var nullDeviance: Double
  /// The criterion at its minimum: minus the logarithm of the restricted likelihood, or the
  /// cross-validation score.
  public internal(set) var score: Double
  /// Largest magnitude of the criterion's gradient by ln λ where the search ended, parameters at
  /// a limit left out.
  public internal(set) var scoreGradient: Double
  public internal(set) var options: AdditiveOptions
  public internal(set) var notes: [FitNote]
  /// Mean of each column over the rows of the fit.
  public internal(set) var columnMeans: [Double]
  /// How far each term can be told from the others over the rows of the fit, as terms of
  /// `smooths`: 0 not at all confounded, 1 determined by them (the "observed" measure of Wood).
  public internal(set) var concurvity: [Double]

  /// Mean of each row of the fit on the scale of the response; empty after decoding.
  public internal(set) var fittedValues: [Double] = []

  private enum CodingKeys: String, CodingKey {
    case family, link, values, terms, names, covariance, coefficients, smooths, rowCount,
      effectiveDegrees
    case scale, scaleEstimated, deviance, nullDeviance, score, scoreGradient, options, notes
    case columnMeans, concurvity
  }

  /// The share of the null deviance that the model explains.
  public var devianceExplained: Double { 1 - deviance / nullDeviance }
  public var residualDegrees: Double { Double(rowCount) - effectiveDegrees }
}
