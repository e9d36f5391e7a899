/// Cuts at the root: rounds of separation and re-solving while they raise the bound.
extension BranchAndBound {
  private static let mostRounds = 30

  /// Tightens the root relaxation. `.exhausted` where that leaves nothing to find, `.limit`
  /// where a limit stopped it; nil to go on.
  func separateRootCuts() -> Ending? {
    guard core.rowCount > 0 else { return nil }
    resetBounds()
    simplex.restore(rootBasis)
    guard solveRelaxation(exact: true) == .optimal else { return nil }
    var pool = CutPool()
    let separation = CutSeparation(core, sumCount: sums.members.count)
    let before = simplex.iterations
    // Cuts may cost as much again as the relaxation did.
    let allowance = budget.iterationsUsed + 2 * (before + 200)
    let start = rootObjective
    var stalled = 0
    for _ in 0..<Self.mostRounds {
      if budget.isExhausted { return .limit }
      if fractionalVariables().isEmpty || separation.isExhausted { break }
      for cut in separation.separate(program, at: rootPrimal) { pool.add(cut) }
      let new = pool.chosen(at: rootPrimal, atMost: 20 + core.rowCount / 2)
      if new.isEmpty { break }
      // Cuts whose slack is basic hold nothing back any more.
      let first = simplex.structuralCount + core.rowCount + sums.members.count
      let kept = cuts.indices.filter { simplex.state[first + $0] != .basic }
      for c in cuts.indices where simplex.state[first + c] == .basic { pool.add(cuts[c]) }
      replaceCuts(kept: kept, new: new)
      separation.take(cuts)
      let previous = rootObjective
      switch solveRelaxation(exact: true) {
      case .optimal: break
      case .infeasible: return .exhausted
      case .stopped: return .limit
      default:
        restoreWithoutCuts()
        return nil
      }
      readRoot()
      bound = max(bound, core.roundedUp(rootObjective))
      if isClosed(bound) { return .exhausted }
      if fractionalVariables().isEmpty, acceptRelaxation(), isClosed(bound) { return .exhausted }
      let gain = rootObjective - previous
      stalled = gain > 0.01 * (rootObjective - start) + 1e-9 * abs(rootObjective) ? 0 : stalled + 1
      if stalled >= 3 || budget.iterationsUsed > allowance { break }
    }
    dropSlackCuts()
    return nil
  }

  /// Leaves only the cuts that are tight.
  private func dropSlackCuts() {
    let first = simplex.structuralCount + core.rowCount + sums.members.count
    let kept = cuts.indices.filter { simplex.state[first + $0] != .basic }
    if kept.count < cuts.count {
      replaceCuts(kept: kept, new: [])
      if solveRelaxation(exact: true) == .optimal { readRoot() } else { restoreWithoutCuts() }
    }
  }

  /// Where the arithmetic gave out with cuts, it goes on without.
  private func restoreWithoutCuts() {
    replaceCuts(kept: [], new: [])
    simplex.setLogicalBasis()
    if solveRelaxation(exact: true) == .optimal { readRoot() }
  }
}
