internal import Foundation

/// The interval calibration of a panel as it goes on from forecast to forecast.
///
/// An error u, over the scale of its step, is u = g(k) · r · v as in
/// `IntervalCalibration`. New errors enter each part by their number: the growth
/// g(k) as a weighted mean made non-decreasing, the series' own size r with the
/// same draw toward 1, the quantiles of v as those of the mixture of what was known
/// and what came.
struct SavedCalibration: Codable, Sendable, Equatable {
  var levels: [Double]
  /// g(k), one a step, and how many errors stand behind each.
  var growth: [Double]
  var counts: [Double]
  /// Quantiles of v at `levels`, and how many errors stand behind them.
  var shape: [Double]
  var weight: Double
  var dependence: ErrorDependence
  /// The draw of r toward 1, in origins.
  var shrinkage: Double

  /// Points by which the known distribution of v stands in the mixture.
  private static let points = 400

  /// Takes in errors of one new origin, one array a series; NaN is not known.
  mutating func takeIn(_ errors: [[Double]], ratios: [Double]) {
    var sums = [Double](repeating: 0, count: growth.count)
    var new = sums
    var residuals: [Double] = []
    for (own, ratio) in zip(errors, ratios) {
      for (step, u) in own.enumerated() where u.isFinite && step < growth.count {
        sums[step] += min(abs(u), 50)
        new[step] += 1
        residuals.append(u / (growth[step] * ratio))
      }
    }
    guard !residuals.isEmpty else { return }
    let before = counts
    let means = growth.indices.map { step in
      (growth[step] * before[step] + sums[step]) / max(before[step] + new[step], 1e-9)
    }
    // Steps never tested keep their distance to the last tested one.
    let tested = growth.indices.filter { before[$0] + new[$0] > 0 }
    counts = zip(before, new).map { $0 + $1 }
    if let last = tested.last {
      let raised = isotonic(Array(means[0...last]), weights: Array(counts[0...last]))
      let stretch = growth[last] > 0 ? raised[last] / growth[last] : 1
      for step in growth.indices {
        growth[step] = step <= last ? max(raised[step], 1e-12) : growth[step] * stretch
      }
    }
    mix(residuals)
  }

  private mutating func mix(_ residuals: [Double]) {
    let scores = levels.map(StandardNormal.quantile)
    let share = weight / Double(Self.points)
    var sample: [(value: Double, weight: Double)] = (0..<Self.points).map { point in
      let z = StandardNormal.quantile((Double(point) + 0.5) / Double(Self.points))
      var left = 0
      while left + 2 < scores.count && scores[left + 1] <= z { left += 1 }
      let slope = (shape[left + 1] - shape[left]) / (scores[left + 1] - scores[left])
      return (shape[left] + slope * (z - scores[left]), share)
    }
    sample += residuals.map { ($0, 1) }
    sample.sort { $0.value < $1.value }
    let total = weight + Double(residuals.count)
    // Each value stands in the middle of its weight; linear between them.
    var place = 0
    var below = 0.0
    for (column, level) in levels.enumerated() {
      let target = level * total
      while place + 1 < sample.count,
        below + sample[place].weight + 0.5 * sample[place + 1].weight < target
      {
        below += sample[place].weight
        place += 1
      }
      let here = below + 0.5 * sample[place].weight
      let next = min(place + 1, sample.count - 1)
      let there = below + sample[place].weight + 0.5 * sample[next].weight
      let part = there > here ? min(max((target - here) / (there - here), 0), 1) : 0
      let value = sample[place].value + part * (sample[next].value - sample[place].value)
      // Beyond the middle of the outermost points the known tail goes on.
      let isTail = target < 0.5 * sample[0].weight || target > total - 0.5 * sample[sample.count - 1].weight
      shape[column] = isTail ? (level < 0.5 ? min(value, shape[column]) : max(value, shape[column])) : value
    }
    weight = total
  }

  /// Mean |u|/g of one origin of a series; nil where nothing is known.
  func size(_ errors: [Double]) -> Double? {
    var sum = 0.0
    var count = 0.0
    for (u, g) in zip(errors, growth) where u.isFinite {
      sum += min(abs(u), 50) / g
      count += 1
    }
    return count > 0 ? sum / count : nil
  }
}
