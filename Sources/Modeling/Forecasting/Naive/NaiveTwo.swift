public import LinearAlgebra
public import Statistics

/// Naive 2, the benchmark of the M competitions: the random walk on the seasonally
/// adjusted series (Makridakis, Spiliotis & Assimakopoulos, International Journal of
/// Forecasting 36, 2020, §2.2).
///
/// Where a season of at least three turns passes the 90 % test, the series is
/// divided by (or less) its classical indices, the last adjusted value goes on, and
/// the season is put back: ŷ(n+k) = s(n+k) y(n)/s(n), with variance k σ² of the
/// adjusted series. Elsewhere it is the naive forecast. Missing values are filled
/// before the fit (`SeasonalFill`).
public struct NaiveTwo: Forecaster {
  public static let name = "naive2"
  /// Season length in steps; nil for the shortest that the series names.
  public var period: Int?

  public init(period: Int? = nil) { self.period = period }

  /// - Throws: `tooShort` when nothing is observed.
  public func fit(_ series: TrainingSeries) throws(FitError) -> FittedNaiveTwo {
    guard series.observedCount > 0 else { throw .tooShort(needed: 1, got: 0) }
    return FittedNaiveTwo(series, period: period ?? series.seasonalPeriods.first { $0 > 1 })
  }
}

public struct FittedNaiveTwo: FittedForecaster {
  public var modelName: String { adjustment == nil ? Naive.name : NaiveTwo.name }
  @MissingAsNull public private(set) var fittedValues: [Double] = []
  /// The season that was removed; nil where none is significant.
  public let adjustment: SeasonalAdjustment?
  @MissingAsNull private var values: [Double] = []
  /// Last value without its season; NaN before the first observation.
  @MissingAsNull private var level: [Double] = [.nan]
  private var deviation = 0.0
  private let floor: Double?

  init(_ series: TrainingSeries, period: Int?) {
    floor = series.floor
    let seasons = period.map { [$0] } ?? []
    let filled = SeasonalFill.completed(series.values, seasonalPeriods: seasons)
    adjustment = period.flatMap { SeasonalAdjustment(filled, period: $0, turns: 3) }
    update(with: series.values)
    var steps: [Double] = []
    var before = Double.nan
    for (t, y) in values.enumerated() where !y.isNaN {
      let adjusted = adjustment?.removed(y, at: t) ?? y
      steps.append(adjusted - before)
      before = adjusted
    }
    deviation = Spread.deviation(of: steps, parameters: 0, unknown: before)
  }

  public var residuals: [Double] { Forecasting.residuals(values, fittedValues) }

  private func restored(_ value: Double, at t: Int) -> Double {
    adjustment?.restored(value, at: t) ?? value
  }

  public func forecast(horizon: Int) -> Forecast {
    let n = values.count
    return Forecast(
      .normal(
        mean: (0..<horizon).map { restored(level[0], at: n + $0) },
        standardDeviation: (0..<horizon).map {
          deviation * Double($0 + 1).squareRoot() * (adjustment?.stretch(at: n + $0) ?? 1)
        }),
      floor: floor)
  }

  public func simulate(horizon: Int, paths: Int, stream: inout RandomStream) -> Matrix {
    var drawn = Matrix(rows: horizon, columns: paths)
    for path in 0..<paths {
      var value = level[0]
      for step in 0..<horizon {
        value += deviation * StandardNormal.draw(&stream)
        drawn[step, path] = max(restored(value, at: values.count + step), floor ?? -.infinity)
      }
    }
    return drawn
  }

  public mutating func update(with new: [Double]) {
    for value in new {
      let t = values.count
      fittedValues.append(restored(level[0], at: t))
      values.append(value)
      if !value.isNaN { level[0] = adjustment?.removed(value, at: t) ?? value }
    }
  }

  public var components: [Component] {
    guard let adjustment else { return [] }
    return [
      Component(
        name: "season \(adjustment.period)",
        values: values.indices.map { adjustment.index(at: $0) })
    ]
  }

  public var summary: ModelSummary {
    ModelSummary(
      name: modelName,
      parameters: [
        .init(name: "period", value: Double(adjustment?.period ?? 1)),
        .init(name: "sigma", value: deviation),
      ])
  }
}
