import Optimization

/// What the two readers of `SuppressionRule` can learn about small counts from what a
/// pattern of hidden cells leaves visible.
///
/// For every small cell the smallest and largest count that agree with everything shown
/// are looked for among whole-numbered tables, which are kept: two tables a cell suffice
/// as a proof that anybody can check by adding up (`SuppressionProof`).
struct SuppressionAttack {
  enum Reader { case careful, informed }

  /// A small count of which a reader learns more than the rule allows.
  struct Exposure {
    var cell: Int
    var lowest: Int
    var highest: Int
  }

  let table: CountTable
  let rule: SuppressionRule
  /// Counts no reader needs to consider: far above every count and the threshold.
  let reach: Int

  init(_ table: CountTable, _ rule: SuppressionRule) {
    self.table = table
    self.rule = rule
    reach = max(100 * rule.threshold, 2 * (table.counts.max() ?? 0))
  }

  func need(_ reader: Reader) -> Int { reader == .careful ? rule.threshold : 1 }

  func range(_ cell: Int, _ reader: Reader) -> ClosedRange<Double> {
    let count = table.counts[cell]
    return reader == .careful
      ? rule.careful(count, reach: reach) : rule.informed(count, reach: reach)
  }

  /// The program over the hidden cells, and their numbers.
  func program(hidden cells: [Int], _ reader: Reader) -> DeviationProgram {
    var column = [Int](repeating: -1, count: table.counts.count)
    for (j, cell) in cells.enumerated() { column[cell] = j }
    let ranges = cells.map { range($0, reader) }
    var sums: [[(cell: Int, sign: Double)]] = []
    for sum in table.sums {
      var row: [(cell: Int, sign: Double)] = []
      for part in sum.parts where column[part] >= 0 { row.append((cell: column[part], sign: 1)) }
      if column[sum.total] >= 0 { row.append((cell: column[sum.total], sign: -1)) }
      if !row.isEmpty { sums.append(row) }
    }
    return DeviationProgram(
      sums: sums, lower: ranges.map(\.lowerBound), upper: ranges.map(\.upperBound))
  }

  /// Small counts that a reader learns, and tables that clear the others.
  ///
  /// - Parameters:
  ///   - hidden: one flag a cell; every small cell is hidden.
  ///   - spared: cells that are not asked for.
  ///   - stopsAtFirst: whether one exposure is answer enough.
  func run(
    _ reader: Reader, hidden: [Bool], sparing spared: Set<Int> = [], stopsAtFirst: Bool = false
  ) -> (exposed: [Exposure], tables: [[Int]]) {
    let counts = table.counts
    let cells = counts.indices.filter { hidden[$0] }
    let targets = cells.indices.filter {
      rule.isSmall(counts[cells[$0]]) && !spared.contains(cells[$0])
    }
    guard !targets.isEmpty else { return ([], []) }
    var program = program(hidden: cells, reader)
    let need = need(reader)
    var low = [Int](repeating: 0, count: cells.count)
    var high = low
    var tables: [[Int]] = []
    func isClear(_ j: Int) -> Bool { high[j] - low[j] >= need }
    func record(_ values: [Double]) {
      var helps = false
      var deviations = [Int](repeating: 0, count: cells.count)
      for j in cells.indices { deviations[j] = Int(values[j].rounded()) }
      for j in targets where !isClear(j) {
        if deviations[j] < low[j] || deviations[j] > high[j] { helps = true }
      }
      guard helps else { return }
      for j in targets {
        low[j] = min(low[j], deviations[j])
        high[j] = max(high[j], deviations[j])
      }
      var alternative = counts
      for j in cells.indices { alternative[cells[j]] += deviations[j] }
      tables.append(alternative)
    }
    func isWhole(_ values: [Double]) -> Bool {
      values.allSatisfy { abs($0 - $0.rounded()) < 1e-6 }
    }
    // Many cells at once: what one table moves far needs no table of its own.
    var objective = [Double](repeating: 0, count: cells.count)
    for sign in [1.0, -1.0] {
      for j in targets { objective[j] = isClear(j) ? 0 : sign }
      _ = program.maximum(of: objective)
      if isWhole(program.values) { record(program.values) }
    }
    var exposed: [Exposure] = []
    for j in targets {
      for sign in [1.0, -1.0] where !isClear(j) {
        _ = program.extreme(of: j, sign: sign)
        if isWhole(program.values) {
          record(program.values)
        } else if let whole = wholeExtreme(cells, j, sign, reader) {
          record(whole)
        }
      }
      guard !isClear(j) else { continue }
      let count = counts[cells[j]]
      exposed.append(
        Exposure(cell: cells[j], lowest: count + low[j], highest: count + high[j]))
      if stopsAtFirst { break }
    }
    return (exposed, exposed.isEmpty ? tables : [])
  }

  /// The extreme deviation among whole-numbered tables, where that of all tables is not
  /// whole: only in three dimensions and more, or with linked tables.
  private func wholeExtreme(
    _ cells: [Int], _ target: Int, _ sign: Double, _ reader: Reader
  ) -> [Double]? {
    let reachable = Double(4 * rule.threshold)
    var problem = Problem()
    for (j, cell) in cells.enumerated() {
      let range = range(cell, reader)
      problem.addVariable(
        cost: j == target ? -sign : 0, lower: range.lowerBound,
        upper: min(range.upperBound, reachable), isInteger: true)
    }
    var column = [Int](repeating: -1, count: table.counts.count)
    for (j, cell) in cells.enumerated() { column[cell] = j }
    for sum in table.sums {
      var terms = sum.parts.filter { column[$0] >= 0 }.map { Problem.Term(column[$0], 1) }
      if column[sum.total] >= 0 { terms.append(Problem.Term(column[sum.total], -1)) }
      if !terms.isEmpty { problem.addConstraint(terms: terms, lower: 0, upper: 0) }
    }
    let solution = minimize(problem, limits: SolverLimits(nodes: 2_000))
    return solution.primal.isEmpty ? nil : solution.primal
  }
}
