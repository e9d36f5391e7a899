/// Rows that say little.
extension LinearPresolve {
  func visitRow(_ i: Int) {
    switch matrix.rowSize[i] {
    case 0:
      let slack =
        Self.feasibilityTolerance * max(1, abs(rowLower[i].isFinite ? rowLower[i] : rowUpper[i]))
      if rowLower[i] > slack * 100 || rowUpper[i] < -slack * 100 { return noteInfeasible() }
      removeRow(i)
      return
    case 1:
      turnIntoBounds(i)
      return
    default: break
    }
    if rowLower[i] > rowUpper[i] {
      if rowLower[i] - rowUpper[i] > 1e-9 * max(1, abs(rowLower[i])) { return noteInfeasible() }
      rowUpper[i] = rowLower[i]
    }
    let (least, most, size) = activity(i)
    let slack = Self.feasibilityTolerance * max(1, size)
    if least > rowUpper[i] + slack * 100 || most < rowLower[i] - slack * 100 {
      return noteInfeasible()
    }
    if least >= rowUpper[i] - slack * 1e-3 { return force(i, atLeast: true) }
    if most <= rowLower[i] + slack * 1e-3 { return force(i, atLeast: false) }
    // A side that the bounds imply says nothing.
    if rowUpper[i] < .infinity && most <= rowUpper[i] {
      rowUpper[i] = .infinity
      touchColumns(ofRow: i)
      noteChange()
    }
    if rowLower[i] > -.infinity && least >= rowLower[i] {
      rowLower[i] = -.infinity
      touchColumns(ofRow: i)
      noteChange()
    }
    if rowLower[i] == -.infinity && rowUpper[i] == .infinity { return removeRow(i) }
    if matrix.rowSize[i] == 2 && rowLower[i] == rowUpper[i] { substituteDoubleton(i) }
  }

  private func turnIntoBounds(_ i: Int) {
    let k = Int(matrix.rowHead[i])
    let j = Int(matrix.column[k])
    let a = matrix.value[k]
    // A tiny coefficient would make a bound of rounding noise.
    if abs(a) < 1e-7 { return }
    var low = rowLower[i] / a
    var high = rowUpper[i] / a
    if a < 0 { swap(&low, &high) }
    var step = PresolveTrail.Step(kind: .singletonRow, row: Int32(i), column: Int32(j), a: a)
    step.lower = -.infinity
    step.upper = .infinity
    if low > lower[j] {
      lower[j] = low
      step.lower = low
    }
    if high < upper[j] {
      upper[j] = high
      step.upper = high
    }
    if lower[j] > upper[j] {
      if lower[j] - upper[j] > 1e-8 * max(1, abs(lower[j])) { return noteInfeasible() }
      if step.lower > -.infinity { lower[j] = upper[j] } else { upper[j] = lower[j] }
    }
    trail.add(step)
    touchRows(ofColumn: j)
    touchColumn(j)
    removeRow(i)
  }

  /// Only one point of its variables satisfies the row: all at the bounds that make it
  /// least (or most).
  private func force(_ i: Int, atLeast: Bool) {
    let start = trail.entryCount
    var columns: [(column: Int, atLower: Bool)] = []
    var k = Int(matrix.rowHead[i])
    while k >= 0 {
      let j = Int(matrix.column[k])
      columns.append((j, (matrix.value[k] > 0) == atLeast))
      if lower[j] < upper[j] { trail.keep(matrix.column[k], matrix.value[k]) }
      k = Int(matrix.nextInRow[k])
    }
    // Variables that could not move have no say in the price, but feel it.
    let open = trail.entryCount - start
    k = Int(matrix.rowHead[i])
    while k >= 0 {
      let j = Int(matrix.column[k])
      if lower[j] >= upper[j] { trail.keep(matrix.column[k], matrix.value[k]) }
      k = Int(matrix.nextInRow[k])
    }
    trail.add(
      .init(kind: .forcingRow, row: Int32(i), other: Int32(open), a: atLeast ? -1 : 1), from: start)
    removeRow(i)
    for (j, atLower) in columns { fix(j, at: atLower ? lower[j] : upper[j]) }
  }

  /// a·x_j + b·x_k = rhs takes x_j out of the program; its bounds pass to x_k.
  private func substituteDoubleton(_ i: Int) {
    let first = Int(matrix.rowHead[i])
    let second = Int(matrix.nextInRow[first])
    var (kj, kk) = (first, second)
    // The shorter column goes, unless its coefficient is much the smaller.
    let sizes = (
      matrix.columnSize[Int(matrix.column[first])], matrix.columnSize[Int(matrix.column[second])]
    )
    if sizes.1 < sizes.0
      || sizes.1 == sizes.0 && abs(matrix.value[second]) > abs(matrix.value[first])
    {
      swap(&kj, &kk)
    }
    if abs(matrix.value[kj]) < 1e-2 * abs(matrix.value[kk]) { swap(&kj, &kk) }
    let j = Int(matrix.column[kj])
    let k = Int(matrix.column[kk])
    let a = matrix.value[kj]
    let b = matrix.value[kk]
    let ratio = b / a
    guard matrix.columnSize[j] <= 6, abs(ratio) < 1e3, abs(ratio) > 1e-3 else { return }
    let rhs = rowLower[i]
    var step = PresolveTrail.Step(
      kind: .doubletonEquation, row: Int32(i), column: Int32(j), other: Int32(k), a: a, b: b,
      cost: rhs)
    step.otherLower = cost[j]
    step.lower = -.infinity
    step.upper = .infinity
    // x_k = (rhs − a·x_j)/b.
    var (low, high) = ((rhs - a * lower[j]) / b, (rhs - a * upper[j]) / b)
    if a / b > 0 { swap(&low, &high) }
    if low > lower[k] {
      lower[k] = low
      step.lower = low
    }
    if high < upper[k] {
      upper[k] = high
      step.upper = high
    }
    if lower[k] > upper[k] {
      if lower[k] - upper[k] > 1e-8 * max(1, abs(lower[k])) { return noteInfeasible() }
      if step.lower > -.infinity { lower[k] = upper[k] } else { upper[k] = lower[k] }
    }
    matrix.remove(kj)
    matrix.remove(kk)
    rowIsGone[i] = true
    let start = trail.entryCount
    while matrix.columnHead[j] >= 0 {
      let e = Int(matrix.columnHead[j])
      let r = Int(matrix.row[e])
      let v = matrix.value[e]
      trail.keep(Int32(r), v)
      matrix.remove(e)
      addEntry(r, k, -v * ratio)
      let shift = v * rhs / a
      rowLower[r] -= shift
      rowUpper[r] -= shift
      touchRow(r)
      touchColumns(ofRow: r)
    }
    trail.add(step, from: start)
    constant.add(cost[j], rhs / a)
    cost[k] -= cost[j] * ratio
    if abs(cost[k]) < 1e-13 * abs(cost[j] * ratio) { cost[k] = 0 }
    columnIsGone[j] = true
    touchRows(ofColumn: k)
    touchColumn(k)
    noteChange()
  }

  /// Adds to an entry; what cancels is taken out.
  func addEntry(_ i: Int, _ j: Int, _ v: Double) {
    let e = matrix.entry(i, j)
    if e < 0 {
      matrix.insert(i, j, v)
      return
    }
    let sum = matrix.value[e] + v
    if abs(sum) <= 1e-12 * max(abs(v), abs(matrix.value[e])) {
      matrix.remove(e)
    } else {
      matrix.set(e, sum)
    }
  }
}
