import Foundation
public import LinearAlgebra
import Statistics

/// A generalized linear model g(E y) = X β + offset, var y = φ V(μ) / weight, by
/// iteratively reweighted least squares (Nelder & Wedderburn 1972; McCullagh &
/// Nelder 1989).
///
/// Standard errors are from the expected information. Where φ is estimated it is
/// Pearson's X² / (n − p), and tests are Student's t; else they are normal. The
/// figures are those of R's `glm`, `MASS::glm.nb` and `statmod::tweedie`.
///
/// What is encoded is what describes the fit and predicts; the rows it was fitted
/// on (`data`, for residuals, hat values, profiles) are not.
public struct GLMFit: Codable, Sendable {
  public struct Options: Codable, Equatable, Sendable {
    public var estimator: Estimator = .maximumLikelihood
    public var dispersion: Dispersion = .automatic
    /// At most this many scoring steps.
    public var iterations = 100
    /// Of confidence intervals, inside (0, 1).
    public var level = 0.95
    /// The result does not depend on it.
    public var threads = 1
    /// Whether infinite estimates are looked for where there can be any.
    public var checksSeparation = true

    public init() {}

    /// Threads are no part of an answer: what is encoded is the same for any number.
    private enum CodingKeys: String, CodingKey {
      case estimator, dispersion, iterations, level, checksSeparation
    }
  }

  public enum Estimator: String, Codable, Equatable, Sendable {
    case maximumLikelihood
    /// Firth's (1993) penalized likelihood, with Jeffreys' prior: finite and of
    /// less bias. For the binomial with logit and Poisson with log link.
    case firth
  }

  public enum Dispersion: Codable, Equatable, Sendable {
    /// 1 for Poisson, binomial and negative binomial, else Pearson's.
    case automatic
    /// Σ w (y − μ)² / V(μ) / (n − p).
    case pearson
    /// Deviance / (n − p).
    case deviance
    case fixed(Double)
  }

  /// The rows of a fit; arrays are shared with the caller's.
  public struct Data: Sendable {
    public let design: DesignMatrix
    /// Of a binomial, shares of successes.
    public let response: [Double]
    /// Prior weights, times the trials of a binomial; nil for ones.
    public let weights: [Double]?
    /// With the logarithm of the exposure.
    public let offset: [Double]?
  }

  /// With θ or the power filled in where they were estimated.
  public internal(set) var family: GLMFamily
  public internal(set) var link: GLMLink
  public internal(set) var options: Options
  /// One a column of the design; a dropped column has estimate 0 and no errors.
  public internal(set) var coefficients: [Coefficient]
  public internal(set) var notes: [FitNote]
  /// The columns that are no combination of others before them.
  public internal(set) var kept: [Int]
  /// Of the estimates of the kept columns, with the dispersion.
  public internal(set) var covariance: Matrix
  public internal(set) var deviance: Double
  /// Of the constant alone (of the offset alone where the design has no constant).
  public internal(set) var nullDeviance: Double
  /// Σ w (y − μ)² / V(μ).
  public internal(set) var pearsonStatistic: Double
  /// φ, as used in the covariance.
  public internal(set) var dispersion: Double
  /// Nil for the quasi families and Tweedie powers above 2; φ at its own maximum
  /// (of a gamma deviance / n, as R has it). With Firth's estimator unpenalized.
  public internal(set) var logLikelihood: Double?
  /// Of Firth's estimator: with ½ ln det of the information.
  public internal(set) var penalizedLogLikelihood: Double?
  /// Standard error of an estimated θ.
  public internal(set) var thetaStandardError: Double?
  /// Coefficients, and other parameters that were estimated, as AIC counts them.
  public internal(set) var parameterCount: Int
  /// Rows of positive weight.
  public internal(set) var observations: Int
  public internal(set) var nullDegreesOfFreedom: Int
  public internal(set) var iterations: Int
  public internal(set) var converged: Bool
  /// Columns whose estimates are infinite: the data are separated.
  public internal(set) var separated: [String]
  /// Nil after decoding.
  public internal(set) var data: Data?

  private enum CodingKeys: String, CodingKey {
    case family, link, options, coefficients, notes, kept, covariance, deviance, nullDeviance
    case pearsonStatistic, dispersion, logLikelihood, penalizedLogLikelihood, thetaStandardError
    case parameterCount, observations, nullDegreesOfFreedom, iterations, converged, separated
  }

  public var rank: Int { kept.count }
  public var residualDegreesOfFreedom: Int { observations - rank }

  /// Whether φ was estimated, so that tests are Student's t.
  public var isDispersionEstimated: Bool {
    switch options.dispersion {
    case .automatic: family.hasDispersion
    case .pearson, .deviance: true
    case .fixed: false
    }
  }

  /// −2 log-likelihood + 2 parameters.
  public var aic: Double? { logLikelihood.map { -2 * $0 + 2 * Double(parameterCount) } }

  /// −2 log-likelihood + log(observations) parameters.
  public var bic: Double? {
    logLikelihood.map { -2 * $0 + log(Double(observations)) * Double(parameterCount) }
  }

  /// θ of a negative binomial.
  public var theta: Double? {
    if case .negativeBinomial(let theta) = family { theta } else { nil }
  }

  /// One a column of the design, zero for one that was dropped: X β̂ is the predictor.
  public var estimates: [Double] { coefficients.map(\.contribution) }

  /// The point of the reference distribution that `probability` lies above of,
  /// both sides together: Student's or the normal.
  func criticalValue(level: Double) -> Double {
    let tail = (1 - level) / 2
    if isDispersionEstimated,
      let student = try? StudentT(degreesOfFreedom: Double(max(1, residualDegreesOfFreedom)))
    {
      return student.upperQuantile(tail)
    }
    return -SpecialFunctions.normalQuantile(tail)
  }

  func twoSidedPValue(_ statistic: Double) -> Double {
    if isDispersionEstimated,
      let student = try? StudentT(degreesOfFreedom: Double(max(1, residualDegreesOfFreedom)))
    {
      return 2 * student.survival(abs(statistic))
    }
    return 2 * SpecialFunctions.normalCDF(-abs(statistic))
  }
}
