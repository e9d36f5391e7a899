internal import Glibc
public import LinearAlgebra
public import Statistics

/// A rate of demand, and a distribution around it, learnt from one series.
public struct FittedIntermittentDemand: FittedForecaster {
  /// One rate that goes into the mean of all of them.
  public struct Rate: Sendable, Codable, Equatable {
    public let method: DemandRateMethod
    public let parameters: DemandRateParameters
  }

  public let modelName: String
  public let rates: [Rate]
  /// Of the training values.
  public let profile: DemandProfile
  /// nil where values are no counts.
  public let counts: CountDistribution?
  /// Correlation of errors of one origin.
  public let dependence: ErrorDependence
  /// Log-likelihood of the training values, one step ahead, from the first demand
  /// on; nil where values are no counts or no demand came.
  public let logLikelihood: Double?
  private let isCount: Bool
  /// Mean and deviation of the sizes, for values that are no counts.
  private let meanSize: Double
  private let sizeDeviation: Double
  /// How many values were trained on; the profile is theirs.
  private let trained: Int

  /// The training values and those taken in since.
  public private(set) var values: [Double] = []
  public private(set) var fittedValues: [Double] = []
  private var steppers: [DemandRate]
  private var started = false

  init(
    _ series: TrainingSeries, rates methods: [DemandRateMethod],
    parameters: DemandRateParameters? = nil, name: String
  ) throws(FitError) {
    let observed = series.values.filter { !$0.isNaN }
    guard !observed.isEmpty else { throw .tooShort(needed: 1, got: 0) }
    guard observed.allSatisfy(\.isFinite) else { throw .unsuitable("an infinite value") }
    modelName = name
    let rates = methods.map {
      Rate(method: $0, parameters: parameters ?? DemandRateParameters.fitted($0, to: observed))
    }
    self.rates = rates
    profile = DemandProfile(observed)
    trained = series.values.count
    isCount = series.isCount
    let sizes = observed.filter { $0 != 0 }
    let mean = sizes.isEmpty ? 0 : sizes.reduce(0, +) / Double(sizes.count)
    meanSize = mean
    steppers = rates.map { DemandRate($0.method, $0.parameters) }
    // The rate's own past, for what is learnt from it.
    var walk = Walk(steppers: steppers)
    for y in series.values { walk.advance(y) }
    sizeDeviation = walk.sizeDeviation(around: mean)
    dependence = ErrorDependence(persistent: walk.persistence(), decay: 0)
    if FittedIntermittentDemand.areCounts(observed) {
      let pairs = walk.pairs()
      let counts = CountDistribution(
        means: pairs.map(\.mean), outcomes: pairs.map { Int($0.outcome) },
        demands: sizes.map { Int($0) })
      self.counts = counts
      var sum = 0.0
      for (mean, outcome) in pairs {
        let chances = counts.probabilities(mean: mean)
        sum += log(max(Int(outcome) < chances.count ? chances[Int(outcome)] : 0, 1e-300))
      }
      logLikelihood = pairs.isEmpty ? nil : sum
    } else {
      counts = nil
      logLikelihood = nil
    }
    update(with: series.values)
  }

  /// Whether all values are whole, not negative and at most 10,000.
  static func areCounts(_ values: [Double]) -> Bool {
    values.allSatisfy { $0.isNaN || ($0 >= 0 && $0 <= 10_000 && $0 == $0.rounded()) }
  }

  public var residuals: [Double] { Forecasting.residuals(values, fittedValues) }

  /// Expected demand of each coming step.
  public var rate: Double { FittedIntermittentDemand.mean(steppers) }

  private static func mean(_ steppers: [DemandRate]) -> Double {
    var sum = 0.0
    for stepper in steppers { sum += stepper.rate }
    return sum / Double(steppers.count)
  }

  public mutating func update(with new: [Double]) {
    for y in new {
      fittedValues.append(started ? rate : .nan)
      values.append(y)
      if !y.isNaN { started = true }
      for k in steppers.indices { steppers[k].advance(y) }
    }
  }

