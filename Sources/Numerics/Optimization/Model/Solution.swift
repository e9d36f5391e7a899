/// What a solver has shown about a problem.
public enum SolutionStatus: String, Sendable, Codable, CaseIterable {
  /// `primal` is feasible, and no feasible point is better than `objective` by
  /// more than the gap asked for: `bound` is proved.
  case optimal
  /// No point satisfies all constraints. For a linear program (or when the
  /// linear relaxation is already infeasible) `farkasRay` proves it; for an
  /// integer program the search was exhausted.
  case infeasible
  /// Feasible points exist and the objective decreases without end over the
  /// linear relaxation: there is no optimum.
  case unbounded
  /// A limit was reached. `primal` is feasible and `bound` is proved; between
  /// them lies `gap`.
  case feasible
  /// A limit was reached, or the arithmetic gave out, before any feasible
  /// point was found. Nothing is proved about feasibility; `bound` still is.
  case undecided
  /// The problem holds a number that means nothing (`Problem.validate()` says
  /// which); nothing was tried.
  case malformed
}

/// A plan, and how much is proved about it.
///
/// Duals are those of the linear program; for an integer program those of the
/// linear relaxation (the prices that give the root bound). Signs: with
/// `rowDuals` y and `reducedCosts` d, `d = cost − Aᵀy`. In a minimization
/// `y_i ≥ 0` where a constraint is held at its lower bound and `y_i ≤ 0` at its
/// upper: y_i is what one more unit of the binding bound costs.
public struct Solution: Sendable {
  public var status: SolutionStatus
  /// Objective of `primal`; +∞ while there is none, −∞ when unbounded.
  public var objective: Double
  /// No feasible point has a smaller objective than this.
  public var bound: Double
  /// One value a variable; empty when there is no plan.
  public var primal: [Double]
  /// One price a constraint; empty when none were found.
  public var rowDuals: [Double]
  /// One reduced cost a variable; empty when none were found.
  public var reducedCosts: [Double]
  /// Simplex iterations, all linear programs together.
  public var iterations: Int
  /// Branch-and-bound nodes whose linear program was solved.
  public var nodes: Int
  /// Multipliers y of the constraints that prove infeasibility: the combination
  /// yᵀA x of the constraints that hold cannot be reached within the bounds of
  /// the variables. Nil unless such a proof was found.
  public var farkasRay: [Double]?

  public init(
    status: SolutionStatus, objective: Double = .infinity, bound: Double = -.infinity,
    primal: [Double] = [], rowDuals: [Double] = [], reducedCosts: [Double] = [],
    iterations: Int = 0, nodes: Int = 0, farkasRay: [Double]? = nil
  ) {
    self.status = status
    self.objective = objective
    self.bound = bound
    self.primal = primal
    self.rowDuals = rowDuals
    self.reducedCosts = reducedCosts
    self.iterations = iterations
    self.nodes = nodes
    self.farkasRay = farkasRay
  }

  /// `objective − bound`, never negative; +∞ while there is no plan.
  public var gap: Double {
    guard objective < .infinity else { return .infinity }
    return max(0, objective - bound)
  }

  /// `gap` as a share of the objective's size (of 1 where that is smaller).
  public var relativeGap: Double {
    guard objective < .infinity else { return .infinity }
    return gap / max(1, abs(objective))
  }
}

/// When a solver gives up, or is content. There is no clock among the limits, so
/// that the same problem and the same limits give the same plan on any machine;
/// a caller that must stop by the clock supplies `shouldStop`.
public struct SolverLimits: Sendable {
  /// Branch-and-bound nodes whose linear program is solved, at most.
  public var nodes: Int
  /// Simplex iterations over all linear programs, at most.
  public var simplexIterations: Int
  /// A plan is called optimal when `gap ≤ relativeGap · |objective|` …
  public var relativeGap: Double
  /// … or when `gap ≤ absoluteGap`.
  public var absoluteGap: Double
  /// Whether the program is made smaller before it is solved. Costs little, and
  /// changes nothing but which of several optima is found.
  public var presolves: Bool
  /// Whether cutting planes tighten the relaxations of programs with integers.
  public var separatesCuts: Bool
  /// Asked every few iterations; the solver returns what it has when it says true.
  public var shouldStop: (@Sendable () -> Bool)?

  public init(
    nodes: Int = .max, simplexIterations: Int = .max, relativeGap: Double = 1e-9,
    absoluteGap: Double = 1e-6, presolves: Bool = true, separatesCuts: Bool = true,
    shouldStop: (@Sendable () -> Bool)? = nil
  ) {
    self.nodes = nodes
    self.simplexIterations = simplexIterations
    self.relativeGap = relativeGap
    self.absoluteGap = absoluteGap
    self.presolves = presolves
    self.separatesCuts = separatesCuts
    self.shouldStop = shouldStop
  }
}
