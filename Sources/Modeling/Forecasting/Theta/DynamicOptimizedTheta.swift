internal import Foundation
public import LinearAlgebra
public import Statistics

/// The dynamic optimised theta model, DOTM (Fiorucci, Pellegrini, Louzada,
/// Petropoulos & Koehler, International Journal of Forecasting 32, 2016, eqs.
/// 20–26), on the seasonally adjusted series.
///
///     ŷ(t) = ℓ(t−1) + (1 − 1/θ) [(1−α)^(t−1) A(t−1) + (1 − (1−α)^t)/α · B(t−1)]
///     ℓ(t) = α y(t) + (1 − α) ℓ(t−1)
///     ȳ(t) = ((t − 1) ȳ(t−1) + y(t)) / t
///     B(t) = ((t − 2) B(t−1) + 6 (y(t) − ȳ(t−1)) / t) / (t + 1)
///     A(t) = ȳ(t) − B(t) (t + 1)/2
///
/// Beyond the data the forecast takes the place of y. ℓ(0) and ω = 1 − 1/θ enter
/// every error linearly, so for each α they are a least-squares problem of order
/// two with 0 ≤ ω ≤ 1, solved exactly (variable projection, Golub & Pereyra,
/// 1973); only α in 0.1 ... 0.99 is searched. Errors from the fourth on count.
/// Missing values are filled before the fit (`SeasonalFill`).
public struct DynamicOptimizedTheta: Forecaster {
  public static let name = "dotm"
  /// Season length; nil for the longest named season held three times.
  public var period: Int?

  public init(period: Int? = nil) { self.period = period }

  /// - Throws: `tooShort` below 5 observations.
  public func fit(_ series: TrainingSeries) throws(FitError) -> FittedDynamicOptimizedTheta {
    guard series.observedCount >= 5 else { throw .tooShort(needed: 5, got: series.observedCount) }
    return FittedDynamicOptimizedTheta(
      series, adjustment: ThetaSeason.adjustment(series, period: period))
  }
}

/// The running state of a DOTM: what the past says of level and straight line.
struct DynamicThetaState: Sendable, Codable, Equatable {
  var count = 0
  var level: Double
  var mean = 0.0
  var intercept = 0.0
  var slope = 0.0
  /// (1−α)^count.
  var decay = 1.0

  /// The bracket of ŷ(count + 1).
  func pull(alpha: Double) -> Double {
    decay * intercept + (1 - decay * (1 - alpha)) / alpha * slope
  }

  mutating func advance(_ y: Double, alpha: Double) {
    count += 1
    let t = Double(count)
    let earlier = mean
    mean = ((t - 1) * mean + y) / t
    slope = count == 1 ? 0 : ((t - 2) * slope + 6 * (y - earlier) / t) / (t + 1)
    intercept = mean - slope * (t + 1) / 2
    level += alpha * (y - level)
    decay *= 1 - alpha
  }
}

public struct FittedDynamicOptimizedTheta: FittedForecaster {
  public var modelName: String { DynamicOptimizedTheta.name }
  @MissingAsNull public private(set) var fittedValues: [Double] = []
  /// 0.1 ... 0.99.
  public let alpha: Double
  /// 1 − 1/θ, 0 ... 1: the share of the straight line in the forecast.
  public let omega: Double
  public let startLevel: Double
  public let adjustment: SeasonalAdjustment?
  /// Mean square of the errors counted in the fit.
  public let meanSquare: Double
  @MissingAsNull private var values: [Double]
  private var state: DynamicThetaState
  private let deviation: Double
  private let floor: Double?

  init(_ series: TrainingSeries, adjustment: SeasonalAdjustment?) {
    self.adjustment = adjustment
    floor = series.floor
    values = series.values
    let filled = SeasonalFill.completed(
      series.values, seasonalPeriods: adjustment.map { [$0.period] } ?? [])
    let adjusted = filled.enumerated().map { t, y in adjustment?.removed(y, at: t) ?? y }
    let profile = DynamicThetaProfile(adjusted)
    let best = LaneSearch.minimum(from: 0.1, to: 0.99) { profile.best(alpha: $0).loss }
    let found = profile.best(alpha: SIMD4(repeating: best))
    alpha = best
    omega = found.omega[0]
    startLevel = found.start[0]
    let counted = adjusted.count - DynamicThetaProfile.skipped(adjusted.count)
    meanSquare = found.loss[0] / Double(counted)
    deviation = (found.loss[0] / Double(max(1, counted - 2))).squareRoot()
    state = DynamicThetaState(level: found.start[0])
    for (t, y) in adjusted.enumerated() {
      fittedValues.append(restored(t == 0 ? y : next, at: t))
      state.advance(y, alpha: alpha)
    }
  }

  /// ŷ one step on, in adjusted units.
  private var next: Double { state.level + omega * state.pull(alpha: alpha) }

  private func restored(_ value: Double, at t: Int) -> Double {
    adjustment?.restored(value, at: t) ?? value
  }

  public var residuals: [Double] { Forecasting.residuals(values, fittedValues) }

  public func forecast(horizon: Int) -> Forecast {
    let n = values.count
    var ahead = self
    var mean: [Double] = []
    for step in 0..<horizon {
      let y = ahead.next
      mean.append(restored(y, at: n + step))
      ahead.state.advance(y, alpha: alpha)
    }
    return Forecast(
      .normal(
        mean: mean,
        standardDeviation: (0..<horizon).map { step in
          let growth = (1 + Double(step) * alpha * alpha).squareRoot()
          return deviation * growth * (adjustment?.stretch(at: n + step) ?? 1)
        }),
      floor: floor)
  }

  public func simulate(horizon: Int, paths: Int, stream: inout RandomStream) -> Matrix {
    let n = values.count
    var drawn = Matrix(rows: horizon, columns: paths)
    for path in 0..<paths {
      var ahead = state
      for step in 0..<horizon {
        let expected = ahead.level + omega * ahead.pull(alpha: alpha)
        let y = expected + deviation * StandardNormal.draw(&stream)
        drawn[step, path] = max(restored(y, at: n + step), floor ?? -.infinity)
        ahead.advance(y, alpha: alpha)
      }
    }
    return drawn
  }

  /// One turn of the recursion a value, the forecast standing in for a missing
  /// one; α, ω and season stay.
  public mutating func update(with new: [Double]) {
    for value in new {
      let t = values.count
      let expected = next
      fittedValues.append(restored(expected, at: t))
      values.append(value)
      let y = value.isNaN ? expected : adjustment?.removed(value, at: t) ?? value
      state.advance(y, alpha: alpha)
    }
  }

  public var components: [Component] {
    guard let adjustment else { return [Component(name: "level", values: fittedValues)] }
    return [
      Component(
        name: "level", values: fittedValues.enumerated().map { adjustment.removed($1, at: $0) }),
      Component(
        name: "season \(adjustment.period)",
        values: fittedValues.indices.map { adjustment.index(at: $0) }),
    ]
  }

  public var summary: ModelSummary {
    ModelSummary(
      name: modelName,
      parameters: [
        .init(name: "alpha", value: alpha),
        .init(name: "theta", value: omega < 1 ? 1 / (1 - omega) : .greatestFiniteMagnitude),
        .init(name: "initial level", value: startLevel), .init(name: "sigma", value: deviation),
      ])
  }
}
