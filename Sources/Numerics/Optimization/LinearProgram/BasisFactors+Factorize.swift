/// Where the columns of a basis come from: structural columns of a matrix, then
/// one unit column a row.
struct BasisColumns {
  let structuralCount: Int
  let starts: UnsafePointer<Int>
  let rows: UnsafePointer<Int32>
  let values: UnsafePointer<Double>
}

extension BasisFactors {
  /// Factorizes the basis made of the variables `basic`, and reorders `basic` so
  /// that entry i is the variable whose pivot lies in row i.
  ///
  /// Column and row singletons are peeled first; what remains is eliminated with
  /// Markowitz's merit over a few of the shortest columns and rows under threshold
  /// pivoting (Markowitz 1957; Suhl & Suhl 1990). Where no acceptable pivot is
  /// left, unit columns stand in for the dependent ones, which are returned.
  func factorize(_ basic: UnsafeMutablePointer<Int32>, _ columns: BasisColumns) -> [Int32] {
    reset()
    let m = size
    // The basis by columns (positions 0..<m) and its pattern by rows.
    var columnPositions = [Int32](repeating: -1, count: m)  // row → position pivoted in it
    var rowCounts = [Int32](repeating: 0, count: m)
    var columnCounts = [Int32](repeating: 0, count: m)
    var rowStarts = [Int](repeating: 0, count: m + 1)
    for p in 0..<m {
      let j = Int(basic[p])
      if j >= columns.structuralCount {
        rowCounts[j - columns.structuralCount] += 1
        columnCounts[p] = 1
      } else {
        for e in columns.starts[j]..<columns.starts[j + 1] { rowCounts[Int(columns.rows[e])] += 1 }
        columnCounts[p] = Int32(columns.starts[j + 1] - columns.starts[j])
      }
    }
    for i in 0..<m { rowStarts[i + 1] = rowStarts[i] + Int(rowCounts[i]) }
    var rowPattern = [Int32](repeating: 0, count: rowStarts[m])
    var next = rowStarts
    for p in 0..<m {
      let j = Int(basic[p])
      if j >= columns.structuralCount {
        let i = j - columns.structuralCount
        rowPattern[next[i]] = Int32(p)
        next[i] += 1
      } else {
        for e in columns.starts[j]..<columns.starts[j + 1] {
          let i = Int(columns.rows[e])
          rowPattern[next[i]] = Int32(p)
          next[i] += 1
        }
      }
    }

    var columnDone = [Bool](repeating: false, count: m)
    var rowDone = [Bool](repeating: false, count: m)

    // Pivots column p in row i, where either the column or the row is a singleton.
    func pivot(_ p: Int, _ i: Int) -> Bool {
      let j = Int(basic[p])
      if j >= columns.structuralCount {
        beginPivot(row: i, value: 1)
        endPivot()
      } else {
        var value = 0.0
        for e in columns.starts[j]..<columns.starts[j + 1] where Int(columns.rows[e]) == i {
          value = columns.values[e]
        }
        guard abs(value) > 1e-9 else { return false }
        beginPivot(row: i, value: value)
        let lowerBefore = lower.count
        for e in columns.starts[j]..<columns.starts[j + 1] {
          let k = Int(columns.rows[e])
          if k == i { continue }
          if rowDone[k] {
            upper.append(Int32(k), columns.values[e])
          } else {
            lower.append(Int32(k), columns.values[e] / value)
          }
        }
        if lower.count > lowerBefore { endEta(pivot: i) }
        endPivot()
      }
      columnPositions[i] = Int32(p)
      rowDone[i] = true
      columnDone[p] = true
      return true
    }

    // Singletons, columns first; each pivot may uncover more of both kinds.
    var columnQueue: [Int32] = []
    var rowQueue: [Int32] = []
    for p in 0..<m where columnCounts[p] == 1 { columnQueue.append(Int32(p)) }
    for i in 0..<m where rowCounts[i] == 1 { rowQueue.append(Int32(i)) }
    var columnHead = 0
    var rowHead = 0
    while true {
      if columnHead < columnQueue.count {
        let p = Int(columnQueue[columnHead])
        columnHead += 1
        if columnDone[p] || columnCounts[p] != 1 { continue }
        var row = -1
        let j = Int(basic[p])
        if j >= columns.structuralCount {
          row = j - columns.structuralCount
        } else {
          for e in columns.starts[j]..<columns.starts[j + 1] where !rowDone[Int(columns.rows[e])] {
            row = Int(columns.rows[e])
          }
        }
        if row < 0 || rowDone[row] || !pivot(p, row) { continue }
        for e in rowStarts[row]..<rowStarts[row + 1] {
          let q = Int(rowPattern[e])
          if columnDone[q] { continue }
          columnCounts[q] -= 1
          if columnCounts[q] == 1 { columnQueue.append(Int32(q)) }
        }
      } else if rowHead < rowQueue.count {
        let i = Int(rowQueue[rowHead])
        rowHead += 1
        if rowDone[i] || rowCounts[i] != 1 { continue }
        var p = -1
        for e in rowStarts[i]..<rowStarts[i + 1] where !columnDone[Int(rowPattern[e])] {
          p = Int(rowPattern[e])
        }
        if p < 0 || !pivot(p, i) { continue }
        let j = Int(basic[p])
        guard j < columns.structuralCount else { continue }
        for e in columns.starts[j]..<columns.starts[j + 1] {
          let k = Int(columns.rows[e])
          if rowDone[k] { continue }
          rowCounts[k] -= 1
          if rowCounts[k] == 1 { rowQueue.append(Int32(k)) }
        }
        continue
      } else {
        break
      }
      // A column singleton leaves the counts of the other rows as they are.
    }

    var kernel = MarkowitzKernel(
      basic: basic, columns: columns, columnDone: columnDone, rowDone: rowDone,
      rowPattern: rowPattern, rowStarts: rowStarts)
    defer { kernel.deallocate() }
    kernel.eliminate(into: self) { row, position in
      columnPositions[row] = Int32(position)
      rowDone[row] = true
      columnDone[position] = true
    }

    // Dependent columns give way to the unit columns of the rows without a pivot.
    var replaced: [Int32] = []
    var freeColumn = 0
    var order = [Int32](repeating: 0, count: m)
    for i in 0..<m {
      if columnPositions[i] >= 0 {
        order[i] = basic[Int(columnPositions[i])]
      } else {
        while columnDone[freeColumn] { freeColumn += 1 }
        replaced.append(basic[freeColumn])
        columnDone[freeColumn] = true
        order[i] = Int32(columns.structuralCount + i)
        beginPivot(row: i, value: 1)
        endPivot()
      }
    }
    for i in 0..<m { basic[i] = order[i] }
    buildRowCopies()
    return replaced
  }

