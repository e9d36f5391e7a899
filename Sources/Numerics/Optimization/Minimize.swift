/// Minimizes a linear or mixed-integer program.
///
/// What presolve leaves falls into connected components, solved by themselves. Linear
/// programs go to a bounded dual simplex method, programs with integers to
/// branch and bound over it. Never traps on data: a problem that means nothing comes
/// back as `.malformed`, one that cannot be satisfied as `.infeasible`, with a ray
/// where the linear relaxation shows it already. The same problem and limits give the
/// same solution, bit for bit.
public func minimize(_ problem: Problem, limits: SolverLimits = .init()) -> Solution {
  let solution = searched(problem, limits)
  guard solution.status == .unbounded, problem.hasIntegers else { return solution }
  // A relaxation without end says nothing of whole numbers. With rational data one plan
  // is enough for there to be no optimum (Meyer, Mathematical Programming 7, 1974), and
  // it is looked for at no cost.
  var plain = problem
  for variable in 0..<problem.variableCount { plain.setCost(variable: variable, 0) }
  var brief = limits
  brief.nodes = min(limits.nodes, 10_000)
  let plan = searched(plain, brief)
  switch plan.status {
  case .infeasible: return plan
  case .optimal, .feasible: return solution
  default:
    return Solution(status: .undecided, iterations: plan.iterations, nodes: plan.nodes)
  }
}

private func searched(_ problem: Problem, _ limits: SolverLimits) -> Solution {
  do { try problem.validate() } catch { return Solution(status: .malformed) }
  let core = IntegerCore(problem)
  let budget = WorkBudget(limits)
  guard limits.presolves else {
    var answer = ComponentSearches(
      core, constant: problem.objectiveConstant, limits, budget
    ).run()
    // Integers round bounds and rows: what follows from that is no proof for the relaxation.
    if problem.hasIntegers, let ray = answer.ray, !FarkasCheck(ray: ray, of: problem).isProof {
      answer.ray = nil
    }
    return answer.solution(
      of: problem, limits, budget, rowDuals: answer.rowDuals, reducedCosts: answer.reducedCosts)
  }
  if !problem.hasIntegers { return minimizeLinear(problem, core, limits, budget) }
  let presolve = Presolve(core)
  let constant = presolve.settledCost + problem.objectiveConstant
  var answer = CoreAnswer(status: .infeasible)
  if !presolve.isInfeasible {
    answer = ComponentSearches(presolve.reduced(), constant: constant, limits, budget).run()
  }
  switch answer.status {
  case .infeasible:
    // The proof is asked of the whole program.
    let relaxation = ComponentSearch(IntegerCore(relaxing: problem), limits, budget).run()
    answer.ray = relaxation.status == .infeasible ? relaxation.ray : nil
    return answer.solution(of: problem, limits, budget, rowDuals: [], reducedCosts: [])
  case .unbounded:
    return Solution(
      status: .unbounded, objective: -.infinity, iterations: budget.iterationsUsed,
      nodes: budget.nodesUsed)
  default:
    if answer.hasPlan { answer.primal = presolve.originalPrimal(answer.primal) }
    answer.bound += presolve.settledCost
    guard answer.hasRelaxation else {
      return answer.solution(of: problem, limits, budget, rowDuals: [], reducedCosts: [])
    }
    let duals = presolve.originalDuals(
      answer.rowDuals, at: presolve.originalPrimal(answer.relaxedPrimal))
    return answer.solution(
      of: problem, limits, budget, rowDuals: duals.rows, reducedCosts: duals.reduced)
  }
}

