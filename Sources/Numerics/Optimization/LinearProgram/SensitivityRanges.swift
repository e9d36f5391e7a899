/// How far single numbers of a linear program may change before its optimal basis does.
public struct SensitivityRanges: Sendable, Equatable {
  public struct Range: Sendable, Equatable {
    public var lower: Double
    public var upper: Double

    public init(lower: Double, upper: Double) {
      self.lower = lower
      self.upper = upper
    }
  }

  /// One a variable: costs between which the plan stays optimal.
  public var costs: [Range]
  /// One a constraint: values of its binding limit (of its activity, where none binds)
  /// between which its price stays as it is.
  public var limits: [Range]

  /// Finds an optimal basis for an optimal solution of a linear program and reads the
  /// ranges off it (Chvátal 1983, chapter 10). At a degenerate optimum they are those of
  /// one basis of several, and may be narrower than the plan allows.
  ///
  /// - Returns: nil for programs with integers or without an optimum.
  public init?(_ problem: Problem, _ solution: Solution) {
    guard solution.status == .optimal, !problem.hasIntegers,
      solution.rowDuals.count == problem.constraintCount,
      solution.primal.count == problem.variableCount
    else { return nil }
    let program = IncrementalLinearProgram(problem)
    program.basis = Self.basis(problem, solution)
    guard program.solve() == .optimal else { return nil }
    costs = (0..<problem.variableCount).map { program.costRange(of: $0) }
    limits = (0..<problem.constraintCount).map { program.limitRange(ofRow: $0) }
  }

  /// What lies strictly between its bounds is basic; solving sorts out the rest.
  private static func basis(
    _ problem: Problem, _ solution: Solution
  ) -> IncrementalLinearProgram.Basis {
    func standing(_ v: Double, _ l: Double, _ u: Double) -> IncrementalLinearProgram.Standing {
      let slack = 1e-9 * max(1, abs(v))
      if v <= l + slack { return .atLower }
      if v >= u - slack { return .atUpper }
      return .basic
    }
    let activities = problem.activities(of: solution.primal)
    return .init(
      columns: (0..<problem.variableCount).map {
        standing(solution.primal[$0], problem.variableLowers[$0], problem.variableUppers[$0])
      },
      rows: (0..<problem.constraintCount).map {
        standing(activities[$0], problem.constraintLowers[$0], problem.constraintUppers[$0])
      })
  }
}
