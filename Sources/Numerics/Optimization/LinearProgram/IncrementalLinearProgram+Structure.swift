/// Columns and rows that come and go.
extension IncrementalLinearProgram {
  /// Adds columns over rows that exist already; returns their indices.
  @discardableResult
  public func addColumns(_ columns: [Column]) -> Range<Int> {
    let first = columnCount
    if let simplex, !simplex.hasRoom(forColumns: columns.count) { putAside(simplex) }
    for column in columns {
      var entries = column.entries.filter { $0.value != 0 }
      if !zip(entries, entries.dropFirst()).allSatisfy({ $0.row < $1.row }) {
        entries.sort { $0.row < $1.row }
      }
      precondition(
        entries.isEmpty || entries[0].row >= 0 && entries[entries.count - 1].row < rowCount,
        "a column may only enter rows that exist")
      matrix.append(entries.lazy.map { (row: Int32($0.row), value: $0.value) })
      cost.append(column.cost)
      lower.append(column.lower)
      upper.append(column.upper)
      if isScaled { columnScale.append(scale(ofColumn: columnCount - 1)) }
      if let simplex {
        let s = columnScale[columnCount - 1]
        simplex.appendColumn(
          entries.lazy.map {
            [rowScale] in (row: Int32($0.row), value: $0.value * rowScale[$0.row] * s)
          }, cost: column.cost * s, lower: column.lower / s, upper: column.upper / s)
      }
    }
    simplex?.finishAppending()
    if waitingBasis != nil {
      for j in first..<columnCount { waitingBasis!.columns.append(restingPlace(j)) }
    }
    return first..<columnCount
  }

  /// Adds a column over rows that exist already; returns its index.
  @discardableResult
  public func addColumn(
    cost: Double, lower: Double = 0, upper: Double = .infinity, entries: [Problem.Entry]
  ) -> Int {
    addColumns([Column(cost: cost, lower: lower, upper: upper, entries: entries)]).lowerBound
  }

  /// Adds rows over columns that exist already; returns their indices. They enter the
  /// basis by themselves, so the prices of the other rows stay as they are.
  @discardableResult
  public func addRows(_ rows: [Row]) -> Range<Int> {
    let first = rowCount
    if let simplex { putAside(simplex) }
    var added = [[(row: Int32, value: Double)]](repeating: [], count: columnCount)
    for (k, row) in rows.enumerated() {
      for term in row.terms where term.coefficient != 0 {
        precondition(
          term.variable >= 0 && term.variable < columnCount,
          "a row may only hold columns that exist")
        added[term.variable].append((Int32(first + k), term.coefficient))
      }
      rowLower.append(row.lower)
      rowUpper.append(row.upper)
    }
    var larger = SparseColumns(rowCount: rowCount, columnCount: 0)
    larger.rows.reserveCapacity(matrix.rows.count)
    larger.values.reserveCapacity(matrix.values.count)
    for j in 0..<columnCount {
      larger.rows += matrix.rows[matrix.starts[j]..<matrix.starts[j + 1]]
      larger.values += matrix.values[matrix.starts[j]..<matrix.starts[j + 1]]
      larger.append(added[j])
    }
    matrix = larger
    if isScaled { for i in first..<rowCount { rowScale.append(scale(of: rows[i - first])) } }
    if waitingBasis != nil { waitingBasis!.rows += rows.map { _ in Standing.basic } }
    return first..<rowCount
  }

  /// Adds a row over columns that exist already; returns its index.
  @discardableResult
  public func addRow(
    lower: Double = -.infinity, upper: Double = .infinity, terms: [Problem.Term]
  ) -> Int {
    addRows([Row(lower: lower, upper: upper, terms: terms)]).lowerBound
  }

  /// Deletes the columns that `isDeleted` says; those left keep their order. Cheapest
  /// when none of them is basic: the basis is then still optimal.
  public func deleteColumns(_ isDeleted: [Bool]) {
    precondition(isDeleted.count == columnCount, "one answer a column")
    if let simplex { putAside(simplex) }
    let kept = isDeleted.indices.filter { !isDeleted[$0] }
    var smaller = SparseColumns(rowCount: rowCount, columnCount: 0)
    for j in kept {
      smaller.rows += matrix.rows[matrix.starts[j]..<matrix.starts[j + 1]]
      smaller.values += matrix.values[matrix.starts[j]..<matrix.starts[j + 1]]
      smaller.append([])
    }
    matrix = smaller
    cost = kept.map { cost[$0] }
    lower = kept.map { lower[$0] }
    upper = kept.map { upper[$0] }
    if isScaled { columnScale = kept.map { columnScale[$0] } }
    if let basis = waitingBasis { waitingBasis!.columns = kept.map { basis.columns[$0] } }
  }

  /// Deletes the rows that `isDeleted` says; those left keep their order.
  public func deleteRows(_ isDeleted: [Bool]) {
    precondition(isDeleted.count == rowCount, "one answer a row")
    if let simplex { putAside(simplex) }
    let kept = isDeleted.indices.filter { !isDeleted[$0] }
    var newRow = [Int32](repeating: -1, count: rowCount)
    for (k, i) in kept.enumerated() { newRow[i] = Int32(k) }
    var smaller = SparseColumns(rowCount: kept.count, columnCount: 0)
    for j in 0..<columnCount {
      for k in matrix.starts[j]..<matrix.starts[j + 1] where newRow[Int(matrix.rows[k])] >= 0 {
        smaller.rows.append(newRow[Int(matrix.rows[k])])
        smaller.values.append(matrix.values[k])
      }
      smaller.append([])
    }
    matrix = smaller
    rowLower = kept.map { rowLower[$0] }
    rowUpper = kept.map { rowUpper[$0] }
    if isScaled { rowScale = kept.map { rowScale[$0] } }
    if let basis = waitingBasis { waitingBasis!.rows = kept.map { basis.rows[$0] } }
  }
}
