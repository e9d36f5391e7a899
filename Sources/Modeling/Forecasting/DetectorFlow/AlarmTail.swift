internal import Foundation

/// How high the greatest score of a block of time rises, and how often.
///
/// Heights over the median of the block maxima follow a generalized Pareto law with
/// scale σ and shape ξ (Pickands 1975; peaks over threshold as Siffer, Fouque, Termier and
/// Largouët 2017 use them for alarms). Maxima of blocks rather than single scores, because
/// neighbouring scores rise together. The highest tenth of the blocks is censored: it says
/// only that it was higher, not by how much, so that incidents in the past, which are what
/// alarms are for, do not raise the bar for the next one. The shape has a normal prior,
/// 0.1 ± 0.1 (a penalized likelihood as of Coles and Dixon 1999), and is never negative:
/// a bounded tail would call some scores impossible.
struct AlarmTail: Sendable, Equatable {
  /// The median of the maxima.
  let base: Double
  /// σ and ξ.
  let scale: Double
  let shape: Double
  /// Blocks a week whose maximum rises over `base`.
  let perWeek: Double

  /// Where the prior of the shape lies, how wide it is, and how far it is searched.
  static let priorShape = 0.1
  static let priorDeviation = 0.1
  static let steepest = 0.6
  /// Share of the blocks whose heights are taken as they are.
  static let uncensored = 0.9
  /// Fewer heights than this say nothing.
  static let fewest = 6

  /// - Parameters:
  ///   - maxima: of blocks, in any order, finite.
  ///   - blocksPerWeek: of such blocks.
  /// - Returns: nil where there are too few, or they do not vary.
  init?(maxima: [Double], blocksPerWeek: Double) {
    let sorted = maxima.sorted()
    guard sorted.count >= 2 * AlarmTail.fewest else { return nil }
    let base = AlarmTail.quantile(sorted, 0.5)
    let roof = AlarmTail.quantile(sorted, AlarmTail.uncensored) - base
    let heights = sorted.filter { $0 > base }.map { $0 - base }
    guard roof > 0, heights.count >= AlarmTail.fewest else { return nil }
    let likelihood = CensoredHeights(
      known: heights.filter { $0 < roof }, roof: roof,
      censored: heights.count { $0 >= roof })
    let fit = likelihood.best()
    self.init(
      base: base, scale: fit.scale, shape: fit.shape,
      perWeek: blocksPerWeek * Double(heights.count) / Double(sorted.count))
  }

  init(base: Double, scale: Double, shape: Double, perWeek: Double) {
    self.base = base
    self.scale = scale
    self.shape = shape
    self.perWeek = perWeek
  }

  /// The score that so many blocks a week rise over.
  func level(alarmsPerWeek rate: Double) -> Double {
    guard rate < perWeek else { return base }
    let ratio = log(perWeek / rate)
    return base + scale * (shape > 1e-9 ? expm1(shape * ratio) / shape : ratio)
  }

  /// Blocks a week that rise over a score.
  func rate(over score: Double) -> Double {
    let height = max(0, score - base) / scale
    return perWeek * (shape > 1e-9 ? pow(1 + shape * height, -1 / shape) : exp(-height))
  }

  /// By linear interpolation between order statistics.
  static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    let place = share * Double(sorted.count - 1)
    let low = Int(place)
    let high = min(low + 1, sorted.count - 1)
    return sorted[low] + (place - Double(low)) * (sorted[high] - sorted[low])
  }
}

/// Heights of which the greatest are known to be at least `roof` only.
private struct CensoredHeights {
  let known: [Double]
  let roof: Double
  let censored: Int

  /// The penalized maximum: shapes on a grid, then by golden section around the best.
  func best() -> (scale: Double, shape: Double) {
    var logScale = log((known.reduce(0, +) + Double(censored) * roof) / Double(known.count + 1))
    var least = (loss: Double.infinity, shape: 0.0, logScale: logScale)
    for k in 0...Int(AlarmTail.steepest / 0.05) {
      let shape = 0.05 * Double(k)
      logScale = bestLogScale(shape, from: logScale)
      let loss = loss(shape, logScale)
      if loss < least.loss { least = (loss, shape, logScale) }
    }
    var low = max(0, least.shape - 0.05)
    var high = min(AlarmTail.steepest, least.shape + 0.05)
    let golden = (5.0.squareRoot() - 1) / 2
    for _ in 0..<24 {
      let left = high - golden * (high - low)
      let right = low + golden * (high - low)
      let leftLoss = loss(left, bestLogScale(left, from: least.logScale))
      let rightLoss = loss(right, bestLogScale(right, from: least.logScale))
      if leftLoss <= rightLoss { high = right } else { low = left }
    }
    let shape = (low + high) / 2
    return (exp(bestLogScale(shape, from: least.logScale)), shape)
  }

  private func loss(_ shape: Double, _ logScale: Double) -> Double {
    let scale = exp(logScale)
    func logTail(_ height: Double) -> Double {
      shape > 1e-9 ? log1p(shape * height / scale) / shape : height / scale
    }
    var sum = Double(known.count) * logScale + Double(censored) * logTail(roof)
    for height in known { sum += (1 + shape) * logTail(height) }
    let off = (shape - AlarmTail.priorShape) / AlarmTail.priorDeviation
    return sum + 0.5 * off * off
  }

  /// Newton's method: the loss is convex in log σ.
  private func bestLogScale(_ shape: Double, from start: Double) -> Double {
    var place = start
    for _ in 0..<30 {
      let scale = exp(place)
      var slope = Double(known.count)
      var curve = 0.0
      func add(_ height: Double, _ weight: Double) {
        let ratio = height / scale
        let part = 1 + shape * ratio
        slope -= weight * ratio / part
        curve += weight * ratio / (part * part)
      }
      for height in known { add(height, 1 + shape) }
      add(roof, Double(censored))
      guard curve > 0 else { break }
      let step = min(max(-slope / curve, -1), 1)
      place += step
      if abs(step) < 1e-10 { break }
    }
    return place
  }
}
