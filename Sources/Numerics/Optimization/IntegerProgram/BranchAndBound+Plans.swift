/// Plans: from the relaxation's optimum or elsewhere, checked, and improved.
extension BranchAndBound {
  /// Takes the relaxation's optimum, integral but for rounding, as a plan. Where there are
  /// other variables they are solved for again, beside exact integers.
  @discardableResult
  func acceptRelaxation() -> Bool {
    let rounded = roundedRelaxation()
    let isExact = rounded.indices.allSatisfy {
      !core.isInteger[$0] || program.value($0) == rounded[$0]
    }
    if isExact || !core.isInteger.contains(false) { return accept(rounded) }
    let saved = (currentLower, currentUpper)
    let basis = simplex.basisSnapshot()
    for j in rounded.indices where core.isInteger[j] {
      program.setBounds(j, rounded[j], rounded[j])
    }
    // Beside exact integers a cut that was tight may be off by a rounding. It holds for all
    // plans, so that it need not be asked here.
    let first = simplex.structuralCount + core.rowCount + sums.members.count
    let limits = cuts.indices.map { simplex.lower[first + $0] }
    for (c, limit) in limits.enumerated() {
      simplex.lower[first + c] = limit - 1e-5 * max(1, abs(limit))
    }
    let isFound = solveRelaxation(exact: true) == .optimal && accept(roundedRelaxation())
    for (c, limit) in limits.enumerated() { simplex.lower[first + c] = limit }
    for j in rounded.indices where core.isInteger[j] {
      program.setBounds(j, saved.0[j], saved.1[j])
    }
    simplex.restore(basis)
    return isFound || accept(rounded)
  }

  private func roundedRelaxation() -> [Double] {
    var x = Array(program.primal.prefix(core.variableCount))
    for j in x.indices {
      if core.isInteger[j] { x[j] = x[j].rounded() }
      x[j] = min(max(x[j], core.lower[j]), core.upper[j])
    }
    return x
  }

  /// Takes a plan if it is feasible and better than the best.
  @discardableResult
  func accept(_ candidate: [Double]) -> Bool {
    guard core.isFeasible(candidate) else { return false }
    let x = improved(candidate)
    let value = core.objective(x)
    guard value < incumbentObjective - 1e-9 * max(1, abs(value)) else { return true }
    incumbent = x
    incumbentObjective = value
    return true
  }

  /// Lowers integer variables of positive cost one by one while all rows hold,
  /// the dearest first.
  private func improved(_ candidate: [Double]) -> [Double] {
    var x = candidate
    var activity = core.activities(x)
    var order: [Int] = []
    for j in x.indices where core.isInteger[j] && core.cost[j] > 0 && x[j] > core.lower[j] {
      order.append(j)
    }
    order.sort { (core.cost[$0], $1) > (core.cost[$1], $0) }
    for j in order {
      while x[j] - 1 >= core.lower[j] {
        var holds = true
        for k in core.columns.starts[j]..<core.columns.starts[j + 1] {
          let i = Int(core.columns.rows[k])
          let a = activity[i] - core.columns.values[k]
          if a < core.rowLower[i] || a > core.rowUpper[i] {
            holds = false
            break
          }
        }
        guard holds else { break }
        for k in core.columns.starts[j]..<core.columns.starts[j + 1] {
          activity[Int(core.columns.rows[k])] -= core.columns.values[k]
        }
        x[j] -= 1
      }
    }
    return x
  }
}
