/// A linear or mixed-integer program in ranged form:
///
///     minimize    constant + Σ cost_j · x_j
///     subject to  lower_i ≤ Σ a_ij · x_j ≤ upper_i     for every constraint i
///                 lower_j ≤ x_j ≤ upper_j               for every variable j
///                 x_j integer                           where `isInteger`
///
/// Variables and constraints are numbered from zero in the order they were
/// added. Bounds may be infinite. Coefficients given twice for the same place
/// are summed. To maximize, negate the costs and read the objective negated.
public struct Problem: Sendable {
  /// A term `coefficient · x[variable]` of a constraint.
  public struct Term: Sendable, Equatable {
    public var variable: Int
    public var coefficient: Double

    public init(_ variable: Int, _ coefficient: Double) {
      self.variable = variable
      self.coefficient = coefficient
    }

    public init(variable: Int, coefficient: Double) {
      self.init(variable, coefficient)
    }
  }

  /// A coefficient of a column: `value` in constraint `row`.
  public struct Entry: Sendable, Equatable {
    public var row: Int
    public var value: Double

    public init(row: Int, value: Double) {
      self.row = row
      self.value = value
    }
  }

  /// Added to the objective whatever the plan is.
  public var objectiveConstant = 0.0
  /// Whether costs and constant are those of an objective to be maximized, negated.
  /// Solvers minimize all the same; files and reports turn the sign back.
  public var isMaximization = false

  public private(set) var costs: [Double] = []
  public private(set) var variableLowers: [Double] = []
  public private(set) var variableUppers: [Double] = []
  public internal(set) var isInteger: [Bool] = []
  public private(set) var variableNames: [String] = []
  public private(set) var constraintLowers: [Double] = []
  public private(set) var constraintUppers: [Double] = []
  public private(set) var constraintNames: [String] = []

  // Coefficients in the order they came; sorted and summed by `SparseColumns`.
  var entryRows: [Int32] = []
  var entryColumns: [Int32] = []
  var entryValues: [Double] = []

  public init() {}

  public var variableCount: Int { costs.count }
  public var constraintCount: Int { constraintLowers.count }
  /// Whether some variable must be integer.
  public var hasIntegers: Bool { isInteger.contains(true) }

  /// Adds a variable and returns its index.
  @discardableResult
  public mutating func addVariable(
    _ name: String = "", cost: Double, lower: Double = 0, upper: Double = .infinity,
    isInteger: Bool = false
  ) -> Int {
    costs.append(cost)
    variableLowers.append(lower)
    variableUppers.append(upper)
    self.isInteger.append(isInteger)
    variableNames.append(name)
    return costs.count - 1
  }

  /// Adds a variable together with its coefficients in constraints that exist
  /// already, and returns its index.
  @discardableResult
  public mutating func addColumn(
    _ name: String = "", cost: Double, entries: [Entry], lower: Double = 0,
    upper: Double = .infinity, isInteger: Bool = false
  ) -> Int {
    let column = addVariable(
      name, cost: cost, lower: lower, upper: upper, isInteger: isInteger)
    for entry in entries {
      precondition(
        entry.row >= 0 && entry.row < constraintCount, "no constraint has index \(entry.row)")
      append(row: entry.row, column: column, value: entry.value)
    }
    return column
  }

  /// Adds the constraint `lower ≤ Σ terms ≤ upper` over variables that exist
  /// already, and returns its index. Equal bounds make an equality.
  @discardableResult
  public mutating func addConstraint(
    _ name: String = "", terms: [Term] = [], lower: Double = -.infinity,
    upper: Double = .infinity
  ) -> Int {
    constraintLowers.append(lower)
    constraintUppers.append(upper)
    constraintNames.append(name)
    let row = constraintLowers.count - 1
    for term in terms {
      precondition(
        term.variable >= 0 && term.variable < variableCount,
        "no variable has index \(term.variable)")
      append(row: row, column: term.variable, value: term.coefficient)
    }
    return row
  }

  /// Replaces the bounds of a variable.
  public mutating func setBounds(variable: Int, lower: Double, upper: Double) {
    variableLowers[variable] = lower
    variableUppers[variable] = upper
  }

  /// Replaces the bounds of a constraint.
  public mutating func setBounds(constraint: Int, lower: Double, upper: Double) {
    constraintLowers[constraint] = lower
    constraintUppers[constraint] = upper
  }

  /// Replaces the cost of a variable.
  public mutating func setCost(variable: Int, _ cost: Double) {
    costs[variable] = cost
  }

  /// The coefficients of every variable, rows ascending, duplicates summed.
  public func entriesByVariable() -> [[Entry]] {
    let columns = columns
    return (0..<variableCount).map { j in
      (columns.starts[j]..<columns.starts[j + 1]).map {
        Entry(row: Int(columns.rows[$0]), value: columns.values[$0])
      }
    }
  }

  /// Makes a variable integer.
  public mutating func setInteger(variable: Int) {
    isInteger[variable] = true
  }

  /// Adds `value` to the coefficient of a variable in a constraint.
  public mutating func addEntry(_ constraint: Int, _ variable: Int, _ value: Double) {
    precondition(
      constraint >= 0 && constraint < constraintCount && variable >= 0
        && variable < variableCount, "no such place in the matrix")
    append(row: constraint, column: variable, value: value)
  }

  private mutating func append(row: Int, column: Int, value: Double) {
    entryRows.append(Int32(row))
    entryColumns.append(Int32(column))
    entryValues.append(value)
  }
}

/// What makes a `Problem` meaningless, with the index it was found at.
public enum ProblemError: Error, Equatable, Sendable {
  /// A cost that is not finite.
  case cost(variable: Int)
  /// A bound that is not a number, a lower bound of +∞ or an upper bound of −∞.
  case variableBound(variable: Int)
  case constraintBound(constraint: Int)
  /// A coefficient that is not finite.
  case coefficient(constraint: Int, variable: Int)
  case objectiveConstant
}

extension Problem {
  /// Throws for the first number that makes the problem meaningless.
  ///
  /// Bounds that contradict each other (lower > upper) are no such error: the
  /// problem is then infeasible, and a solver says so.
  public func validate() throws(ProblemError) {
    guard objectiveConstant.isFinite else { throw .objectiveConstant }
    for j in 0..<variableCount {
      guard costs[j].isFinite else { throw .cost(variable: j) }
      guard Self.isRange(variableLowers[j], variableUppers[j]) else {
        throw .variableBound(variable: j)
      }
    }
    for i in 0..<constraintCount
    where !Self.isRange(constraintLowers[i], constraintUppers[i]) {
      throw .constraintBound(constraint: i)
    }
    for k in entryValues.indices where !entryValues[k].isFinite {
      throw .coefficient(constraint: Int(entryRows[k]), variable: Int(entryColumns[k]))
    }
  }

  private static func isRange(_ lower: Double, _ upper: Double) -> Bool {
    !lower.isNaN && !upper.isNaN && lower < .infinity && upper > -.infinity
  }
}
