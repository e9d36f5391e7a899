import Foundation
import LinearAlgebra
import Statistics

/// What comes up more than it used to: an alarm over all themes, words and phrases at once
/// whose rate of false alarms is stated.
///
/// For every item and each of the last few windows (the last period, the last two, …) the
/// comments that hold it are compared with what its rate before the windows leads to
/// expect. The score is the signed root of the Poisson deviance with an unknown baseline
/// (Li & Ma 1983, eq. 17), over the root of the item's overdispersion φ before the windows:
/// Pearson's, but at least 1 + κ times its count a period, κ being what all items show
/// together (moments of negative binomial counts of variance μ + κμ²), at least 0. The alarm level is that of the largest score over all items and windows
/// when whole comments are dealt anew to the periods (Westfall & Young 1993, maxT) and
/// each count is then scaled by a gamma factor of mean 1 and variance κ: the deal keeps
/// every link between themes and phrases, the factor lets rates wander as they did. So
/// each item's adjusted p-value is the chance that any item scores as high in a quiet
/// time, and a look at a quiet time raises an alarm with the chance asked.
public struct EmergingAlarm: Sendable {
  public struct Options: Sendable, Equatable {
    /// The chance of any false alarm in one look, 0 … 1.
    public var falseAlarms = 0.05
    /// Windows scanned: the last 1, …, this many periods; at least 1.
    public var windows = 3
    /// Periods before the windows, at least; at least 2.
    public var leastBaseline = 6
    /// Comments in a window that hold an item, at least, for it to be looked at there.
    public var leastRecent = 3
    /// Random deals of comments to periods, at least 19.
    public var deals = 499
    public var seed: UInt64 = 1
    /// Threads; the answer does not depend on them.
    public var threads = 1

    public init() {}
  }

  public struct Item: Sendable, Equatable {
    /// Its number in the table of items.
    public var item: Int
    /// The window of its largest score, in periods up to the last.
    public var window: Int
    /// Comments that hold it in that window, and what the baseline leads to expect.
    public var count: Int
    public var expected: Double
    public var score: Double
    /// The chance that any item scores as high in a quiet time.
    public var adjustedP: Double
    /// Whether it never came up before its window.
    public var isNew: Bool
  }

  /// Items whose adjusted p-value is at most the rate asked, highest score first.
  public let alarms: [Item]
  /// The score an item has to exceed at that rate.
  public let threshold: Double
  /// Items that were looked at: with enough comments in some window.
  public let looked: Int

  /// - Parameters:
  ///   - holds: comments and the items (themes, words, phrases) they hold; a weight above 0
  ///     counts once.
  ///   - periods: the period of each comment, `0 ..< count`.
  ///   - count: the number of periods; the last is the one just ended.
  /// - Throws: `.setting`, `.length`, `.tooFew` for too short a baseline.
  public init(
    _ holds: DocumentTermMatrix, periods: [Int], count: Int, options: Options = Options()
  ) throws(TrendError) {
    guard options.falseAlarms > 0, options.falseAlarms < 1, options.windows >= 1,
      options.leastBaseline >= 2, options.leastRecent >= 1, options.deals >= 19
    else { throw .setting("alarm", reason: "an option is out of its range") }
    guard periods.count == holds.documents else {
      throw .length("periods", have: periods.count, need: holds.documents)
    }
    guard periods.allSatisfy({ $0 >= 0 && $0 < count }) else {
      throw .setting("periods", reason: "must lie in 0 ..< \(count)")
    }
    guard count - options.windows >= options.leastBaseline else {
      throw .tooFew(
        "periods before the \(options.windows) watched", have: count - options.windows,
        need: options.leastBaseline)
    }
    var volumes = [Double](repeating: 0, count: count)
    for period in periods { volumes[period] += 1 }
    guard volumes[..<(count - options.windows)].reduce(0, +) > 0 else {
      throw .tooFew("comments before the periods watched", have: 0, need: 1)
    }
    let tallied = Self.tally(holds, periods, count)
    let scan = Scan(volumes: volumes, tally: tallied, options: options)
    let observed = scan.scores(tallied)
    let largest = parallelMap(options.deals, threads: options.threads) { deal in
      var stream = RandomStream(seed: options.seed, "emerging-alarm").substream(deal)
      var dealt = periods
      for k in stride(from: dealt.count - 1, to: 0, by: -1) {
        dealt.swapAt(k, stream.integer(below: k + 1))
      }
      var tally = Self.tally(holds, dealt, count)
      scan.wander(&tally, using: &stream)
      return scan.scores(tally).map(\.score).max() ?? 0
    }.sorted()
    looked = observed.count
    // The observed look is one more deal (Phipson & Smyth 2010).
    func adjusted(_ score: Double) -> Double {
      let below = largest.partitioned { $0 >= score }
      return Double(1 + largest.count - below) / Double(1 + largest.count)
    }
    let allowed = Int(options.falseAlarms * Double(options.deals + 1)) - 1
    threshold = allowed < 0 ? .infinity : largest[max(0, largest.count - 1 - allowed)]
    alarms = observed.map { found in
      var item = found
      item.adjustedP = adjusted(found.score)
      return item
    }
    .filter { $0.score > 0 && $0.adjustedP <= options.falseAlarms }
    .sorted { ($1.score, $0.item) < ($0.score, $1.item) }
  }

