/// Makes a linear program smaller without changing its optimum, and takes primal and dual
/// solutions of the small one back (Andersen & Andersen 1995; Gondzio 1997).
///
/// Rounds, over what the last one touched, of: empty, singleton, redundant and forcing
/// rows; fixed, empty and dominated columns; columns of one entry taken into the limits
/// of their row (with those implied free among them, which take the row away); equations
/// of two variables; implied free columns of two entries; then rows and columns parallel
/// to others. Where it finds the program infeasible it only says so: the proof is left to
/// the simplex method on the whole program.
final class LinearPresolve {
  private let original: IntegerCore
  let matrix: PresolveMatrix
  var cost: [Double]
  var lower: [Double]
  var upper: [Double]
  var rowLower: [Double]
  var rowUpper: [Double]
  var rowIsGone: [Bool]
  var columnIsGone: [Bool]
  var constant = CompensatedSum(0)
  var trail = PresolveTrail()
  private(set) var isInfeasible = false
  private(set) var keptVariables: [Int] = []
  private(set) var keptRows: [Int] = []

  private var rowIsTouched: [Bool]
  private var columnIsTouched: [Bool]
  /// Steps of the last pass; a pass without any is the last.
  private var changes = 0

  static let feasibilityTolerance = 1e-9

  init(_ core: IntegerCore) {
    original = core
    matrix = PresolveMatrix(core.columns)
    cost = core.cost
    lower = core.lower
    upper = core.upper
    rowLower = core.rowLower
    rowUpper = core.rowUpper
    rowIsGone = [Bool](repeating: false, count: core.rowCount)
    columnIsGone = [Bool](repeating: false, count: core.variableCount)
    rowIsTouched = [Bool](repeating: true, count: core.rowCount)
    columnIsTouched = [Bool](repeating: true, count: core.variableCount)
    reduce()
    keptVariables = (0..<core.variableCount).filter { !columnIsGone[$0] }
    keptRows = (0..<core.rowCount).filter { !rowIsGone[$0] }
  }

  private func reduce() {
    for j in cost.indices where lower[j] > upper[j] { isInfeasible = true }
    var sought = false
    for _ in 0..<40 where !isInfeasible {
      changes = 0
      for i in 0..<matrix.rowCount where rowIsTouched[i] && !rowIsGone[i] {
        rowIsTouched[i] = false
        visitRow(i)
        if isInfeasible { return }
      }
      for j in 0..<matrix.columnCount where columnIsTouched[j] && !columnIsGone[j] {
        columnIsTouched[j] = false
        visitColumn(j)
        if isInfeasible { return }
      }
      if changes == 0 { dropDominatedColumns() }
      if changes == 0 && !sought {
        sought = true
        mergeParallelRows()
        mergeParallelColumns()
      }
      if changes == 0 { return }
    }
  }

  func noteChange() { changes += 1 }
  func noteInfeasible() { isInfeasible = true }

  func touchRow(_ i: Int) { rowIsTouched[i] = true }
  func touchColumn(_ j: Int) { columnIsTouched[j] = true }

  func touchColumns(ofRow i: Int) {
    var k = Int(matrix.rowHead[i])
    while k >= 0 {
      columnIsTouched[Int(matrix.column[k])] = true
      k = Int(matrix.nextInRow[k])
    }
  }

  func touchRows(ofColumn j: Int) {
    var k = Int(matrix.columnHead[j])
    while k >= 0 {
      rowIsTouched[Int(matrix.row[k])] = true
      k = Int(matrix.nextInColumn[k])
    }
  }

  // MARK: Taking away

  /// Removes a row that has no price any more.
  func removeRow(_ i: Int) {
    touchColumns(ofRow: i)
    while matrix.rowHead[i] >= 0 { matrix.remove(Int(matrix.rowHead[i])) }
    rowIsGone[i] = true
    noteChange()
  }

