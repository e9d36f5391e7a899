/// Branch and bound over linear relaxations: best bound first with plunges,
/// reliability branching on pseudo-costs (Achterberg, Koch & Martin 2005), reduced
/// cost fixing, and dives for plans.
final class BranchAndBound {
  let core: IntegerCore
  /// Sums of variables that branching may split; variables of `program` after those of
  /// `core`.
  let sums: BranchingSums
  var program: LinearProgram
  let budget: WorkBudget
  var simplex: Simplex { program.simplex }
  let relativeGap: Double
  let absoluteGap: Double
  /// How deep this search is nested in neighbourhood searches.
  let level: Int
  /// Nodes this search may use by itself.
  let nodeLimit: Int
  var nodesHere = 0
  /// Integers only if the others are: `ImpliedIntegers`.
  let isImplied: [Bool]

  // The best plan, and the bounds in force at the node at hand.
  var incumbent: [Double] = []
  var incumbentObjective: Double
  var rootLower: [Double]
  var rootUpper: [Double]
  var currentLower: [Double]
  var currentUpper: [Double]
  private var changed: [Int] = []
  private var isChanged: [Bool]

  /// Cuts in force: the last rows of `program`.
  var cuts: [CuttingPlane] = []

  /// Iterations that the relaxation without cuts took.
  private(set) var rootIterations = 0

  /// The relaxation without cuts: point, prices of the rows and reduced costs.
  private(set) var relaxation: (primal: [Double], rowDuals: [Double], reducedCosts: [Double]) =
    ([], [], [])

  // The relaxation at the root, with its cuts.
  var rootObjective = -Double.infinity
  var rootPrimal: [Double] = []
  var rootReducedCosts: [Double] = []
  var rootBasis: [BasisState] = []
  var farkasRay: [Double]?

  var pseudoCosts: PseudoCosts
  var schedule = NeighbourhoodSchedule()
  /// Nodes that the search of a neighbourhood may use for now.
  var boxNodes = 60
  /// The latest relaxation that was solved on the way down the tree, to compare plans with.
  var guide: [Double] = []
  lazy var byRow = core.columns.transposed()
  /// The share of all work that neighbourhoods get, and the work at which their next turn is
  /// due.
  private var improvementShare = 0.5
  private var nextImprovement = 0.0
  /// What the root relaxation took, or would if it were not trivial.
  var rootWork: Double { Double(rootIterations + 500) * Double(simplex.totalCount) }
  lazy var checkpoint = Simplex.Checkpoint(simplex)
  private var heap = NodeHeap()
  private var sequence = 0

  enum Ending { case exhausted, limit, infeasibleRelaxation, unboundedRelaxation, failed }

  init(
    _ core: IntegerCore, budget: WorkBudget, relativeGap: Double, absoluteGap: Double,
    cutoff: Double = .infinity, level: Int = 0, nodeLimit: Int = .max
  ) {
    self.core = core
    self.budget = budget
    self.relativeGap = relativeGap
    self.absoluteGap = absoluteGap
    self.level = level
    self.nodeLimit = nodeLimit
    sums =
      level > 0
      ? .none : core.structure.sums.map { BranchingSums(members: $0) } ?? BranchingSums(core)
    isImplied = ImpliedIntegers.find(in: core)
    program = sums.program(of: core)
    program.simplex.shouldStop = budget.shouldStop
    incumbentObjective = cutoff
    rootLower = core.lower + sums.members.map { _ in -.infinity }
    rootUpper = core.upper + sums.members.map { _ in .infinity }
    currentLower = rootLower
    currentUpper = rootUpper
    isChanged = [Bool](repeating: false, count: rootLower.count)
    pseudoCosts = PseudoCosts(count: rootLower.count)
  }

