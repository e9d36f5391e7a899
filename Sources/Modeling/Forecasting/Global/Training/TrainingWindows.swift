internal import Foundation
internal import LinearAlgebra

/// Windows cut from many series, with what came after each and how much an error
/// there counts.
struct TrainingWindows: Sendable {
  /// `inputs[k]` and `targets[k]` of window k, the targets relative to its view.
  var inputs: [[Double]] = []
  var targets: [[Double]] = []
  /// Sums of an error's share in MASE and its share in sMAPE, each of mean 1.
  var weights: [Double] = []
  /// Which series a window was cut from.
  var series: [Int] = []

  /// Shares in MASE above this quantile of all count as this.
  private static let cap = 0.97

  /// - Parameters:
  ///   - series: positive values without gaps; others are left out.
  ///   - stride: every so many-th window is taken, from a series' end backwards.
  init(_ series: [[Double]], window: GlobalWindow, stride: Int) {
    let period = window.period
    var shares: [Double] = []
    for (k, values) in series.enumerated() where LagWindows.form(of: values) == .logarithm {
      let logs = values.map { log($0) }
      // differences[t]: sum of |y_u − y_{u−period}| for u < t.
      var differences = [Double](repeating: 0, count: values.count + 1)
      for t in values.indices {
        let step = t >= period ? abs(values[t] - values[t - period]) : 0
        differences[t + 1] = differences[t] + step
      }
      var end = values.count - window.horizon - k % stride
      while end >= window.shortest {
        let view = window.view(logs, end: end)
        let scale = differences[end] / Double(end - period)
        inputs.append(view.inputs)
        targets.append(
          (0..<window.horizon).map { logs[end + $0] - view.level - view.season[$0] })
        shares.append(scale > 0 ? exp(view.level) / scale : .infinity)
        self.series.append(k)
        end -= stride
      }
    }
    guard !shares.isEmpty else { return }
    let cap = shares.sorted()[Int(TrainingWindows.cap * Double(shares.count - 1))]
    let capped = shares.map { min($0, cap) }
    let mean = capped.reduce(0, +) / Double(capped.count)
    weights = capped.map { mean > 0 && mean.isFinite ? $0 / mean + 1 : 1 }
  }

  mutating func append(_ other: TrainingWindows) {
    inputs += other.inputs
    targets += other.targets
    weights += other.weights
    series += other.series
  }

  /// Sums over blocks of `length` values, counted from the end: a yearly series
  /// of a monthly one. Those shorter than `shortest` blocks are left out.
  static func aggregated(_ series: [[Double]], length: Int, shortest: Int) -> [[Double]] {
    series.compactMap { values in
      let count = values.count / length
      guard count >= shortest else { return nil }
      let start = values.count - count * length
      return (0..<count).map { k in
        values[(start + k * length)..<(start + (k + 1) * length)].reduce(0, +)
      }
    }
  }
}
