/// Cuts at the root: rounds of separation and re-solving while they raise the bound.
extension BranchAndBound {
  private static let mostRounds = 30

  /// Tightens the root relaxation, as far as limits let it; true where that leaves nothing
  /// to find.
  func separateRootCuts() -> Bool {
    guard core.rowCount > 0, !budget.isOutOfIterations else { return false }
    resetBounds()
    simplex.restore(rootBasis)
    guard solveRelaxation(exact: true) == .optimal else { return false }
    var pool = CutPool()
    let separation = CutSeparation(core, sumCount: sums.members.count)
    separation.take(cuts)
    // Cuts may cost as much again as the relaxation did.
    let allowance = budget.iterationsUsed + 2 * rootIterations + 400
    let start = rootObjective
    var stalled = 0
    for _ in 0..<Self.mostRounds {
      if budget.isOutOfIterations { return false }
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
      case .infeasible: return true
      case .stopped: return false
      default:
        restoreWithoutCuts()
        return false
      }
      readRoot()
      bound = max(bound, core.roundedUp(rootObjective))
      if isClosed(bound) { return true }
      if fractionalVariables().isEmpty, acceptRelaxation(), isClosed(bound) { return true }
      let gain = rootObjective - previous
      stalled = gain > 0.01 * (rootObjective - start) + 1e-9 * abs(rootObjective) ? 0 : stalled + 1
      if stalled >= 3 || budget.iterationsUsed > allowance { break }
    }
    // Rows that raise nothing only make every relaxation dearer.
    if rootObjective - start > 1e-6 * abs(start) {
      dropSlackCuts()
    } else if !cuts.isEmpty {
      restoreWithoutCuts()
    }
    return false
  }

  /// Leaves only the cuts that are tight.
  private func dropSlackCuts() {
    let first = simplex.structuralCount + core.rowCount + sums.members.count
    let kept = cuts.indices.filter { simplex.state[first + $0] != .basic }
    guard kept.count < cuts.count else { return }
    replaceCuts(kept: kept, new: [])
    switch solveRelaxation(exact: true) {
    case .optimal: readRoot()
    case .stopped: break
    default: restoreWithoutCuts()
    }
  }

  /// Where the arithmetic gave out with cuts, it goes on without.
  private func restoreWithoutCuts() {
    replaceCuts(kept: [], new: [])
    simplex.setLogicalBasis()
    rootBasis = simplex.basisSnapshot()
    if solveRelaxation(exact: true) == .optimal { readRoot() }
  }

  /// Puts other cuts in place of those in force, with the basis at hand.
  ///
  /// - Parameter kept: which of the old ones go on, in their order; new ones follow.
  func replaceCuts(kept: [Int], new: [CuttingPlane]) {
    let next = sums.program(of: core, cuts: kept.map { cuts[$0] } + new)
    let first = core.rowCount + sums.members.count
    next.takeBasis(
      of: program, places: Array(0..<first) + kept.map { first + $0 } + new.map { _ in -1 })
    next.simplex.perturbs = false
    next.simplex.shouldStop = budget.shouldStop
    for j in rootLower.indices { next.setBounds(j, currentLower[j], currentUpper[j]) }
    program = next
    cuts = kept.map { cuts[$0] } + new
    checkpoint = Simplex.Checkpoint(simplex)
    rootBasis = simplex.basisSnapshot()
  }
}
