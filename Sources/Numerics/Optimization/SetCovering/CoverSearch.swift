/// Branch and bound over Lagrangian relaxations of a cover.
///
/// Every node works on a matrix of its own that holds only the rows still open and the
/// columns that may still be used: it shrinks quickly with depth, so that a node costs
/// little more than its subgradient steps.
final class CoverSearch {
  private let cover: SetCover
  let limits: SolverLimits
  /// Covers' costs are multiples of this; 0 where nothing of the kind is known.
  private let step: Double
  private(set) var best: [Int32] = []
  private(set) var upper = Double.infinity
  var nodes = 0
  var iterations = 0
  var isStopped = false
  /// Multipliers of all rows at the root.
  private var prices: [Double] = []
  private var pseudoCosts: PseudoCosts
  /// The same of linear relaxations (`CoverCoreSearch`).
  var linearPseudoCosts: PseudoCosts
  /// How often each column was in relaxed solutions lately (`CoverRelaxation.frequency`).
  private var frequency: [Double]

  init(_ cover: SetCover, _ limits: SolverLimits) {
    self.cover = cover
    self.limits = limits
    var core = IntegerCore(cover.problem)
    core.findObjectiveStep()
    step = core.objectiveStep
    pseudoCosts = PseudoCosts(count: cover.costs.count)
    linearPseudoCosts = pseudoCosts
    frequency = [Double](repeating: 0, count: cover.costs.count)
  }

  /// A problem left to solve: its matrix, the multipliers of its rows, and what was
  /// settled on the way to it.
  struct Node {
    var matrix: CoverMatrix
    var multipliers: [Double]
    /// The row of the whole problem that each row is.
    var rows: [Int32]
    /// Columns taken, and what they cost.
    var settled: [Int32]
    var settledCost: Double
    var bound: Double
    var depth: Int
    /// The Lagrangian bound of the parent, then of the node itself.
    var lagrangian = -Double.infinity
    /// The column branched on, which way, and how far that moved it.
    var branch = -1
    var isUp = false
    var move = 1.0
    /// Whether rounding has spoilt the node's linear relaxation: then it is branched on here.
    var isSpoilt = false
  }

  // Subgradient steps at the root, in a node, after its columns were fixed, and in a trial.
  private static let rootRounds = 20
  private static let rootIterations = 20
  private static let nodeIterations = 30
  private static let laterIterations = 10
  private static let trialIterations = 10
  /// Columns tried before branching, and how often until their pseudo-costs are believed.
  private static let trials = 8
  private static let reliable = 4.0

  // MARK: Pruning

  /// A bound of at least this leaves nothing better than the best cover.
  var target: Double {
    guard upper < .infinity else { return .infinity }
    let slack = 0.999 * max(limits.absoluteGap, limits.relativeGap * upper)
    return upper - max(step - 1e-6 * max(1, step), slack)
  }

  func roundedUp(_ bound: Double) -> Double {
    step > 0 ? max(bound, ((bound / step) - 1e-7).rounded(.up) * step) : bound
  }

  func offer(_ columns: [Int32], _ cost: Double) {
    if cost < upper - 1e-9 * max(1, abs(cost)) {
      upper = cost
      best = columns
    }
  }

  func checkLimits() {
    if nodes >= limits.nodes || iterations >= limits.simplexIterations
      || limits.shouldStop?() == true
    {
      isStopped = true
    }
  }

  // MARK: The search

  func solution() -> Solution {
    let matrix = CoverMatrix(cover)
    var root = Node(
      matrix: matrix, multipliers: CoverRelaxation.initialMultipliers(matrix),
      rows: (0..<matrix.rowCount).map(Int32.init), settled: [], settledCost: 0, bound: 0, depth: 0)
    let bound = explore(&root)
    if bound == .infinity && upper == .infinity {
      return Solution(status: .infeasible, bound: .infinity, nodes: nodes)
    }
    var result = Solution(status: .undecided, bound: min(bound, upper))
    result.nodes = nodes
    result.iterations = iterations
    if !prices.isEmpty {
      result.rowDuals = prices
      result.reducedCosts = cover.costs.indices.map { j in
        cover.columns[j].reduce(cover.costs[j]) { $0 - prices[$1] }
      }
    }
    if upper < .infinity {
      result.primal = [Double](repeating: 0, count: cover.costs.count)
      for j in best { result.primal[Int(j)] = 1 }
      result.objective = upper
      let slack = max(limits.absoluteGap, limits.relativeGap * upper)
      result.status = upper - result.bound <= slack ? .optimal : .feasible
    }
    return result
  }

