/// The solution of one component: a linear program, or a branch and bound, that can be
/// interrupted and taken up again.
final class ComponentSearch {
  let core: IntegerCore
  private let budget: WorkBudget
  private let search: BranchAndBound?
  /// Of a linear program.
  private let program: LinearProgram?
  /// Nothing is left to do, or nothing more can be done.
  private(set) var isFinished = false
  private var isOpen = false
  private(set) var answer = CoreAnswer(status: .undecided)

  init(_ core: IntegerCore, _ limits: SolverLimits, _ budget: WorkBudget) {
    self.core = core
    self.budget = budget
    if core.isInteger.contains(true) {
      program = nil
      search = BranchAndBound(
        core, budget: budget, relativeGap: limits.relativeGap, absoluteGap: limits.absoluteGap)
    } else {
      program = core.makeProgram()
      search = nil
    }
  }

  /// Spends what the budget allows.
  func run() -> CoreAnswer {
    open()
    advance()
    return answer
  }

  /// Solves the linear relaxation and looks for plans.
  func open() {
    if let search {
      read(search, search.open())
    } else if let program {
      solve(program)
    }
  }

  /// Goes on from wherever a limit stopped it.
  func advance() {
    if isFinished { return }
    guard isOpen, let search else { return open() }
    read(search, search.search())
  }

  private func solve(_ program: LinearProgram) {
    let before = program.simplex.iterations
    let left = max(0, budget.iterations - budget.iterationsUsed)
    program.simplex.iterationLimit = before + min(left, Int.max - before)
    program.simplex.shouldStop = budget.shouldStop
    let outcome = program.simplex.solve()
    budget.spend(iterations: program.simplex.iterations - before)
    isFinished = outcome != .stopped
    switch outcome {
    case .optimal:
      answer.status = .optimal
      answer.hasPlan = true
      answer.hasRelaxation = true
      answer.primal = program.primal
      answer.relaxedPrimal = answer.primal
      answer.bound = core.objective(answer.primal)
      answer.rowDuals = program.rowDuals
      answer.reducedCosts = program.reducedCosts
    case .infeasible:
      answer.status = .infeasible
      answer.ray = program.ray
    case .unbounded: answer.status = .unbounded
    case .cutoff, .stopped, .failed: break
    }
  }

  private func read(_ search: BranchAndBound, _ ending: BranchAndBound.Ending?) {
    isFinished = ending != nil && ending != .limit
    isOpen = isOpen || ending == nil
    answer.bound = search.bound
    answer.hasRelaxation = !search.rootPrimal.isEmpty
    answer.relaxedPrimal = search.relaxation.primal
    answer.rowDuals = search.relaxation.rowDuals
    answer.reducedCosts = search.relaxation.reducedCosts
    if !search.incumbent.isEmpty {
      answer.hasPlan = true
      answer.primal = search.incumbent
      answer.status = isFinished && ending == .exhausted ? .optimal : .feasible
      return
    }
    switch ending {
    case .exhausted: answer.status = .infeasible
    case .infeasibleRelaxation:
      answer.status = .infeasible
      answer.ray = search.farkasRay
    case .unboundedRelaxation: answer.status = .unbounded
    case .limit, .failed, nil: break
    }
  }
}

/// Solves the components of a program one by one and puts their answers together.
///
/// First each gets its share of the limits, by its number of coefficients, to solve its
/// relaxation and look for plans; what it leaves goes to those after it. Then the
/// searches that are not done go on in turns of growing length, so that no hard
/// component keeps the others from a plan and a bound.
struct ComponentSearches {
  private let core: IntegerCore
  private let components: Components
  private let constant: Double
  private let limits: SolverLimits
  private let budget: WorkBudget

  /// Nodes of a first turn.
  private static let firstTurn = 200

  /// - Parameter constant: what the objective has beside that of `core`.
  init(_ core: IntegerCore, constant: Double, _ limits: SolverLimits, _ budget: WorkBudget) {
    self.core = core
    components = Components(core)
    self.constant = constant
    self.limits = limits
    self.budget = budget
  }

  func run() -> CoreAnswer {
    if components.count == 1 { return ComponentSearch(core, limits, budget).run() }
    let parts = (0..<components.count).map {
      core.part(variables: components.variables[$0], rows: components.rows[$0])
    }
    let own = ownLimits(parts)
    let searches = parts.map { ComponentSearch($0, own, budget) }
    var weight = parts.reduce(0.0) { $0 + Self.weight($1) }
    for (part, search) in zip(parts, searches) {
      let share = Self.weight(part) / weight
      weight -= Self.weight(part)
      allow(share)
      search.open()
      if search.answer.status == .infeasible { break }
    }
    var turn = Self.firstTurn
    while !isSettled(searches) {
      let before = (budget.nodesUsed, budget.iterationsUsed)
      var left = searches.count { !$0.isFinished }
      for search in searches where !search.isFinished {
        allow(1 / Double(left), nodes: turn)
        left -= 1
        search.advance()
        if search.answer.status == .infeasible { break }
      }
      // Nobody could spend anything: the limits are used up.
      if before == (budget.nodesUsed, budget.iterationsUsed) { break }
      turn *= 2
    }
    allow(1)
    return merged(searches.map(\.answer))
  }

