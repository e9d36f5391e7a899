import Foundation
import Optimization
import Statistics

/// What a new observation may be: the family's distribution with the variance
/// widened by that of the estimated mean (moments matched; of a Poisson count that
/// is a negative binomial).
struct GLMPredictive {
  var family: GLMFamily
  var mean: Double
  var dispersion: Double
  /// Of the estimate of the mean.
  var meanVariance: Double
  var trials: Double?

  /// Ends with (1 − level)/2 of the probability beyond each; NaN where the mean is.
  /// Nil where the family has no distribution.
  func interval(level: Double, critical: Double) -> (lower: Double, upper: Double)? {
    let tail = (1 - level) / 2
    switch family {
    case .quasiBinomial: return nil
    case .binomial:
      guard let trials else { return nil }
      guard trials.isFinite, trials >= 0,
        let binomial = try? Binomial(trials: Int(trials), probability: mean)
      else { return (.nan, .nan) }
      return (binomial.quantile(tail), binomial.upperQuantile(tail))
    case .gaussian:
      let half = critical * (dispersion + meanVariance).squareRoot()
      return (mean - half, mean + half)
    case .poisson, .quasiPoisson, .negativeBinomial:
      return counts(tail) ?? (.nan, .nan)
    case .gamma:
      let variance = dispersion * mean * mean + meanVariance
      guard let gamma = try? Gamma(mean: mean, variance: variance) else { return (.nan, .nan) }
      return (gamma.quantile(tail), gamma.upperQuantile(tail))
    case .inverseGaussian:
      let shape = 1 / (dispersion + meanVariance / (mean * mean * mean))
      return (
        quantile(tail) { Self.inverseGaussianCDF($0, mean, shape) },
        quantile(1 - tail) { Self.inverseGaussianCDF($0, mean, shape) }
      )
    case .tweedie(let power):
      guard let power, power < 2 else { return nil }
      let widened = dispersion + meanVariance / pow(mean, power)
      if let ends = nearlySymmetric(tail, power: power, dispersion: widened) { return ends }
      func cdf(_ y: Double) -> Double {
        TweedieDensity.cdf(y, mean: mean, dispersion: widened, power: power)
      }
      return (quantile(tail, cdf), quantile(1 - tail, cdf))
    }
  }

  private func counts(_ tail: Double) -> (lower: Double, upper: Double)? {
    let variance = dispersion * family.variance(mean) + meanVariance
    if variance > mean * (1 + 1e-9) {
      guard
        let counts = try? NegativeBinomial(mean: mean, size: mean * (mean / (variance - mean)))
      else { return nil }
      return (counts.quantile(tail), counts.upperQuantile(tail))
    }
    guard let counts = try? Poisson(mean: mean) else { return nil }
    return (counts.quantile(tail), counts.upperQuantile(tail))
  }

  /// Ends of a Tweedie amount made of many jumps, where the sum over their number is
  /// long: those of the shifted gamma distribution of the same mean, variance and
  /// skewness, p times the coefficient of variation. Nil for few jumps.
  private func nearlySymmetric(
    _ tail: Double, power: Double, dispersion: Double
  ) -> (lower: Double, upper: Double)? {
    let variation = (dispersion * pow(mean, power - 2)).squareRoot()
    let jumps = 1 / (variation * variation * (2 - power))
    guard jumps > 100 else { return nil }
    let skewness = power * variation
    let shape = 4 / (skewness * skewness)
    guard let gamma = try? Gamma(shape: shape, scale: 1) else {
      return (mean, mean)
    }
    func end(_ value: Double) -> Double {
      mean * (1 + variation * (value - shape) / shape.squareRoot())
    }
    return (max(0, end(gamma.quantile(tail))), end(gamma.upperQuantile(tail)))
  }

  /// Shuster (1968), with the second term's factors joined before the exponential.
  static func inverseGaussianCDF(_ y: Double, _ mean: Double, _ shape: Double) -> Double {
    guard y > 0 else { return 0 }
    let root = (shape / y).squareRoot()
    let upper = SpecialFunctions.normalCDF(root * (y / mean - 1))
    return upper
      + exp(2 * shape / mean + SpecialFunctions.logNormalCDF(-root * (y / mean + 1)))
  }

  private func quantile(_ p: Double, _ cdf: (Double) -> Double) -> Double {
    guard mean.isFinite, mean > 0, dispersion > 0 else { return .nan }
    if cdf(0) >= p { return 0 }
    var high = mean
    while cdf(high) < p {
      high *= 2
      guard high < .infinity else { return .nan }
    }
    var low = high / 2
    while cdf(low) > p {
      low /= 2
      guard low > 0 else { return 0 }
    }
    let root = Brent.root(log(low), log(high), tolerance: 1e-13) { cdf(exp($0)) - p }
    return root.map { exp($0) } ?? .nan
  }
}
