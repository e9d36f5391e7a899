import Foundation

/// Scores of forecasts against what happened.
///
/// Sequences are one value a step and of equal length. A step whose actual or forecast
/// is NaN (missing) is left out; where no step is left the score is NaN. Scaled scores
/// are NaN where their scale is 0 or unknown: a constant history sets no scale.
public enum Scores {
  // MARK: Point forecasts

  /// Mean absolute error.
  public static func mae(actual: [Double], forecast: [Double]) -> Double {
    mean(actual, forecast) { abs($0 - $1) }
  }

  /// Root mean squared error.
  public static func rmse(actual: [Double], forecast: [Double]) -> Double {
    sqrt(mean(actual, forecast) { ($0 - $1) * ($0 - $1) })
  }

  /// Mean error, forecast minus actual: above 0 where forecasts are too high.
  public static func bias(actual: [Double], forecast: [Double]) -> Double {
    mean(actual, forecast) { $1 - $0 }
  }

  /// Symmetric mean absolute percentage error as in the M4 competition,
  /// 200 · mean(|y − f| / (|y| + |f|)), in percent; a step with y = f = 0 counts 0.
  public static func smape(actual: [Double], forecast: [Double]) -> Double {
    200
      * mean(actual, forecast) { y, f in
        let size = abs(y) + abs(f)
        return size == 0 ? 0 : abs(y - f) / size
      }
  }

  /// The scale of MASE and MSIS: the mean absolute seasonal difference of the history,
  /// (1/(n − m)) Σ |yₜ − yₜ₋ₘ|, over the pairs without a missing value.
  public static func absoluteScale(history: [Double], period: Int) -> Double {
    guard period > 0, history.count > period else { return .nan }
    return mean(Array(history[period...]), Array(history.dropLast(period))) { abs($0 - $1) }
  }

  /// The scale of RMSSE: the mean squared seasonal difference of the history.
  public static func squaredScale(history: [Double], period: Int) -> Double {
    guard period > 0, history.count > period else { return .nan }
    return mean(Array(history[period...]), Array(history.dropLast(period))) {
      ($0 - $1) * ($0 - $1)
    }
  }

  /// Mean absolute scaled error (Hyndman and Koehler 2006, "Another look at measures of
  /// forecast accuracy", IJF 22), scaled on the history.
  public static func mase(
    actual: [Double], forecast: [Double], history: [Double], period: Int
  ) -> Double {
    scaled(
      mae(actual: actual, forecast: forecast), absoluteScale(history: history, period: period))
  }

  /// Root mean squared scaled error, as in the M5 competition with `period` 1.
  public static func rmsse(
    actual: [Double], forecast: [Double], history: [Double], period: Int
  ) -> Double {
    let squared = mean(actual, forecast) { ($0 - $1) * ($0 - $1) }
    return sqrt(scaled(squared, squaredScale(history: history, period: period)))
  }

  /// Overall weighted average of M4: the mean of sMAPE and MASE, each already averaged
  /// over the series, relative to those of the Naive2 benchmark.
  public static func owa(
    smape: Double, mase: Double, benchmarkSmape: Double, benchmarkMase: Double
  ) -> Double {
    (scaled(smape, benchmarkSmape) + scaled(mase, benchmarkMase)) / 2
  }

  // MARK: Quantiles and intervals

  /// The pinball loss of one quantile forecast at `level` in (0, 1):
  /// (y − q)(level − 1{y < q}), at least 0.
  public static func pinball(actual: Double, quantile: Double, level: Double) -> Double {
    let difference = actual - quantile
    return difference >= 0 ? level * difference : (level - 1) * difference
  }

  /// The mean pinball loss over the steps.
  public static func pinball(actual: [Double], quantile: [Double], level: Double) -> Double {
    mean(actual, quantile) { pinball(actual: $0, quantile: $1, level: level) }
  }

  /// Twice the mean pinball loss of one step over `levels`, an approximation of the CRPS
  /// where the levels are spread evenly.
  public static func quantileScore(
    actual: Double, quantiles: [Double], levels: [Double]
  ) -> Double {
    precondition(quantiles.count == levels.count, "a quantile for each level")
    if levels.isEmpty { return .nan }
    return 2
      * CompensatedSum.of(levels.count) {
        pinball(actual: actual, quantile: quantiles[$0], level: levels[$0])
      } / Double(levels.count)
  }

  /// The interval score of one central interval with coverage `level` = 1 − α (Winkler
  /// 1972; Gneiting and Raftery 2007, equation 43):
  /// (u − l) + 2/α (l − y)₊ + 2/α (y − u)₊.
  public static func intervalScore(
    actual: Double, lower: Double, upper: Double, level: Double
  ) -> Double {
    let penalty = 2 / (1 - level)
    return (upper - lower) + penalty * max(0, lower - actual) + penalty * max(0, actual - upper)
  }

  /// The mean interval score over the steps.
  public static func intervalScore(
    actual: [Double], lower: [Double], upper: [Double], level: Double
  ) -> Double {
    mean(actual, lower, upper) { intervalScore(actual: $0, lower: $1, upper: $2, level: level) }
  }

  /// Mean scaled interval score as in M4: the mean interval score over `absoluteScale`.
  public static func msis(
    actual: [Double], lower: [Double], upper: [Double], level: Double, history: [Double],
    period: Int
  ) -> Double {
    scaled(
      intervalScore(actual: actual, lower: lower, upper: upper, level: level),
      absoluteScale(history: history, period: period))
  }

  /// The share of steps inside the closed interval.
  public static func coverage(actual: [Double], lower: [Double], upper: [Double]) -> Double {
    mean(actual, lower, upper) { $0 >= $1 && $0 <= $2 ? 1 : 0 }
  }

  // MARK: Means that leave out missing steps

  private static func scaled(_ value: Double, _ scale: Double) -> Double {
    scale > 0 ? value / scale : .nan
  }

  private static func mean(
    _ x: [Double], _ y: [Double], _ term: (Double, Double) -> Double
  ) -> Double {
    precondition(x.count == y.count, "one forecast for each actual")
    var sum = CompensatedSum()
    var count = 0
    for index in x.indices where !x[index].isNaN && !y[index].isNaN {
      sum.add(term(x[index], y[index]))
      count += 1
    }
    return count == 0 ? .nan : sum.value / Double(count)
  }

  private static func mean(
    _ x: [Double], _ y: [Double], _ z: [Double], _ term: (Double, Double, Double) -> Double
  ) -> Double {
    precondition(x.count == y.count && x.count == z.count, "one interval for each actual")
    var sum = CompensatedSum()
    var count = 0
    for index in x.indices where !x[index].isNaN && !y[index].isNaN && !z[index].isNaN {
      sum.add(term(x[index], y[index], z[index]))
      count += 1
    }
    return count == 0 ? .nan : sum.value / Double(count)
  }
}
