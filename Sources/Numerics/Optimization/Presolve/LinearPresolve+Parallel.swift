/// Rows that are multiples of other rows, and columns of other columns (Tomlin & Welch
/// 1986): found by sorting on a sum over the normalized entries, then compared.
extension LinearPresolve {
  func mergeParallelRows() {
    var keys: [(key: Double, row: Int32)] = []
    for i in 0..<matrix.rowCount where !rowIsGone[i] && matrix.rowSize[i] > 1 {
      keys.append((key(ofRow: i), Int32(i)))
    }
    forEachPair(keys) { i, k in
      if rowIsGone[i] || rowIsGone[k] || matrix.rowSize[i] != matrix.rowSize[k] { return }
      guard let ratio = ratioOfRows(i, k) else { return }
      // row i = ratio · row k.
      var (low, high) = (rowLower[i] / ratio, rowUpper[i] / ratio)
      if ratio < 0 { swap(&low, &high) }
      var step = PresolveTrail.Step(kind: .parallelRow, row: Int32(i), other: Int32(k), a: ratio)
      step.lower = -.infinity
      step.upper = .infinity
      if low > rowLower[k] {
        rowLower[k] = low
        step.lower = low
      }
      if high < rowUpper[k] {
        rowUpper[k] = high
        step.upper = high
      }
      if rowLower[k] > rowUpper[k] {
        if rowLower[k] - rowUpper[k] > 1e-8 * max(1, abs(rowLower[k])) { return noteInfeasible() }
        if step.lower > -.infinity { rowLower[k] = rowUpper[k] } else { rowUpper[k] = rowLower[k] }
      }
      trail.add(step)
      removeRow(i)
      touchRow(k)
      touchColumns(ofRow: k)
    }
  }

  func mergeParallelColumns() {
    var keys: [(key: Double, row: Int32)] = []
    for j in 0..<matrix.columnCount where !columnIsGone[j] && matrix.columnSize[j] > 0 {
      keys.append((key(ofColumn: j), Int32(j)))
    }
    forEachPair(keys) { j, k in
      if columnIsGone[j] || columnIsGone[k] || matrix.columnSize[j] != matrix.columnSize[k] {
        return
      }
      guard let ratio = ratioOfColumns(j, k) else { return }
      let difference = cost[j] - ratio * cost[k]
      guard abs(difference) <= 1e-12 * max(1, abs(cost[j])), abs(ratio) < 1e3, abs(ratio) > 1e-3
      else { return }
      // z = x_k + ratio · x_j.
      let (p, q) =
        ratio > 0
        ? (ratio * lower[j], ratio * upper[j]) : (ratio * upper[j], ratio * lower[j])
      trail.add(
        .init(
          kind: .parallelColumn, column: Int32(j), other: Int32(k), a: ratio, lower: lower[j],
          upper: upper[j], otherLower: lower[k], otherUpper: upper[k]))
      lower[k] += p
      upper[k] += q
      while matrix.columnHead[j] >= 0 {
        touchRow(Int(matrix.row[Int(matrix.columnHead[j])]))
        matrix.remove(Int(matrix.columnHead[j]))
      }
      columnIsGone[j] = true
      touchColumn(k)
      noteChange()
    }
  }

  /// Calls with neighbours of equal key, each with the first of its run.
  private func forEachPair(_ keys: [(key: Double, row: Int32)], _ body: (Int, Int) -> Void) {
    let sorted = keys.sorted { $0.key != $1.key ? $0.key < $1.key : $0.row < $1.row }
    var first = 0
    for k in sorted.indices.dropFirst() {
      if abs(sorted[k].key - sorted[first].key) > 1e-12 * abs(sorted[k].key) {
        first = k
      } else {
        body(Int(sorted[k].row), Int(sorted[first].row))
      }
    }
  }

  private func key(ofRow i: Int) -> Double {
    var sum = 0.0
    var least = Int32.max
    var pivot = 1.0
    var k = Int(matrix.rowHead[i])
    while k >= 0 {
      if matrix.column[k] < least {
        least = matrix.column[k]
        pivot = matrix.value[k]
      }
      sum += matrix.value[k] * (1 + Simplex.uniform(UInt64(matrix.column[k])))
      k = Int(matrix.nextInRow[k])
    }
    return sum / pivot
  }

  private func key(ofColumn j: Int) -> Double {
    var sum = 0.0
    var least = Int32.max
    var pivot = 1.0
    var k = Int(matrix.columnHead[j])
    while k >= 0 {
      if matrix.row[k] < least {
        least = matrix.row[k]
        pivot = matrix.value[k]
      }
      sum += matrix.value[k] * (1 + Simplex.uniform(UInt64(matrix.row[k])))
      k = Int(matrix.nextInColumn[k])
    }
    return sum / pivot
  }

  private func ratioOfRows(_ i: Int, _ k: Int) -> Double? {
    var ratio = 0.0
    var e = Int(matrix.rowHead[i])
    while e >= 0 {
      let f = matrix.entry(k, Int(matrix.column[e]))
      if f < 0 { return nil }
      let r = matrix.value[e] / matrix.value[f]
      if ratio == 0 { ratio = r }
      if abs(r - ratio) > 1e-13 * abs(ratio) { return nil }
      e = Int(matrix.nextInRow[e])
    }
    return ratio
  }

  private func ratioOfColumns(_ j: Int, _ k: Int) -> Double? {
    var ratio = 0.0
    var e = Int(matrix.columnHead[j])
    while e >= 0 {
      let f = matrix.entry(Int(matrix.row[e]), k)
      if f < 0 { return nil }
      let r = matrix.value[e] / matrix.value[f]
      if ratio == 0 { ratio = r }
      if abs(r - ratio) > 1e-13 * abs(ratio) { return nil }
      e = Int(matrix.nextInColumn[e])
    }
    return ratio
  }
}
