import Foundation
import Statistics

/// How often a theme comes up, period by period: its rate per comment with an interval,
/// and the periods from which the rate is another.
///
/// Counts are quasi-Poisson: of variance φ times their mean, the mean being a rate times
/// the exposure (McCullagh & Nelder 1989, §6.2). φ is estimated from neighbouring periods,
/// where a change of the rate weighs once and not in every later period, and is at least 1.
public struct ThemeTrend: Sendable, Equatable {
  public struct Period: Sendable, Equatable {
    public var count: Double
    public var exposure: Double
    /// Count over exposure; NaN without exposure.
    public var rate: Double
    /// Bounds of the rate in this period at the level asked: the exact ones of a Poisson
    /// count (Garwood 1936) of count/φ, times φ. No count, but exposure: 0 to about 3 φ
    /// over the exposure at 95 %.
    public var lower: Double
    public var upper: Double
  }

  /// A new rate.
  public struct Change: Sendable, Equatable {
    /// The first period of the new rate.
    public var period: Int
    /// Rates of the stretches before and after.
    public var before: Double
    public var after: Double
    /// After over before, with bounds at the level asked (log scale, normal, both counts
    /// quasi-Poisson, half a count added to each).
    public var ratio: Double
    public var lower: Double
    public var upper: Double
  }

  public struct Options: Sendable, Equatable {
    /// Of the intervals, 0 … 1.
    public var level = 0.95
    /// A change of the rate costs this times 2 ln n, n being the periods: 1 is Schwarz's
    /// penalty for a rate and a date; above 0.
    public var strictness = 1.5
    /// Periods between changes, at least 1.
    public var minimumLength = 2
    /// The highest rate there can be, to which upper bounds are cut: 1 where the exposure is
    /// the comments themselves; nil for none.
    public var highest: Double?

    public init() {}
  }

  public let periods: [Period]
  /// Variance over mean of the counts, at least 1.
  public let overdispersion: Double
  public let changes: [Change]

  /// - Parameters:
  ///   - counts: comments of the theme in each period, or the sum of their calibrated
  ///     probabilities.
  ///   - exposures: comments, or contacts, in each period; 0 where there were none.
  /// - Throws: `.length`, `.value`, `.setting`.
  public init(
    counts: [Double], exposures: [Double], options: Options = Options()
  ) throws(TrendError) {
    guard counts.count == exposures.count else {
      throw .length("exposures", have: exposures.count, need: counts.count)
    }
    for (t, count) in counts.enumerated() {
      guard exposures[t].isFinite, exposures[t] >= 0 else { throw .value("exposures", at: t) }
      guard count.isFinite, count >= 0, count == 0 || exposures[t] > 0 else {
        throw .value("counts", at: t)
      }
    }
    guard options.level > 0, options.level < 1 else {
      throw .setting("level", reason: "must lie between 0 and 1")
    }
    guard options.strictness > 0, options.minimumLength >= 1 else {
      throw .setting("strictness and minimumLength", reason: "must be above 0")
    }
    let factor = Self.overdispersion(counts, exposures)
    overdispersion = factor
    periods = zip(counts, exposures).map { count, exposure in
      guard exposure > 0 else {
        return Period(count: count, exposure: 0, rate: .nan, lower: .nan, upper: .nan)
      }
      let bounds = Self.poissonBounds(count / factor, level: options.level)
      return Period(
        count: count, exposure: exposure, rate: count / exposure,
        lower: bounds.lower * factor / exposure,
        upper: min(options.highest ?? .infinity, bounds.upper * factor / exposure))
    }
    let starts = Self.partition(counts, exposures, factor, options)
    let z = SpecialFunctions.normalQuantile(0.5 + options.level / 2)
    let edges = [0] + starts + [counts.count]
    changes = starts.indices.map { k in
      func totals(_ from: Int, _ to: Int) -> (count: Double, exposure: Double) {
        (counts[from..<to].reduce(0, +), exposures[from..<to].reduce(0, +))
      }
      let a = totals(edges[k], edges[k + 1])
      let b = totals(edges[k + 1], edges[k + 2])
      let middle = log((b.count + 0.5) / b.exposure) - log((a.count + 0.5) / a.exposure)
      let error = (factor * (1 / (a.count + 0.5) + 1 / (b.count + 0.5))).squareRoot()
      return Change(
        period: starts[k], before: a.count / a.exposure, after: b.count / b.exposure,
        ratio: exp(middle), lower: exp(middle - z * error), upper: exp(middle + z * error))
    }
  }

  /// The exact bounds of a Poisson mean given its count (Garwood 1936): quantiles of gamma
  /// distributions, which also serve counts that are not whole.
  static func poissonBounds(_ count: Double, level: Double) -> (lower: Double, upper: Double) {
    let tail = (1 - level) / 2
    return (
      count > 0 ? SpecialFunctions.inverseRegularizedGammaP(count, tail) : 0,
      SpecialFunctions.inverseRegularizedGammaQ(count + 1, tail)
    )
  }

  /// The mean over neighbouring periods of the squared difference of their rates over its
  /// Poisson variance (von Neumann's successive differences), at least 1.
  static func overdispersion(_ counts: [Double], _ exposures: [Double]) -> Double {
    var sum = 0.0
    var pairs = 0.0
    var last: Int?
    for t in counts.indices where exposures[t] > 0 {
      defer { last = t }
      guard let s = last, counts[s] + counts[t] > 0 else { continue }
      let pooled = (counts[s] + counts[t]) / (exposures[s] + exposures[t])
      let gap = counts[t] / exposures[t] - counts[s] / exposures[s]
      sum += gap * gap / (pooled * (1 / exposures[s] + 1 / exposures[t]))
      pairs += 1
    }
    return pairs > 0 ? max(1, sum / pairs) : 1
  }

  /// The stretches of constant rate of least quasi-deviance plus penalty, exactly (optimal
  /// partitioning; Jackson et al. 2005): the first period of each but the first.
  private static func partition(
    _ counts: [Double], _ exposures: [Double], _ factor: Double, _ options: Options
  ) -> [Int] {
    let n = counts.count
    guard n >= 2 * options.minimumLength else { return [] }
    var (total, exposed) = ([0.0], [0.0])
    for t in 0..<n {
      total.append(total[t] + counts[t])
      exposed.append(exposed[t] + exposures[t])
    }
    let penalty = options.strictness * 2 * log(Double(max(2, exposures.count { $0 > 0 })))
    // −2 ln L of a stretch over φ, but for what all partitions share.
    func cost(_ from: Int, _ to: Int) -> Double {
      let (y, e) = (total[to] - total[from], exposed[to] - exposed[from])
      return y > 0 ? -2 * y * log(y / e) / factor : 0
    }
    var best = [Double](repeating: .infinity, count: n + 1)
    var previous = [Int](repeating: 0, count: n + 1)
    best[0] = -penalty
    for end in 1...n {
      for start in 0..<end
      where end - start >= options.minimumLength && exposed[end] > exposed[start]
        && best[start] < .infinity
      {
        let value = best[start] + cost(start, end) + penalty
        if value < best[end] { (best[end], previous[end]) = (value, start) }
      }
    }
    guard best[n] < .infinity else { return [] }
    var starts: [Int] = []
    var end = previous[n]
    while end > 0 {
      starts.append(end)
      end = previous[end]
    }
    return starts.reversed()
  }
}
