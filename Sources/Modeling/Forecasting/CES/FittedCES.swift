internal import Glibc
public import LinearAlgebra
public import Statistics

/// A complex exponential smoothing model that has learnt one series.
public struct FittedCES: FittedForecaster {
  public let model: CESModel
  public let parameters: CESParameters
  public let initialState: CESState
  /// Variance of the innovations: Σe² over the observations less the smoothing
  /// parameters.
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
  private var recursion: CESRecursion

  init(_ fit: CESFit, values: [Double], isCount: Bool) {
    model = fit.model
    parameters = fit.parameters
    initialState = fit.initialState
    self.values = values
    self.isCount = isCount
    converged = fit.converged
    recursion = model.recursion(values, parameters: parameters, initialState: initialState)
    variance =
      recursion.sumOfSquares / Double(max(1, recursion.observed - model.parameterCount))
    logLikelihood = fit.logLikelihood.isFinite ? fit.logLikelihood : nil
    aicc = fit.aicc.isFinite ? fit.aicc : nil
  }

  /// α = 1.5 + i from the first observation, with nothing estimated but the
  /// variance.
  init(still values: [Double], isCount: Bool) {
    model = CESModel(.none)
    parameters = CESParameters(alphaReal: 1.5, alphaImaginary: 1)
    let first = values.first { !$0.isNaN } ?? 0
    // The level stays where it is when its companion is level / α₀.
    initialState = CESState(level: SIMD2(first, first / 1.5))
    self.values = values
    self.isCount = isCount
    converged = true
    recursion = model.recursion(values, parameters: parameters, initialState: initialState)
    variance = recursion.sumOfSquares / Double(max(1, recursion.observed - 1))
    logLikelihood = nil
    aicc = nil
  }

  /// "CES(partial)".
  public var modelName: String { "CES(\(model.seasonality.rawValue))" }
  public var fittedValues: [Double] { recursion.fitted }
  public var residuals: [Double] { Forecasting.residuals(values, recursion.fitted) }
  /// The states after the last value.
  public var finalState: CESState { recursion.finalState }

  public var components: [Component] {
    var parts = [Component(name: "level", values: recursion.level)]
    if !recursion.season.isEmpty {
      parts.append(Component(name: "season \(model.period)", values: recursion.season))
    }
    return parts
  }

  public var summary: ModelSummary {
    var list: [ModelSummary.Parameter] = [
      .init(name: "alpha real", value: parameters.alphaReal),
      .init(name: "alpha imaginary", value: parameters.alphaImaginary),
    ]
    if model.parameterCount > 2 { list.append(.init(name: "beta", value: parameters.betaReal)) }
    if model.parameterCount > 3 {
      list[2].name = "beta real"
      list.append(.init(name: "beta imaginary", value: parameters.betaImaginary))
    }
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
    recursion.level += more.level
    recursion.season += more.season
    recursion.finalState = more.finalState
  }

  /// What the equations yield when all coming innovations are zero.
  public func pointForecast(horizon: Int) -> [Double] {
    var steps = CESStepper(model, parameters: parameters, state: finalState)
    return (0..<horizon).map { _ in
      let mean = steps.prediction
      _ = steps.advance(.nan)
      return mean
    }
  }

  /// Normal, with the exact variance of a linear innovations model:
  /// σ² (1 + Σ c_j²), c_j what an innovation adds j steps on.
  public func forecast(horizon: Int) -> Forecast {
    precondition(horizon >= 0, "a horizon cannot be negative")
    let responses = responses(horizon: horizon)
    var sum = 1.0
    let deviations = (0..<horizon).map { h -> Double in
      if h > 0 { sum += responses[h - 1] * responses[h - 1] }
      return (variance * sum).squareRoot()
    }
    return Forecast(
      .normal(mean: pointForecast(horizon: horizon), standardDeviation: deviations),
      floor: isCount ? 0 : nil, dependence: ErrorDependence(responses: responses))
  }

  public func simulate(horizon: Int, paths: Int, stream: inout RandomStream) -> Matrix {
    var futures = Matrix(rows: horizon, columns: paths)
    let deviation = variance.squareRoot()
    let origin = CESStepper(model, parameters: parameters, state: finalState)
    for path in 0..<paths {
      var steps = origin
      for step in 0..<horizon {
        let y = steps.prediction + deviation * stream.normal()
        futures[step, path] = isCount ? max(0, y) : y
        _ = steps.advance(y)
      }
    }
    return futures
  }

  /// c_j for j = 1 ..< horizon, by sending one innovation through empty states.
  private func responses(horizon: Int) -> [Double] {
    let season = initialState.season.map { _ in SIMD2<Double>.zero }
    var steps = CESStepper(
      model, parameters: parameters, state: CESState(level: .zero, season: season))
    _ = steps.advance(1)
    return (1..<max(1, horizon)).map { _ in
      let response = steps.prediction
      _ = steps.advance(.nan)
      return response
    }
  }
}

extension FittedCES: Codable {
  private enum Keys: String, CodingKey {
    case model, parameters, initialState, variance, logLikelihood, aicc, converged, isCount, values
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    model = try container.decode(CESModel.self, forKey: .model)
    parameters = try container.decode(CESParameters.self, forKey: .parameters)
    initialState = try container.decode(CESState.self, forKey: .initialState)
    guard model.seasonality == .none || initialState.season.count == model.period else {
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
