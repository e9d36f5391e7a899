internal import Glibc

/// Exponential smoothing with trigonometric seasons, several of them, of any length
/// (De Livera, Hyndman & Snyder 2011). The equations stand at the top of
/// `TBATSModel`.
///
/// Chosen in this order, each once: log or not, by how the spread of blocks of the
/// longest season grows with their means; the harmonics (`HarmonicSelection`); a
/// damped trend or none, by AICc (none where a season is longer than 60 steps); one autoregressive error or none, where the
/// residuals are correlated, by AICc. Parameters and initial states minimize the
/// squared one-step errors together.
///
/// Documented results for series that carry little:
/// - no observation throws `tooShort`, an infinite value `unsuitable`;
/// - a constant series goes on without variance; fewer than six observations give
///   a level with α = ½ from the first one;
/// - a season needs two full periods, or it is left out, as is one without a
///   harmonic that matters;
/// - missing values are passed over by the states with no error; for the choice of
///   the harmonics they are filled along the season.
public struct TBATS: Forecaster, Hashable {
  public static let name = "tbats"

  /// Whether to take logs, a trend, an autoregressive error.
  public enum Choice: String, Sendable, Codable {
    case automatic, yes, no
  }

  /// The longest season, in steps, of a series for which a trend is tried unasked.
  private static let longestWithTrend = 60.0

  /// Season lengths in steps, whole or not; nil for those of the series.
  public var periods: [Double]?
  public var logarithm: Choice
  public var trend: Choice
  public var autoregressiveErrors: Choice

  public init(
    periods: [Double]? = nil, logarithm: Choice = .automatic, trend: Choice = .automatic,
    autoregressiveErrors: Choice = .automatic
  ) {
    self.periods = periods
    self.logarithm = logarithm
    self.trend = trend
    self.autoregressiveErrors = autoregressiveErrors
  }

  /// - Throws: as above; `nonPositive` where logs are asked for and a value is not
  ///   positive.
  public func fit(_ series: TrainingSeries) throws(FitError) -> FittedTBATS {
    let observed = series.values.filter { !$0.isNaN }
    guard let least = observed.min(), let greatest = observed.max() else {
      throw .tooShort(needed: 1, got: 0)
    }
    guard least.isFinite && greatest.isFinite else { throw .unsuitable("an infinite value") }
    guard logarithm != .yes || least > 0 else { throw .nonPositive }
    guard observed.count >= 6,
      greatest - least > 1e-13 * max(abs(least), abs(greatest))
    else { return FittedTBATS(still: series.values, isCount: series.isCount) }
    let periods = (self.periods ?? series.seasonalPeriods.map(Double.init)).sorted()
    let filled = SeasonalFill.completed(
      series.values, seasonalPeriods: periods.map { Int($0.rounded()) }.filter { $0 > 1 })
    let isLogarithmic =
      switch logarithm {
      case .yes: true
      case .no: false
      case .automatic: least > 0 && TBATS.spreadGrows(filled, block: periods.last ?? 12)
      }
    let fitter = TBATSFitter(
      series.values, filled: filled, periods: periods, isLogarithmic: isLogarithmic,
      observed: observed.count)
    var best = fitter.fit(trend: trend == .yes, from: nil)
    // Over seasons of many steps the slope of a step has little to say.
    if trend == .automatic && periods.last ?? 1 <= TBATS.longestWithTrend {
      let other = fitter.fit(trend: true, from: best, unlessAbove: best.aicc)
      if other.aicc < best.aicc { best = other }
    }
    if autoregressiveErrors != .no {
      let correlation = fitter.correlation(best)
      let asked = autoregressiveErrors == .yes
      if asked || abs(correlation) > 2 / Double(observed.count).squareRoot() {
        let other = fitter.withAutoregression(
          best, start: correlation, unlessAbove: asked ? .infinity : best.aicc)
        if asked || other.aicc < best.aicc { best = other }
      }
    }
    return FittedTBATS(best, values: series.values, isCount: series.isCount)
  }

  /// Whether the deviations of blocks grow at least with the square root of their
  /// means (Guerrero's (1993) measure of the power to take).
  private static func spreadGrows(_ values: [Double], block: Double) -> Bool {
    let length = max(4, Int(block.rounded()))
    var logs: [(mean: Double, deviation: Double)] = []
    var start = values.count % length
    while start + length <= values.count {
      var mean = 0.0
      for t in start..<(start + length) { mean += values[t] }
      mean /= Double(length)
      var squares = 0.0
      for t in start..<(start + length) { squares += (values[t] - mean) * (values[t] - mean) }
      if squares > 0 { logs.append((log(mean), 0.5 * log(squares / Double(length - 1)))) }
      start += length
    }
    guard logs.count >= 4 else { return false }
    let n = Double(logs.count)
    let centre = logs.reduce(0) { $0 + $1.mean } / n
    let middle = logs.reduce(0) { $0 + $1.deviation } / n
    var covariance = 0.0
    var variance = 0.0
    for entry in logs {
      covariance += (entry.mean - centre) * (entry.deviation - middle)
      variance += (entry.mean - centre) * (entry.mean - centre)
    }
    let means = logs.map(\.mean)
    // Where the level has hardly moved there is nothing to tell.
    let moved = (means.max() ?? 0) - (means.min() ?? 0) > 0.2
    return moved && covariance / variance > 0.5
  }
}
