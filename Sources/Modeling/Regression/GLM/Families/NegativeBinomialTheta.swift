import Foundation
import Optimization
import Statistics

/// Maximum likelihood of θ in var y = μ + μ²/θ with the means held (Lawless 1987;
/// `theta.ml` of Venables & Ripley 2002, sec. 7.4).
struct NegativeBinomialTheta {
  /// θ beyond which the counts are Poisson's to all digits that matter.
  static let largest = 1e8
  private static let smallest = 1e-6

  var value: Double
  var standardError: Double
  /// Whether the likelihood still grows at `largest`.
  var isBoundary: Bool

  init(response: [Double], means: [Double], weights: [Double]?) {
    let score = Self.Score(response, means, weights)
    if score.slope(Self.largest) >= 0 {
      self.init(value: Self.largest, standardError: .infinity, isBoundary: true)
      return
    }
    let root = Brent.root(log(Self.smallest), log(Self.largest), tolerance: 1e-14) {
      exp($0) * score.slope(exp($0))
    }
    let theta = root.map { exp($0) } ?? Self.smallest
    self.init(
      value: theta, standardError: 1 / max(score.information(theta), 1e-300).squareRoot(),
      isBoundary: root == nil)
  }

  private init(value: Double, standardError: Double, isBoundary: Bool) {
    self.value = value
    self.standardError = standardError
    self.isBoundary = isBoundary
  }

  /// First and second derivatives of the log-likelihood.
  private struct Score {
    let response: [Double]
    let means: [Double]
    let weights: [Double]?
    /// Weight of responses above k, for k = 0, 1, …; empty unless all are whole
    /// numbers. Then ψ(θ + y) − ψ(θ) = Σ 1/(θ + k), which does not cancel.
    private var above: [Double] = []

    init(_ response: [Double], _ means: [Double], _ weights: [Double]?) {
      self.response = response
      self.means = means
      self.weights = weights
      guard let largest = response.max(), largest < 100_000,
        response.allSatisfy({ $0 == $0.rounded() })
      else { return }
      above = [Double](repeating: 0, count: Int(largest) + 1)
      for i in response.indices { above[Int(response[i])] += weights?[i] ?? 1 }
      // Turned from "equal to k" into "above k".
      var sum = 0.0
      for k in above.indices.reversed() { (above[k], sum) = (sum, sum + above[k]) }
    }

    func slope(_ theta: Double) -> Double {
      var sum = CompensatedSum()
      for (k, weight) in above.enumerated() { sum.add(weight / (theta + Double(k))) }
      for i in response.indices {
        let (y, mean, weight) = (response[i], means[i], weights?[i] ?? 1)
        if above.isEmpty {
          sum.add(weight * (SpecialFunctions.digamma(theta + y) - SpecialFunctions.digamma(theta)))
        }
        sum.add(weight * ((mean - y) / (mean + theta) - log1p(mean / theta)))
      }
      return sum.value
    }

    /// Minus the second derivative.
    func information(_ theta: Double) -> Double {
      var sum = CompensatedSum()
      for (k, weight) in above.enumerated() {
        sum.add(weight / ((theta + Double(k)) * (theta + Double(k))))
      }
      for i in response.indices {
        let (y, mean, weight) = (response[i], means[i], weights?[i] ?? 1)
        if above.isEmpty {
          sum.add(
            weight * (SpecialFunctions.trigamma(theta) - SpecialFunctions.trigamma(theta + y)))
        }
        let total = mean + theta
        sum.add(weight * (2 / total - 1 / theta - (y + theta) / (total * total)))
      }
      return sum.value
    }
  }
}
