internal import LinearAlgebra
internal import Statistics

/// What a fitted state-space model makes of its filter.
extension KalmanFilter {
  /// The distribution of the next steps.
  ///
  /// - Parameters:
  ///   - effects: what regressors add to each step, one value a step.
  ///   - variance: σ².
  ///   - isCount: whether it is floored at zero.
  func forecast(effects: [Double], variance: Double, isCount: Bool) -> Forecast {
    let (mean, factors) = forecast(horizon: effects.count)
    let correlation = meanErrorCorrelation(horizon: min(effects.count, 24))
    return Forecast(
      .normal(
        mean: zip(mean, effects).map { $0 + $1 },
        standardDeviation: factors.map { (variance * $0).squareRoot() }),
      floor: isCount ? 0 : nil,
      dependence: ErrorDependence(persistent: min(max(correlation, 0), 1), decay: 0))
  }

  /// `paths` futures: a steps × paths matrix.
  func simulate(
    effects: [Double], paths: Int, variance: Double, isCount: Bool, stream: inout RandomStream
  ) -> Matrix {
    let horizon = effects.count
    let drawn = draw(
      horizon: horizon, paths: paths, deviation: variance.squareRoot(), stream: &stream)
    var futures = Matrix(rows: horizon, columns: paths)
    for path in 0..<paths {
      for step in 0..<horizon {
        let y = drawn[path * horizon + step] + effects[step]
        futures[step, path] = isCount ? max(0, y) : y
      }
    }
    return futures
  }
}
