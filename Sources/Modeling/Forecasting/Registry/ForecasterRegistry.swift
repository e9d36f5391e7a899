internal import Foundation

/// A forecaster as the registry lists it: a name, what it promises, and how to
/// fit it without knowing its type.
public struct RegisteredForecaster: Sendable {
  /// What a model does when its data are moved or stretched.
  public struct Promises: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    /// forecast(y + c) = forecast(y) + c.
    public static let shift = Promises(rawValue: 1)
    /// forecast(c y) = c forecast(y) for c > 0.
    public static let scale = Promises(rawValue: 2)
    /// Accepts series with a season only.
    public static let needsSeason = Promises(rawValue: 4)
    /// Accepts missing values.
    public static let missing = Promises(rawValue: 8)
    /// Knows holidays and closed days from `TrainingSeries.context`: its forecast
    /// has their effect in it.
    public static let calendar = Promises(rawValue: 16)
    /// Learns the effect of the context's regressors.
    public static let regressors = Promises(rawValue: 32)
    /// Refuses series with values below zero.
    public static let nonNegative = Promises(rawValue: 64)
    /// Takes so long to fit that a backtest updates it from origin to origin.
    public static let dear = Promises(rawValue: 128)
  }
  public let name: String
  /// One line for help texts.
  public let title: String
  public let promises: Promises
  let fitSeries: @Sendable (TrainingSeries) throws(FitError) -> any FittedForecaster
  let roundTrip: @Sendable (any FittedForecaster) throws -> any FittedForecaster
  /// Reads a fit of this family.
  let readFit: @Sendable (any Decoder) throws -> any FittedForecaster

  init<Model: Forecaster>(_ model: Model, title: String, promises: Promises) {
    name = Model.name
    self.title = title
    self.promises = promises
    let takesRegressors = promises.contains(.regressors)
    fitSeries = { series throws(FitError) in
      if takesRegressors || series.context?.regressors.isEmpty ?? true {
        return try model.fit(series)
      }
      // The others are shown what regressors leave.
      return try WithRegressors(model).fit(series)
    }
    readFit = { decoder in
      if let fit = try? FittedWithRegressors<Model.Fitted>(from: decoder) { return fit }
      return try Model.Fitted(from: decoder)
    }
    roundTrip = { fitted in
      if fitted is FittedWithRegressors<Model.Fitted> {
        return try JSONDecoder().decode(
          FittedWithRegressors<Model.Fitted>.self, from: JSONEncoder().encode(fitted))
      }
      return try JSONDecoder().decode(Model.Fitted.self, from: JSONEncoder().encode(fitted))
    }
  }

  public func fit(_ series: TrainingSeries) throws(FitError) -> any FittedForecaster {
    try fitSeries(series)
  }
}

/// Every forecaster there is, by name. A new one is a folder and a line here;
/// the conformance suite then runs over it.
public enum ForecasterRegistry {
  public static let all: [RegisteredForecaster] = [
    RegisteredForecaster(
      HistoricMean(), title: "mean of the past", promises: [.shift, .scale, .missing]),
    RegisteredForecaster(
      Naive(), title: "the last value goes on", promises: [.shift, .scale, .missing]),
    RegisteredForecaster(
      SeasonalNaive(), title: "the last season repeats",
      promises: [.shift, .scale, .missing, .needsSeason]),
    RegisteredForecaster(
      NaiveTwo(), title: "the last value goes on, less its season and with the next one's",
      promises: [.scale, .missing]),
    RegisteredForecaster(
      ETS(), title: "exponential smoothing, the form chosen by AICc", promises: [.missing, .dear]),
    RegisteredForecaster(
      CES(), title: "complex exponential smoothing, the season chosen by AICc",
      promises: [.scale, .missing, .dear]),
    RegisteredForecaster(
      Theta(), title: "smooth with half the trend as drift", promises: [.scale, .missing]),
    RegisteredForecaster(
      DynamicOptimizedTheta(), title: "theta with a line that follows the data",
      promises: [.scale, .missing]),
    RegisteredForecaster(
      MSTLForecaster(), title: "decomposition by loess for several seasons",
      promises: [.shift, .scale, .missing, .needsSeason]),
    RegisteredForecaster(
      TBATS(), title: "smoothing with trigonometric seasons of any length",
      promises: [.missing, .dear]),
    RegisteredForecaster(
      Croston(), title: "sizes over intervals of intermittent demand", promises: [.missing]),
    RegisteredForecaster(
      SyntetosBoylan(), title: "Croston's rate less its bias", promises: [.missing]),
    RegisteredForecaster(
      TeunterSyntetosBabai(), title: "chance of demand times size", promises: [.missing]),
    RegisteredForecaster(
      AggregatedDemand(), title: "sums over blocks of the average interval, smoothed",
      promises: [.missing]),
    RegisteredForecaster(
      MultipleAggregatedDemand(), title: "sums over blocks of many lengths, smoothed",
      promises: [.missing]),
    RegisteredForecaster(
      IntermittentDemand(), title: "counts with many zeros, a distribution over integers",
      promises: [.missing]),
    RegisteredForecaster(
      CalendarCounts(), title: "regression of counts on the calendar with a level that follows",
      promises: [.missing, .calendar, .regressors, .nonNegative]),
    RegisteredForecaster(
      ARIMA(), title: "seasonal ARIMA, the order chosen by AICc",
      promises: [.shift, .scale, .missing, .regressors, .dear]),
    RegisteredForecaster(
      LocalTrend(), title: "level, slope and seasons that wander, by the Kalman filter",
      promises: [.shift, .scale, .missing, .regressors, .dear]),
  ]

  public static func named(_ name: String) -> RegisteredForecaster? {
    all.first { $0.name == name }
  }
}
