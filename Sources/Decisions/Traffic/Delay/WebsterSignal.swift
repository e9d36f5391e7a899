import Foundation

/// Cycle, splits and delay of an isolated fixed-time signal by Webster (1958), *Traffic Signal
/// Settings*, Road Research Technical Paper 39.
public enum WebsterSignal {
  /// The cycle of least delay: (1.5 L + 5)/(1 − Y), seconds.
  ///
  /// - Parameters:
  ///   - lost: seconds of a cycle in which no movement goes.
  ///   - flowRatios: demand over saturation flow of the critical movement of each phase.
  /// - Returns: nil where the ratios reach 1: no cycle carries the demand.
  public static func cycle(lost: Double, flowRatios: [Double]) -> Double? {
    let total = flowRatios.reduce(0, +)
    guard total < 1 else { return nil }
    return (1.5 * lost + 5) / (1 - total)
  }

  /// Effective greens in proportion to the flow ratios.
  public static func greens(cycle: Double, lost: Double, flowRatios: [Double]) -> [Double] {
    let total = flowRatios.reduce(0, +)
    return flowRatios.map {
      (cycle - lost) * (total > 0 ? $0 / total : 1 / Double(flowRatios.count))
    }
  }

  /// Mean delay, seconds a vehicle:
  /// C(1−λ)²/(2(1−λx)) + x²/(2q(1−x)) − 0.65 (C/q²)^⅓ x^(2+5λ).
  ///
  /// - Parameters:
  ///   - cycle: C, seconds.
  ///   - green: effective green, seconds; λ = green/C.
  ///   - flow: demand, vehicles an hour, above 0 (q is the same a second).
  ///   - saturation: vehicles an hour of green.
  /// - Returns: infinite where x = flow/(λ·saturation) reaches 1.
  public static func delay(
    cycle: Double, green: Double, flow: Double, saturation: Double
  ) -> Double {
    let share = green / cycle
    let x = flow / (share * saturation)
    guard x < 1 else { return .infinity }
    let q = flow / 3600
    let uniform = cycle * (1 - share) * (1 - share) / (2 * (1 - share * x))
    let random = x * x / (2 * q * (1 - x))
    return uniform + random - 0.65 * cbrt(cycle / (q * q)) * pow(x, 2 + 5 * share)
  }
}