  /// Bounds at least this good as the incumbent end a node.
  var cutoff: Double {
    guard incumbentObjective < .infinity else { return .infinity }
    if core.objectiveStep > 0 {
      return incumbentObjective - max(core.objectiveStep * (1 - 1e-6), slack)
    }
    return incumbentObjective - slack
  }

  /// The gap at which a plan is good enough, a little less than asked for: what the
  /// cutoff proves must stay within it after rounding.
  private var slack: Double { 0.999 * max(absoluteGap, relativeGap * abs(incumbentObjective)) }

  /// Whether a bound, rounded up to what the objective can be, leaves nothing to find.
  func isClosed(_ bound: Double) -> Bool {
    guard incumbentObjective < .infinity else { return false }
    return bound > (stepsDecide ? incumbentObjective - core.objectiveStep / 2 : cutoff)
  }

  /// Whether the next better value of the objective is further away than the gap.
  private var stepsDecide: Bool { core.objectiveStep * (1 - 1e-6) >= slack }

  // MARK: Bounds

  func setBounds(_ j: Int, _ lower: Double, _ upper: Double) {
    if !isChanged[j] {
      isChanged[j] = true
      changed.append(j)
    }
    currentLower[j] = lower
    currentUpper[j] = upper
    program.setBounds(j, lower, upper)
  }

  func resetBounds() {
    for j in changed {
      isChanged[j] = false
      currentLower[j] = rootLower[j]
      currentUpper[j] = rootUpper[j]
      program.setBounds(j, rootLower[j], rootUpper[j])
    }
    changed.removeAll(keepingCapacity: true)
  }

  private func enter(_ node: SearchNode) {
    resetBounds()
    var step: SearchNode? = node
    while let here = step {
      if here.variable >= 0 {
        let j = here.variable
        setBounds(
          j, max(currentLower[j], here.lower), min(currentUpper[j], here.upper))
      }
      step = here.parent
    }
  }

  // MARK: The search

  /// The proved bound: nothing unexplored lies below it.
  var bound: Double = -.infinity

  /// Root relaxation, heuristics and search.
  func run() -> Ending { open() ?? search() }

  /// Solves the root relaxation and looks for plans; nil when a search is left to do.
  /// After `.limit` it may be called again, with more to spend.
  func open() -> Ending? {
    if incumbent.isEmpty && !core.structure.plan.isEmpty { accept(core.structure.plan) }
    switch solveRoot() {
    case .optimal: break
    case .infeasible:
      farkasRay = Array(program.ray.prefix(core.rowCount))
      return .infeasibleRelaxation
    case .cutoff:
      bound = incumbentObjective
      return .exhausted
    case .unbounded: return .unboundedRelaxation
    case .stopped: return .limit
    case .failed: return .failed
    }
    bound = core.roundedUp(rootObjective)
    if isClosed(bound) { return finishedAtRoot() }
    if fractionalVariables().isEmpty, acceptRelaxation(), isClosed(bound) {
      return finishedAtRoot()
    }
    // In neighbourhoods only covers of time gain more by cuts than they cost.
    if budget.separatesCuts, level == 0 || level == 1 && program.isDifferenced {
      if level == 0 { dive(share: 0.3) }
      if isClosed(bound) || separateRootCuts() { return finishedAtRoot() }
    }
    runRootHeuristics()
    if isClosed(bound) { return finishedAtRoot() }
    fixByReducedCost()
    // The tree has its first turn.
    nextImprovement = budget.work + 10 * rootWork
    heap.push(SearchNode(parent: nil, bound: bound, basis: rootBasis))
    return nil
  }

  private func finishedAtRoot() -> Ending {
    bound = min(bound, incumbentObjective)
    return .exhausted
  }

  private func solveRoot() -> SimplexOutcome {
    let outcome = solveRelaxation(exact: level == 0)
    guard outcome == .optimal else { return outcome }
    readRoot()
    // Prices are those of the rows as given, also where the search is taken up again.
    guard cuts.isEmpty else { return outcome }
    rootIterations = simplex.iterations
    relaxation = (rootPrimal, Array(program.rowDuals.prefix(core.rowCount)), rootReducedCosts)
    // Warm starts are short, and their objective should prove something.
    simplex.perturbs = false
    return outcome
  }

