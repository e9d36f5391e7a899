/// A set covering problem: choose columns of least total cost so that every row lies in at
/// least one of them.
///
///     minimize Σ cost_j x_j   subject to   Σ_{j ∋ i} x_j ≥ 1 for every row i,  x binary
public struct SetCover: Sendable {
  /// What makes a set covering problem meaningless.
  public enum Failure: Error, Equatable, Sendable {
    /// Not as many costs as columns.
    case counts
    /// A cost that is negative or not finite.
    case cost(column: Int)
    /// A row number outside `0..<rowCount`.
    case row(column: Int)
  }

  public let rowCount: Int
  public let costs: [Double]
  /// Rows of every column, ascending, none twice.
  public let columns: [[Int]]

  /// - Parameters:
  ///   - rowCount: rows to be covered.
  ///   - costs: one a column, finite and not negative.
  ///   - columns: the rows each column covers, in `0..<rowCount`.
  /// - Throws: `Failure` for the first number that makes no sense.
  public init(rowCount: Int, costs: [Double], columns: [[Int]]) throws(Failure) {
    guard costs.count == columns.count else { throw .counts }
    for (j, c) in costs.enumerated() where !(c >= 0 && c < .infinity) { throw .cost(column: j) }
    var sorted: [[Int]] = []
    sorted.reserveCapacity(columns.count)
    for (j, column) in columns.enumerated() {
      guard column.allSatisfy({ $0 >= 0 && $0 < rowCount }) else { throw .row(column: j) }
      var rows = column.sorted()
      var kept = 0
      for k in rows.indices where k == 0 || rows[k] != rows[kept - 1] {
        rows[kept] = rows[k]
        kept += 1
      }
      sorted.append(Array(rows.prefix(kept)))
    }
    self.rowCount = rowCount
    self.costs = costs
    self.columns = sorted
  }

  /// The set covering problem that `problem` is: binaries without negative costs, rows of
  /// ones that ask for at least one. Nil where it is anything else.
  public init?(_ problem: Problem) {
    guard problem.objectiveConstant == 0 else { return nil }
    for j in 0..<problem.variableCount {
      guard problem.isInteger[j], problem.variableLowers[j] == 0, problem.variableUppers[j] >= 1,
        problem.costs[j] >= 0
      else { return nil }
    }
    for i in 0..<problem.constraintCount {
      guard problem.constraintLowers[i] == 1, problem.constraintUppers[i] == .infinity else {
        return nil
      }
    }
    let matrix = problem.columns
    guard matrix.values.allSatisfy({ $0 == 1 }) else { return nil }
    rowCount = problem.constraintCount
    costs = problem.costs
    columns = (0..<matrix.columnCount).map { j in
      (matrix.starts[j]..<matrix.starts[j + 1]).map { Int(matrix.rows[$0]) }
    }
  }

  /// The same as an integer program.
  public var problem: Problem {
    var result = Problem()
    for _ in 0..<rowCount { result.addConstraint(lower: 1) }
    for (j, rows) in columns.enumerated() {
      result.addColumn(
        cost: costs[j], entries: rows.map { .init(row: $0, value: 1) }, upper: 1, isInteger: true)
    }
    return result
  }

  /// Solves by Lagrangian relaxation, reduced cost fixing and a depth-first branch and
  /// bound on the core that is left (Caprara, Fischetti & Toth 1999; Balas & Carrera 1996),
  /// whose nodes are linear relaxations in tables small enough to be copied; a core that is
  /// too large for that is branched on by its Lagrangian relaxation until it is not.
  ///
  /// The solution's `primal` has one 0 or 1 a column. `rowDuals` are the best multipliers
  /// found at the root: their Lagrangian bound is at most `bound`, and `reducedCosts`
  /// belong to them. `nodes` and `iterations` count branch-and-bound nodes and subgradient
  /// steps and pivots; `limits.presolves` says whether dominated columns and rows are left out.
  public func minimized(limits: SolverLimits = .init()) -> Solution {
    CoverSearch(self, limits).solution()
  }
}