  private static func weight(_ part: IntegerCore) -> Double {
    Double(part.columns.values.count + part.variableCount + part.rowCount)
  }

  /// Lets the next search spend a share of what is left, and so many nodes at most.
  private func allow(_ share: Double, nodes: Int = .max) {
    func cap(_ limit: Int, _ used: Int) -> Int {
      let left = max(0, limit - used)
      return share >= 1 || limit == .max ? left : Int((Double(left) * share).rounded(.up))
    }
    func sum(_ a: Int, _ b: Int) -> Int { a + min(b, Int.max - a) }
    budget.nodes = sum(
      budget.nodesUsed, min(nodes, cap(limits.nodes, budget.nodesUsed)))
    budget.iterations = sum(
      budget.iterationsUsed, cap(limits.simplexIterations, budget.iterationsUsed))
  }

  /// Whether going on would change nothing of the answer: all is done, one part has no
  /// plan at all, one has no end while the others have plans, or the parts are within
  /// the gap asked for together.
  private func isSettled(_ searches: [ComponentSearch]) -> Bool {
    let answers = searches.map(\.answer)
    if searches.allSatisfy(\.isFinished) { return true }
    if answers.contains(where: { $0.status == .infeasible }) { return true }
    if answers.contains(where: { $0.status == .unbounded }) {
      return answers.allSatisfy { $0.hasPlan || $0.status == .unbounded }
    }
    guard answers.allSatisfy(\.hasPlan) else { return false }
    var gap = 0.0
    var value = constant
    for (search, answer) in zip(searches, answers) {
      let objective = search.core.objective(answer.primal)
      value += objective
      gap += max(0, objective - answer.bound)
    }
    return gap <= 0.999 * max(limits.absoluteGap, limits.relativeGap * abs(value))
  }

  /// Gaps for each part that keep the whole within the gap asked for: half of it is
  /// relative, where objectives of one sign cannot cancel, and half absolute.
  private func ownLimits(_ parts: [IntegerCore]) -> SolverLimits {
    var own = limits
    own.absoluteGap = limits.absoluteGap / Double(2 * parts.count)
    let least = parts.map { $0.objectiveRange.least } + [constant]
    let most = parts.map { $0.objectiveRange.most } + [constant]
    let isOneSigned = least.allSatisfy { $0 >= 0 } || most.allSatisfy { $0 <= 0 }
    own.relativeGap = isOneSigned ? limits.relativeGap / 2 : 0
    return own
  }

  /// The answer for the whole program. Infeasible if any part is; unbounded if one part
  /// is and all others have plans; a plan and prices only where every part has them.
  private func merged(_ answers: [CoreAnswer]) -> CoreAnswer {
    var whole = CoreAnswer(status: .undecided)
    if let k = answers.firstIndex(where: { $0.status == .infeasible }) {
      whole.status = .infeasible
      if let ray = answers[k].ray {
        whole.ray = spread([ray], over: [components.rows[k]], count: core.rowCount)
      }
      return whole
    }
    if answers.contains(where: { $0.status == .unbounded }) {
      if answers.allSatisfy({ $0.hasPlan || $0.status == .unbounded }) { whole.status = .unbounded }
      return whole
    }
    whole.bound = answers.reduce(0) { $0 + $1.bound }
    whole.hasPlan = answers.allSatisfy(\.hasPlan)
    if whole.hasPlan {
      let isProved = answers.allSatisfy { $0.status == .optimal }
      whole.status = isProved ? .optimal : .feasible
      whole.primal = spread(answers.map(\.primal))
    }
    whole.hasRelaxation = answers.allSatisfy(\.hasRelaxation)
    if whole.hasRelaxation {
      whole.relaxedPrimal = spread(answers.map(\.relaxedPrimal))
      whole.reducedCosts = spread(answers.map(\.reducedCosts))
      whole.rowDuals = spread(
        answers.map(\.rowDuals), over: components.rows, count: core.rowCount)
    }
    return whole
  }

  private func spread(_ values: [[Double]]) -> [Double] {
    spread(values, over: components.variables, count: core.variableCount)
  }

  private func spread(_ values: [[Double]], over places: [[Int]], count: Int) -> [Double] {
    var result = [Double](repeating: 0, count: count)
    for (part, indices) in zip(values, places) {
      for (value, k) in zip(part, indices) { result[k] = value }
    }
    return result
  }
}

extension IntegerCore {
  /// What the objective can be within the bounds of the variables alone.
  fileprivate var objectiveRange: (least: Double, most: Double) {
    var least = 0.0
    var most = 0.0
    for j in cost.indices where cost[j] != 0 {
      let (a, b) = (cost[j] * lower[j], cost[j] * upper[j])
      least += min(a, b)
      most += max(a, b)
    }
    return (least, most)
  }
}
