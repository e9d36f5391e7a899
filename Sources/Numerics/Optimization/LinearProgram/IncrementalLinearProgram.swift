/// A linear program that is solved again and again while columns and rows come and go,
/// as in column generation and cutting planes:
///
///     minimize    constant + Σ cost_j · x_j
///     subject to  lower_i ≤ Σ a_ij · x_j ≤ upper_i     for every row i
///                 lower_j ≤ x_j ≤ upper_j               for every column j
///
/// `solve()` starts from the basis of the last solution. New columns enter nonbasic, so
/// the point stays feasible and the primal simplex method goes on from it; new rows and
/// changed bounds leave the prices feasible, and the dual method goes on. Columns and
/// rows are numbered from zero in the order they were added; deleting some renumbers
/// those after them.
///
/// Results are those of the last `solve()`; they are undefined after a change.
public final class IncrementalLinearProgram {
  /// What the last `solve()` ended with.
  public enum Status: String, Sendable {
    /// Primal, duals, reduced costs and objective are those of an optimum.
    case optimal
    /// No point satisfies all rows: `farkasRay` proves it.
    case infeasible
    /// The objective falls without end.
    case unbounded
    /// The iteration limit was reached, or the caller asked to stop. The basis is kept:
    /// the next `solve()` goes on from it.
    case stopped
    /// The arithmetic gave out: nothing is known.
    case failed
  }

  /// A column with its coefficients; rows in any order, none twice.
  public struct Column: Sendable {
    public var cost: Double
    public var lower: Double
    public var upper: Double
    public var entries: [Problem.Entry]

    public init(
      cost: Double, lower: Double = 0, upper: Double = .infinity, entries: [Problem.Entry]
    ) {
      self.cost = cost
      self.lower = lower
      self.upper = upper
      self.entries = entries
    }
  }

  /// A row `lower ≤ Σ terms ≤ upper`; columns in any order, none twice.
  public struct Row: Sendable {
    public var lower: Double
    public var upper: Double
    public var terms: [Problem.Term]

    public init(
      lower: Double = -.infinity, upper: Double = .infinity, terms: [Problem.Term] = []
    ) {
      self.lower = lower
      self.upper = upper
      self.terms = terms
    }
  }

  /// Where a column, or the activity of a row, stands in a basis.
  public enum Standing: UInt8, Sendable, Codable {
    case basic, atLower, atUpper, free
  }

  /// A basis: one standing a column and one a row; as many are basic as there are rows.
  public struct Basis: Sendable, Equatable, Codable {
    public var columns: [Standing]
    public var rows: [Standing]

    public init(columns: [Standing], rows: [Standing]) {
      self.columns = columns
      self.rows = rows
    }
  }

  /// Added to the objective whatever the plan is.
  public var objectiveConstant = 0.0
  /// Whether costs may be perturbed against stalling when a solve starts from nothing.
  public var perturbs = true
  public private(set) var status = Status.failed
  /// Simplex iterations of all solves together.
  public private(set) var iterations = 0

  var matrix: SparseColumns
  var cost: [Double] = []
  var lower: [Double] = []
  var upper: [Double] = []
  var rowLower: [Double] = []
  var rowUpper: [Double] = []

  // x = scaled x · columnScale; scaled row = row · rowScale.
  var columnScale: [Double] = []
  var rowScale: [Double] = []
  var isScaled = false

  /// Nil until the first solve, and after a change of structure it cannot take up.
  var simplex: Simplex?
  /// The basis to start from while there is no simplex; nil for the logical one.
  var waitingBasis: Basis?

  /// An empty program.
  public init() { matrix = SparseColumns(rowCount: 0, columnCount: 0) }

  /// The linear relaxation of a problem.
  public init(_ problem: Problem) {
    matrix = problem.columns
    cost = problem.costs
    lower = problem.variableLowers
    upper = problem.variableUppers
    rowLower = problem.constraintLowers
    rowUpper = problem.constraintUppers
    objectiveConstant = problem.objectiveConstant
  }

  public var columnCount: Int { cost.count }
  public var rowCount: Int { rowLower.count }

  // MARK: Changes of numbers

  public func cost(of column: Int) -> Double { cost[column] }

  public func bounds(of column: Int) -> (lower: Double, upper: Double) {
    (lower[column], upper[column])
  }

  public func bounds(ofRow row: Int) -> (lower: Double, upper: Double) {
    (rowLower[row], rowUpper[row])
  }

  public func setCost(_ column: Int, _ value: Double) {
    cost[column] = value
    simplex?.cost[column] = value * columnScale[column]
    simplex?.costsArePerturbed = true
  }

  public func setBounds(_ column: Int, lower l: Double, upper u: Double) {
    lower[column] = l
    upper[column] = u
    guard let simplex else { return }
    simplex.lower[column] = l / columnScale[column]
    simplex.upper[column] = u / columnScale[column]
  }

