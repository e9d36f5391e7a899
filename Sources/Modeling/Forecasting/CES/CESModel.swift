// The models of Svetunkov, I., Kourentzes, N. & Ord, J. K. (2022), "Complex
// exponential smoothing", Naval Research Logistics 69, 1108–1123. A level l is
// kept with a companion c, the "information potential", as the real and the
// imaginary part of one complex state; with α = α₀ + iα₁ and the innovation
// e = y − μ,
//
//   l' = l − (1 − α₁) c + (α₀ − α₁) e
//   c' = l + (1 − α₀) c + (α₀ + α₁) e
//
//   none       μ = l                       states of the step before
//   simple     μ = l                       states of the season before
//   partial    μ = l + s[t−m]              s' = s + β₀ e
//   full       μ = l + s[t−m]              (s, q)' as (l, c)' with β, states of
//                                          the season before
//
// With α₁ = 1 this is exponential smoothing of the level by α₀ − 1; the path of
// the forecasts grows where α₁ > 1 and dies out or swings where α₁ < 1.

/// How a season enters a complex exponential smoothing model.
public enum CESSeasonality: String, Hashable, Sendable, Codable, CaseIterable {
  /// No season.
  case none
  /// The complex state itself recurs with the season: level and season in one.
  case simple
  /// A level with one real seasonal state.
  case partial
  /// A level with a complex seasonal state, whose size may grow with the level.
  case full
}

/// α and, for a partial or full season, β: the real and the imaginary parts.
public struct CESParameters: Hashable, Sendable, Codable {
  public var alphaReal: Double
  public var alphaImaginary: Double
  /// 0 without a partial or full season.
  public var betaReal: Double
  /// 0 without a full season.
  public var betaImaginary: Double

  public init(
    alphaReal: Double, alphaImaginary: Double, betaReal: Double = 0, betaImaginary: Double = 0
  ) {
    self.alphaReal = alphaReal
    self.alphaImaginary = alphaImaginary
    self.betaReal = betaReal
    self.betaImaginary = betaImaginary
  }
}

/// The complex state between two observations.
public struct CESState: Hashable, Sendable, Codable {
  /// l and c; ignored by the simple seasonality.
  public var level: SIMD2<Double>
  /// `season[k]` acts on the observation k + 1 steps ahead: `period` pairs, the
  /// second of each 0 for a partial season; none without a season.
  public var season: [SIMD2<Double>]

  public init(level: SIMD2<Double>, season: [SIMD2<Double>] = []) {
    self.level = level
    self.season = season
  }
}

/// What one pass over a series yields.
public struct CESRecursion: Sendable {
  /// One-step-ahead predictions μ.
  public var fitted: [Double]
  /// l after each observation; with a simple season, the state that acted on it.
  public var level: [Double]
  /// The seasonal state that acted on each observation; empty without a partial
  /// or full season.
  public var season: [Double]
  /// The states after the last observation.
  public var finalState: CESState
  /// Observations that are not missing.
  public var observed: Int
  /// Σ e².
  public var sumOfSquares: Double
}

/// A seasonality with its season length.
public struct CESModel: Hashable, Sendable, Codable {
  public var seasonality: CESSeasonality
  /// Season length in steps; 1 without a season.
  public var period: Int

  /// - Precondition: `period >= 2` with a season.
  public init(_ seasonality: CESSeasonality, period: Int = 1) {
    precondition(seasonality == .none || period >= 2, "a season needs a period of 2 or more")
    self.seasonality = seasonality
    self.period = seasonality == .none ? 1 : period
  }

  /// Smoothing parameters: 2, 2, 3 and 4.
  public var parameterCount: Int {
    switch seasonality {
    case .none, .simple: 2
    case .partial: 3
    case .full: 4
    }
  }

