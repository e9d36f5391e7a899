/// Branch and bound over `KnapsackTable`s.
final class KnapsackSearch {
  private let knapsack: MultidimensionalKnapsack
  private let limits: SolverLimits
  /// Profits of choices are multiples of this; 0 where nothing of the kind is known.
  private let step: Double
  private var best: [Bool]
  private var lower = -Double.infinity
  private var nodes = 0
  private var iterations = 0
  private var isStopped = false
  private var pseudoCosts: PseudoCosts

  private var open: [Node] = []
  private var sequence = 0
  /// The best bound of what has been closed.
  private var closed = -Double.infinity
  private var rootBound = Double.infinity
  private var rootPrices: [Double] = []
  /// Items by reduced profit at the root, the best first.
  private var order: [Int] = []
  private var spares: [KnapsackTable] = []
  /// Needs item by item and capacities, both scaled by powers of two, which is exact; and
  /// capacities let out by what sums lose to rounding.
  private let shares: [Double]
  private let scales: [Double]
  private let capacities: [Double]
  private var prices: [Double]
  private var reducedProfits: [Double]

  private struct Node {
    var bound: Double
    var items: [KnapsackTable.Item]
    var sequence: Int
  }

  // Pivots of a trial before branching, how often until pseudo-costs are believed, and the
  // share of the root's gap at which a node is searched to its end.
  private static let trialPivots = 12
  private static let reliable = 4.0
  private static let depthFirstShare = 0.5
  /// Open nodes from which on all is depth first, to spare memory.
  private static let openLimit = 200_000

  init(_ knapsack: MultidimensionalKnapsack, _ limits: SolverLimits) {
    self.knapsack = knapsack
    self.limits = limits
    let (m, n) = (knapsack.capacities.count, knapsack.profits.count)
    var core = IntegerCore(knapsack.problem)
    core.findObjectiveStep()
    step = core.objectiveStep
    best = [Bool](repeating: false, count: n)
    pseudoCosts = PseudoCosts(count: n)
    scales = knapsack.needs.map { row in
      let most = row.max() ?? 0
      return most > 0 ? Double(sign: .plus, exponent: -most.exponent, significand: 1) : 1
    }
    capacities = zip(knapsack.capacities, scales).map { $0 * $1 * (1 + 1e-11) }
    var shares = [Double](repeating: 0, count: m * n)
    for j in 0..<n {
      for i in 0..<m { shares[j * m + i] = knapsack.needs[i][j] * scales[i] }
    }
    self.shares = shares
    prices = [Double](repeating: 0, count: m)
    reducedProfits = [Double](repeating: 0, count: n)
  }

  private func table() -> KnapsackTable {
    spares.popLast()
      ?? KnapsackTable(profits: knapsack.profits, shares: shares, capacities: capacities)
  }

  // MARK: Pruning

  /// A bound below this leaves nothing better than the best choice.
  private var goal: Double {
    let slack = 0.999 * max(limits.absoluteGap, limits.relativeGap * abs(lower))
    return lower + max(step - 1e-6 * max(1, step), slack)
  }

  private func roundedDown(_ bound: Double) -> Double {
    step > 0 && bound.isFinite ? min(bound, (bound / step + 1e-7).rounded(.down) * step) : bound
  }

  // MARK: The search

  func solution() -> Solution {
    var items = [KnapsackTable.Item](repeating: .free, count: knapsack.profits.count)
    for j in items.indices {
      let fits = capacities.indices.allSatisfy {
        shares[j * capacities.count + $0] <= capacities[$0]
      }
      if !fits || knapsack.profits[j] <= 0 { items[j] = .out }
    }
    order = items.indices.sorted { (knapsack.profits[$1], $0) < (knapsack.profits[$0], $1) }
    offer { _ in false }
    push(Node(bound: .infinity, items: items, sequence: 0))
    let table = table()
    while let node = pop() {
      // The first has the best bound: with it all are closed.
      if node.bound < goal {
        closed = max(closed, node.bound)
        break
      }
      table.load(node.items)
      let isNearlyClosed =
        rootBound < .infinity && node.bound - goal <= Self.depthFirstShare * (rootBound - goal)
      if isNearlyClosed || open.count > Self.openLimit {
        closed = max(closed, searched(table, node.bound))
      } else {
        follow(table, node.bound)
      }
      if isStopped { break }
    }
    let bound = max(lower, closed, isStopped ? open.first?.bound ?? lower : lower)
    var result = Solution(status: .feasible, objective: 0 - lower, bound: 0 - bound)
    result.primal = best.map { $0 ? 1 : 0 }
    result.nodes = nodes
    result.iterations = iterations
    if !rootPrices.isEmpty {
      result.rowDuals = zip(rootPrices, scales).map { 0 - $0 * $1 }
      result.reducedCosts = knapsack.profits.indices.map { j in
        knapsack.capacities.indices.reduce(-knapsack.profits[j]) {
          $0 - knapsack.needs[$1][j] * result.rowDuals[$1]
        }
      }
    }
    let slack = max(limits.absoluteGap, limits.relativeGap * abs(lower))
    if bound - lower <= slack { result.status = .optimal }
    return result
  }

