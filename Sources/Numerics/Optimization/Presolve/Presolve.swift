/// Makes a program smaller without changing its optimum, and takes solutions of the
/// small one back (Andersen & Andersen 1995).
///
/// Rounds of: rows without entries, rows with one entry (turned into bounds), rows
/// that the bounds imply, variables whose value is settled; then dominated columns of
/// covers, identical ones among them. Where it finds the program infeasible it only
/// says so: the proof is left to the simplex method on the whole program.
struct Presolve {
  /// How a removed row is given a price again.
  private struct BoundFromRow {
    var row: Int
    var variable: Int
    var coefficient: Double
    /// The bounds that the row added, where it tightened them.
    var lower: Double?
    var upper: Double?
  }

  private let original: IntegerCore
  private(set) var lower: [Double]
  private(set) var upper: [Double]
  private var rowIsGone: [Bool]
  private var variableIsGone: [Bool]
  private var value: [Double]
  private var bounds: [BoundFromRow] = []
  private(set) var keptVariables: [Int] = []
  private(set) var keptRows: [Int] = []
  /// Set when bounds or rows contradict each other.
  private(set) var isInfeasible = false

  private let byRow: SparseColumns
  /// Entries in variables that are still open, and what the settled ones add.
  private var openCount: [Int]
  private var settled: [Double]

  init(_ core: IntegerCore) {
    original = core
    lower = core.lower
    upper = core.upper
    rowIsGone = [Bool](repeating: false, count: core.rowCount)
    variableIsGone = [Bool](repeating: false, count: core.variableCount)
    value = [Double](repeating: 0, count: core.variableCount)
    byRow = core.columns.transposed()
    openCount = (0..<core.rowCount).map { [starts = byRow.starts] in starts[$0 + 1] - starts[$0] }
    settled = [Double](repeating: 0, count: core.rowCount)
    reduce()
    if !isInfeasible { dropDominatedColumns() }
    if !isInfeasible { reduce() }
    keptVariables = (0..<core.variableCount).filter { !variableIsGone[$0] }
    keptRows = (0..<core.rowCount).filter { !rowIsGone[$0] }
  }

  private mutating func reduce() {
    var changed = true
    var rounds = 0
    while changed && !isInfeasible && rounds < 20 {
      rounds += 1
      changed = false
      for j in 0..<original.variableCount where !variableIsGone[j] {
        if lower[j] > upper[j] + 1e-9 {
          isInfeasible = true
          return
        }
        if lower[j] >= upper[j] {
          settle(j, at: lower[j])
          changed = true
        } else if let v = emptyColumnValue(j) {
          settle(j, at: v)
          changed = true
        }
      }
      for i in 0..<original.rowCount where !rowIsGone[i] {
        if openCount[i] == 0 {
          let slack = 1e-7 * max(1, abs(settled[i]))
          if settled[i] < original.rowLower[i] - slack || settled[i] > original.rowUpper[i] + slack
          {
            isInfeasible = true
            return
          }
          rowIsGone[i] = true
        } else if openCount[i] == 1 {
          turnIntoBounds(i)
          changed = true
        } else if isImplied(i) {
          rowIsGone[i] = true
          changed = true
        }
        if isInfeasible { return }
      }
    }
  }

  private mutating func settle(_ j: Int, at v: Double) {
    variableIsGone[j] = true
    value[j] = v
    for k in original.columns.starts[j]..<original.columns.starts[j + 1] {
      let i = Int(original.columns.rows[k])
      openCount[i] -= 1
      settled[i] += original.columns.values[k] * v
    }
  }

  /// The best value of a variable that no remaining row contains; nil where there is
  /// none or where it would be infinite.
  private func emptyColumnValue(_ j: Int) -> Double? {
    for k in original.columns.starts[j]..<original.columns.starts[j + 1]
    where !rowIsGone[Int(original.columns.rows[k])] {
      return nil
    }
    let c = original.cost[j]
    if c > 0 { return lower[j] > -.infinity ? lower[j] : nil }
    if c < 0 { return upper[j] < .infinity ? upper[j] : nil }
    return lower[j] > -.infinity ? lower[j] : upper[j] < .infinity ? upper[j] : 0
  }

  private mutating func turnIntoBounds(_ i: Int) {
    for k in byRow.starts[i]..<byRow.starts[i + 1] where !variableIsGone[Int(byRow.rows[k])] {
      let j = Int(byRow.rows[k])
      let a = byRow.values[k]
      // A tiny coefficient would make a bound of rounding noise.
      if abs(a) < 1e-7 { return }
      rowIsGone[i] = true
      var low = (original.rowLower[i] - settled[i]) / a
      var high = (original.rowUpper[i] - settled[i]) / a
      if a < 0 { swap(&low, &high) }
      if original.isInteger[j] {
        low = (low - IntegerCore.integralityTolerance).rounded(.up)
        high = (high + IntegerCore.integralityTolerance).rounded(.down)
      }
      var record = BoundFromRow(row: i, variable: j, coefficient: a)
      if low > lower[j] {
        lower[j] = low
        record.lower = low
      }
      if high < upper[j] {
        upper[j] = high
        record.upper = high
      }
      if lower[j] > upper[j] {
        if lower[j] - upper[j] > 1e-9 * max(1, abs(lower[j])) {
          isInfeasible = true
        } else {
          upper[j] = lower[j]
        }
      }
      if record.lower != nil || record.upper != nil { bounds.append(record) }
    }
  }

