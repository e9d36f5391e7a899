import Foundation

/// The uniform distribution on an interval.
public struct Uniform: ContinuousDistribution, Equatable {
  public let lower: Double
  public let upper: Double

  /// On [`lower`, `upper`], `lower` < `upper`.
  public init(lower: Double = 0, upper: Double = 1) throws(DistributionError) {
    try require(lower.isFinite, "Uniform", "lower", lower, "finite")
    try require(upper > lower && upper.isFinite, "Uniform", "upper", upper, "above lower, finite")
    self.lower = lower
    self.upper = upper
  }

  public var mean: Double { lower + (upper - lower) / 2 }
  public var variance: Double { (upper - lower) * (upper - lower) / 12 }
  public var support: ClosedRange<Double> { lower...upper }

  public func pdf(_ x: Double) -> Double {
    x.isNaN ? .nan : x >= lower && x <= upper ? 1 / (upper - lower) : 0
  }

  public func logPDF(_ x: Double) -> Double { log(pdf(x)) }

  public func cdf(_ x: Double) -> Double {
    x.isNaN ? .nan : min(1, max(0, (x - lower) / (upper - lower)))
  }

  public func survival(_ x: Double) -> Double {
    x.isNaN ? .nan : min(1, max(0, (upper - x) / (upper - lower)))
  }

  public func quantile(_ p: Double) -> Double {
    p >= 0 && p <= 1 ? lower + p * (upper - lower) : .nan
  }

  public func upperQuantile(_ q: Double) -> Double {
    q >= 0 && q <= 1 ? upper - q * (upper - lower) : .nan
  }

  public func sample(using stream: inout RandomStream) -> Double {
    lower + stream.uniform() * (upper - lower)
  }
}
