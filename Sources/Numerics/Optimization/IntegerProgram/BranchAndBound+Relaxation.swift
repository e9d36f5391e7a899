/// Relaxations: how they are solved, and what is fractional at their optimum.
extension BranchAndBound {
  /// Solves the relaxation under the current bounds, from the basis at hand.
  func solveRelaxation(iterationLimit: Int = .max, exact: Bool = false) -> SimplexOutcome {
    let before = simplex.iterations
    let left = budget.iterations - budget.iterationsUsed
    simplex.iterationLimit = before &+ min(iterationLimit, left, Int.max - before)
    // Shifts of costs within the dual tolerance blur the objective a little.
    let limit = cutoff
    simplex.objectiveCutoff =
      exact || limit == .infinity ? .infinity : limit + 1e-6 * max(1, abs(limit))
    let outcome = simplex.solve()
    budget.spend(iterations: simplex.iterations - before, size: simplex.totalCount)
    return outcome
  }

  var relaxationObjective: Double {
    var sum = 0.0
    for j in 0..<core.variableCount { sum += core.cost[j] * program.value(j) }
    return sum
  }

  /// Integer variables off an integer at the relaxation's optimum, those aside that follow
  /// the others unless asked for.
  func fractionalVariables(withImplied: Bool = false) -> [Int] {
    var result: [Int] = []
    for j in 0..<core.variableCount where core.isInteger[j] && (withImplied || !isImplied[j]) {
      let v = program.value(j)
      if abs(v - v.rounded()) > IntegerCore.integralityTolerance { result.append(j) }
    }
    return result
  }

  /// Sums off an integer at the relaxation's optimum.
  func fractionalSums() -> [Int] {
    sums.members.indices.map { core.variableCount + $0 }.filter {
      let v = program.value($0)
      return abs(v - v.rounded()) > IntegerCore.integralityTolerance
    }
  }
}
