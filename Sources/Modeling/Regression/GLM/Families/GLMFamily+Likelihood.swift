import Foundation
import Statistics

/// Log-likelihoods from the deviance: for all of these families the mean enters
/// the density through the unit deviance alone (Jørgensen 1997, sec. 1.1), so what
/// is left is a sum over the responses.
extension GLMFamily {
  /// The log-likelihood at the maximum likelihood (gamma: deviance, as R) value of
  /// the dispersion, nil for the quasi families, and that dispersion.
  ///
  /// - Parameters:
  ///   - deviance: of the fit.
  ///   - response: of a binomial, shares of successes.
  ///   - weights: prior weights; of a binomial without the trials.
  ///   - trials: of a binomial.
  func logLikelihood(
    deviance: Double, response: [Double], weights: [Double]?, trials: [Double]?
  ) -> (value: Double, dispersion: Double)? {
    guard hasLikelihood else { return nil }
    var total = 0.0
    var count = 0.0
    var logWeights = 0.0
    for i in response.indices {
      let weight = weights?[i] ?? 1
      guard weight > 0 else { continue }
      total += weight
      count += 1
      if let weights { logWeights += log(weights[i]) }
    }
    func sum(_ term: (Double) -> Double) -> Double {
      var sum = CompensatedSum()
      for i in response.indices where (weights?[i] ?? 1) > 0 {
        sum.add((weights?[i] ?? 1) * term(response[i]))
      }
      return sum.value
    }
    switch self {
    case .gaussian:
      let dispersion = deviance / count
      return (-0.5 * count * (log(2 * Double.pi * dispersion) + 1) + 0.5 * logWeights, dispersion)
    case .poisson:
      let known = Self.logPoissonOfCounts
      let own = sum { y in
        guard y < 64, y == Double(Int(y)) else { return Self.logPoissonOfItself(y) }
        return known[Int(y)]
      }
      return (own - deviance / 2, 1)
    case .binomial:
      var saturated = CompensatedSum()
      for i in response.indices {
        let weight = weights?[i] ?? 1
        guard weight > 0 else { continue }
        // Shares without trials have them as weights.
        let (n, factor) = trials.map { ($0[i], weight) } ?? (weight, 1)
        let y = response[i]
        if y == 0 || y == 1 { continue }
        saturated.add(factor * Self.logBinomialOfItself(successes: n * y, trials: n))
      }
      return (saturated.value - deviance / 2, 1)
    case .negativeBinomial(let theta):
      let size = theta ?? 1
      return (sum { Self.logNegativeBinomialOfItself($0, size) } - deviance / 2, 1)
    case .gamma:
      let dispersion = deviance / total
      let shape = 1 / dispersion
      // a log a − a − ln Γ(a), without the cancellation of large a.
      let value = total * Self.logGammaOfItself(shape) - sum { log($0) } - shape * deviance / 2
      return (value, dispersion)
    case .inverseGaussian:
      let dispersion = deviance / total
      let value = -0.5 * (total * (log(2 * Double.pi * dispersion) + 1) + 3 * sum { log($0) })
      return (value, dispersion)
    case .tweedie(let power):
      return TweedieDensity.maximumLikelihood(
        power: power ?? 1.5, deviance: deviance, response: response, weights: weights)
    case .quasiPoisson, .quasiBinomial: return nil
    }
  }

  /// ln of Poisson's probability of y at mean y: −ln √(2π y) − (Stirling's error).
  static func logPoissonOfItself(_ y: Double) -> Double {
    y == 0 ? 0 : -0.5 * log(2 * Double.pi * y) - stirlingError(y)
  }

  /// The same of small counts, which most are.
  private static let logPoissonOfCounts = (0..<64).map { logPoissonOfItself(Double($0)) }

  private static func logBinomialOfItself(successes k: Double, trials n: Double) -> Double {
    let rest = n - k
    guard k > 0, rest > 0 else { return 0 }
    return stirlingError(n) - stirlingError(k) - stirlingError(rest)
      - 0.5 * log(2 * Double.pi * k * (rest / n))
  }

  /// ln of NB2's probability of y at mean y.
  private static func logNegativeBinomialOfItself(_ y: Double, _ size: Double) -> Double {
    guard y > 0 else { return 0 }
    // Γ(y+θ)/(Γ(θ) y!) θ^θ y^y/(θ+y)^(θ+y), by Stirling's errors: nothing cancels.
    return stirlingError(size + y) - stirlingError(size) - stirlingError(y)
      - 0.5 * log(2 * Double.pi * y * (1 + y / size))
  }

  /// a ln a − a − ln Γ(a).
  private static func logGammaOfItself(_ a: Double) -> Double {
    0.5 * log(a / (2 * Double.pi)) - stirlingError(a)
  }

  /// ln Γ(x + 1) − (x + ½) ln x + x − ½ ln 2π (Loader 2000), for x > 0.
  static func stirlingError(_ x: Double) -> Double {
    if x < 15 {
      return SpecialFunctions.logGamma(x + 1) - (x + 0.5) * log(x) + x
        - 0.918_938_533_204_672_741_78
    }
    let inverse = 1 / x
    let square = inverse * inverse
    // Stirling's series B₂ₖ / (2k (2k − 1) x^(2k−1)); the next term is below 1e-17 at 15.
    var sum = -691.0 / 360_360
    for coefficient in [1 / 1188.0, -1 / 1680.0, 1 / 1260.0, -1 / 360.0, 1 / 12.0] {
      sum = coefficient + square * sum
    }
    return sum * inverse
  }
}
