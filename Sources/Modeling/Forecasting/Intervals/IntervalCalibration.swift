internal import Foundation

/// One forecast made at a past origin and how wrong it was.
struct ErrorVector: Sendable {
  /// Which series, in the order of the panel.
  var series: Int
  /// Actual minus forecast, over `scales`: one a step; NaN where not known.
  var scaled: [Double]
}

/// Intervals from backtest errors, pooled over the series of a panel.
///
/// A scaled error u is taken apart as u = g(k) · r · v: g the growth over the
/// horizon (pooled mean |u| at step k, made non-decreasing by isotonic
/// regression), r the series' own size of error against the pool, v what is
/// left. r is the mean of |u|/g over the series' origins, drawn toward 1 by a
/// weight that the pool itself chooses by predictive likelihood; where v is
/// measured, the r of a series comes from its other origins, so that the
/// quantiles of v carry the doubt about r (cross-conformal prediction, Vovk,
/// 2015). Quantiles of v are widened by Student over normal quantiles for the
/// number of independent errors there are.
struct IntervalCalibration: Sendable {
  let levels = Forecast.standardLevels
  /// g(k), one a step.
  private(set) var growth: [Double]
  /// Quantiles of v at `levels`.
  private(set) var shape: [Double]
  private(set) var dependence: ErrorDependence
  /// r of each series of the panel; 1 where it was never tested.
  private(set) var ratios: [Double]
  /// The draw toward 1, counted in origins.
  private(set) var shrinkage: Double
  /// What `ForwardCheck` multiplies the quantiles of v by.
  private var widths = [Double](repeating: 1, count: Forecast.standardLevels.count)
  /// v of every error vector given, in that order.
  private let residuals: [[Double]]
  /// r of the series of each vector, from the other origins.
  private let otherRatios: [Double]

  /// - Returns: nil when there is not one error to learn from.
  init?(_ vectors: [ErrorVector], seriesCount: Int, horizon: Int) {
    guard vectors.contains(where: { $0.scaled.contains { $0.isFinite } }) else { return nil }
    growth = IntervalCalibration.growth(vectors, horizon: horizon)
    var sizes = [[Double]](repeating: [], count: seriesCount)
    let own = vectors.map { [growth] in IntervalCalibration.size($0, growth: growth) }
    for (vector, size) in zip(vectors, own) where size.isFinite {
      sizes[vector.series].append(size)
    }
    shrinkage = IntervalCalibration.bestShrinkage(sizes)
    ratios = sizes.map { [shrinkage] in
      $0.isEmpty ? 1 : ($0.reduce(0, +) + shrinkage) / (Double($0.count) + shrinkage)
    }
    let oneSeries = sizes.filter { !$0.isEmpty }.count == 1
    if oneSeries { ratios = ratios.map { _ in 1 } }
    otherRatios = zip(vectors, own).map { [shrinkage] vector, size in
      let mine = sizes[vector.series]
      guard size.isFinite, !oneSeries else { return 1 }
      return (mine.reduce(0, +) - size + shrinkage) / (Double(mine.count - 1) + shrinkage)
    }
    residuals = zip(vectors, otherRatios).map { [growth] vector, ratio in
      zip(vector.scaled, growth).map { $0 / ($1 * ratio) }
    }
    dependence = IntervalCalibration.dependence(residuals)
    shape = IntervalCalibration.shape(residuals[...], levels: levels, dependence: dependence)
    if let forward = ForwardCheck(vectors, seriesCount: seriesCount, horizon: horizon) {
      widths = levels.map { forward.factor(level: $0) }
      shape = zip(shape, widths).map { $0 * $1 }
    }
  }

  /// Without the check of the last origins, which is made with this.
  init(unchecked vectors: [ErrorVector], seriesCount: Int, horizon: Int) {
    growth = IntervalCalibration.growth(vectors, horizon: horizon)
    var sizes = [[Double]](repeating: [], count: seriesCount)
    for vector in vectors {
      let size = IntervalCalibration.size(vector, growth: growth)
      if size.isFinite { sizes[vector.series].append(size) }
    }
    shrinkage = IntervalCalibration.bestShrinkage(sizes)
    ratios = sizes.map { [shrinkage] in
      $0.isEmpty ? 1 : ($0.reduce(0, +) + shrinkage) / (Double($0.count) + shrinkage)
    }
    otherRatios = vectors.map { [ratios] in ratios[$0.series] }
    residuals = zip(vectors, otherRatios).map { [growth] vector, ratio in
      zip(vector.scaled, growth).map { $0 / ($1 * ratio) }
    }
    dependence = IntervalCalibration.dependence(residuals)
    shape = IntervalCalibration.shape(residuals[...], levels: levels, dependence: dependence)
  }

  /// r of the series that error vector belongs to, without that vector.
  func ratio(without vector: Int) -> Double { otherRatios[vector] }

  /// Quantiles of v with one error vector left out: an honest interval for it.
  func shape(without vector: Int) -> [Double] {
    // In a large pool one vector changes nothing worth another sort.
    guard residuals.count > 1, residuals.count <= 64 else { return shape }
    var rest = residuals
    rest.remove(at: vector)
    let raw = IntervalCalibration.shape(rest[...], levels: levels, dependence: dependence)
    return zip(raw, widths).map { $0 * $1 }
  }

