public import LinearAlgebra
internal import Statistics

/// The forecasts of a panel and how each was checked.
public struct PanelForecast: Sendable {
  public var options: ForecastOptions
  /// In the order of the panel.
  public var series: [SeriesForecast]
  /// Metrics over all series together: means over series, and coverage over all
  /// tested steps.
  public var accuracy: [AccuracyRow]
  /// Plain sentences on what was decided for the panel as a whole.
  public var notes: [String]

  public init(
    options: ForecastOptions, series: [SeriesForecast], accuracy: [AccuracyRow], notes: [String]
  ) {
    self.options = options
    self.series = series
    self.accuracy = accuracy
    self.notes = notes
  }
}

/// The forecast of one series.
public struct SeriesForecast: Sendable {
  public var id: String
  /// Step of the panel's axis at which the forecast begins: the one after the
  /// last observation of this series.
  public var firstStep: Int
  public var forecast: Forecast
  /// What the forecast is called in reports: "median of MSTL, seasonal-naive(168)".
  public var modelName: String
  /// All models that were tried, used or not.
  public var members: [MemberOutcome]
  /// What was asked for and did not work, in the order it was tried.
  public var fallbacks: [Fallback]
  /// One row an origin and step of the rolling backtest.
  public var backtest: [BacktestRow]
  /// Metrics of the forecast and of the seasonal-naive baseline.
  public var accuracy: [AccuracyRow]
  /// Parts of the past for a chart (level, seasons), as long as the training
  /// values, beginning at `componentsFirstStep`.
  public var components: [Component]
  public var componentsFirstStep: Int
  public var isCount: Bool
  /// Steps of the horizon at which the calendar spoke, in order.
  public var calendarSteps: [CalendarStep]

  /// Futures of this series: a `horizon × count` matrix. Same seed, same paths.
  public func paths(_ count: Int, seed: UInt64) -> Matrix {
    var stream = RandomStream(seed: seed, id, modelName, "paths")
    return forecast.paths(count, stream: &stream)
  }
}

/// A model that was tried on a series.
public struct MemberOutcome: Sendable, Codable, Equatable {
  public enum Status: Sendable, Codable, Equatable {
    case used
    /// Left out because its backtest error was larger than the baseline's.
    case pruned
    /// Left out because its forecast lay too far from the others'.
    case rejected
    /// Could not be fitted; the reason in words.
    case failed(String)
  }
  /// Registry name.
  public var name: String
  /// Name of the fit ("ETS(A,Ad,N)"); the registry name where it failed.
  public var modelName: String
  public var status: Status
  /// Share in the combination; used members of a median weigh the same.
  public var weight: Double
  /// MASE over the backtest; NaN without one.
  public var backtestMASE: Double
}

/// One step down the chain chosen → simpler → seasonal naive → naive → mean.
public struct Fallback: Sendable, Codable, Equatable {
  public var from: String
  public var to: String
  public var reason: String
}

/// What was forecast at a past origin, and what came.
public struct BacktestRow: Sendable, Equatable {
  /// Step of the panel's axis of the last observation the model was shown.
  public var originStep: Int
  /// 1 is the first step after the origin.
  public var step: Int
  /// Step of the panel's axis that was forecast.
  public var targetStep: Int
  /// What came; NaN where missing.
  public var y: Double
  public var mean: Double
  /// One lower and one upper bound for each of the options' levels.
  public var lower: [Double]
  public var upper: [Double]
  /// The seasonal naive's forecast of the same step.
  public var baseline: Double
}

/// One metric of one model on one series.
public struct AccuracyRow: Sendable, Equatable {
  /// The model's name, or "seasonal-naive" for the baseline.
  public var model: String
  /// MAE, RMSE, MASE, RMSSE, sMAPE, bias, coverage-95, interval-score-95, SQL, skill.
  public var metric: String
  public var value: Double
}

/// The calendar's effect on one step of the horizon.
public struct CalendarStep: Sendable, Equatable {
  /// 0 is the first step of the forecast.
  public var step: Int
  public var kind: CalendarEffects.DayKind
  /// The forecast without the calendar is multiplied by this.
  public var multiplier: Double
}