  /// Keeps the relaxation at hand as that of the root.
  func readRoot() {
    rootObjective = relaxationObjective
    rootPrimal = Array(program.primal.prefix(core.variableCount))
    guide = rootPrimal
    rootReducedCosts = Array(program.reducedCosts.prefix(core.variableCount))
    rootBasis = simplex.basisSnapshot()
  }

  /// Tightens bounds that no better plan can use (Dantzig, Fulkerson & Johnson 1954).
  func fixByReducedCost() {
    let room = cutoff - rootObjective
    guard room < .infinity else { return }
    resetBounds()
    for j in 0..<core.variableCount where core.isInteger[j] {
      let d = rootReducedCosts[j]
      if d > 1e-7, rootPrimal[j] <= core.lower[j] + 1e-9 {
        let most = (room / d + 1e-6).rounded(.down) + core.lower[j]
        if most < rootUpper[j] { rootUpper[j] = max(most, rootLower[j]) }
      } else if d < -1e-7, rootPrimal[j] >= core.upper[j] - 1e-9 {
        let least = core.upper[j] - (room / -d + 1e-6).rounded(.down)
        if least > rootLower[j] { rootLower[j] = min(least, rootUpper[j]) }
      } else {
        continue
      }
      currentLower[j] = rootLower[j]
      currentUpper[j] = rootUpper[j]
      program.setBounds(j, rootLower[j], rootUpper[j])
    }
  }

  /// Searches the open nodes. After `.limit` it may be called again.
  func search() -> Ending {
    var known = incumbentObjective
    while let node = heap.pop() {
      bound = max(bound, min(node.bound, incumbentObjective))
      if isClosed(node.bound) { break }
      improveWhenDue()
      if incumbentObjective < known {
        known = incumbentObjective
        fixByReducedCost()
      }
      enter(node)
      simplex.restore(node.basis)
      if !plunge(from: node) {
        return .limit
      }
    }
    bound = max(bound, provedByCutoff)
    return .exhausted
  }

  private var isImprovementDue: Bool {
    level == 0 && !incumbent.isEmpty && budget.work >= nextImprovement
  }

  /// Gives the search for better plans its turns between those of the tree: more while it
  /// finds some.
  private func improveWhenDue() {
    guard isImprovementDue else { return }
    let start = budget.work
    let isBetter = improvePlan(effort: 5)
    improvementShare = isBetter ? 0.5 : max(0.15, 0.7 * improvementShare)
    let spent = max(budget.work - start, 0.5 * rootWork)
    nextImprovement = budget.work + spent * (1 - improvementShare) / improvementShare
  }

  /// What is proved once no open node is left below the cutoff.
  private var provedByCutoff: Double {
    stepsDecide || cutoff == .infinity ? incumbentObjective : cutoff
  }

