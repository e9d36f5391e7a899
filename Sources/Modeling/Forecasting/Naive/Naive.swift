public import LinearAlgebra
public import Statistics

/// The random walk: every future value is the last one seen.
///
/// ŷ(n+k) = y(n), with variance k σ² (Hyndman & Athanasopoulos, 2021, §5.2 and
/// table 5.2). Missing values are passed over.
public struct Naive: Forecaster {
  public static let name = "naive"

  public init() {}

  /// - Throws: `tooShort` when nothing is observed.
  public func fit(_ series: TrainingSeries) throws(FitError) -> FittedNaive {
    guard series.observedCount > 0 else { throw .tooShort(needed: 1, got: 0) }
    var fitted = FittedNaive(floor: series.floor)
    fitted.update(with: series.values)
    fitted.settleDeviation()
    return fitted
  }
}

public struct FittedNaive: FittedForecaster {
  public var modelName: String { Naive.name }
  @MissingAsNull public private(set) var fittedValues: [Double] = []
  @MissingAsNull private var values: [Double] = []
  private var last = Double.nan
  private var deviation = 0.0
  private let floor: Double?

  init(floor: Double?) { self.floor = floor }

  public var residuals: [Double] { Forecasting.residuals(values, fittedValues) }

  mutating func settleDeviation() {
    deviation = Spread.deviation(of: residuals, parameters: 0, unknown: last)
  }

  public func forecast(horizon: Int) -> Forecast {
    Forecast(
      .normal(
        mean: [Double](repeating: last, count: horizon),
        standardDeviation: (0..<horizon).map { deviation * Double($0 + 1).squareRoot() }),
      floor: floor)
  }

  public func simulate(horizon: Int, paths: Int, stream: inout RandomStream) -> Matrix {
    var drawn = Matrix(rows: horizon, columns: paths)
    for path in 0..<paths {
      var value = last
      for step in 0..<horizon {
        value += deviation * StandardNormal.draw(&stream)
        drawn[step, path] = max(value, floor ?? -.infinity)
      }
    }
    return drawn
  }

  public mutating func update(with new: [Double]) {
    for value in new {
      fittedValues.append(last)
      values.append(value)
      if !value.isNaN { last = value }
    }
  }

  public var components: [Component] { [Component(name: "level", values: fittedValues)] }

  public var summary: ModelSummary {
    ModelSummary(name: modelName, parameters: [.init(name: "sigma", value: deviation)])
  }
}
