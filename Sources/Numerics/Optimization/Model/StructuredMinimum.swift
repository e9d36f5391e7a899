/// Minimizes a program by the solver made for its structure where it has one — set covering,
/// generalized assignment, items under a few budgets — and by `minimize` otherwise. Status, bound and prices mean
/// the same whichever solver answers.
public func minimizeByStructure(_ problem: Problem, limits: SolverLimits = .init()) -> Solution {
  let solution = minimizedByKernel(problem, limits)
  // What has no plan is left to the general solver, which may have a proof to show.
  if let solution, solution.status != .infeasible { return solution }
  return minimize(problem, limits: limits)
}

private func minimizedByKernel(_ problem: Problem, _ limits: SolverLimits) -> Solution? {
  guard problem.hasIntegers, (try? problem.validate()) != nil else { return nil }
  if let cover = SetCover(problem) { return cover.minimized(limits: limits) }
  if let assignment = GeneralizedAssignment(problem) {
    return assignment.minimized(limits: limits)
  }
  // With more budgets the relaxation's table is no longer small, and rows are mostly sparse.
  guard problem.constraintCount <= 20 else { return nil }
  return MultidimensionalKnapsack(problem)?.minimized(limits: limits)
}
