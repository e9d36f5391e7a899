/// Depth-first branch and bound over the Lagrangian relaxation of a generalized assignment
/// problem: branches on the agent of a job that the relaxation gives to none or to several.
final class AssignmentSearch {
  private let problem: GeneralizedAssignment
  private let limits: SolverLimits
  /// Objectives are multiples of this; 0 where nothing of the kind is known.
  private let step: Double
  private var best: [Int] = []
  private var upper = Double.infinity
  private var nodes = 0
  private var iterations = 0
  private var isStopped = false
  private var prices: [Double] = []

  init(_ problem: GeneralizedAssignment, _ limits: SolverLimits) {
    self.problem = problem
    self.limits = limits
    var core = IntegerCore(problem.problem)
    core.findObjectiveStep()
    step = core.objectiveStep
  }

  // MARK: Pruning

  private var target: Double {
    guard upper < .infinity else { return .infinity }
    let slack = 0.999 * max(limits.absoluteGap, limits.relativeGap * abs(upper))
    return upper - max(step - 1e-6 * max(1, step), slack)
  }

  private func roundedUp(_ bound: Double) -> Double {
    step > 0 && bound.isFinite ? max(bound, (bound / step - 1e-7).rounded(.up) * step) : bound
  }

  private func offer(_ agents: [Int]) {
    let cost = agents.enumerated().reduce(0) { $0 + problem.costs[$1.element][$1.offset] }
    if cost < upper - 1e-9 * max(1, abs(cost)) {
      upper = cost
      best = agents
    }
  }

  // MARK: The search

  func solution() -> Solution {
    let (m, n) = (problem.agentCount, problem.jobCount)
    var root = AssignmentNode(
      isAllowed: [Bool](repeating: true, count: m * n), capacity: problem.capacities,
      open: Array(0..<n), agent: [Int](repeating: -1, count: n),
      multipliers: (0..<n).map { j in
        // The second cheapest agent: the cheapest gains by the job.
        let sorted = (0..<m).map { problem.costs[$0][j] }.sorted()
        return sorted.count > 1 ? sorted[1] : sorted.first ?? 0
      })
    let bound = explore(&root)
    if bound == .infinity && upper == .infinity {
      return Solution(status: .infeasible, bound: .infinity, nodes: nodes)
    }
    var result = Solution(status: .undecided, bound: min(bound, upper))
    result.nodes = nodes
    result.iterations = iterations
    if !prices.isEmpty {
      result.rowDuals = prices + [Double](repeating: 0, count: m)
      result.reducedCosts = problem.costs.flatMap { row in zip(row, prices).map { $0 - $1 } }
    }
    if upper < .infinity {
      result.primal = [Double](repeating: 0, count: m * n)
      for (j, i) in best.enumerated() { result.primal[i * n + j] = 1 }
      result.objective = upper
      let slack = max(limits.absoluteGap, limits.relativeGap * abs(upper))
      result.status = upper - result.bound <= slack ? .optimal : .feasible
    }
    return result
  }

  /// Explores a node to its end, or until a limit stops it; returns a bound on what lies
  /// in it that is not better than the best plan.
  private func explore(_ node: inout AssignmentNode) -> Double {
    if nodes >= limits.nodes || iterations >= limits.simplexIterations
      || limits.shouldStop?() == true
    {
      isStopped = true
    }
    if isStopped { return node.bound }
    nodes += 1
    guard settle(&node) else { return .infinity }
    guard !node.open.isEmpty else {
      offer(node.agent)
      return node.cost
    }
    let relaxation = raise(&node)
    if prices.isEmpty { prices = node.multipliers }
    if relaxation.value >= target { return node.bound }
    forbid(&node, relaxation)
    let before = node.open.count
    guard settle(&node) else { return .infinity }
    if node.open.count < before / 2 { return explore(&node) }
    guard !node.open.isEmpty else {
      offer(node.agent)
      return max(node.bound, node.cost)
    }
    return max(node.bound, branch(node, relaxation))
  }

