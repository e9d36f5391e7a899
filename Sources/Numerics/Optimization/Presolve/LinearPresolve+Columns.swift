/// Columns whose value, or whose part, is known.
extension LinearPresolve {
  func visitColumn(_ j: Int) {
    if lower[j] == upper[j] { return fix(j, at: lower[j]) }
    switch matrix.columnSize[j] {
    case 0: fixEmpty(j)
    case 1: absorbSingleton(j)
    case 2: substituteFree(j)
    default: break
    }
  }

  /// At the bound its cost asks for; where that is infinite the column stays, and the
  /// simplex method finds the program unbounded.
  private func fixEmpty(_ j: Int) {
    let v: Double =
      cost[j] > 0
      ? lower[j]
      : cost[j] < 0
        ? upper[j] : lower[j] > -.infinity ? lower[j] : upper[j] < .infinity ? upper[j] : 0
    if v.isFinite { fix(j, at: v) }
  }

  /// Bounds of x_j that row i implies, given those of its other variables.
  private func impliedBounds(_ i: Int, _ j: Int, _ a: Double) -> (lower: Double, upper: Double) {
    let (least, most, _) = activity(i, skipping: j)
    let (low, high) = (rowLower[i] - most, rowUpper[i] - least)
    return a > 0 ? (low / a, high / a) : (high / a, low / a)
  }

  /// A column of one entry is a slack of its row: the row's limits widen by what it can
  /// add, and the row takes its cost.
  private func absorbSingleton(_ j: Int) {
    let e = Int(matrix.columnHead[j])
    let i = Int(matrix.row[e])
    let a = matrix.value[e]
    guard matrix.rowSize[i] > 1, abs(a) > 1e-6 else { return }
    // Against a large row the value of the slack would be rounding noise.
    var largest = 0.0
    var k = Int(matrix.rowHead[i])
    while k >= 0 {
      largest = max(largest, abs(matrix.value[k]))
      k = Int(matrix.nextInRow[k])
    }
    guard abs(a) >= 1e-3 * largest else { return }
    var (l, u) = (lower[j], upper[j])
    if l > -.infinity || u < .infinity {
      let implied = impliedBounds(i, j, a)
      if implied.lower >= l { l = -.infinity }
      if implied.upper <= u { u = .infinity }
    }
    var (rl, ru) = (rowLower[i], rowUpper[i])
    if rl != ru && cost[j] != 0 {
      // A free column sets the price of the row, so the row is held at one side.
      guard l == -.infinity && u == .infinity else { return }
      let price = cost[j] / a
      if price > 0 { ru = rl } else { rl = ru }
      guard rl.isFinite else { return }
    }
    let start = trail.entryCount
    let price = cost[j] / a
    k = Int(matrix.rowHead[i])
    while k >= 0 {
      let other = Int(matrix.column[k])
      if other != j {
        trail.keep(matrix.column[k], matrix.value[k])
        if price != 0 {
          let change = price * matrix.value[k]
          let c = cost[other] - change
          cost[other] = abs(c) < 1e-13 * abs(change) ? 0 : c
        }
        touchColumn(other)
      }
      k = Int(matrix.nextInRow[k])
    }
    if price != 0 { constant.add(price, rl) }
    trail.add(
      .init(
        kind: .slackColumn, row: Int32(i), column: Int32(j), a: a, cost: cost[j], lower: l,
        upper: u, otherLower: rl, otherUpper: ru), from: start)
    let (least, most) = a > 0 ? (a * l, a * u) : (a * u, a * l)
    rowLower[i] = rl - most
    rowUpper[i] = ru - least
    matrix.remove(e)
    columnIsGone[j] = true
    touchRow(i)
    noteChange()
  }

  /// A column of two entries that equation i leaves free is replaced in the other row.
  private func substituteFree(_ j: Int) {
    let first = Int(matrix.columnHead[j])
    for (e, f) in [
      (first, Int(matrix.nextInColumn[first])), (Int(matrix.nextInColumn[first]), first),
    ] {
      let i = Int(matrix.row[e])
      guard rowLower[i] == rowUpper[i], matrix.rowSize[i] > 1 else { continue }
      let a = matrix.value[e]
      var largest = 0.0
      var k = Int(matrix.rowHead[i])
      while k >= 0 {
        largest = max(largest, abs(matrix.value[k]))
        k = Int(matrix.nextInRow[k])
      }
      guard abs(a) >= 1e-2 * largest, abs(matrix.value[f]) <= 1e3 * abs(a) else { continue }
      var (l, u) = (lower[j], upper[j])
      if l > -.infinity || u < .infinity {
        let implied = impliedBounds(i, j, a)
        if implied.lower >= l { l = -.infinity }
        if implied.upper <= u { u = .infinity }
        if l > -.infinity || u < .infinity {
          let r = Int(matrix.row[f])
          let other = impliedBounds(r, j, matrix.value[f])
          if other.lower >= l { l = -.infinity }
          if other.upper <= u { u = .infinity }
        }
      }
      guard l == -.infinity && u == .infinity else { continue }
      substitute(j, by: e, in: f)
      return
    }
  }

