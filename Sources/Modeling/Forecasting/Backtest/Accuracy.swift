internal import Foundation

/// Errors of one series' backtest, summed up.
struct AccuracyTally: Sendable {
  var absolute = 0.0
  var squared = 0.0
  var signed = 0.0
  var symmetric = 0.0
  var scaled = 0.0
  var scaledSquared = 0.0
  var count = 0
  var inside: [Int]
  var intervalScores: [Double]
  var bounded = 0
  var pinball = 0.0
  var pinballCount = 0

  init(levels: Int) {
    inside = [Int](repeating: 0, count: levels)
    intervalScores = [Double](repeating: 0, count: levels)
  }

  mutating func add(actual: Double, forecast: Double, scale: Double, squaredScale: Double) {
    guard actual.isFinite, forecast.isFinite else { return }
    let error = actual - forecast
    count += 1
    absolute += abs(error)
    squared += error * error
    signed += forecast - actual
    let size = abs(actual) + abs(forecast)
    if size > 0 { symmetric += 200 * abs(error) / size }
    scaled += scale > 0 ? abs(error) / scale : .nan
    scaledSquared += squaredScale > 0 ? error * error / squaredScale : .nan
  }

  mutating func add(
    actual: Double, lower: [Double], upper: [Double], levels: [Double], scale: Double
  ) {
    guard actual.isFinite, lower.allSatisfy(\.isFinite) else { return }
    bounded += 1
    for (k, level) in levels.enumerated() {
      let low = lower[k]
      let high = upper[k]
      if actual >= low && actual <= high { inside[k] += 1 }
      var score = high - low
      if actual < low { score += 2 / (1 - level) * (low - actual) }
      if actual > high { score += 2 / (1 - level) * (actual - high) }
      intervalScores[k] += scale > 0 ? score / scale : .nan
    }
  }

  /// - Parameter quantiles: pairs of a level and the forecast of that quantile.
  mutating func add(actual: Double, quantiles: [(level: Double, value: Double)], scale: Double) {
    guard actual.isFinite, scale > 0 else { return }
    for (level, value) in quantiles where value.isFinite {
      let gap = actual - value
      pinball += 2 * max(level * gap, (level - 1) * gap) / scale
      pinballCount += 1
    }
  }

  /// Rows of the table, in a fixed order; metrics without data are left out.
  func rows(model: String, levels: [Double]) -> [AccuracyRow] {
    guard count > 0 else { return [] }
    let n = Double(count)
    var rows = [
      AccuracyRow(model: model, metric: "MAE", value: absolute / n),
      AccuracyRow(model: model, metric: "RMSE", value: (squared / n).squareRoot()),
      AccuracyRow(model: model, metric: "MASE", value: scaled / n),
      AccuracyRow(model: model, metric: "RMSSE", value: (scaledSquared / n).squareRoot()),
      AccuracyRow(model: model, metric: "sMAPE", value: symmetric / n),
      AccuracyRow(model: model, metric: "bias", value: signed / n),
    ]
    if bounded > 0 {
      for (k, level) in levels.enumerated() {
        let name = AccuracyTally.percent(level)
        let total = Double(bounded)
        rows.append(
          AccuracyRow(model: model, metric: "coverage-\(name)", value: Double(inside[k]) / total))
        rows.append(
          AccuracyRow(
            model: model, metric: "interval-score-\(name)", value: intervalScores[k] / total))
      }
    }
    if pinballCount > 0 {
      rows.append(
        AccuracyRow(model: model, metric: "SQL", value: pinball / Double(pinballCount)))
    }
    return rows.filter { !$0.value.isNaN }
  }

  /// 0.95 → "95", 0.999 → "99.9".
  static func percent(_ level: Double) -> String {
    let tenths = (level * 1000).rounded() / 10
    return tenths == tenths.rounded() ? String(Int(tenths)) : String(tenths)
  }
}
