internal import Glibc
public import LinearAlgebra
public import Statistics

/// A local trend model that has learnt one series.
public struct FittedLocalTrend: FittedForecaster {
  public let form: LocalTrendForm
  /// In units of `variance`.
  public let parameters: LocalTrendParameters
  /// Coefficients of the regressors, in the order of `regressorNames`.
  public let regressionCoefficients: [Double]
  public var regressorNames: [String] { regressors.columns.map(\.name) }
  /// σ², the common scale: Σ v²/F over the values after the diffuse start less the
  /// regressors.
  public let variance: Double
  /// Diffuse (Durbin & Koopman 2012, eq. 7.4, without the 2π of the values that
  /// settle the start): statsmodels' with `use_exact_diffuse` has ½ log 2π less for
  /// each state. nil where the series is too short or too flat to have one.
  public let logLikelihood: Double?
  public let aicc: Double?
  public let converged: Bool
  /// True when forecasts are floored at zero.
  public let isCount: Bool

  /// The training values and those taken in since.
  @MissingAsNull public private(set) var values: [Double]
  /// One-step-ahead predictions; NaN for the values that settle the start.
  public private(set) var fittedValues: [Double]
  private let trainedCount: Int
  private let regressors: KnownRegressors
  private var filter: KalmanFilter
  /// Filtered level, slope and seasons, step after step; NaN in the diffuse start.
  private var parts: [[Double]]

  public var modelName: String {
    "local trend (\(form.name))" + (regressionCoefficients.isEmpty ? "" : " with regressors")
  }

  public var residuals: [Double] { zip(values, fittedValues).map { $0 - $1 } }

  init(
    _ fit: LocalTrendFit, values: [Double], regressors: KnownRegressors, isCount: Bool
  ) throws(FitError) {
    try self.init(
      form: fit.form, parameters: fit.parameters, regressionCoefficients: fit.regression,
      regressors: regressors,
      variance: fit.sumOfSquares / Double(max(1, fit.count - fit.regression.count)),
      logLikelihood: fit.logLikelihood, aicc: fit.aicc.isFinite ? fit.aicc : nil,
      converged: fit.converged, values: values, isCount: isCount)
  }

  /// A model at given parameters, after `values` (NaN is missing).
  ///
  /// - Parameter variance: σ² > 0; nil takes its maximum likelihood value. The
  ///   likelihood is that at this variance.
  /// - Throws: `unsuitable` where parameters do not fit the form, `tooShort` for
  ///   fewer values than states.
  public init(
    form: LocalTrendForm, parameters: LocalTrendParameters, variance: Double? = nil,
    values: [Double], isCount: Bool = false
  ) throws(FitError) {
    guard form.seasons.allSatisfy(\.isValid), parameters.seasons.count == form.seasons.count else {
      throw .unsuitable("parameters that do not fit the form")
    }
    var filter = KalmanFilter(form.stateSpace(parameters))
    let pass = filter.run(values, steps: values.count)
    guard filter.diffuseRank == 0 else { throw .tooShort(needed: form.order, got: values.count) }
    var sum = 0.0
    for v in pass.innovations { sum += v * v }
    let n = Double(pass.count)
    // With nothing left over nothing is known of the spread.
    let scale = variance ?? (pass.count > 0 ? sum / n : 0)
    let likelihood =
      -0.5 * (n * log(2 * Double.pi * scale) + pass.logDeterminant + sum / scale)
    try self.init(
      form: form, parameters: parameters, regressionCoefficients: [],
      regressors: KnownRegressors(), variance: scale, logLikelihood: likelihood, aicc: nil,
      converged: true, values: values, isCount: isCount)
  }

  private init(
    form: LocalTrendForm, parameters: LocalTrendParameters, regressionCoefficients: [Double],
    regressors: KnownRegressors, variance: Double, logLikelihood: Double?, aicc: Double?,
    converged: Bool, values: [Double], isCount: Bool
  ) throws(FitError) {
    self.form = form
    self.parameters = parameters
    self.regressionCoefficients = regressionCoefficients
    self.regressors = regressors
    self.variance = variance
    self.logLikelihood = logLikelihood.flatMap { $0.isFinite ? $0 : nil }
    self.aicc = aicc
    self.converged = converged
    self.isCount = isCount
    self.values = []
    fittedValues = []
    trainedCount = values.count
    filter = KalmanFilter(form.stateSpace(parameters))
    parts = [[Double]](repeating: [], count: (form.slope == .none ? 1 : 2) + form.seasons.count)
    update(with: values)
    guard filter.diffuseRank == 0 else { throw .tooShort(needed: form.order, got: values.count) }
  }

