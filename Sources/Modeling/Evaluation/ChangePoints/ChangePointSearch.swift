import Foundation
import Statistics

/// The dates at which a series changed: the partition of least cost plus a penalty a
/// change, found exactly: levels by functional pruning (FPOP, Maidstone et al. 2017), the
/// other costs by PELT (Killick, Fearnhead & Eckley 2012).
///
/// The default penalty is Schwarz's, times a factor: p log n with p parameters a change
/// (level and date: 2). Noise that carries over from step to step makes runs that look
/// like changes; costs of means and lines are therefore taken relative to its long-run
/// variance (Lavielle & Moulines 2000), the other two multiply the penalty by the same
/// inflation.
public struct ChangePointSearch: Sendable, Equatable {
  public var cost: ChangePointCost = .mean
  /// A change costs this times p log n; above 0.
  public var strictness = 1.5
  /// In place of the default penalty; in units of twice the log-likelihood, at least 0.
  public var penalty: Double?
  /// Steps between changes, at least.
  public var minimumLength = 2
  /// Whether noise that carries over is allowed for.
  public var allowsForCorrelation = true

  public init(_ cost: ChangePointCost = .mean) { self.cost = cost }

  public struct Result: Codable, Equatable, Sendable {
    /// The first step of each new stretch, ascending; empty for none.
    public var changes: [Int]
    /// Of the partition, penalties included.
    public var cost: Double
    /// A change's.
    public var penalty: Double
    public var noise: SeriesNoise
    /// Mean of each stretch.
    public var means: [Double]
  }

  /// - Parameter values: at least 4; gaps are to be filled beforehand.
  /// - Throws: `.notFinite`, `.setting`, `.tooFewBefore` for fewer than 4 values.
  public func changes(in values: [Double]) throws(EvaluationError) -> Result {
    if let place = values.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite("values", at: place)
    }
    guard values.count >= 4 else { throw .tooFewBefore(have: values.count, need: 4) }
    guard strictness > 0, penalty.map({ $0 >= 0 }) ?? true else {
      throw .setting("penalty", reason: "must not be negative")
    }
    guard minimumLength >= 1 else {
      throw .setting("minimumLength", reason: "must be at least 1")
    }
    if cost == .poisson, let place = values.firstIndex(where: { $0 < 0 }) {
      throw .setting("values", reason: "place \(place + 1) is negative, and counts are not")
    }
    var noise = SeriesNoise(values)
    if !allowsForCorrelation { noise.autocorrelation = 0 }
    let inflation = noise.longRunVariance / noise.variance
    let isScaled = cost == .mean || cost == .trend
    let each =
      penalty ?? strictness * Double(cost.parameters) * log(Double(values.count))
      * (isScaled ? 1 : inflation)
    let least = max(minimumLength, cost.leastLength)
    let changes: [Int]
    let total: Double
    if cost == .mean, values.count >= 2 * least {
      let middle = Descriptive.mean(values)
      let scale = 1 / noise.longRunVariance.squareRoot()
      (changes, total) = FunctionalPruning.partition(
        values.map { ($0 - middle) * scale }, penalty: each, minimumLength: least)
    } else {
      let costs = SegmentCosts(values, cost, variance: noise.longRunVariance)
      (changes, total) = Self.partition(costs, penalty: each, minimumLength: least)
    }
    let bounds = [0] + changes + [values.count]
    let means = zip(bounds, bounds.dropFirst()).map { start, end in
      values[start..<end].reduce(0, +) / Double(end - start)
    }
    return Result(changes: changes, cost: total, penalty: each, noise: noise, means: means)
  }

  /// F(t) = min over s of F(s) + C(s, t) + penalty. A start that cannot win at t, even
  /// without the penalty, never wins where a change at t is allowed (their theorem 3.1);
  /// it is dropped once it is.
  static func partition(
    _ costs: SegmentCosts, penalty: Double, minimumLength: Int
  ) -> (changes: [Int], cost: Double) {
    let n = costs.count
    guard n >= 2 * minimumLength else { return ([], costs(0, n)) }
    var best = [Double](repeating: .infinity, count: n + 1)
    var previous = [Int](repeating: 0, count: n + 1)
    best[0] = -penalty
    var starts = [0]
    /// For each start, the step from which it is out; aligned with `starts`.
    var leaves = [Int.max]
    for t in minimumLength...n {
      if t >= 2 * minimumLength {
        starts.append(t - minimumLength)
        leaves.append(.max)
      }
      var least = Double.infinity
      var from = 0
      for s in starts {
        let value = best[s] + costs(s, t)
        if value < least { (least, from) = (value, s) }
      }
      best[t] = least + penalty
      previous[t] = from
      var kept = 0
      for k in starts.indices {
        if leaves[k] == .max, best[starts[k]] + costs(starts[k], t) >= best[t] {
          leaves[k] = t + minimumLength
        }
        if leaves[k] > t + 1 {
          starts[kept] = starts[k]
          leaves[kept] = leaves[k]
          kept += 1
        }
      }
      starts.removeLast(starts.count - kept)
      leaves.removeLast(leaves.count - kept)
    }
    var changes: [Int] = []
    var end = n
    while previous[end] > 0 {
      end = previous[end]
      changes.append(end)
    }
    return (changes.reversed(), best[n])
  }
}
