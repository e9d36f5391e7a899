internal import Statistics

/// A season that neither a few wild values nor a jump of the level can bend: the
/// median at each phase of what the values have over their running median.
///
/// Of several seasons the shorter is taken off first. A profile is drawn toward
/// zero by the share of its variance that noise alone would give it.
struct RobustSeason: Sendable {
  /// One value a step.
  var values: [Double]
  /// Turns of the longest season; infinite without one.
  var cycles: Double

  init(_ series: [Double], periods: [Int]) {
    values = [Double](repeating: 0, count: series.count)
    cycles = .infinity
    for period in periods {
      let rest = zip(series, values).map { $0 - $1 }
      let level = RobustSeason.runningMedian(rest, window: period)
      let over = zip(rest, level).map { $0 - $1 }
      var profile = (0..<period).map { phase -> Double in
        let here = stride(from: phase, to: over.count, by: period).map { over[$0] }
        return RobustSeason.median(here) ?? 0
      }
      let centre = profile.reduce(0, +) / Double(period)
      for phase in profile.indices { profile[phase] -= centre }
      let turns = Double(series.count) / Double(period)
      let noise = RobustSeason.deviation(
        over.indices.map { over[$0] - profile[$0 % period] })
      let variance = profile.reduce(0) { $0 + $1 * $1 } / Double(period)
      // A median of k normal values has variance π/2 · σ²/k.
      let share = variance > 0 ? max(0, 1 - 1.57 * noise * noise / turns / variance) : 0
      for step in values.indices { values[step] += share * profile[step % period] }
      cycles = turns
    }
  }

  /// Median of the known values in a window of about `window` steps around each;
  /// at the ends the window is the first or last whole one.
  static func runningMedian(_ values: [Double], window: Int) -> [Double] {
    let n = values.count
    let width = min(n, window | 1)
    // The window as a sorted list that one value leaves and one enters.
    var sorted: [Double] = values[..<width].filter(\.isFinite).sorted()
    func middle() -> Double {
      guard !sorted.isEmpty else { return .nan }
      let half = sorted.count / 2
      return sorted.count % 2 == 1 ? sorted[half] : 0.5 * (sorted[half - 1] + sorted[half])
    }
    func place(of value: Double) -> Int {
      var (low, high) = (0, sorted.count)
      while low < high {
        let mid = (low + high) / 2
        if sorted[mid] < value { low = mid + 1 } else { high = mid }
      }
      return low
    }
    var medians = [Double](repeating: middle(), count: n)
    var last = medians[0]
    for first in 1..<max(1, n - width + 1) {
      let (gone, come) = (values[first - 1], values[first + width - 1])
      if gone.isFinite { sorted.remove(at: place(of: gone)) }
      if come.isFinite { sorted.insert(come, at: place(of: come)) }
      let now = middle()
      last = now.isNaN ? last : now
      medians[first + width / 2] = last
    }
    for step in max(0, n - width / 2)..<n { medians[step] = last }
    return medians
  }

  static func median(_ values: [Double]) -> Double? {
    let known = values.filter(\.isFinite)
    return known.isEmpty ? nil : SampleQuantile.median(known)
  }

  /// Deviation by the median absolute value, or by the ninth decile where that is
  /// more: noise with heavy tails is no news. On the scale of a normal deviation;
  /// where more than half is zero, the mean absolute value speaks.
  static func deviation(_ residuals: [Double]) -> Double {
    let sizes = residuals.filter(\.isFinite).map(abs).sorted()
    guard !sizes.isEmpty else { return 0 }
    let middle = SampleQuantile.ofSorted(sizes, at: 0.5)
    guard middle > 0 else { return 1.2533 * sizes.reduce(0, +) / Double(sizes.count) }
    return max(1.4826 * middle, SampleQuantile.ofSorted(sizes, at: 0.9) / 1.6449)
  }

  /// How much heavier the tails are than normal ones, at least 1: the ratio of the
  /// 95 % point to the median of the sizes over that of a normal law, less what chance
  /// makes of it in so few values. It looks at no value beyond the 95 % point, so
  /// that what is to be found does not hide itself.
  static func tailWeight(_ residuals: [Double]) -> Double {
    let sizes = residuals.filter(\.isFinite).map(abs).sorted()
    let middle = sizes.isEmpty ? 0 : SampleQuantile.ofSorted(sizes, at: 0.5)
    guard middle > 0 else { return 1 }
    let ratio = SampleQuantile.ofSorted(sizes, at: 0.95) / middle / (1.959964 / 0.674490)
    return max(1, ratio / (1 + 1 / Double(sizes.count).squareRoot()))
  }
}
