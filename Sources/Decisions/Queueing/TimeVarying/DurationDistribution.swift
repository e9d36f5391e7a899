import Foundation
import Statistics

/// How long a service or a customer's patience lasts, seconds.
public struct DurationDistribution: Sendable, Equatable {
  enum Shape: Sendable, Equatable {
    case exponential
    case constant
    /// Gamma with this shape parameter: Erlang's phases where it is whole.
    case gamma(Double)
    /// Lognormal: mean and standard deviation of the logarithm.
    case lognormal(Double, Double)
    /// A mixture of exponentials.
    case hyperexponential(weights: [Double], means: [Double])
    /// Observed values in ascending order, with the sums of their first k first and second
    /// powers.
    case empirical([Double], sums: [Double], squares: [Double])
  }

  let shape: Shape
  public let mean: Double
  /// Variance over squared mean.
  public let squaredVariation: Double

  private init(_ shape: Shape, mean: Double, squaredVariation: Double) {
    self.shape = shape
    self.mean = mean
    self.squaredVariation = squaredVariation
  }

  private static func check(mean: Double) throws(QueueingError) {
    try require(mean > 0 && mean.isFinite, "mean duration", mean, "above 0 seconds")
  }

  public static func exponential(mean: Double) throws(QueueingError) -> Self {
    try check(mean: mean)
    return Self(.exponential, mean: mean, squaredVariation: 1)
  }

  public static func constant(_ seconds: Double) throws(QueueingError) -> Self {
    try check(mean: seconds)
    return Self(.constant, mean: seconds, squaredVariation: 0)
  }

  /// Gamma by its mean and coefficient of variation, above 0.
  public static func gamma(
    mean: Double, coefficientOfVariation: Double
  ) throws(QueueingError) -> Self {
    try check(mean: mean)
    try require(
      coefficientOfVariation > 0 && coefficientOfVariation.isFinite,
      "coefficient of variation", coefficientOfVariation, "above 0")
    let squared = coefficientOfVariation * coefficientOfVariation
    return Self(.gamma(1 / squared), mean: mean, squaredVariation: squared)
  }

  /// Lognormal by its mean and coefficient of variation, above 0.
  public static func lognormal(
    mean: Double, coefficientOfVariation: Double
  ) throws(QueueingError) -> Self {
    try check(mean: mean)
    try require(
      coefficientOfVariation > 0 && coefficientOfVariation.isFinite,
      "coefficient of variation", coefficientOfVariation, "above 0")
    let squared = coefficientOfVariation * coefficientOfVariation
    let variance = log1p(squared)
    return Self(
      .lognormal(log(mean) - variance / 2, variance.squareRoot()), mean: mean,
      squaredVariation: squared)
  }

  /// Exponential with one of the `means`, chosen with the `weights` (above 0, scaled to
  /// sum to 1).
  public static func hyperexponential(
    weights: [Double], means: [Double]
  ) throws(QueueingError) -> Self {
    precondition(weights.count == means.count, "a mean for each weight")
    try require(!weights.isEmpty, "number of phases", 0, "at least 1")
    for weight in weights {
      try require(weight > 0 && weight.isFinite, "weight", weight, "above 0")
    }
    for mean in means { try check(mean: mean) }
    let total = weights.reduce(0, +)
    let shares = weights.map { $0 / total }
    let mean = zip(shares, means).reduce(0) { $0 + $1.0 * $1.1 }
    let square = zip(shares, means).reduce(0) { $0 + 2 * $1.0 * $1.1 * $1.1 }
    return Self(
      .hyperexponential(weights: shares, means: means), mean: mean,
      squaredVariation: square / (mean * mean) - 1)
  }

