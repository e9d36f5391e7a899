internal import Glibc
public import LinearAlgebra
public import Statistics

/// A trigonometric exponential smoothing model that has learnt one series.
public struct FittedTBATS: FittedForecaster {
  public let model: TBATSModel
  public let parameters: TBATSParameters
  public let initialState: TBATSState
  /// Variance of e on the transformed scale: Σe² over the observations less
  /// parameters and initial states.
  public let variance: Double
  /// At the training values; nil for a series too short or too flat to have one.
  public let logLikelihood: Double?
  public let aicc: Double?
  public let converged: Bool
  /// True when forecasts are floored at zero.
  public let isCount: Bool
  /// The training values and those taken in since.
  public private(set) var values: [Double]
  private var recursion: TBATSRecursion

  init(_ fit: TBATSFit, values: [Double], isCount: Bool) {
    model = fit.model
    parameters = fit.parameters
    initialState = fit.initialState
    self.values = values
    self.isCount = isCount
    converged = fit.converged
    recursion = model.recursion(
      model.transformed(values), parameters: parameters, initialState: initialState)
    let estimated = model.parameterCount + model.stateCount
    variance = recursion.sumOfSquares / Double(max(1, recursion.observed - estimated))
    logLikelihood = fit.logLikelihood.isFinite ? fit.logLikelihood : nil
    aicc = fit.aicc.isFinite ? fit.aicc : nil
  }

  /// A level with α = ½ from the first observation.
  init(still values: [Double], isCount: Bool) {
    model = TBATSModel(seasons: [], hasTrend: false)
    parameters = TBATSParameters(alpha: 0.5)
    initialState = TBATSState(level: values.first { !$0.isNaN } ?? 0)
    self.values = values
    self.isCount = isCount
    converged = true
    recursion = model.recursion(values, parameters: parameters, initialState: initialState)
    variance = recursion.sumOfSquares / Double(max(1, recursion.observed - 1))
    logLikelihood = nil
    aicc = nil
  }

  /// "TBATS(log, {1,0}, damped, {24:5, 168:7})": transformation, orders of the
  /// error, trend, and harmonics of each season.
  public var modelName: String {
    let seasons = model.seasons.map { season in
      let whole = season.period == season.period.rounded()
      let length = whole ? "\(Int(season.period))" : "\(season.period)"
      return "\(length):\(season.harmonics.count)"
    }
    let parts = [
      model.isLogarithmic ? "log" : "1", "{\(model.autoregression),\(model.movingAverage)}",
      model.hasTrend ? "damped" : "-", "{\(seasons.joined(separator: ", "))}",
    ]
    return "TBATS(\(parts.joined(separator: ", ")))"
  }

  public var fittedValues: [Double] {
    model.isLogarithmic ? recursion.fitted.map { exp($0) } : recursion.fitted
  }
  public var residuals: [Double] { Forecasting.residuals(values, fittedValues) }
  /// The states after the last value.
  public var finalState: TBATSState { recursion.finalState }

  /// Level, trend and seasons; those of a logarithmic model multiply.
  public var components: [Component] {
    func shown(_ values: [Double]) -> [Double] {
      model.isLogarithmic ? values.map { exp($0) } : values
    }
    var parts = [Component(name: "level", values: shown(recursion.level))]
    if model.hasTrend { parts.append(Component(name: "trend", values: shown(recursion.slope))) }
    for (season, values) in zip(model.seasons, recursion.seasons) {
      let whole = season.period == season.period.rounded()
      let length = whole ? "\(Int(season.period))" : "\(season.period)"
      parts.append(Component(name: "season \(length)", values: shown(values)))
    }
    return parts
  }

  public var summary: ModelSummary {
    var list = [ModelSummary.Parameter(name: "alpha", value: parameters.alpha)]
    if model.hasTrend {
      list.append(.init(name: "beta", value: parameters.beta))
      list.append(.init(name: "phi", value: parameters.phi))
    }
    for (i, gamma) in parameters.gamma.enumerated() {
      list.append(.init(name: "gamma1 \(i + 1)", value: gamma.x))
      list.append(.init(name: "gamma2 \(i + 1)", value: gamma.y))
    }
    for (i, value) in parameters.autoregression.enumerated() {
      list.append(.init(name: "ar \(i + 1)", value: value))
    }
    for (i, value) in parameters.movingAverage.enumerated() {
      list.append(.init(name: "ma \(i + 1)", value: value))
    }
    list.append(.init(name: "sigma", value: variance.squareRoot()))
    return ModelSummary(
      name: modelName, parameters: list, logLikelihood: logLikelihood, aicc: aicc,
      converged: converged)
  }

