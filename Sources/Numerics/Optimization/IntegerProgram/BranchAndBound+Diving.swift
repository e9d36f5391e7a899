extension BranchAndBound {
  /// Looks for plans before the tree is opened.
  func runRootHeuristics() {
    func isDone() -> Bool { budget.isExhausted || isClosed(core.roundedUp(rootObjective)) }
    for share in level == 0 ? [0.3, 0.1, 0.03] : [0.1] {
      dive(share: share)
      if isDone() { return }
    }
    guard level == 0 else { return }
    fixByReducedCost()
    if !core.structure.blocks.isEmpty {
      searchBlocks(nodeLimit: 60)
      resetBounds()
      simplex.restore(rootBasis)
      return
    }
    searchAroundRelaxation(nodeLimit: 100)
    if isDone() { return }
    searchBetweenPlanAndRelaxation(nodeLimit: 100)
    if isDone() { return }
    fixByReducedCost()
    searchWindows(nodeLimit: 50)
    resetBounds()
    simplex.restore(rootBasis)
  }

  /// Rounds a share of the fractional variables, the nearest to an integer above
  /// first, and solves again until nothing is fractional. One step back (the other
  /// way for the first variable of a batch) where a batch leaves nothing.
  func dive(share: Double) {
    resetBounds()
    simplex.restore(rootBasis)
    var steppedBack = 0
    var last: (variable: Int, lower: Double, upper: Double)?
    for _ in 0..<(2 * core.variableCount + 10) {
      if budget.isOutOfIterations { break }
      let outcome = solveRelaxation()
      if outcome == .infeasible || outcome == .cutoff {
        guard let step = last, steppedBack < 5, outcome == .infeasible else { break }
        steppedBack += 1
        setBounds(step.variable, step.lower, step.upper)
        last = nil
        continue
      }
      guard outcome == .optimal else { break }
      let fractional = fractionalVariables()
      if fractional.isEmpty {
        acceptRelaxation()
        break
      }
      var ranked = core.structure.leading(fractional).map {
        j -> (distance: Double, j: Int, value: Double) in
        let value = program.value(j)
        return (value.rounded(.up) - value, j, value)
      }
      ranked.sort { $0.distance != $1.distance ? $0.distance < $1.distance : $0.j < $1.j }
      let count = max(1, Int(share * Double(ranked.count)))
      for (k, item) in ranked.prefix(count).enumerated() {
        if k == 0 {
          last = (item.j, currentLower[item.j], item.value.rounded(.down))
        } else if item.distance > 0.5 {
          break
        }
        setBounds(item.j, item.value.rounded(.up), currentUpper[item.j])
      }
    }
    resetBounds()
    simplex.restore(rootBasis)
  }
}
