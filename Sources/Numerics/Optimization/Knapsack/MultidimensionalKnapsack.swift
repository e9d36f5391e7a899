/// The multidimensional knapsack problem: choose among projects under several budgets so
/// that their total profit is greatest. With one budget it is the 0–1 knapsack problem.
///
///     maximize    Σ_j profit_j x_j
///     subject to  Σ_j need_ij x_j ≤ capacity_i    for every budget i,   x binary
public struct MultidimensionalKnapsack: Sendable {
  /// What makes the problem meaningless.
  public enum Failure: Error, Equatable, Sendable {
    /// Not one row of needs a capacity, or a row that has not one number a profit.
    case counts
    /// A profit that is not finite.
    case profit(item: Int)
    /// A need that is negative or not finite.
    case need(budget: Int, item: Int)
    /// A capacity that is negative or not finite.
    case capacity(budget: Int)
  }

  /// By item.
  public let profits: [Double]
  /// By budget, then item.
  public let needs: [[Double]]
  /// By budget.
  public let capacities: [Double]

  /// - Parameters:
  ///   - profits: one an item, finite, of either sign.
  ///   - needs: what each item takes of each budget: a row a budget, not negative.
  ///   - capacities: one a budget, not negative.
  /// - Throws: `Failure` for the first number that makes no sense.
  public init(profits: [Double], needs: [[Double]], capacities: [Double]) throws(Failure) {
    guard needs.count == capacities.count, needs.allSatisfy({ $0.count == profits.count }) else {
      throw .counts
    }
    for (j, p) in profits.enumerated() where !p.isFinite { throw .profit(item: j) }
    for i in capacities.indices {
      guard capacities[i] >= 0, capacities[i] < .infinity else { throw .capacity(budget: i) }
      for (j, need) in needs[i].enumerated() where !(need >= 0 && need < .infinity) {
        throw .need(budget: i, item: j)
      }
    }
    self.profits = profits
    self.needs = needs
    self.capacities = capacities
  }

  /// The multidimensional knapsack problem that `problem`, a minimization, is: binaries, and
  /// rows that bound sums with coefficients that are not negative from above. Nil where it is
  /// anything else.
  public init?(_ problem: Problem) {
    let matrix = problem.columns
    guard problem.objectiveConstant == 0, matrix.values.allSatisfy({ $0 >= 0 }) else { return nil }
    for j in 0..<problem.variableCount {
      guard problem.isInteger[j], problem.variableLowers[j] == 0, problem.variableUppers[j] == 1
      else { return nil }
    }
    for i in 0..<problem.constraintCount {
      guard problem.constraintLowers[i] == -.infinity, problem.constraintUppers[i] >= 0,
        problem.constraintUppers[i] < .infinity
      else { return nil }
    }
    var needs = [[Double]](
      repeating: [Double](repeating: 0, count: problem.variableCount),
      count: problem.constraintCount)
    for j in 0..<problem.variableCount {
      for k in matrix.starts[j]..<matrix.starts[j + 1] {
        needs[Int(matrix.rows[k])][j] += matrix.values[k]
      }
    }
    profits = problem.costs.map { 0 - $0 }
    self.needs = needs
    capacities = problem.constraintUppers
  }

  /// The same as an integer program: minimize the profits negated.
  public var problem: Problem {
    var result = Problem()
    for capacity in capacities { result.addConstraint(upper: capacity) }
    for (j, profit) in profits.enumerated() {
      result.addColumn(
        cost: -profit,
        entries: capacities.indices.compactMap { i in
          needs[i][j] == 0 ? nil : .init(row: i, value: needs[i][j])
        }, upper: 1, isInteger: true)
    }
    return result
  }

  /// Solves by branch and bound over the linear relaxation: of the open nodes the one of the
  /// best bound is followed down, and what is nearly closed is searched to its end, depth
  /// first (Martello & Toth 1990; reduced cost fixing as in Vimont, Boussier & Vasquez 2008).
  ///
  /// The solution is that of `problem`: its objective is the profit negated, its `bound` a
  /// lower bound on that, `primal` has one 0 or 1 an item, and `rowDuals` are the budgets'
  /// prices at the root, not positive. `nodes` and `iterations` count nodes and pivots.
  public func minimized(limits: SolverLimits = .init()) -> Solution {
    KnapsackSearch(self, limits).solution()
  }
}