  /// Whether the bounds of the variables keep the row within its own by a margin.
  private func isImplied(_ i: Int) -> Bool {
    var least = settled[i]
    var most = settled[i]
    for k in byRow.starts[i]..<byRow.starts[i + 1] where !variableIsGone[Int(byRow.rows[k])] {
      let j = Int(byRow.rows[k])
      let a = byRow.values[k]
      least += a > 0 ? a * lower[j] : a * upper[j]
      most += a > 0 ? a * upper[j] : a * lower[j]
    }
    return least >= original.rowLower[i] && most <= original.rowUpper[i]
  }

  /// In rows that only ask for more, a column that covers at least as much as another
  /// at no higher cost, and has no upper bound, makes the other superfluous.
  private mutating func dropDominatedColumns() {
    var work = 20_000_000
    var signature = [UInt64](repeating: 0, count: original.variableCount)
    var isCover = [Bool](repeating: false, count: original.variableCount)
    for j in 0..<original.variableCount where !variableIsGone[j] && lower[j] == 0 {
      isCover[j] = true
      for k in original.columns.starts[j]..<original.columns.starts[j + 1] {
        let i = Int(original.columns.rows[k])
        if rowIsGone[i] { continue }
        if original.columns.values[k] <= 0 || original.rowUpper[i] < .infinity {
          isCover[j] = false
          break
        }
        signature[j] |= 1 << UInt64((i &* 0x9e37_79b9) >> 7 & 63)
      }
    }
    for j in 0..<original.variableCount where isCover[j] && original.cost[j] >= 0 {
      // Whatever dominates j covers j's shortest row.
      var shortest = -1
      for k in original.columns.starts[j]..<original.columns.starts[j + 1] {
        let i = Int(original.columns.rows[k])
        if rowIsGone[i] { continue }
        if shortest < 0 || openCount[i] < openCount[shortest] { shortest = i }
      }
      guard shortest >= 0 else { continue }
      for k in byRow.starts[shortest]..<byRow.starts[shortest + 1] {
        let other = Int(byRow.rows[k])
        work -= 1
        if work < 0 { return }
        guard other != j, isCover[other], !variableIsGone[other], upper[other] == .infinity,
          original.isInteger[other] == original.isInteger[j] || !original.isInteger[other],
          original.cost[other] <= original.cost[j],
          signature[j] & ~signature[other] == 0
        else { continue }
        work -= original.columns.starts[other + 1] - original.columns.starts[other]
        if covers(other, j) {
          settle(j, at: 0)
          isCover[j] = false
          break
        }
      }
    }
  }

  private func covers(_ large: Int, _ small: Int) -> Bool {
    var k = original.columns.starts[large]
    let end = original.columns.starts[large + 1]
    for e in original.columns.starts[small]..<original.columns.starts[small + 1] {
      let i = original.columns.rows[e]
      if rowIsGone[Int(i)] { continue }
      while k < end && original.columns.rows[k] < i { k += 1 }
      guard k < end, original.columns.rows[k] == i,
        original.columns.values[k] >= original.columns.values[e]
      else { return false }
    }
    return true
  }

  /// The smaller program.
  func reduced() -> IntegerCore {
    var core = original
    core.cost = keptVariables.map { original.cost[$0] }
    core.lower = keptVariables.map { lower[$0] }
    core.upper = keptVariables.map { upper[$0] }
    core.isInteger = keptVariables.map { original.isInteger[$0] }
    core.rowLower = keptRows.map { original.rowLower[$0] - settled[$0] }
    core.rowUpper = keptRows.map { original.rowUpper[$0] - settled[$0] }
    var newRow = [Int32](repeating: -1, count: original.rowCount)
    for (k, i) in keptRows.enumerated() { newRow[i] = Int32(k) }
    core.columns = SparseColumns(rowCount: keptRows.count, columnCount: 0)
    for j in keptVariables {
      for k in original.columns.starts[j]..<original.columns.starts[j + 1] {
        let row = newRow[Int(original.columns.rows[k])]
        if row >= 0 {
          core.columns.rows.append(row)
          core.columns.values.append(original.columns.values[k])
        }
      }
      core.columns.columnCount += 1
      core.columns.starts.append(core.columns.rows.count)
    }
    core.tightenWholeRows()
    core.findObjectiveStep()
    return core
  }

  /// What the settled variables cost.
  var settledCost: Double {
    var sum = CompensatedSum(0)
    for j in value.indices where variableIsGone[j] { sum.add(original.cost[j], value[j]) }
    return sum.value
  }

  /// A point of the original program from one of the smaller.
  func originalPrimal(_ x: [Double]) -> [Double] {
    var result = value
    for (k, j) in keptVariables.enumerated() { result[j] = x[k] }
    return result
  }

  /// Prices of all rows and reduced costs of all variables, from the prices of the rows
  /// kept and the point `x` of the original program they belong to.
  func originalDuals(_ y: [Double], at x: [Double]) -> (rows: [Double], reduced: [Double]) {
    var prices = [Double](repeating: 0, count: original.rowCount)
    for (k, i) in keptRows.enumerated() { prices[i] = y[k] }
    func reducedCost(_ j: Int) -> Double {
      var sum = CompensatedSum(original.cost[j])
      for k in original.columns.starts[j]..<original.columns.starts[j + 1] {
        sum.add(-original.columns.values[k], prices[Int(original.columns.rows[k])])
      }
      return sum.value
    }
    // The last row to tighten a bound has the tightest: it takes the price.
    for record in bounds.reversed() {
      let d = reducedCost(record.variable)
      let v = x[record.variable]
      let near = 1e-7 * max(1, abs(v))
      if d > 0, let low = record.lower, v <= low + near {
        prices[record.row] = d / record.coefficient
      } else if d < 0, let high = record.upper, v >= high - near {
        prices[record.row] = d / record.coefficient
      }
    }
    return (prices, (0..<original.variableCount).map(reducedCost))
  }
}