  /// Runs the equations over `values`; a missing value (NaN) moves the states on
  /// with no innovation.
  ///
  /// - Precondition: `initialState.season` holds `period` pairs where there is a
  ///   season.
  public func recursion(
    _ values: [Double], parameters: CESParameters, initialState: CESState
  ) -> CESRecursion {
    precondition(
      seasonality == .none || initialState.season.count == period,
      "one seasonal state a step of the period")
    var steps = CESStepper(self, parameters: parameters, state: initialState)
    let separate = seasonality == .partial || seasonality == .full
    var fitted = [Double](repeating: 0, count: values.count)
    var level = fitted
    var season = separate ? fitted : []
    var observed = 0
    var sum = 0.0
    for (t, y) in values.enumerated() {
      fitted[t] = steps.prediction
      if separate { season[t] = steps.seasonal }
      if seasonality == .simple { level[t] = steps.prediction }
      let error = steps.advance(y)
      if seasonality != .simple { level[t] = steps.level }
      if !y.isNaN {
        observed += 1
        sum += error * error
      }
    }
    return CESRecursion(
      fitted: fitted, level: level, season: season, finalState: steps.state, observed: observed,
      sumOfSquares: sum)
  }

  /// The initial state by backcasting: a pass forward from `state`, one backward
  /// over the reversed series from where that ended, and where that one ends is
  /// the initial state. Each turn moves the states one step on, past the end.
  public func backcast(
    _ values: [Double], parameters: CESParameters, from state: CESState
  ) -> CESState {
    var steps = CESStepper(self, parameters: parameters, state: state)
    for y in values { _ = steps.advance(y) }
    steps.turn()
    for y in values.reversed() { _ = steps.advance(y) }
    steps.turn()
    return steps.state
  }
}

/// The states on their way through a series, seasonal ones in a ring.
struct CESStepper {
  let seasonality: CESSeasonality
  private let alpha: Weights
  private let beta: Weights
  private(set) var pair: SIMD2<Double>
  private var ring: [SIMD2<Double>]
  private var position = 0

  /// x' = x.l (1, 1) + x.c · companion + e · gain.
  private struct Weights {
    var companion: SIMD2<Double>
    var gain: SIMD2<Double>

    init(_ real: Double, _ imaginary: Double) {
      companion = SIMD2(imaginary - 1, 1 - real)
      gain = SIMD2(real - imaginary, real + imaginary)
    }

    @inline(__always)
    func next(_ x: SIMD2<Double>, _ e: Double) -> SIMD2<Double> {
      SIMD2(repeating: x.x) + x.y * companion + e * gain
    }
  }

  init(_ model: CESModel, parameters: CESParameters, state: CESState) {
    seasonality = model.seasonality
    alpha = Weights(parameters.alphaReal, parameters.alphaImaginary)
    beta =
      seasonality == .partial
      ? Weights(parameters.betaReal, 0) : Weights(parameters.betaReal, parameters.betaImaginary)
    pair = state.level
    ring = state.season
  }

  var level: Double { pair.x }

  /// The seasonal state of the next observation.
  var seasonal: Double { ring[position].x }

  /// μ: the expected value of the next observation.
  var prediction: Double {
    switch seasonality {
    case .none: pair.x
    case .simple: ring[position].x
    case .partial, .full: pair.x + ring[position].x
    }
  }

  /// Takes the next observation in; NaN is missing. Returns e = y − μ.
  mutating func advance(_ y: Double) -> Double {
    let error = y - prediction
    let e = y.isNaN ? 0 : error
    switch seasonality {
    case .none: pair = alpha.next(pair, e)
    case .simple: ring[position] = alpha.next(ring[position], e)
    case .partial:
      pair = alpha.next(pair, e)
      ring[position].x += beta.gain.x * e
    case .full:
      pair = alpha.next(pair, e)
      ring[position] = beta.next(ring[position], e)
    }
    if !ring.isEmpty {
      position += 1
      if position == ring.count { position = 0 }
    }
    return error
  }

  /// Turns round at the end of a pass: every state goes one step on without an
  /// innovation, and the seasonal ones come back in the opposite order.
  mutating func turn() {
    if seasonality != .simple { pair = alpha.next(pair, 0) }
    var ahead = Array(ring[position...] + ring[..<position])
    switch seasonality {
    case .none, .partial: break
    case .simple: for k in ahead.indices { ahead[k] = alpha.next(ahead[k], 0) }
    case .full: for k in ahead.indices { ahead[k] = beta.next(ahead[k], 0) }
    }
    ring = ahead.reversed()
    position = 0
  }

  var state: CESState {
    CESState(level: pair, season: Array(ring[position...] + ring[..<position]))
  }
}
