/// How an additive model is fitted.
public struct AdditiveOptions: Codable, Equatable, Sendable {
  /// What the smoothing parameters minimize.
  public enum Criterion: String, Codable, Sendable {
    /// Restricted marginal likelihood, by Laplace's approximation where it has no closed form
    /// (Wood 2011).
    case restrictedLikelihood
    /// Generalized cross-validation; with a known scale Mallows' Cₚ (UBRE; Wood 2017, sec. 6.2).
    case crossValidation
  }

  public var criterion = Criterion.restrictedLikelihood
  /// Of the confidence intervals in the tables.
  public var level = 0.95
  /// Stripes of rows run in parallel; results do not depend on it.
  public var threads = 1
  /// Smoothing parameters to use as they are, one a penalty; nil to estimate them.
  public var smoothing: [Double]?

  public init(
    criterion: Criterion = .restrictedLikelihood, level: Double = 0.95, threads: Int = 1,
    smoothing: [Double]? = nil
  ) {
    self.criterion = criterion
    self.level = level
    self.threads = threads
    self.smoothing = smoothing
  }

  /// Threads are no part of an answer: what is encoded is the same for any number.
  private enum CodingKeys: String, CodingKey {
    case criterion, level, smoothing
  }

  func check() throws(RegressionError) {
    guard level > 0, level < 1 else {
      throw .setting("level", reason: "must lie between 0 and 1")
    }
    guard threads >= 1 else { throw .setting("threads", reason: "must be at least 1") }
    if let smoothing, !smoothing.allSatisfy({ $0.isFinite && $0 > 0 }) {
      throw .setting("smoothing", reason: "parameters must be positive numbers")
    }
  }
}

/// What a smooth term of a fit is like, as a table shows it.
public struct SmoothSummary: Codable, Equatable, Sendable {
  public var label: String
  /// One a penalty.
  public var smoothingParameters: [Double]
  /// Effective degrees of freedom: the trace of the term's part of (XᵀWX + S)⁻¹XᵀWX.
  public var effectiveDegrees: Double
  /// Coefficients of the term: what the effective degrees cannot exceed.
  public var columns: Int
  /// What the statistic is judged against.
  public var referenceDegrees: Double
  /// χ²-like where the scale is known, otherwise F-like (divided by the reference degrees).
  public var statistic: Double
  /// Of the hypothesis that the smooth is zero everywhere.
  public var pValue: Double
}