  /// Changes the right-hand sides of a row.
  public func setBounds(row: Int, lower l: Double, upper u: Double) {
    rowLower[row] = l
    rowUpper[row] = u
    guard let simplex else { return }
    simplex.lower[simplex.structuralCount + row] = -u * rowScale[row]
    simplex.upper[simplex.structuralCount + row] = -l * rowScale[row]
  }

  // MARK: Solving

  /// Solves from the basis at hand: the last solution's, the one set, or none.
  ///
  /// - Parameters:
  ///   - iterationLimit: iterations of this call, at most.
  ///   - shouldStop: asked every few iterations.
  @discardableResult
  public func solve(
    iterationLimit: Int = .max, shouldStop: (@Sendable () -> Bool)? = nil
  ) -> Status {
    let isFirst = simplex == nil && waitingBasis == nil
    let simplex = self.simplex ?? makeSimplex()
    self.simplex = simplex
    let before = simplex.iterations
    simplex.iterationLimit = before + min(iterationLimit, Int.max - before)
    simplex.shouldStop = shouldStop
    simplex.perturbs = perturbs
    let outcome = isFirst ? simplex.solve() : simplex.resolve()
    iterations += simplex.iterations - before
    status =
      switch outcome {
      case .optimal: .optimal
      case .infeasible: .infeasible
      case .unbounded: .unbounded
      case .stopped, .cutoff: .stopped
      case .failed: .failed
      }
    return status
  }

  /// The basis at hand, or one to start from.
  public var basis: Basis {
    get {
      if let simplex { return standings(simplex) }
      return waitingBasis
        ?? Basis(
          columns: (0..<columnCount).map(restingPlace),
          rows: [Standing](repeating: .basic, count: rowCount))
    }
    set {
      precondition(
        newValue.columns.count == columnCount && newValue.rows.count == rowCount,
        "one standing a column and a row")
      waitingBasis = newValue
      if let simplex { take(newValue, simplex) }
    }
  }

  // MARK: Results

  /// The objective of the point at hand.
  public var objective: Double {
    guard let simplex else { return .nan }
    var sum = CompensatedSum(objectiveConstant)
    for j in 0..<columnCount { sum.add(cost[j], simplex.x[j] * columnScale[j]) }
    return sum.value
  }

  /// One value a column.
  public var primal: [Double] {
    guard let simplex else { return [] }
    return (0..<columnCount).map { simplex.x[$0] * columnScale[$0] }
  }

  /// One price a row: `y_i ≥ 0` where the row is held at its lower bound, `y_i ≤ 0` at
  /// its upper. It is what one more unit of that bound costs.
  public var rowDuals: [Double] {
    guard let simplex else { return [] }
    return (0..<rowCount).map { -simplex.reducedCost[simplex.structuralCount + $0] * rowScale[$0] }
  }

  /// One reduced cost `cost_j − Σ y_i·a_ij` a column.
  public var reducedCosts: [Double] {
    guard let simplex else { return [] }
    return (0..<columnCount).map { simplex.reducedCost[$0] / columnScale[$0] }
  }

  /// After `.infeasible`: multipliers y of the rows that prove it. They are signed like
  /// prices (y_i > 0 uses the lower bound of row i, y_i < 0 its upper), so a new column
  /// helps only where `Σ y_i·a_ij > 0` (for one that may grow).
  public var farkasRay: [Double]? {
    guard status == .infeasible, let simplex else { return nil }
    let y = (0..<rowCount).map { simplex.rho[$0] * rowScale[$0] }
    var demand = CompensatedSum(0)
    for i in y.indices where y[i] != 0 { demand.add(y[i], y[i] > 0 ? rowLower[i] : rowUpper[i]) }
    var reach = CompensatedSum(0)
    for j in 0..<columnCount {
      var factor = 0.0
      var terms = 0.0
      for k in matrix.starts[j]..<matrix.starts[j + 1] {
        factor += matrix.values[k] * y[Int(matrix.rows[k])]
        terms += abs(matrix.values[k] * y[Int(matrix.rows[k])])
      }
      if abs(factor) > 1e-11 * terms { reach.add(factor, factor > 0 ? upper[j] : lower[j]) }
    }
    let margin = demand.value - reach.value
    return margin > 0 ? y : y.map { -$0 }
  }

  /// Costs of a column between which the optimal basis stays optimal.
  public func costRange(of column: Int) -> SensitivityRanges.Range {
    guard let simplex, status == .optimal else { return .init(lower: .nan, upper: .nan) }
    let range = simplex.costRange(column)
    let s = columnScale[column]
    return .init(lower: cost[column] - range.down / s, upper: cost[column] + range.up / s)
  }

