/// Initial states to start a fit from, by classical decomposition and a straight
/// line through the first seasons (Hyndman et al. 2008, §2.6.1).
struct ETSStart {
  /// The series with gaps filled by straight lines.
  private let filled: [Double]
  private let period: Int
  private let line: Line
  private var additive: (season: [Double], line: Line)?
  private var multiplicative: (season: [Double], line: Line)?

  private struct Line {
    var mean = 0.0
    var intercept = 0.0
    var slope = 0.0
  }

  /// - Parameter values: at least one that is not NaN.
  init(_ values: [Double], period: Int, isPositive: Bool) {
    filled = ETSStart.fill(values)
    self.period = period
    line = ETSStart.fit(filled, count: max(10, 2 * period))
    guard period > 1, filled.count >= 2 * period else { return }
    let trend = ETSStart.movingAverage(filled, period: period)
    let head = min(filled.count, 10 * period)
    additive = season(trend: trend, count: head, ratio: false)
    if isPositive { multiplicative = season(trend: trend, count: head, ratio: true) }
  }

  /// A state for `form`; nil where the series has no season of that kind.
  ///
  /// Trend and season are weakened by `shrinkage` (1 leaves them, 0 removes them):
  /// multiplicative errors need predictions above zero from the start.
  func state(_ form: ETSForm, phi: Double, shrinkage: Double) -> ETSState? {
    var line = self.line
    var season: [Double] = []
    switch form.season {
    case .none: break
    case .additive:
      guard let additive else { return nil }
      line = additive.line
      season = additive.season.map { $0 * shrinkage }
    case .multiplicative:
      guard let multiplicative else { return nil }
      line = multiplicative.line
      season = multiplicative.season.map { 1 + ($0 - 1) * shrinkage }
    }
    let slope = line.slope * shrinkage
    let intercept = line.mean + (line.intercept - line.mean) * shrinkage
    switch form.trend {
    case .none: return ETSState(level: line.mean, season: season)
    case .additive, .additiveDamped:
      return ETSState(level: intercept, trend: slope / phi, season: season)
    case .multiplicative, .multiplicativeDamped:
      let level = intercept > 0 ? intercept : line.mean
      guard level > 0 else { return nil }
      let growth = min(max(1 + slope / level, 0.5), 2)
      return ETSState(level: level, trend: growth, season: season)
    }
  }

  private func season(
    trend: [Double], count: Int, ratio: Bool
  ) -> (season: [Double], line: Line)? {
    var sums = [Double](repeating: 0, count: period)
    var counts = [Double](repeating: 0, count: period)
    for t in 0..<count where !trend[t].isNaN {
      sums[t % period] += ratio ? filled[t] / trend[t] : filled[t] - trend[t]
      counts[t % period] += 1
    }
    guard counts.allSatisfy({ $0 > 0 }) else { return nil }
    var season = zip(sums, counts).map { $0 / $1 }
    let mean = season.reduce(0, +) / Double(period)
    for k in season.indices {
      season[k] = ratio ? max(season[k] / mean, 0.01) : season[k] - mean
    }
    if ratio {
      // The floor above may have moved the mean off 1.
      let mean = season.reduce(0, +) / Double(period)
      for k in season.indices { season[k] /= mean }
    }
    let adjusted = filled.prefix(max(10, 2 * period)).enumerated().map { t, y in
      ratio ? y / season[t % period] : y - season[t % period]
    }
    return (season, ETSStart.fit(adjusted, count: adjusted.count))
  }

  private static func fit(_ values: [Double], count: Int) -> Line {
    let n = min(count, values.count)
    let centre = Double(n + 1) / 2
    var mean = 0.0
    for t in 0..<n { mean += values[t] }
    mean /= Double(n)
    var covariance = 0.0
    var variance = 0.0
    for t in 0..<n {
      let d = Double(t + 1) - centre
      covariance += d * (values[t] - mean)
      variance += d * d
    }
    let slope = variance > 0 ? covariance / variance : 0
    return Line(mean: mean, intercept: mean - slope * centre, slope: slope)
  }

  /// Centred moving average over one period, with half weights at the ends for
  /// an even period; NaN where the window does not fit.
  private static func movingAverage(_ values: [Double], period: Int) -> [Double] {
    var trend = [Double](repeating: .nan, count: values.count)
    let half = period / 2
    let even = period % 2 == 0
    guard values.count >= 2 * half + 1 else { return trend }
    for t in half..<(values.count - half) {
      var sum = 0.0
      for k in (t - half)...(t + half) { sum += values[k] }
      if even { sum -= 0.5 * (values[t - half] + values[t + half]) }
      trend[t] = sum / Double(period)
    }
    return trend
  }

  private static func fill(_ values: [Double]) -> [Double] {
    var filled = values
    var last: Int?
    for t in values.indices where !values[t].isNaN {
      if let last {
        let step = (values[t] - values[last]) / Double(t - last)
        for k in (last + 1)..<t where k < t { filled[k] = values[last] + step * Double(k - last) }
      } else {
        for k in 0..<t { filled[k] = values[t] }
      }
      last = t
    }
    if let last { for k in last..<values.count { filled[k] = values[last] } }
    return filled
  }
}