  /// Follows a node down until it is closed; siblings are left open.
  private func follow(_ table: KnapsackTable, _ nodeBound: Double) {
    var bound = nodeBound
    while true {
      switch examine(table, bound) {
      case .closed(let value):
        closed = max(closed, value)
        return
      case .stopped:
        push(Node(bound: bound, items: table.items, sequence: 0))
        return
      case .branch(let value, let j, let choosesFirst):
        bound = value
        var sibling = table.items
        sibling[j] = choosesFirst ? .out : .chosen
        push(Node(bound: bound, items: sibling, sequence: 0))
        settle(table, j, chosen: choosesFirst)
      }
    }
  }

  /// Searches a node to its end, depth first; returns the bound on what lies in it.
  private func searched(_ table: KnapsackTable, _ nodeBound: Double) -> Double {
    switch examine(table, nodeBound) {
    case .closed(let value): return value
    case .stopped: return nodeBound
    case .branch(let value, let j, let choosesFirst):
      let child = self.table()
      child.copy(table)
      settle(child, j, chosen: choosesFirst)
      let first = searched(child, value)
      spares.append(child)
      settle(table, j, chosen: !choosesFirst)
      return max(first, searched(table, value))
    }
  }

  private func settle(_ table: KnapsackTable, _ j: Int, chosen: Bool) {
    if let row = (0..<table.rowCount).first(where: { table.basic[$0] == Int32(j) }),
      table.settle(row: row, chosen: chosen)
    {
      return
    }
    // Not a fractional item, or rounding has spoilt the table: a new one, from what is known.
    var items = table.items
    items[j] = chosen ? .chosen : .out
    table.load(items)
  }

  // MARK: A node

  private enum Verdict {
    case closed(Double)
    case branch(bound: Double, item: Int, choosesFirst: Bool)
    case stopped
  }

  private func examine(_ table: KnapsackTable, _ parentBound: Double) -> Verdict {
    if nodes >= limits.nodes || iterations >= limits.simplexIterations
      || nodes % 64 == 0 && limits.shouldStop?() == true
    {
      isStopped = true
    }
    if isStopped { return .stopped }
    nodes += 1
    guard fits(table.items) else { return .closed(-.infinity) }
    var raw = 0.0
    var outcome = KnapsackTable.Outcome.stuck
    for attempt in 0..<2 {
      if attempt > 0 { table.load(table.items) }
      let before = table.pivots
      outcome = table.solve(cutoff: goal - 1e-9 * max(1, abs(goal)))
      iterations += table.pivots - before
      raw = table.lagrangianBound(prices: &prices, reducedProfits: &reducedProfits)
      if raw < goal || outcome == .optimal { break }
    }
    let bound = min(parentBound, roundedDown(raw))
    if nodes == 1 {
      rootBound = raw
      rootPrices = prices
      order.sort {
        reducedProfits[$0] != reducedProfits[$1]
          ? reducedProfits[$0] > reducedProfits[$1] : $0 < $1
      }
    }
    if raw < goal { return .closed(bound) }
    complete(table)
    if raw < goal { return .closed(bound) }
    // What no better choice does differently.
    let room = raw - goal
    for p in (0..<table.width).reversed() where table.nonbasic[p] >= 0 {
      let profit = reducedProfits[Int(table.nonbasic[p])]
      if table.isUpper[p] ? profit > room : -profit > room { table.settlePlace(p) }
    }
    if outcome == .optimal, let (row, choosesFirst) = branchingRow(table) {
      return .branch(bound: bound, item: Int(table.basic[row]), choosesFirst: choosesFirst)
    }
    // Whole, and yet not closed: rounding. Any free item will do; without one the choice
    // itself has been offered.
    guard let j = table.items.firstIndex(of: .free) else { return .closed(bound) }
    return .branch(bound: bound, item: j, choosesFirst: true)
  }