  private static func growth(_ vectors: [ErrorVector], horizon: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: horizon)
    var counts = sums
    for vector in vectors {
      for (step, u) in vector.scaled.enumerated() where u.isFinite {
        // One absurd series must not set the width of all.
        sums[step] += min(abs(u), 50)
        counts[step] += 1
      }
    }
    let known = counts.lastIndex { $0 > 0 } ?? 0
    var means = (0...known).map { counts[$0] > 0 ? sums[$0] / counts[$0] : 0 }
    means = isotonic(means, weights: Array(counts[0...known]))
    // Past the last tested step errors are taken to grow like a random walk's.
    for step in (known + 1)..<max(horizon, known + 1) {
      means.append(means[known] * (Double(step + 1) / Double(known + 1)).squareRoot())
    }
    let least = max((means.max() ?? 0) * 1e-3, 1e-12)
    return means.map { max($0, least) }
  }

  private static func size(_ vector: ErrorVector, growth: [Double]) -> Double {
    var sum = 0.0
    var count = 0
    for (u, g) in zip(vector.scaled, growth) where u.isFinite {
      sum += min(abs(u), 50) / g
      count += 1
    }
    return count > 0 ? sum / Double(count) : .nan
  }

  /// The draw toward 1 under which the other origins of a series best predict
  /// the size of error at one, by the likelihood of a Laplace law.
  private static func bestShrinkage(_ sizes: [[Double]]) -> Double {
    let tested = sizes.filter { $0.count > 1 }
    guard tested.count > 1 else { return 2 }
    var best = (loss: Double.infinity, weight: 2.0)
    for weight in [0.125, 0.25, 0.5, 1, 2, 4, 8, 16, 32] {
      var loss = 0.0
      for own in tested {
        let total = own.reduce(0, +)
        for size in own {
          let ratio = (total - size + weight) / (Double(own.count - 1) + weight)
          loss += log(ratio) + size / ratio
        }
      }
      if loss < best.loss { best = (loss, weight) }
    }
    return best.weight
  }

  private static func dependence(_ residuals: [[Double]]) -> ErrorDependence {
    let horizon = residuals.map(\.count).max() ?? 0
    func correlation(_ lag: Int) -> Double? {
      var products = 0.0
      var squares = 0.0
      for vector in residuals where vector.count > lag {
        for t in lag..<vector.count where vector[t].isFinite && vector[t - lag].isFinite {
          let a = min(max(vector[t], -6), 6)
          let b = min(max(vector[t - lag], -6), 6)
          products += a * b
          squares += 0.5 * (a * a + b * b)
        }
      }
      return squares > 0 ? products / squares : nil
    }
    guard horizon > 1, let near = correlation(1) else { return .independent }
    let far = (horizon / 2..<max(horizon / 2 + 1, 3 * horizon / 4)).filter { $0 > 1 }
    let distant = far.compactMap(correlation)
    let persistent =
      distant.isEmpty ? 0 : min(max(distant.reduce(0, +) / Double(distant.count), 0), 0.95)
    let decay = min(max((near - persistent) / (1 - persistent), 0), 0.98)
    return ErrorDependence(persistent: persistent, decay: decay)
  }

  private static func shape(
    _ residuals: ArraySlice<[Double]>, levels: [Double], dependence: ErrorDependence
  ) -> [Double] {
    var pool: [Double] = []
    var independent = 0.0
    for vector in residuals {
      let known = vector.filter(\.isFinite)
      pool += known
      let count = Double(known.count)
      guard count > 0 else { continue }
      let fading = max(1, count * (1 - dependence.decay) / (1 + dependence.decay))
      independent += 1 / (dependence.persistent + (1 - dependence.persistent) / fading)
    }
    guard !pool.isEmpty else { return levels.map { StandardNormal.quantile($0) } }
    pool.sort()
    let raw = levels.map { level -> Double in
      let position = level * Double(pool.count - 1)
      let left = Int(position)
      let right = min(left + 1, pool.count - 1)
      return pool[left] + (position - Double(left)) * (pool[right] - pool[left])
    }
    // A few errors say little of their middle: the forecast is kept as median.
    let trust = Double(residuals.count) / (Double(residuals.count) + 20)
    let centre = raw[levels.count / 2] * (1 - trust)
    let freedom = max(2, independent - 1)
    // With few errors the normal shape of the same mean size fills in.
    let size = pool.reduce(0) { $0 + abs($1) } / Double(pool.count) * (Double.pi / 2).squareRoot()
    let own = Double(pool.count) / (Double(pool.count) + 30)
    return zip(levels, raw).map { level, value in
      let blended = own * (value - centre) + (1 - own) * size * StandardNormal.quantile(level)
      return blended * IntervalCalibration.widening(level, freedom: freedom)
    }
  }

  /// Student's quantile over the normal one (Abramowitz & Stegun 26.7.5).
  static func widening(_ level: Double, freedom: Double) -> Double {
    let z2 = StandardNormal.quantile(level) * StandardNormal.quantile(level)
    return 1 + (z2 + 1) / (4 * freedom)
      + (5 * z2 * z2 + 16 * z2 + 3) / (96 * freedom * freedom)
  }
}

/// The non-decreasing sequence nearest to `values` in weighted least squares:
/// pooling of adjacent violators (Ayer et al., 1955).
func isotonic(_ values: [Double], weights: [Double]) -> [Double] {
  var blocks: [(value: Double, weight: Double, count: Int)] = []
  for (value, weight) in zip(values, weights) {
    blocks.append((value, max(weight, 1e-9), 1))
    while blocks.count > 1, blocks[blocks.count - 2].value >= blocks[blocks.count - 1].value {
      let b = blocks.removeLast()
      let a = blocks.removeLast()
      let weight = a.weight + b.weight
      blocks.append(
        ((a.value * a.weight + b.value * b.weight) / weight, weight, a.count + b.count))
    }
  }
  return blocks.flatMap { [Double](repeating: $0.value, count: $0.count) }
}
