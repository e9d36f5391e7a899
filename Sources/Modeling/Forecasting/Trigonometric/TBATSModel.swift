// The trigonometric innovations model of De Livera, A. M., Hyndman, R. J. & Snyder,
// R. D. (2011), "Forecasting time series with complex seasonal patterns using
// exponential smoothing", JASA 106, 1513–1527, eq. 7–9, with all states on the right
// those of the step before, w the transformed observation, d the structural error
// and e the innovation:
//
//   w  = l + φ b + Σ s_j + d
//   l' = l + φ b + α d
//   b' = φ b + β d
//   s_j'  =  s_j cos λ_j + s*_j sin λ_j + γ₁ d     λ_j = 2πj/m for harmonic j
//   s*_j' = −s_j sin λ_j + s*_j cos λ_j + γ₂ d     of a season of m steps
//   d  = Σ ϑ_i d[t−i] + Σ θ_i e[t−i] + e
//
// γ₁ and γ₂ are those of the harmonic's season; m need not be whole. w is y, or
// log y where the spread of a positive series grows with its level.

/// One season: its length in steps and the harmonics it is made of.
public struct TrigonometricSeason: Hashable, Sendable, Codable {
  /// Steps, above 2; need not be whole.
  public var period: Double
  /// j of λ_j, ascending, each in 1 ..< period / 2.
  public var harmonics: [Int]

  public init(period: Double, harmonics: [Int]) {
    precondition(
      harmonics.allSatisfy { $0 >= 1 && 2 * Double($0) < period },
      "harmonics lie below half the period")
    self.period = period
    self.harmonics = harmonics
  }
}

/// Smoothing parameters; `gamma[i]` holds γ₁ and γ₂ of season i.
public struct TBATSParameters: Hashable, Sendable, Codable {
  public var alpha: Double
  /// 0 without a trend.
  public var beta: Double
  /// 0 without a trend.
  public var phi: Double
  public var gamma: [SIMD2<Double>]
  /// ϑ of the autoregression of the structural error.
  public var autoregression: [Double]
  /// θ of its moving average.
  public var movingAverage: [Double]

  public init(
    alpha: Double, beta: Double = 0, phi: Double = 0, gamma: [SIMD2<Double>] = [],
    autoregression: [Double] = [], movingAverage: [Double] = []
  ) {
    self.alpha = alpha
    self.beta = beta
    self.phi = phi
    self.gamma = gamma
    self.autoregression = autoregression
    self.movingAverage = movingAverage
  }
}

/// The states between two observations.
public struct TBATSState: Hashable, Sendable, Codable {
  public var level: Double
  public var slope: Double
  /// s and s* of every harmonic, season after season.
  public var harmonics: [SIMD2<Double>]
  /// The last structural errors, newest first, one an autoregressive parameter.
  public var errors: [Double]
  /// The last innovations, newest first, one a moving-average parameter.
  public var innovations: [Double]

  public init(
    level: Double, slope: Double = 0, harmonics: [SIMD2<Double>] = [], errors: [Double] = [],
    innovations: [Double] = []
  ) {
    self.level = level
    self.slope = slope
    self.harmonics = harmonics
    self.errors = errors
    self.innovations = innovations
  }
}

/// Which states there are.
public struct TBATSModel: Hashable, Sendable, Codable {
  public var seasons: [TrigonometricSeason]
  public var hasTrend: Bool
  public var autoregression: Int
  public var movingAverage: Int
  public var isLogarithmic: Bool

  public init(
    seasons: [TrigonometricSeason], hasTrend: Bool, autoregression: Int = 0,
    movingAverage: Int = 0, isLogarithmic: Bool = false
  ) {
    self.seasons = seasons
    self.hasTrend = hasTrend
    self.autoregression = autoregression
    self.movingAverage = movingAverage
    self.isLogarithmic = isLogarithmic
  }

  public var harmonicCount: Int { seasons.reduce(0) { $0 + $1.harmonics.count } }

  /// Smoothing and error parameters.
  public var parameterCount: Int {
    1 + (hasTrend ? 2 : 0) + 2 * seasons.count + autoregression + movingAverage
  }

  /// Level, slope and harmonics.
  public var stateCount: Int { 1 + (hasTrend ? 1 : 0) + 2 * harmonicCount }

  /// Runs the equations over transformed `values`; a missing value (NaN) moves the
  /// states on with no error.
  public func recursion(
    _ values: [Double], parameters: TBATSParameters, initialState: TBATSState
  ) -> TBATSRecursion {
    var steps = TBATSStepper(self, parameters: parameters, state: initialState)
    let n = values.count
    var result = TBATSRecursion(
      fitted: [Double](repeating: 0, count: n), level: [Double](repeating: 0, count: n),
      slope: hasTrend ? [Double](repeating: 0, count: n) : [],
      seasons: seasons.map { _ in [Double](repeating: 0, count: n) }, finalState: initialState,
      observed: 0, sumOfSquares: 0)
    for (t, y) in values.enumerated() {
      result.fitted[t] = steps.prediction
      for i in seasons.indices { result.seasons[i][t] = steps.season(i) }
      let error = steps.advance(y)
      result.level[t] = steps.level
      if hasTrend { result.slope[t] = steps.slope }
      if !y.isNaN {
        result.observed += 1
        result.sumOfSquares += error * error
      }
    }
    result.finalState = steps.state
    return result
  }
}

/// What one pass over a series yields, on the transformed scale.
public struct TBATSRecursion: Sendable {
  /// One-step-ahead predictions.
  public var fitted: [Double]
  /// Level and slope after each observation; no slope without a trend.
  public var level: [Double]
  public var slope: [Double]
  /// What each season added to each prediction.
  public var seasons: [[Double]]
  public var finalState: TBATSState
  public var observed: Int
  /// Σ e².
  public var sumOfSquares: Double
}
