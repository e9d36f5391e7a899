internal import Foundation
public import LinearAlgebra
public import Statistics

/// The standard theta method (Assimakopoulos & Nikolopoulos, International
/// Journal of Forecasting 16, 2000) in the form of Hyndman & Billah (2003): a
/// simple exponential smooth with half the slope of a straight line as drift,
/// on the seasonally adjusted series.
///
///     ℓ(t) = α y(t) + (1 − α) ℓ(t−1)
///     ŷ(n+k) = ℓ(n) + (b/2) (k − 1 + (1 − (1−α)ⁿ)/α)
///     var(k) = σ² (1 + (k − 1) α²)
///
/// b is the least-squares slope over the series. For every α the best ℓ(0) is a
/// linear least-squares problem in one unknown, so that only α is searched for.
/// Missing values are filled before the fit (`SeasonalFill`).
public struct Theta: Forecaster {
  public static let name = "theta"
  /// Season length; nil for the longest named season held three times.
  public var period: Int?

  public init(period: Int? = nil) { self.period = period }

  /// - Throws: `tooShort` below 3 observations.
  public func fit(_ series: TrainingSeries) throws(FitError) -> FittedTheta {
    guard series.observedCount >= 3 else { throw .tooShort(needed: 3, got: series.observedCount) }
    return FittedTheta(series, adjustment: ThetaSeason.adjustment(series, period: period))
  }
}

/// The season a theta model removes before its fit.
enum ThetaSeason {
  static func adjustment(_ series: TrainingSeries, period: Int?) -> SeasonalAdjustment? {
    let named = period.map { [$0] } ?? series.seasonalPeriods
    let held = named.filter { $0 > 1 && 3 * $0 <= series.values.count }.max()
    guard let season = held ?? named.filter({ $0 > 1 && 2 * $0 <= series.values.count }).max()
    else { return nil }
    let filled = SeasonalFill.completed(series.values, seasonalPeriods: [season])
    return SeasonalAdjustment(filled, period: season)
  }
}

public struct FittedTheta: FittedForecaster {
  public var modelName: String { Theta.name }
  @MissingAsNull public private(set) var fittedValues: [Double] = []
  /// Smoothing weight, 0.0001 ... 0.9999.
  public let alpha: Double
  /// Half the slope of the straight line through the adjusted series.
  public let drift: Double
  public let adjustment: SeasonalAdjustment?
  private let startLevel: Double
  @MissingAsNull private var values: [Double] = []
  private var level: Double
  private var deviation = 0.0
  private let floor: Double?

  init(_ series: TrainingSeries, adjustment: SeasonalAdjustment?) {
    self.adjustment = adjustment
    floor = series.floor
    let filled = SeasonalFill.completed(
      series.values, seasonalPeriods: adjustment.map { [$0.period] } ?? [])
    let adjusted = filled.enumerated().map { t, y in adjustment?.removed(y, at: t) ?? y }
    alpha = LaneSearch.minimum(from: 1e-4, to: 0.9999) {
      SimpleSmoothing.profile(adjusted, alpha: $0).loss
    }
    startLevel = SimpleSmoothing.profile(adjusted, alpha: SIMD4(repeating: alpha)).start[0]
    drift = SimpleSmoothing.slope(adjusted) / 2
    level = startLevel
    var squares = 0.0
    for (t, y) in adjusted.enumerated() {
      let error = y - level
      squares += error * error
      fittedValues.append(restored(level + drift * reach(after: t), at: t))
      level += alpha * error
    }
    values = series.values
    deviation = (squares / Double(max(1, adjusted.count - 2))).squareRoot()
  }

  /// (1 − (1−α)ⁿ)/α: how much drift a smooth of n values has not caught up with.
  private func reach(after n: Int) -> Double { (1 - pow(1 - alpha, Double(n))) / alpha }

  private func restored(_ value: Double, at t: Int) -> Double {
    adjustment?.restored(value, at: t) ?? value
  }

  public var residuals: [Double] { Forecasting.residuals(values, fittedValues) }

  public func forecast(horizon: Int) -> Forecast {
    let n = values.count
    let caught = reach(after: n)
    return Forecast(
      .normal(
        mean: (0..<horizon).map { restored(level + drift * (Double($0) + caught), at: n + $0) },
        standardDeviation: (0..<horizon).map { step in
          let growth = (1 + Double(step) * alpha * alpha).squareRoot()
          return deviation * growth * (adjustment?.stretch(at: n + step) ?? 1)
        }),
      floor: floor)
  }

  public func simulate(horizon: Int, paths: Int, stream: inout RandomStream) -> Matrix {
    let n = values.count
    let caught = reach(after: n)
    var drawn = Matrix(rows: horizon, columns: paths)
    for path in 0..<paths {
      var current = level
      for step in 0..<horizon {
        let error = deviation * StandardNormal.draw(&stream)
        let value = current + drift * (Double(step) + caught) + error
        drawn[step, path] = max(restored(value, at: n + step), floor ?? -.infinity)
        current += alpha * error
      }
    }
    return drawn
  }

  /// The level takes in each value; α, drift and season stay.
  public mutating func update(with new: [Double]) {
    for value in new {
      let t = values.count
      fittedValues.append(restored(level + drift * reach(after: t), at: t))
      values.append(value)
      if !value.isNaN { level += alpha * ((adjustment?.removed(value, at: t) ?? value) - level) }
    }
  }

  public var components: [Component] {
    var parts = [Component(name: "level", values: fittedValues)]
    if let adjustment {
      parts = [
        Component(
          name: "level",
          values: fittedValues.enumerated().map { adjustment.removed($1, at: $0) }),
        Component(
          name: "season \(adjustment.period)",
          values: fittedValues.indices.map { adjustment.index(at: $0) }),
      ]
    }
    return parts
  }

  public var summary: ModelSummary {
    ModelSummary(
      name: modelName,
      parameters: [
        .init(name: "alpha", value: alpha), .init(name: "drift", value: drift),
        .init(name: "initial level", value: startLevel), .init(name: "sigma", value: deviation),
      ])
  }
}

/// Simple exponential smoothing as least squares.
enum SimpleSmoothing {
  /// The best ℓ(0) at a given α and the sum of squared one-step errors there:
  /// each error is r(t) − (1−α)^(t−1) ℓ(0), linear in ℓ(0).
  static func profile(
    _ values: [Double], alpha: SIMD4<Double>
  ) -> (start: SIMD4<Double>, loss: SIMD4<Double>) {
    let origin = values[0]
    let zero = SIMD4<Double>(repeating: 0)
    var (base, errors, cross, shares) = (zero, zero, zero, zero)
    var share = SIMD4<Double>(repeating: 1)
    let keep = 1 - alpha
    for value in values {
      let error = (value - origin) - base
      errors += error * error
      cross += error * share
      shares += share * share
      base += alpha * error
      share *= keep
    }
    let start = cross / shares
    var loss = errors - start * cross
    loss.replace(with: 0, where: loss .< 0)
    return (origin + start, loss)
  }

  /// Least-squares slope against time.
  static func slope(_ values: [Double]) -> Double {
    let n = Double(values.count)
    let middle = (n - 1) / 2
    var cross = 0.0
    for (t, value) in values.enumerated() { cross += (Double(t) - middle) * (value - values[0]) }
    let squares = n * (n * n - 1) / 12
    return squares > 0 ? cross / squares : 0
  }
}
