internal import Glibc

// The models of Hyndman, R. J., Koehler, A. B., Ord, J. K. & Snyder, R. D. (2008),
// "Forecasting with Exponential Smoothing: The State Space Approach", Springer,
// tables 2.2 and 2.3, in one set of equations. With level l, trend b, seasonal
// states s, and all states on the right those of the step before:
//
//   trend N    q = l
//   trend A    q = l + φ b            r = φ b
//   trend M    q = l b^φ              r = b^φ
//   season N   μ = q                  δ = e
//   season A   μ = q + s[t−m]         δ = e
//   season M   μ = q s[t−m]           δ = e / s[t−m]
//   with the innovation e = y − μ,
//   l' = q + α δ
//   b' = r + β δ      (trend A)       b' = r + β δ / l     (trend M)
//   s' = s + γ e      (season A)      s' = s + γ e / q     (season M)
//
// φ = 1 where the trend is not damped. The error of the likelihood is ε = e
// (error A) or ε = e / μ (error M); the states move alike under both, because the
// tables' multiplicative-error updates are these with e = μ ε.

/// The smoothing parameters, in the notation of Hyndman et al. (2008): β and γ
/// multiply the innovation itself (β = α β* of the Holt–Winters notation).
public struct ETSParameters: Hashable, Sendable, Codable {
  /// Level, 0 < α < 1 in the usual region.
  public var alpha: Double
  /// Trend, 0 < β < α in the usual region; 0 for forms without trend.
  public var beta: Double
  /// Season, 0 < γ < 1 − α in the usual region; 0 for forms without season.
  public var gamma: Double
  /// Damping; 1 for trends that are not damped.
  public var phi: Double

  public init(alpha: Double, beta: Double = 0, gamma: Double = 0, phi: Double = 1) {
    self.alpha = alpha
    self.beta = beta
    self.gamma = gamma
    self.phi = phi
  }
}

/// The states between two observations.
public struct ETSState: Hashable, Sendable, Codable {
  public var level: Double
  /// Added a step (trend A) or multiplied a step (trend M); ignored for trend N.
  public var trend: Double
  /// `season[k]` acts on the observation k + 1 steps ahead; `period` values, or
  /// none for season N.
  public var season: [Double]

  public init(level: Double, trend: Double = 0, season: [Double] = []) {
    self.level = level
    self.trend = trend
    self.season = season
  }
}

/// What one pass over a series yields.
public struct ETSRecursion: Sendable {
  /// One-step-ahead predictions μ.
  public var fitted: [Double]
  /// ε: y − μ (error A) or (y − μ)/μ (error M); NaN where y is missing.
  public var innovations: [Double]
  /// Level after each observation.
  public var level: [Double]
  /// Trend after each observation; empty for trend N.
  public var trend: [Double]
  /// The seasonal state that acted on each observation, before its update;
  /// empty for season N.
  public var season: [Double]
  /// The states after the last observation.
  public var finalState: ETSState
  /// Observations that are not missing.
  public var observed: Int
  /// Σ ε².
  public var sumOfSquares: Double
  /// The Gaussian log-likelihood at the variance that maximizes it, σ̂² = Σε²/n,
  /// −n/2 (log 2πσ̂² + 1) − Σ log|μ|, the last term for error M only (Hyndman et
  /// al. 2008, eq. 5.3). R's forecast::ets leaves out −n/2 (log(2π/n) + 1).
  public var logLikelihood: Double
}

/// A form with its season length.
public struct ETSModel: Hashable, Sendable, Codable {
  public var form: ETSForm
  /// Season length in steps; 1 for forms without season.
  public var period: Int

  /// - Precondition: `period >= 2` for forms with a season.
  public init(_ form: ETSForm, period: Int = 1) {
    precondition(form.season == .none || period >= 2, "a season needs a period of 2 or more")
    self.form = form
    self.period = form.season == .none ? 1 : period
  }

