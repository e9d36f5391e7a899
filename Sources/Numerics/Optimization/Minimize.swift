/// Minimizes a linear or mixed-integer program.
///
/// Never traps on data: a problem that means nothing comes back as `.malformed`,
/// one that cannot be satisfied as `.infeasible` with a ray where one exists.
/// The same problem and limits give the same solution, bit for bit.
public func minimize(_ problem: Problem, limits: SolverLimits = .init()) -> Solution {
  do { try problem.validate() } catch { return Solution(status: .malformed) }
  return problem.hasIntegers
    ? solveInteger(problem, limits) : solveRelaxation(problem, limits)
}

/// Solves the linear relaxation.
func solveRelaxation(_ problem: Problem, _ limits: SolverLimits) -> Solution {
  let program = LinearProgram(
    columns: problem.columns, cost: problem.costs, lower: problem.variableLowers,
    upper: problem.variableUppers, rowLower: problem.constraintLowers,
    rowUpper: problem.constraintUppers)
  program.simplex.iterationLimit = limits.simplexIterations
  program.simplex.shouldStop = limits.shouldStop
  let outcome = program.simplex.solve()
  var solution = Solution(status: .undecided, iterations: program.simplex.iterations)
  switch outcome {
  case .optimal:
    solution.status = .optimal
    solution.primal = program.primal
    solution.objective = problem.objective(of: solution.primal)
    solution.bound = solution.objective
    solution.rowDuals = program.rowDuals
    solution.reducedCosts = program.reducedCosts
  case .infeasible:
    solution.status = .infeasible
    solution.bound = .infinity
    solution.farkasRay = program.ray
  case .unbounded:
    solution.status = .unbounded
    solution.objective = -.infinity
    solution.primal = program.primal
  case .cutoff, .stopped, .failed: break
  }
  return solution
}

/// Solves with integrality.
func solveInteger(_ problem: Problem, _ limits: SolverLimits) -> Solution {
  let budget = WorkBudget(limits)
  let search = BranchAndBound(
    IntegerCore(problem), budget: budget, relativeGap: limits.relativeGap,
    absoluteGap: limits.absoluteGap)
  let ending = search.run()
  var solution = Solution(
    status: .undecided, iterations: budget.iterationsUsed, nodes: budget.nodesUsed)
  solution.bound = search.bound + problem.objectiveConstant
  solution.rowDuals = search.rootRowDuals
  solution.reducedCosts = search.rootReducedCosts
  if !search.incumbent.isEmpty {
    solution.primal = search.incumbent
    solution.objective = problem.objective(of: search.incumbent)
    solution.bound = min(solution.bound, solution.objective)
    let isProved =
      solution.gap <= max(limits.absoluteGap, limits.relativeGap * abs(solution.objective))
    solution.status = isProved ? .optimal : .feasible
    return solution
  }
  switch ending {
  case .exhausted:
    solution.status = .infeasible
    solution.bound = .infinity
  case .infeasibleRelaxation:
    solution.status = .infeasible
    solution.bound = .infinity
    solution.farkasRay = search.farkasRay
  case .unboundedRelaxation:
    solution.status = .unbounded
    solution.objective = -.infinity
    solution.bound = -.infinity
  case .limit, .failed: break
  }
  return solution
}
