import Foundation
import Statistics

/// What a change of a stock of open cases is made of: more that come, or longer until they
/// go. Little's law (1961) makes the mean stock the rate of arrivals times the mean time
/// open, so that
///
///     ln(L₂ / L₁) = ln(λ₂ / λ₁) + ln(W₂ / W₁),  W = L / λ
///
/// holds exactly for any two periods, and W is the time open that keeps up such a stock. The
/// periods are compared step by step at the same time of the year, which takes the season
/// out; ranges allow for noise that carries over by the equal-weighted cosine estimate of
/// long-run variance with Student's t (Lazarus, Lewis, Stock & Watson 2018, equations 4, 10).
public struct StockChange: Codable, Equatable, Sendable {
  /// A ratio of after to before, with its range.
  public struct Ratio: Codable, Equatable, Sendable {
    public var value: Double
    public var lower: Double
    public var upper: Double

    public init(value: Double, lower: Double, upper: Double) {
      self.value = value
      self.lower = lower
      self.upper = upper
    }

    /// Whether the range holds 1.
    public var isClear: Bool { lower > 1 || upper < 1 }
  }

  /// Of the mean stock.
  public var stock: Ratio
  /// Of arrivals.
  public var arrivals: Ratio
  /// Of the mean time open.
  public var timeOpen: Ratio
  /// Mean time open before and after, in steps.
  public var stepsOpenBefore: Double
  public var stepsOpenAfter: Double

  /// - Parameters:
  ///   - arrivals: before and after, one value a step, at least 0; step k of both lies at
  ///     the same time of the year. At least 12 steps, their sums above 0.
  ///   - stock: the mean number open in the same steps; sums above 0.
  ///   - level: of the ranges, inside (0, 1).
  /// - Throws: `.length`, `.notFinite`, `.tooFewAfter`, `.setting`, `.singular`.
  public init(
    arrivals: (before: [Double], after: [Double]), stock: (before: [Double], after: [Double]),
    level: Double = 0.95
  ) throws(EvaluationError) {
    let count = arrivals.after.count
    guard count >= 12 else { throw .tooFewAfter(have: count, need: 12) }
    guard level > 0, level < 1 else { throw .setting("level", reason: "must be inside (0, 1)") }
    for (name, values) in [
      ("arrivals before", arrivals.before), ("arrivals after", arrivals.after),
      ("stock before", stock.before), ("stock after", stock.after),
    ] {
      guard values.count == count else { throw .length(name, have: values.count, need: count) }
      if let place = values.firstIndex(where: { !$0.isFinite || $0 < 0 }) {
        throw .notFinite(name, at: place)
      }
      guard values.contains(where: { $0 > 0 }) else { throw .singular("\(name) is 0 throughout") }
    }
    let (rate, open) = (Self.shares(arrivals), Self.shares(stock))
    self.arrivals = Self.ratio(rate.log, rate.influence, level)
    self.stock = Self.ratio(open.log, open.influence, level)
    timeOpen = Self.ratio(
      open.log - rate.log, zip(open.influence, rate.influence).map { $0 - $1 }, level)
    stepsOpenBefore = stock.before.reduce(0, +) / arrivals.before.reduce(0, +)
    stepsOpenAfter = stock.after.reduce(0, +) / arrivals.after.reduce(0, +)
  }

  /// A flow beside its like of another period, such as cases closed.
  public static func ratio(before: [Double], after: [Double], level: Double = 0.95)
    throws(EvaluationError) -> Ratio
  {
    try StockChange(arrivals: (before, after), stock: (before, after), level: level).arrivals
  }

  /// ln of the ratio of means, and what each step adds to its error (delta method).
  private static func shares(_ pair: (before: [Double], after: [Double])) -> (
    log: Double, influence: [Double]
  ) {
    let (before, after) = (Descriptive.mean(pair.before), Descriptive.mean(pair.after))
    return (
      log(after / before), zip(pair.before, pair.after).map { $1 / after - $0 / before }
    )
  }

  private static func ratio(_ log: Double, _ influence: [Double], _ level: Double) -> Ratio {
    let count = Double(influence.count)
    let waves = max(3, Int((0.4 * pow(count, 2.0 / 3.0)).rounded()))
    var variance = 0.0
    for wave in 1...waves {
      var sum = 0.0
      for (t, value) in influence.enumerated() {
        sum += value * cos(Double.pi * Double(wave) * (Double(t) + 0.5) / count)
      }
      variance += 2 * sum * sum / count
    }
    variance /= Double(waves)
    let law = try? StudentT(degreesOfFreedom: Double(waves))
    let t = law?.quantile(1 - (1 - level) / 2) ?? .infinity
    let half = t * (variance / count).squareRoot()
    return Ratio(value: exp(log), lower: exp(log - half), upper: exp(log + half))
  }
}
