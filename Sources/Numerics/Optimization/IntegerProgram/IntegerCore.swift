/// A mixed-integer program as the search works on it: plain arrays, no names.
struct IntegerCore: Sendable {
  var columns: SparseColumns
  var cost: [Double]
  var lower: [Double]
  var upper: [Double]
  var rowLower: [Double]
  var rowUpper: [Double]
  var isInteger: [Bool]
  /// Every feasible objective is a multiple of this plus `objectiveOffset`; 0 when
  /// nothing of the kind is known.
  var objectiveStep = 0.0
  var objectiveOffset = 0.0
  /// What is known about the program beyond its coefficients.
  var structure = CoreStructure()

  static let integralityTolerance = 1e-6

  var variableCount: Int { cost.count }
  var rowCount: Int { rowLower.count }

  init(_ problem: Problem) {
    self.init(relaxing: problem)
    isInteger = problem.isInteger
    tightenIntegerBounds()
    tightenWholeRows()
    findObjectiveStep()
  }

  /// The linear relaxation.
  init(relaxing problem: Problem) {
    columns = problem.columns
    cost = problem.costs
    lower = problem.variableLowers
    upper = problem.variableUppers
    rowLower = problem.constraintLowers
    rowUpper = problem.constraintUppers
    isInteger = [Bool](repeating: false, count: problem.variableCount)
  }

  mutating func tightenIntegerBounds() {
    for j in cost.indices where isInteger[j] {
      lower[j] = (lower[j] - Self.integralityTolerance).rounded(.up)
      upper[j] = (upper[j] + Self.integralityTolerance).rounded(.down)
    }
  }

  /// Rounds the limits of rows over integers to what their coefficients can add up to: a
  /// multiple of the coefficients' greatest common divisor (Chvátal 1973).
  mutating func tightenWholeRows() {
    var divisor = [Double](repeating: 0, count: rowCount)
    var isWholeRow = [Bool](repeating: true, count: rowCount)
    for j in cost.indices {
      for k in columns.starts[j]..<columns.starts[j + 1] {
        let i = Int(columns.rows[k])
        let a = abs(columns.values[k])
        isWholeRow[i] = isWholeRow[i] && isInteger[j] && a == a.rounded() && a < 1e9
        if isWholeRow[i] { divisor[i] = Self.commonDivisor(divisor[i], a) }
      }
    }
    for i in rowLower.indices where isWholeRow[i] && divisor[i] > 0 {
      let d = divisor[i]
      // What is whole but for rounding stays as it is.
      if rowLower[i].isFinite {
        let steps = rowLower[i] / d
        if abs(steps) < 1e9 { rowLower[i] = max(rowLower[i], (steps - 1e-9).rounded(.up) * d) }
      }
      if rowUpper[i].isFinite {
        let steps = rowUpper[i] / d
        if abs(steps) < 1e9 { rowUpper[i] = min(rowUpper[i], (steps + 1e-9).rounded(.down) * d) }
      }
    }
  }

