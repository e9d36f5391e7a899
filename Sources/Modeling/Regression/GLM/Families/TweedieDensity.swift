import Foundation
import Optimization
import Statistics

/// The density of Tweedie's compound Poisson–gamma family, 1 < p < 2, by its
/// series (Dunn & Smyth 2005, "Series evaluation of Tweedie exponential
/// dispersion model densities", Statistics and Computing 15, sec. 3).
public enum TweedieDensity {
  /// ln f(y; μ, φ, p); at y = 0 the log-probability of a zero. NaN outside
  /// y ≥ 0, μ > 0, φ > 0, 1 < p < 2.
  public static func logDensity(
    _ y: Double, mean: Double, dispersion: Double, power: Double
  ) -> Double {
    guard y >= 0, mean > 0, dispersion > 0, power > 1, power < 2 else { return .nan }
    let deviance = GLMFamily.tweedie(power: power).unitDeviance(y, mean)
    return saturated(y, dispersion, power).value - deviance / (2 * dispersion)
  }

  /// P(Y ≤ y) by the Poisson mixture of gamma sums.
  public static func cdf(
    _ y: Double, mean: Double, dispersion: Double, power: Double
  ) -> Double {
    guard y >= 0, mean > 0, dispersion > 0, power > 1, power < 2 else { return y < 0 ? 0 : .nan }
    let rate = pow(mean, 2 - power) / (dispersion * (2 - power))
    let shape = (2 - power) / (power - 1)
    let scale = dispersion * (power - 1) * pow(mean, power - 1)
    var sum = exp(-rate)
    guard y > 0 else { return sum }
    // From the likeliest number of jumps outward, until nothing is added.
    func term(_ jumps: Double) -> Double {
      exp(jumps * log(rate) - rate - SpecialFunctions.logGamma(jumps + 1))
        * SpecialFunctions.regularizedGammaP(jumps * shape, y / scale)
    }
    let middle = max(1, rate.rounded())
    for direction in [1.0, -1.0] {
      var jumps = direction > 0 ? middle : middle - 1
      while jumps >= 1 {
        let next = term(jumps)
        sum += next
        if next < 1e-17, direction < 0 || jumps > rate { break }
        jumps += direction
      }
    }
    return min(1, sum)
  }

  /// ln f at mean y, and its derivative by ln φ.
  static func saturated(
    _ y: Double, _ dispersion: Double, _ power: Double
  ) -> (value: Double, slope: Double) {
    guard y > 0 else { return (0, 0) }
    let alpha = (2 - power) / (1 - power)
    let exponent = pow(y, 2 - power) / ((1 - power) * (2 - power) * dispersion)
    let logZ =
      -alpha * log(y) + alpha * log(power - 1) - (1 - alpha) * log(dispersion) - log(2 - power)
    func term(_ j: Double) -> Double {
      j * logZ - SpecialFunctions.logGamma(1 + j) - SpecialFunctions.logGamma(-alpha * j)
    }
    let jumps = pow(y, 2 - power) / (dispersion * (2 - power))
    if jumps > 1e5 {
      // The saddlepoint approximation with its next term, 5κ₃²/κ₂³ and 3κ₄/κ₂² of the
      // variance μ^p joined: what is left out is of the order of jumps⁻².
      let next = power * (power - 3) / 24 * dispersion * pow(y, power - 2)
      return (-0.5 * log(2 * .pi * dispersion * pow(y, power)) + next, -0.5 + next)
    }
    // The largest term (their equation before 5), then outward to 2⁻⁵³ of it.
    let middle = max(1, jumps.rounded())
    let largest = term(middle)
    var (sum, first) = (1.0, middle)
    var j = middle + 1
    while true {
      let share = exp(term(j) - largest)
      sum += share
      first += j * share
      if share < 1e-17 { break }
      j += 1
    }
    j = middle - 1
    while j >= 1 {
      let share = exp(term(j) - largest)
      sum += share
      first += j * share
      if share < 1e-17 { break }
      j -= 1
    }
    return (
      -log(y) + largest + log(sum) + exponent, -(1 - alpha) * (first / sum) - exponent
    )
  }

  /// The log-likelihood of responses whose fit has this deviance, at its maximum
  /// over φ; an observation of weight w has dispersion φ / w. Nil for p ≥ 2,
  /// where this series does not hold.
  static func maximumLikelihood(
    power: Double, deviance: Double, response: [Double], weights: [Double]?
  ) -> (value: Double, dispersion: Double)? {
    guard power > 1, power < 2, deviance > 0 else { return nil }
    func evaluate(_ logDispersion: Double) -> (value: Double, slope: Double) {
      let dispersion = exp(logDispersion)
      var (value, slope) = (CompensatedSum(), CompensatedSum())
      value.add(-deviance / (2 * dispersion))
      slope.add(deviance / (2 * dispersion))
      for i in response.indices {
        let weight = weights?[i] ?? 1
        guard weight > 0, response[i] > 0 else { continue }
        let one = saturated(response[i], dispersion / weight, power)
        value.add(one.value)
        slope.add(one.slope)
      }
      return (value.value, slope.value)
    }
    let middle = log(deviance / Double(response.count))
    var (low, high) = (middle - 0.5, middle + 0.5)
    while evaluate(low).slope < 0 {
      (low, high) = (low - 1, low)
      guard low > middle - 60 else { return nil }
    }
    while evaluate(high).slope > 0 {
      (low, high) = (high, high + 1)
      guard high < middle + 60 else { return nil }
    }
    guard let best = Brent.root(low, high, tolerance: 1e-12, { evaluate($0).slope }) else {
      return nil
    }
    return (evaluate(best).value, exp(best))
  }
}