/// A linear program by way of its own presolve, which needs no integers spared.
private func minimizeLinear(
  _ problem: Problem, _ core: IntegerCore, _ limits: SolverLimits, _ budget: WorkBudget
) -> Solution {
  let presolve = LinearPresolve(core)
  var answer = CoreAnswer(status: .infeasible)
  if !presolve.isInfeasible {
    answer = ComponentSearches(
      presolve.reduced(), constant: presolve.constant.value + problem.objectiveConstant, limits,
      budget
    ).run()
  }
  if answer.status == .infeasible {
    // The proof is asked of the whole program.
    answer = ComponentSearch(core, limits, budget).run()
  } else if answer.status == .optimal {
    let original = presolve.original(
      primal: answer.primal, rowDuals: answer.rowDuals, reducedCosts: answer.reducedCosts)
    answer.primal = original.primal
    answer.rowDuals = original.rowDuals
    answer.reducedCosts = original.reducedCosts
    answer.bound = core.objective(answer.primal)
    // What presolve blurred is solved again as it was given.
    let error = core.relativeError(answer)
    if error > 1e-7 {
      let plain = ComponentSearch(core, limits, budget).run()
      if plain.status == .optimal, core.relativeError(plain) < error { answer = plain }
    }
  } else if answer.status == .undecided && !budget.isOutOfIterations {
    // The arithmetic gave out: the program as given may be kinder.
    answer = ComponentSearch(core, limits, budget).run()
  } else {
    answer.bound += presolve.constant.value
  }
  return answer.solution(
    of: problem, limits, budget, rowDuals: answer.rowDuals, reducedCosts: answer.reducedCosts)
}

extension IntegerCore {
  /// The largest violation of a row, a bound or the sign of a reduced cost, each
  /// relative to the largest number it was computed from.
  fileprivate func relativeError(_ answer: CoreAnswer) -> Double {
    var activity = [Double](repeating: 0, count: rowCount)
    var size = [Double](repeating: 1, count: rowCount)
    var worst = 0.0
    for j in cost.indices {
      let x = answer.primal[j]
      var d = cost[j]
      var dSize = max(1, abs(cost[j]))
      for k in columns.starts[j]..<columns.starts[j + 1] {
        let i = Int(columns.rows[k])
        let term = columns.values[k] * x
        activity[i] += term
        size[i] = max(size[i], abs(term))
        let price = columns.values[k] * answer.rowDuals[i]
        d -= price
        dSize = max(dSize, abs(price))
      }
      worst = max(worst, max(lower[j] - x, x - upper[j]) / max(1, abs(x)))
      if d > 0 && lower[j] == -.infinity || d < 0 && upper[j] == .infinity {
        worst = max(worst, abs(d) / dSize)
      }
    }
    for i in activity.indices {
      worst = max(worst, max(rowLower[i] - activity[i], activity[i] - rowUpper[i]) / size[i])
    }
    return worst
  }
}

/// What is known about a program in core form.
struct CoreAnswer {
  var status: SolutionStatus
  var hasPlan = false
  var primal: [Double] = []
  /// Without the constant of the objective.
  var bound = -Double.infinity
  /// The optimum of the linear relaxation, its prices and reduced costs.
  var hasRelaxation = false
  var relaxedPrimal: [Double] = []
  var rowDuals: [Double] = []
  var reducedCosts: [Double] = []
  var ray: [Double]?

  init(status: SolutionStatus) { self.status = status }

  /// The solution in the terms of the problem it came from.
  func solution(
    of problem: Problem, _ limits: SolverLimits, _ budget: WorkBudget, rowDuals: [Double],
    reducedCosts: [Double]
  ) -> Solution {
    var solution = Solution(
      status: status, bound: bound + problem.objectiveConstant, rowDuals: rowDuals,
      reducedCosts: reducedCosts, iterations: budget.iterationsUsed, nodes: budget.nodesUsed,
      farkasRay: ray)
    switch status {
    case .infeasible:
      solution.bound = .infinity
    case .unbounded:
      solution.objective = -.infinity
      solution.bound = -.infinity
    default:
      guard hasPlan else { break }
      solution.primal = primal
      solution.objective = problem.objective(of: primal)
      solution.bound = min(solution.bound, solution.objective)
      let slack = max(limits.absoluteGap, limits.relativeGap * abs(solution.objective))
      solution.status = solution.objective - solution.bound <= slack ? .optimal : .feasible
    }
    return solution
  }
}