  private func fits(_ items: [KnapsackTable.Item]) -> Bool {
    let m = capacities.count
    var left = capacities
    for j in items.indices where items[j] == .chosen {
      for i in 0..<m { left[i] -= shares[j * m + i] }
    }
    return left.allSatisfy { $0 >= 0 }
  }

  /// The basic item to branch on: the greatest product of what the two sides lose, found out
  /// by some pivots where pseudo-costs are little known; and whether to choose it first.
  private func branchingRow(_ table: KnapsackTable) -> (Int, Bool)? {
    let room = max(0, table.objective - goal)
    var best: (row: Int, score: Double, choosesFirst: Bool)?
    for r in 0..<table.rowCount where table.basic[r] >= 0 {
      let v = table.value[r]
      guard v > 1e-7, v < 1 - 1e-7 else { continue }
      let j = Int(table.basic[r])
      var losses = [0.0, 0.0]
      for side in 0..<2 {
        let move = side == 1 ? 1 - v : v
        if pseudoCosts.reliability(j) >= Self.reliable {
          losses[side] = min(room, pseudoCosts.estimate(j, up: side == 1, move: move))
          continue
        }
        let trial = self.table()
        trial.copy(table)
        let before = trial.pivots
        if trial.settle(row: r, chosen: side == 1) {
          let outcome = trial.solve(cutoff: goal, pivotLimit: Self.trialPivots)
          losses[side] =
            outcome == .cutoff || outcome == .stuck
            ? room : min(room, max(0, table.objective - trial.objective))
        }
        iterations += trial.pivots - before
        pseudoCosts.record(j, up: side == 1, rise: losses[side], move: move)
        spares.append(trial)
      }
      let score = PseudoCosts.score(losses[0], losses[1])
      if best == nil || score > best!.score { best = (r, score, losses[1] <= losses[0]) }
    }
    return best.map { ($0.row, $0.choosesFirst) }
  }

  // MARK: Choices

  /// The relaxation rounded down, and filled up: fractional items first, then the others by
  /// reduced profit.
  private func complete(_ table: KnapsackTable) {
    var isOne = table.items.map { $0 == .chosen }
    for p in 0..<table.width where table.nonbasic[p] >= 0 && table.isUpper[p] {
      isOne[Int(table.nonbasic[p])] = true
    }
    for r in 0..<table.rowCount where table.basic[r] >= 0 && table.value[r] > 1 - 1e-7 {
      isOne[Int(table.basic[r])] = true
    }
    offer { isOne[$0] }
  }

  /// Takes the items named, in the order of reduced profit, as far as they fit, then what
  /// else fits.
  private func offer(_ isWanted: (Int) -> Bool) {
    let m = capacities.count
    var left = capacities
    var chosen = [Bool](repeating: false, count: best.count)
    var profit = 0.0
    for pass in 0..<2 {
      for j in order where !chosen[j] && knapsack.profits[j] > 0 && (pass == 1 || isWanted(j)) {
        guard (0..<m).allSatisfy({ shares[j * m + $0] <= left[$0] }) else { continue }
        for i in 0..<m { left[i] -= shares[j * m + i] }
        chosen[j] = true
      }
    }
    for j in chosen.indices where chosen[j] { profit += knapsack.profits[j] }
    if profit > lower {
      lower = profit
      best = chosen
    }
  }

  // MARK: Open nodes, the best bound first

  private static func precedes(_ a: Node, _ b: Node) -> Bool {
    a.bound != b.bound ? a.bound > b.bound : a.sequence > b.sequence
  }

  private func push(_ node: Node) {
    sequence += 1
    open.append(node)
    var k = open.count - 1
    open[k].sequence = sequence
    while k > 0, Self.precedes(open[k], open[(k - 1) / 2]) {
      open.swapAt(k, (k - 1) / 2)
      k = (k - 1) / 2
    }
  }

  private func pop() -> Node? {
    guard let top = open.first else { return nil }
    let last = open.removeLast()
    if open.isEmpty { return top }
    open[0] = last
    var k = 0
    while 2 * k + 1 < open.count {
      var child = 2 * k + 1
      if child + 1 < open.count, Self.precedes(open[child + 1], open[child]) { child += 1 }
      guard Self.precedes(open[child], open[k]) else { break }
      open.swapAt(child, k)
      k = child
    }
    return top
  }
}