  /// Explores a node to its end, or until a limit stops it; returns a bound on what lies
  /// in it that is not better than the best cover.
  func explore(_ node: inout Node) -> Double {
    checkLimits()
    if isStopped { return node.bound }
    nodes += 1
    var stepSize = node.depth == 0 ? 1.0 : 0.3
    var rounds = 0
    while true {
      guard shrink(&node) else { return .infinity }
      if node.matrix.rowCount == 0 {
        offer(node.settled, node.settledCost)
        return node.settledCost
      }
      let relaxation = bounded(&node, rounds, &stepSize)
      let raw = relaxation.bound + node.settledCost
      if rounds == 0 { learn(node, raw) }
      if node.depth == 0 && prices.isEmpty { setPrices(node) }
      node.lagrangian = raw
      if raw >= target { return node.bound }
      if rounds > 0 && node.depth % 4 == 0 || node.depth < 6 {
        takeGreedy(node, relaxation.multipliers)
        if raw >= target { return node.bound }
      }
      rounds += 1
      let before = node.matrix.columnCount
      fix(&node, relaxation)
      if rounds >= 3 || Double(node.matrix.columnCount) > 0.9 * Double(before) { break }
    }
    guard shrink(&node) else { return .infinity }
    if node.matrix.rowCount == 0 {
      offer(node.settled, node.settledCost)
      return node.settledCost
    }
    if !node.isSpoilt && CoverCoreSearch.takes(node.matrix) {
      return max(node.bound, CoverCoreSearch.explore(node, for: self))
    }
    let j = branchingColumn(node)
    var with = child(of: node, j, isTaken: true)
    let first = explore(&with)
    var without = child(of: node, j, isTaken: false)
    return max(node.bound, min(first, explore(&without)))
  }

  /// Raises the node's Lagrangian bound.
  private func bounded(_ node: inout Node, _ round: Int, _ stepSize: inout Double)
    -> CoverRelaxation
  {
    var relaxation = CoverRelaxation(node.matrix, multipliers: node.multipliers)
    if upper == .infinity { takeGreedy(node, node.multipliers) }
    // At the root covers are built along the way, at ever different multipliers.
    let (runs, length) =
      node.depth == 0
      ? (Self.rootRounds, Self.rootIterations)
      : (1, round == 0 ? Self.nodeIterations : Self.laterIterations)
    for run in 0..<runs {
      stepSize = relaxation.raise(
        node.matrix, upper: upper - node.settledCost, target: target - node.settledCost,
        .init(iterations: length, step: stepSize, patience: node.depth == 0 ? 15 : 5))
      iterations += length
      if relaxation.bound + node.settledCost >= target || stepSize < 0.005 { break }
      if node.depth == 0 && run > 3 { takeGreedy(node, relaxation.multipliers) }
    }
    node.multipliers = relaxation.multipliers
    node.bound = max(node.bound, roundedUp(relaxation.bound + node.settledCost))
    for k in 0..<node.matrix.columnCount {
      frequency[Int(node.matrix.original[k])] = relaxation.frequency[k]
    }
    return relaxation
  }

  private func setPrices(_ root: Node) {
    prices = [Double](repeating: 0, count: cover.rowCount)
    for (u, i) in zip(root.multipliers, root.rows) { prices[Int(i)] = u }
  }

  private func learn(_ node: Node, _ bound: Double) {
    guard node.branch >= 0 else { return }
    pseudoCosts.record(
      node.branch, up: node.isUp, rise: max(0, bound - node.lagrangian), move: node.move)
  }

  /// Reliability branching (Achterberg, Koch & Martin 2005) over Lagrangian bounds: the
  /// column whose children are expected to rise most, where little is known found out by
  /// a few subgradient steps.
  private func branchingColumn(_ node: Node) -> Int {
    var ranked: [(score: Double, k: Int)] = []
    for k in 0..<node.matrix.columnCount {
      let f = frequency[Int(node.matrix.original[k])]
      let size = Double(node.matrix.columnStarts[k + 1] - node.matrix.columnStarts[k])
      ranked.append(((min(f, 1 - f) + 0.01) * size, k))
    }
    ranked.sort { $0.score != $1.score ? $0.score > $1.score : $0.k < $1.k }
    var best = ranked[0].k
    var bestScore = -1.0
    for (_, k) in ranked.prefix(Self.trials) {
      let j = Int(node.matrix.original[k])
      var rises = [0.0, 0.0]
      let f = min(max(frequency[j], 0.02), 0.98)
      if pseudoCosts.reliability(j) < Self.reliable {
        for side in 0...1 {
          let child = child(of: node, k, isTaken: side == 1)
          var relaxation = CoverRelaxation(child.matrix, multipliers: child.multipliers)
          _ = relaxation.raise(
            child.matrix, upper: upper - child.settledCost, target: target - child.settledCost,
            .init(iterations: Self.trialIterations, step: 0.3, patience: 4))
          iterations += Self.trialIterations
          rises[side] = max(0, relaxation.bound + child.settledCost - node.lagrangian)
          pseudoCosts.record(j, up: side == 1, rise: rises[side], move: child.move)
        }
      } else {
        rises = [
          pseudoCosts.estimate(j, up: false, move: f),
          pseudoCosts.estimate(j, up: true, move: 1 - f),
        ]
      }
      let score = PseudoCosts.score(rises[0], rises[1])
      if score > bestScore {
        bestScore = score
        best = k
      }
    }
    return best
  }

