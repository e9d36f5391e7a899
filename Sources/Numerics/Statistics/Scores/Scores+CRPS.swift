import Foundation

/// The continuous ranked probability score ∫ (F(x) − 1{x ≥ y})² dx of one step, in the
/// unit of the series (Gneiting and Raftery 2007, "Strictly proper scoring rules,
/// prediction, and estimation", JASA 102).
extension Scores {
  /// For a normal forecast: σ [z (2Φ(z) − 1) + 2φ(z) − 1/√π], z = (y − μ)/σ; the
  /// absolute error where `standardDeviation` is 0.
  public static func crpsNormal(
    actual: Double, mean: Double, standardDeviation: Double
  ) -> Double {
    if standardDeviation == 0 { return abs(actual - mean) }
    let z = (actual - mean) / standardDeviation
    return standardDeviation
      * (z * SpecialFunctions.erf(z * 0.70710678118654752440)
        + 2 * SpecialFunctions.normalDensity(z) - 0.56418958354775628695)
  }

  /// For a sample of the forecast, in any order, exactly in O(n log n):
  /// mean |xᵢ − y| − ½ mean |xᵢ − xⱼ|. With `fair` the second mean leaves out i = j, which
  /// makes the score unbiased for small ensembles (Ferro 2014, "Fair scores for ensemble
  /// forecasts", QJRMS 140); it needs two members.
  public static func crps(actual: Double, sample: [Double], fair: Bool = false) -> Double {
    let count = sample.count
    guard !actual.isNaN, !sample.contains(where: \.isNaN), count > (fair ? 1 : 0) else {
      return .nan
    }
    let n = Double(count)
    let sorted = sample.sorted()
    let error = CompensatedSum.of(count) { abs(sorted[$0] - actual) } / n
    // Σᵢⱼ |xᵢ − xⱼ| = 2 Σ (2i − n − 1) x₍ᵢ₎; taken about the actual, which changes nothing
    // and keeps the terms small.
    let spread = CompensatedSum.of(count) {
      (2 * Double($0 + 1) - n - 1) * (sorted[$0] - actual)
    }
    return error - spread / (n * (fair ? n - 1 : n))
  }

  /// From quantiles at ascending `levels`: ∫ 2·pinball over the level, each level standing
  /// for the levels nearer to it than to its neighbours.
  public static func crps(actual: Double, quantiles: [Double], levels: [Double]) -> Double {
    precondition(quantiles.count == levels.count, "a quantile for each level")
    if levels.isEmpty { return .nan }
    let last = levels.count - 1
    return 2
      * CompensatedSum.of(levels.count) { k in
        let from = k == 0 ? 0 : (levels[k - 1] + levels[k]) / 2
        let to = k == last ? 1 : (levels[k] + levels[k + 1]) / 2
        return (to - from) * pinball(actual: actual, quantile: quantiles[k], level: levels[k])
      }
  }
}
