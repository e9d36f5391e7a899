import Foundation

/// The normal distribution.
public struct Normal: ContinuousDistribution, Equatable {
  public let mean: Double
  public let deviation: Double

  /// `standardDeviation` is above 0.
  public init(mean: Double, standardDeviation: Double) throws(DistributionError) {
    try require(mean.isFinite, "Normal", "mean", mean, "finite")
    try require(
      standardDeviation > 0 && standardDeviation.isFinite, "Normal", "standard deviation",
      standardDeviation, "above 0 and finite")
    self.mean = mean
    deviation = standardDeviation
  }

  private init() {
    mean = 0
    deviation = 1
  }

  /// Mean 0, standard deviation 1.
  public static let standard = Normal()

  public var variance: Double { deviation * deviation }
  public var standardDeviation: Double { deviation }
  public var support: ClosedRange<Double> { -.infinity ... .infinity }

  public func pdf(_ x: Double) -> Double {
    SpecialFunctions.normalDensity((x - mean) / deviation) / deviation
  }

  public func logPDF(_ x: Double) -> Double {
    let z = (x - mean) / deviation
    return -0.5 * z * z - 0.91893853320467274178 - log(deviation)
  }

  public func cdf(_ x: Double) -> Double {
    SpecialFunctions.normalCDF((x - mean) / deviation)
  }

  public func survival(_ x: Double) -> Double {
    SpecialFunctions.normalCDF((mean - x) / deviation)
  }

  public func quantile(_ p: Double) -> Double {
    mean + deviation * SpecialFunctions.normalQuantile(p)
  }

  public func upperQuantile(_ q: Double) -> Double {
    mean - deviation * SpecialFunctions.normalQuantile(q)
  }

  public func sample(using stream: inout RandomStream) -> Double {
    mean + deviation * stream.normal()
  }
}

/// The distribution of exp(X) with X normal.
public struct LogNormal: ContinuousDistribution, Equatable {
  /// Mean of the logarithm.
  public let location: Double
  /// Standard deviation of the logarithm.
  public let scale: Double

  /// `location` and `scale` are the mean and the standard deviation of the logarithm;
  /// `scale` is above 0.
  public init(location: Double, scale: Double) throws(DistributionError) {
    try require(location.isFinite, "LogNormal", "location", location, "finite")
    try require(scale > 0 && scale.isFinite, "LogNormal", "scale", scale, "above 0 and finite")
    self.location = location
    self.scale = scale
  }

  /// The distribution with this mean and variance, both above 0.
  public init(mean: Double, variance: Double) throws(DistributionError) {
    try require(mean > 0 && mean.isFinite, "LogNormal", "mean", mean, "above 0 and finite")
    try require(
      variance > 0 && variance.isFinite, "LogNormal", "variance", variance, "above 0 and finite")
    let square = log1p(variance / mean / mean)
    try self.init(location: log(mean) - square / 2, scale: sqrt(square))
  }

  public var mean: Double { exp(location + scale * scale / 2) }
  public var variance: Double { expm1(scale * scale) * exp(2 * location + scale * scale) }
  public var support: ClosedRange<Double> { 0 ... .infinity }

  public func pdf(_ x: Double) -> Double {
    x > 0 ? SpecialFunctions.normalDensity((log(x) - location) / scale) / (x * scale) : zero(x)
  }

  public func logPDF(_ x: Double) -> Double {
    if x.isNaN { return .nan }
    if x <= 0 { return -.infinity }
    let z = (log(x) - location) / scale
    return -0.5 * z * z - 0.91893853320467274178 - log(scale) - log(x)
  }

  public func cdf(_ x: Double) -> Double {
    x > 0 ? SpecialFunctions.normalCDF((log(x) - location) / scale) : zero(x)
  }

  public func survival(_ x: Double) -> Double {
    x > 0 ? SpecialFunctions.normalCDF((location - log(x)) / scale) : 1 - zero(x)
  }

  public func quantile(_ p: Double) -> Double {
    exp(location + scale * SpecialFunctions.normalQuantile(p))
  }

  public func upperQuantile(_ q: Double) -> Double {
    exp(location - scale * SpecialFunctions.normalQuantile(q))
  }

  public func sample(using stream: inout RandomStream) -> Double {
    exp(location + scale * stream.normal())
  }

  private func zero(_ x: Double) -> Double { x.isNaN ? .nan : 0 }
}
