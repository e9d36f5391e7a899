/// A series taken apart: values = trend + seasonal + remainder.
public struct Decomposition: Sendable, Codable {
  @MissingAsNull public var trend: [Double]
  /// One part a season length, in the order of `periods`.
  public var seasonal: [[Double]]
  public var periods: [Int]
  @MissingAsNull public var remainder: [Double]
  /// Robustness weights, 0 ... 1; all 1 without robust iterations.
  public var weights: [Double]
}

/// Seasonal-trend decomposition by loess (Cleveland, Cleveland, McRae &
/// Terpenning, Journal of Official Statistics 6, 1990).
///
/// An inner turn, with T the trend so far (0 at first):
/// 1. C: each cycle-subseries of Y − T smoothed by loess, carried one season
///    beyond both ends;
/// 2. L: C under moving averages of length p, p, 3, then loess;
/// 3. S = C − L;
/// 4. T: loess of Y − S.
/// An outer turn takes bisquare weights from the remainder, with six times its
/// median size as the cut, into the loess of steps 1 and 4.
public struct STL: Sendable, Codable, Equatable {
  public var period: Int
  /// Odd spans of the three loess smooths, in points.
  public var seasonalWindow: Int
  public var trendWindow: Int
  public var lowPassWindow: Int
  /// Degrees of the local polynomials, 0 or 1.
  public var seasonalDegree: Int
  public var trendDegree: Int
  public var lowPassDegree: Int
  /// Points from one smoothed point to the next; straight lines between.
  public var seasonalJump: Int
  public var trendJump: Int
  public var lowPassJump: Int
  public var innerIterations: Int
  public var robustIterations: Int

  /// - Parameters:
  ///   - period: season length, at least 2.
  ///   - seasonalWindow: how many turns of the season a seasonal value is drawn
  ///     from, odd, at least 7 for a season that stays smooth.
  ///   - jumps: false smooths every point; true every tenth of a window, as R does.
  public init(
    period: Int, seasonalWindow: Int = 11, seasonalDegree: Int = 0, trendWindow: Int? = nil,
    robust: Bool = false, jumps: Bool = true
  ) {
    precondition(period > 1, "a season has at least two steps")
    self.period = period
    self.seasonalWindow = max(3, STL.odd(seasonalWindow))
    let share = 1 - 1.5 / Double(self.seasonalWindow)
    self.trendWindow =
      trendWindow.map { max(3, STL.odd($0)) }
      ?? STL.odd(Int((1.5 * Double(period) / share).rounded(.up)))
    lowPassWindow = STL.odd(period)
    self.seasonalDegree = seasonalDegree
    trendDegree = 1
    lowPassDegree = 1
    seasonalJump = jumps ? STL.tenth(self.seasonalWindow) : 1
    trendJump = jumps ? STL.tenth(self.trendWindow) : 1
    lowPassJump = jumps ? STL.tenth(lowPassWindow) : 1
    innerIterations = robust ? 1 : 2
    robustIterations = robust ? 15 : 0
  }

  private static func odd(_ span: Int) -> Int { span % 2 == 0 ? span + 1 : span }
  private static func tenth(_ span: Int) -> Int { (span + 9) / 10 }

  /// - Parameter values: at least two seasons; NaNs are filled beforehand from
  ///   level and season (`SeasonalFill`), and the remainder there is NaN.
  public func decompose(_ values: [Double]) throws(FitError) -> Decomposition {
    guard values.count >= 2 * period else {
      throw .tooShort(needed: 2 * period, got: values.count)
    }
    let filled = SeasonalFill.completed(values, seasonalPeriods: [period])
    guard filled.allSatisfy(\.isFinite) else { throw .missingValues }
    var run = STLRun(self, count: values.count)
    let (seasonal, trend, weights) = run.decompose(filled)
    var remainder = values
    for t in values.indices { remainder[t] -= seasonal[t] + trend[t] }
    return Decomposition(
      trend: trend, seasonal: [seasonal], periods: [period], remainder: remainder, weights: weights)
  }
}

/// The smoothers of one STL on series of one length, kept between turns.
struct STLRun {
  private let settings: STL
  private let count: Int
  /// Cycle-subseries come in two lengths.
  private var longCycle: LoessSmoother
  private var shortCycle: LoessSmoother
  private var lowPass: LoessSmoother
  private var trendSmoother: LoessSmoother

