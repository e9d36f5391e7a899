import Statistics

/// A series ready to be searched: gaps filled along straight lines, a repeating pattern
/// taken out where it is strong, mean 0 and variance 1.
struct StandardSeries: Sendable {
  private(set) var values: [Double]
  /// Of the pattern taken out.
  private(set) var period: Int?
  private var mean = 0.0
  private var scale = 1.0

  init(filling raw: [Double], periods: [Int]) {
    values = Self.filled(raw)
    var best = 0.64
    var pattern: [Double] = []
    for candidate in periods where candidate >= 2 && values.count >= 3 * candidate {
      let (strength, found) = Self.pattern(values, candidate)
      if strength >= best { (best, period, pattern) = (strength, candidate, found) }
    }
    if let period {
      for t in values.indices { values[t] -= pattern[t % period] }
    }
    mean = Descriptive.mean(values)
    let variance = Descriptive.sumOfSquaredDeviations(values) / Double(values.count)
    // What stands still is left at 0: rounding must not become noise.
    scale = variance > 1e-24 * max(1, mean * mean) ? variance.squareRoot() : 0
    values = values.map { scale > 0 ? ($0 - mean) / scale : 0 }
  }

  /// Back in the series' own units.
  func original(_ value: Double) -> Double { mean + scale * value }

  /// Means of blocks of that many steps; the last may be shorter.
  func means(of block: Int) -> [Double] {
    stride(from: 0, to: values.count, by: block).map { start in
      let end = min(values.count, start + block)
      return values[start..<end].reduce(0, +) / Double(end - start)
    }
  }

  private static func filled(_ raw: [Double]) -> [Double] {
    var values = raw
    var last: Int?
    for t in raw.indices where !raw[t].isNaN {
      if let last, t > last + 1 {
        for k in (last + 1)..<t {
          values[k] = raw[last] + (raw[t] - raw[last]) * Double(k - last) / Double(t - last)
        }
      } else if last == nil {
        for k in 0..<t { values[k] = raw[t] }
      }
      last = t
    }
    if let last { for k in last..<raw.count { values[k] = raw[last] } }
    return values
  }

  /// A classical decomposition: the centred moving average of the period, and what is
  /// left by place in the period. Strength is 1 less the share of the remainder's
  /// variance, its degrees of freedom allowed for. The pattern is of medians, which a
  /// few odd years do not move.
  private static func pattern(_ y: [Double], _ period: Int) -> (Double, [Double]) {
    let n = y.count
    let half = period / 2
    let weights: [Double] =
      period % 2 == 1
      ? Array(repeating: 1 / Double(period), count: period)
      : (0...period).map { ($0 == 0 || $0 == period ? 0.5 : 1) / Double(period) }
    var detrended: [(place: Int, value: Double)] = []
    for t in half..<(n - half) {
      var level = 0.0
      for k in weights.indices { level += weights[k] * y[t - half + k] }
      detrended.append((t % period, y[t] - level))
    }
    let groups = (0..<period).map { place in
      detrended.filter { $0.place == place }.map(\.value)
    }
    func balanced(_ values: [Double]) -> [Double] {
      let middle = Descriptive.mean(values)
      return values.map { $0 - middle }
    }
    let means = balanced(groups.map { Descriptive.mean($0) })
    let all = Descriptive.sumOfSquaredDeviations(detrended.map(\.value))
    let rest = Descriptive.sumOfSquaredDeviations(
      detrended.map { $0.value - means[$0.place] })
    let free = Double(detrended.count) / Double(max(1, detrended.count - period))
    let strength = all > 0 ? 1 - rest * free / all : 0
    return (strength, balanced(groups.map { SampleQuantile.median($0) }))
  }
}
