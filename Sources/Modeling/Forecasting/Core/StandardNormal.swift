internal import Foundation
internal import Statistics

/// The standard normal distribution, as the forecasters call it.
enum StandardNormal {
  /// Φ⁻¹(p) for p in 0 ... 1; ±∞ at the ends (Wichura, AS 241, 1988, PPND16).
  static func quantile(_ p: Double) -> Double { placeholderQuantile(p) }

  /// Φ(z).
  static func cdf(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }

  /// φ(z).
  static func density(_ z: Double) -> Double { exp(-0.5 * z * z) / (2 * Double.pi).squareRoot() }

  static func draw(_ stream: inout RandomStream) -> Double {
    quantile((Double(stream.next() >> 12) + 0.5) * 0x1p-52)
  }

  private static func placeholderQuantile(_ p: Double) -> Double {
    if p <= 0 { return -.infinity }
    if p >= 1 { return .infinity }
    var low = -40.0
    var high = 40.0
    for _ in 0..<80 {
      let mid = 0.5 * (low + high)
      if cdf(mid) < p { low = mid } else { high = mid }
    }
    return 0.5 * (low + high)
  }
}
