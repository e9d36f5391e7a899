public import LinearAlgebra
public import Statistics

/// Every future value is the mean of the past, of all of it or of the last
/// `window` observations.
///
/// ŷ(n+k) = ȳ, with variance σ²(1 + 1/w) (Hyndman & Athanasopoulos, 2021, §5.2
/// and table 5.2). The last resort of every chain: one observation is enough.
public struct HistoricMean: Forecaster {
  public static let name = "mean"
  /// How many of the last observations count; nil for all.
  public var window: Int?

  public init(window: Int? = nil) { self.window = window }

  /// - Throws: `tooShort` when nothing is observed.
  public func fit(_ series: TrainingSeries) throws(FitError) -> FittedHistoricMean {
    guard series.observedCount > 0 else { throw .tooShort(needed: 1, got: 0) }
    return FittedHistoricMean(series, window: window.map { max(1, $0) })
  }
}

public struct FittedHistoricMean: FittedForecaster {
  public var modelName: String { window.map { "mean of the last \($0)" } ?? HistoricMean.name }
  @MissingAsNull public private(set) var fittedValues: [Double] = []
  @MissingAsNull private var values: [Double] = []
  /// Observed values, oldest first: those within the window, or none kept where
  /// all count and `sum` and `count` say everything.
  private var recent: [Double] = []
  private var sum = 0.0
  private var count = 0
  private var deviation = 0.0
  private let window: Int?
  private let floor: Double?

  init(_ series: TrainingSeries, window: Int?) {
    self.window = window
    floor = series.floor
    update(with: series.values)
    let used = series.values.filter { !$0.isNaN }.suffix(window ?? .max)
    let around = used.count > 1 ? used.map { $0 - level } : []
    deviation = Spread.deviation(of: around, parameters: 1, unknown: level)
  }

  private var level: Double {
    if window != nil { return recent.reduce(0, +) / Double(recent.count) }
    return sum / Double(count)
  }

  public var residuals: [Double] { Forecasting.residuals(values, fittedValues) }

  public func forecast(horizon: Int) -> Forecast {
    let used = window == nil ? count : recent.count
    let spread = deviation * (1 + 1 / Double(used)).squareRoot()
    return Forecast(
      .normal(
        mean: [Double](repeating: level, count: horizon),
        standardDeviation: [Double](repeating: spread, count: horizon)),
      floor: floor)
  }

  public func simulate(horizon: Int, paths: Int, stream: inout RandomStream) -> Matrix {
    let used = window == nil ? count : recent.count
    var drawn = Matrix(rows: horizon, columns: paths)
    for path in 0..<paths {
      let centre = level + deviation / Double(used).squareRoot() * StandardNormal.draw(&stream)
      for step in 0..<horizon {
        let value = centre + deviation * StandardNormal.draw(&stream)
        drawn[step, path] = max(value, floor ?? -.infinity)
      }
    }
    return drawn
  }

  public mutating func update(with new: [Double]) {
    for value in new {
      fittedValues.append(count == 0 ? .nan : level)
      values.append(value)
      guard !value.isNaN else { continue }
      sum += value
      count += 1
      guard let window else { continue }
      recent.append(value)
      if recent.count > window { recent.removeFirst() }
    }
  }

  public var components: [Component] { [Component(name: "level", values: fittedValues)] }

  public var summary: ModelSummary {
    ModelSummary(
      name: modelName,
      parameters: [.init(name: "mean", value: level), .init(name: "sigma", value: deviation)])
  }
}
