/// The columns and rows of a set covering problem, or of what is left of one: column j
/// costs `cost[j]`, covers `columnRows[columnStarts[j]..<columnStarts[j+1]]`, and stands
/// for column `original[j]` of the whole.
struct CoverMatrix {
  var rowCount = 0
  var cost: [Double] = []
  var original: [Int32] = []
  var columnStarts: [Int32] = [0]
  var columnRows: [Int32] = []
  var rowStarts: [Int32] = []
  var rowColumns: [Int32] = []

  var columnCount: Int { cost.count }

  init() {}

  init(_ cover: SetCover) {
    rowCount = cover.rowCount
    cost = cover.costs
    original = cover.costs.indices.map(Int32.init)
    for rows in cover.columns {
      columnRows += rows.map(Int32.init)
      columnStarts.append(Int32(columnRows.count))
    }
    transpose()
  }

  /// The arrays without reference counts, for as long as `body` runs.
  @inline(__always)
  func read<Result>(_ body: (CoverView) -> Result) -> Result {
    cost.withUnsafeBufferPointer { cost in
      columnStarts.withUnsafeBufferPointer { columnStarts in
        columnRows.withUnsafeBufferPointer { columnRows in
          rowStarts.withUnsafeBufferPointer { rowStarts in
            rowColumns.withUnsafeBufferPointer { rowColumns in
              body(
                CoverView(
                  rowCount: rowCount, cost: cost, columnStarts: columnStarts,
                  columnRows: columnRows, rowStarts: rowStarts, rowColumns: rowColumns))
            }
          }
        }
      }
    }
  }

  /// Fills the view by rows from the columns.
  private mutating func transpose() {
    var starts = [Int32](repeating: 0, count: rowCount + 1)
    for i in columnRows { starts[Int(i) + 1] += 1 }
    for i in 0..<rowCount { starts[i + 1] += starts[i] }
    var next = starts
    rowColumns = [Int32](repeating: 0, count: columnRows.count)
    for j in 0..<cost.count {
      for k in Int(columnStarts[j])..<Int(columnStarts[j + 1]) {
        let i = Int(columnRows[k])
        rowColumns[Int(next[i])] = Int32(j)
        next[i] += 1
      }
    }
    rowStarts = starts
  }

  /// The columns and rows kept, renumbered, and the old number of every row. Columns that
  /// cover nothing any more are dropped.
  func restricted(columns keepsColumn: [Bool], rows keepsRow: [Bool]) -> (
    matrix: CoverMatrix, rows: [Int32]
  ) {
    var result = CoverMatrix()
    var newRow = [Int32](repeating: -1, count: rowCount)
    var rows: [Int32] = []
    for i in 0..<rowCount where keepsRow[i] {
      newRow[i] = Int32(rows.count)
      rows.append(Int32(i))
    }
    result.rowCount = rows.count
    result.columnRows.reserveCapacity(columnRows.count)
    for j in 0..<cost.count where keepsColumn[j] {
      let before = result.columnRows.count
      for k in Int(columnStarts[j])..<Int(columnStarts[j + 1]) {
        let i = newRow[Int(columnRows[k])]
        if i >= 0 { result.columnRows.append(i) }
      }
      if result.columnRows.count == before { continue }
      result.cost.append(cost[j])
      result.original.append(original[j])
      result.columnStarts.append(Int32(result.columnRows.count))
    }
    result.transpose()
    return (result, rows)
  }
}

/// A `CoverMatrix` as plain memory.
struct CoverView {
  let rowCount: Int
  let cost: UnsafeBufferPointer<Double>
  let columnStarts: UnsafeBufferPointer<Int32>
  let columnRows: UnsafeBufferPointer<Int32>
  let rowStarts: UnsafeBufferPointer<Int32>
  let rowColumns: UnsafeBufferPointer<Int32>

  var columnCount: Int { cost.count }

  /// Where the rows of column j lie in `columnRows`.
  @inline(__always)
  func entries(ofColumn j: Int) -> Range<Int> { Int(columnStarts[j])..<Int(columnStarts[j + 1]) }

  /// Where the columns of row i lie in `rowColumns`.
  @inline(__always)
  func entries(ofRow i: Int) -> Range<Int> { Int(rowStarts[i])..<Int(rowStarts[i + 1]) }
}
