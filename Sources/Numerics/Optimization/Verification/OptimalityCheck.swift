/// How far a solution is from satisfying a problem and its optimality conditions,
/// computed from the problem alone, without a solver's data.
///
/// Sums are compensated (Ogita, Rump & Oishi 2005, Dot2), so a residual is that of
/// the numbers given, not of the check. All residuals are absolute, in the units of
/// the constraint, variable or cost concerned; zero is perfect.
public struct OptimalityCheck: Sendable, Equatable {
  /// Largest amount by which a constraint is violated.
  public var constraintViolation = 0.0
  /// Largest amount by which a variable lies outside its bounds.
  public var boundViolation = 0.0
  /// Largest distance of an integer variable from an integer.
  public var integralityViolation = 0.0
  /// Largest |cost − Aᵀy − d|; zero when there are no duals.
  public var stationarityViolation = 0.0
  /// Largest price or reduced cost of a sign that its bounds do not allow: y_i > 0
  /// needs a finite lower bound, y_i < 0 a finite upper one.
  public var dualSignViolation = 0.0
  /// Largest product of a price and the distance to the bound it belongs to.
  public var complementarityViolation = 0.0
  /// Objective of the primal values.
  public var objective = 0.0
  /// The bound the duals prove by themselves; −∞ when a sign is wrong beyond doubt.
  public var dualObjective = -Double.infinity

  /// Worst of the primal residuals.
  public var primalViolation: Double {
    max(constraintViolation, boundViolation, integralityViolation)
  }

  /// Checks the primal values, and the duals where the solution has them.
  public init(_ solution: Solution, of problem: Problem) {
    if !solution.primal.isEmpty || problem.variableCount == 0 {
      checkPrimal(solution.primal, problem)
    }
    if solution.rowDuals.count == problem.constraintCount,
      solution.reducedCosts.count == problem.variableCount
    {
      checkDuals(solution, problem)
    }
  }

  private mutating func checkPrimal(_ x: [Double], _ problem: Problem) {
    precondition(x.count == problem.variableCount, "one value a variable")
    var total = CompensatedSum(problem.objectiveConstant)
    for j in x.indices {
      total.add(problem.costs[j], x[j])
      boundViolation = max(
        boundViolation, problem.variableLowers[j] - x[j], x[j] - problem.variableUppers[j])
      if problem.isInteger[j] {
        integralityViolation = max(integralityViolation, abs(x[j] - x[j].rounded()))
      }
    }
    objective = total.value
    for (i, activity) in problem.activities(of: x).enumerated() {
      constraintViolation = max(
        constraintViolation, problem.constraintLowers[i] - activity,
        activity - problem.constraintUppers[i])
    }
  }

  private mutating func checkDuals(_ solution: Solution, _ problem: Problem) {
    let hasPrimal = solution.primal.count == problem.variableCount
    let activities = hasPrimal ? problem.activities(of: solution.primal) : []
    let columns = problem.columns
    var bound = CompensatedSum(problem.objectiveConstant)
    func settle(_ price: Double, _ lower: Double, _ upper: Double, _ value: Double?) {
      let side = price > 0 ? lower : upper
      if price == 0 { return }
      if side.isInfinite {
        dualSignViolation = max(dualSignViolation, abs(price))
      } else {
        bound.add(price, side)
        if let value {
          complementarityViolation = max(complementarityViolation, abs(price * (value - side)))
        }
      }
    }
    for i in 0..<problem.constraintCount {
      settle(
        solution.rowDuals[i], problem.constraintLowers[i], problem.constraintUppers[i],
        hasPrimal ? activities[i] : nil)
    }
    for j in 0..<problem.variableCount {
      var residual = CompensatedSum(problem.costs[j])
      for k in columns.starts[j]..<columns.starts[j + 1] {
        residual.add(-columns.values[k], solution.rowDuals[Int(columns.rows[k])])
      }
      residual.add(-1, solution.reducedCosts[j])
      stationarityViolation = max(stationarityViolation, abs(residual.value))
      settle(
        solution.reducedCosts[j], problem.variableLowers[j], problem.variableUppers[j],
        hasPrimal ? solution.primal[j] : nil)
    }
    dualObjective = dualSignViolation > 1e-6 ? -.infinity : bound.value
  }
}

extension Problem {
  /// Left-hand sides Σ a_ij·x_j of all constraints, by compensated sums.
  public func activities(of x: [Double]) -> [Double] {
    var sums = [CompensatedSum](repeating: CompensatedSum(0), count: constraintCount)
    for k in entryValues.indices {
      sums[Int(entryRows[k])].add(entryValues[k], x[Int(entryColumns[k])])
    }
    return sums.map(\.value)
  }

  /// The objective at x, by compensated sums.
  public func objective(of x: [Double]) -> Double {
    var sum = CompensatedSum(objectiveConstant)
    for j in x.indices { sum.add(costs[j], x[j]) }
    return sum.value
  }
}

/// A sum of products carried in twice the working precision.
struct CompensatedSum {
  private var sum: Double
  private var error = 0.0

  init(_ start: Double) { sum = start }

  @inline(__always)
  mutating func add(_ a: Double, _ b: Double) {
    let product = a * b
    let total = sum + product
    if !total.isFinite {
      sum = total
      error = 0
      return
    }
    let rounding = (-product).addingProduct(a, b)
    let part = total - sum
    error += (sum - (total - part)) + (product - part) + rounding
    sum = total
  }

  var value: Double { sum + error }
}
