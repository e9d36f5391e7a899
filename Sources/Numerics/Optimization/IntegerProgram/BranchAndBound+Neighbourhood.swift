extension BranchAndBound {
  /// Searches the box `lower…upper` by a branch and bound of its own, over the
  /// variables the box leaves open; takes a better plan. True when the box was
  /// searched to the end.
  @discardableResult
  func searchBox(_ lower: [Double], _ upper: [Double], nodeLimit: Int) -> Bool {
    var kept: [Int] = []
    var point = lower
    for j in 0..<core.variableCount {
      if lower[j] < upper[j] { kept.append(j) } else { point[j] = lower[j] }
    }
    guard !kept.isEmpty,
      let restricted = core.restricted(to: kept, at: point, lower: lower, upper: upper)
    else { return true }
    var fixedCost = 0.0
    var isKept = [Bool](repeating: false, count: core.variableCount)
    for j in kept { isKept[j] = true }
    for j in point.indices where !isKept[j] { fixedCost += core.cost[j] * point[j] }
    let search = BranchAndBound(
      restricted, budget: budget, relativeGap: relativeGap, absoluteGap: absoluteGap,
      cutoff: incumbentObjective - fixedCost, level: level + 1, nodeLimit: nodeLimit)
    let ending = search.run()
    if !search.incumbent.isEmpty {
      for (k, j) in kept.enumerated() { point[j] = search.incumbent[k] }
      accept(point)
    }
    switch ending {
    case .exhausted, .infeasibleRelaxation: return true
    case .limit, .unboundedRelaxation, .failed: return false
    }
  }

  /// Relaxation enforced neighbourhood (Berthold 2007): every integer variable keeps
  /// to the two integers around its value in the root relaxation.
  func searchAroundRelaxation(nodeLimit: Int) {
    var lower = Array(rootLower.prefix(core.variableCount))
    var upper = Array(rootUpper.prefix(core.variableCount))
    for j in lower.indices where core.isInteger[j] && !isImplied[j] {
      let v = rootPrimal[j]
      let near = v.rounded()
      if abs(v - near) <= IntegerCore.integralityTolerance {
        lower[j] = min(max(near, lower[j]), upper[j])
        upper[j] = lower[j]
      } else {
        lower[j] = max(lower[j], v.rounded(.down))
        upper[j] = min(upper[j], v.rounded(.up))
      }
    }
    searchBox(lower, upper, nodeLimit: nodeLimit)
  }

  /// Relaxation induced neighbourhood (Danna, Rothberg & Le Pape 2005): variables on
  /// which the plan and the root relaxation agree stay as they are.
  func searchBetweenPlanAndRelaxation(nodeLimit: Int) {
    guard !incumbent.isEmpty else { return }
    var lower = Array(rootLower.prefix(core.variableCount))
    var upper = Array(rootUpper.prefix(core.variableCount))
    for j in lower.indices where core.isInteger[j] && !isImplied[j] {
      if abs(incumbent[j] - rootPrimal[j]) < 0.1 {
        lower[j] = min(max(incumbent[j], lower[j]), upper[j])
        upper[j] = lower[j]
      }
    }
    searchBox(lower, upper, nodeLimit: nodeLimit)
  }

  /// Frees the variables that meet a window of related rows and keeps the rest of the
  /// plan, window after window, until a round over all rows brings nothing.
  func searchWindows(nodeLimit: Int) {
    guard !incumbent.isEmpty, core.rowCount > 1 else { return }
    var size = max(2, core.rowCount / 8)
    var seed = 0
    var sinceImproved = 0
    while size <= core.rowCount {
      if budget.isExhausted || isClosed(core.roundedUp(rootObjective)) { return }
      let rows = window(around: seed, size: size)
      let before = incumbentObjective
      let finished = searchRows(rows, nodeLimit: nodeLimit)
      seed += max(1, size / 2)
      seed %= core.rowCount
      sinceImproved = incumbentObjective < before ? 0 : sinceImproved + size / 2
      if sinceImproved > core.rowCount {
        if !finished { return }
        size += size / 2
        sinceImproved = 0
      }
    }
  }

  /// The rows that share most columns with row `seed`, `seed` among them.
  private func window(around seed: Int, size: Int) -> [Int] {
    var shared = [Int](repeating: 0, count: core.rowCount)
    var chosen = [Bool](repeating: false, count: core.rowCount)
    var rows: [Int] = []
    var frontier = seed
    while rows.count < size {
      shared[frontier] += 1
      for k in byRow.starts[frontier]..<byRow.starts[frontier + 1] {
        let j = Int(byRow.rows[k])
        if !isPromising(j) { continue }
        for e in core.columns.starts[j]..<core.columns.starts[j + 1] {
          shared[Int(core.columns.rows[e])] += 1
        }
      }
      var candidates = (0..<core.rowCount).filter { !chosen[$0] && shared[$0] > 0 }
      candidates.sort { shared[$0] != shared[$1] ? shared[$0] > shared[$1] : $0 < $1 }
      guard !candidates.isEmpty else { break }
      for i in candidates.prefix(max(1, min(size - rows.count, size / 4))) {
        chosen[i] = true
        rows.append(i)
        frontier = i
      }
    }
    return rows
  }

  /// Whether a better plan may use more of a variable than the root bounds say anyway.
  func isPromising(_ j: Int) -> Bool {
    rootLower[j] < rootUpper[j]
      && (incumbent[j] != core.lower[j]
        || rootReducedCosts[j] <= 0.25 * max(0, incumbentObjective - rootObjective) + 1e-9)
  }

  private func searchRows(_ rows: [Int], nodeLimit: Int) -> Bool {
    var lower = incumbent
    var upper = incumbent
    for i in rows {
      for k in byRow.starts[i]..<byRow.starts[i + 1] {
        let j = Int(byRow.rows[k])
        if isPromising(j) {
          lower[j] = min(rootLower[j], incumbent[j])
          upper[j] = max(rootUpper[j], incumbent[j])
        }
      }
    }
    for j in lower.indices where !core.isInteger[j] {
      lower[j] = core.lower[j]
      upper[j] = core.upper[j]
    }
    freeImplied(&lower, &upper)
    return searchBox(lower, upper, nodeLimit: nodeLimit)
  }

  /// Leaves variables that follow the others free where these are.
  func freeImplied(_ lower: inout [Double], _ upper: inout [Double]) {
    guard isImplied.contains(true) else { return }
    var isOpen = [Bool](repeating: false, count: core.rowCount)
    let columns = core.columns
    for j in lower.indices where lower[j] < upper[j] {
      for k in columns.starts[j]..<columns.starts[j + 1] { isOpen[Int(columns.rows[k])] = true }
    }
    for j in lower.indices where isImplied[j] && isOpen[Int(columns.rows[columns.starts[j]])] {
      lower[j] = min(rootLower[j], incumbent[j])
      upper[j] = max(rootUpper[j], incumbent[j])
    }
  }
}