  init(_ settings: STL, count: Int) {
    self.settings = settings
    self.count = count
    let turns = (count + settings.period - 1) / settings.period
    func cycle(_ length: Int) -> LoessSmoother {
      LoessSmoother(
        count: length, window: settings.seasonalWindow, degree: settings.seasonalDegree,
        jump: settings.seasonalJump)
    }
    longCycle = cycle(turns)
    shortCycle = cycle(turns - 1)
    lowPass = LoessSmoother(
      count: count, window: settings.lowPassWindow, degree: settings.lowPassDegree,
      jump: settings.lowPassJump)
    trendSmoother = LoessSmoother(
      count: count, window: settings.trendWindow, degree: settings.trendDegree,
      jump: settings.trendJump)
  }

  mutating func decompose(
    _ values: [Double]
  ) -> (seasonal: [Double], trend: [Double], weights: [Double]) {
    var trend = [Double](repeating: 0, count: count)
    var seasonal = trend
    var user: [Double]?
    for outer in 0...settings.robustIterations {
      for _ in 0..<settings.innerIterations {
        innerTurn(values, user: user, trend: &trend, seasonal: &seasonal)
      }
      if outer < settings.robustIterations {
        user = STLRun.robustness(values, seasonal, trend)
      }
    }
    let weights = user ?? [Double](repeating: 1, count: count)
    return (seasonal, trend, weights)
  }

  private mutating func innerTurn(
    _ values: [Double], user: [Double]?, trend: inout [Double], seasonal: inout [Double]
  ) {
    let period = settings.period
    var detrended = values
    for t in 0..<count { detrended[t] -= trend[t] }
    let cycles = smoothCycles(detrended, user: user)
    var low = STLRun.movingAverage(cycles, period)
    low = STLRun.movingAverage(low, period)
    low = STLRun.movingAverage(low, 3)
    low = lowPass.smooth(low)
    var adjusted = values
    for t in 0..<count {
      seasonal[t] = cycles[period + t] - low[t]
      adjusted[t] -= seasonal[t]
    }
    trend = trendSmoother.smooth(adjusted, user: user)
  }

  /// Step 1: `count + 2 period` values, one season before to one after.
  private mutating func smoothCycles(_ values: [Double], user: [Double]?) -> [Double] {
    let period = settings.period
    var cycles = [Double](repeating: 0, count: count + 2 * period)
    for phase in 0..<period {
      let indices = stride(from: phase, to: count, by: period)
      let cycle = indices.map { values[$0] }
      let weights = user.map { all in indices.map { all[$0] } }
      let isLong = cycle.count == (count + period - 1) / period
      let smoothed =
        isLong
        ? STLRun.extended(&longCycle, cycle, weights, window: settings.seasonalWindow)
        : STLRun.extended(&shortCycle, cycle, weights, window: settings.seasonalWindow)
      for (turn, value) in smoothed.enumerated() { cycles[turn * period + phase] = value }
    }
    return cycles
  }

  /// The smooth of a subseries with one value before it and one after.
  private static func extended(
    _ smoother: inout LoessSmoother, _ cycle: [Double], _ weights: [Double]?, window: Int
  ) -> [Double] {
    let inner = smoother.smooth(cycle, user: weights)
    let width = min(window, cycle.count)
    let before = smoother.value(cycle, at: -1, first: 0, width: width, user: weights)
    let after = smoother.value(
      cycle, at: cycle.count, first: cycle.count - width, width: width, user: weights)
    return [before ?? inner[0]] + inner + [after ?? inner[inner.count - 1]]
  }

  /// Means of `length` neighbours: `length − 1` values fewer.
  private static func movingAverage(_ values: [Double], _ length: Int) -> [Double] {
    let count = values.count - length + 1
    var sum = 0.0
    for t in 0..<length { sum += values[t] }
    var means = [Double](repeating: 0, count: count)
    means[0] = sum / Double(length)
    for t in 1..<max(count, 1) {
      sum += values[t + length - 1] - values[t - 1]
      means[t] = sum / Double(length)
    }
    return means
  }

  private static func robustness(
    _ values: [Double], _ seasonal: [Double], _ trend: [Double]
  ) -> [Double] {
    let sizes = values.indices.map { abs(values[$0] - seasonal[$0] - trend[$0]) }
    let cut = 6 * middle(sizes)
    return sizes.map { size in
      if size <= 0.001 * cut { return 1 }
      if size > 0.999 * cut { return 0 }
      let ratio = size / cut
      return (1 - ratio * ratio) * (1 - ratio * ratio)
    }
  }
}
