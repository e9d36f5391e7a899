internal import Statistics

/// The standard normal distribution under the names the forecasters use.
enum StandardNormal {
  /// Φ⁻¹(p) for p in 0 ... 1; ±∞ at the ends.
  static func quantile(_ p: Double) -> Double { SpecialFunctions.normalQuantile(p) }

  /// Φ(z).
  static func cdf(_ z: Double) -> Double { SpecialFunctions.normalCDF(z) }

  /// φ(z).
  static func density(_ z: Double) -> Double { SpecialFunctions.normalDensity(z) }

  static func draw(_ stream: inout RandomStream) -> Double { stream.normal() }
}
