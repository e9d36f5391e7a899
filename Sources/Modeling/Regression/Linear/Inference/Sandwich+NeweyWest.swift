import Foundation
public import LinearAlgebra

/// Heteroscedasticity- and autocorrelation-consistent covariance (Newey and West
/// 1987), rows in the order of time.
extension Sandwich {
  /// - Parameters:
  ///   - bandwidth: b of Bartlett's weights 1 − j/b for the lags j < b; 1 or less
  ///     leaves White's covariance.
  ///   - corrected: multiplied by n / (n − k).
  public func neweyWest(bandwidth: Double, corrected: Bool) -> Matrix {
    let scores = scores()
    let n = design.rows
    var meat = scores.gram()
    let last = min(n - 1, Int(bandwidth.rounded(.up)) - 1)
    for lag in stride(from: 1, through: last, by: 1) {
      let weight = 1 - Double(lag) / bandwidth
      let product = scores[lag..<n, 0..<rank].transposeTimes(scores[0..<n - lag, 0..<rank])
      for j in 0..<rank {
        for i in 0..<rank { meat[i, j] += weight * (product[i, j] + product[j, i]) }
      }
    }
    let result = covariance(meat: meat)
    return corrected ? inflation * result : result
  }

  /// b of the rule asked for. The score of a constant column does not enter the
  /// rules, as in R's sandwich.
  public func bandwidth(_ lags: CovarianceEstimator.Lags) -> Double {
    switch lags {
    case .fixed(let count): Double(count) + 1
    case .neweyWest1994: neweyWestBandwidth().rounded(.down) + 1
    case .andrews1991: andrewsBandwidth()
    }
  }

  /// Which kept columns are not constant; all where all are.
  private var weightedColumns: [Int] {
    let varying = kept.indices.filter { k in
      let column = design.column(kept[k])
      return column.contains { $0 != column[0] }
    }
    return varying.isEmpty ? Array(kept.indices) : varying
  }

  /// Newey and West 1994, "Automatic lag selection in covariance matrix estimation",
  /// Review of Economic Studies 61: equations 3.5 to 3.7 for Bartlett's kernel, with
  /// ⌊4 (n/100)^(2/9)⌋ autocovariances.
  func neweyWestBandwidth() -> Double {
    let scores = scores()
    let n = Double(design.rows)
    var series = [Double](repeating: 0, count: design.rows)
    for k in weightedColumns {
      for (i, value) in scores.column(k).enumerated() { series[i] += value }
    }
    let reach = min(design.rows - 1, Int(4 * pow(n / 100, 2.0 / 9)))
    var (level, slope) = (0.0, 0.0)
    for lag in 0...max(0, reach) {
      var sum = 0.0
      for i in lag..<design.rows { sum += series[i] * series[i - lag] }
      level += (lag == 0 ? 1 : 2) * sum / n
      slope += 2 * Double(lag) * sum / n
    }
    guard level != 0 else { return 0 }
    return 1.1447 * cbrt((slope / level) * (slope / level) * n)
  }

  /// Andrews 1991, Econometrica 59: equations 6.2 and 6.4 for Bartlett's kernel.
  func andrewsBandwidth() -> Double {
    let scores = scores()
    let n = Double(design.rows)
    var (upper, lower) = (0.0, 0.0)
    for k in weightedColumns {
      let (rho, variance) = Self.autoregression(scores.column(k))
      let power = variance * variance
      upper += 4 * rho * rho * power / (pow(1 - rho, 6) * pow(1 + rho, 2))
      lower += power / pow(1 - rho, 4)
    }
    guard lower > 0 else { return 0 }
    return 1.1447 * cbrt(n * upper / lower)
  }

  /// Least squares of a series about its mean on its last value: slope and the
  /// variance of the innovations.
  private static func autoregression(_ series: [Double]) -> (rho: Double, variance: Double) {
    let n = series.count
    guard n > 3 else { return (0, 0) }
    let (x, y) = (series.dropLast(), series.dropFirst())
    let (a, b) = (x.reduce(0, +) / Double(n - 1), y.reduce(0, +) / Double(n - 1))
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for (u, v) in zip(x, y) {
      xx += (u - a) * (u - a)
      xy += (u - a) * (v - b)
      yy += (v - b) * (v - b)
    }
    guard xx > 0 else { return (0, 0) }
    let rho = xy / xx
    let rss = max(0, yy - rho * xy)
    // Divisors as in R's ar.ols, whose figures the rule is known by.
    return (rho, rss / Double(n - 1) * Double(n) / Double(n - 2))
  }
}