  private func branch(_ node: AssignmentNode, _ relaxation: AssignmentRelaxation) -> Double {
    let (m, n) = (problem.agentCount, problem.jobCount)
    func size(_ j: Int) -> Double {
      let shares = (0..<m).filter { node.isAllowed[$0 * n + j] }.map {
        Double(problem.needs[$0][j]) / Double(max(1, node.capacity[$0]))
      }
      return shares.reduce(0, +) / Double(max(1, shares.count))
    }
    let undecided = node.open.filter { relaxation.count[$0] != 1 }
    var chosen = node.open[0]
    var most = -1.0
    for j in undecided.isEmpty ? node.open : undecided where size(j) > most {
      most = size(j)
      chosen = j
    }
    var children: [(rise: Double, agent: Int)] = []
    for i in 0..<m where node.isAllowed[i * n + chosen] {
      let isTaken = relaxation.taken[i].contains(chosen)
      let rise = isTaken ? 0 : relaxation.rise(problem, node, node.multipliers, i, chosen)
      children.append((rise, i))
    }
    children.sort {
      ($0.rise, problem.costs[$0.agent][chosen], $0.agent) < (
        $1.rise, problem.costs[$1.agent][chosen], $1.agent
      )
    }
    var bound = Double.infinity
    for child in children {
      var next = node
      for i in 0..<m where i != child.agent { next.isAllowed[i * n + chosen] = false }
      next.depth += 1
      bound = min(bound, explore(&next))
    }
    return bound
  }

  // MARK: A node

  /// Gives jobs to agents that alone can take them; false where nobody can.
  private func settle(_ node: inout AssignmentNode) -> Bool {
    let (m, n) = (problem.agentCount, problem.jobCount)
    var isChanged = true
    while isChanged {
      isChanged = false
      for j in node.open {
        var only = -1
        var count = 0
        for i in 0..<m where node.isAllowed[i * n + j] {
          if problem.needs[i][j] > node.capacity[i] {
            node.isAllowed[i * n + j] = false
          } else {
            only = i
            count += 1
          }
        }
        if count == 0 { return false }
        if count == 1 {
          node.agent[j] = only
          node.capacity[only] -= problem.needs[only][j]
          node.cost += problem.costs[only][j]
          isChanged = true
        }
      }
      node.open.removeAll { node.agent[$0] >= 0 }
    }
    return true
  }

  /// Raises the bound by a deflected subgradient method (Held & Karp 1971; Camerini, Fratta
  /// & Maffioli 1975), and builds plans on the way.
  private func raise(_ node: inout AssignmentNode) -> AssignmentRelaxation {
    let isRoot = node.depth == 0
    var v = node.multipliers
    var best = AssignmentRelaxation(problem, node, v)
    var current = best
    var direction = [Double](repeating: 0, count: v.count)
    var length = isRoot ? 1.0 : 0.3
    var sinceBetter = 0
    for round in 0..<(isRoot ? 300 : 25) {
      iterations += 1
      if round % 10 == 0 || node.open.allSatisfy({ current.count[$0] == 1 }) {
        build(node, current, v)
      }
      if best.value >= target { break }
      var norm = 0.0
      for j in node.open {
        direction[j] = 1 - Double(current.count[j]) + 0.3 * direction[j]
        norm += direction[j] * direction[j]
      }
      if norm < 1e-12 { break }
      let goal = upper < .infinity ? upper : best.value + 0.05 * max(1, abs(best.value))
      let move = length * max(goal - current.value, 1e-3 * max(1, abs(goal))) / norm
      for j in node.open { v[j] += move * direction[j] }
      current = AssignmentRelaxation(problem, node, v)
      if current.value > best.value {
        if current.value > best.value + 1e-5 * max(1, abs(goal)) { sinceBetter = 0 }
        best = current
        node.multipliers = v
      } else {
        sinceBetter += 1
      }
      if sinceBetter >= (isRoot ? 12 : 5) {
        sinceBetter = 0
        length /= 2
        v = node.multipliers
        if length < 0.005 { break }
      }
    }
    node.bound = max(node.bound, roundedUp(best.value))
    return best
  }