  /// Runs the equations over `values` at given parameters.
  ///
  /// A missing value (NaN) moves the states on with no innovation and does not
  /// count in the likelihood.
  ///
  /// - Precondition: `initialState.season` holds `period` values where the form
  ///   has a season.
  public func recursion(
    _ values: [Double], parameters: ETSParameters, initialState: ETSState
  ) -> ETSRecursion {
    precondition(
      form.season == .none || initialState.season.count == period,
      "a seasonal form needs one seasonal state a step of the period")
    var steps = ETSStepper(self, parameters: parameters, state: initialState)
    let n = values.count
    var fitted = [Double](repeating: 0, count: n)
    var innovations = fitted
    var level = fitted
    var trend = form.trend == .none ? [] : fitted
    var season = form.season == .none ? [] : fitted
    var observed = 0
    var sum = 0.0
    var logs = 0.0
    for t in 0..<n {
      if form.season != .none { season[t] = steps.seasonal }
      let mean = steps.prediction
      let error = steps.advance(values[t])
      let innovation = form.error == .additive ? error : error / mean
      fitted[t] = mean
      innovations[t] = innovation
      level[t] = steps.level
      if form.trend != .none { trend[t] = steps.trend }
      if !values[t].isNaN {
        observed += 1
        sum += innovation * innovation
        if form.error == .multiplicative { logs += log(abs(mean)) }
      }
    }
    let count = Double(observed)
    return ETSRecursion(
      fitted: fitted, innovations: innovations, level: level, trend: trend, season: season,
      finalState: steps.state, observed: observed, sumOfSquares: sum,
      logLikelihood: observed == 0
        ? .nan : -0.5 * count * (log(2 * Double.pi * sum / count) + 1) - logs)
  }
}

/// The states on their way through a series, one observation at a time; seasonal
/// states in a ring, so that a step costs the same for any period.
struct ETSStepper {
  let form: ETSForm
  let parameters: ETSParameters
  private(set) var level: Double
  private(set) var trend: Double
  private var ring: [Double]
  private var position = 0

  init(_ model: ETSModel, parameters: ETSParameters, state: ETSState) {
    form = model.form
    self.parameters = parameters
    level = state.level
    trend = state.trend
    ring = state.season
  }

  /// The seasonal state of the next observation.
  var seasonal: Double { ring[position] }

  /// The level and trend one step on.
  private var base: Double {
    switch form.trend {
    case .none: level
    case .additive, .additiveDamped: level + parameters.phi * trend
    case .multiplicative: level * trend
    case .multiplicativeDamped: level * pow(trend, parameters.phi)
    }
  }

  /// μ: the expected value of the next observation.
  var prediction: Double {
    switch form.season {
    case .none: base
    case .additive: base + ring[position]
    case .multiplicative: base * ring[position]
    }
  }

  /// Takes the next observation in; NaN is missing. Returns e = y − μ.
  mutating func advance(_ y: Double) -> Double {
    let q = base
    let error = y - prediction
    let e = y.isNaN ? 0 : error
    let pull = form.season == .multiplicative ? e / ring[position] : e
    switch form.trend {
    case .none: break
    case .additive, .additiveDamped: trend = parameters.phi * trend + parameters.beta * pull
    case .multiplicative: trend += parameters.beta * pull / level
    case .multiplicativeDamped:
      trend = pow(trend, parameters.phi) + parameters.beta * pull / level
    }
    level = q + parameters.alpha * pull
    switch form.season {
    case .none: break
    case .additive: ring[position] += parameters.gamma * e
    case .multiplicative: ring[position] += parameters.gamma * e / q
    }
    if !ring.isEmpty {
      position += 1
      if position == ring.count { position = 0 }
    }
    return error
  }

  var state: ETSState {
    ETSState(
      level: level, trend: trend, season: Array(ring[position...] + ring[..<position]))
  }
}