  /// Values that are not positive are passed over by a logarithmic model.
  public mutating func update(with newValues: [Double]) {
    guard !newValues.isEmpty else { return }
    let more = model.recursion(
      model.transformed(newValues), parameters: parameters, initialState: recursion.finalState)
    values += newValues
    recursion.fitted += more.fitted
    recursion.level += more.level
    recursion.slope += more.slope
    for i in recursion.seasons.indices { recursion.seasons[i] += more.seasons[i] }
    recursion.finalState = more.finalState
  }

  /// Normal on the transformed scale, with the exact variance of a linear
  /// innovations model, σ² (1 + Σ c_j²); of a logarithmic model the log-normal
  /// mean and quantiles.
  public func forecast(horizon: Int) -> Forecast {
    precondition(horizon >= 0, "a horizon cannot be negative")
    var steps = TBATSStepper(model, parameters: parameters, state: finalState)
    let responses = responses(horizon: horizon)
    var centre: [Double] = []
    var deviation: [Double] = []
    var sum = 1.0
    for h in 0..<horizon {
      centre.append(steps.prediction)
      steps.advance(innovation: 0)
      if h > 0 { sum += responses[h - 1] * responses[h - 1] }
      deviation.append((variance * sum).squareRoot())
    }
    let dependence = ErrorDependence(responses: responses)
    let floor: Double? = isCount ? 0 : nil
    guard model.isLogarithmic else {
      return Forecast(
        .normal(mean: centre, standardDeviation: deviation), floor: floor, dependence: dependence)
    }
    let levels = Forecast.standardLevels
    var quantiles = Matrix(rows: horizon, columns: levels.count)
    for (column, level) in levels.enumerated() {
      let z = StandardNormal.quantile(level)
      for h in 0..<horizon { quantiles[h, column] = exp(centre[h] + z * deviation[h]) }
    }
    return Forecast(
      .quantiles(
        mean: zip(centre, deviation).map { exp($0 + 0.5 * $1 * $1) }, levels: levels,
        values: quantiles),
      floor: floor, dependence: dependence)
  }

  public func simulate(horizon: Int, paths: Int, stream: inout RandomStream) -> Matrix {
    var futures = Matrix(rows: horizon, columns: paths)
    let deviation = variance.squareRoot()
    let origin = TBATSStepper(model, parameters: parameters, state: finalState)
    for path in 0..<paths {
      var steps = origin
      for step in 0..<horizon {
        let shock = deviation * stream.normal()
        let w = steps.prediction + shock
        let y = model.isLogarithmic ? exp(w) : w
        futures[step, path] = isCount ? max(0, y) : y
        steps.advance(innovation: shock)
      }
    }
    return futures
  }

  /// c_j for j = 1 ..< horizon, by sending one innovation through empty states.
  private func responses(horizon: Int) -> [Double] {
    let empty = TBATSState(
      level: 0, harmonics: initialState.harmonics.map { _ in .zero },
      errors: initialState.errors.map { _ in 0 },
      innovations: initialState.innovations.map { _ in 0 })
    var steps = TBATSStepper(model, parameters: parameters, state: empty)
    steps.advance(innovation: 1)
    return (1..<max(1, horizon)).map { _ in
      let response = steps.prediction
      steps.advance(innovation: 0)
      return response
    }
  }
}

extension TBATSModel {
  /// w of each y; NaN where y is missing, or has no logarithm.
  func transformed(_ values: [Double]) -> [Double] {
    isLogarithmic ? values.map { $0 > 0 ? log($0) : .nan } : values
  }
}

extension FittedTBATS: Codable {
  private enum Keys: String, CodingKey {
    case model, parameters, initialState, variance, logLikelihood, aicc, converged, isCount, values
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    model = try container.decode(TBATSModel.self, forKey: .model)
    parameters = try container.decode(TBATSParameters.self, forKey: .parameters)
    initialState = try container.decode(TBATSState.self, forKey: .initialState)
    guard initialState.harmonics.count == model.harmonicCount,
      parameters.gamma.count == model.seasons.count,
      initialState.errors.count == parameters.autoregression.count,
      initialState.innovations.count == parameters.movingAverage.count
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .initialState, in: container,
        debugDescription: "one state a harmonic and an error parameter")
    }
    variance = try container.decode(Double.self, forKey: .variance)
    logLikelihood = try container.decodeIfPresent(Double.self, forKey: .logLikelihood)
    aicc = try container.decodeIfPresent(Double.self, forKey: .aicc)
    converged = try container.decode(Bool.self, forKey: .converged)
    isCount = try container.decode(Bool.self, forKey: .isCount)
    // JSON has no NaN: missing values travel as null.
    values = try container.decode([Double?].self, forKey: .values).map { $0 ?? .nan }
    recursion = model.recursion(
      model.transformed(values), parameters: parameters, initialState: initialState)
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