  /// Values of a row's binding limit between which its price holds. Where none binds,
  /// those of its upper limit (of its lower one, where there is no upper) for which none
  /// would.
  public func limitRange(ofRow row: Int) -> SensitivityRanges.Range {
    guard let simplex, status == .optimal else { return .init(lower: .nan, upper: .nan) }
    if simplex.state[simplex.structuralCount + row] == .basic {
      let activity = -simplex.x[simplex.structuralCount + row] / rowScale[row]
      return rowUpper[row] == .infinity
        ? .init(lower: -.infinity, upper: activity) : .init(lower: activity, upper: .infinity)
    }
    let range = simplex.logicalRange(row)
    // The activity is minus the logical.
    return .init(lower: -range.upper / rowScale[row], upper: -range.lower / rowScale[row])
  }

  // MARK: The simplex behind it

  private func makeSimplex() -> Simplex {
    if !isScaled {
      var copy = matrix
      let scales = LinearProgram.scale(&copy)
      rowScale = scales.rows
      columnScale = scales.columns
      isScaled = true
    }
    var scaled = matrix
    for j in 0..<columnCount {
      for k in matrix.starts[j]..<matrix.starts[j + 1] {
        scaled.values[k] *= rowScale[Int(matrix.rows[k])] * columnScale[j]
      }
    }
    let result = Simplex(
      columns: scaled,
      cost: zip(cost, columnScale).map { $0 * $1 },
      lower: zip(lower, columnScale).map { $0 / $1 },
      upper: zip(upper, columnScale).map { $0 / $1 },
      rowLower: zip(rowLower, rowScale).map { $0 * $1 },
      rowUpper: zip(rowUpper, rowScale).map { $0 * $1 },
      spareColumns: columnCount / 4 + 64)
    if let waitingBasis { take(waitingBasis, result) }
    return result
  }

  func putAside(_ simplex: Simplex) {
    waitingBasis = standings(simplex)
    self.simplex = nil
  }

  /// The activity of a row is minus its logical, so their bounds change places.
  private func standings(_ simplex: Simplex) -> Basis {
    func standing(_ state: BasisState) -> Standing {
      switch state {
      case .basic: .basic
      case .atLower: .atLower
      case .atUpper: .atUpper
      case .free: .free
      }
    }
    return Basis(
      columns: (0..<columnCount).map { standing(simplex.state[$0]) },
      rows: (0..<rowCount).map {
        switch simplex.state[simplex.structuralCount + $0] {
        case .basic: .basic
        case .atLower: .atUpper
        case .atUpper: .atLower
        case .free: .free
        }
      })
  }

  private func take(_ basis: Basis, _ simplex: Simplex) {
    var states = [BasisState](repeating: .atLower, count: simplex.totalCount)
    var basicCount = 0
    for j in 0..<columnCount {
      states[j] = simplexState(basis.columns[j])
      if basis.columns[j] == .basic { basicCount += 1 }
    }
    for i in 0..<rowCount {
      let state: BasisState =
        switch basis.rows[i] {
        case .basic: .basic
        case .atLower: .atUpper
        case .atUpper: .atLower
        case .free: .free
        }
      states[simplex.structuralCount + i] = state
      if state == .basic { basicCount += 1 }
    }
    // After deletions there may be too few or too many; factorizing sorts out the rest.
    var i = 0
    while basicCount < rowCount {
      if states[simplex.structuralCount + i] != .basic {
        states[simplex.structuralCount + i] = .basic
        basicCount += 1
      }
      i += 1
    }
    i = 0
    while basicCount > rowCount {
      let k = i < rowCount ? simplex.structuralCount + i : i - rowCount
      if states[k] == .basic {
        states[k] = .atLower
        basicCount -= 1
      }
      i += 1
    }
    simplex.restore(states)
  }

  private func simplexState(_ standing: Standing) -> BasisState {
    switch standing {
    case .basic: .basic
    case .atLower: .atLower
    case .atUpper: .atUpper
    case .free: .free
    }
  }

  func restingPlace(_ j: Int) -> Standing {
    lower[j] > -.infinity ? .atLower : upper[j] < .infinity ? .atUpper : .free
  }

  func scale(ofColumn j: Int) -> Double {
    let values = (matrix.starts[j]..<matrix.starts[j + 1]).map {
      abs(matrix.values[$0]) * rowScale[Int(matrix.rows[$0])]
    }
    return Self.scale(values)
  }

  func scale(of row: Row) -> Double {
    Self.scale(row.terms.map { abs($0.coefficient) * columnScale[$0.variable] })
  }

  private static func scale(_ sizes: [Double]) -> Double {
    guard let least = sizes.min(), let most = sizes.max(), least > 0, least < 0.2 || most > 5
    else { return 1 }
    return LinearProgram.powerOfTwo(1 / (least * most).squareRoot())
  }
}
