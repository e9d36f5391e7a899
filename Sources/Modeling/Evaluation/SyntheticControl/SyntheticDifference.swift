import Foundation
import LinearAlgebra

/// Synthetic difference in differences (Arkhangelsky, Athey, Hirshberg, Imbens & Wager
/// 2021): units weighted to run in parallel with the treated, steps weighted to
/// resemble those after treatment, and a difference in differences under both.
public struct SyntheticDifference: Codable, Equatable, Sendable {
  public var average: EffectEstimate
  /// One a unit never treated, in their order.
  public var unitWeights: [Double]
  /// One a step before treatment.
  public var stepWeights: [Double]
}

extension OutcomePanel {
  /// The effect on units treated from one common step on.
  ///
  /// The error is that of placebos (their algorithm 4), over every donor alone (or
  /// every run of neighbours as many as are treated) rather than random ones: no draws.
  ///
  /// - Throws: `.notFinite` for a gap, `.setting` for staggered treatment, `.tooFewUnits`
  ///   with too few donors, `.tooFewBefore` with fewer than two steps before.
  public func syntheticDifference(level: Double = 0.95) throws(EvaluationError)
    -> SyntheticDifference
  {
    try requireBalanced()
    guard level > 0, level < 1 else { throw .setting("level", reason: "must lie inside (0, 1)") }
    let treated = units.filter { $0.firstTreated != nil }
    let donors = units.filter { $0.firstTreated == nil }
    guard let first = cohorts.first else { throw .tooFewUnits("treated", have: 0, need: 1) }
    guard cohorts.count == 1 else {
      throw .setting("treatment", reason: "starts at \(cohorts.count) different steps")
    }
    guard donors.count > treated.count, donors.count >= 2 else {
      throw .tooFewUnits("control", have: donors.count, need: max(2, treated.count + 1))
    }
    guard first >= 2 else { throw .tooFewBefore(have: first, need: 2) }
    let own = Self.weighted(treated.map(\.values), donors.map(\.values), first)
    var effects: [Double] = []
    for k in donors.indices {
      let chosen = Set((0..<treated.count).map { (k + $0) % donors.count })
      let rest = donors.indices.filter { !chosen.contains($0) }.map { donors[$0].values }
      guard rest.count >= 2 else { continue }
      effects.append(
        Self.weighted(chosen.sorted().map { donors[$0].values }, rest, first).effect)
    }
    let center = effects.reduce(0, +) / Double(max(1, effects.count))
    let spread = effects.reduce(0) { $0 + ($1 - center) * ($1 - center) }
    let error = effects.count > 1 ? (spread / Double(effects.count)).squareRoot() : .nan
    return SyntheticDifference(
      average: EffectEstimate(own.effect, error: error, degreesOfFreedom: nil, level: level),
      unitWeights: own.units, stepWeights: own.steps)
  }

  private static func weighted(
    _ treated: [[Double]], _ donors: [[Double]], _ first: Int
  ) -> (effect: Double, units: [Double], steps: [Double]) {
    let steps = donors[0].count
    let after = Double(steps - first)
    let path = (0..<steps).map { t in
      treated.reduce(0) { $0 + $1[t] } / Double(treated.count)
    }
    // σ of first differences of the donors before treatment (their equation 5).
    let differences = donors.flatMap { values in (1..<first).map { values[$0] - values[$0 - 1] } }
    let center = differences.reduce(0, +) / Double(differences.count)
    let variance =
      differences.reduce(0) { $0 + ($1 - center) * ($1 - center) }
      / Double(max(1, differences.count - 1))
    // ζ² T₀ with ζ = (N₁ T₁)^¼ σ; a nearly vanishing ridge for the steps.
    let ridge = (Double(treated.count) * after).squareRoot() * variance * Double(first)
    func centered(_ values: [Double]) -> [Double] {
      let mean = values.reduce(0, +) / Double(values.count)
      return values.map { $0 - mean }
    }
    // An intercept is the same as centering every column.
    let unitWeights = SimplexLeastSquares(
      Matrix(
        rows: first, columns: donors.count,
        storage: donors.flatMap { centered(Array($0[..<first])) }),
      centered(Array(path[..<first])), ridge: ridge
    ).weights
    let later = donors.map { $0[first...].reduce(0, +) / after }
    let stepWeights = SimplexLeastSquares(
      Matrix(
        rows: donors.count, columns: first,
        storage: (0..<first).flatMap { t in centered(donors.map { $0[t] }) }),
      centered(later), ridge: 1e-12 * variance * Double(donors.count)
    ).weights
    func gap(_ values: [Double]) -> Double {
      values[first...].reduce(0, +) / after - dot(stepWeights, Array(values[..<first]))
    }
    var effect = gap(path)
    for (weight, values) in zip(unitWeights, donors) { effect -= weight * gap(values) }
    return (effect, unitWeights, stepWeights)
  }
}
