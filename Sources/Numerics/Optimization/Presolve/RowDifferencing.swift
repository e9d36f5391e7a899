/// Rewrites runs of similar rows as differences: where row i and row i − 1 share most
/// of their columns, row i is replaced by (row i) − (row i − 1).
///
/// Covers of time by shifts gain most: a column that covers an interval keeps two
/// coefficients, where it starts and where it ends, instead of one for every slot.
/// (Veinott & Wagner 1962 turn interval matrices into networks this way.) The rows
/// become equalities over the columns and the activities r_i of the rows, which turn
/// from logicals into variables; bounds, optimum and relaxation stay as they are.
///
/// With r = A·x the new rows are T·A·x − T·r = 0, T lower bidiagonal; row prices
/// of the original are y = Tᵀ·y'.
struct RowDifferencing {
  let rowCount: Int
  let variableCount: Int
  /// Whether row i was replaced by its difference to row i − 1.
  let isDifference: [Bool]
  /// The variable that holds the activity of row i; −1 where the logical still does.
  let activityVariable: [Int]
  let columns: SparseColumns
  private let rowLower: [Double]
  private let rowUpper: [Double]

  /// Nil where differences would not save at least half of the coefficients.
  ///
  /// - Parameter keptRows: so many rows at the end stay as they are.
  init?(
    _ a: SparseColumns, rowLower: [Double], rowUpper: [Double], keptRows: Int = 0
  ) {
    let m = a.rowCount
    // Coefficients saved by differencing row i: those equal in row i − 1 vanish from
    // it, those only in row i − 1 appear in it.
    var before = [Int](repeating: 0, count: m)
    var after = [Int](repeating: 2, count: m)
    for j in 0..<a.columnCount {
      var previousRow = -2
      var previousValue = 0.0
      for k in a.starts[j]..<a.starts[j + 1] {
        let i = Int(a.rows[k])
        before[i] += 1
        if previousRow >= 0, i > previousRow + 1 { after[previousRow + 1] += 1 }
        if previousRow != i - 1 || previousValue != a.values[k] { after[i] += 1 }
        previousRow = i
        previousValue = a.values[k]
      }
      if previousRow >= 0 && previousRow + 1 < m { after[previousRow + 1] += 1 }
    }
    let isDifference = (0..<m).map { $0 > 0 && $0 < m - keptRows && 3 * after[$0] < 2 * before[$0] }
    // Rows kept do not decide: they come and go while the others stay.
    var total = 0
    var given = 0
    for i in 0..<m - keptRows {
      total += isDifference[i] ? after[i] : before[i]
      given += before[i]
    }
    guard 2 * total < given else { return nil }

    var result = SparseColumns(rowCount: m, columnCount: 0)
    for j in 0..<a.columnCount {
      var previousRow = -2
      var previousValue = 0.0
      func finish(_ i: Int) {
        if i >= 0, i < m, isDifference[i] {
          result.rows.append(Int32(i))
          result.values.append(-previousValue)
        }
      }
      for k in a.starts[j]..<a.starts[j + 1] {
        let i = Int(a.rows[k])
        if previousRow >= 0, i > previousRow + 1 { finish(previousRow + 1) }
        let value =
          isDifference[i] && previousRow == i - 1 ? a.values[k] - previousValue : a.values[k]
        if value != 0 {
          result.rows.append(Int32(i))
          result.values.append(value)
        }
        previousRow = i
        previousValue = a.values[k]
      }
      finish(previousRow + 1)
      result.columnCount += 1
      result.starts.append(result.rows.count)
    }
    var activity = [Int](repeating: -1, count: m)
    for i in 0..<m where isDifference[i] || i + 1 < m && isDifference[i + 1] {
      activity[i] = result.columnCount
      var entries: [(row: Int32, value: Double)] = [(Int32(i), -1)]
      if i + 1 < m && isDifference[i + 1] { entries.append((Int32(i + 1), 1)) }
      result.append(entries)
    }
    rowCount = m
    variableCount = a.columnCount
    self.isDifference = isDifference
    activityVariable = activity
    columns = result
    self.rowLower = rowLower
    self.rowUpper = rowUpper
  }

  /// Values for the activity variables appended to those of the original variables.
  func extended<T>(_ values: [T], _ ofRow: (Int) -> T) -> [T] {
    values + (0..<rowCount).filter { activityVariable[$0] >= 0 }.map(ofRow)
  }

  /// Bounds of the rewritten rows.
  var rowBounds: (lower: [Double], upper: [Double]) {
    (
      (0..<rowCount).map { activityVariable[$0] >= 0 ? 0 : rowLower[$0] },
      (0..<rowCount).map { activityVariable[$0] >= 0 ? 0 : rowUpper[$0] }
    )
  }

  /// Prices of the original rows from those of the rewritten ones.
  func originalDuals(_ y: [Double]) -> [Double] {
    (0..<rowCount).map { i in
      i + 1 < rowCount && isDifference[i + 1] ? y[i] - y[i + 1] : y[i]
    }
  }
}