  /// Forbids what no better plan does.
  private func forbid(_ node: inout AssignmentNode, _ relaxation: AssignmentRelaxation) {
    let n = problem.jobCount
    let room = target - relaxation.value
    guard room < .infinity else { return }
    for i in 0..<problem.agentCount {
      for j in node.open
      where node.isAllowed[i * n + j] && !relaxation.taken[i].contains(j)
        && relaxation.rise(problem, node, node.multipliers, i, j) >= room
      {
        node.isAllowed[i * n + j] = false
      }
    }
  }

  // MARK: Plans

  /// A plan near the relaxation: jobs taken by several stay with the cheapest of them, jobs
  /// taken by none go where they fit, those with most to lose first (Martello & Toth 1981);
  /// then single jobs move and pairs swap while that helps.
  private func build(
    _ node: AssignmentNode, _ relaxation: AssignmentRelaxation, _ v: [Double]
  ) {
    let (m, n) = (problem.agentCount, problem.jobCount)
    var agent = node.agent
    var left = node.capacity
    for i in 0..<m {
      for j in relaxation.taken[i]
      where agent[j] < 0 || problem.costs[i][j] < problem.costs[agent[j]][j] {
        if agent[j] >= 0 { left[agent[j]] += problem.needs[agent[j]][j] }
        agent[j] = i
        left[i] -= problem.needs[i][j]
      }
    }
    var waiting = node.open.filter { agent[$0] < 0 }
    while !waiting.isEmpty {
      var pick = (regret: -1.0, place: -1, agent: -1)
      for (place, j) in waiting.enumerated() {
        var (first, second, at) = (Double.infinity, Double.infinity, -1)
        for i in 0..<m where node.isAllowed[i * n + j] && problem.needs[i][j] <= left[i] {
          let c = problem.costs[i][j]
          if c < first {
            (second, first, at) = (first, c, i)
          } else {
            second = min(second, c)
          }
        }
        if at < 0 { return }
        if second - first > pick.regret { pick = (second - first, place, at) }
      }
      let j = waiting.remove(at: pick.place)
      agent[j] = pick.agent
      left[pick.agent] -= problem.needs[pick.agent][j]
    }
    improve(&agent, &left)
    offer(agent)
  }

  private func improve(_ agent: inout [Int], _ left: inout [Int]) {
    let (m, n) = (problem.agentCount, problem.jobCount)
    var isBetter = true
    while isBetter {
      isBetter = false
      for j in 0..<n {
        for i in 0..<m
        where problem.needs[i][j] <= left[i] && problem.costs[i][j] < problem.costs[agent[j]][j] {
          left[agent[j]] += problem.needs[agent[j]][j]
          left[i] -= problem.needs[i][j]
          agent[j] = i
          isBetter = true
        }
      }
      for j in 0..<n {
        for k in (j + 1)..<max(n, j + 1) where agent[j] != agent[k] {
          let (a, b) = (agent[j], agent[k])
          let change =
            problem.costs[b][j] + problem.costs[a][k] - problem.costs[a][j] - problem.costs[b][k]
          guard change < -1e-9,
            problem.needs[a][k] <= left[a] + problem.needs[a][j],
            problem.needs[b][j] <= left[b] + problem.needs[b][k]
          else { continue }
          left[a] += problem.needs[a][j] - problem.needs[a][k]
          left[b] += problem.needs[b][k] - problem.needs[b][j]
          agent[j] = b
          agent[k] = a
          isBetter = true
        }
      }
    }
  }
}
