import Foundation

/// Finds season lengths where no calendar tells them: on an integer index.
///
/// For a candidate period p, of which the series must hold three: the trend is
/// removed by a centred moving average over p; p passes when the
/// autocorrelation r at lag p is a local peak and significant at 90 %,
///
///     r_p > 1.645 √((1 + 2 Σ_{k<p} r_k²) / n)
///
/// the test of seasonality of the M4 competition (Makridakis, Spiliotis &
/// Assimakopoulos, IJF 36, 2020; Bartlett's variance). Candidates are taken in
/// ascending order, each on what the seasons already found leave over, so that
/// a day of 24 hours does not pass again as 48. A multiple of a season found
/// must also correlate better than every smaller multiple. Last, a season that
/// divides another is kept only if its averages explain at least half of what
/// the longer one's do: two rush hours do not make a season of 12.
public struct SeasonDetection {
  /// Steps to a season that people's time divides into, at frequencies from
  /// minutes to quarters.
  public static let candidates = [
    4, 5, 7, 12, 13, 24, 26, 48, 52, 60, 96, 144, 168, 288, 336, 365, 672, 1_440, 2_016,
  ]
  /// z of a one-sided test at 95 %, as the M4 test has it.
  static let bound = 1.645
  /// Longer series are judged by their last so many periods.
  static let periodsUsed = 20

  /// The season lengths found in `values` (NaN is missing), ascending; empty
  /// where there are none.
  public static func periods(
    of values: [Double], among candidates: [Int] = SeasonDetection.candidates
  ) -> [Int] {
    var found: [Int] = []
    for period in candidates.sorted() where period > 1 && 3 * period <= values.count {
      let recent = Array(values.suffix(periodsUsed * period))
      var rest = withoutTrend(recent, period)
      for season in found { rest = withoutSeason(rest, season) }
      if isSeason(rest, period, found: found) { found.append(period) }
    }
    return found.filter { short in
      found.allSatisfy { long in
        long <= short || long % short != 0 || stands(values, short, within: long)
      }
    }
  }

  private static func stands(_ values: [Double], _ short: Int, within long: Int) -> Bool {
    let trend = long <= 4 * short ? long : short
    return explained(values, short, trend: trend)
      >= 0.5 * explained(values, long, trend: trend)
  }

  private static func isSeason(_ rest: [Double], _ period: Int, found: [Int]) -> Bool {
    let r = autocorrelations(rest, upTo: period + 1)
    guard r.count == period + 2 else { return false }
    let sum = r[1..<period].reduce(0) { $0 + $1 * $1 }
    let used = Double(rest.count { !$0.isNaN })
    guard r[period] > bound * ((1 + 2 * sum) / used).squareRoot(), r[period] > r[period - 1],
      r[period] > r[period + 1]
    else { return false }
    // Over the pairs there are: the usual divisor n would favour short lags.
    func paired(_ lag: Int) -> Double { r[lag] * Double(rest.count) / Double(rest.count - lag) }
    return found.allSatisfy { season in
      period % season != 0
        || stride(from: season, to: period, by: season).allSatisfy { paired($0) < paired(period) }
    }
  }

  /// Autocorrelations at lags 0…`last`, over the pairs that are there; empty
  /// for a constant.
  static func autocorrelations(_ values: [Double], upTo last: Int) -> [Double] {
    let present = values.filter { !$0.isNaN }
    let mean = present.reduce(0, +) / Double(max(present.count, 1))
    let centred = values.map { $0.isNaN ? 0 : $0 - mean }
    let variance = centred.reduce(0) { $0 + $1 * $1 }
    let scale = present.reduce(0) { max($0, abs($1)) }
    // Rounding of a constant is no variance.
    guard last < values.count, variance > 1e-20 * scale * scale * Double(values.count) else {
      return []
    }
    return (0...last).map { lag in
      var sum = 0.0
      for k in lag..<centred.count { sum += centred[k] * centred[k - lag] }
      return sum / variance
    }
  }

  /// Minus a centred moving average over one period (half weights at both ends
  /// where it is even); NaN within half a period of either end.
  static func withoutTrend(_ values: [Double], _ period: Int) -> [Double] {
    let half = period / 2
    var sums = [0.0]
    var counts = [0]
    for value in values {
      sums.append(sums[sums.count - 1] + (value.isNaN ? 0 : value))
      counts.append(counts[counts.count - 1] + (value.isNaN ? 0 : 1))
    }
    let isEven = period % 2 == 0
    return values.indices.map { k in
      guard k >= half, k + half < values.count, !values[k].isNaN else { return .nan }
      var sum = sums[k + half + 1] - sums[k - half]
      var count = Double(counts[k + half + 1] - counts[k - half])
      if isEven {
        for end in [k - half, k + half] where !values[end].isNaN {
          sum -= values[end] / 2
          count -= 0.5
        }
      }
      return 2 * count >= Double(period) ? values[k] - sum / count : .nan
    }
  }

  private static func seasonMeans(_ values: [Double], _ period: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: period)
    var counts = [Int](repeating: 0, count: period)
    for (k, value) in values.enumerated() where !value.isNaN {
      sums[k % period] += value
      counts[k % period] += 1
    }
    return zip(sums, counts).map { $1 > 0 ? $0 / Double($1) : 0 }
  }

  private static func withoutSeason(_ values: [Double], _ period: Int) -> [Double] {
    let means = seasonMeans(values, period)
    return values.indices.map { values[$0] - means[$0 % period] }
  }

  /// The share of variance that the averages of a season explain, adjusted for
  /// how many there are.
  private static func explained(_ values: [Double], _ period: Int, trend: Int) -> Double {
    let rest = withoutTrend(Array(values.suffix(periodsUsed * trend)), trend)
    let present = rest.filter { !$0.isNaN }
    let mean = present.reduce(0, +) / Double(max(present.count, 1))
    let total = present.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let left = withoutSeason(rest, period).reduce(0) { $1.isNaN ? $0 : $0 + $1 * $1 }
    let degrees = Double(present.count - period)
    guard degrees > 0, total > 0 else { return 0 }
    return 1 - left / degrees * Double(present.count - 1) / total
  }
}

extension Panel {
  /// The season lengths that more than a third of the series have, of those
  /// long enough to show them, judged on at most 200 series spread over the
  /// panel; for an integer index, where `TimeIndex.seasonalPeriods` knows none.
  /// A third, not a half: a model tries each series without its seasons too. Of
  /// a multiple of a season found, a quarter: it has few cycles to show in.
  public func detectedPeriods() -> [Int] {
    let stride = max(1, series.count / 200)
    var votes: [Int: Int] = [:]
    var long: [Int: Int] = [:]
    for k in Swift.stride(from: 0, to: series.count, by: stride) {
      let values = series[k].values
      for period in SeasonDetection.periods(of: values) { votes[period, default: 0] += 1 }
      for period in SeasonDetection.candidates where 3 * period <= values.count {
        long[period, default: 0] += 1
      }
    }
    var found: [Int] = []
    for period in SeasonDetection.candidates {
      let isMultiple = found.contains { period % $0 == 0 }
      let (given, asked) = (votes[period] ?? 0, long[period] ?? 0)
      if (isMultiple ? 4 : 3) * given > asked { found.append(period) }
    }
    return found
  }
}
