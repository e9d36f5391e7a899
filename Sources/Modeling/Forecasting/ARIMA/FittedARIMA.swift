internal import Glibc
public import LinearAlgebra
public import Statistics

/// An ARIMA model, with a mean, a drift or regressors, that has learnt one series.
public struct FittedARIMA: FittedForecaster {
  public let order: ARIMAOrder
  public let coefficients: ARIMACoefficients
  /// The mean (d + D = 0) or the drift a step (d + D = 1); nil for none.
  public let constant: Double?
  /// Coefficients of the regressors, in the order of `regressorNames`.
  public let regressionCoefficients: [Double]
  public var regressorNames: [String] { regressors.columns.map(\.name) }
  /// σ²: Σ v²/F over the values that count less the coefficients estimated.
  public let variance: Double
  /// Exact, given d + D m values of the start: that of statsmodels' SARIMAX with
  /// `simple_differencing=True`, and of R's `arima`. nil where the series is too
  /// short or too flat to have one.
  public let logLikelihood: Double?
  public let aicc: Double?
  public let converged: Bool
  /// True when forecasts are floored at zero.
  public let isCount: Bool

  /// The training values and those taken in since.
  @MissingAsNull public private(set) var values: [Double]
  /// One-step-ahead predictions; NaN for the values that differencing uses up.
  public private(set) var fittedValues: [Double]
  private let trainedCount: Int
  let regressors: KnownRegressors
  private var filter: KalmanFilter

  public var modelName: String {
    let base = order.name
    let exogenous = regressionCoefficients.isEmpty ? "" : " with regressors"
    guard constant != nil else { return base + exogenous }
    return base + (order.d + order.seasonalD > 0 ? " with drift" : " with mean") + exogenous
  }

  public var residuals: [Double] { zip(values, fittedValues).map { $0 - $1 } }

  init(
    _ fit: ARIMAFit, values: [Double], regressors: KnownRegressors, isCount: Bool
  ) throws(FitError) {
    let estimated = fit.order.coefficientCount + fit.regression.count
    try self.init(
      order: fit.order, coefficients: fit.coefficients,
      constant: fit.hasConstant ? fit.regression[0] : nil,
      regressionCoefficients: Array(fit.regression.dropFirst(fit.hasConstant ? 1 : 0)),
      regressors: regressors,
      variance: fit.sumOfSquares / Double(max(1, fit.count - estimated)),
      logLikelihood: fit.logLikelihood, aicc: fit.aicc.isFinite ? fit.aicc : nil,
      converged: fit.converged, isCount: isCount, values: values)
  }

  /// A model at given parameters, after `values` (NaN is missing).
  ///
  /// - Parameters:
  ///   - variance: σ² > 0; nil takes its maximum likelihood value. The likelihood
  ///     is that at this variance.
  /// - Throws: `unsuitable` where the order does not fit the coefficients or the
  ///   autoregression is not stationary, `tooShort` for fewer values than
  ///   differencing needs and one more.
  public init(
    order: ARIMAOrder, coefficients: ARIMACoefficients, constant: Double? = nil,
    variance: Double? = nil, values: [Double], isCount: Bool = false
  ) throws(FitError) {
    guard order.isValid, coefficients.ar.count == order.p, coefficients.ma.count == order.q,
      coefficients.seasonalAR.count == order.seasonalP,
      coefficients.seasonalMA.count == order.seasonalQ
    else { throw .unsuitable("coefficients that do not fit \(order.name)") }
    let isTrend = order.d + order.seasonalD > 0
    let free = values.enumerated().map {
      $1 - (constant ?? 0) * (isTrend ? Double($0 + 1) : 1)
    }
    let data = ARIMAData([free], order: order)
    guard data.count > 0 else { throw .tooShort(needed: order.differencing + 1, got: values.count) }
    guard let filtered = ARIMAProcess(coefficients, order: order).filtered(data) else {
      throw .unsuitable("an autoregression that is not stationary")
    }
    var sum = 0.0
    for v in filtered.innovations { sum += v * v }
    let n = Double(data.count)
    let scale = variance ?? sum / n
    let likelihood =
      -0.5 * (n * log(2 * Double.pi * scale) + filtered.logDeterminant + sum / scale)
    try self.init(
      order: order, coefficients: coefficients, constant: constant, regressionCoefficients: [],
      regressors: KnownRegressors(), variance: scale, logLikelihood: likelihood, aicc: nil,
      converged: true, isCount: isCount, values: values)
  }

  private init(
    order: ARIMAOrder, coefficients: ARIMACoefficients, constant: Double?,
    regressionCoefficients: [Double], regressors: KnownRegressors, variance: Double,
    logLikelihood: Double?, aicc: Double?, converged: Bool, isCount: Bool, values: [Double]
  ) throws(FitError) {
    self.order = order
    self.coefficients = coefficients
    self.constant = constant
    self.regressionCoefficients = regressionCoefficients
    self.regressors = regressors
    self.variance = variance
    self.logLikelihood = logLikelihood.flatMap { $0.isFinite ? $0 : nil }
    self.aicc = aicc
    self.converged = converged
    self.isCount = isCount
    self.values = values
    trainedCount = values.count
    let effects = values.indices.map {
      FittedARIMA.effect(
        at: $0, order: order, constant: constant, coefficients: regressionCoefficients, regressors)
    }
    let free = zip(values, effects).map { $0 - $1 }
    guard
      let (filter, predictions) = FittedARIMA.filtered(
        free, ARIMAProcess(coefficients, order: order), order: order)
    else { throw .unsuitable("an autoregression that is not stationary") }
    self.filter = filter
    fittedValues = zip(predictions, effects).map { $0 + $1 }
  }