  /// The same distribution at every step: integer quantiles of the count
  /// distribution, or those of a chance of demand with normal sizes.
  public func forecast(horizon: Int) -> Forecast {
    precondition(horizon >= 0, "a horizon cannot be negative")
    let rate = self.rate
    let levels = Forecast.standardLevels
    let outcome = self.outcome
    let quantiles = levels.map { outcome.quantile($0) }
    var values = Matrix(rows: horizon, columns: levels.count)
    for column in levels.indices {
      for step in 0..<horizon { values[step, column] = quantiles[column] }
    }
    return Forecast(
      .quantiles(
        mean: [Double](repeating: rate, count: horizon), levels: levels, values: values),
      floor: isCount || counts != nil ? 0 : nil, dependence: dependence)
  }

  /// The chance of each count 0, 1, … at every coming step; nil where values are
  /// no counts.
  public var probabilities: [Double]? { counts?.probabilities(mean: rate) }

  /// The rate stays where it is; errors of one path hang together as `dependence`
  /// says (a Gaussian copula).
  public func simulate(horizon: Int, paths: Int, stream: inout RandomStream) -> Matrix {
    var drawn = Matrix(rows: horizon, columns: paths)
    let outcome = self.outcome
    let shared = dependence.persistent.squareRoot()
    let own = (1 - dependence.persistent).squareRoot()
    for path in 0..<paths {
      let level = StandardNormal.draw(&stream)
      for step in 0..<horizon {
        let z = shared * level + own * StandardNormal.draw(&stream)
        let value = outcome.quantile(StandardNormal.cdf(z))
        drawn[step, path] = isCount ? max(0, value) : value
      }
    }
    return drawn
  }

  private var outcome: DemandOutcome {
    if let probabilities { return .counts(DemandOutcome.cumulative(probabilities)) }
    guard meanSize != 0 else { return .sizes(chance: 0, mean: 0, deviation: 0) }
    let chance = min(max(rate / meanSize, 0), profile.zeroShare == 0 ? 1 : 0.99)
    return .sizes(
      chance: chance, mean: chance > 0 ? rate / chance : 0, deviation: sizeDeviation)
  }

  public var components: [Component] { [Component(name: "rate", values: fittedValues)] }

  public var summary: ModelSummary {
    var list: [ModelSummary.Parameter] = [.init(name: "rate", value: rate)]
    for entry in rates {
      let parameters = entry.parameters
      if parameters.blocks.isEmpty {
        list.append(.init(name: "alpha size", value: parameters.size))
        list.append(.init(name: "alpha timing", value: parameters.timing))
      } else {
        list.append(
          .init(
            name: "\(entry.method.rawValue) longest block",
            value: Double(parameters.blocks.max() ?? 1)))
      }
    }
    list.append(.init(name: "average interval", value: profile.averageInterval))
    list.append(.init(name: "CV2 of sizes", value: profile.squaredVariation))
    list.removeAll { $0.value.isNaN }
    return ModelSummary(name: modelName, parameters: list, logLikelihood: logLikelihood)
  }
}

/// What one coming step may bring.
enum DemandOutcome {
  /// P(y ≤ k) for k = 0, 1, …
  case counts([Double])
  /// Nothing, or with this chance a normal size.
  case sizes(chance: Double, mean: Double, deviation: Double)

  static func cumulative(_ probabilities: [Double]) -> [Double] {
    var sum = 0.0
    return probabilities.map { p in
      sum += p
      return sum
    }
  }

  func quantile(_ p: Double) -> Double {
    switch self {
    case .counts(let cumulative):
      var low = 0
      var high = cumulative.count - 1
      while low < high {
        let middle = (low + high) / 2
        if cumulative[middle] >= p { high = middle } else { low = middle + 1 }
      }
      return Double(low)
    case .sizes(let chance, let mean, let deviation):
      guard chance > 0 else { return 0 }
      // P(size ≤ 0), below which the quantiles are of negative sizes.
      let below =
        chance * (deviation > 0 ? StandardNormal.cdf(-mean / deviation) : mean < 0 ? 1 : 0)
      if p < below { return mean + deviation * StandardNormal.quantile(p / chance) }
      if p <= below + 1 - chance { return 0 }
      let q = (p - (1 - chance)) / chance
      return mean + (deviation > 0 ? deviation * StandardNormal.quantile(q) : 0)
    }
  }
}

