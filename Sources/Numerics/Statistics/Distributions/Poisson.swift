import Foundation

/// The Poisson distribution: counts at a known rate.
public struct Poisson: DiscreteDistribution, Equatable {
  public let mean: Double

  /// `mean` is at least 0; at 0 the count is always 0.
  public init(mean: Double) throws(DistributionError) {
    try require(mean >= 0 && mean.isFinite, "Poisson", "mean", mean, "at least 0 and finite")
    self.mean = mean
  }

  public var variance: Double { mean }
  public var support: ClosedRange<Double> { 0 ... .infinity }

  public func pmf(_ k: Double) -> Double {
    if k.isNaN { return .nan }
    guard k >= 0, k == k.rounded(), k < .infinity else { return 0 }
    if mean == 0 { return k == 0 ? 1 : 0 }
    return SpecialFunctions.gammaKernel(k, mean)
  }

  public func logPMF(_ k: Double) -> Double {
    if k.isNaN { return .nan }
    guard k >= 0, k == k.rounded(), k < .infinity else { return -.infinity }
    if mean == 0 { return k == 0 ? 0 : -.infinity }
    return SpecialFunctions.logGammaKernel(k, mean)
  }

  public func cdf(_ x: Double) -> Double {
    if x < 0 { return 0 }
    if mean == 0 || x == .infinity { return x.isNaN ? .nan : 1 }
    return SpecialFunctions.regularizedGammaQ(x.rounded(.down) + 1, mean)
  }

  public func survival(_ x: Double) -> Double {
    if x < 0 { return 1 }
    if mean == 0 || x == .infinity { return x.isNaN ? .nan : 0 }
    return SpecialFunctions.regularizedGammaP(x.rounded(.down) + 1, mean)
  }

  public func quantile(_ p: Double) -> Double {
    guard p >= 0, p <= 1 else { return .nan }
    if p == 0 || mean == 0 { return 0 }
    if p == 1 { return .infinity }
    return searchQuantile(z: SpecialFunctions.normalQuantile(p), skewness: 1 / sqrt(mean)) {
      cdf($0) >= p
    }
  }

  public func upperQuantile(_ q: Double) -> Double {
    guard q >= 0, q <= 1 else { return .nan }
    if q == 1 || mean == 0 { return 0 }
    if q == 0 { return .infinity }
    return searchQuantile(z: -SpecialFunctions.normalQuantile(q), skewness: 1 / sqrt(mean)) {
      survival($0) <= q
    }
  }

  /// Inversion below a mean of 10, above it transformed rejection: Hörmann (1993), "The
  /// transformed rejection method for generating Poisson random variables", Insurance:
  /// Mathematics and Economics 12, algorithm PTRS.
  public func sample(using stream: inout RandomStream) -> Double {
    if mean < 10 {
      let u = stream.uniform()
      var k = 0.0
      var probability = exp(-mean)
      var total = probability
      while u >= total && probability > 0 {
        k += 1
        probability *= mean / k
        total += probability
      }
      return k
    }
    let b = 0.931 + 2.53 * sqrt(mean)
    let a = -0.059 + 0.02483 * b
    let inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
    let accepted = 0.9277 - 3.6224 / (b - 2)
    while true {
      let u = stream.uniform() - 0.5
      let v = stream.uniformOpen()
      let edge = 0.5 - abs(u)
      let k = ((2 * a / edge + b) * u + mean + 0.43).rounded(.down)
      if edge >= 0.07 && v <= accepted { return k }
      if k < 0 || (edge < 0.013 && v > edge) { continue }
      if log(v * inverseAlpha / (a / (edge * edge) + b)) <= logPMF(k) { return k }
    }
  }
}
