import Foundation

/// The exponential distribution: waiting times at a constant rate.
public struct Exponential: ContinuousDistribution, Equatable {
  public let rate: Double

  /// Mean 1/`rate`, `rate` > 0.
  public init(rate: Double) throws(DistributionError) {
    try require(rate > 0 && rate.isFinite, "Exponential", "rate", rate, "above 0 and finite")
    self.rate = rate
  }

  public var mean: Double { 1 / rate }
  public var variance: Double { 1 / (rate * rate) }
  public var support: ClosedRange<Double> { 0 ... .infinity }

  public func pdf(_ x: Double) -> Double { x < 0 ? 0 : rate * exp(-rate * x) }
  public func logPDF(_ x: Double) -> Double { x < 0 ? -.infinity : log(rate) - rate * x }
  public func cdf(_ x: Double) -> Double { x < 0 ? 0 : -expm1(-rate * x) }
  public func survival(_ x: Double) -> Double { x < 0 ? 1 : exp(-rate * x) }
  public func quantile(_ p: Double) -> Double { p >= 0 && p <= 1 ? -log1p(-p) / rate : .nan }
  public func upperQuantile(_ q: Double) -> Double { q >= 0 && q <= 1 ? -log(q) / rate : .nan }

  public func sample(using stream: inout RandomStream) -> Double {
    -log(stream.uniformOpen()) / rate
  }
}

/// The Weibull distribution, survival exp(−(x/scale)^shape).
public struct Weibull: ContinuousDistribution, Equatable {
  public let shape: Double
  public let scale: Double

  /// `shape` and `scale` are above 0.
  public init(shape: Double, scale: Double) throws(DistributionError) {
    try require(shape > 0 && shape.isFinite, "Weibull", "shape", shape, "above 0 and finite")
    try require(scale > 0 && scale.isFinite, "Weibull", "scale", scale, "above 0 and finite")
    self.shape = shape
    self.scale = scale
  }

  public var mean: Double { scale * SpecialFunctions.gamma(1 + 1 / shape) }
  public var variance: Double {
    // Γ(1+2/k) − Γ(1+1/k)², as a product that keeps its digits for large shapes.
    let first = SpecialFunctions.logGammaOnePlus(1 / shape)
    let second = SpecialFunctions.logGammaOnePlus(2 / shape)
    return scale * scale * exp(2 * first) * expm1(second - 2 * first)
  }
  public var support: ClosedRange<Double> { 0 ... .infinity }

  public func pdf(_ x: Double) -> Double { x.isNaN ? .nan : exp(logPDF(x)) }

  public func logPDF(_ x: Double) -> Double {
    if x < 0 { return -.infinity }
    if x == 0 { return shape > 1 ? -.infinity : shape < 1 ? .infinity : -log(scale) }
    return log(shape / scale) + (shape - 1) * log(x / scale) - pow(x / scale, shape)
  }

  public func cdf(_ x: Double) -> Double { x < 0 ? 0 : -expm1(-pow(x / scale, shape)) }
  public func survival(_ x: Double) -> Double { x < 0 ? 1 : exp(-pow(x / scale, shape)) }

  public func quantile(_ p: Double) -> Double {
    p >= 0 && p <= 1 ? scale * pow(-log1p(-p), 1 / shape) : .nan
  }

  public func upperQuantile(_ q: Double) -> Double {
    q >= 0 && q <= 1 ? scale * pow(-log(q), 1 / shape) : .nan
  }

  public func sample(using stream: inout RandomStream) -> Double {
    scale * pow(-log(stream.uniformOpen()), 1 / shape)
  }
}
