import Foundation
public import LinearAlgebra
public import Statistics

extension FittedCalendarCounts {
  /// What is said of one future step.
  private struct Ahead {
    var mean: Double
    /// Variance of the logarithm of the mean that all slots of the day share.
    var shared: Double
    /// The part of `shared` that the level of the origin leaves, the same for all
    /// steps.
    var persistent: Double
    /// Variance relative to the squared mean beyond that of a Poisson count.
    var relative: Double
    /// Days from the origin's day.
    var distance: Int
  }

  private func ahead(_ horizon: Int) -> [Ahead] {
    var steps = steps
    steps.extend(to: length + horizon)
    var known = self
    known.steps = steps
    var (level, day) = current
    let start = level
    var border = [Double](repeating: 0, count: terms.borderCount)
    var doubt = 0.0
    var latest: (day: Int32, kind: Int32)?
    var distance = 0
    return (0..<horizon).map { step in
      let t = length + step
      if steps.days[t] != day {
        level.advance()
        distance += 1
        day = steps.days[t]
      }
      let kind = steps.kinds[t]
      if latest?.day != steps.days[t] || latest?.kind != kind {
        terms.border(day: steps.days[t], kind: kind, into: &border)
        doubt = borderVariance(border)
        latest = (steps.days[t], kind)
      }
      let mean = known.calendarMean(t, border: border) * exp(level.value)
      let shared = level.variance + doubt
      let decay = pow(level.parameters.slowDecay, Double(distance))
      return Ahead(
        mean: mean, shared: shared,
        persistent: min(start.slowSlow * decay * decay + doubt, shared),
        relative: shared + alpha[Int(steps.slots[t])], distance: distance)
    }
  }

  /// xᵀ V x of the season, trend and kind of a day. Intercept and phase of the week
  /// are left out: they trade places with coefficients of the slots, and what is not
  /// known of their sum is little.
  private func borderVariance(_ row: [Double]) -> Double {
    var sum = 0.0
    let own = terms.annualStart..<row.count
    for i in own where row[i] != 0 {
      for j in own where row[j] != 0 { sum += row[i] * row[j] * borderCovariance[i, j] }
    }
    return max(sum, 0)
  }

  public func forecast(horizon: Int) -> Forecast {
    let steps = ahead(horizon)
    let levels = Forecast.standardLevels
    let mapped = levels.map { calibration.level($0) }
    var quantiles = Matrix(rows: horizon, columns: levels.count)
    for (k, step) in steps.enumerated() {
      let margin = CountMargin(
        mean: step.mean, relativeVariance: step.relative, isInteger: isInteger)
      for (column, level) in mapped.enumerated() {
        quantiles[k, column] = margin.quantile(level) / unit
      }
    }
    return Forecast(
      .quantiles(mean: steps.map { $0.mean / unit }, levels: levels, values: quantiles),
      floor: 0, dependence: dependence(steps))
  }

  /// Correlation of scores, at the mean of the steps: what the level leaves open
  /// persists, the days' passing part fades.
  private func dependence(_ steps: [Ahead]) -> ErrorDependence {
    var total = 0.0
    var persistent = 0.0
    var passing = 0.0
    for step in steps where step.mean > 0 {
      total += countNoise / step.mean + step.relative
      persistent += step.persistent
      passing += step.shared - step.persistent
    }
    guard total > 0 else { return .independent }
    let lasting = min(max(persistent / total, 0), 0.95)
    let perDay = Double(max(steps.count, 1)) / Double(max(steps.last?.distance ?? 1, 1))
    let near = min(max(passing / total, 0), 0.95) * (1 - 0.5 / max(perDay, 1))
    return ErrorDependence(
      persistent: lasting, decay: perDay > 1.5 ? min(near / (1 - lasting), 0.98) : 0)
  }

  /// Futures whose steps have the distributions of `forecast`, tied together by a
  /// Gaussian copula: one draw for the doubt about the level, a first-order
  /// autoregression over days for what passes, one draw a day, and fresh ones.
  public func simulate(horizon: Int, paths: Int, stream: inout RandomStream) -> Matrix {
    let steps = ahead(horizon)
    let margins = steps.map {
      CountMargin(mean: $0.mean, relativeVariance: $0.relative, isInteger: isInteger)
    }
    var drawn = Matrix(rows: horizon, columns: paths)
    let p = level.parameters
    let own = p.ownVariance
    let shares = steps.map { step -> (Double, Double, Double, Double) in
      let total = max(
        (step.mean > 0 ? countNoise / step.mean : 0) + step.relative, 1e-300)
      let day = min(own, step.shared - step.persistent)
      let fading = max(step.shared - step.persistent - day, 0)
      return (
        (step.persistent / total).squareRoot(), (fading / total).squareRoot(),
        (day / total).squareRoot(), (max(total - step.shared, 0) / total).squareRoot()
      )
    }
    let decay = p.fastVariance > p.slowNoise ? p.fastDecay : 0.98
    let fresh = (1 - decay * decay).squareRoot()
    for path in 0..<paths {
      let lasting = StandardNormal.draw(&stream)
      var passing = StandardNormal.draw(&stream)
      var ofDay = StandardNormal.draw(&stream)
      var distance = 0
      for (k, step) in steps.enumerated() {
        if step.distance != distance {
          distance = step.distance
          passing = decay * passing + fresh * StandardNormal.draw(&stream)
          ofDay = StandardNormal.draw(&stream)
        }
        let (a, b, c, d) = shares[k]
        let score =
          a * lasting + b * passing + c * ofDay + d * StandardNormal.draw(&stream)
        drawn[k, path] =
          margins[k].quantile(StandardNormal.cdf(calibration.score(score))) / unit
      }
    }
    return drawn
  }
}
