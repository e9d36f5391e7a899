/// The coefficients of a problem by columns: rows ascending within a column,
/// duplicates summed, zeros dropped.
struct SparseColumns: Sendable {
  var rowCount: Int
  var columnCount: Int
  /// `columnCount + 1` offsets into `rows` and `values`.
  var starts: [Int]
  var rows: [Int32]
  var values: [Double]

  init(rowCount: Int, columnCount: Int) {
    self.rowCount = rowCount
    self.columnCount = columnCount
    starts = [Int](repeating: 0, count: columnCount + 1)
    rows = []
    values = []
  }

  /// Sorts coordinate entries into columns by two counting sorts.
  init(
    rowCount: Int, columnCount: Int, entryRows: [Int32], entryColumns: [Int32],
    entryValues: [Double]
  ) {
    self.init(rowCount: rowCount, columnCount: columnCount)
    let count = entryValues.count
    // By row first, then stably by column: rows end up ascending within a column.
    var rowStarts = [Int](repeating: 0, count: rowCount + 1)
    for i in entryRows { rowStarts[Int(i) + 1] += 1 }
    for i in 0..<rowCount { rowStarts[i + 1] += rowStarts[i] }
    var byRow = [Int](repeating: 0, count: count)
    for k in 0..<count {
      let i = Int(entryRows[k])
      byRow[rowStarts[i]] = k
      rowStarts[i] += 1
    }
    var columnStarts = [Int](repeating: 0, count: columnCount + 1)
    for j in entryColumns { columnStarts[Int(j) + 1] += 1 }
    for j in 0..<columnCount { columnStarts[j + 1] += columnStarts[j] }
    var next = columnStarts
    var sortedRows = [Int32](repeating: 0, count: count)
    var sortedValues = [Double](repeating: 0, count: count)
    for k in byRow {
      let j = Int(entryColumns[k])
      sortedRows[next[j]] = entryRows[k]
      sortedValues[next[j]] = entryValues[k]
      next[j] += 1
    }
    rows.reserveCapacity(count)
    values.reserveCapacity(count)
    for j in 0..<columnCount {
      var k = columnStarts[j]
      while k < columnStarts[j + 1] {
        let i = sortedRows[k]
        var sum = sortedValues[k]
        k += 1
        while k < columnStarts[j + 1], sortedRows[k] == i {
          sum += sortedValues[k]
          k += 1
        }
        if sum != 0 {
          rows.append(i)
          values.append(sum)
        }
      }
      starts[j + 1] = rows.count
    }
  }

  /// The same coefficients with rows and columns exchanged.
  func transposed() -> SparseColumns {
    var result = SparseColumns(rowCount: columnCount, columnCount: rowCount)
    for i in rows { result.starts[Int(i) + 1] += 1 }
    for i in 0..<rowCount { result.starts[i + 1] += result.starts[i] }
    var next = result.starts
    result.rows = [Int32](repeating: 0, count: rows.count)
    result.values = [Double](repeating: 0, count: rows.count)
    for j in 0..<columnCount {
      for k in starts[j]..<starts[j + 1] {
        let i = Int(rows[k])
        result.rows[next[i]] = Int32(j)
        result.values[next[i]] = values[k]
        next[i] += 1
      }
    }
    return result
  }

  /// Appends a column; rows must be ascending.
  mutating func append(_ column: some Sequence<(row: Int32, value: Double)>) {
    for (row, value) in column {
      rows.append(row)
      values.append(value)
    }
    columnCount += 1
    starts.append(rows.count)
  }
}

extension Problem {
  /// The coefficients by columns.
  var columns: SparseColumns {
    SparseColumns(
      rowCount: constraintCount, columnCount: variableCount, entryRows: entryRows,
      entryColumns: entryColumns, entryValues: entryValues)
  }
}