  private static func commonDivisor(_ a: Double, _ b: Double) -> Double {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a.truncatingRemainder(dividingBy: b)) }
    return a
  }

  /// The greatest common divisor of the costs, where all variables with a cost are
  /// integer and the costs are decimal fractions, or sixths of them, but for rounding.
  mutating func findObjectiveStep() {
    objectiveStep = 0
    objectiveOffset = 0
    var open: [Double] = []
    for j in cost.indices where cost[j] != 0 {
      if lower[j] == upper[j] {
        objectiveOffset += cost[j] * lower[j]
      } else if isInteger[j] {
        open.append(abs(cost[j]))
      } else {
        return
      }
    }
    for scale in [1.0, 10, 100, 1_000, 10_000, 6, 60, 600, 6_000, 60_000] {
      guard open.allSatisfy({ Self.isWhole($0 * scale) }) else { continue }
      var divisor = 0.0
      for c in open { divisor = Self.commonDivisor(divisor, (c * scale).rounded()) }
      objectiveStep = divisor / scale
      return
    }
  }

  /// A small multiple of the spacing of numbers of this size: two roundings.
  private static func isWhole(_ v: Double) -> Bool {
    v < 1e9 ? abs(v - v.rounded()) <= 4 * v.ulp : v < 1e12 && v == v.rounded()
  }

  /// The least value an objective above `bound` can take.
  func roundedUp(_ bound: Double) -> Double {
    guard objectiveStep > 0, bound.isFinite else { return bound }
    let tolerance = 1e-5 + 1e-9 * abs(bound) / objectiveStep
    let steps = ((bound - objectiveOffset) / objectiveStep - tolerance).rounded(.up)
    return max(bound, steps * objectiveStep + objectiveOffset)
  }

  func objective(_ x: [Double]) -> Double {
    var sum = CompensatedSum(0)
    for j in x.indices { sum.add(cost[j], x[j]) }
    return sum.value
  }

  /// Row activities at x.
  func activities(_ x: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: rowCount)
    for j in x.indices where x[j] != 0 {
      for k in columns.starts[j]..<columns.starts[j + 1] {
        result[Int(columns.rows[k])] += columns.values[k] * x[j]
      }
    }
    return result
  }

  /// Whether x, whose integers are exact, satisfies bounds and rows.
  func isFeasible(_ x: [Double], tolerance: Double = 1e-7) -> Bool {
    for j in x.indices where x[j] < lower[j] - tolerance || x[j] > upper[j] + tolerance {
      return false
    }
    let activity = activities(x)
    for i in activity.indices {
      let slack = tolerance * max(1, abs(activity[i]))
      if activity[i] < rowLower[i] - slack || activity[i] > rowUpper[i] + slack { return false }
    }
    return true
  }

  func makeProgram() -> LinearProgram {
    LinearProgram(
      columns: columns, cost: cost, lower: lower, upper: upper, rowLower: rowLower,
      rowUpper: rowUpper)
  }

  /// The core over the variables in `kept`, all others fixed at `x`; nil when a row
  /// cannot hold any more. Rows that lose all their variables are dropped.
  func restricted(to kept: [Int], at x: [Double], lower: [Double], upper: [Double])
    -> IntegerCore?
  {
    var result = self
    var isKept = [Bool](repeating: false, count: variableCount)
    for j in kept { isKept[j] = true }
    var fixed = [Double](repeating: 0, count: rowCount)
    var offset = 0.0
    for j in x.indices where !isKept[j] {
      offset += cost[j] * x[j]
      if x[j] == 0 { continue }
      for k in columns.starts[j]..<columns.starts[j + 1] {
        fixed[Int(columns.rows[k])] += columns.values[k] * x[j]
      }
    }
    var present = [Int32](repeating: 0, count: rowCount)
    for j in kept {
      for k in columns.starts[j]..<columns.starts[j + 1] { present[Int(columns.rows[k])] = 1 }
    }
    var newRow = [Int32](repeating: -1, count: rowCount)
    result.rowLower = []
    result.rowUpper = []
    for i in 0..<rowCount {
      let (low, high) = (rowLower[i] - fixed[i], rowUpper[i] - fixed[i])
      if present[i] == 0 {
        if low > 1e-7 || high < -1e-7 { return nil }
        continue
      }
      newRow[i] = Int32(result.rowLower.count)
      result.rowLower.append(low)
      result.rowUpper.append(high)
    }
    result.columns = SparseColumns(rowCount: result.rowLower.count, columnCount: 0)
    for j in kept {
      for k in columns.starts[j]..<columns.starts[j + 1] {
        result.columns.rows.append(newRow[Int(columns.rows[k])])
        result.columns.values.append(columns.values[k])
      }
      result.columns.columnCount += 1
      result.columns.starts.append(result.columns.rows.count)
    }
    result.cost = kept.map { cost[$0] }
    result.lower = kept.map { lower[$0] }
    result.upper = kept.map { upper[$0] }
    result.isInteger = kept.map { isInteger[$0] }
    result.structure = structure.restricted(to: kept)
    result.objectiveOffset = objectiveOffset - offset
    return result
  }
}
