/// Lifted covers of rows over 0/1 variables (Crowder, Johnson & Padberg 1983; Balas 1975):
/// variables whose coefficients together exceed the right-hand side cannot all be one. The
/// cover is the one a greedy fractional knapsack suggests, made minimal; all other variables
/// are lifted into it one after the other, exactly, by the least weight for each value of
/// the inequality (Zemel 1989).
struct CoverCuts {
  let core: IntegerCore

  func separate(_ rows: CutRows, at point: [Double], into add: (CuttingPlane) -> Void) {
    for i in 0..<core.rowCount {
      if rows.upper[i] < .infinity { separate(i, rows, 1, point, add) }
      if rows.lower[i] > -.infinity { separate(i, rows, -1, point, add) }
    }
  }

  private struct Item {
    var variable: Int
    var weight: Double
    var value: Double
    var isComplemented: Bool
  }

  private func separate(
    _ i: Int, _ rows: CutRows, _ sign: Double, _ point: [Double],
    _ add: (CuttingPlane) -> Void
  ) {
    var capacity = sign > 0 ? rows.upper[i] : -rows.lower[i]
    var items: [Item] = []
    for k in rows.starts[i]..<rows.starts[i + 1] {
      let j = Int(rows.variables[k])
      let a = sign * rows.values[k]
      if core.lower[j] == core.upper[j] {
        capacity -= a * core.lower[j]
        continue
      }
      if core.isInteger[j] && core.lower[j] == 0 && core.upper[j] == 1 {
        if a > 0 {
          items.append(Item(variable: j, weight: a, value: point[j], isComplemented: false))
        } else {
          capacity -= a
          items.append(Item(variable: j, weight: -a, value: 1 - point[j], isComplemented: true))
        }
      } else {
        // Any other variable is given the most room it can give.
        let bound = a > 0 ? core.lower[j] : core.upper[j]
        guard bound.isFinite else { return }
        capacity -= a * bound
      }
    }
    guard items.count > 1, capacity > 0, capacity.isFinite else { return }
    if let cut = cut(items, capacity) { add(cut) }
  }

  private func cut(_ items: [Item], _ capacity: Double) -> CuttingPlane? {
    let slack = 1e-9 * max(1, capacity)
    // A cover that loses least: small (1 − x) per weight first.
    let order = items.indices.sorted {
      let a = (1 - items[$0].value) / items[$0].weight
      let b = (1 - items[$1].value) / items[$1].weight
      return a != b ? a < b : $0 < $1
    }
    var cover: [Int] = []
    var weight = 0.0
    for k in order {
      cover.append(k)
      weight += items[k].weight
      if weight > capacity + slack { break }
    }
    guard weight > capacity + slack else { return nil }
    // Minimal: leave out what it can spare, the least used first.
    for k in cover.sorted(by: { (items[$0].value, $0) < (items[$1].value, $1) })
    where weight - items[k].weight > capacity + slack {
      cover.removeAll { $0 == k }
      weight -= items[k].weight
    }
    guard cover.count > 1, cover.count <= 200 else { return nil }
    // Nothing is gained where even the cover itself is far from violated.
    let used = cover.reduce(0) { $0 + items[$1].value }
    guard used > Double(cover.count) - 2 else { return nil }

    // least[v]: the least weight of chosen items worth v.
    let right = cover.count - 1
    var least = [Double](repeating: .infinity, count: right + 1)
    least[0] = 0
    for (k, w) in cover.map({ items[$0].weight }).sorted().prefix(right).enumerated() {
      least[k + 1] = least[k] + w
    }
    var coefficients = [Int](repeating: 0, count: items.count)
    for k in cover { coefficients[k] = 1 }
    let others = items.indices.filter { coefficients[$0] == 0 }
      .sorted { (items[$0].value, items[$0].weight, $1) > (items[$1].value, items[$1].weight, $0) }
    for k in others {
      let room = capacity - items[k].weight
      var most = -1
      for v in 0...right where least[v] <= room + slack { most = v }
      let lifted = most < 0 ? right + 1 : right - most
      guard lifted > 0 else { continue }
      coefficients[k] = min(lifted, right)
      if most < 0 { continue }
      for v in stride(from: right, through: lifted, by: -1) {
        least[v] = min(least[v], least[v - lifted] + items[k].weight)
      }
      // Worth at least v.
      for v in stride(from: right - 1, through: 1, by: -1) {
        least[v] = min(least[v], least[v + 1])
      }
    }
    var terms: [(variable: Int, value: Double)] = []
    var limit = Double(right)
    for k in items.indices where coefficients[k] > 0 {
      let a = Double(coefficients[k])
      terms.append((items[k].variable, items[k].isComplemented ? -a : a))
      if items[k].isComplemented { limit -= a }
    }
    terms.sort { $0.variable < $1.variable }
    return CuttingPlane(terms, limit: limit, lower: core.lower, upper: core.upper)
  }
}
