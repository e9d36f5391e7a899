internal import Glibc
internal import Optimization

/// One model fitted to one series.
struct TBATSFit {
  var model: TBATSModel
  var parameters: TBATSParameters
  var initialState: TBATSState
  /// Of the series itself, the transformation's Jacobian included.
  var logLikelihood: Double
  var aicc: Double
  var converged: Bool
}

/// A series made ready for fits of several models.
struct TBATSFitter {
  private let values: [Double]
  private let observed: Double
  private let selection: HarmonicSelection
  private let isLogarithmic: Bool
  /// Σ log y, for the likelihood of a logarithmic model.
  private let logSum: Double
  /// Location and scale taken off before the fit.
  private let shift: Double
  private let scale: Double

  init(
    _ values: [Double], filled: [Double], periods: [Double], isLogarithmic: Bool, observed: Int
  ) {
    let transformed = isLogarithmic ? filled.map { log($0) } : filled
    var mean = 0.0
    for value in transformed { mean += value }
    mean /= Double(transformed.count)
    var squares = 0.0
    for value in transformed { squares += (value - mean) * (value - mean) }
    let deviation = (squares / Double(transformed.count)).squareRoot()
    shift = mean
    scale = deviation > 0 ? deviation : 1
    let (shift, scale) = (self.shift, self.scale)
    self.values = zip(values, transformed).map { $0.isNaN ? .nan : ($1 - shift) / scale }
    self.observed = Double(observed)
    self.isLogarithmic = isLogarithmic
    var sum = 0.0
    if isLogarithmic { for value in values where !value.isNaN { sum += log(value) } }
    logSum = sum
    selection = HarmonicSelection(transformed.map { ($0 - shift) / scale }, periods: periods)
  }

  private static let optimizer = LevenbergMarquardt(maximumIterations: 16, tolerance: 3e-4)

  /// Fits a model with or without a trend; `from` is a fit of the other, `bar` the
  /// AICc above which it is given up.
  func fit(trend: Bool, from other: TBATSFit?, unlessAbove bar: Double = .infinity) -> TBATSFit {
    let model = TBATSModel(
      seasons: selection.seasons, hasTrend: trend, isLogarithmic: isLogarithmic)
    var parameters: TBATSParameters
    var state: TBATSState
    if let other {
      parameters = other.parameters
      state = scaled(other.initialState)
    } else {
      parameters = TBATSParameters(
        alpha: 0.2, gamma: selection.seasons.map { _ in SIMD2(0.002, 0.002) })
      let head = values.prefix(max(6, Int((selection.seasons.last?.period ?? 6).rounded())))
        .filter { !$0.isNaN }
      state = TBATSState(
        level: head.reduce(0, +) / Double(max(1, head.count)), harmonics: selection.states)
    }
    if trend {
      parameters.beta = 0.01
      parameters.phi = 0.95
    }
    return run(model, parameters, state, bar)
  }

  /// The same with one autoregressive error.
  func withAutoregression(_ fit: TBATSFit, start: Double, unlessAbove bar: Double) -> TBATSFit {
    var model = fit.model
    model.autoregression = 1
    var parameters = fit.parameters
    parameters.autoregression = [min(max(start, -0.9), 0.9)]
    var state = scaled(fit.initialState)
    state.errors = [0]
    return run(model, parameters, state, bar)
  }

  /// Correlation of innovations one step apart.
  func correlation(_ fit: TBATSFit) -> Double {
    var steps = TBATSStepper(
      fit.model, parameters: fit.parameters, state: scaled(fit.initialState))
    var last = Double.nan
    var products = 0.0
    var squares = 0.0
    for value in values {
      let e = steps.advance(value)
      if !e.isNaN {
        squares += e * e
        if !last.isNaN { products += e * last }
      }
      last = e
    }
    return squares > 0 ? products / squares : 0
  }

  private func run(
    _ model: TBATSModel, _ parameters: TBATSParameters, _ state: TBATSState, _ bar: Double
  ) -> TBATSFit {
    var objective = TBATSObjective(model, values: values)
    var count = 0
    let minimum = TBATSFitter.optimizer.minimize(
      &objective, from: objective.variables(parameters, state), lower: objective.lower,
      upper: objective.upper
    ) { value, predicted in
      // Early models promise too little: ten times as much must not do.
      count += 1
      return count > 3 && aicc(model, logLikelihood(value - 10 * predicted)) > bar
    }
    let likelihood = logLikelihood(minimum.value)
    var start = objective.state(minimum.point)
    start.level = shift + scale * start.level
    start.slope *= scale
    for k in start.harmonics.indices { start.harmonics[k] *= scale }
    return TBATSFit(
      model: model, parameters: objective.parameters(minimum.point), initialState: start,
      logLikelihood: likelihood, aicc: aicc(model, likelihood), converged: minimum.converged)
  }

  private func scaled(_ state: TBATSState) -> TBATSState {
    var state = state
    state.level = (state.level - shift) / scale
    state.slope /= scale
    for k in state.harmonics.indices { state.harmonics[k] /= scale }
    return state
  }

  private func logLikelihood(_ half: Double) -> Double {
    // Rounding alone leaves this much; below it, fits are equally perfect.
    let squares = max(2 * half, observed * 1e-22)
    return -0.5 * observed * (log(2 * Double.pi * squares / observed) + 1)
      - observed * log(scale) - logSum
  }

  private func aicc(_ model: TBATSModel, _ likelihood: Double) -> Double {
    let k = Double(model.parameterCount + model.stateCount + 1)
    return observed > k + 1
      ? -2 * likelihood + 2 * k + 2 * k * (k + 1) / (observed - k - 1) : .infinity
  }
}
