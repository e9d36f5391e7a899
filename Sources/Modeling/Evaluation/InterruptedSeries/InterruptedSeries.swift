public import Regression

/// A series that something may have changed from a known step on, and what else
/// moves it: segmented regression (Wagner et al. 2002; Bernal, Cummins & Gasparrini
/// 2017).
///
/// With t₀ the first step after the change,
///
///     g(E y_t) = α + β t + season_t + γᵀ x_t + δ [t ≥ t₀] + κ (t − t₀)₊
///
/// and the effect at a step is what the terms in δ and κ add to its mean.
public struct InterruptedSeries: Sendable {
  /// Something else that moves the series and that the change did not move.
  public struct Covariate: Sendable, Equatable {
    public var name: String
    /// One a step.
    public var values: [Double]

    public init(_ name: String, _ values: [Double]) {
      self.name = name
      self.values = values
    }
  }

  public enum Season: Sendable, Equatable {
    /// A constant for each place in the period, the first place of the series' first
    /// period excepted; period at least 2.
    case indicators(period: Int)
    /// So many pairs of sine and cosine of a period of more than 2 steps.
    case harmonics(period: Double, pairs: Int)
  }

  /// What is assumed of the values about their mean.
  public enum Response: Sendable, Equatable {
    /// Identity link; stationary ARMA(p, q) errors, by exact generalized least squares
    /// with restricted likelihood. (1, 0) is Prais and Winsten's model.
    case arma(p: Int, q: Int)
    /// As `arma(p:q:)` with q = 0 and the p of 1 ... `upTo` of the least AIC of the restricted
    /// likelihood.
    case autoregressive(upTo: Int)
    /// Identity link; least squares with Newey and West's errors.
    case neweyWest(CovarianceEstimator.Lags)
    /// Log link; counts whose variance is proportional to their mean, with Newey and
    /// West's errors.
    case quasiPoisson(CovarianceEstimator.Lags)
    /// Log link; variance μ + μ²/θ, θ by likelihood, with Newey and West's errors.
    case negativeBinomial(CovarianceEstimator.Lags)

    var isLog: Bool {
      switch self {
      case .arma, .autoregressive, .neweyWest: false
      case .quasiPoisson, .negativeBinomial: true
      }
    }
  }

  public struct Options: Sendable, Equatable {
    public var response: Response = .arma(p: 1, q: 0)
    /// A straight line through the whole series.
    public var hasTrend = true
    /// Whether the slope may change too.
    public var hasSlopeChange = true
    public var seasons: [Season] = []
    /// Steps from the change on that are left out, while it settles in.
    public var washout = 0
    /// Of the intervals, inside (0, 1).
    public var level = 0.95

    public init() {}
  }

  /// NaN where missing.
  public var values: [Double]
  /// The first step after the change.
  public var firstAfter: Int
  public var covariates: [Covariate]
  /// What counts are in proportion to (days in the month, drivers), above 0; log link only.
  public var exposure: [Double]?

  public init(
    values: [Double], firstAfter: Int, covariates: [Covariate] = [], exposure: [Double]? = nil
  ) {
    self.values = values
    self.firstAfter = firstAfter
    self.covariates = covariates
    self.exposure = exposure
  }

  /// The series up to the change, with a change pretended at `date`.
  func pretending(_ date: Int) -> InterruptedSeries {
    InterruptedSeries(
      values: Array(values[..<firstAfter]), firstAfter: date,
      covariates: covariates.map { Covariate($0.name, Array($0.values[..<firstAfter])) },
      exposure: exposure.map { Array($0[..<firstAfter]) })
  }
}
