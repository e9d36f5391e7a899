internal import Foundation
internal import LinearAlgebra

/// What one change of size 1 leaves in the innovations: its values from `first` on,
/// zero before and after.
struct Trace: Sendable {
  var first: Int
  var values: [Double]

  var end: Int { first + values.count }

  /// Σ weight · own · other, over the steps both have.
  func product(_ other: Trace, weights: [Double]) -> Double {
    var sum = 0.0
    for t in max(first, other.first)..<max(max(first, other.first), min(end, other.end)) {
      sum += weights[t] * values[t - first] * other.values[t - other.first]
    }
    return sum
  }
}

/// Start level, drift and changes estimated together from the innovations,
/// resistant to changes not yet found (Huber weights).
struct JointFit: Sendable {
  private(set) var residuals: [Double]
  private var sizes: [Double] = []
  private var variances: [Double] = []
  private let isKnown: [Bool]

  /// Residuals beyond so many deviations weigh less.
  private static let bend = 1.5

  init(
    target: [Double], traces: Traces, effects: [EffectSearch.Effect], rounds: Int = 4
  ) {
    residuals = target
    isKnown = traces.isKnown
    let base = traces.base
    let columns = base + effects.map { traces.column($0.kind, at: $0.offset) }
    var weights = isKnown.map { $0 ? 1.0 : 0 }
    for round in 0..<rounds {
      guard let solution = JointFit.solve(columns, target: target, weights: weights) else { break }
      residuals = target
      for (column, size) in zip(columns, solution.sizes) {
        for (step, value) in column.values.enumerated() {
          residuals[column.first + step] -= size * value
        }
      }
      sizes = Array(solution.sizes.dropFirst(base.count))
      variances = Array(solution.variances.dropFirst(base.count))
      guard round + 1 < rounds else { break }
      let cut = JointFit.bend * deviation
      guard cut > 0 else { break }
      for t in weights.indices where isKnown[t] {
        weights[t] = min(1, cut / max(abs(residuals[t]), 1e-300))
      }
    }
    for t in residuals.indices where !isKnown[t] { residuals[t] = 0 }
  }

  private var known: [Double] {
    residuals.indices.filter { isKnown[$0] }.map { residuals[$0] }
  }

  var deviation: Double { RobustSeason.deviation(known) }

  /// How much heavier than normal the tails of the residuals are, at least 1.
  var tailWeight: Double { RobustSeason.tailWeight(known) }

  /// The effects with their sizes and scores by this fit.
  func measured(_ effects: [EffectSearch.Effect], deviation: Double) -> [EffectSearch.Effect] {
    guard sizes.count == effects.count, deviation > 0 else { return effects }
    return effects.indices.map { k in
      var effect = effects[k]
      effect.size = sizes[k]
      effect.score = abs(sizes[k]) / (deviation * variances[k].squareRoot())
      return effect
    }
  }

  /// Weighted least squares; the variances are those of a unit deviation. Nil
  /// where columns hang together.
  private static func solve(
    _ columns: [Trace], target: [Double], weights: [Double]
  ) -> (sizes: [Double], variances: [Double])? {
    let m = columns.count
    let goal = Trace(first: 0, values: target)
    var gram = Matrix(rows: m, columns: m)
    var product = [Double](repeating: 0, count: m)
    for a in 0..<m {
      for b in 0...a {
        gram[a, b] = columns[a].product(columns[b], weights: weights)
        gram[b, a] = gram[a, b]
      }
      product[a] = columns[a].product(goal, weights: weights)
    }
    guard m > 0, (0..<m).allSatisfy({ gram[$0, $0] > 0 }) else { return nil }
    guard let factor = try? Cholesky(gram), factor.reciprocalCondition > 1e-13,
      let sizes = try? factor.solve(product)
    else { return nil }
    return (sizes, factor.inverse().diagonal)
  }
}
