internal import Foundation

/// How the logarithm of each phase of a season lies above the moving average
/// over one turn, drawn toward zero as far as chance explains it.
///
/// Deviations from the centred moving average are averaged by phase (classical
/// decomposition). With b the mean square of these averages and e the variance
/// of a single deviation about them, seen k times a phase, the averages are
/// multiplied by max(0, 1 − e/(k b)): the positive-part estimator of James and
/// Stein (1961), as Miller & Williams (International Journal of Forecasting 19,
/// 2003) shrink seasonal factors.
struct SeasonalProfile: Sendable {
  /// By `t % period`, t counted in the series; all zero with less than two turns.
  let deviations: [Double]

  /// Turns of the season that are looked at, the latest.
  private static let turns = 8

  init(_ logs: [Double], end: Int, period: Int) {
    let start = max(0, end - SeasonalProfile.turns * period)
    let count = end - start
    guard period > 1, count >= 2 * period else {
      deviations = [Double](repeating: 0, count: max(1, period))
      return
    }
    let half = period / 2
    var running = 0.0
    for t in start..<start + period { running += logs[t] }
    var sums = [Double](repeating: 0, count: period)
    var counts = [Double](repeating: 0, count: period)
    var found: [(phase: Int, value: Double)] = []
    // An even period is centred by the mean of two neighbouring averages.
    let isEven = period % 2 == 0
    for t in (start + half)..<(end - half) {
      let first = t - half
      var average = running / Double(period)
      if first + period < end {
        running += logs[first + period] - logs[first]
        if isEven { average = (average + running / Double(period)) / 2 }
      }
      let value = logs[t] - average
      found.append((t % period, value))
      sums[t % period] += value
      counts[t % period] += 1
    }
    var means = zip(sums, counts).map { $1 > 0 ? $0 / $1 : 0 }
    let centre = means.reduce(0, +) / Double(period)
    for k in means.indices { means[k] -= centre }
    let within =
      found.reduce(0) { $0 + ($1.value - means[$1.phase]) * ($1.value - means[$1.phase]) }
      / Double(max(1, found.count - period))
    let between = means.reduce(0) { $0 + $1 * $1 } / Double(period - 1)
    let times = Double(found.count) / Double(period)
    let kept = between > 0 ? max(0, 1 - within / (times * between)) : 0
    deviations = means.map { $0 * kept }
  }
}
