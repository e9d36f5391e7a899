/// Large neighbourhood search: the best plan is kept but for a part, which is searched by
/// branch and bound again.
extension BranchAndBound {
  /// Nodes of a box: more as those with few bring nothing.
  private static let boxNodes = 60...240
  /// Programs with fewer open variables are left to the tree.
  private static let fewest = 40
  /// What it takes to set a box up, as a share of the work on the root relaxation.
  private static let setUp = 0.01
  /// Searches in a row that bring nothing before the tree goes on.
  private static let patience = 200

  /// Searches neighbourhoods of the best plan for about `effort` times the work that the root
  /// relaxation took; true where the plan got better.
  @discardableResult
  func improvePlan(effort: Double) -> Bool {
    guard !incumbent.isEmpty else { return false }
    let end = budget.work + effort * rootWork
    let first = incumbentObjective
    var sinceImproved = 0
    while budget.work < end, sinceImproved < Self.patience {
      if budget.isExhausted || isClosed(bound) { break }
      let open = openVariables()
      if open.count < Self.fewest { break }
      let (kind, share) = schedule.next()
      let count = max(10, Int(share * Double(open.count)))
      budget.spend(work: Self.setUp * rootWork)
      let free = free(kind, count: count, open)
      let value = incumbentObjective
      guard !free.isEmpty, schedule.isNew(free, value) else {
        schedule.record(kind, isBetter: false, isFinished: true, work: Self.setUp * rootWork)
        sinceImproved += 1
        continue
      }
      let before = incumbent
      let spent = budget.work
      let isFinished = searchBox(around: free, nodeLimit: boxNodes)
      let isBetter = incumbentObjective < value
      schedule.record(
        kind, isBetter: isBetter, isFinished: isFinished,
        work: budget.work - spent + Self.setUp * rootWork)
      sinceImproved = isBetter ? 0 : sinceImproved + 1
      if isBetter {
        schedule.remember(before)
        fixByReducedCost()
      }
    }
    resetBounds()
    let isBetter = incumbentObjective < first
    boxNodes = isBetter ? Self.boxNodes.lowerBound : min(2 * boxNodes, Self.boxNodes.upperBound)
    return isBetter
  }

  /// Searches the box in which the integers beside `free` keep to the plan.
  private func searchBox(around free: [Int], nodeLimit: Int) -> Bool {
    var lower = incumbent
    var upper = incumbent
    func open(_ j: Int) {
      lower[j] = min(rootLower[j], incumbent[j])
      upper[j] = max(rootUpper[j], incumbent[j])
    }
    for j in free { open(j) }
    for j in lower.indices where !core.isInteger[j] { open(j) }
    freeImplied(&lower, &upper)
    return searchBox(lower, upper, nodeLimit: nodeLimit)
  }

  /// Integers that a better plan may change.
  private func openVariables() -> [Int] {
    (0..<core.variableCount).filter { core.isInteger[$0] && !isImplied[$0] && isPromising($0) }
  }

  /// About `count` of the variables `open`, ascending.
  private func free(_ kind: NeighbourhoodSchedule.Kind, count: Int, _ open: [Int]) -> [Int] {
    var chosen = [Bool](repeating: false, count: core.variableCount)
    switch kind {
    case .window:
      addWindow(count, open, &chosen)
    case .windows:
      addWindow(count / 2, open, &chosen)
      addWindow(count - count / 2, open, &chosen)
    case .relaxation:
      for j in disagreeing([incumbent, guide], count, open) { chosen[j] = true }
    case .plans:
      for j in disagreeing([incumbent] + schedule.earlierPlans, count, open) { chosen[j] = true }
    }
    return open.filter { chosen[$0] }
  }

  /// Those on which the points differ first, then those that cost least beside the relaxation;
  /// whole blocks where the program has them.
  private func disagreeing(_ points: [[Double]], _ count: Int, _ open: [Int]) -> [Int] {
    func spread(_ j: Int) -> Double {
      points.reduce(0) { max($0, abs($1[j] - points[0][j])) }
    }
    let blocks = core.structure.blocks
    let groups = blocks.isEmpty ? open.map { [$0] } : blocks
    var ranked: [(key: Double, group: Int)] = groups.indices.map { g in
      let group = groups[g]
      let most = group.reduce(0) { max($0, spread($1)) }
      let least = group.reduce(Double.infinity) { min($0, abs(rootReducedCosts[$1])) }
      let luck = schedule.uniform()
      return most > 0.1 ? (1 + luck, g) : (-least * (0.5 + luck), g)
    }
    ranked.sort { $0.key != $1.key ? $0.key > $1.key : $0.group < $1.group }
    var result: [Int] = []
    for (_, g) in ranked {
      if result.count >= count { break }
      result += groups[g]
    }
    return result
  }

  /// Adds a run of blocks, or the variables of rows around one that share most of them.
  private func addWindow(_ count: Int, _ open: [Int], _ chosen: inout [Bool]) {
    var left = count
    let blocks = core.structure.blocks
    if !blocks.isEmpty {
      var b = Int(schedule.place() * Double(blocks.count))
      for _ in blocks.indices where left > 0 {
        for j in blocks[b] where !chosen[j] {
          chosen[j] = true
          left -= 1
        }
        b = (b + 1) % blocks.count
      }
      return
    }
    // Rows by how much of them is chosen already.
    let columns = core.columns
    var size = [Int](repeating: 0, count: core.rowCount)
    for j in open {
      for k in columns.starts[j]..<columns.starts[j + 1] { size[Int(columns.rows[k])] += 1 }
    }
    // A limit on all of a plan relates nothing.
    let related = size.indices.filter { size[$0] > 0 && 2 * size[$0] <= open.count }
    guard !related.isEmpty else { return }
    var isTaken = [Bool](repeating: true, count: core.rowCount)
    for i in related { isTaken[i] = false }
    var shared = [Int](repeating: 0, count: core.rowCount)
    var row = related[Int(schedule.place() * Double(related.count))]
    var isOpen = [Bool](repeating: false, count: core.variableCount)
    for j in open { isOpen[j] = true }
    while left > 0 {
      isTaken[row] = true
      for k in byRow.starts[row]..<byRow.starts[row + 1] {
        let j = Int(byRow.rows[k])
        if !isOpen[j] || chosen[j] || left <= 0 { continue }
        chosen[j] = true
        left -= 1
        for e in columns.starts[j]..<columns.starts[j + 1] { shared[Int(columns.rows[e])] += 1 }
      }
      var best = 0.0
      row = -1
      for i in related where !isTaken[i] && shared[i] > 0 {
        let merit = Double(shared[i]) / Double(size[i])
        if merit > best { (best, row) = (merit, i) }
      }
      if row < 0 { break }
    }
  }
}
