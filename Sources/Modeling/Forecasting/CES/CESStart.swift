/// The states before the first backcasting pass, from the start of the series.
struct CESStart {
  /// The series with its gaps filled.
  private let filled: [Double]

  /// - Parameter values: at least one that is not NaN.
  init(_ values: [Double], period: Int) {
    filled = SeasonalFill.completed(values, seasonalPeriods: period > 1 ? [period] : [])
  }

  /// Level: the mean of the first ten values, or of the first season. Season: the
  /// first season itself (simple) or the seasonal part of a classical additive
  /// decomposition. Companions are the real parts over 1.1: all of it as
  /// statsforecast does, whose values are the reference.
  func state(_ model: CESModel) -> CESState {
    let period = model.period
    let head = model.seasonality == .none ? min(10, filled.count) : min(period, filled.count)
    var mean = 0.0
    for t in 0..<head { mean += filled[t] }
    mean /= Double(head)
    let level = SIMD2(mean, mean / 1.1)
    switch model.seasonality {
    case .none: return CESState(level: level)
    case .simple:
      return CESState(level: .zero, season: filled.prefix(period).map { SIMD2($0, $0 / 1.1) })
    case .partial:
      return CESState(level: level, season: decomposed(period).map { SIMD2($0, 0) })
    case .full:
      return CESState(level: level, season: decomposed(period).map { SIMD2($0, $0 / 1.1) })
    }
  }

  /// Means by phase of the series less its centred moving average, about zero.
  private func decomposed(_ period: Int) -> [Double] {
    let n = filled.count
    let half = period / 2
    var sums = [Double](repeating: 0, count: period)
    var counts = sums
    var window = 0.0
    for t in 0..<min(2 * half + 1, n) { window += filled[t] }
    if n > 2 * half {
      for t in half..<(n - half) {
        let ends = period % 2 == 0 ? 0.5 * (filled[t - half] + filled[t + half]) : 0
        sums[t % period] += filled[t] - (window - ends) / Double(period)
        counts[t % period] += 1
        if t + half + 1 < n { window += filled[t + half + 1] - filled[t - half] }
      }
    }
    let season = zip(sums, counts).map { $1 > 0 ? $0 / $1 : 0 }
    let mean = season.reduce(0, +) / Double(period)
    return season.map { $0 - mean }
  }
}
