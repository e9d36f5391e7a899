/// The generalized assignment problem: give every job to one agent, within what each agent
/// can take, at least cost.
///
///     minimize    Σ_i Σ_j cost_ij x_ij
///     subject to  Σ_i x_ij = 1                     for every job j
///                 Σ_j need_ij x_ij ≤ capacity_i    for every agent i,   x binary
///
/// To maximize, negate the costs and read the objective negated.
public struct GeneralizedAssignment: Sendable {
  /// What makes the problem meaningless.
  public enum Failure: Error, Equatable, Sendable {
    /// Not one row of costs and of needs for every capacity, or rows of different lengths.
    case counts
    /// A cost that is not finite.
    case cost(agent: Int, job: Int)
    /// A negative need.
    case need(agent: Int, job: Int)
    /// A negative capacity.
    case capacity(agent: Int)
  }

  /// By agent, then job.
  public let costs: [[Double]]
  public let needs: [[Int]]
  /// By agent.
  public let capacities: [Int]
  public var agentCount: Int { capacities.count }
  public let jobCount: Int

  /// - Parameters:
  ///   - costs: one row an agent, one number a job, finite, of either sign.
  ///   - needs: what each job takes of each agent's capacity, whole and not negative.
  ///   - capacities: one an agent, whole and not negative.
  /// - Throws: `Failure` for the first number that makes no sense.
  public init(costs: [[Double]], needs: [[Int]], capacities: [Int]) throws(Failure) {
    let jobs = costs.first?.count ?? 0
    guard costs.count == capacities.count, needs.count == capacities.count,
      costs.allSatisfy({ $0.count == jobs }), needs.allSatisfy({ $0.count == jobs })
    else { throw .counts }
    for i in capacities.indices {
      guard capacities[i] >= 0 else { throw .capacity(agent: i) }
      for j in 0..<jobs {
        guard costs[i][j].isFinite else { throw .cost(agent: i, job: j) }
        guard needs[i][j] >= 0 else { throw .need(agent: i, job: j) }
      }
    }
    self.costs = costs
    self.needs = needs
    self.capacities = capacities
    jobCount = jobs
  }

  /// The same as an integer program: rows of the jobs, then of the agents; variable
  /// `agent · jobCount + job`.
  public var problem: Problem {
    var result = Problem()
    for _ in 0..<jobCount { result.addConstraint(lower: 1, upper: 1) }
    for c in capacities { result.addConstraint(upper: Double(c)) }
    for i in capacities.indices {
      for j in 0..<jobCount {
        result.addColumn(
          cost: costs[i][j],
          entries: [
            .init(row: j, value: 1), .init(row: jobCount + i, value: Double(needs[i][j])),
          ], upper: 1, isInteger: true)
      }
    }
    return result
  }

  /// The generalized assignment problem that `problem` is in the order of `problem` itself: a
  /// row of ones that equals one for every job, then a row that bounds whole needs from above
  /// for every agent, and a binary for every agent and job, agent by agent. Nil where it is
  /// anything else, or has capacities too large for dynamic programming over them.
  public init?(_ problem: Problem) {
    let jobs = problem.constraintLowers.prefix { $0 == 1 }.count
    let agents = problem.constraintCount - jobs
    guard problem.objectiveConstant == 0, jobs > 0, agents > 1,
      problem.variableCount == agents * jobs
    else { return nil }
    for i in 0..<jobs where problem.constraintUppers[i] != 1 { return nil }
    var capacities: [Int] = []
    for i in jobs..<problem.constraintCount {
      let capacity = problem.constraintUppers[i]
      guard problem.constraintLowers[i] == -.infinity, capacity >= 0, capacity <= 100_000 else {
        return nil
      }
      capacities.append(Int(capacity))
    }
    let matrix = problem.columns
    var needs = [[Int]](repeating: [Int](repeating: 0, count: jobs), count: agents)
    for x in 0..<problem.variableCount {
      guard problem.isInteger[x], problem.variableLowers[x] == 0, problem.variableUppers[x] == 1
      else { return nil }
      let (i, j) = (x / jobs, x % jobs)
      var isOfJob = false
      for k in matrix.starts[x]..<matrix.starts[x + 1] {
        let (row, value) = (Int(matrix.rows[k]), matrix.values[k])
        if row == j && value == 1 {
          isOfJob = true
        } else if row == jobs + i && value >= 0 && value <= 1e9 && value == value.rounded() {
          needs[i][j] = Int(value)
        } else if value != 0 {
          return nil
        }
      }
      if !isOfJob { return nil }
    }
    self.needs = needs
    self.capacities = capacities
    costs = (0..<agents).map { Array(problem.costs[$0 * jobs..<($0 + 1) * jobs]) }
    jobCount = jobs
  }

  /// Solves by branch and bound over the Lagrangian relaxation of the jobs' rows, whose
  /// subproblems are knapsacks solved exactly by dynamic programming (Fisher, Jaikumar &
  /// Van Wassenhove 1986): its bound is that of the convex hull of every agent's knapsack.
  ///
  /// `primal` has one 0 or 1 for every agent and job, agent by agent. `rowDuals` are the
  /// jobs' multipliers at the root, zeros for the agents. Time and memory of a subproblem
  /// grow with the capacity. `nodes` and `iterations` count branch-and-bound nodes and
  /// subgradient steps.
  public func minimized(limits: SolverLimits = .init()) -> Solution {
    AssignmentSearch(self, limits).solution()
  }
}
