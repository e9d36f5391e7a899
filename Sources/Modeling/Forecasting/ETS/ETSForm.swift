/// One of the 30 exponential smoothing models: how error, trend and season enter
/// (the taxonomy of Hyndman, Koehler, Ord & Snyder 2008, tables 2.1–2.3).
public struct ETSForm: Hashable, Sendable, Codable {
  public enum ErrorKind: String, Sendable, Codable, CaseIterable {
    case additive = "A"
    case multiplicative = "M"
  }
  public enum Trend: String, Sendable, Codable, CaseIterable {
    case none = "N"
    case additive = "A"
    case additiveDamped = "Ad"
    case multiplicative = "M"
    case multiplicativeDamped = "Md"

    public var isDamped: Bool { self == .additiveDamped || self == .multiplicativeDamped }
    public var isMultiplicative: Bool {
      self == .multiplicative || self == .multiplicativeDamped
    }
  }
  public enum Season: String, Sendable, Codable, CaseIterable {
    case none = "N"
    case additive = "A"
    case multiplicative = "M"
  }

  public var error: ErrorKind
  public var trend: Trend
  public var season: Season

  public init(error: ErrorKind, trend: Trend, season: Season) {
    self.error = error
    self.trend = trend
    self.season = season
  }

  /// All 30 forms: errors, then trends, then seasons in the order declared.
  public static let all: [ETSForm] = ErrorKind.allCases.flatMap { error in
    Trend.allCases.flatMap { trend in
      Season.allCases.map { ETSForm(error: error, trend: trend, season: $0) }
    }
  }

  /// "AAdM": error, trend, season.
  public var code: String { error.rawValue + trend.rawValue + season.rawValue }

  /// "ETS(A,Ad,M)".
  public var name: String {
    "ETS(\(error.rawValue),\(trend.rawValue),\(season.rawValue))"
  }

  /// Smoothing parameters: α, and β, γ, φ where the form has them.
  public var smoothingParameterCount: Int {
    1 + (trend == .none ? 0 : 1) + (season == .none ? 0 : 1) + (trend.isDamped ? 1 : 0)
  }

  /// Initial states that are free: the level, the trend, and all seasonal states
  /// but one, since shifting (scaling) the level against the season changes nothing.
  public func freeStateCount(period: Int) -> Int {
    1 + (trend == .none ? 0 : 1) + (season == .none ? 0 : period - 1)
  }

  /// Parameters that AIC, AICc and BIC count, as R's forecast::ets does:
  /// smoothing parameters, free initial states, and the error variance.
  public func parameterCount(period: Int) -> Int {
    smoothingParameterCount + freeStateCount(period: period) + 1
  }

  /// True for forms whose updates can divide by a value near zero, or whose
  /// variance is infinite: additive errors with a multiplicative trend or
  /// season, and M,M,A (Hyndman et al. 2008, §15.1; R's `restrict = TRUE`).
  public var isUnstable: Bool {
    switch error {
    case .additive: trend.isMultiplicative || season == .multiplicative
    case .multiplicative: trend.isMultiplicative && season == .additive
    }
  }

  /// True when the form has a meaning for positive values only.
  public var needsPositiveValues: Bool {
    error == .multiplicative || trend.isMultiplicative || season == .multiplicative
  }

  /// The classes of Hyndman et al. 2008, §6.1, by how the forecast variance is found.
  enum VarianceClass {
    /// All additive: closed form.
    case linear
    /// Multiplicative error on additive states: closed recursion.
    case multiplicativeError
    /// Multiplicative error and season, additive trend: closed recursion.
    case multiplicativeSeason
    /// Anything else: by simulation.
    case simulated
  }

  var varianceClass: VarianceClass {
    if trend.isMultiplicative { return .simulated }
    switch (error, season) {
    case (.additive, .none), (.additive, .additive): return .linear
    case (.multiplicative, .none), (.multiplicative, .additive): return .multiplicativeError
    case (.multiplicative, .multiplicative): return .multiplicativeSeason
    case (.additive, .multiplicative): return .simulated
    }
  }
}
