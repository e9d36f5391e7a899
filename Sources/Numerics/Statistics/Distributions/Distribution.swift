/// A parameter outside its range.
public enum DistributionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// `parameter` of `distribution` is `value`; it must be `requirement`.
  case invalidParameter(
    distribution: String, parameter: String, value: Double, requirement: String)

  public var description: String {
    switch self {
    case .invalidParameter(let distribution, let parameter, let value, let requirement):
      "\(distribution): \(parameter) is \(value), it must be \(requirement)"
    }
  }
}

/// A probability distribution on the real line.
///
/// Probabilities outside [0, 1] and NaN arguments give NaN. A moment that does not
/// exist is NaN; one that diverges is +∞.
public protocol Distribution: Sendable {
  /// P(X ≤ x).
  func cdf(_ x: Double) -> Double
  /// P(X > x), with its own relative accuracy.
  func survival(_ x: Double) -> Double
  /// The smallest x with P(X ≤ x) ≥ p.
  func quantile(_ p: Double) -> Double
  /// The smallest x with P(X > x) ≤ q: `quantile(1 − q)` without the rounding of 1 − q.
  func upperQuantile(_ q: Double) -> Double
  var mean: Double { get }
  var variance: Double { get }
  /// The closed interval that carries all probability.
  var support: ClosedRange<Double> { get }
  /// One draw.
  func sample(using stream: inout RandomStream) -> Double
}

extension Distribution {
  public var standardDeviation: Double { variance.squareRoot() }

  /// `count` draws.
  public func samples(_ count: Int, using stream: inout RandomStream) -> [Double] {
    var draws: [Double] = []
    draws.reserveCapacity(count)
    for _ in 0..<count { draws.append(sample(using: &stream)) }
    return draws
  }
}

/// A distribution with a density.
public protocol ContinuousDistribution: Distribution {
  /// The density at x; 0 outside the support.
  func pdf(_ x: Double) -> Double
  /// The logarithm of the density, finite where the density underflows.
  func logPDF(_ x: Double) -> Double
}

/// A distribution on the integers.
public protocol DiscreteDistribution: Distribution {
  /// P(X = k); 0 where k is not an integer of the support.
  func pmf(_ k: Double) -> Double
  /// The logarithm of the probability, finite where it underflows.
  func logPMF(_ k: Double) -> Double
}

extension DiscreteDistribution {
  /// The smallest integer at which `tail` crosses, from a normal guess with a
  /// correction for skewness, by doubling steps and bisection.
  func searchQuantile(
    z: Double, skewness: Double, reached: (Double) -> Bool
  ) -> Double {
    let guess = mean + standardDeviation * (z + skewness * (z * z - 1) / 6)
    let (lowest, highest) = (support.lowerBound, support.upperBound)
    var high = min(highest, max(lowest, guess.rounded()))
    var low = high - 1
    var step = 1.0
    if reached(high) {
      while low >= lowest, reached(low) {
        high = low
        step *= 2
        low -= step
      }
      low = max(low, lowest - 1)
    } else {
      while high < highest {
        low = high
        high = min(highest, high + step)
        step *= 2
        if reached(high) { break }
      }
    }
    while high - low > 1 {
      let middle = ((low + high) / 2).rounded(.down)
      // Beyond 2⁵³ neighbouring integers are no longer distinct.
      if middle == low || middle == high { break }
      if reached(middle) { high = middle } else { low = middle }
    }
    return high
  }
}

/// Throws unless the condition holds.
@inline(__always)
func require(
  _ condition: Bool, _ distribution: String, _ parameter: String, _ value: Double,
  _ requirement: String
) throws(DistributionError) {
  if !condition {
    throw .invalidParameter(
      distribution: distribution, parameter: parameter, value: value, requirement: requirement)
  }
}
