/// The rows that cuts are derived from: those of the program, then the cuts in force.
struct CutRows {
  /// Of row i: its entries by variable, and its limits.
  private(set) var starts: [Int] = [0]
  private(set) var variables: [Int32] = []
  private(set) var values: [Double] = []
  private(set) var lower: [Double]
  private(set) var upper: [Double]
  /// Rows whose activity is whole in every plan.
  private(set) var isWhole: [Bool] = []
  /// A limit of a real variable by an integer one: x_j ≤ (or ≥) factor · x[integer] + offset.
  struct VariableBound {
    var integer: Int
    var factor: Double
    var offset: Double
  }
  private(set) var variableUpper: [VariableBound?]
  private(set) var variableLower: [VariableBound?]

  init(_ core: IntegerCore) {
    let byRow = core.columns.transposed()
    starts = byRow.starts
    variables = byRow.rows
    values = byRow.values
    lower = core.rowLower
    upper = core.rowUpper
    variableUpper = [VariableBound?](repeating: nil, count: core.variableCount)
    variableLower = variableUpper
    for i in lower.indices {
      let range = starts[i]..<starts[i + 1]
      isWhole.append(
        range.allSatisfy {
          core.isInteger[Int(variables[$0])] && values[$0] == values[$0].rounded()
        })
      if range.count == 2 { readVariableBound(i, core) }
    }
  }

  private mutating func readVariableBound(_ i: Int, _ core: IntegerCore) {
    let k = starts[i]
    let pair = [(Int(variables[k]), values[k]), (Int(variables[k + 1]), values[k + 1])]
    let realFirst = pair.sorted { !core.isInteger[$0.0] && core.isInteger[$1.0] }
    let ((j, a), (y, b)) = (realFirst[0], realFirst[1])
    guard !core.isInteger[j], core.isInteger[y], core.lower[y] > -.infinity,
      core.upper[y] < .infinity
    else { return }
    // a x + b y within lower…upper.
    for (limit, isUpper) in [(upper[i], a > 0), (lower[i], a < 0)] where limit.isFinite {
      let bound = VariableBound(integer: y, factor: -b / a, offset: limit / a)
      guard abs(bound.factor) < 1e6, abs(bound.offset) < 1e6 else { continue }
      if isUpper {
        variableUpper[j] = variableUpper[j] ?? bound
      } else {
        variableLower[j] = variableLower[j] ?? bound
      }
    }
  }

  var count: Int { lower.count }

  mutating func append(_ cut: CuttingPlane, isInteger: [Bool]) {
    variables += cut.variables.map(Int32.init)
    values += cut.values
    starts.append(variables.count)
    lower.append(-.infinity)
    upper.append(cut.limit)
    isWhole.append(
      cut.limit == cut.limit.rounded()
        && zip(cut.variables, cut.values).allSatisfy { isInteger[$0] && $1 == $1.rounded() })
  }

  mutating func removeLast(downTo count: Int) {
    starts.removeLast(self.count - count)
    variables.removeLast(variables.count - starts[count])
    values.removeLast(values.count - starts[count])
    isWhole.removeLast(self.count - count)
    upper.removeLast(upper.count - count)
    lower.removeLast(lower.count - count)
  }

  func activity(_ i: Int, _ x: [Double]) -> Double {
    var sum = 0.0
    for k in starts[i]..<starts[i + 1] { sum += values[k] * x[Int(variables[k])] }
    return sum
  }
}
