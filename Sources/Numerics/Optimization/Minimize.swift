/// Minimizes a linear or mixed-integer program.
///
/// Never traps on data: a problem that means nothing comes back as `.malformed`,
/// one that cannot be satisfied as `.infeasible` with a ray where one exists.
/// The same problem and limits give the same solution, bit for bit.
public func minimize(_ problem: Problem, limits: SolverLimits = .init()) -> Solution {
  do { try problem.validate() } catch { return Solution(status: .malformed) }
  return solveRelaxation(problem, limits)
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
