internal import Foundation

/// What changes of each kind leave in the innovations of a wandering level, and
/// how clearly a series of innovations shows them, for all places at once.
///
/// A level shift leaves (1 − α)^k. With S_t = e_t + (1 − α) S_{t+1}, summed from
/// the end, e has the product S_T with the trace of a shift at T, S_T − S_{T+1}
/// with that of an outlier, and C_T = S_T − S_{T+1} + δ C_{T+1} with that of a
/// change that fades by δ: every statistic costs one pass.
struct Traces: Sendable {
  let isKnown: [Bool]
  let smoothing: Double
  /// Sums of squares of the first k values of each trace, by kind.
  private let energy: [[Double]]

  init(isKnown: [Bool], smoothing: Double) {
    self.isKnown = isKnown
    self.smoothing = smoothing
    let n = isKnown.count
    energy = Anomaly.Kind.allCases.map { kind in
      var sums = [0.0]
      sums.reserveCapacity(n + 1)
      for value in Traces.trace(kind, count: n, smoothing: smoothing) {
        sums.append(sums[sums.count - 1] + value * value)
      }
      return sums
    }
  }

  static func trace(_ kind: Anomaly.Kind, count: Int, smoothing: Double) -> [Double] {
    WanderingLevel.innovations(
      WanderingLevel.shape(kind, count: count), smoothing: smoothing)
  }

  /// The trace of a change at `offset`, cut off where it has died away, zero where
  /// nothing is known.
  func column(_ kind: Anomaly.Kind, at offset: Int) -> Trace {
    let n = isKnown.count
    let fade = smoothing < 1 ? -16 / log(1 - smoothing) : 1
    let count = min(n - offset, 24 + Int(fade))
    var shape = WanderingLevel.shape(kind, count: count)
    for step in 0..<count where !isKnown[offset + step] { shape[step] = .nan }
    return Trace(
      first: offset, values: WanderingLevel.innovations(shape, smoothing: smoothing))
  }

  /// The traces of the start level and of a straight line.
  var base: [Trace] {
    let ramp = WanderingLevel.innovations(
      isKnown.indices.map { isKnown[$0] ? Double($0) / Double(isKnown.count) : .nan },
      smoothing: smoothing)
    return [column(.levelShift, at: 0), Trace(first: 0, values: ramp)]
  }

  /// The same made orthonormal; one column where a line cannot be told from a level.
  private var orthonormalBase: [[Double]] {
    var made: [[Double]] = []
    for trace in base {
      var column = trace.values
      column += [Double](repeating: 0, count: isKnown.count - trace.end)
      let size = column.reduce(0) { $0 + $1 * $1 }.squareRoot()
      for known in made {
        let product = zip(column, known).reduce(0) { $0 + $1.0 * $1.1 }
        for t in column.indices { column[t] -= product * known[t] }
      }
      let rest = column.reduce(0) { $0 + $1 * $1 }.squareRoot()
      if rest > 1e-6 * size { made.append(column.map { $0 / rest }) }
    }
    return made
  }

  /// Products of a series with the traces of changes at every place, by kind.
  private func products(_ series: [Double]) -> [[Double]] {
    let n = series.count
    var outlier = [Double](repeating: 0, count: n)
    var fading = outlier
    var shift = outlier
    var (sum, faded) = (0.0, 0.0)
    for t in stride(from: n - 1, through: 0, by: -1) {
      let next = sum
      sum = series[t] + (1 - smoothing) * sum
      faded = sum - next + WanderingLevel.fading * faded
      outlier[t] = sum - next
      fading[t] = faded
      shift[t] = sum
    }
    return [outlier, fading, shift]
  }

  /// Changes that stand out from `residuals` by more than `limit`: the largest,
  /// and with it others nearly as large and far enough off to be told apart.
  ///
  /// - Parameter residuals: cleared of start level and drift, whose share in every
  ///   trace therefore shows nothing.
  func candidates(
    residuals: [Double], deviation: Double, limit: Double, taken: [Int]
  ) -> [EffectSearch.Effect] {
    let n = residuals.count
    let own = products(residuals)
    let shared = orthonormalBase.map(products)
    let kinds = Anomaly.Kind.allCases
    var best: [EffectSearch.Effect] = []
    for t in 0..<n where isKnown[t] {
      var top: EffectSearch.Effect?
      for (k, kind) in kinds.enumerated() {
        switch kind {
        case .outlier: break
        case .temporaryChange: if n - t < 4 || t < 2 { continue }
        case .levelShift:
          if t < EffectSearch.shortestRun || n - t < EffectSearch.shortestRun { continue }
        }
        var left = energy[k][n - t]
        let whole = left
        for column in shared { left -= column[k][t] * column[k][t] }
        // A trace that the base explains shows nothing of its own.
        guard left > 0.02 * whole else { continue }
        let score = abs(own[k][t]) / (deviation * left.squareRoot())
        if score > limit, score > (top?.score ?? 0) {
          top = .init(kind: kind, offset: t, size: own[k][t] / left, score: score)
        }
      }
      if let top { best.append(top) }
    }
    let reach = max(6, Int((3 / max(smoothing, 0.03)).rounded()))
    let ranked = best.filter { !taken.contains($0.offset) }
      .sorted { $0.score != $1.score ? $0.score > $1.score : $0.offset < $1.offset }
    var chosen: [EffectSearch.Effect] = []
    for effect in ranked {
      if let largest = chosen.first, effect.score < 0.7 * largest.score { break }
      if chosen.allSatisfy({ abs($0.offset - effect.offset) > reach }) { chosen.append(effect) }
      if chosen.count == 8 { break }
    }
    return chosen
  }
}