  /// Comments that hold each item, period by period: `items × periods`, item after item.
  private static func tally(
    _ holds: DocumentTermMatrix, _ periods: [Int], _ count: Int
  ) -> [Int32] {
    var tally = [Int32](repeating: 0, count: holds.terms * count)
    for d in 0..<holds.documents {
      for k in holds.entries(of: d) where holds.weights[k] > 0 {
        tally[Int(holds.termIndices[k]) * count + periods[d]] += 1
      }
    }
    return tally
  }

  /// The scores of all items for one deal.
  private struct Scan: Sendable {
    let volumes: [Double]
    let options: Options
    /// κ: the variance of a rate over its squared mean, from one period to the next.
    private(set) var wandering = 0.0

    init(volumes: [Double], tally: [Int32], options: Options) {
      self.volumes = volumes
      self.options = options
      let (count, split) = (volumes.count, volumes.count - options.windows)
      let used = Double(volumes[..<split].count { $0 > 0 })
      guard used > 1 else { return }
      var (excess, squares) = (0.0, 0.0)
      for item in 0..<tally.count / count {
        let row = tally[item * count..<(item + 1) * count]
        let rate = baseline(row, split)
        for t in 0..<split {
          let expected = rate * volumes[t]
          let gap = Double(row[row.startIndex + t]) - expected
          // The mean is fitted: (n − 1)/n of the variance is left.
          excess += gap * gap * used / (used - 1) - expected
          squares += expected * expected
        }
      }
      wandering = squares > 0 ? max(0, excess / squares) : 0
    }

    private func baseline(_ row: ArraySlice<Int32>, _ split: Int) -> Double {
      let total = row.prefix(split).reduce(0.0) { $0 + Double($1) }
      return total / volumes[..<split].reduce(0, +)
    }

    /// Scales each count by a gamma factor of mean 1 and variance κ, rounded up or down at
    /// random so that means stay.
    func wander(_ tally: inout [Int32], using stream: inout RandomStream) {
      guard wandering > 0, let gamma = try? Gamma(shape: 1 / wandering, scale: wandering) else {
        return
      }
      for k in tally.indices where tally[k] > 0 {
        tally[k] = Int32(Double(tally[k]) * gamma.sample(using: &stream) + stream.uniform())
      }
    }

    func scores(_ tally: [Int32]) -> [Item] {
      let count = volumes.count
      let split = count - options.windows
      let base = volumes[..<split].reduce(0, +)
      var items: [Item] = []
      for item in 0..<tally.count / max(count, 1) {
        let row = tally[item * count..<(item + 1) * count]
        let first = row.startIndex
        var recent = 0
        for t in split..<count { recent += Int(row[first + t]) }
        guard recent >= options.leastRecent else { continue }
        var before = 0
        for t in 0..<split { before += Int(row[first + t]) }
        let spread = spread(row, split).squareRoot()
        var best: Item?
        var (inside, volume) = (0, 0.0)
        for window in 1...options.windows {
          inside += Int(row[first + count - window])
          volume += volumes[count - window]
          guard inside >= options.leastRecent, volume > 0 else { continue }
          let score = Self.score(Double(inside), volume, Double(before), base) / spread
          if score > best?.score ?? -.infinity {
            best = Item(
              item: item, window: window, count: inside, expected: Double(before) / base * volume,
              score: score, adjustedP: 1, isNew: before == 0 && inside == recent)
          }
        }
        if let best { items.append(best) }
      }
      return items
    }

    /// Pearson's statistic of the baseline over its degrees of freedom, at least what the
    /// wandering of all items makes of its counts.
    private func spread(_ row: ArraySlice<Int32>, _ split: Int) -> Double {
      let rate = baseline(row, split)
      guard rate > 0 else { return 1 }
      var (sum, used, expectation) = (0.0, 0.0, 0.0)
      for t in 0..<split where volumes[t] > 0 {
        let expected = rate * volumes[t]
        let gap = Double(row[row.startIndex + t]) - expected
        sum += gap * gap / expected
        used += 1
        expectation += expected
      }
      guard used > 1 else { return 1 }
      return max(1 + wandering * expectation / used, sum / (used - 1))
    }

    /// ± √(2 [y ln(y / ŷ) + b ln(b / b̂)]), ŷ and b̂ by the pooled rate.
    private static func score(
      _ y: Double, _ volume: Double, _ before: Double, _ base: Double
    ) -> Double {
      let rate = (y + before) / (volume + base)
      func part(_ value: Double, _ expected: Double) -> Double {
        value > 0 ? value * log(value / expected) : 0
      }
      let deviance = 2 * (part(y, rate * volume) + part(before, rate * base))
      return (y / volume >= before / base ? 1 : -1) * max(0, deviance).squareRoot()
    }
  }
}

extension [Double] {
  /// For ascending values, the first place from which `condition` holds.
  fileprivate func partitioned(_ condition: (Double) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
