import Optimization

extension UnitModel {
  /// A plan put together shift by shift, each the one that meets most for its price (Chvátal
  /// 1979, "A greedy heuristic for the set-covering problem"), for a search that was stopped
  /// before it had one. Nil where limits leave the greedy way no plan.
  ///
  /// Its bound is a solution of the dual: every person an hour at the least price at which any
  /// shift gives one, and never above the price of one missing.
  func greedy() -> Solution? {
    var work = GreedyCover(self)
    guard work.run() else { return nil }
    let objective =
      problem.objectiveConstant + zip(problem.costs, work.counts).reduce(0) { $0 + $1.0 * $1.1 }
    return Solution(
      status: .feasible, objective: objective, bound: min(objective, work.bound),
      primal: work.counts)
  }
}

private struct GreedyCover {
  private struct Shortfall {
    var variable: Int
    var price: Double
    var most: Double
  }

  private let model: UnitModel
  private let entries: [[Problem.Entry]]
  /// By row: whether it is one of cover.
  private var isCover: [Bool]
  /// Persons still missing, and those there may be missing at a price, the cheapest first.
  private var missing: [Double]
  private var shortfalls: [[Shortfall]]
  /// By row of a limit: how much room is left, and how much has to come.
  private var room: [Double]
  private var owed: [Double]
  /// Of the break variables: those of a duty and rule.
  private var places: [[[Int]]]
  private let hours: [Double]
  /// Worth of an hour of need that must be met: above any shift's price.
  private let must: Double
  private(set) var counts: [Double]

  init(_ model: UnitModel) {
    self.model = model
    let problem = model.problem
    entries = problem.entriesByVariable()
    let rows = problem.constraintCount
    isCover = [Bool](repeating: false, count: rows)
    missing = [Double](repeating: 0, count: rows)
    shortfalls = [[Shortfall]](repeating: [], count: rows)
    room = [Double](repeating: .infinity, count: rows)
    owed = [Double](repeating: 0, count: rows)
    counts = [Double](repeating: 0, count: problem.variableCount)
    places = model.candidates.duties.map { $0.placements.map { _ in [] } }
    var hours = [Double](repeating: 0, count: rows)
    for (k, row) in model.coverRows.enumerated() {
      guard let row else { continue }
      isCover[row] = true
      missing[row] = problem.constraintLowers[row]
      hours[row] = model.grid.intervals[k].hours
    }
    self.hours = hours
    for limit in model.limits {
      room[limit.row] = problem.constraintUppers[limit.row]
      owed[limit.row] = max(0, problem.constraintLowers[limit.row])
    }
    let columns = model.candidates.columns.count
    for (k, variable) in model.breakVariables.enumerated() {
      places[variable.duty][variable.rule].append(columns + k)
    }
    for variable in columns + model.breakVariables.count..<problem.variableCount {
      for entry in entries[variable] {
        shortfalls[entry.row].append(
          Shortfall(
            variable: variable, price: problem.costs[variable],
            most: problem.variableUppers[variable]))
      }
    }
    for row in shortfalls.indices { shortfalls[row].sort { $0.price < $1.price } }
    let dearest = problem.costs.prefix(columns).max() ?? 0
    must = 10 * max(1, dearest) / max(1e-9, hours.filter { $0 > 0 }.min() ?? 1)
  }

  // MARK: The plan

  mutating func run() -> Bool {
    for limit in model.limits where owed[limit.row] > 0 {
      while owed[limit.row] > 1e-9 {
        let own = model.candidates.columns.indices.filter { k in
          entries[k].contains { $0.row == limit.row } && fits(k)
        }
        guard let best = own.max(by: { rank($0) < rank($1) }) else { return false }
        add(best)
      }
    }
    var queue = model.candidates.columns.indices.map { (key: rank($0), column: $0) }
    queue.sort { $0.key != $1.key ? $0.key < $1.key : $0.column > $1.column }
    // Ranks only fall, as what is missing does: the last of the queue that keeps its rank is best.
    while let top = queue.popLast() {
      let key = rank(top.column)
      guard key > 0, fits(top.column) else { continue }
      if let next = queue.last, key < next.key - 1e-12 {
        let place = position(of: key, in: queue)
        queue.insert((key, top.column), at: place)
        continue
      }
      guard worth(top.column) > model.problem.costs[top.column] + 1e-9, helps(top.column) else {
        continue
      }
      add(top.column)
      queue.append((rank(top.column), top.column))
      settle(&queue)
    }
    return fillShortfalls()
  }