  /// Removes a column whose value is known.
  func fix(_ j: Int, at v: Double) {
    let start = trail.entryCount
    while matrix.columnHead[j] >= 0 {
      let k = Int(matrix.columnHead[j])
      let i = Int(matrix.row[k])
      trail.keep(Int32(i), matrix.value[k])
      if v != 0 {
        let shift = matrix.value[k] * v
        rowLower[i] -= shift
        rowUpper[i] -= shift
      }
      touchRow(i)
      matrix.remove(k)
    }
    trail.add(
      .init(kind: .fixedColumn, column: Int32(j), a: v, cost: cost[j]), from: start)
    constant.add(cost[j], v)
    columnIsGone[j] = true
    noteChange()
  }

  /// The least and most a row can come to, from the bounds of its variables; entries of
  /// column `skipped` are left out.
  func activity(_ i: Int, skipping skipped: Int = -1) -> (least: Double, most: Double, size: Double)
  {
    var least = 0.0
    var most = 0.0
    var size = 0.0
    var k = Int(matrix.rowHead[i])
    while k >= 0 {
      let j = Int(matrix.column[k])
      if j != skipped {
        let a = matrix.value[k]
        let (low, high) = a > 0 ? (a * lower[j], a * upper[j]) : (a * upper[j], a * lower[j])
        least += low
        most += high
        if low > -.infinity { size = max(size, abs(low)) }
        if high < .infinity { size = max(size, abs(high)) }
      }
      k = Int(matrix.nextInRow[k])
    }
    return (least, most, size)
  }

  // MARK: The reduced program

  /// The program that is left, without what is settled.
  func reduced() -> IntegerCore {
    var core = original
    core.cost = keptVariables.map { cost[$0] }
    core.lower = keptVariables.map { lower[$0] }
    core.upper = keptVariables.map { upper[$0] }
    core.isInteger = keptVariables.map { original.isInteger[$0] }
    core.rowLower = keptRows.map { rowLower[$0] }
    core.rowUpper = keptRows.map { rowUpper[$0] }
    var newRow = [Int32](repeating: -1, count: matrix.rowCount)
    for (k, i) in keptRows.enumerated() { newRow[i] = Int32(k) }
    core.columns = SparseColumns(rowCount: keptRows.count, columnCount: 0)
    var column: [(row: Int32, value: Double)] = []
    for j in keptVariables {
      column.removeAll(keepingCapacity: true)
      var k = Int(matrix.columnHead[j])
      while k >= 0 {
        column.append((newRow[Int(matrix.row[k])], matrix.value[k]))
        k = Int(matrix.nextInColumn[k])
      }
      if !zip(column, column.dropFirst()).allSatisfy({ $0.row < $1.row }) {
        column.sort { $0.row < $1.row }
      }
      core.columns.append(column)
    }
    core.objectiveStep = 0
    core.objectiveOffset = 0
    return core
  }

  /// Values, prices and reduced costs of the original program from those of the reduced.
  func original(
    primal: [Double], rowDuals: [Double], reducedCosts: [Double]
  ) -> (primal: [Double], rowDuals: [Double], reducedCosts: [Double]) {
    var x = [Double](repeating: 0, count: matrix.columnCount)
    var y = [Double](repeating: 0, count: matrix.rowCount)
    var d = x
    for (k, j) in keptVariables.enumerated() {
      x[j] = primal[k]
      d[j] = reducedCosts[k]
    }
    for (k, i) in keptRows.enumerated() { y[i] = rowDuals[k] }
    trail.undo(&x, &y, &d)
    // Reduced costs anew from the prices, so that both belong together to the last digit.
    let columns = original.columns
    for j in 0..<matrix.columnCount {
      var sum = CompensatedSum(original.cost[j])
      for k in columns.starts[j]..<columns.starts[j + 1] {
        sum.add(-columns.values[k], y[Int(columns.rows[k])])
      }
      d[j] = sum.value
    }
    return (x, y, d)
  }
}