  /// The filter after `free`, and its predictions on the way.
  private static func filtered(
    _ free: [Double], _ process: ARIMAProcess, order: ARIMAOrder
  ) -> (KalmanFilter, [Double])? {
    let lost = order.differencing
    guard free.contains(where: \.isNaN) || free.count <= lost else {
      guard let ending = process.ending(Differencing(order).applied(to: free)) else { return nil }
      let model = process.stateSpace(covariance: ending.covariance)
      // The last values are known: their covariance is zero.
      let state = ending.state + free.suffix(lost).reversed()
      let filter = KalmanFilter(model, state: state, covariance: model.initialCovariance)
      let predictions =
        [Double](repeating: .nan, count: lost)
        + zip(free.dropFirst(lost), ending.innovations).map { $0 - $1 }
      return (filter, predictions)
    }
    guard let covariance = process.stationaryCovariance else { return nil }
    var filter = KalmanFilter(process.stateSpace(covariance: covariance))
    let pass = filter.run(free, steps: free.count, predictions: true)
    return (filter, pass.predictions)
  }

  /// Mean or drift and regressors at a step.
  private static func effect(
    at step: Int, order: ARIMAOrder, constant: Double?, coefficients: [Double],
    _ regressors: KnownRegressors
  ) -> Double {
    let isTrend = order.d + order.seasonalD > 0
    return (constant ?? 0) * (isTrend ? Double(step + 1) : 1)
      + regressors.effect(coefficients, at: step)
  }

  private func effect(at step: Int) -> Double {
    FittedARIMA.effect(
      at: step, order: order, constant: constant, coefficients: regressionCoefficients, regressors)
  }

  /// Takes in the next values by filter steps; coefficients and variance stay.
  public mutating func update(with newValues: [Double]) {
    for value in newValues {
      let effect = self.effect(at: values.count)
      fittedValues.append(filter.prediction() + effect)
      filter.step(value - effect)
      values.append(value)
    }
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

  /// Those of the next steps.
  private func effects(_ horizon: Int) -> [Double] {
    (0..<horizon).map { effect(at: values.count + $0) }
  }

  /// Mean or drift line, regressors, and the predictable rest.
  public var components: [Component] {
    var parts: [Component] = []
    let regression = values.indices.map { regressors.effect(regressionCoefficients, at: $0) }
    let level = values.indices.map { effect(at: $0) - regression[$0] }
    if constant != nil {
      parts.append(
        Component(name: order.d + order.seasonalD > 0 ? "drift" : "mean", values: level))
    }
    if !regressionCoefficients.isEmpty {
      parts.append(Component(name: "regressors", values: regression))
    }
    parts.append(
      Component(
        name: "ARIMA",
        values: values.indices.map { fittedValues[$0] - level[$0] - regression[$0] }))
    return parts
  }

  public var summary: ModelSummary {
    var list: [ModelSummary.Parameter] = []
    func add(_ name: String, _ values: [Double]) {
      for (i, value) in values.enumerated() {
        list.append(.init(name: "\(name)\(i + 1)", value: value))
      }
    }
    add("ar", coefficients.ar)
    add("ma", coefficients.ma)
    add("sar", coefficients.seasonalAR)
    add("sma", coefficients.seasonalMA)
    if let constant {
      list.append(
        .init(name: order.d + order.seasonalD > 0 ? "drift" : "mean", value: constant))
    }
    for (name, value) in zip(regressorNames, regressionCoefficients) {
      list.append(.init(name: name, value: value))
    }
    list.append(.init(name: "sigma", value: variance.squareRoot()))
    return ModelSummary(
      name: modelName, parameters: list, logLikelihood: logLikelihood, aicc: aicc,
      converged: converged)
  }
}

extension FittedARIMA: Codable {
  private enum Keys: String, CodingKey {
    case order, coefficients, constant, regressionCoefficients, regressors, variance
    case logLikelihood, aicc, converged, isCount, values, trainedCount
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    let values = try container.decode(MissingAsNull.self, forKey: .values).wrappedValue
    let count = try container.decode(Int.self, forKey: .trainedCount)
    guard (0...values.count).contains(count) else {
      throw DecodingError.dataCorruptedError(
        forKey: .trainedCount, in: container,
        debugDescription: "more training values than values")
    }
    // The filter is run again, training and updates apart, so that not a bit of
    // a forecast changes.
    try self.init(
      order: container.decode(ARIMAOrder.self, forKey: .order),
      coefficients: container.decode(ARIMACoefficients.self, forKey: .coefficients),
      constant: container.decodeIfPresent(Double.self, forKey: .constant),
      regressionCoefficients: container.decode([Double].self, forKey: .regressionCoefficients),
      regressors: container.decode(KnownRegressors.self, forKey: .regressors),
      variance: container.decode(Double.self, forKey: .variance),
      logLikelihood: container.decodeIfPresent(Double.self, forKey: .logLikelihood),
      aicc: container.decodeIfPresent(Double.self, forKey: .aicc),
      converged: container.decode(Bool.self, forKey: .converged),
      isCount: container.decode(Bool.self, forKey: .isCount),
      values: Array(values.prefix(count)))
    update(with: Array(values.dropFirst(count)))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(order, forKey: .order)
    try container.encode(coefficients, forKey: .coefficients)
    try container.encodeIfPresent(constant, forKey: .constant)
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
