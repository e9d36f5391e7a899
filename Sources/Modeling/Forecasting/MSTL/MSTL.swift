/// Decomposition for several seasons at once (Bandara, Hyndman & Bergmeir,
/// "MSTL", arXiv 2107.13462, algorithm 1).
///
/// Seasons from the shortest to the longest are each estimated by STL on the
/// series less the other seasons, `iterations` times over; the trend is that of
/// the last STL. Seasons of which there are not two turns are left out. With no
/// season left the trend is a loess over the whole series.
public struct MSTL: Sendable, Codable, Equatable {
  public var periods: [Int]
  /// Spans of the seasonal smooths, the shortest season's first; 11, 15, 19, …
  /// where none is given.
  public var seasonalWindows: [Int]
  public var iterations: Int
  public var robust: Bool
  public var jumps: Bool

  public init(
    periods: [Int], seasonalWindows: [Int] = [], iterations: Int = 2, robust: Bool = false,
    jumps: Bool = true
  ) {
    self.periods = periods
    self.seasonalWindows = seasonalWindows
    self.iterations = iterations
    self.robust = robust
    self.jumps = jumps
  }

  /// - Parameter values: NaNs are filled beforehand from level and season
  ///   (`SeasonalFill`), and the remainder there is NaN.
  /// - Throws: `tooShort` below 3 values, `missingValues` when none is observed.
  public func decompose(_ values: [Double]) throws(FitError) -> Decomposition {
    let n = values.count
    guard n >= 3 else { throw .tooShort(needed: 3, got: n) }
    let used = PreparedSeries.usable(periods, length: n)
    let filled = SeasonalFill.completed(values, seasonalPeriods: used)
    guard filled.allSatisfy(\.isFinite) else { throw .missingValues }
    var seasonal = used.map { _ in [Double](repeating: 0, count: n) }
    var weights = [Double](repeating: 1, count: n)
    var trend: [Double]
    if used.isEmpty {
      let window = max(3, n / 4 * 2 + 1)
      var smoother = LoessSmoother(
        count: n, window: window, degree: 1, jump: jumps ? (window + 9) / 10 : 1)
      trend = smoother.smooth(filled)
    } else {
      trend = filled
      var adjusted = filled
      var runs = used.enumerated().map { k, period in
        STLRun(
          STL(
            period: period,
            seasonalWindow: k < seasonalWindows.count ? seasonalWindows[k] : 11 + 4 * k,
            robust: robust, jumps: jumps), count: n)
      }
      for _ in 0..<(used.count == 1 ? 1 : max(1, iterations)) {
        for k in used.indices {
          for t in 0..<n { adjusted[t] += seasonal[k][t] }
          (seasonal[k], trend, weights) = runs[k].decompose(adjusted)
          for t in 0..<n { adjusted[t] -= seasonal[k][t] }
        }
      }
    }
    var remainder = values
    for t in 0..<n {
      remainder[t] -= trend[t]
      for part in seasonal { remainder[t] -= part[t] }
    }
    return Decomposition(
      trend: trend, seasonal: seasonal, periods: used, remainder: remainder, weights: weights)
  }
}
