import Foundation

/// The distribution of a weighted sum of independent χ²₁ variables.
///
/// Its upper tail is the inverse Laplace transform of its moment generating function, taken by
/// the trapezoidal rule along a parabola through the saddle point (Rice 1980, "Distribution of
/// quadratic forms in normal random variables", SIAM J. Sci. Stat. Comput. 1:438): the terms do
/// not cancel, so small tails come out to nearly full relative accuracy.
enum WeightedChiSquares {
  /// P(Σ wᵢ χ²₁ > q), or P(Σ wᵢ χ²₁ > q χ²ₖ / k) where `denominator` is k.
  ///
  /// - Parameter weights: positive.
  static func upperTail(_ q: Double, weights: [Double], denominator k: Double? = nil) -> Double {
    guard q.isFinite, !weights.isEmpty else { return .nan }
    guard q > 0 else { return 1 }
    let largest = weights.max()!
    // In units of the largest weight.
    let exponent = Exponent(
      weights: weights.map { $0 / largest }, threshold: q / largest, denominator: k)
    let saddle = exponent.saddle()
    let (second, third) = exponent.higherDerivatives(saddle)
    let width = 1 / second.squareRoot()
    let bend = min(max(third * width * width * width / 6, 0.1), 0.5)
    let peak = exponent.value(saddle, 0).real
    let step = 0.04
    var sum = 0.5
    var index = 1
    while index < 400_000 {
      let tau = Double(index) * step
      let (real, imaginary) = exponent.value(saddle + width * bend * tau * tau, width * tau)
      let size = exp(real - peak)
      sum += size * (cos(imaginary) + 2 * bend * tau * sin(imaginary))
      if size * (1 + tau) < 1e-19 { break }
      index += 1
    }
    return min(1, max(0, exp(peak) * width * step / .pi * sum))
  }

  /// K(s) − s q − ln s.
  private struct Exponent {
    let weights: [Double]
    let threshold: Double
    let denominator: Double?

    func value(_ x: Double, _ y: Double) -> (real: Double, imaginary: Double) {
      var (real, imaginary) = (-0.5 * log(x * x + y * y), -atan2(y, x))
      for weight in weights {
        let (a, b) = (1 - 2 * weight * x, -2 * weight * y)
        real -= 0.25 * log(a * a + b * b)
        imaginary -= 0.5 * atan2(b, a)
      }
      if let k = denominator {
        let (a, b) = (1 + 2 * threshold / k * x, 2 * threshold / k * y)
        real -= 0.25 * k * log(a * a + b * b)
        imaginary -= 0.5 * k * atan2(b, a)
      } else {
        real -= threshold * x
        imaginary -= threshold * y
      }
      return (real, imaginary)
    }

    private func slope(_ s: Double) -> Double {
      var sum = -1 / s
      for weight in weights { sum += weight / (1 - 2 * weight * s) }
      if let k = denominator {
        sum -= threshold / (1 + 2 * threshold / k * s)
      } else {
        sum -= threshold
      }
      return sum
    }

    /// The slope rises from −∞ to ∞ between 0 and ½.
    func saddle() -> Double {
      var (low, high) = (0.0, 0.5)
      for _ in 0..<80 {
        let middle = (low + high) / 2
        if slope(middle) < 0 { low = middle } else { high = middle }
      }
      return (low + high) / 2
    }

    func higherDerivatives(_ s: Double) -> (Double, Double) {
      var (second, third) = (1 / (s * s), -2 / (s * s * s))
      for weight in weights {
        let ratio = weight / (1 - 2 * weight * s)
        second += 2 * ratio * ratio
        third += 8 * ratio * ratio * ratio
      }
      if let k = denominator {
        let ratio = threshold / k / (1 + 2 * threshold / k * s)
        second += 2 * k * ratio * ratio
        third -= 8 * k * ratio * ratio * ratio
      }
      return (second, third)
    }
  }
}
