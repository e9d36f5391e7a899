/// A proof that a linear program has no feasible point.
public struct FarkasCheck: Sendable, Equatable {
  /// By how much the combination of the constraints stays out of reach, per unit of the
  /// largest multiplier: positive means that the ray proves infeasibility.
  public var margin: Double
  /// Whether the variables stay below what the constraints ask for (or above).
  var isBelow = true

  /// Combines the constraints with the multipliers of `ray` and compares what the
  /// variables can reach within their bounds with what the constraints ask for.
  public init(ray: [Double], of problem: Problem) {
    precondition(ray.count == problem.constraintCount, "one multiplier a constraint")
    // Contradictory limits of one constraint or variable prove it by themselves.
    for i in ray.indices
    where ray[i] != 0 && problem.constraintLowers[i] > problem.constraintUppers[i] {
      margin = problem.constraintLowers[i] - problem.constraintUppers[i]
      return
    }
    for j in 0..<problem.variableCount where problem.variableLowers[j] > problem.variableUppers[j] {
      margin = problem.variableLowers[j] - problem.variableUppers[j]
      return
    }
    let size = ray.reduce(0) { max($0, abs($1)) }
    guard size > 0 else {
      margin = -.infinity
      return
    }
    var reach = Range()
    for (j, factor) in Self.combination(ray, of: problem).enumerated() {
      reach.extend(factor, problem.variableLowers[j], problem.variableUppers[j])
    }
    var demand = Range()
    for i in ray.indices {
      demand.extend(ray[i], problem.constraintLowers[i], problem.constraintUppers[i])
    }
    // NaN (∞ − ∞) means that nothing is proved.
    let below = demand.least.value - reach.most.value
    let above = reach.least.value - demand.most.value
    isBelow = below.isNaN ? false : above.isNaN || below >= above
    let best = isBelow ? below : above
    margin = best.isNaN ? -.infinity : best / size
  }

  /// Whether the ray is a proof, beyond rounding.
  public var isProof: Bool { margin > 1e-9 }

  /// The coefficients rayᵀA of the combined constraint.
  static func combination(_ ray: [Double], of problem: Problem) -> [Double] {
    let columns = problem.columns
    return (0..<problem.variableCount).map { j in
      var sum = CompensatedSum(0)
      var terms = 0.0
      for k in columns.starts[j]..<columns.starts[j + 1] {
        let multiplier = ray[Int(columns.rows[k])]
        sum.add(columns.values[k], multiplier)
        terms += abs(columns.values[k] * multiplier)
      }
      // What is left of multipliers that cancel is rounding, not a coefficient.
      return abs(sum.value) <= 1e-10 * terms ? 0 : sum.value
    }
  }

  /// The least and most a combination can come to.
  private struct Range {
    var least = CompensatedSum(0)
    var most = CompensatedSum(0)

    mutating func extend(_ factor: Double, _ lower: Double, _ upper: Double) {
      if factor == 0 { return }
      least.add(factor, factor > 0 ? lower : upper)
      most.add(factor, factor > 0 ? upper : lower)
    }
  }
}
