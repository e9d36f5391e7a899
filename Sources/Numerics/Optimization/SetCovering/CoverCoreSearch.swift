/// Branch and bound over linear relaxations of what is left of a cover once columns have
/// been fixed at the root: the small search on the core. A node copies its parent's
/// `CoverTableau` and pivots on; the Lagrangian bound at its prices, recomputed from the
/// matrix, is what prunes it and fixes columns by reduced cost.
final class CoverCoreSearch {
  private let search: CoverSearch
  private let node: CoverSearch.Node
  private let matrix: CoverView
  /// Tables not in use.
  private var spares: [CoverTableau] = []
  private var prices: [Double]
  private var reducedCosts: [Double]

  /// Whether a table of the matrix is small enough to be copied in every node.
  static func takes(_ matrix: CoverMatrix) -> Bool {
    min(matrix.rowCount, matrix.columnCount) * matrix.columnCount <= 1_500_000
  }

  /// Explores a node of `search` to its end; returns a bound on what lies in it that is not
  /// better than the best cover.
  static func explore(_ node: CoverSearch.Node, for search: CoverSearch) -> Double {
    node.matrix.read { CoverCoreSearch(search, node, $0).run() }
  }

  private init(_ search: CoverSearch, _ node: CoverSearch.Node, _ matrix: CoverView) {
    self.search = search
    self.node = node
    self.matrix = matrix
    prices = [Double](repeating: 0, count: matrix.rowCount)
    reducedCosts = [Double](repeating: 0, count: matrix.columnCount)
  }

  private func run() -> Double { explore(CoverTableau(matrix), node.bound, node.depth) }

  // Columns tried before branching, pivots of a trial, how often until a column's
  // pseudo-costs are believed, and how many trials in a row may bring nothing better.
  private static let trials = 16
  private static let trialPivots = 20
  private static let reliable = 8.0
  private static let patience = 6

  /// Objectives of tables that end a node, settled columns left out; a little above the
  /// target, so that the proof does not fail by rounding.
  private var cutoff: Double {
    let target = search.target
    return target - node.settledCost + 1e-9 * max(1, abs(target))
  }

  private func explore(_ table: CoverTableau, _ parentBound: Double, _ depth: Int) -> Double {
    search.checkLimits()
    if search.isStopped { return parentBound }
    search.nodes += 1
    let before = table.pivots
    let outcome = table.solve(cutoff: cutoff, shouldStop: search.limits.shouldStop)
    search.iterations += table.pivots - before
    let raw =
      table.lagrangianBound(prices: &prices, reducedCosts: &reducedCosts) + node.settledCost
    let bound = max(parentBound, search.roundedUp(raw))
    if raw >= search.target { return bound }
    guard outcome == .optimal else {
      if outcome == .stopped {
        search.isStopped = true
        return bound
      }
      return handBack(table, bound, depth)
    }
    if depth < 6 || search.nodes % 32 == 0 {
      takeGreedy(table, depth)
      if raw >= search.target { return bound }
    }
    fix(table, search.target - raw)
    let fractional = fractionalColumns(table)
    if fractional.isEmpty {
      offer(table)
      return raw >= search.target ? bound : handBack(table, bound, depth)
    }
    return branch(table, choose(table, fractional), bound, depth)
  }

  private func branch(_ table: CoverTableau, _ j: Int, _ bound: Double, _ depth: Int) -> Double {
    let with = copy(table)
    guard with.take(j) else {
      spares.append(with)
      return handBack(table, bound, depth)
    }
    let first = explore(with, bound, depth + 1)
    spares.append(with)
    // Nothing else needs the table: the other child takes it over.
    let second =
      table.drop(j)
      ? explore(table, bound, depth + 1) : handBack(table, bound, depth + 1, without: j)
    return max(bound, min(first, second))
  }

  private func copy(_ table: CoverTableau) -> CoverTableau {
    let result = spares.popLast() ?? CoverTableau(matrix)
    result.copy(table)
    return result
  }

  // MARK: A node

  /// Drops nonbasic columns that no better cover uses.
  private func fix(_ table: CoverTableau, _ room: Double) {
    guard room < .infinity else { return }
    for p in (0..<table.width).reversed() where table.nonbasic[p] >= 0 {
      if reducedCosts[Int(table.nonbasic[p])] >= room { table.removePlace(p) }
    }
  }

  private func fractionalColumns(_ table: CoverTableau) -> [Int] {
    (0..<table.height).compactMap { r in
      let v = table.value[r]
      return v > 1e-6 && v < 1 - 1e-6 ? Int(table.basic[r]) : nil
    }
  }