  /// The observed durations, each as likely as the other: at least 0 and not all 0.
  public static func empirical(_ values: [Double]) throws(QueueingError) -> Self {
    try require(!values.isEmpty, "number of durations", 0, "at least 1")
    for value in values {
      try require(value >= 0 && value.isFinite, "duration", value, "at least 0 seconds")
    }
    let sorted = values.sorted()
    var sums = [0.0]
    var squares = [0.0]
    for value in sorted {
      sums.append(sums[sums.count - 1] + value)
      squares.append(squares[squares.count - 1] + value * value)
    }
    let count = Double(values.count)
    let mean = sums[values.count] / count
    try check(mean: mean)
    return Self(
      .empirical(sorted, sums: sums, squares: squares), mean: mean,
      squaredVariation: max(0, squares[values.count] / count / (mean * mean) - 1))
  }

  /// Whether it has no memory, as the exact Markov models need.
  public var isExponential: Bool { shape == .exponential }

  /// P(S > t).
  public func survival(_ t: Double) -> Double {
    if t < 0 { return 1 }
    switch shape {
    case .exponential: return exp(-t / mean)
    case .constant: return t < mean ? 1 : 0
    case .gamma(let k): return SpecialFunctions.regularizedGammaQ(k, t * k / mean)
    case .lognormal(let location, let deviation):
      return t == 0 ? 1 : SpecialFunctions.normalCDF((location - log(t)) / deviation)
    case .hyperexponential(let weights, let means):
      return zip(weights, means).reduce(0) { $0 + $1.0 * exp(-t / $1.1) }
    case .empirical(let sorted, _, _):
      return Double(sorted.count - Self.countUpTo(t, in: sorted)) / Double(sorted.count)
    }
  }

  /// E[min(S, t)], the integral of the survival function from 0 to t ≥ 0, and
  /// E[min(S, t)²] / 2, that of t times it.
  public func truncatedMoments(_ t: Double) -> (first: Double, halfSecond: Double) {
    if t <= 0 { return (0, 0) }
    switch shape {
    case .exponential: return Self.exponentialMoments(mean, t)
    case .constant:
      let least = min(mean, t)
      return (least, least * least / 2)
    case .gamma(let k):
      let x = t * k / mean
      let tail = SpecialFunctions.regularizedGammaQ(k, x)
      let first = mean * SpecialFunctions.regularizedGammaP(k + 1, x) + t * tail
      let square =
        mean * mean * (k + 1) / k * SpecialFunctions.regularizedGammaP(k + 2, x) + t * t * tail
      return (first, square / 2)
    case .lognormal(let location, let deviation):
      let z = (log(t) - location) / deviation
      let tail = SpecialFunctions.normalCDF(-z)
      let first = mean * SpecialFunctions.normalCDF(z - deviation) + t * tail
      let square =
        mean * mean * (1 + squaredVariation) * SpecialFunctions.normalCDF(z - 2 * deviation)
        + t * t * tail
      return (first, square / 2)
    case .hyperexponential(let weights, let means):
      var sum = (first: 0.0, halfSecond: 0.0)
      for (weight, mean) in zip(weights, means) {
        let part = Self.exponentialMoments(mean, t)
        sum.first += weight * part.first
        sum.halfSecond += weight * part.halfSecond
      }
      return sum
    case .empirical(let sorted, let sums, let squares):
      let below = Self.countUpTo(t, in: sorted)
      let count = Double(sorted.count)
      let above = count - Double(below)
      return ((sums[below] + above * t) / count, (squares[below] + above * t * t) / (2 * count))
    }
  }

  private static func exponentialMoments(
    _ mean: Double, _ t: Double
  ) -> (first: Double, halfSecond: Double) {
    let x = t / mean
    let first = -expm1(-x)
    // 1 − e⁻ˣ(1 + x), which cancels near 0.
    let second =
      x < 0.01 ? x * x * (0.5 - x * (1.0 / 3 - x * (0.125 - x / 30))) : first - x * exp(-x)
    return (mean * first, mean * mean * second)
  }

  /// How many of the ascending values are at most t.
  private static func countUpTo(_ t: Double, in sorted: [Double]) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] <= t { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
