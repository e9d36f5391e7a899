import Foundation
import Statistics

/// What is assumed of a response about its mean μ: var y = φ V(μ) / weight
/// (McCullagh & Nelder 1989, table 2.1; Jørgensen 1987 for Tweedie's).
public enum GLMFamily: Codable, Equatable, Sendable {
  case gaussian
  case poisson
  /// Poisson's variance times a dispersion that is estimated; no likelihood.
  case quasiPoisson
  /// Successes of trials, or 0 and 1.
  case binomial
  /// The binomial's variance times a dispersion that is estimated; no likelihood.
  case quasiBinomial
  case gamma
  case inverseGaussian
  /// NB2: V(μ) = μ + μ²/θ. With nil θ is found by maximum likelihood.
  case negativeBinomial(theta: Double? = nil)
  /// V(μ) = μ^p with p in 1 < p < 2 (zeros and positive amounts) or p > 2
  /// (positive amounts). With nil p is found by profile likelihood in 1.01 ... 1.99.
  case tweedie(power: Double? = nil)

  /// One of each kind, with the name people type.
  public static let named: [(name: String, family: GLMFamily)] = [
    ("gaussian", .gaussian), ("poisson", .poisson), ("quasipoisson", .quasiPoisson),
    ("binomial", .binomial), ("quasibinomial", .quasiBinomial), ("gamma", .gamma),
    ("inverse-gaussian", .inverseGaussian), ("negative-binomial", .negativeBinomial()),
    ("tweedie", .tweedie()),
  ]

  public var name: String {
    switch self {
    case .gaussian: "gaussian"
    case .poisson: "poisson"
    case .quasiPoisson: "quasipoisson"
    case .binomial: "binomial"
    case .quasiBinomial: "quasibinomial"
    case .gamma: "gamma"
    case .inverseGaussian: "inverse-gaussian"
    case .negativeBinomial: "negative-binomial"
    case .tweedie: "tweedie"
    }
  }

  /// The link used where none is asked for: canonical, but log for amounts and
  /// for the negative binomial, where the canonical link bounds the predictor.
  public var defaultLink: GLMLink {
    switch self {
    case .gaussian: .identity
    case .binomial, .quasiBinomial: .logit
    case .poisson, .quasiPoisson, .negativeBinomial, .gamma, .inverseGaussian, .tweedie: .log
    }
  }

  /// The link under which Xᵀ y is sufficient; nil where it has a parameter of
  /// its own (negative binomial).
  public var canonicalLink: GLMLink? {
    switch self {
    case .gaussian: .identity
    case .poisson, .quasiPoisson: .log
    case .binomial, .quasiBinomial: .logit
    case .gamma: .inverse
    case .inverseGaussian: .inverseSquare
    case .negativeBinomial: nil
    case .tweedie(let power): power.map { .power(1 - $0) }
    }
  }

  /// The links that keep the mean where the family allows it for some range of
  /// predictors, in the order of `GLMLink.named`.
  public var links: [GLMLink] {
    switch self {
    case .gaussian: [.identity, .log, .inverse, .squareRoot]
    case .binomial, .quasiBinomial:
      [.identity, .log, .logit, .probit, .complementaryLogLog, .cauchit]
    case .poisson, .quasiPoisson, .negativeBinomial: [.identity, .log, .squareRoot]
    case .gamma, .inverseGaussian, .tweedie:
      [.identity, .log, .inverse, .inverseSquare, .squareRoot]
    }
  }

  /// Whether a link makes sense for this family: one of `links`, or a power
  /// where means are positive.
  public func allows(_ link: GLMLink) -> Bool {
    if case .power = link { return !isBinomial }
    return links.contains(link)
  }

  var isBinomial: Bool { self == .binomial || self == .quasiBinomial }

  /// Whether φ is estimated; where it is not, φ = 1.
  public var hasDispersion: Bool {
    switch self {
    case .poisson, .binomial, .negativeBinomial: false
    default: true
    }
  }

  /// Whether there is a likelihood, and so AIC and intervals for observations.
  public var hasLikelihood: Bool { self != .quasiPoisson && self != .quasiBinomial }

