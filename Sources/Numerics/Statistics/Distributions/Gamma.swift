import Foundation

/// The gamma distribution, density x^(shape−1) e^(−x/scale) / (Γ(shape) scale^shape).
public struct Gamma: ContinuousDistribution, Equatable {
  public let shape: Double
  public let scale: Double

  /// `shape` and `scale` are above 0.
  public init(shape: Double, scale: Double) throws(DistributionError) {
    try require(shape > 0 && shape.isFinite, "Gamma", "shape", shape, "above 0 and finite")
    try require(scale > 0 && scale.isFinite, "Gamma", "scale", scale, "above 0 and finite")
    self.shape = shape
    self.scale = scale
  }

  /// The distribution with this mean and variance, both above 0.
  public init(mean: Double, variance: Double) throws(DistributionError) {
    try require(mean > 0 && mean.isFinite, "Gamma", "mean", mean, "above 0 and finite")
    try require(
      variance > 0 && variance.isFinite, "Gamma", "variance", variance, "above 0 and finite")
    try self.init(shape: mean / variance * mean, scale: variance / mean)
  }

  public var mean: Double { shape * scale }
  public var variance: Double { shape * scale * scale }
  public var support: ClosedRange<Double> { 0 ... .infinity }

  public func pdf(_ x: Double) -> Double {
    if x < 0 { return 0 }
    if x == 0 { return shape > 1 ? 0 : shape < 1 ? .infinity : 1 / scale }
    if x == .infinity { return 0 }
    return shape / x * SpecialFunctions.gammaKernel(shape, x / scale)
  }

  public func logPDF(_ x: Double) -> Double {
    if x < 0 || x == .infinity { return -.infinity }
    if x == 0 { return shape > 1 ? -.infinity : shape < 1 ? .infinity : -log(scale) }
    return log(shape / x) + SpecialFunctions.logGammaKernel(shape, x / scale)
  }

  public func cdf(_ x: Double) -> Double {
    x < 0 ? 0 : SpecialFunctions.regularizedGammaP(shape, x / scale)
  }

  public func survival(_ x: Double) -> Double {
    x < 0 ? 1 : SpecialFunctions.regularizedGammaQ(shape, x / scale)
  }

  public func quantile(_ p: Double) -> Double {
    scale * SpecialFunctions.inverseRegularizedGammaP(shape, p)
  }

  public func upperQuantile(_ q: Double) -> Double {
    scale * SpecialFunctions.inverseRegularizedGammaQ(shape, q)
  }

  public func sample(using stream: inout RandomStream) -> Double {
    scale * exp(Gamma.logSample(shape: shape, using: &stream))
  }

  /// The logarithm of a draw with scale 1, which does not underflow for small shapes:
  /// Marsaglia and Tsang (2000), "A simple method for generating gamma variables", ACM
  /// TOMS 26(3); shapes below 1 from shape + 1 and a uniform power (their section 6).
  static func logSample(shape: Double, using stream: inout RandomStream) -> Double {
    let boosted = shape < 1 ? shape + 1 : shape
    let d = boosted - 1.0 / 3
    let c = 1 / sqrt(9 * d)
    while true {
      let z = stream.normal()
      let root = 1 + c * z
      if root <= 0 { continue }
      let v = root * root * root
      if log(stream.uniformOpen()) < 0.5 * z * z + d * (1 - v + log(v)) {
        let draw = log(d) + log(v)
        return shape < 1 ? draw + log(stream.uniformOpen()) / shape : draw
      }
    }
  }
}

/// The chi-squared distribution.
public struct ChiSquared: ContinuousDistribution, Equatable {
  public let degreesOfFreedom: Double
  private let gamma: Gamma

  /// `degreesOfFreedom` is above 0, not necessarily an integer.
  public init(degreesOfFreedom: Double) throws(DistributionError) {
    try require(
      degreesOfFreedom > 0 && degreesOfFreedom.isFinite, "ChiSquared", "degrees of freedom",
      degreesOfFreedom, "above 0 and finite")
    self.degreesOfFreedom = degreesOfFreedom
    gamma = try Gamma(shape: degreesOfFreedom / 2, scale: 2)
  }

  public var mean: Double { degreesOfFreedom }
  public var variance: Double { 2 * degreesOfFreedom }
  public var support: ClosedRange<Double> { gamma.support }
  public func pdf(_ x: Double) -> Double { gamma.pdf(x) }
  public func logPDF(_ x: Double) -> Double { gamma.logPDF(x) }
  public func cdf(_ x: Double) -> Double { gamma.cdf(x) }
  public func survival(_ x: Double) -> Double { gamma.survival(x) }
  public func quantile(_ p: Double) -> Double { gamma.quantile(p) }
  public func upperQuantile(_ q: Double) -> Double { gamma.upperQuantile(q) }
  public func sample(using stream: inout RandomStream) -> Double {
    gamma.sample(using: &stream)
  }
}
