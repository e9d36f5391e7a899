import Foundation
import Statistics

/// The log-likelihood of the saturated model as a function of the scale φ: what the criterion
/// needs beside the deviance. Quasi families have Nelder & Pregibon's (1987) extended
/// quasi-likelihood without its constant.
struct ScaleLikelihood: Sendable {
  /// Whether φ is estimated; otherwise 1.
  let isEstimated: Bool
  private enum Form: Sendable {
    /// Value at φ = 1, less (rows / 2) ln φ.
    case logarithm(constant: Double)
    /// Gamma: distinct weights with how often each is there, and Σ ln y.
    case gamma(weights: [(weight: Double, count: Double)], logResponses: Double)
  }
  private let form: Form
  private let rows: Double

  init(_ family: GLMFamily, response: [Double], weights: [Double], trials: [Double]?) {
    isEstimated = family.hasDispersion
    let counted = response.indices.filter { weights[$0] > 0 }
    rows = isEstimated ? Double(counted.count) : 0
    var sum = CompensatedSum()
    switch family {
    case .gaussian, .inverseGaussian, .quasiPoisson, .quasiBinomial, .tweedie:
      for i in counted { sum.add(log(weights[i]) / 2) }
      if family == .gaussian || family == .inverseGaussian {
        sum.add(-Double(counted.count) / 2 * log(2 * .pi))
      }
      if family == .inverseGaussian {
        for i in counted { sum.add(-1.5 * log(response[i])) }
      }
      form = .logarithm(constant: sum.value)
    case .poisson:
      for i in counted {
        let y = response[i]
        sum.add(weights[i] * (Self.yLogY(y) - y - SpecialFunctions.logGamma(y + 1)))
      }
      form = .logarithm(constant: sum.value)
    case .binomial:
      for i in counted {
        // Shares without trials have them as weights.
        let (n, factor) = trials.map { ($0[i], weights[i] / $0[i]) } ?? (weights[i], 1)
        let successes = n * response[i]
        let failures = n - successes
        let choose =
          SpecialFunctions.logGamma(n + 1) - SpecialFunctions.logGamma(successes + 1)
          - SpecialFunctions.logGamma(failures + 1)
        sum.add(
          factor * (choose + Self.yLogY(successes) + Self.yLogY(failures) - Self.yLogY(n)))
      }
      form = .logarithm(constant: sum.value)
    case .negativeBinomial(let size):
      let theta = size ?? 1
      for i in counted {
        let y = response[i]
        let term =
          SpecialFunctions.logGamma(y + theta) - SpecialFunctions.logGamma(theta)
          - SpecialFunctions.logGamma(y + 1) + Self.yLogY(theta) + Self.yLogY(y)
          - Self.yLogY(y + theta)
        sum.add(weights[i] * term)
      }
      form = .logarithm(constant: sum.value)
    case .gamma:
      var distinct: [(weight: Double, count: Double)] = []
      for weight in counted.map({ weights[$0] }).sorted() {
        if distinct.last?.weight == weight {
          distinct[distinct.count - 1].count += 1
        } else {
          distinct.append((weight, 1))
        }
      }
      for i in counted { sum.add(log(response[i])) }
      form = .gamma(weights: distinct, logResponses: sum.value)
    }
  }

  private static func yLogY(_ y: Double) -> Double { y > 0 ? y * log(y) : 0 }

  /// The value and its first two derivatives by ln φ.
  func callAsFunction(_ scale: Double) -> (value: Double, first: Double, second: Double) {
    switch form {
    case .logarithm(let constant): return (constant - rows / 2 * log(scale), -rows / 2, 0)
    case .gamma(let weights, let logResponses):
      var (value, first, second) = (-logResponses, 0.0, 0.0)
      for (weight, count) in weights {
        let a = weight / scale
        let slope = SpecialFunctions.digamma(a) - log(a)
        value += count * (a * log(a) - a - SpecialFunctions.logGamma(a))
        first += count * a * slope
        second -= count * a * (slope + a * SpecialFunctions.trigamma(a) - 1)
      }
      return (value, first, second)
    }
  }

  /// What minimizes P/φ − l(φ) − (free/2) ln 2πφ, and that minimum with its second derivative by
  /// ln φ.
  ///
  /// - Parameters:
  ///   - objective: P, half the penalized deviance.
  ///   - free: dimensions that no penalty reaches.
  func profile(
    objective: Double, free: Int
  ) -> (scale: Double, value: Double, curvature: Double) {
    func terms(_ scale: Double) -> (value: Double, slope: Double, curvature: Double) {
      let own = self(scale)
      return (
        objective / scale - own.value - Double(free) / 2 * log(2 * .pi * scale),
        -objective / scale - own.first - Double(free) / 2, objective / scale - own.second
      )
    }
    guard isEstimated else { return (1, terms(1).value, 1) }
    var x = log(2 * objective / max(1, rows - Double(free)))
    if case .gamma = form {
      for _ in 0..<100 {
        let now = terms(exp(x))
        // By its logarithm the objective is convex enough for bounded Newton steps.
        let step = -now.slope / max(abs(now.curvature), 1e-300)
        x += min(max(step, -1), 1)
        if abs(step) < 1e-15 * max(1, abs(x)) { break }
      }
    }
    let end = terms(exp(x))
    return (exp(x), end.value, end.curvature)
  }
}