/// The rate over the training values, with what came.
private struct Walk {
  var steppers: [DemandRate]
  private var rates: [Double] = []
  private var outcomes: [Double] = []
  private var hadDemand: [Bool] = []
  private var demand = false

  init(steppers: [DemandRate]) { self.steppers = steppers }

  mutating func advance(_ y: Double) {
    guard !y.isNaN else { return }
    var sum = 0.0
    for stepper in steppers { sum += stepper.rate }
    rates.append(sum / Double(steppers.count))
    outcomes.append(y)
    hadDemand.append(demand)
    if y != 0 { demand = true }
    for k in steppers.indices { steppers[k].advance(y) }
  }

  /// Rate and outcome from the step after the first demand on.
  func pairs() -> [(mean: Double, outcome: Double)] {
    rates.indices.compactMap { t in
      hadDemand[t] && rates[t] > 0 ? (rates[t], outcomes[t]) : nil
    }
  }

  /// Root mean square of sizes about the rate over its share of steps, a rate that
  /// follows sizes counted as such.
  func sizeDeviation(around mean: Double) -> Double {
    let always = outcomes.allSatisfy { $0 != 0 }
    var squares = 0.0
    var count = 0.0
    for t in rates.indices where hadDemand[t] && outcomes[t] != 0 {
      let error = outcomes[t] - (always ? rates[t] : mean)
      squares += error * error
      count += 1
    }
    return count > 0 ? (squares / count).squareRoot() : abs(mean)
  }

  /// Mean correlation of the errors of one origin up to six steps apart.
  func persistence() -> Double {
    var squares = 0.0
    var products = 0.0
    var count = 0.0
    var pairs = 0.0
    for t in rates.indices where hadDemand[t] {
      let error = outcomes[t] - rates[t]
      squares += error * error
      count += 1
      for k in 1...6 where t + k < rates.count {
        products += error * (outcomes[t + k] - rates[t])
        pairs += 1
      }
    }
    guard pairs > 0, squares > 0 else { return 0 }
    return min(max(products / pairs / (squares / count), 0), 0.9)
  }
}

extension FittedIntermittentDemand: Codable {
  private enum Keys: String, CodingKey {
    case modelName, rates, values, isCount, counts, dependence, logLikelihood, meanSize
    case sizeDeviation, trained
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    modelName = try container.decode(String.self, forKey: .modelName)
    rates = try container.decode([Rate].self, forKey: .rates)
    isCount = try container.decode(Bool.self, forKey: .isCount)
    counts = try container.decodeIfPresent(CountDistribution.self, forKey: .counts)
    dependence = try container.decode(ErrorDependence.self, forKey: .dependence)
    logLikelihood = try container.decodeIfPresent(Double.self, forKey: .logLikelihood)
    meanSize = try container.decode(Double.self, forKey: .meanSize)
    sizeDeviation = try container.decode(Double.self, forKey: .sizeDeviation)
    steppers = rates.map { DemandRate($0.method, $0.parameters) }
    // JSON has no NaN: missing values travel as null.
    let values = try container.decode([Double?].self, forKey: .values).map { $0 ?? .nan }
    trained = try container.decode(Int.self, forKey: .trained)
    profile = DemandProfile(Array(values.prefix(trained)))
    update(with: values)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(modelName, forKey: .modelName)
    try container.encode(rates, forKey: .rates)
    try container.encode(isCount, forKey: .isCount)
    try container.encodeIfPresent(counts, forKey: .counts)
    try container.encode(dependence, forKey: .dependence)
    try container.encodeIfPresent(logLikelihood, forKey: .logLikelihood)
    try container.encode(meanSize, forKey: .meanSize)
    try container.encode(sizeDeviation, forKey: .sizeDeviation)
    try container.encode(trained, forKey: .trained)
    try container.encode(values.map { $0.isNaN ? nil : $0 }, forKey: .values)
  }
}
