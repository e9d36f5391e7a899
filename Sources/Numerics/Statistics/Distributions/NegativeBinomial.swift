import Foundation

/// The negative binomial distribution: a Poisson count whose rate has a gamma
/// distribution, mean μ and variance μ + μ²/size.
public struct NegativeBinomial: DiscreteDistribution, Equatable {
  public let mean: Double
  public let size: Double

  /// `mean` and `size` are above 0; `size` need not be an integer.
  public init(mean: Double, size: Double) throws(DistributionError) {
    try require(mean > 0 && mean.isFinite, "NegativeBinomial", "mean", mean, "above 0 and finite")
    try require(size > 0 && size.isFinite, "NegativeBinomial", "size", size, "above 0 and finite")
    self.mean = mean
    self.size = size
  }

  /// The failures before success number `size`, each with `probability` in (0, 1).
  public init(size: Double, probability: Double) throws(DistributionError) {
    try require(
      probability > 0 && probability < 1, "NegativeBinomial", "probability", probability,
      "in (0, 1)")
    try self.init(mean: size * ((1 - probability) / probability), size: size)
  }

  /// The probability of a success, size / (size + mean).
  public var probability: Double { size / (size + mean) }
  private var failure: Double { mean / (size + mean) }
  public var variance: Double { mean + mean * (mean / size) }
  public var support: ClosedRange<Double> { 0 ... .infinity }

  public func pmf(_ k: Double) -> Double { k.isNaN ? .nan : exp(logPMF(k)) }

  public func logPMF(_ k: Double) -> Double {
    if k.isNaN { return .nan }
    guard k >= 0, k == k.rounded(), k < .infinity else { return -.infinity }
    if k == 0 { return -size * log1p(mean / size) }
    return SpecialFunctions.logBetaKernel(size, k, probability, failure) - log(k)
  }

  private func tails(_ k: Double) -> SpecialFunctions.Complements {
    // P(X ≤ k) = I_p(size, k + 1).
    SpecialFunctions.incompleteBeta(size, k + 1, probability, failure)
  }

  public func cdf(_ x: Double) -> Double {
    if x.isNaN { return .nan }
    if x < 0 || x == .infinity { return x < 0 ? 0 : 1 }
    return tails(x.rounded(.down)).lower
  }

  public func survival(_ x: Double) -> Double {
    if x.isNaN { return .nan }
    if x < 0 || x == .infinity { return x < 0 ? 1 : 0 }
    return tails(x.rounded(.down)).upper
  }

  private var skewness: Double { (1 + failure) / sqrt(failure * size) }

  public func quantile(_ p: Double) -> Double {
    guard p >= 0, p <= 1 else { return .nan }
    if p == 0 || p == 1 { return p == 0 ? 0 : .infinity }
    return searchQuantile(z: SpecialFunctions.normalQuantile(p), skewness: skewness) {
      cdf($0) >= p
    }
  }

  public func upperQuantile(_ q: Double) -> Double {
    guard q >= 0, q <= 1 else { return .nan }
    if q == 0 || q == 1 { return q == 1 ? 0 : .infinity }
    return searchQuantile(z: -SpecialFunctions.normalQuantile(q), skewness: skewness) {
      survival($0) <= q
    }
  }

  /// A Poisson draw at a gamma rate.
  public func sample(using stream: inout RandomStream) -> Double {
    let rate = mean / size * exp(Gamma.logSample(shape: size, using: &stream))
    guard let poisson = try? Poisson(mean: rate) else { return .infinity }
    return poisson.sample(using: &stream)
  }
}