  /// Works down from a node, keeping the better child at hand and the other in the
  /// heap; false when a limit stops it (the open node is back in the heap).
  private func plunge(from start: SearchNode) -> Bool {
    var node = start
    while true {
      if budget.isExhausted || nodesHere >= nodeLimit {
        heap.push(node)
        bound = min(heap.leastBound, incumbentObjective)
        return false
      }
      if isImprovementDue {
        heap.push(node, sequence: &sequence)
        return true
      }
      nodesHere += 1
      budget.spend(nodes: 1)
      let outcome = solveRelaxation()
      switch outcome {
      case .infeasible, .cutoff: return true
      case .stopped:
        heap.push(node)
        bound = min(heap.leastBound, incumbentObjective)
        return false
      case .unbounded, .failed:
        // Nothing is known below here: branch on without a better bound.
        guard let split = anyOpenVariable() else { return true }
        let basis = simplex.basisSnapshot()
        push(node, split, down: true, bound: node.bound, basis: basis)
        push(node, split, down: false, bound: node.bound, basis: basis)
        return true
      case .optimal: break
      }
      let objective = relaxationObjective
      let nodeBound = max(node.bound, core.roundedUp(objective))
      pseudoCosts.record(node, objective)
      if level == 0, node === start {
        for j in guide.indices { guide[j] = program.value(j) }
      }
      if isClosed(nodeBound) { return true }
      let fractional = fractionalVariables()
      if fractional.isEmpty {
        // Made exact, integers that were off by a rounding may cost more than the relaxation
        // says: then what they exclude is still to be searched.
        let relaxed = Array(program.primal.prefix(core.variableCount))
        let isPlan = acceptRelaxation()
        if isClosed(nodeBound) { return true }
        guard let split = inexactVariable(relaxed) ?? (isPlan ? nil : anyOpenVariable()) else {
          return true
        }
        let basis = simplex.basisSnapshot()
        push(node, split, down: true, bound: nodeBound, basis: basis)
        push(node, split, down: false, bound: nodeBound, basis: basis)
        return true
      }
      let basis = simplex.basisSnapshot()
      guard
        let choice = chooseBranch(fractional, objective: objective, basis: basis)
      else { return true }
      let j = choice.variable
      let value = choice.value
      let down = SearchNode(
        parent: node, bound: nodeBound, basis: basis, variable: j, lower: currentLower[j],
        upper: value.rounded(.down), fraction: value - value.rounded(.down),
        objective: objective)
      let up = SearchNode(
        parent: node, bound: nodeBound, basis: basis, variable: j, lower: value.rounded(.up),
        upper: currentUpper[j], fraction: value.rounded(.up) - value, objective: objective,
        isUp: true)
      let (first, second) = choice.upFirst ? (up, down) : (down, up)
      heap.push(second, sequence: &sequence)
      if nodeBound > heap.leastBound + plungeSlack {
        // The plunge has fallen behind: go on with the best bound.
        heap.push(first, sequence: &sequence)
        return true
      }
      setBounds(j, first.lower, first.upper)
      node = first
    }
  }

  /// How far a plunge may rise above the best bound before it is left.
  private var plungeSlack: Double {
    let room = cutoff - heap.leastBound
    return room == .infinity ? .infinity : 0.25 * room
  }

  /// The integer variable furthest from an integer, by however little.
  private func inexactVariable(_ point: [Double]) -> (variable: Int, value: Double)? {
    var best: (variable: Int, value: Double)?
    var furthest = 0.0
    for (j, value) in point.enumerated()
    where core.isInteger[j] && currentLower[j] < currentUpper[j] {
      let distance = abs(value - value.rounded())
      if distance > furthest, currentLower[j] < value, value < currentUpper[j] {
        (best, furthest) = ((j, value), distance)
      }
    }
    return best
  }

  private func anyOpenVariable() -> (variable: Int, value: Double)? {
    for j in 0..<core.variableCount
    where core.isInteger[j] && currentLower[j] < currentUpper[j] {
      let middle =
        currentUpper[j] == .infinity || currentLower[j] == -.infinity
        ? max(currentLower[j], -1e9) + 0.5 : (currentLower[j] + currentUpper[j]) / 2
      return (j, middle.rounded(.down) + 0.5)
    }
    return nil
  }

  private func push(
    _ node: SearchNode, _ split: (variable: Int, value: Double), down: Bool, bound: Double,
    basis: [BasisState]
  ) {
    let j = split.variable
    heap.push(
      SearchNode(
        parent: node, bound: bound, basis: basis, variable: j,
        lower: down ? currentLower[j] : split.value.rounded(.up),
        upper: down ? split.value.rounded(.down) : currentUpper[j]),
      sequence: &sequence)
  }
}