  /// Columns of the node that are one, where they are a cover.
  private func offer(_ table: CoverTableau) {
    var chosen: [Int] = []
    for j in 0..<matrix.columnCount {
      let p = table.place[j]
      let isBasic = p < 0 && p != CoverTableau.gone
      if table.isTaken[j] || isBasic && table.value[Int(~p)] > 0.5 { chosen.append(j) }
    }
    var isOpen = [Bool](repeating: true, count: matrix.rowCount)
    for j in chosen {
      for e in matrix.entries(ofColumn: j) { isOpen[Int(matrix.columnRows[e])] = false }
    }
    if isOpen.contains(true) { return }
    search.offer(
      node.settled + chosen.map { node.matrix.original[$0] },
      chosen.reduce(node.settledCost) { $0 + matrix.cost[$1] })
  }

  /// The node as the Lagrangian search knows it.
  private func rest(_ table: CoverTableau, _ depth: Int, without dropped: Int? = nil)
    -> CoverSearch.Node
  {
    var result = node
    var keepsColumn = [Bool](repeating: true, count: matrix.columnCount)
    if let dropped { keepsColumn[dropped] = false }
    for j in 0..<matrix.columnCount where table.place[j] == CoverTableau.gone {
      keepsColumn[j] = false
      if table.isTaken[j] {
        result.settled.append(node.matrix.original[j])
        result.settledCost += matrix.cost[j]
      }
    }
    result.multipliers = prices
    result.depth = depth
    result.branch = -1
    search.restrict(&result, keepsColumn, (0..<matrix.rowCount).map { !table.isCovered[$0] })
    return result
  }

  private func takeGreedy(_ table: CoverTableau, _ depth: Int) {
    let rest = rest(table, depth)
    search.takeGreedy(rest, rest.multipliers)
  }

  /// The table proves nothing here: a row has no column left, which the Lagrangian search
  /// sees, or rounding has spoilt it, and that search branches; below it new tables begin.
  private func handBack(
    _ table: CoverTableau, _ bound: Double, _ depth: Int, without dropped: Int? = nil
  ) -> Double {
    var rest = rest(table, depth, without: dropped)
    rest.bound = bound
    rest.isSpoilt = true
    return search.explore(&rest)
  }

  // MARK: Branching

  /// Reliability branching (Achterberg, Koch & Martin 2005): candidates in the order of
  /// their pseudo-costs, those little known tried by some pivots each way.
  private func choose(_ table: CoverTableau, _ candidates: [Int]) -> Int {
    let room = cutoff - table.objective
    func value(_ j: Int) -> Double { table.value[Int(~table.place[j])] }
    func known(_ j: Int) -> Int { Int(node.matrix.original[j]) }
    func estimates(_ j: Int) -> (Double, Double) {
      let v = value(j)
      return (
        min(room, search.linearPseudoCosts.estimate(known(j), up: false, move: v)),
        min(room, search.linearPseudoCosts.estimate(known(j), up: true, move: 1 - v))
      )
    }
    var ranked = candidates.map { j -> (score: Double, column: Int) in
      let (down, up) = estimates(j)
      return (PseudoCosts.score(down, up), j)
    }
    ranked.sort { $0.score != $1.score ? $0.score > $1.score : $0.column < $1.column }
    var (best, bestScore, sinceBetter) = (ranked[0].column, -1.0, 0)
    for (_, j) in ranked.prefix(Self.trials) {
      var (down, up) = estimates(j)
      if search.linearPseudoCosts.reliability(known(j)) < Self.reliable {
        let v = value(j)
        down = tried(table, j, up: false, room)
        up = tried(table, j, up: true, room)
        search.linearPseudoCosts.record(known(j), up: false, rise: down, move: v)
        search.linearPseudoCosts.record(known(j), up: true, rise: up, move: 1 - v)
        if max(down, up) >= room { return j }
      }
      let score = PseudoCosts.score(down, up)
      sinceBetter += 1
      if score > bestScore { (best, bestScore, sinceBetter) = (j, score, 0) }
      if sinceBetter >= Self.patience { break }
    }
    return best
  }

  /// How far some pivots raise the objective once column j is set; `room` where they end
  /// the child.
  private func tried(_ table: CoverTableau, _ j: Int, up: Bool, _ room: Double) -> Double {
    let child = copy(table)
    defer { spares.append(child) }
    let before = child.pivots
    guard up ? child.take(j) : child.drop(j) else { return room }
    let outcome = child.solve(cutoff: cutoff, pivotLimit: Self.trialPivots)
    search.iterations += child.pivots - before
    switch outcome {
    case .cutoff, .stuck: return room
    case .optimal, .stopped: return min(room, max(0, child.objective - table.objective))
    }
  }
}
