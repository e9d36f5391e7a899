/// Missing values filled from what the season and the level around them say.
///
/// With S the longest season of which the series holds two turns: the level is
/// a centred moving mean over S observed values, the season the mean of value
/// minus level at each of the S phases, and the level is taken a second time
/// from the values less their season, so that a missing Monday does not lift or
/// lower its week. A gap longer than S has its level interpolated in a straight
/// line. Without a season the fill is that straight line. O(n).
public enum SeasonalFill {
  /// `values` with every NaN replaced; all NaN stays all NaN.
  public static func completed(_ values: [Double], seasonalPeriods: [Int]) -> [Double] {
    guard values.contains(where: \.isNaN) else { return values }
    let expected = expectation(values, seasonalPeriods: seasonalPeriods)
    return zip(values, expected).map { $0.isNaN ? $1 : $0 }
  }

  /// What level and season lead one to expect at every step, missing or not.
  static func expectation(_ values: [Double], seasonalPeriods: [Int]) -> [Double] {
    guard let period = seasonalPeriods.filter({ $0 > 1 && values.count >= 2 * $0 }).max()
    else { return interpolated(values) }
    // Where part of the window is missing the level leans to what is there.
    let whole = movingMean(values, window: period, share: 1)
    let level = movingMean(values, window: period, share: 0.25)
    let season = phaseMeans(
      zip(values, whole).map { $0 - $1 }, orElse: zip(values, level).map { $0 - $1 },
      period: period)
    let adjusted = values.enumerated().map { $1 - season[$0 % period] }
    let settled = interpolated(movingMean(adjusted, window: period, share: 0.25))
    return settled.enumerated().map { $1 + season[$0 % period] }
  }

  /// NaNs replaced along straight lines, at the ends by the nearest value.
  static func interpolated(_ values: [Double]) -> [Double] {
    var filled = values
    var previous: Int?
    for t in values.indices where !values[t].isNaN {
      if let previous {
        let slope = (values[t] - values[previous]) / Double(t - previous)
        for gap in (previous + 1)..<max(t, previous + 1) {
          filled[gap] = values[previous] + slope * Double(gap - previous)
        }
      } else {
        for gap in 0..<t { filled[gap] = values[t] }
      }
      previous = t
    }
    if let previous {
      for gap in (previous + 1)..<max(values.count, previous + 1) { filled[gap] = values[previous] }
    }
    return filled
  }

  /// Mean of the observed values within half a window of each step; NaN where
  /// less than `share` of the window is observed.
  private static func movingMean(_ values: [Double], window: Int, share: Double) -> [Double] {
    let n = values.count
    var sums = [0.0]
    var counts = [0]
    sums.reserveCapacity(n + 1)
    counts.reserveCapacity(n + 1)
    // Sums of differences to one value of the series keep their digits.
    let origin = values.first { !$0.isNaN } ?? 0
    for value in values {
      sums.append(sums[sums.count - 1] + (value.isNaN ? 0 : value - origin))
      counts.append(counts[counts.count - 1] + (value.isNaN ? 0 : 1))
    }
    let before = window / 2
    let after = window - before
    var means = [Double](repeating: .nan, count: n)
    for t in 0..<n {
      let low = max(0, min(t - before, n - window))
      let high = min(n, max(t + after, window))
      let count = counts[high] - counts[low]
      if count > 0 && Double(count) >= share * Double(high - low) {
        means[t] = origin + (sums[high] - sums[low]) / Double(count)
      }
    }
    return means
  }

  /// Mean at each phase; of the second values where the first have none, and of
  /// all phases where both have none.
  private static func phaseMeans(
    _ first: [Double], orElse second: [Double], period: Int
  ) -> [Double] {
    var means = [Double](repeating: .nan, count: period)
    for values in [first, second] {
      var sums = [Double](repeating: 0, count: period)
      var counts = [Double](repeating: 0, count: period)
      for (t, value) in values.enumerated() where !value.isNaN {
        sums[t % period] += value
        counts[t % period] += 1
      }
      for phase in 0..<period where means[phase].isNaN && counts[phase] > 0 {
        means[phase] = sums[phase] / counts[phase]
      }
    }
    let known = means.filter { !$0.isNaN }
    let overall = known.isEmpty ? 0 : known.reduce(0, +) / Double(known.count)
    return means.map { $0.isNaN ? overall : $0 }
  }
}
