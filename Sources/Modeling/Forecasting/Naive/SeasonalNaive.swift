public import LinearAlgebra
public import Statistics

/// Every future value is the last one seen at the same point of the season.
///
/// ŷ(n+k) = y(n+k−m(j+1)) with j = ⌊(k−1)/m⌋ whole seasons between, and variance
/// (j+1) σ² (Hyndman & Athanasopoulos, 2021, §5.2 and table 5.2). Where that
/// value is missing, the one a season earlier is used.
public struct SeasonalNaive: Forecaster {
  public static let name = "seasonal-naive"
  /// Season length in steps; nil for the longest the series names and holds.
  public var period: Int?

  public init(period: Int? = nil) { self.period = period }

  /// - Throws: `noSeason` when there is no season length of at least 2,
  ///   `tooShort` when no whole season of it is there.
  public func fit(_ series: TrainingSeries) throws(FitError) -> FittedSeasonalNaive {
    let named = period.map { [$0] } ?? series.seasonalPeriods
    let seasons = named.filter { $0 > 1 }
    guard let shortest = seasons.min() else { throw .noSeason }
    guard series.observedCount > 0 else { throw .tooShort(needed: shortest, got: 0) }
    guard let longest = seasons.filter({ $0 <= series.values.count }).max() else {
      throw .tooShort(needed: shortest, got: series.values.count)
    }
    return FittedSeasonalNaive(series, period: longest)
  }
}

public struct FittedSeasonalNaive: FittedForecaster {
  public var modelName: String { "seasonal-naive(\(period))" }
  @MissingAsNull public private(set) var fittedValues: [Double] = []
  public let period: Int
  @MissingAsNull private var values: [Double] = []
  /// Last observed value at each phase, phase 0 being that of the first value;
  /// NaN where that phase was never observed.
  @MissingAsNull private var lastTurn: [Double]
  private var last = Double.nan
  private var deviation = 0.0
  private let floor: Double?

  init(_ series: TrainingSeries, period: Int) {
    self.period = period
    floor = series.floor
    lastTurn = [Double](repeating: .nan, count: period)
    update(with: series.values)
    deviation = Spread.deviation(of: residuals, parameters: 0, unknown: last)
  }

  public var residuals: [Double] { Forecasting.residuals(values, fittedValues) }

  /// The last value at the phase of `step` steps ahead; the last value of any
  /// phase where that one was never observed.
  private func value(ahead step: Int) -> Double {
    let value = lastTurn[(values.count + step) % period]
    return value.isNaN ? last : value
  }

  public func forecast(horizon: Int) -> Forecast {
    Forecast(
      .normal(
        mean: (0..<horizon).map { value(ahead: $0) },
        standardDeviation: (0..<horizon).map {
          deviation * Double($0 / period + 1).squareRoot()
        }),
      floor: floor)
  }

  public func simulate(horizon: Int, paths: Int, stream: inout RandomStream) -> Matrix {
    var drawn = Matrix(rows: horizon, columns: paths)
    for path in 0..<paths {
      for step in 0..<horizon {
        let origin = step < period ? value(ahead: step) : drawn[step - period, path]
        drawn[step, path] = origin + deviation * StandardNormal.draw(&stream)
      }
      if let floor {
        for step in 0..<horizon { drawn[step, path] = max(drawn[step, path], floor) }
      }
    }
    return drawn
  }

  public mutating func update(with new: [Double]) {
    for value in new {
      let phase = values.count % period
      fittedValues.append(lastTurn[phase])
      values.append(value)
      if !value.isNaN {
        lastTurn[phase] = value
        last = value
      }
    }
  }

  public var components: [Component] {
    [Component(name: "season \(period)", values: fittedValues)]
  }

  public var summary: ModelSummary {
    ModelSummary(
      name: modelName,
      parameters: [
        .init(name: "period", value: Double(period)), .init(name: "sigma", value: deviation),
      ])
  }
}