  private func substitute(_ j: Int, by e: Int, in f: Int) {
    let i = Int(matrix.row[e])
    let r = Int(matrix.row[f])
    let a = matrix.value[e]
    let other = matrix.value[f]
    let rhs = rowLower[i]
    let ratio = other / a
    matrix.remove(e)
    matrix.remove(f)
    let price = cost[j] / a
    let start = trail.entryCount
    while matrix.rowHead[i] >= 0 {
      let k = Int(matrix.rowHead[i])
      let c = Int(matrix.column[k])
      let v = matrix.value[k]
      trail.keep(Int32(c), v)
      matrix.remove(k)
      addEntry(r, c, -ratio * v)
      if price != 0 {
        let change = price * v
        let new = cost[c] - change
        cost[c] = abs(new) < 1e-13 * abs(change) ? 0 : new
      }
      touchColumn(c)
      touchRows(ofColumn: c)
    }
    var step = PresolveTrail.Step(
      kind: .freeColumn, row: Int32(i), column: Int32(j), other: Int32(r), a: a, b: rhs,
      cost: cost[j])
    step.lower = other
    trail.add(step, from: start)
    constant.add(price, rhs)
    rowLower[r] -= ratio * rhs
    rowUpper[r] -= ratio * rhs
    rowIsGone[i] = true
    columnIsGone[j] = true
    touchRow(r)
    touchColumns(ofRow: r)
    noteChange()
  }

  // MARK: Dominated columns

  /// Columns whose reduced cost has one sign for all prices there can be (Andersen &
  /// Andersen 1995, section 3.3): prices are bounded by the sides of the rows and by
  /// columns of one entry.
  func dropDominatedColumns() {
    var least = [Double](repeating: -.infinity, count: matrix.rowCount)
    var most = [Double](repeating: .infinity, count: matrix.rowCount)
    for i in 0..<matrix.rowCount where !rowIsGone[i] {
      if rowUpper[i] == .infinity { least[i] = 0 }
      if rowLower[i] == -.infinity { most[i] = 0 }
    }
    for j in 0..<matrix.columnCount where !columnIsGone[j] && matrix.columnSize[j] == 1 {
      let e = Int(matrix.columnHead[j])
      let i = Int(matrix.row[e])
      let a = matrix.value[e]
      let limit = cost[j] / a
      if upper[j] == .infinity {
        if a > 0 { most[i] = min(most[i], limit) } else { least[i] = max(least[i], limit) }
      }
      if lower[j] == -.infinity {
        if a > 0 { least[i] = max(least[i], limit) } else { most[i] = min(most[i], limit) }
      }
    }
    for j in 0..<matrix.columnCount where !columnIsGone[j] {
      var (low, high) = (cost[j], cost[j])
      var size = abs(cost[j])
      // Whether the bounds used are signs alone: then zero is as good as more.
      var (lowIsSign, highIsSign) = (true, true)
      var e = Int(matrix.columnHead[j])
      while e >= 0 {
        let i = Int(matrix.row[e])
        let a = matrix.value[e]
        let (p, q) = a > 0 ? (a * most[i], a * least[i]) : (a * least[i], a * most[i])
        low -= p
        high -= q
        if p != 0 { lowIsSign = false }
        if q != 0 { highIsSign = false }
        if p.isFinite { size = max(size, abs(p)) }
        if q.isFinite { size = max(size, abs(q)) }
        // A zero that a column of one entry set is no sign of the row's own.
        if p == 0 && !(a > 0 ? rowLower[i] == -.infinity : rowUpper[i] == .infinity) {
          lowIsSign = false
        }
        if q == 0 && !(a > 0 ? rowUpper[i] == .infinity : rowLower[i] == -.infinity) {
          highIsSign = false
        }
        if low == -.infinity && high == .infinity { break }
        e = Int(matrix.nextInColumn[e])
      }
      let slack = 1e-9 * max(1, size)
      if low > slack || low >= 0 && lowIsSign {
        if lower[j] > -.infinity { fix(j, at: lower[j]) }
      } else if high < -slack || high <= 0 && highIsSign {
        if upper[j] < .infinity { fix(j, at: upper[j]) }
      }
    }
  }
}
