import Foundation
public import LinearAlgebra
public import Statistics

/// Any forecaster, shown a series from which the effect of the context's
/// regressors has been taken, and given that of their known future values back.
///
/// Without regressors, or where they do not help (`RegressorEffect`), it is the
/// forecaster itself. Regressors that are not known over the horizon are left
/// out, and named in the summary. Intervals are the member's own: the doubt about
/// the slopes is not added.
public struct WithRegressors<Base: Forecaster>: Forecaster {
  public static var name: String { Base.name }
  public var base: Base

  public init(_ base: Base) { self.base = base }

  public func fit(_ series: TrainingSeries) throws(FitError) -> FittedWithRegressors<Base.Fitted> {
    guard let context = series.context, let effect = RegressorEffect(series) else {
      return FittedWithRegressors(base: try base.fit(series), effect: nil, series: series)
    }
    var remainder = series
    remainder.values = series.values.enumerated().map { t, value in
      effect.taken(from: value, by: effect.effect(context, at: t))
    }
    remainder.context?.regressors = []
    remainder.context?.recorded = context.recorded.enumerated().map { t, value in
      effect.taken(from: value, by: effect.effect(context, at: t))
    }
    return FittedWithRegressors(base: try base.fit(remainder), effect: effect, series: series)
  }
}

extension RegressorEffect {
  func taken(from value: Double, by effect: Double) -> Double {
    isMultiplicative ? value * exp(-effect) : value - effect
  }

  func given(to value: Double, by effect: Double) -> Double {
    isMultiplicative ? value * exp(effect) : value + effect
  }
}

/// A member with the effect of regressors around it.
public struct FittedWithRegressors<Base: FittedForecaster>: FittedForecaster, RegressorBearing {
  public private(set) var base: Base
  /// nil where the member sees the series as it is.
  let effect: RegressorEffect?
  /// Effect of each step, past and future.
  private var effects: [Double]
  private var length: Int
  private let floor: Double?

  init(base: Base, effect: RegressorEffect?, series: TrainingSeries) {
    self.base = base
    self.effect = effect
    length = series.values.count
    floor = series.floor
    effects = []
    if let context = series.context { look(at: context) }
  }

  /// The columns are those it was fitted with, in the same order.
  mutating func look(at context: SeriesContext) {
    guard let effect, let last = effect.columns.last, last < context.regressors.count else {
      return
    }
    let longest = effect.columns.map { context.regressors[$0].values.count }.max() ?? 0
    effects = (0..<max(length, longest - context.firstStep)).map {
      effect.effect(context, at: $0)
    }
  }

  /// Effect of a step; none beyond what is known.
  private func ofStep(_ t: Int) -> Double { t < effects.count ? effects[t] : 0 }

  private func given(_ values: [Double], from start: Int) -> [Double] {
    guard let effect else { return values }
    return values.enumerated().map { effect.given(to: $1, by: ofStep(start + $0)) }
  }

  public var modelName: String {
    guard let effect else { return base.modelName }
    return base.modelName + " with " + effect.names.joined(separator: ", ")
  }
  public var fittedValues: [Double] { given(base.fittedValues, from: 0) }
  public var residuals: [Double] {
    guard let effect, effect.isMultiplicative else { return base.residuals }
    // Member residuals are in units of the remainder.
    return base.residuals.enumerated().map { $1 * exp(ofStep($0)) }
  }

  public func forecast(horizon: Int) -> Forecast {
    var forecast = base.forecast(horizon: horizon)
    guard let effect else { return forecast }
    // The remainder is raised to the floor by the sum, not before it.
    switch forecast.distribution {
    case .normal(let mean, let deviation):
      forecast.distribution = .normal(
        mean: given(mean, from: length),
        standardDeviation: effect.isMultiplicative ? given(deviation, from: length) : deviation)
    case .quantiles(let mean, let levels, var values):
      for column in levels.indices {
        values.setColumn(column, to: given(values.column(column), from: length))
      }
      forecast.distribution = .quantiles(
        mean: given(mean, from: length), levels: levels, values: values)
    case .paths(var paths):
      for column in 0..<paths.columns {
        paths.setColumn(column, to: given(paths.column(column), from: length))
      }
      forecast.distribution = .paths(paths)
    }
    forecast.floor = floor
    return forecast
  }

  public func simulate(horizon: Int, paths: Int, stream: inout RandomStream) -> Matrix {
    var drawn = base.simulate(horizon: horizon, paths: paths, stream: &stream)
    guard effect != nil else { return drawn }
    for column in 0..<paths {
      let path = given(drawn.column(column), from: length)
      drawn.setColumn(column, to: floor.map { floor in path.map { max($0, floor) } } ?? path)
    }
    return drawn
  }

  public mutating func update(with values: [Double]) {
    if let effect {
      base.update(
        with: values.enumerated().map { effect.taken(from: $1, by: ofStep(length + $0)) })
    } else {
      base.update(with: values)
    }
    length += values.count
  }

  public var components: [Component] {
    guard let effect else { return base.components }
    return base.components + [
      Component(
        name: "regressors",
        values: (0..<length).map { effect.isMultiplicative ? exp(ofStep($0)) : ofStep($0) })
    ]
  }

  public var summary: ModelSummary {
    var summary = base.summary
    guard let effect else { return summary }
    for (name, slope) in zip(effect.names, effect.slopes) {
      summary.parameters.append(
        .init(
          name: "effect of \(name) per unit" + (effect.isMultiplicative ? " (factor)" : ""),
          value: effect.isMultiplicative ? exp(slope) : slope))
    }
    for name in effect.unknownAhead {
      summary.parameters.append(.init(name: "left out, future not known: \(name)", value: 0))
    }
    return summary
  }
}
