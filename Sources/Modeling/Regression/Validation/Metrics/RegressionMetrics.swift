import Foundation

/// Distances of predicted numbers from what was, weighted; NaN for no weight at all.
public enum RegressionMetrics {
  /// Root of the mean squared error.
  public static func rmse(
    _ actual: [Double], _ predicted: [Double], _ weights: [Double]? = nil
  ) -> Double {
    mean(actual, predicted, weights) { ($0 - $1) * ($0 - $1) }.squareRoot()
  }

  /// Mean absolute error.
  public static func mae(
    _ actual: [Double], _ predicted: [Double], _ weights: [Double]? = nil
  ) -> Double {
    mean(actual, predicted, weights) { abs($0 - $1) }
  }

  /// 1 − Σ w (y − ŷ)² / Σ w (y − ȳ)², ȳ the weighted mean of these rows: negative
  /// where that mean would have been nearer; NaN where all y are alike.
  public static func rSquared(
    _ actual: [Double], _ predicted: [Double], _ weights: [Double]? = nil
  ) -> Double {
    let center = mean(actual, actual, weights) { y, _ in y }
    let spread = mean(actual, actual, weights) { y, _ in (y - center) * (y - center) }
    let error = mean(actual, predicted, weights) { ($0 - $1) * ($0 - $1) }
    return spread > 0 ? 1 - error / spread : .nan
  }

  /// Mean of 2 (y log(y/μ) − y + μ); NaN where a μ is not above 0 or a y below 0.
  public static func meanPoissonDeviance(
    _ actual: [Double], _ predicted: [Double], _ weights: [Double]? = nil
  ) -> Double { meanTweedieDeviance(actual, predicted, weights, power: 1) }

  /// Mean of 2 (log(μ/y) + y/μ − 1); NaN where a μ or y is not above 0.
  public static func meanGammaDeviance(
    _ actual: [Double], _ predicted: [Double], _ weights: [Double]? = nil
  ) -> Double { meanTweedieDeviance(actual, predicted, weights, power: 2) }

  /// Mean unit deviance of the exponential dispersion model with variance μ^power
  /// (Jørgensen 1987, "Exponential dispersion models").
  ///
  /// - Parameter power: 0 (squares), or at least 1; NaN between, where no such
  ///   model is. From 2 up every y must be above 0, below 2 not negative.
  public static func meanTweedieDeviance(
    _ actual: [Double], _ predicted: [Double], _ weights: [Double]? = nil, power: Double
  ) -> Double {
    guard power == 0 || power >= 1 else { return .nan }
    return mean(actual, predicted, weights) { y, mu in
      if power == 0 { return (y - mu) * (y - mu) }
      guard mu > 0, y >= 0, power < 2 || y > 0 else { return .nan }
      if power == 1 { return 2 * ((y > 0 ? y * log(y / mu) : 0) - y + mu) }
      if power == 2 { return 2 * (log(mu / y) + y / mu - 1) }
      let (a, b) = (1 - power, 2 - power)
      let own = y > 0 ? pow(y, b) / (a * b) : 0
      return 2 * (own - y * pow(mu, a) / a + pow(mu, b) / b)
    }
  }

  /// Mean of (y − q) τ where y is above the quantile, (q − y)(1 − τ) where below
  /// (Koenker & Bassett 1978).
  ///
  /// - Parameter level: τ, inside (0, 1).
  public static func pinball(
    _ actual: [Double], _ predicted: [Double], _ weights: [Double]? = nil, level: Double
  ) -> Double {
    mean(actual, predicted, weights) { y, q in
      y >= q ? level * (y - q) : (1 - level) * (q - y)
    }
  }

  private static func mean(
    _ actual: [Double], _ predicted: [Double], _ weights: [Double]?,
    _ term: (Double, Double) -> Double
  ) -> Double {
    precondition(
      actual.count == predicted.count && (weights?.count ?? actual.count) == actual.count,
      "one prediction and one weight a row")
    var (sum, total) = (0.0, 0.0)
    for i in actual.indices {
      let weight = weights?[i] ?? 1
      guard weight != 0 else { continue }
      sum += weight * term(actual[i], predicted[i])
      total += weight
    }
    return total > 0 ? sum / total : .nan
  }
}
