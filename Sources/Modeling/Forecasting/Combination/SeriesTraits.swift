internal import Foundation

/// What the look of a series says about which model to trust: a handful of
/// numbers without units, each within −3 ... 3 (after the features of
/// Montero-Manso, Athanasopoulos, Hyndman & Talagala, International Journal of
/// Forecasting 36, 2020; those that cost one pass).
enum SeriesTraits {
  static let names = [
    "length", "drift", "autocorrelation of changes", "recent roughness", "season", "level",
  ]

  /// - Parameters:
  ///   - values: without gaps.
  ///   - period: the longest season, or 1.
  /// - Returns: one number for each of `names`; zeros for fewer than four values.
  static func values(of values: [Double], period: Int) -> [Double] {
    let n = values.count
    guard n >= 4 else { return [Double](repeating: 0, count: names.count) }
    var size = 0.0
    var drift = 0.0
    var level = 0.0
    for t in 0..<n {
      level += abs(values[t])
      guard t > 0 else { continue }
      let change = values[t] - values[t - 1]
      drift += change
      size += abs(change)
    }
    let changes = Double(n - 1)
    drift /= changes
    size = size / changes + 1e-12
    level /= Double(n)
    var product = 0.0
    var square = 0.0
    for t in 1..<n {
      let change = values[t] - values[t - 1] - drift
      square += change * change
      if t > 1 { product += change * (values[t - 1] - values[t - 2] - drift) }
    }
    let last = max(2, (n - 1) / 4)
    var recent = 0.0
    for t in (n - last)..<n { recent += abs(values[t] - values[t - 1]) }
    recent /= Double(last) * size
    var season = 0.0
    if period > 1 && n >= 3 * period {
      season = log((Spread.seasonalDifference(of: values, period: period) + 1e-9) / (size + 1e-9))
    }
    let traits = [
      log(Double(n)) - 3.5, drift / size, square > 0 ? product / square : 0,
      log(recent + 0.05), season, log(level / size + 1e-9) / 3,
    ]
    return traits.map { $0.isFinite ? min(max($0, -3), 3) : 0 }
  }
}