  func takeGreedy(_ node: Node, _ multipliers: [Double]) {
    guard let (columns, cost) = node.matrix.greedyCover(multipliers) else { return }
    offer(
      node.settled + columns.map { node.matrix.original[$0] },
      node.settledCost + cost)
  }

  /// The child that takes column j, or does without it.
  private func child(of node: Node, _ j: Int, isTaken: Bool) -> Node {
    var result = node
    result.depth += 1
    result.isSpoilt = false
    result.branch = Int(node.matrix.original[j])
    result.isUp = isTaken
    let share = frequency[result.branch]
    result.move = min(max(isTaken ? 1 - share : share, 0.02), 0.98)
    var keepsColumn = [Bool](repeating: true, count: node.matrix.columnCount)
    var keepsRow = [Bool](repeating: true, count: node.matrix.rowCount)
    keepsColumn[j] = false
    if isTaken { settle(&result, j, &keepsRow) }
    restrict(&result, keepsColumn, keepsRow)
    return result
  }

  /// Takes column j of the node's matrix; its rows are to go.
  private func settle(_ node: inout Node, _ j: Int, _ keepsRow: inout [Bool]) {
    node.settled.append(node.matrix.original[j])
    node.settledCost += node.matrix.cost[j]
    node.matrix.read { a in
      for e in a.entries(ofColumn: j) { keepsRow[Int(a.columnRows[e])] = false }
    }
  }

  func restrict(_ node: inout Node, _ columns: [Bool], _ rows: [Bool]) {
    let (matrix, kept) = node.matrix.restricted(columns: columns, rows: rows)
    node.matrix = matrix
    node.multipliers = kept.map { node.multipliers[Int($0)] }
    node.rows = kept.map { node.rows[Int($0)] }
  }

  /// Columns no better cover can use go, columns every better cover uses are taken.
  private func fix(_ node: inout Node, _ relaxation: CoverRelaxation) {
    let room = target - node.settledCost - relaxation.bound
    guard room < .infinity else { return }
    var keepsColumn = [Bool](repeating: true, count: node.matrix.columnCount)
    var keepsRow = [Bool](repeating: true, count: node.matrix.rowCount)
    var isChanged = false
    for j in keepsColumn.indices where abs(relaxation.reducedCost[j]) >= room {
      keepsColumn[j] = false
      isChanged = true
      if relaxation.reducedCost[j] < 0 { settle(&node, j, &keepsRow) }
    }
    if isChanged { restrict(&node, keepsColumn, keepsRow) }
  }

  /// Takes columns that alone cover a row, and drops what is dominated, until nothing
  /// changes; false where a row cannot be covered.
  private func shrink(_ node: inout Node) -> Bool {
    while true {
      var keepsRow = [Bool](repeating: true, count: node.matrix.rowCount)
      var keepsColumn = [Bool](repeating: true, count: node.matrix.columnCount)
      for i in 0..<node.matrix.rowCount {
        let entries = Int(node.matrix.rowStarts[i])..<Int(node.matrix.rowStarts[i + 1])
        if entries.isEmpty { return false }
        let j = Int(node.matrix.rowColumns[entries.lowerBound])
        if entries.count == 1 && keepsColumn[j] {
          keepsColumn[j] = false
          settle(&node, j, &keepsRow)
        }
      }
      if !keepsColumn.contains(false) {
        guard limits.presolves else { return true }
        keepsRow = node.matrix.undominatedRows()
        if !keepsRow.contains(false) {
          keepsColumn = node.matrix.undominatedColumns()
          if !keepsColumn.contains(false) { return true }
        }
      }
      restrict(&node, keepsColumn, keepsRow)
    }
  }
}
