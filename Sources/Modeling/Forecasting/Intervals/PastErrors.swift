/// What the errors of a series' earlier forecasts say of the size of its next ones.
///
/// Of an earlier forecast only the steps count that had come by the origin in
/// question: where origins stand closer together than a horizon, the rest of it
/// would be the very errors that are to be judged.
struct PastErrors: Sendable {
  /// Sum of |u|/g and number of errors behind each error vector, both in horizons.
  private let before: [(sum: Double, weight: Double)]
  /// The same at the end of each series' data.
  private let all: [(sum: Double, weight: Double)]
  /// How many origins' worth of the pool a series' own size is drawn by.
  private(set) var draw: Double

  /// The draw when the panel does not clearly say otherwise.
  static let usualDraw = 16.0

  init(_ vectors: [ErrorVector], growth: [Double], seriesCount: Int) {
    var own = [[Int]](repeating: [], count: seriesCount)
    let horizon = Double(growth.count)
    // Sums over the first k steps of each vector.
    var sums: [[Double]] = []
    var counts: [[Double]] = []
    for (index, vector) in vectors.enumerated() {
      own[vector.series].append(index)
      var sum = [0.0]
      var count = [0.0]
      for (u, g) in zip(vector.scaled, growth) {
        let isKnown = u.isFinite
        sum.append(sum[sum.count - 1] + (isKnown ? min(abs(u) / g, PastErrors.most) / horizon : 0))
        count.append(count[count.count - 1] + (isKnown ? 1 / horizon : 0))
      }
      sums.append(sum)
      counts.append(count)
    }
    var before = [(sum: Double, weight: Double)](repeating: (0, 0), count: vectors.count)
    var all = [(sum: Double, weight: Double)](repeating: (0, 0), count: seriesCount)
    for (series, indices) in own.enumerated() {
      for index in indices {
        for earlier in indices where vectors[earlier].origin < vectors[index].origin {
          let come = min(vectors[index].origin - vectors[earlier].origin, sums[earlier].count - 1)
          before[index].sum += sums[earlier][come]
          before[index].weight += counts[earlier][come]
        }
        all[series].sum += sums[index][sums[index].count - 1]
        all[series].weight += counts[index][counts[index].count - 1]
      }
    }
    self.before = before
    self.all = all
    draw = PastErrors.usualDraw
    if all.count(where: { $0.weight > 0 }) == 1 {
      // What one series' errors are like, the pool's growth already says.
      draw = .infinity
    } else {
      draw = bestDraw(vectors, growth: growth, own: own)
    }
  }

  /// Errors farther out than so many times what is usual count as that.
  private static let most = 50.0

  /// The size expected of error vector `index` against the pool, from what came
  /// before it.
  func ratio(before index: Int) -> Double { ratio(before[index], draw: draw) }

  /// Whether at least half of what a series knows of its errors at the end of its data
  /// was known before error vector `index`.
  func isInformed(before index: Int, series: Int) -> Bool {
    before[index].weight > 0 && before[index].weight >= 0.5 * all[series].weight
  }

  /// The size expected of the series' next errors against the pool.
  func ratio(series: Int) -> Double { ratio(all[series], draw: draw) }

  private func ratio(_ known: (sum: Double, weight: Double), draw: Double) -> Double {
    draw.isFinite ? (known.sum + draw) / (known.weight + draw) : 1
  }

  /// The draw whose 95 % intervals would have had the best interval score, each
  /// vector judged from those before it. The usual one is left only for a gain of
  /// 2 %, and by more than one standard error of the mean over series.
  private func bestDraw(_ vectors: [ErrorVector], growth: [Double], own: [[Int]]) -> Double {
    let tested = own.map { $0.filter { before[$0].weight >= 0.5 } }.filter { !$0.isEmpty }
    guard tested.count >= 8 else { return PastErrors.usualDraw }
    // Two thousand series tell as much as a hundred thousand.
    let stride = max(1, tested.count / 2000)
    let judged = Swift.stride(from: 0, to: tested.count, by: stride).map { tested[$0] }
    let usual = scores(judged, of: vectors, growth: growth, draw: PastErrors.usualDraw)
    let size = usual.reduce(0, +) / Double(usual.count)
    var best = (gain: -0.02 * size, draw: PastErrors.usualDraw)
    for draw in [4, 1, 0.25] {
      let own = scores(judged, of: vectors, growth: growth, draw: draw)
      let differences = zip(own, usual).map { $0 - $1 }
      let count = Double(differences.count)
      let mean = differences.reduce(0, +) / count
      let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
      if mean < best.gain, mean + (variance / count).squareRoot() < 0 { best = (mean, draw) }
    }
    return best.draw
  }

  /// Mean interval score of each series in units of its widths.
  private func scores(
    _ judged: [[Int]], of vectors: [ErrorVector], growth: [Double], draw: Double
  ) -> [Double] {
    var pool: [Double] = []
    for indices in judged {
      for index in indices {
        let ratio = ratio(before[index], draw: draw)
        for (u, g) in zip(vectors[index].scaled, growth) where u.isFinite {
          pool.append(u / (g * ratio))
        }
      }
    }
    pool.sort()
    let low = sortedQuantile(pool, 0.025)
    let high = sortedQuantile(pool, 0.975)
    return judged.map { indices in
      var sum = 0.0
      var count = 0.0
      for index in indices {
        let ratio = ratio(before[index], draw: draw)
        for (u, g) in zip(vectors[index].scaled, growth) where u.isFinite {
          let v = min(max(u / (g * ratio), -1e4), 1e4)
          sum += (high - low + 40 * (max(0, low - v) + max(0, v - high))) * g * ratio
          count += 1
        }
      }
      return count > 0 ? sum / count : 0
    }
  }
}
