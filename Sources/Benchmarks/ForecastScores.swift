import Forecasting
import Foundation

/// Scores of forecasts against what came, as the M competitions define them.
struct ForecastScores {
  private var symmetric = 0.0
  private var scaled = 0.0
  private var series = 0.0
  private var steps = 0.0
  private var inside95 = 0.0
  private var inside80 = 0.0
  private var intervalScore = 0.0
  private var quantileLoss = 0.0
  private(set) var mase: [Double] = []

  /// Mean sMAPE, MASE, MSIS and scaled quantile loss over series; coverage over
  /// steps.
  var meanSMAPE: Double { symmetric / series }
  var meanMASE: Double { scaled / series }
  var coverage95: Double { inside95 / steps }
  var coverage80: Double { inside80 / steps }
  var meanMSIS: Double { intervalScore / series }
  var meanSQL: Double { quantileLoss / series }

  static let quantileLevels = [0.025, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.975]

  mutating func add(actual: [Double], mean: [Double], scale: Double) {
    var size = 0.0
    var error = 0.0
    var count = 0.0
    for (y, f) in zip(actual, mean) where !y.isNaN {
      let total = abs(y) + abs(f)
      size += total > 0 ? 200 * abs(y - f) / total : 0
      error += abs(y - f)
      count += 1
    }
    guard count > 0, scale > 0 else { return }
    symmetric += size / count
    scaled += error / count / scale
    mase.append(error / count / scale)
    series += 1
  }

  mutating func add(actual: [Double], forecast: Forecast, scale: Double) {
    add(actual: actual, mean: forecast.mean, scale: scale)
    guard scale > 0 else { return }
    let wide = forecast.interval(0.95)
    let narrow = forecast.interval(0.8)
    var score = 0.0
    var loss = 0.0
    var count = 0.0
    let quantiles = Self.quantileLevels.map { ($0, forecast.quantile($0)) }
    for (k, y) in actual.enumerated() where !y.isNaN {
      count += 1
      if y >= wide.lower[k] && y <= wide.upper[k] { inside95 += 1 }
      if y >= narrow.lower[k] && y <= narrow.upper[k] { inside80 += 1 }
      score += wide.upper[k] - wide.lower[k]
      score += 40 * (max(0, wide.lower[k] - y) + max(0, y - wide.upper[k]))
      for (level, values) in quantiles {
        let gap = y - values[k]
        loss += 2 * max(level * gap, (level - 1) * gap) / Double(quantiles.count)
      }
    }
    guard count > 0 else { return }
    steps += count
    intervalScore += score / count / scale
    quantileLoss += loss / count / scale
  }

  /// Mean |y_t − y_{t−m}| over observed pairs.
  static func scale(_ values: [Double], period: Int) -> Double {
    var sum = 0.0
    var count = 0.0
    for t in period..<max(period, values.count) {
      let difference = abs(values[t] - values[t - period])
      if !difference.isNaN {
        sum += difference
        count += 1
      }
    }
    return sum / count
  }
}

/// One JSON object a line.
struct StudyLine {
  static func text(_ values: [String: Any]) -> String {
    let safe = values.mapValues { value -> Any in
      if let number = value as? Double, !number.isFinite { return NSNull() }
      return value
    }
    let data = try? JSONSerialization.data(
      withJSONObject: safe, options: [.sortedKeys, .withoutEscapingSlashes])
    return data.map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}

/// Processor seconds this process has used.
func processorSeconds() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }
