public import LinearAlgebra
public import Statistics

/// What a forecaster is shown of one series: nothing after its last value.
public struct TrainingSeries: Sendable {
  public var id: String
  /// Observations in time order; NaN is missing. `init` trims leading NaNs.
  public var values: [Double]
  /// Season lengths in steps, ascending ([24, 168]); empty for none.
  public var seasonalPeriods: [Int]
  /// True when values are counts: forecasts are then never negative.
  public var isCount: Bool

  /// Dates, kinds of day and regressors of the steps; nil when nothing is known.
  public var context: SeriesContext?

  /// How many values are not missing.
  public var observedCount: Int { values.reduce(0) { $1.isNaN ? $0 : $0 + 1 } }

  /// The least value a forecast may take: 0 for counts, nil for none.
  public var floor: Double? { isCount ? 0 : nil }

  public init(
    id: String, values: [Double], seasonalPeriods: [Int], isCount: Bool = false,
    context: SeriesContext? = nil
  ) {
    self.id = id
    self.values = Array(values.drop { $0.isNaN })
    self.seasonalPeriods = seasonalPeriods
    self.isCount = isCount
    guard var context else { return }
    let trimmed = values.count - self.values.count
    context.firstStep += trimmed
    context.recorded.removeFirst(min(trimmed, context.recorded.count))
    self.context = context
  }
}

/// Why a model could not be fitted. The caller falls back down a named chain.
public enum FitError: Error, Equatable, Sendable {
  case tooShort(needed: Int, got: Int)
  case nonPositive
  case missingValues
  case noSeason
  case unsuitable(String)
}

/// A model before it has seen data: hyperparameters only.
public protocol Forecaster: Codable, Sendable {
  associatedtype Fitted: FittedForecaster
  /// The name of the family, as in the registry ("ETS", "theta").
  static var name: String { get }
  func fit(_ series: TrainingSeries) throws(FitError) -> Fitted
}

/// A model that has learnt one series.
public protocol FittedForecaster: Codable, Sendable {
  /// The name of this fit in reports: "ETS(A,Ad,M)".
  var modelName: String { get }
  /// One-step-ahead predictions of the training values; NaN where there is none.
  var fittedValues: [Double] { get }
  /// Training value minus fitted value; NaN where either is missing.
  var residuals: [Double] { get }
  /// The distribution of the next `horizon` steps.
  func forecast(horizon: Int) -> Forecast
  /// `paths` futures of `horizon` steps: a `horizon × paths` matrix.
  func simulate(horizon: Int, paths: Int, stream: inout RandomStream) -> Matrix
  /// Takes in the next observations (NaN = missing) without a refit.
  mutating func update(with values: [Double])
  /// The parts the fit splits a series into, each as long as the training values.
  var components: [Component] { get }
  /// Parameters and criteria, for people.
  var summary: ModelSummary { get }
}

/// One part of a fitted series ("level", "season 24").
public struct Component: Sendable, Codable {
  public var name: String
  public var values: [Double]

  public init(name: String, values: [Double]) {
    self.name = name
    self.values = values
  }
}

/// Parameters and criteria of a fit, in the order people expect them.
public struct ModelSummary: Sendable, Codable {
  public var name: String
  public var parameters: [Parameter]
  public var logLikelihood: Double?
  public var aicc: Double?
  /// False when the optimizer stopped before it converged.
  public var converged: Bool

  public struct Parameter: Sendable, Codable {
    public var name: String
    public var value: Double

    public init(name: String, value: Double) {
      self.name = name
      self.value = value
    }
  }

  public init(
    name: String, parameters: [Parameter], logLikelihood: Double? = nil, aicc: Double? = nil,
    converged: Bool = true
  ) {
    self.name = name
    self.parameters = parameters
    self.logLikelihood = logLikelihood
    self.aicc = aicc
    self.converged = converged
  }
}
