internal import Foundation
public import LinearAlgebra
public import Statistics

extension Forecast {
  /// `count` futures drawn from this forecast: a `horizon × count` matrix.
  ///
  /// Each step keeps its own distribution; normal scores are tied together over
  /// the steps by `dependence` (a Gaussian copula: one draw that persists plus a
  /// first-order autoregression). A forecast that already consists of paths has
  /// whole paths drawn from it, with replacement.
  public func paths(_ count: Int, stream: inout RandomStream) -> Matrix {
    precondition(count >= 0, "a number of paths cannot be negative")
    if case .paths(let held) = distribution {
      var drawn = Matrix(rows: horizon, columns: count)
      guard held.columns > 0 else { return drawn }
      for path in 0..<count {
        let source = Int.random(in: 0..<held.columns, using: &stream)
        for step in 0..<horizon { drawn[step, path] = raised(held[step, source]) }
      }
      return drawn
    }
    return paths(scores: dependence.scores(horizon: horizon, count: count, stream: &stream))
  }

  /// The futures that a `horizon × count` matrix of standard normal scores stands
  /// for, each step by its own quantiles.
  ///
  /// Drawn once, scores serve every series of a panel that has their dependence:
  /// the futures of one series are then as good as from its own draws, but those
  /// of two series are no longer independent of each other.
  public func paths(scores: Matrix) -> Matrix {
    precondition(scores.rows == horizon, "one row of scores a step")
    var drawn = Matrix(rows: horizon, columns: scores.columns)
    let curves = (0..<horizon).map { curve(step: $0) }
    for path in 0..<scores.columns {
      for step in 0..<horizon {
        drawn[step, path] = raised(curves[step].value(at: scores[step, path]))
      }
    }
    return drawn
  }

  /// The distribution of the sum over `steps`, from `count` paths: one step.
  public func total(
    over steps: Range<Int>, paths count: Int = 2_000, stream: inout RandomStream
  ) -> Forecast {
    precondition(steps.lowerBound >= 0 && steps.upperBound <= horizon, "steps of the horizon")
    let drawn = paths(count, stream: &stream)
    var sums = Matrix(rows: 1, columns: count)
    for path in 0..<count {
      var sum = 0.0
      for step in steps { sum += drawn[step, path] }
      sums[0, path] = sum
    }
    return Forecast(.paths(sums), floor: floor)
  }

  /// One step's quantiles as a function of the normal score.
  private func curve(step: Int) -> ScoreCurve {
    switch distribution {
    case .normal(let mean, let deviation):
      ScoreCurve(scores: [0, 1], values: [mean[step], mean[step] + deviation[step]])
    case .quantiles(let mean, let levels, let values):
      levels.count > 1
        ? ScoreCurve(
          scores: levels.map(StandardNormal.quantile),
          values: (0..<levels.count).map { values[step, $0] })
        : ScoreCurve(scores: [0, 1], values: [mean[step], mean[step]])
    case .paths: ScoreCurve(scores: [0, 1], values: [.nan, .nan])
    }
  }
}

extension ErrorDependence {
  /// Standard normal scores that hang together over the steps: a `horizon × count`
  /// matrix, one column a path.
  public func scores(horizon: Int, count: Int, stream: inout RandomStream) -> Matrix {
    var scores = Matrix(rows: horizon, columns: count)
    let shared = persistent.squareRoot()
    let own = (1 - persistent).squareRoot()
    let fresh = (1 - decay * decay).squareRoot()
    for path in 0..<count {
      let level = StandardNormal.draw(&stream)
      var passing = StandardNormal.draw(&stream)
      for step in 0..<horizon {
        if step > 0 { passing = decay * passing + fresh * StandardNormal.draw(&stream) }
        scores[step, path] = shared * level + own * passing
      }
    }
    return scores
  }
}

/// A piecewise linear function of the normal score, with straight tails.
private struct ScoreCurve {
  var scores: [Double]
  var values: [Double]

  func value(at z: Double) -> Double {
    var low = 0
    var high = scores.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if scores[middle] <= z { low = middle } else { high = middle }
    }
    let slope = (values[high] - values[low]) / (scores[high] - scores[low])
    return values[low] + slope * (z - scores[low])
  }
}
