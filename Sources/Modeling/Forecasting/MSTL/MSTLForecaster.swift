public import LinearAlgebra
public import Statistics

/// Forecasts by decomposition (Hyndman & Athanasopoulos, 2021, §5.7): MSTL takes
/// the seasons off, theta carries the seasonally adjusted series on, and each
/// season repeats its last turn.
///
/// The seasonal parts are drawn from both sides of every point, so the residuals
/// are smaller than the errors of real forecasts: intervals need a backtest.
public struct MSTLForecaster: Forecaster {
  public static let name = "mstl"

  public init() {}

  /// - Throws: `noSeason` without a season of which two turns are held,
  ///   `missingValues` when nothing is observed.
  public func fit(_ series: TrainingSeries) throws(FitError) -> FittedMSTL {
    let periods = PreparedSeries.usable(series.seasonalPeriods, length: series.values.count)
    guard !periods.isEmpty else { throw .noSeason }
    let parts = try MSTL(periods: periods).decompose(series.values)
    var adjusted = parts.trend
    for t in adjusted.indices where !parts.remainder[t].isNaN {
      adjusted[t] += parts.remainder[t]
    }
    let trend = try Theta().fit(
      TrainingSeries(id: series.id, values: adjusted, seasonalPeriods: []))
    return FittedMSTL(series, parts: parts, trend: trend)
  }
}

public struct FittedMSTL: FittedForecaster {
  public let modelName: String
  @MissingAsNull public private(set) var fittedValues: [Double]
  @MissingAsNull private var values: [Double]
  private let parts: Decomposition
  private var trend: FittedTheta
  private let floor: Double?

  init(_ series: TrainingSeries, parts: Decomposition, trend: FittedTheta) {
    modelName = "mstl(\(parts.periods.map(String.init).joined(separator: ",")))"
    self.parts = parts
    self.trend = trend
    values = series.values
    floor = series.floor
    fittedValues = trend.fittedValues
    for t in fittedValues.indices {
      for season in parts.seasonal { fittedValues[t] += season[t] }
    }
  }

  /// The seasons at `t`, the last turn of each repeating past the fit.
  private func season(at t: Int) -> Double {
    let fitted = parts.trend.count
    var sum = 0.0
    for (period, season) in zip(parts.periods, parts.seasonal) {
      sum += t < fitted ? season[t] : season[fitted - period + (t - fitted) % period]
    }
    return sum
  }

  public var residuals: [Double] { Forecasting.residuals(values, fittedValues) }

  public func forecast(horizon: Int) -> Forecast {
    let n = values.count
    guard case .normal(let mean, let deviation) = trend.forecast(horizon: horizon).distribution
    else { preconditionFailure("theta forecasts are normal") }
    return Forecast(
      .normal(
        mean: mean.enumerated().map { $1 + season(at: n + $0) }, standardDeviation: deviation),
      floor: floor)
  }

  public func simulate(horizon: Int, paths: Int, stream: inout RandomStream) -> Matrix {
    let n = values.count
    var drawn = trend.simulate(horizon: horizon, paths: paths, stream: &stream)
    for path in 0..<paths {
      for step in 0..<horizon {
        drawn[step, path] = max(drawn[step, path] + season(at: n + step), floor ?? -.infinity)
      }
    }
    return drawn
  }

  /// The seasonally adjusted level takes in each value; the seasons stay.
  public mutating func update(with new: [Double]) {
    for value in new {
      let t = values.count
      let season = season(at: t)
      trend.update(with: [value - season])
      fittedValues.append(trend.fittedValues[t] + season)
      values.append(value)
    }
  }

  public var components: [Component] {
    var components = [Component(name: "trend", values: parts.trend)]
    for (period, season) in zip(parts.periods, parts.seasonal) {
      components.append(Component(name: "season \(period)", values: season))
    }
    components.append(Component(name: "remainder", values: parts.remainder))
    return components
  }

  public var summary: ModelSummary {
    ModelSummary(
      name: modelName,
      parameters: parts.periods.map { .init(name: "period", value: Double($0)) }
        + trend.summary.parameters)
  }
}
