import Foundation

/// Student's t distribution, with location and scale.
public struct StudentT: ContinuousDistribution, Equatable {
  public let degreesOfFreedom: Double
  public let location: Double
  public let scale: Double

  /// `degreesOfFreedom` and `scale` are above 0. The scale is not the standard
  /// deviation, which is scale·√(ν/(ν − 2)).
  public init(
    degreesOfFreedom: Double, location: Double = 0, scale: Double = 1
  ) throws(DistributionError) {
    try require(
      degreesOfFreedom > 0 && degreesOfFreedom.isFinite, "StudentT", "degrees of freedom",
      degreesOfFreedom, "above 0 and finite")
    try require(location.isFinite, "StudentT", "location", location, "finite")
    try require(scale > 0 && scale.isFinite, "StudentT", "scale", scale, "above 0 and finite")
    self.degreesOfFreedom = degreesOfFreedom
    self.location = location
    self.scale = scale
  }

  public var mean: Double { degreesOfFreedom > 1 ? location : .nan }
  public var variance: Double {
    if degreesOfFreedom <= 2 { return degreesOfFreedom > 1 ? .infinity : .nan }
    return scale * scale * degreesOfFreedom / (degreesOfFreedom - 2)
  }
  public var support: ClosedRange<Double> { -.infinity ... .infinity }

  public func pdf(_ x: Double) -> Double { exp(logPDF(x)) }

  public func logPDF(_ x: Double) -> Double {
    let t = (x - location) / scale
    let nu = degreesOfFreedom
    // The ratio of gammas by Stirling's formula: no cancellation for large ν.
    let kernel: Double
    if nu >= 2 {
      let half = nu / 2
      kernel =
        half * log1p(0.5 / half) - 0.5 + SpecialFunctions.stirlingError(half + 0.5)
        - SpecialFunctions.stirlingError(half) - 0.91893853320467274178
    } else {
      kernel = -SpecialFunctions.logBeta(0.5, nu / 2) - 0.5 * log(nu)
    }
    let growth = abs(t) > 1e150 ? 2 * log(abs(t)) - log(nu) : log1p(t * t / nu)
    return kernel - (nu + 1) / 2 * growth - log(scale)
  }

  /// The tail beyond |t|.
  private func tail(_ t: Double) -> Double {
    let square = t * t
    if square == .infinity {
      return exp(logPDF(location + scale * t) + log(scale) + log(abs(t) / degreesOfFreedom))
    }
    let total = degreesOfFreedom + square
    return 0.5
      * SpecialFunctions.incompleteBeta(
        degreesOfFreedom / 2, 0.5, degreesOfFreedom / total, square / total
      ).lower
  }

  private func upper(_ t: Double) -> Double {
    if t.isNaN { return .nan }
    if abs(t) == .infinity { return t > 0 ? 0 : 1 }
    return t > 0 ? tail(t) : 1 - tail(t)
  }

  public func cdf(_ x: Double) -> Double { upper((location - x) / scale) }
  public func survival(_ x: Double) -> Double { upper((x - location) / scale) }

  public func quantile(_ p: Double) -> Double { location - scale * upperDeviate(p) }
  public func upperQuantile(_ q: Double) -> Double { location + scale * upperDeviate(q) }

  /// The t that is exceeded with probability `q`.
  private func upperDeviate(_ q: Double) -> Double {
    guard q >= 0, q <= 1 else { return .nan }
    if q == 0 || q == 1 { return q == 0 ? .infinity : -.infinity }
    let tail = min(q, 1 - q)
    // P(|T| > t) = I_x(ν/2, ½) with x = ν / (ν + t²).
    let (x, y) = SpecialFunctions.inverseBeta(
      degreesOfFreedom / 2, 0.5, lower: 2 * tail, upper: 2 * (0.5 - tail))
    let t = sqrt(degreesOfFreedom * (y / x))
    return q < 0.5 ? t : -t
  }

  public func sample(using stream: inout RandomStream) -> Double {
    let z = stream.normal()
    let half = degreesOfFreedom / 2
    let logGamma = Gamma.logSample(shape: half, using: &stream)
    return location + scale * z * exp(0.5 * (log(half) - logGamma))
  }
}
