import Foundation

/// Intervals that keep their promise while the world drifts: adaptive conformal inference
/// without a step size to choose (DtACI, Gibbs & Candès 2024, "Conformal inference for
/// online prediction with arbitrary distribution shifts", algorithm 2).
///
/// A forecast interval [l, u] with middle m is stretched about m by a factor: the score of
/// what came is the least factor that would have held it, (y − m) / (u − m) above the
/// middle and (m − y) / (m − l) below. The factor given out is the (1 − α_t)-quantile of
/// past scores. Each of eight experts follows
///
///     α_{t+1} = α_t + γ (α − err_t)                      (Gibbs & Candès 2021, eq. 2)
///
/// with its own γ; α_t is their mean by weights that fall with their pinball loss.
public struct AdaptiveConformal: Codable, Equatable, Sendable {
  /// Of the intervals, inside (0, 1).
  public let level: Double
  /// Observed so far.
  public private(set) var count = 0
  /// Of those, held by the intervals as stretched at their time.
  public private(set) var held = 0
  /// Of those, held by the intervals as they were given.
  public private(set) var heldBefore = 0

  private var alphas: [Double]
  private var weights: [Double]
  /// The experts' mean loss squared, over about `memory` steps.
  private var energy: [Double] = []
  /// Scores in order of time, at most `window` of them; those of the prior first.
  private var scores: [Double]
  /// The same, ascending.
  private var sorted: [Double]

  private static let steps = [0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128]
  /// |I| of the paper: how long an expert should have been right to be followed.
  private static let memory = 500
  private static let window = 400
  /// Scores the forecast's own law is taken to be worth before anything came.
  private static let priorCount = 20
  /// A score that no stretching is given beyond.
  private static let most = 20.0

  /// - Parameters:
  ///   - level: of the intervals, inside (0, 1).
  ///   - score: of the forecast's own law: the factor that holds a share p of what
  ///     comes; nil for a normal law.
  public init(level: Double, score: ((Double) -> Double)? = nil) {
    precondition(level > 0 && level < 1, "a level lies inside (0, 1)")
    self.level = level
    alphas = Self.steps.map { _ in 1 - level }
    weights = Self.steps.map { _ in 1 / Double(Self.steps.count) }
    let edge = StandardNormal.quantile((1 + level) / 2)
    scores = (0..<Self.priorCount).map { k in
      let p = (Double(k) + 0.5) / Double(Self.priorCount)
      return score?(p) ?? StandardNormal.quantile((1 + p) / 2) / edge
    }
    sorted = scores.sorted()
  }

  /// The least stretch of an interval that holds a value; 0 in the middle.
  ///
  /// An interval without width holds its middle alone: anything else scores the most.
  public static func score(_ value: Double, middle: Double, lower: Double, upper: Double)
    -> Double
  {
    let reach = value >= middle ? upper - middle : middle - lower
    let distance = abs(value - middle)
    guard distance > 0 else { return 0 }
    return reach > 0 ? min(most, distance / reach) : most
  }

  /// What the next interval's halves are to be multiplied by.
  public var factor: Double { quantile(1 - alpha) }

  /// α_t: the miss rate asked of past scores so that the next step misses 1 − `level`.
  public var alpha: Double { zip(weights, alphas).reduce(0) { $0 + $1.0 * $1.1 } }

  /// Takes in what came, by its score.
  public mutating func observe(_ score: Double) {
    let target = 1 - level
    count += 1
    if score <= factor { held += 1 }
    if score <= 1 { heldBefore += 1 }
    // β: the largest miss rate at which the value would have been held.
    let below = place(of: score)
    let beta = 1 - Double(below) / Double(sorted.count)
    let losses = alphas.map { target * (beta - $0) - min(0, beta - $0) }
    let mean = zip(weights, losses).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
    energy.append(mean)
    if energy.count > Self.memory { energy.removeFirst() }
    // η of their section 4: from the losses the experts have had.
    let total = max(energy.reduce(0, +) * Double(Self.memory) / Double(energy.count), 1e-12)
    let experts = Double(alphas.count)
    let rate = ((log(2 * experts * Double(Self.memory)) + 1) / total).squareRoot()
    let best = losses.min() ?? 0
    var next = zip(weights, losses).map { $0 * exp(-rate * ($1 - best)) }
    let sum = next.reduce(0, +)
    let share = 1 / (2 * Double(Self.memory))
    next = next.map { (1 - share) * $0 / sum + share / experts }
    weights = next
    for k in alphas.indices {
      let error = alphas[k] > beta ? 1.0 : 0
      alphas[k] = min(1, max(-0.1, alphas[k] + Self.steps[k] * (target - error)))
    }
    insert(score)
  }

  /// Scores of the past at which a share p lies, none for p ≤ 0, beyond all for p ≥ 1.
  private func quantile(_ p: Double) -> Double {
    guard p > 0 else { return 0 }
    // One more than there are: the split-conformal rank.
    let rank = Int((p * Double(sorted.count + 1)).rounded(.up))
    guard rank <= sorted.count else {
      // Beyond every score: as far again as the miss rate is below its least.
      let excess = p * Double(sorted.count + 1) - Double(sorted.count)
      return min(Self.most, sorted[sorted.count - 1] * (1 + min(1, excess) * 0.5))
    }
    return sorted[rank - 1]
  }

  /// How many past scores lie below one.
  private func place(of score: Double) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < score { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private mutating func insert(_ score: Double) {
    scores.append(score)
    sorted.insert(score, at: place(of: score))
    if scores.count > Self.window {
      let oldest = scores.removeFirst()
      sorted.remove(at: place(of: oldest))
    }
  }
}
