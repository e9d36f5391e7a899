import Foundation

/// rᵖ for p > 8 and r ≥ 0, continued along its tangent from rᵖ = 1e30 on.
struct SteepPower {
  let power: Double
  /// Where the tangent begins.
  let limit: Double

  init(_ power: Double) {
    self.power = power
    limit = pow(1e30, 1 / power)
  }

  func value(_ ratio: Double) -> Double {
    ratio <= limit ? pow(ratio, power) : 1e30 * (1 + power * (ratio - limit) / limit)
  }

  func slope(_ ratio: Double) -> Double {
    power * (ratio <= limit ? pow(ratio, power - 1) : 1e30 / limit)
  }

  func integral(_ ratio: Double) -> Double {
    guard ratio > limit else { return pow(ratio, power + 1) / (power + 1) }
    let beyond = ratio - limit
    return 1e30 * (limit / (power + 1) + beyond + power * beyond * beyond / (2 * limit))
  }
}