  /// V(μ), given 1 − μ for the binomial.
  @inline(__always)
  func variance(_ mean: Double, complement: Double) -> Double {
    switch self {
    case .gaussian: 1
    case .poisson, .quasiPoisson: mean
    case .binomial, .quasiBinomial: mean * complement
    case .gamma: mean * mean
    case .inverseGaussian: mean * mean * mean
    case .negativeBinomial(let theta): mean + mean * mean / (theta ?? 1)
    case .tweedie(let power): pow(mean, power ?? 1.5)
    }
  }

  /// V(μ); at the ends of a binomial mean, 0.
  public func variance(_ mean: Double) -> Double { variance(mean, complement: 1 - mean) }

  /// Whether a mean lies where the family allows it.
  @inline(__always)
  func isMean(_ mean: Double) -> Bool {
    switch self {
    case .gaussian: mean.isFinite
    case .binomial, .quasiBinomial: mean > 0 && mean < 1
    default: mean > 0 && mean < .infinity
    }
  }

  /// The deviance of one observation of weight 1, twice the log-likelihood it
  /// lacks of the best possible; given 1 − μ for the binomial.
  @inline(__always)
  func unitDeviance(_ y: Double, _ mean: Double, complement: Double) -> Double {
    switch self {
    case .gaussian: return (y - mean) * (y - mean)
    case .poisson, .quasiPoisson:
      return y == 0 ? 2 * mean : -2 * y * SpecialFunctions.log1pmx((mean - y) / y)
    case .binomial, .quasiBinomial:
      if y == 0 { return -2 * (complement > 0.5 ? log1p(-mean) : log(complement)) }
      if y == 1 { return -2 * (mean > 0.5 ? log1p(-complement) : log(mean)) }
      // Both terms as y·h(μ/y), whose linear parts cancel: digits where μ ≈ y.
      let rest = 1 - y
      return -2
        * (y * SpecialFunctions.log1pmx((mean - y) / y)
          + rest * SpecialFunctions.log1pmx((complement - rest) / rest))
    case .gamma: return -2 * SpecialFunctions.log1pmx((y - mean) / mean)
    case .inverseGaussian: return (y - mean) * (y - mean) / (y * mean * mean)
    case .negativeBinomial(let theta):
      let size = theta ?? 1
      if y == 0 { return 2 * size * log1p(mean / size) }
      return max(
        0,
        -2 * y * SpecialFunctions.log1pmx((mean - y) / y)
          + 2 * (y + size) * SpecialFunctions.log1pmx((mean - y) / (y + size)))
    case .tweedie(let power):
      let p = power ?? 1.5
      let ofMean = pow(mean, 1 - p)
      let ofResponse = y == 0 ? 0 : pow(y, 2 - p) / ((1 - p) * (2 - p))
      return max(0, 2 * (ofResponse - y * ofMean / (1 - p) + mean * ofMean / (2 - p)))
    }
  }

  /// The deviance of one observation of weight 1 at mean `mean`.
  public func unitDeviance(_ y: Double, _ mean: Double) -> Double {
    unitDeviance(y, mean, complement: 1 - mean)
  }

  /// A mean near `y` that the family allows: where the iterations begin.
  func startingMean(_ y: Double, weight: Double) -> Double {
    switch self {
    case .gaussian: return y
    case .poisson, .quasiPoisson: return y + 0.1
    case .binomial, .quasiBinomial:
      return (max(weight, 1e-3) * y + 0.5) / (max(weight, 1e-3) + 1)
    case .gamma, .inverseGaussian: return y
    case .negativeBinomial: return y == 0 ? 1.0 / 6 : y
    case .tweedie: return y == 0 ? 0.1 : y
    }
  }

  /// What is wrong with a response value, or nil.
  func complaint(_ y: Double) -> String? {
    switch self {
    case .gaussian: return nil
    case .poisson, .quasiPoisson, .negativeBinomial:
      return y >= 0 ? nil : "a count cannot be negative"
    case .binomial, .quasiBinomial:
      return y >= 0 && y <= 1 ? nil : "must lie from 0 to 1 (or give the trials)"
    case .gamma: return y > 0 ? nil : "the gamma family needs values above 0"
    case .inverseGaussian: return y > 0 ? nil : "the inverse Gaussian family needs values above 0"
    case .tweedie(let power):
      if let power, power > 2 {
        return y > 0 ? nil : "this Tweedie power needs values above 0"
      }
      return y >= 0 ? nil : "the Tweedie family needs values of at least 0"
    }
  }
}
