/// Columns that join a program already set up.
extension Simplex {
  /// Whether so many more columns fit.
  func hasRoom(forColumns count: Int) -> Bool { usedColumns + count <= structuralCount }

  /// Fills the next spare column and rests it, nonbasic, at the bound nearest zero's side.
  /// `finishAppending` must follow the last one.
  func appendColumn(
    _ entries: some Sequence<(row: Int32, value: Double)>, cost c: Double, lower l: Double,
    upper u: Double
  ) {
    let j = usedColumns
    usedColumns += 1
    for (row, value) in entries {
      columnEntries.append(row, value)
      appendToRow(Int(row), Int32(j), value)
    }
    columnStarts[j + 1] = columnEntries.count
    cost[j] = c
    workCost[j] = c
    lower[j] = l
    upper[j] = u
    state[j] = .atLower
    devexWeight[j] = 1
    restAtBound(j)
  }

  /// Tells the columns still spare where they start.
  func finishAppending() {
    for j in usedColumns..<structuralCount { columnStarts[j + 1] = columnEntries.count }
  }

  private func appendToRow(_ i: Int, _ column: Int32, _ value: Double) {
    if rowEnds[i] == rowLimits[i] {
      // The row is full: it moves to the end of the pool, with room to grow.
      let count = rowEnds[i] - rowStarts[i]
      let room = count + count / 2 + 8
      rowEntries.reserve(room)
      let start = rowEntries.count
      for e in 0..<count {
        rowEntries.index[start + e] = rowEntries.index[rowStarts[i] + e]
        rowEntries.value[start + e] = rowEntries.value[rowStarts[i] + e]
      }
      rowStarts[i] = start
      rowEnds[i] = start + count
      rowLimits[i] = start + room
      rowEntries.count = start + room
    }
    rowEntries.index[rowEnds[i]] = column
    rowEntries.value[rowEnds[i]] = value
    rowEnds[i] += 1
  }
}
