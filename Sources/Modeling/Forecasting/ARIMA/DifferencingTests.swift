internal import Glibc

/// How often a series must be differenced to be stationary, as
/// Hyndman & Khandakar (2008) choose it in `auto.arima`.
enum DifferencingTests {
  /// Seasonal differences: one where the season of an STL decomposition is strong,
  /// 1 − Var(R)/Var(S + R) > 0.64 (Wang, Smith & Hyndman 2006).
  static func seasonalDifferences(_ values: [Double], period: Int) -> Int {
    guard period > 1, values.count >= 2 * period,
      let parts = try? STL(period: period).decompose(values)
    else { return 0 }
    let noise = variance(parts.remainder)
    let both = variance(zip(parts.remainder, parts.seasonal[0]).map { $0 + $1 })
    return both > 0 && 1 - noise / both > 0.64 ? 1 : 0
  }

  /// Ordinary differences, at most two: as many as it takes until the test of
  /// Kwiatkowski, Phillips, Schmidt & Shin (1992) accepts a stationary level at 5 %.
  static func differences(_ values: [Double]) -> Int {
    var rest = values.filter { !$0.isNaN }
    for d in 0..<2 {
      guard rest.count > 3, variance(rest) > 0 else { return d }
      if levelStatistic(rest) <= 0.463 { return d }
      rest = zip(rest.dropFirst(), rest).map { $0 - $1 }
    }
    return 2
  }

  /// Σ S_t² / (n² s²), S the partial sums of the deviations from the mean and s²
  /// their long-run variance under Bartlett weights with ⌊3√n/13⌋ lags.
  static func levelStatistic(_ values: [Double]) -> Double {
    let n = values.count
    var mean = 0.0
    for y in values { mean += y / Double(n) }
    let e = values.map { $0 - mean }
    var partial = 0.0
    var squares = 0.0
    for value in e {
      partial += value
      squares += partial * partial
    }
    let lags = Int(3 * Double(n).squareRoot() / 13)
    var longRun = 0.0
    for value in e { longRun += value * value }
    for lag in 1..<max(lags + 1, 1) {
      var product = 0.0
      for t in lag..<max(n, lag) { product += e[t] * e[t - lag] }
      longRun += 2 * (1 - Double(lag) / Double(lags + 1)) * product
    }
    guard longRun > 0 else { return 0 }
    return squares / (Double(n) * longRun)
  }

  /// Sample variance, NaNs left out.
  private static func variance(_ values: [Double]) -> Double {
    var mean = 0.0
    var count = 0
    for y in values where !y.isNaN {
      mean += y
      count += 1
    }
    guard count > 1 else { return 0 }
    mean /= Double(count)
    var sum = 0.0
    for y in values where !y.isNaN { sum += (y - mean) * (y - mean) }
    return sum / Double(count - 1)
  }
}
