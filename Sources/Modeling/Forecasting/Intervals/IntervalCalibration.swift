/// One forecast made at a past origin and how wrong it was.
struct ErrorVector: Sendable {
  /// Which series, in the order of the panel.
  var series: Int
  /// How many values of the series lay before the forecast.
  var origin: Int
  /// Actual minus forecast, over the width `ErrorWidth` expected: one a step; NaN
  /// where not known.
  var scaled: [Double]
}

/// Intervals from backtest errors, pooled over the series of a panel.
///
/// A scaled error u is taken apart as u = g(k) · r · v: g the growth over the
/// horizon that the expected width did not foresee (pooled mean |u| at step k, made
/// non-decreasing by isotonic regression), r the series' own size of error against
/// the pool (`PastErrors`), v what is left. r is the mean of |u|/g over the series'
/// origins, drawn toward 1; where v is measured, the r of a series comes from what
/// had been seen before that origin, so that the quantiles of v carry the doubt
/// about r (after split conformal prediction; Lei, G'Sell, Rinaldo, Tibshirani & Wasserman,
/// Journal of the American Statistical Association 113, 2018, section 5.2).
/// Quantiles of v are widened by Student over normal quantiles for the number of
/// independent errors there are.
struct IntervalCalibration: Sendable {
  let levels = Forecast.standardLevels
  /// g(k), one a step.
  let growth: [Double]
  /// Quantiles of v at `levels`.
  private(set) var shape: [Double]
  let dependence: ErrorDependence
  /// r of each series of the panel; 1 where it was never tested.
  let ratios: [Double]
  /// The draw toward 1, counted in origins.
  let shrinkage: Double
  /// What `ForwardCheck` multiplies the quantiles of v by.
  private var widths = [Double](repeating: 1, count: Forecast.standardLevels.count)
  /// v of every error vector given, in that order.
  private let residuals: [[Double]]
  /// r of the series of each vector, from what came before it.
  private let earlierRatios: [Double]

  /// - Returns: nil when there is not one error to learn from.
  init?(_ vectors: [ErrorVector], seriesCount: Int, horizon: Int) {
    guard vectors.contains(where: { $0.scaled.contains { $0.isFinite } }) else { return nil }
    let growth = IntervalCalibration.growth(vectors, horizon: horizon)
    let past = PastErrors(vectors, growth: growth, seriesCount: seriesCount)
    self.growth = growth
    shrinkage = past.draw
    ratios = (0..<seriesCount).map { past.ratio(series: $0) }
    earlierRatios = vectors.indices.map { past.ratio(before: $0) }
    residuals = zip(vectors, earlierRatios).map { vector, ratio in
      zip(vector.scaled, growth).map { $0 / ($1 * ratio) }
    }
    dependence = IntervalCalibration.dependence(residuals)
    // Where series differ lastingly, errors met before that was known are wider than
    // any to come.
    let informed = vectors.indices.filter {
      past.draw >= PastErrors.usualDraw || past.isInformed(before: $0, series: vectors[$0].series)
    }
    let pool = informed.count >= 100 ? informed : Array(vectors.indices)
    let judged = pool.map { [residuals] in residuals[$0] }
    shape = IntervalCalibration.shape(judged, levels: levels, dependence: dependence)
    if let forward = ForwardCheck(
      series: pool.map { vectors[$0].series }, residuals: judged, seriesCount: seriesCount,
      dependence: dependence)
    {
      widths = levels.map { forward.factor(level: $0) }
      shape = zip(shape, widths).map { $0 * $1 }
    }
  }

  /// r of the series that error vector belongs to, as it was known then.
  func ratio(without vector: Int) -> Double { earlierRatios[vector] }

  /// Quantiles of v with one error vector left out: an honest interval for it.
  func shape(without vector: Int) -> [Double] {
    // In a large pool one vector changes nothing worth another sort.
    guard residuals.count > 1, residuals.count <= 64 else { return shape }
    var rest = residuals
    rest.remove(at: vector)
    let raw = IntervalCalibration.shape(rest, levels: levels, dependence: dependence)
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
    // A few vectors say little of single steps: the expected width stands against
    // them as three vectors of one size would. A step that one origin happened to
    // hit must not make the next origin's ordinary error there look enormous.
    let tested = Double(vectors.count { $0.scaled.contains(where: \.isFinite) })
    let total = counts.reduce(0, +)
    let even = zip(means, counts).reduce(0) { $0 + $1.0 * $1.1 } / total
    means = means.map { (tested * $0 + 3 * even) / (tested + 3) }
    // Past the last tested step errors are taken to grow like a random walk's.
    for step in (known + 1)..<max(horizon, known + 1) {
      means.append(means[known] * (Double(step + 1) / Double(known + 1)).squareRoot())
    }
    let least = max((means.max() ?? 0) * 1e-3, 1e-12)
    return means.map { max($0, least) }
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

  static func shape(
    _ residuals: [[Double]], levels: [Double], dependence: ErrorDependence
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
    let raw = levels.map { sortedQuantile(pool, $0) }
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

/// Linear interpolation of order statistics (type 7 of Hyndman & Fan, 1996).
func sortedQuantile(_ sorted: [Double], _ level: Double) -> Double {
  let position = level * Double(sorted.count - 1)
  let left = Int(position)
  let right = min(left + 1, sorted.count - 1)
  return sorted[left] + (position - Double(left)) * (sorted[right] - sorted[left])
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