  private func reset() {
    lower.count = 0
    lowerByRow.count = 0
    rowEtas.count = 0
    upper.count = 0
    upperByRow.count = 0
    lPivot.removeAll(keepingCapacity: true)
    lStart.removeAll(keepingCapacity: true)
    lStart.append(0)
    lRowOrder.removeAll(keepingCapacity: true)
    lRowStart.removeAll(keepingCapacity: true)
    rPivot.removeAll(keepingCapacity: true)
    rStart.removeAll(keepingCapacity: true)
    rStart.append(0)
    uCount = 0
    updateCount = 0
  }

  func beginPivot(row: Int, value: Double) {
    uRow[uCount] = Int32(row)
    uPivot[uCount] = value
    uColumnStart[uCount] = upper.count
    pivotOfRow[row] = Int32(uCount)
  }

  func endPivot() {
    uColumnEnd[uCount] = upper.count
    uCount += 1
  }

  func endEta(pivot: Int) {
    lPivot.append(Int32(pivot))
    lStart.append(lower.count)
  }

  private func buildRowCopies() {
    // U by rows.
    for k in 0..<uCount { uRowEnd[k] = 0 }
    for k in 0..<uCount {
      for e in uColumnStart[k]..<uColumnEnd[k] {
        uRowEnd[Int(pivotOfRow[Int(upper.index[e])])] += 1
      }
    }
    upperByRow.count = 0
    upperByRow.reserve(upper.count + 4 * uCount)
    var total = 0
    for k in 0..<uCount {
      let count = uRowEnd[k]
      uRowStart[k] = total
      uRowEnd[k] = total
      total += count + 4
      uRowLimit[k] = total
    }
    upperByRow.count = total
    for k in 0..<uCount {
      let column = uRow[k]
      for e in uColumnStart[k]..<uColumnEnd[k] {
        let r = Int(pivotOfRow[Int(upper.index[e])])
        upperByRow.index[uRowEnd[r]] = column
        upperByRow.value[uRowEnd[r]] = upper.value[e]
        uRowEnd[r] += 1
      }
    }
    // L by rows, rows in pivot order.
    var counts = [Int](repeating: 0, count: size)
    for e in 0..<lower.count { counts[Int(lower.index[e])] += 1 }
    var starts = [Int](repeating: 0, count: size)
    lRowStart.append(0)
    total = 0
    for k in 0..<uCount {
      let row = Int(uRow[k])
      if counts[row] > 0 {
        lRowOrder.append(Int32(row))
        starts[row] = total
        total += counts[row]
        lRowStart.append(total)
      }
    }
    lowerByRow.reserve(total)
    lowerByRow.count = total
    for k in 0..<lPivot.count {
      for e in lStart[k]..<lStart[k + 1] {
        let row = Int(lower.index[e])
        lowerByRow.index[starts[row]] = lPivot[k]
        lowerByRow.value[starts[row]] = lower.value[e]
        starts[row] += 1
      }
    }
  }
}
