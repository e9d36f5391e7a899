import Foundation

/// The dates at which a series changed its level or its trend, with one setting for all:
/// no cost, no penalty and no noise variance is to be chosen.
///
/// A stretch is a level or a straight line, whichever its parameters pay for: a date and
/// a level count 2, a slope 1. All partitions that are best at some penalty are found
/// (`LevelOrLinePath`), and one is chosen by Schwarz's criterion for correlated errors,
///
///     n_e log(RSS / n) + 1.5 p log n,   n_e = n (1 − φ) / (1 + φ),
///
/// n_e being the independent observations that n with first-order autocorrelation φ are
/// worth (Bayley & Hammersley 1946). φ is that of the residuals of the partition which
/// is best when the noise is given all of the series' variance. The variance of the
/// innovations is profiled out (Yao 1988); 1.5 is the strictness of `ChangePointSearch`.
///
/// A pattern that repeats (weeks, months, hours of a day) is taken out first where it
/// explains at least .64 of what a moving average leaves (strength of seasonality, Wang,
/// Smith & Hyndman 2006; the bound is that of Hyndman's `nsdiffs`).
public struct AutomaticChangePoints: Sendable, Equatable {
  /// A parameter costs this times log n; above 0.
  public var strictness = 1.5
  /// Steps between changes, at least; 2 or more.
  public var minimumLength = 2
  /// Lengths a repeating pattern may have, in steps; the strongest is taken.
  public var periods = [4, 7, 12, 24, 52]
  /// Confidence of the sets of dates, inside (0, 1).
  public var level = 0.95
  /// Above as many steps a search runs over means of blocks, and places dates afterwards.
  public var longest = 2_000

  public init() {}

  public struct Change: Codable, Equatable, Sendable {
    /// The first step of the new stretch, counted from 0.
    public var first: Int
    /// The confidence set's ends, as first steps: dates at which a change cannot be told
    /// from that at `first`.
    public var earliest: Int
    public var latest: Int
  }

  public struct Stretch: Codable, Equatable, Sendable {
    /// Steps `start ..< end`.
    public var start: Int
    public var end: Int
    /// Whether it is a line rather than a level.
    public var isLine: Bool
    /// Fitted values at its first and last step, a series each, in the series' units and
    /// without the repeating pattern.
    public var from: [Double]
    public var to: [Double]
  }

  public struct Result: Codable, Equatable, Sendable {
    public var changes: [Change]
    public var stretches: [Stretch]
    /// φ, inside [0, .95].
    public var autocorrelation: Double
    /// Independent observations the series is worth.
    public var effectiveCount: Double
    /// Of the pattern taken out, a series each; nil for none.
    public var periods: [Int?]
  }

  /// - Parameter series: of equal length, at least 4 steps; NaN marks a gap, which is
  ///   filled along a straight line. Series beside one another change together.
  /// - Throws: `.setting`, `.length`, `.notFinite` for infinite values,
  ///   `.tooFewBefore` for fewer than 4 values in a series.
  public func changes(in series: [[Double]]) throws(EvaluationError) -> Result {
    try check(series)
    let n = series[0].count
    let prepared = series.map { StandardSeries(filling: $0, periods: periods) }
    let all = LevelOrLineCosts(prepared.map(\.values))
    let block = (n + longest - 1) / longest
    let costs = block > 1 ? LevelOrLineCosts(prepared.map { $0.means(of: block) }) : all
    let path = LevelOrLinePath.partitions(costs, minimumLength: minimumLength)
    let (chosen, phi) = choose(path, costs)
    let effective = Double(costs.count) * (1 - phi) / (1 + phi)
    let bounds =
      block > 1
      ? all.placed(chosen.bounds.map { min(n, $0 * block) }, within: block, chosen.isLine)
      : chosen.bounds
    // The long-run variance of what is left: of means of blocks, times their length.
    let left = max(chosen.squares / Double(costs.count * series.count), 1e-12)
    let longRun = left * Double(block) * (1 + phi) / (1 - phi)
    let threshold = -2 * log(1 - level.squareRoot()) * longRun * Double(series.count)
    let changes = (1..<max(1, bounds.count - 1)).map { k in
      let set = all.dates(
        around: bounds[k], bounds[k - 1], bounds[k + 1], lines: chosen.isLine[k - 1],
        chosen.isLine[k], within: threshold)
      return Change(first: bounds[k], earliest: set.lowerBound, latest: set.upperBound)
    }
    let stretches = chosen.isLine.indices.map { k in
      let (start, end) = (bounds[k], bounds[k + 1])
      let ends = prepared.indices.map { d in
        let fitted = all.ends(start, end, line: chosen.isLine[k], of: d)
        return (prepared[d].original(fitted.0), prepared[d].original(fitted.1))
      }
      return Stretch(
        start: start, end: end, isLine: chosen.isLine[k], from: ends.map(\.0), to: ends.map(\.1))
    }
    return Result(
      changes: changes, stretches: stretches, autocorrelation: phi, effectiveCount: effective,
      periods: prepared.map(\.period))
  }

  private func check(_ series: [[Double]]) throws(EvaluationError) {
    guard let n = series.first?.count else { throw .tooFewBefore(have: 0, need: 4) }
    for values in series {
      guard values.count == n else { throw .length("series", have: values.count, need: n) }
      if let place = values.firstIndex(where: { $0.isInfinite }) {
        throw .notFinite("series", at: place)
      }
      let known = values.reduce(0) { $0 + ($1.isNaN ? 0 : 1) }
      guard known >= 4 else { throw .tooFewBefore(have: known, need: 4) }
    }
    guard strictness > 0 else { throw .setting("strictness", reason: "must be above 0") }
    guard minimumLength >= 2 else {
      throw .setting("minimumLength", reason: "must be at least 2")
    }
    guard level > 0, level < 1 else { throw .setting("level", reason: "must lie inside (0, 1)") }
    guard longest >= 100 else { throw .setting("longest", reason: "must be at least 100") }
  }

  /// The partition of the least criterion, and φ.
  private func choose(
    _ path: [LevelOrLinePath.Partition], _ costs: LevelOrLineCosts
  ) -> (LevelOrLinePath.Partition, Double) {
    let n = Double(costs.count)
    let series = Double(costs.series)
    let each = log(n)
    func least(_ criterion: (LevelOrLinePath.Partition) -> Double) -> LevelOrLinePath.Partition {
      var best = path[0]
      var value = Double.infinity
      for one in path where criterion(one) < value { (best, value) = (one, criterion(one)) }
      return best
    }
    // Standardised series have variance 1, which bounds that of any noise.
    let pilot = least { $0.squares / series + Double($0.parameters) * each }
    let phi = min(0.95, max(0, costs.autocorrelation(pilot)))
    let effective = n * (1 - phi) / (1 + phi)
    let chosen = least {
      // A floor of a thousandth of the standard deviation: exact fits are not free.
      effective * log($0.squares / series / n + 1e-6) + strictness * Double($0.parameters) * each
    }
    return (chosen, phi)
  }
}