  private func position(of key: Double, in queue: [(key: Double, column: Int)]) -> Int {
    var (low, high) = (0, queue.count)
    while low < high {
      let middle = (low + high) / 2
      if queue[middle].key < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Puts the last of the queue where it belongs.
  private func settle(_ queue: inout [(key: Double, column: Int)]) {
    guard let last = queue.popLast() else { return }
    queue.insert(last, at: position(of: last.key, in: queue))
  }

  private func rank(_ column: Int) -> Double {
    worth(column) / max(model.problem.costs[column], 1e-6)
  }

  /// What one person of a column saves, its breaks left out.
  private func worth(_ column: Int) -> Double {
    entries[column].reduce(0) { $0 + (isCover[$1.row] ? worth(row: $1.row) : 0) }
  }

  /// What one more person saves in a row.
  private func worth(row: Int) -> Double {
    guard missing[row] > 1e-9 else { return 0 }
    var left = missing[row]
    for step in shortfalls[row] {
      if left <= step.most + 1e-9 { return step.price * min(1, left) }
      left -= step.most
    }
    return must * hours[row]
  }

  private func fits(_ column: Int) -> Bool {
    entries[column].allSatisfy {
      isCover[$0.row] || room[$0.row] == .infinity || room[$0.row] >= $0.value - 1e-9
    }
  }

  /// Whether something is left of what a person meets when the breaks are taken where they cost
  /// least.
  private func helps(_ column: Int) -> Bool {
    let lost = breaks(of: column).reduce(0) { sum, variable in
      sum + entries[variable].reduce(0) { $0 + (isCover[$1.row] ? worth(row: $1.row) : 0) }
    }
    return worth(column) - lost > model.problem.costs[column] + 1e-9
  }

  /// The place of each break that is placed apart: where least is lost.
  private func breaks(of column: Int) -> [Int] {
    guard model.candidates.columns[column].breaks == nil else { return [] }
    return model.candidates.columns[column].duties.flatMap { duty in
      places[duty].compactMap { list in
        list.min {
          loss($0) != loss($1) ? loss($0) < loss($1) : $0 < $1
        }
      }
    }
  }

  private func loss(_ variable: Int) -> Double {
    model.problem.costs[variable]
      + entries[variable].reduce(0) { $0 + (isCover[$1.row] ? worth(row: $1.row) : 0) }
  }

  private mutating func add(_ column: Int) {
    for variable in [column] + breaks(of: column) {
      counts[variable] += 1
      for entry in entries[variable] {
        if isCover[entry.row] { missing[entry.row] -= entry.value }
        if room[entry.row] < .infinity { room[entry.row] -= entry.value }
        owed[entry.row] -= entry.value
      }
    }
  }

  /// False where more is missing than may be.
  private mutating func fillShortfalls() -> Bool {
    for row in missing.indices where isCover[row] && missing[row] > 1e-9 {
      var left = missing[row]
      for step in shortfalls[row] {
        let part = min(left, step.most)
        counts[step.variable] = model.problem.isInteger[step.variable] ? part.rounded(.up) : part
        left -= part
      }
      if left > 1e-9 { return false }
    }
    return true
  }

  // MARK: The bound

  var bound: Double {
    var least = Double.infinity
    for (k, column) in model.candidates.columns.enumerated() {
      var cost = model.problem.costs[k]
      if column.breaks == nil {
        for duty in column.duties {
          for list in places[duty] {
            cost += min(0, list.map { model.problem.costs[$0] }.min() ?? 0)
          }
        }
      }
      let given = entries[k].reduce(0) { $0 + (isCover[$1.row] ? hours[$1.row] : 0) }
      if given > 0 { least = min(least, cost / given) } else if cost < 0 { return -.infinity }
    }
    guard least >= 0 else { return -.infinity }
    return model.coverRows.compactMap { $0 }.reduce(model.problem.objectiveConstant) { sum, row in
      let most = shortfalls[row].first?.price ?? .infinity
      let hourly = least == .infinity ? most : min(least * hours[row], most)
      return sum + model.problem.constraintLowers[row] * min(hourly, most)
    }
  }
}