  /// Takes in the next values by filter steps; variances stay.
  public mutating func update(with newValues: [Double]) {
    for value in newValues {
      let effect = regressors.effect(regressionCoefficients, at: values.count)
      let isKnown = filter.diffuseRank == 0
      fittedValues.append(isKnown ? filter.prediction() + effect : .nan)
      filter.take(value - effect)
      let state = filter.state()
      for part in parts.indices {
        parts[part].append(filter.diffuseRank == 0 ? self.part(part, of: state) : .nan)
      }
      filter.advance()
      values.append(value)
    }
  }

  /// Level, slope or the season's contribution in a state.
  private func part(_ index: Int, of state: [Double]) -> Double {
    let trend = form.slope == .none ? 1 : 2
    guard index >= trend else { return state[index] }
    let season = form.seasons[index - trend]
    let start = form.start(ofSeason: index - trend)
    guard season.harmonics != nil else { return state[start] }
    var sum = 0.0
    for k in stride(from: 0, to: season.order, by: 2) { sum += state[start + k] }
    return sum
  }

  public func forecast(horizon: Int) -> Forecast {
    precondition(horizon >= 0, "a horizon cannot be negative")
    return filter.forecast(effects: effects(horizon), variance: variance, isCount: isCount)
  }

  public func simulate(horizon: Int, paths: Int, stream: inout RandomStream) -> Matrix {
    filter.simulate(
      effects: effects(horizon), paths: paths, variance: variance, isCount: isCount,
      stream: &stream)
  }

  private func effects(_ horizon: Int) -> [Double] {
    (0..<horizon).map { regressors.effect(regressionCoefficients, at: values.count + $0) }
  }

  /// Level, slope and seasons as the values up to each step told them, and the
  /// effect of the regressors; NaN in the diffuse start.
  public var components: [Component] {
    var names = ["level"] + (form.slope == .none ? [] : ["slope"])
    names += form.seasons.map { "season \($0.period)" }
    var list = zip(names, parts).map { Component(name: $0, values: $1) }
    if !regressionCoefficients.isEmpty {
      list.append(
        Component(
          name: "regressors",
          values: values.indices.map { regressors.effect(regressionCoefficients, at: $0) }))
    }
    return list
  }

  public var summary: ModelSummary {
    var list: [ModelSummary.Parameter] = []
    func add(_ name: String, _ share: Double) {
      list.append(.init(name: name, value: (variance * share).squareRoot()))
    }
    add("sigma irregular", parameters.irregular)
    add("sigma level", parameters.level)
    if form.slope != .none { add("sigma slope", parameters.slope) }
    for (season, share) in zip(form.seasons, parameters.seasons) {
      add("sigma season \(season.period)", share)
    }
    if form.slope == .damped { list.append(.init(name: "phi", value: parameters.damping)) }
    for (name, value) in zip(regressorNames, regressionCoefficients) {
      list.append(.init(name: name, value: value))
    }
    return ModelSummary(
      name: modelName, parameters: list, logLikelihood: logLikelihood, aicc: aicc,
      converged: converged)
  }
}

extension FittedLocalTrend: Codable {
  private enum Keys: String, CodingKey {
    case form, parameters, regressionCoefficients, regressors, variance, logLikelihood, aicc
    case converged, isCount, values, trainedCount
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    let values = try container.decode(MissingAsNull.self, forKey: .values).wrappedValue
    let count = try container.decode(Int.self, forKey: .trainedCount)
    let form = try container.decode(LocalTrendForm.self, forKey: .form)
    let parameters = try container.decode(LocalTrendParameters.self, forKey: .parameters)
    guard (0...values.count).contains(count), form.seasons.allSatisfy(\.isValid),
      parameters.seasons.count == form.seasons.count
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .form, in: container, debugDescription: "parts that do not fit each other")
    }
    // The filter is run again over all values, as training and updates ran it.
    try self.init(
      form: form, parameters: parameters,
      regressionCoefficients: container.decode([Double].self, forKey: .regressionCoefficients),
      regressors: container.decode(KnownRegressors.self, forKey: .regressors),
      variance: container.decode(Double.self, forKey: .variance),
      logLikelihood: container.decodeIfPresent(Double.self, forKey: .logLikelihood),
      aicc: container.decodeIfPresent(Double.self, forKey: .aicc),
      converged: container.decode(Bool.self, forKey: .converged),
      values: Array(values.prefix(count)),
      isCount: container.decode(Bool.self, forKey: .isCount))
    update(with: Array(values.dropFirst(count)))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(form, forKey: .form)
    try container.encode(parameters, forKey: .parameters)
    try container.encode(regressionCoefficients, forKey: .regressionCoefficients)
    try container.encode(regressors, forKey: .regressors)
    try container.encode(variance, forKey: .variance)
    try container.encodeIfPresent(logLikelihood, forKey: .logLikelihood)
    try container.encodeIfPresent(aicc, forKey: .aicc)
    try container.encode(converged, forKey: .converged)
    try container.encode(isCount, forKey: .isCount)
    try container.encode(_values, forKey: .values)
    try container.encode(trainedCount, forKey: .trainedCount)
  }
}
