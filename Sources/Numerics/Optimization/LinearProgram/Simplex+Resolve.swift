/// The way back to an optimum from a basis that was one before something changed.
extension Simplex {
  /// Solves from the basis at hand. Where the point is still feasible (columns or costs
  /// changed) the primal method goes on from it; where it is not, costs are shifted
  /// until the basis is dual feasible, the dual method restores feasibility (after
  /// bounds or rows changed no shift is needed and its answer is final), and the primal
  /// method finishes with the true costs.
  func resolve() -> SimplexOutcome {
    for j in 0..<totalCount where lower[j] > upper[j] { return contradictoryBounds(j) }
    let perturbed = perturbs
    defer { perturbs = perturbed }
    perturbs = false
    prepare()
    computePrimal()
    var outcome = SimplexOutcome.optimal
    if primalInfeasibility() > 0 {
      for j in 0..<totalCount where state[j] != .basic { settle(j) }
      outcome = runDual()
      if outcome == .optimal && costsArePerturbed {
        resetCosts()
        outcome = runPrimal()
      } else if outcome == .optimal {
        storeBasicValues()
      }
    } else {
      outcome = runPrimal()
    }
    guard outcome == .failed else { return outcome }
    // The arithmetic gave out on this way: start from nothing.
    perturbs = perturbed
    resetCosts()
    setLogicalBasis()
    return solve()
  }
}
