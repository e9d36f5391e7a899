import Foundation

/// A range of round numbers that covers some data, and the ticks within it.
///
/// Tick labels are chosen by the search of Talbot, Lin & Hanrahan, "An Extension of
/// Wilkinson's Algorithm for Positioning Tick Labels on Axes" (IEEE TVCG 2010): steps
/// q·10^k with q in their preference order (1, 5, 2, 2.5, 4, 3), scored by simplicity,
/// coverage and density with their weights 0.25, 0.2, 0.5 (legibility, the remaining
/// 0.05, is the same for every candidate here). Unlike theirs, the range always covers
/// the data: an axis that ends inside its data reads as a cut.
struct NiceScale: Hashable {
  var lower: Double
  var upper: Double
  /// Ascending, from `lower` to `upper`.
  var ticks: [Double]
  /// Fraction digits that tell every tick.
  var digits: Int

  /// - Parameter targetCount: how many ticks fit well.
  init(covering least: Double, _ most: Double, targetCount: Int) {
    var low = least.isFinite ? least : 0
    var high = most.isFinite ? most : 1
    if high < low { swap(&low, &high) }
    // Their difference must be finite too.
    low = min(max(low, -1e300), 1e300)
    high = min(max(high, -1e300), 1e300)
    if high == low {
      // One value: make room around it, up from zero where that is near.
      let room = low == 0 ? 1 : abs(low) * 0.5
      if low > 0 { low = 0 } else { low -= room }
      high += room
    }
    let target = max(2, targetCount)
    let preferred = [1.0, 5, 2, 2.5, 4, 3]
    var best = (score: -Double.infinity, start: low, step: high - low, count: 2, power: 0)

    for count in 2...(2 * target + 2) {
      let roughPower = Int(floor(log10((high - low) / Double(count - 1))))
      for power in (roughPower - 1)...(roughPower + 2) {
        for (order, q) in preferred.enumerated() {
          let step = NiceScale.product(q, power: power)
          guard step > 0, step.isFinite else { continue }
          let first = floor(low / step + 1e-9)
          let last = ceil(high / step - 1e-9)
          guard Int(exactly: last - first) == count - 1 else { continue }
          let includesZero = first <= 0 && last >= 0
          let simplicity =
            1 - Double(order) / Double(preferred.count - 1) + (includesZero ? 1.0 : 0)
          let range = high - low
          let over = pow(high - last * step, 2) + pow(low - first * step, 2)
          let coverage = 1 - 0.5 * over / pow(0.1 * range, 2)
          let ratio = Double(count) / Double(target)
          let density = 2 - max(ratio, 1 / ratio)
          let score = 0.25 * simplicity + 0.2 * coverage + 0.5 * density
          if score > best.score { best = (score, first, step, count, power) }
        }
      }
    }
    // The score can be −∞ only where the range underflows; then the data's own ends serve.
    guard best.score > -.infinity else {
      (lower, upper, ticks, digits) = (low, high, [low, high], 3)
      return
    }
    ticks = (0..<best.count).map { NiceScale.multiple(best.start + Double($0), of: best.step) }
    lower = ticks[0]
    upper = ticks[ticks.count - 1]
    let scaled = best.step / NiceScale.product(1, power: best.power)
    let halfDigit = scaled != scaled.rounded() ? 1 : 0
    digits = max(0, halfDigit - best.power)
  }

  /// q·10^power, by an exact power of ten.
  private static func product(_ q: Double, power: Int) -> Double {
    power >= 0 ? q * pow(10, Double(power)) : q / pow(10, Double(-power))
  }

  /// A whole multiple of the step, without the last-place error that makes 0.3 read
  /// 0.30000000000000004.
  private static func multiple(_ count: Double, of step: Double) -> Double {
    let value = count * step
    guard step < 1 else { return value }
    let inverse = (1 / step * 1e6).rounded() / 1e6
    return abs(count / inverse - value) < 1e-9 * abs(step) ? count / inverse : value
  }
}
