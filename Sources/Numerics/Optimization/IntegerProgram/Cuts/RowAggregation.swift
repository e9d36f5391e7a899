/// Mixed-integer rounding of rows and of paths of rows: a real variable off its bounds
/// keeps a row from giving a cut, so another row that holds it is added to eliminate it
/// (Marchand & Wolsey 2001, section 3.1).
struct RowAggregation {
  let core: IntegerCore
  let rounding: MixedIntegerRounding
  let longest: Int

  private static let mostRows = 5
  private static let mostFailures = 150

  func separate(
    _ rows: CutRows, at point: [Double], prices: [Double], into add: (CuttingPlane) -> Void
  ) {
    // Rows that hold the relaxation back most first.
    var order: [(score: Double, row: Int)] = []
    for i in 0..<core.rowCount where rows.starts[i] + 1 < rows.starts[i + 1] {
      let activity = rows.activity(i, point)
      let slack = min(activity - rows.lower[i], rows.upper[i] - activity)
      let size = Double(rows.starts[i + 1] - rows.starts[i])
      order.append((abs(prices[i]) + 1 / size - slack / max(1, abs(activity)), i))
    }
    order.sort { $0.score != $1.score ? $0.score > $1.score : $0.row < $1.row }
    var used = [Bool](repeating: false, count: core.rowCount)
    var failures = 0
    for (_, row) in order {
      if failures >= Self.mostFailures { break }
      if separate(row, rows, point, &used, add) { failures = 0 } else { failures += 1 }
    }
  }

  private func separate(
    _ start: Int, _ rows: CutRows, _ point: [Double], _ used: inout [Bool],
    _ add: (CuttingPlane) -> Void
  ) -> Bool {
    var multipliers = [(row: start, value: 1.0)]
    used[start] = true
    defer { for (row, _) in multipliers { used[row] = false } }
    while true {
      var isFound = false
      for sign in [1.0, -1] {
        let signed = multipliers.map { (row: $0.row, value: sign * $0.value) }
        if let cut = rounding.cut(rows, signed, at: point, divisor: .searched, longest: longest) {
          add(cut)
          isFound = true
        }
      }
      if isFound { return true }
      guard multipliers.count < Self.mostRows,
        let next = nextRow(multipliers, rows, point, used)
      else { return false }
      multipliers.append(next)
      used[next.row] = true
    }
  }

  /// A row, and its multiplier, that eliminates the real variable furthest from its bounds.
  private func nextRow(
    _ multipliers: [(row: Int, value: Double)], _ rows: CutRows, _ point: [Double],
    _ used: [Bool]
  ) -> (row: Int, value: Double)? {
    var best = (distance: 1e-6, variable: -1)
    for (i, _) in multipliers {
      for k in rows.starts[i]..<rows.starts[i + 1] {
        let j = Int(rows.variables[k])
        if core.isInteger[j] { continue }
        var distance = min(point[j] - core.lower[j], core.upper[j] - point[j])
        if let v = rows.variableUpper[j] {
          distance = min(distance, v.factor * point[v.integer] + v.offset - point[j])
        }
        if let v = rows.variableLower[j] {
          distance = min(distance, point[j] - v.factor * point[v.integer] - v.offset)
        }
        if distance > best.distance { best = (distance, j) }
      }
    }
    let j = best.variable
    guard j >= 0 else { return nil }
    var sum = 0.0
    for (i, y) in multipliers { sum += y * coefficient(rows, i, j) }
    guard abs(sum) > 1e-9 else { return nil }
    var choice: (slack: Double, size: Int, row: Int, value: Double)?
    for k in core.columns.starts[j]..<core.columns.starts[j + 1] {
      let i = Int(core.columns.rows[k])
      let a = core.columns.values[k]
      if used[i] || abs(a) < 1e-6 { continue }
      let activity = rows.activity(i, point)
      let slack = max(0, min(activity - rows.lower[i], rows.upper[i] - activity))
      let size = rows.starts[i + 1] - rows.starts[i]
      if size > longest { continue }
      if let c = choice, (c.slack, c.size, c.row) <= (slack, size, i) { continue }
      choice = (slack, size, i, -sum / a)
    }
    return choice.map { ($0.row, $0.value) }
  }

  private func coefficient(_ rows: CutRows, _ i: Int, _ j: Int) -> Double {
    for k in rows.starts[i]..<rows.starts[i + 1] where Int(rows.variables[k]) == j {
      return rows.values[k]
    }
    return 0
  }
}
