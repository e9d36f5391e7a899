import Foundation
import Statistics

/// What is known of the arrival rate of an interval, in contacts an hour.
///
/// A forecast is of the *count*. If the count is Poisson once the rate is known,
/// Var(count) = E(rate) + Var(rate): the first part is the chance that the queueing
/// model already has, only the second is uncertainty about the rate. The rate is taken
/// as gamma with those two moments, so that the count is negative binomial (Jongbloed
/// and Koole 2001, "Managing uncertainty in call centres using Poisson mixtures",
/// Applied Stochastic Models in Business and Industry 17).
public struct RateDistribution: Sendable, Equatable {
  /// Contacts an hour.
  public let mean: Double
  /// (Contacts an hour)²; 0 for a known rate.
  public let variance: Double
  private let gamma: Gamma?

  /// A rate with this mean and variance, both at least 0.
  public init(mean: Double, variance: Double) throws(QueueingError) {
    try require(mean >= 0 && mean.isFinite, "mean rate", mean, "at least 0 an hour")
    try require(variance >= 0 && variance.isFinite, "variance of the rate", variance, "at least 0")
    self.mean = mean
    self.variance = variance
    // Below a coefficient of variation of 1e-7 the rate is known for every purpose.
    gamma =
      mean > 0 && variance > 1e-14 * mean * mean
      ? try? Gamma(mean: mean, variance: variance) : nil
  }

  /// A rate that is known.
  public init(known rate: Double) throws(QueueingError) {
    try self.init(mean: rate, variance: 0)
  }

  /// A rate with this mean and coefficient of variation.
  public init(mean: Double, coefficientOfVariation: Double) throws(QueueingError) {
    try require(
      coefficientOfVariation >= 0, "coefficient of variation", coefficientOfVariation,
      "at least 0")
    let deviation = mean * coefficientOfVariation
    try self.init(mean: mean, variance: deviation * deviation)
  }

  /// The rate behind a count with this mean and variance in an interval of `seconds`.
  /// A variance below the mean leaves nothing to the rate.
  public init(
    countMean: Double, countVariance: Double, intervalSeconds seconds: Double
  ) throws(QueueingError) {
    try require(seconds > 0 && seconds.isFinite, "interval", seconds, "above 0 seconds")
    try require(
      countMean >= 0 && countMean.isFinite, "mean of the count", countMean, "at least 0")
    try require(
      countVariance >= 0 && countVariance.isFinite, "variance of the count", countVariance,
      "at least 0")
    let perHour = 3600 / seconds
    try self.init(
      mean: countMean * perHour,
      variance: max(0, countVariance - countMean) * perHour * perHour)
  }

  /// The rate behind a count with these quantiles at ascending `levels` in (0, 1). The
  /// mean of the count is taken from the quantiles unless it is given.
  ///
  /// The moments are those of the quantile function read as a straight line in normal
  /// scores between neighbouring levels, and on beyond the outer ones: exact for a normal
  /// count from any two levels. Negative quantiles count as 0.
  public init(
    levels: [Double], countQuantiles: [Double], countMean: Double? = nil,
    intervalSeconds seconds: Double
  ) throws(QueueingError) {
    precondition(levels.count == countQuantiles.count, "a quantile for each level")
    try require(levels.count >= 2, "number of levels", Double(levels.count), "at least 2")
    for (index, level) in levels.enumerated() {
      try require(
        level > (index == 0 ? 0 : levels[index - 1]) && level < 1, "level", level,
        "ascending, above 0 and below 1")
      try require(
        countQuantiles[index].isFinite
          && (index == 0 || countQuantiles[index] >= countQuantiles[index - 1]),
        "quantile of the count", countQuantiles[index], "a number, not below the one before")
    }
    let moments = QuantileMoments(levels: levels, quantiles: countQuantiles.map { max(0, $0) })
    try self.init(
      countMean: countMean ?? max(0, moments.mean), countVariance: moments.variance,
      intervalSeconds: seconds)
  }

  public var standardDeviation: Double { sqrt(variance) }
  public var coefficientOfVariation: Double { mean == 0 ? 0 : standardDeviation / mean }
  /// Whether the rate is known.
  public var isKnown: Bool { gamma == nil }

  /// The rate that is not exceeded with probability `p` in [0, 1].
  public func quantile(_ p: Double) -> Double {
    gamma?.quantile(p) ?? (p >= 0 && p <= 1 ? mean : .nan)
  }

  /// P(rate ≤ x).
  public func cdf(_ x: Double) -> Double {
    gamma?.cdf(x) ?? (x >= mean ? 1 : 0)
  }

  /// The expectation of a function of the rate, its four components together, to about `tolerance` (absolute) by adaptive Gauss–Kronrod quadrature over the density.
  /// `kinks` are rates near which the function changes fast.
  func expectation(
    tolerance: Double = 1e-9, near kinks: [Double] = [],
    of f: (Double) throws(QueueingError) -> SIMD4<Double>
  ) throws(QueueingError) -> SIMD4<Double> {
    guard let gamma else { return try f(mean) }
    let low = gamma.quantile(1e-13)
    let high = gamma.upperQuantile(1e-13)
    let middle = gamma.quantile(0.5)
    let points = [low, middle, high] + kinks.filter { $0 > low && $0 < high }
    return try AdaptiveQuadrature.integrate(over: points.sorted(), tolerance: tolerance) {
      rate throws(QueueingError) in
      gamma.pdf(rate) * (try f(rate))
    }
  }
}

/// Mean and variance of a quantile function that is piecewise linear in normal scores.
private struct QuantileMoments {
  var mean = 0.0
  var variance = 0.0

  init(levels: [Double], quantiles: [Double]) {
    let scores = levels.map(SpecialFunctions.normalQuantile)
    // Deviations from a middle quantile, so that the squares do not cancel.
    let center = quantiles[quantiles.count / 2]
    let last = levels.count - 2
    var square = 0.0
    for piece in 0...last {
      let (a, b) = (scores[piece], scores[piece + 1])
      let slope = (quantiles[piece + 1] - quantiles[piece]) / (b - a)
      let intercept = quantiles[piece] - center - slope * a
      let from = piece == 0 ? -Double.infinity : a
      let to = piece == last ? Double.infinity : b
      // ∫ φ, ∫ zφ, ∫ z²φ over the piece.
      let mass = SpecialFunctions.normalCDF(to) - SpecialFunctions.normalCDF(from)
      let (low, high) = (Self.density(from), Self.density(to))
      let first = low - high
      let second = mass + (from.isFinite ? from * low : 0) - (to.isFinite ? to * high : 0)
      mean += intercept * mass + slope * first
      square += intercept * intercept * mass + 2 * intercept * slope * first
      square += slope * slope * second
    }
    variance = max(0, square - mean * mean)
    mean += center
  }

  private static func density(_ z: Double) -> Double {
    z.isFinite ? SpecialFunctions.normalDensity(z) : 0
  }
}
