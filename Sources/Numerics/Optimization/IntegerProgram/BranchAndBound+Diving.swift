extension BranchAndBound {
  /// Looks for plans before the tree is opened.
  func runRootHeuristics() {
    if level > 0 {
      dive(share: 0.1)
    } else if core.structure.blocks.isEmpty {
      searchForPlans()
    } else {
      dive(share: 0.2)
      fixByReducedCost()
      improvePlan(effort: 15)
    }
    resetBounds()
    simplex.restore(rootBasis)
  }

  private func searchForPlans() {
    func isDone() -> Bool { budget.isExhausted || isClosed(core.roundedUp(rootObjective)) }
    // What covers of time lose by rounding lies in windows that can be searched one by one.
    let isCover = program.isDifferenced && !isImplied.contains(true)
    var known = Double.infinity
    for share in [0.3, 0.1, 0.03] where isFarOff || isCover {
      dive(share: share)
      if isDone() { return }
      // Where rounding leads far off, neighbourhoods of the plan gain more than more dives.
      guard isFarOff, incumbentObjective < known else { continue }
      fixByReducedCost()
      improvePlan(effort: 3)
      known = incumbentObjective
      if isDone() { return }
    }
    fixByReducedCost()
    searchAroundRelaxation(nodeLimit: 100)
    if isDone() { return }
    if isCover {
      searchBetweenPlanAndRelaxation(nodeLimit: 100)
      if isDone() { return }
      fixByReducedCost()
      searchWindows(nodeLimit: 50)
    } else {
      fixByReducedCost()
      improvePlan(effort: 10)
    }
  }

  /// Whether the plan is more than 1 % above the root relaxation.
  private var isFarOff: Bool {
    incumbentObjective - rootObjective > 0.01 * abs(rootObjective)
  }

  private typealias Rounding = (variable: Int, lower: Double, upper: Double, value: Double)

  /// Rounds a share of the fractional variables, the nearest to an integer above
  /// first, and solves again until nothing is fractional. A batch that leaves nothing is
  /// taken back and cut to a quarter; a single variable is then sent the other way.
  func dive(share: Double) {
    resetBounds()
    simplex.restore(rootBasis)
    var steppedBack = 0
    var batch: [Rounding] = []
    var point = rootPrimal
    for _ in 0..<(2 * core.variableCount + 10) {
      if budget.isOutOfIterations { break }
      let outcome = solveRelaxation()
      if outcome == .infeasible, steppedBack < 10, let first = batch.first {
        steppedBack += 1
        for item in batch { setBounds(item.variable, item.lower, item.upper) }
        if batch.count == 1 {
          setBounds(first.variable, first.lower, first.value.rounded(.down))
          batch = []
        } else {
          batch.removeLast(batch.count - max(1, batch.count / 4))
          for item in batch { setBounds(item.variable, item.value.rounded(.up), item.upper) }
        }
        continue
      }
      guard outcome == .optimal else {
        if outcome == .infeasible, incumbent.isEmpty { roundDown(point) }
        break
      }
      point = Array(program.primal.prefix(core.variableCount))
      let fractional = fractionalVariables(withImplied: true)
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
      batch = []
      for (k, item) in ranked.prefix(count).enumerated() {
        if k > 0 && item.distance > 0.5 { break }
        batch.append((item.j, currentLower[item.j], currentUpper[item.j], item.value))
        setBounds(item.j, item.value.rounded(.up), currentUpper[item.j])
      }
    }
    resetBounds()
    simplex.restore(rootBasis)
  }

  /// Where rounding up leaves nothing, as under a limit on all of a plan, rounding down may:
  /// what follows from the integers is solved for.
  private func roundDown(_ point: [Double]) {
    resetBounds()
    simplex.restore(rootBasis)
    for j in point.indices where core.isInteger[j] && !isImplied[j] {
      let v = min(max((point[j] + 1e-6).rounded(.down), rootLower[j]), rootUpper[j])
      setBounds(j, v, v)
    }
    if solveRelaxation() == .optimal, fractionalVariables(withImplied: true).isEmpty {
      acceptRelaxation()
    }
  }
}
