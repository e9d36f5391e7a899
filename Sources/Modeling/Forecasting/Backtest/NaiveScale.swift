/// The in-sample error of the seasonal naive on the values as they were recorded:
/// what MASE and RMSSE are relative to (Hyndman & Koehler 2006, eq. 6).
struct NaiveScale: Sendable {
  /// Mean |y_t − y_{t−m}| over observed pairs, m the longest season of which there is
  /// more than one turn, or 1 where every such difference is zero; 0 without a pair.
  var absolute: Double
  /// Mean square of the same differences.
  var square: Double

  /// - Parameters:
  ///   - values: what is known at an origin; NaN is missing.
  ///   - seasons: season lengths in steps.
  init(_ values: [Double], seasons: [Int]) {
    var lag = seasons.filter { $0 > 1 && $0 < values.count }.max() ?? 1
    if !(Spread.seasonalDifference(of: values, period: lag) > 0) { lag = 1 }
    let size = Spread.seasonalDifference(of: values, period: lag)
    absolute = size.isNaN ? 0 : size
    var sum = 0.0
    var pairs = 0.0
    for t in lag..<max(lag, values.count) {
      let difference = values[t] - values[t - lag]
      guard !difference.isNaN else { continue }
      sum += difference * difference
      pairs += 1
    }
    square = pairs > 0 ? sum / pairs : 0
  }
}
