public import LinearAlgebra
public import Statistics

/// An exponential smoothing model that has learnt one series.
public struct FittedETS: FittedForecaster {
  public let model: ETSModel
  public let parameters: ETSParameters
  public let initialState: ETSState
  /// Variance of ε: Σε² over the observations less smoothing parameters and free
  /// initial states (as R's forecast::ets); 0 for a constant series.
  public let variance: Double
  /// At the training values; nil for a series too short or too flat to have one.
  public let logLikelihood: Double?
  public let aicc: Double?
  /// False when the optimizer stopped before its criterion was met.
  public let converged: Bool
  /// True when forecasts are floored at zero.
  public let isCount: Bool

  /// The training values and those taken in since.
  public private(set) var values: [Double]
  private var recursion: ETSRecursion

  init(_ fit: ETSFit, values: [Double], isCount: Bool) {
    model = fit.model
    parameters = fit.parameters
    initialState = fit.initialState
    self.values = values
    self.isCount = isCount
    converged = fit.converged
    recursion = model.recursion(values, parameters: parameters, initialState: initialState)
    let estimated = model.form.parameterCount(period: model.period) - 1
    variance = recursion.sumOfSquares / Double(max(1, recursion.observed - estimated))
    let likelihood = recursion.logLikelihood
    logLikelihood = likelihood.isFinite ? likelihood : nil
    let corrected = ETS.Criterion.aicc.value(
      logLikelihood: likelihood, parameters: estimated + 1, observations: recursion.observed)
    aicc = corrected.isFinite ? corrected : nil
  }

  /// A model at given parameters, with `state` as its present.
  public init(
    model: ETSModel, parameters: ETSParameters, state: ETSState, variance: Double,
    isCount: Bool = false
  ) {
    self.model = model
    self.parameters = parameters
    initialState = state
    self.variance = variance
    self.isCount = isCount
    values = []
    recursion = model.recursion([], parameters: parameters, initialState: state)
    converged = true
    logLikelihood = nil
    aicc = nil
  }

  /// A,N,N from the first observation with nothing estimated but the variance.
  init(flat values: [Double], alpha: Double, isCount: Bool) {
    model = ETSModel(ETSForm(error: .additive, trend: .none, season: .none))
    parameters = ETSParameters(alpha: alpha)
    initialState = ETSState(level: values.first { !$0.isNaN } ?? 0)
    self.values = values
    self.isCount = isCount
    converged = true
    recursion = model.recursion(values, parameters: parameters, initialState: initialState)
    variance = recursion.sumOfSquares / Double(max(1, recursion.observed - 1))
    logLikelihood = nil
    aicc = nil
  }

  public var modelName: String { model.form.name }
  public var fittedValues: [Double] { recursion.fitted }
  public var residuals: [Double] { zip(values, recursion.fitted).map { $0 - $1 } }
  /// ε of each step: residuals, relative to the fitted value for multiplicative errors.
  public var innovations: [Double] { recursion.innovations }
  /// The states after the last value.
  public var finalState: ETSState { recursion.finalState }

  public var components: [Component] {
    var parts = [Component(name: "level", values: recursion.level)]
    if !recursion.trend.isEmpty { parts.append(Component(name: "trend", values: recursion.trend)) }
    if !recursion.season.isEmpty {
      parts.append(Component(name: "season \(model.period)", values: recursion.season))
    }
    return parts
  }

  public var summary: ModelSummary {
    var list = [ModelSummary.Parameter(name: "alpha", value: parameters.alpha)]
    if model.form.trend != .none { list.append(.init(name: "beta", value: parameters.beta)) }
    if model.form.season != .none { list.append(.init(name: "gamma", value: parameters.gamma)) }
    if model.form.trend.isDamped { list.append(.init(name: "phi", value: parameters.phi)) }
    list.append(.init(name: "level", value: initialState.level))
    if model.form.trend != .none { list.append(.init(name: "trend", value: initialState.trend)) }
    list.append(.init(name: "sigma", value: variance.squareRoot()))
    return ModelSummary(
      name: modelName, parameters: list, logLikelihood: logLikelihood, aicc: aicc,
      converged: converged)
  }

  public mutating func update(with newValues: [Double]) {
    guard !newValues.isEmpty else { return }
    let more = model.recursion(
      newValues, parameters: parameters, initialState: recursion.finalState)
    values += newValues
    recursion.fitted += more.fitted
    recursion.innovations += more.innovations
    recursion.level += more.level
    recursion.trend += more.trend
    recursion.season += more.season
    recursion.finalState = more.finalState
  }

  public func simulate(horizon: Int, paths: Int, stream: inout RandomStream) -> Matrix {
    var futures = Matrix(rows: horizon, columns: paths)
    let deviation = variance.squareRoot()
    let relative = model.form.error == .multiplicative
    let bounded = model.form.varianceClass == .simulated
    let origin = ETSStepper(model, parameters: parameters, state: finalState)
    for path in 0..<paths {
      var steps = origin
      for step in 0..<horizon {
        let mean = steps.prediction
        let shock = deviation * stream.normal()
        var y = mean + (relative ? mean * shock : shock)
        // These forms have a meaning for positive values only, and the normal
        // distribution does not know it.
        if bounded && mean > 0 { y = max(y, 0.01 * mean) }
        futures[step, path] = isCount ? max(0, y) : y
        _ = steps.advance(y)
      }
    }
    return futures
  }
}

extension FittedETS: Codable {
  private enum Keys: String, CodingKey {
    case model, parameters, initialState, variance, logLikelihood, aicc, converged, isCount, values
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    model = try container.decode(ETSModel.self, forKey: .model)
    parameters = try container.decode(ETSParameters.self, forKey: .parameters)
    initialState = try container.decode(ETSState.self, forKey: .initialState)
    guard model.form.season == .none || initialState.season.count == model.period else {
      throw DecodingError.dataCorruptedError(
        forKey: .initialState, in: container,
        debugDescription: "a season of \(model.period) steps needs as many states")
    }
    variance = try container.decode(Double.self, forKey: .variance)
    logLikelihood = try container.decodeIfPresent(Double.self, forKey: .logLikelihood)
    aicc = try container.decodeIfPresent(Double.self, forKey: .aicc)
    converged = try container.decode(Bool.self, forKey: .converged)
    isCount = try container.decode(Bool.self, forKey: .isCount)
    // JSON has no NaN: missing values travel as null.
    values = try container.decode([Double?].self, forKey: .values).map { $0 ?? .nan }
    recursion = model.recursion(values, parameters: parameters, initialState: initialState)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(model, forKey: .model)
    try container.encode(parameters, forKey: .parameters)
    try container.encode(initialState, forKey: .initialState)
    try container.encode(variance, forKey: .variance)
    try container.encodeIfPresent(logLikelihood, forKey: .logLikelihood)
    try container.encodeIfPresent(aicc, forKey: .aicc)
    try container.encode(converged, forKey: .converged)
    try container.encode(isCount, forKey: .isCount)
    try container.encode(values.map { $0.isNaN ? nil : $0 }, forKey: .values)
  }
}
