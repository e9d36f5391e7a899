internal import Foundation

/// A level that takes over a share α of each innovation, and its innovations:
/// e_t = x_t − l_{t−1}, l_t = l_{t−1} + α e_t with l_{−1} = 0; the reduced form is
/// (1 − B) x_t = (1 − θB) e_t, θ = 1 − α.
enum WanderingLevel {
  /// How much of a temporary change is left a step later (Chen & Liu, 1993).
  static let fading = 0.7
  /// Every level wanders a little.
  static let least = 0.03

  /// Innovations of `values`; a missing value leaves the level where it is and has
  /// an innovation of zero.
  static func innovations(_ values: [Double], smoothing: Double) -> [Double] {
    var level = 0.0
    return values.map { value in
      guard value.isFinite else { return 0 }
      let innovation = value - level
      level += smoothing * innovation
      return innovation
    }
  }

  /// What a change of size 1 adds to the steps from its first on.
  static func shape(_ kind: Anomaly.Kind, count: Int) -> [Double] {
    switch kind {
    case .outlier: (0..<count).map { $0 == 0 ? 1 : 0 }
    case .levelShift: [Double](repeating: 1, count: count)
    case .temporaryChange:
      // Below a thousandth nothing is left.
      (0..<count).map { $0 < 20 ? pow(fading, Double($0)) : 0 }
    }
  }

  /// θ from the correlation of neighbouring differences, −θ / (1 + θ²), measured
  /// by Gnanadesikan and Kettenring's (1972) resistant identity: one jump spoils one
  /// difference, one outlier two.
  static func resistantSmoothing(of values: [Double]) -> Double {
    let known = values.filter(\.isFinite)
    guard known.count > 3 else { return 0.5 }
    let steps = zip(known.dropFirst(), known).map { $0 - $1 }
    let sum = RobustSeason.deviation(zip(steps.dropFirst(), steps).map { $0 + $1 })
    let difference = RobustSeason.deviation(zip(steps.dropFirst(), steps).map { $0 - $1 })
    let (a, b) = (sum * sum, difference * difference)
    guard a + b > 0 else { return 0.5 }
    let correlation = (a - b) / (a + b)
    guard correlation < 0 else { return 1 }
    guard correlation > -0.5 else { return least }
    let theta = (1 - (1 - 4 * correlation * correlation).squareRoot()) / (-2 * correlation)
    return max(least, 1 - theta)
  }

  /// The smoothings that are tried: from an almost fixed level to a random walk.
  static let choices = [
    0.03, 0.05, 0.08, 0.12, 0.16, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.85, 1,
  ]

  /// The smoothing with the least loss when these effects are in the series, start
  /// level, drift and sizes estimated anew; and n log of that loss, which stands
  /// for minus twice the log likelihood.
  static func profile(
    _ values: [Double], effects: [EffectSearch.Effect]
  ) -> (smoothing: Double, deviance: Double) {
    let isKnown = values.map(\.isFinite)
    let first = values.first(where: \.isFinite) ?? 0
    let shifted = values.map { $0 - first }
    let count = Double(isKnown.count { $0 })
    var best = (smoothing: 0.3, deviance: Double.infinity)
    for choice in choices {
      let fit = JointFit(
        target: innovations(shifted, smoothing: choice),
        traces: Traces(isKnown: isKnown, smoothing: choice), effects: effects, rounds: 3)
      let cut = 3 * fit.deviation
      var loss = 0.0
      for residual in fit.residuals { loss += min(residual * residual, cut * cut) }
      let deviance = count * log(max(loss, 1e-300))
      if deviance < best.deviance { best = (choice, deviance) }
    }
    return best
  }
}
