import Optimization

/// Looks for the cells to hide beside the small ones so that least is lost.
///
/// First one small cell after the other: the cheapest deviation that protects it, a linear
/// program whose support is hidden (Kelly, Golden & Assad, Networks 22, 1992), then what
/// turns out to be needless is shown again. Tables of few cells then go to the exact
/// method: an integer program over the cells to hide, with one inequality for each
/// protection that a trial pattern misses, read off the prices of the reader's program
/// (Fischetti & Salazar, Management Science 47, 2001, inequalities 9), until a pattern
/// protects all.
struct SuppressionSearch {
  let table: CountTable
  let rule: SuppressionRule
  let attack: SuppressionAttack
  let losses: [Double]
  /// Small cells that the reasons alone give away to the informed reader.
  let beyond: Set<Int>

  init(_ table: CountTable, _ rule: SuppressionRule) {
    self.table = table
    self.rule = rule
    attack = SuppressionAttack(table, rule)
    let dimensions = Set(table.places.flatMap { $0.levels.map(\.dimension) }).count
    losses = table.counts.indices.map {
      rule.loss(
        table.counts[$0], summedDimensions: dimensions - table.places[$0].levels.count)
    }
    let everything = table.counts.map { rule.mayHide($0) }
    beyond = Set(
      SuppressionAttack(table, rule).run(.informed, hidden: everything).exposed.map(\.cell))
  }

  /// Loss of the cells hidden beside the small ones.
  func loss(_ hidden: [Bool]) -> Double {
    table.counts.indices.reduce(0) {
      hidden[$1] && !rule.isSmall(table.counts[$1]) ? $0 + losses[$1] : $0
    }
  }

  func isSafe(_ hidden: [Bool]) -> Bool {
    attack.run(.careful, hidden: hidden, stopsAtFirst: true).exposed.isEmpty
      && attack.run(.informed, hidden: hidden, sparing: beyond, stopsAtFirst: true).exposed.isEmpty
  }

  /// A safe pattern, one small cell after the other.
  func sequential() -> [Bool] {
    var hidden = table.counts.map { rule.isSmall($0) }
    guard hidden.contains(true) else { return hidden }
    for reader in [SuppressionAttack.Reader.careful, .informed] {
      let spared = reader == .informed ? beyond : []
      // Another round finds what was protected by fractions of counts.
      for _ in 0..<8 {
        let exposed = attack.run(reader, hidden: hidden, sparing: spared).exposed
        if exposed.isEmpty { break }
        var flow = CheapestDeviation(self, reader)
        for exposure in exposed { flow.protect(exposure, hiding: &hidden) }
      }
    }
    // What no deviation found protects is left to hiding all there is.
    if !isSafe(hidden) { hidden = table.counts.map { rule.mayHide($0) } }
    return hidden
  }

  /// Shows again what the others protect without it, dearest first.
  func pruned(_ hidden: [Bool], work: Int) -> [Bool] {
    var hidden = hidden
    var left = work
    let beside = table.counts.indices.filter { hidden[$0] && !rule.isSmall(table.counts[$0]) }
      .sorted { (losses[$0], -$0) > (losses[$1], -$1) }
    let size = hidden.reduce(0) { $1 ? $0 + 1 : $0 }
    for cell in beside {
      left -= size
      guard left > 0 else { break }
      hidden[cell] = false
      if !isSafe(hidden) { hidden[cell] = true }
    }
    return hidden
  }

  /// The pattern of least loss, starting from a safe one; whether that is proved.
  func exact(from start: [Bool], rounds: Int = 80) -> (hidden: [Bool], isProved: Bool) {
    let counts = table.counts
    let eligible = counts.indices.filter { rule.mayHide(counts[$0]) }
    let choices = eligible.filter { !rule.isSmall(counts[$0]) }
    var variable = [Int](repeating: -1, count: counts.count)
    var master = Problem()
    for cell in choices {
      variable[cell] = master.addVariable(
        cost: losses[cell], lower: 0, upper: 1, isInteger: true)
    }
    let best = loss(start)
    guard best > 0 else { return (start, true) }
    for _ in 0..<rounds {
      let solution = minimize(master, limits: SolverLimits(nodes: 20_000))
      guard solution.status == .optimal else { return (start, false) }
      if solution.objective > best - 1e-6 * max(1, best) { return (start, true) }
      var hidden = counts.map { rule.isSmall($0) }
      for cell in choices where solution.primal[variable[cell]] > 0.5 { hidden[cell] = true }
      var isCut = false
      for reader in [SuppressionAttack.Reader.careful, .informed] {
        let spared = reader == .informed ? beyond : []
        let exposed = attack.run(reader, hidden: hidden, sparing: spared).exposed
        guard !exposed.isEmpty else { continue }
        var program = attack.program(hidden: eligible, reader)
        for (j, cell) in eligible.enumerated() where !hidden[cell] {
          program.setBounds(j, 0...0)
        }
        for exposure in exposed {
          let cut = protection(exposure.cell, reader, &program, eligible, variable)
          let reached = cut.terms.reduce(0) {
            $0 + $1.coefficient * solution.primal[$1.variable].rounded()
          }
          if reached < cut.level - 1e-6 {
            master.addConstraint(terms: cut.terms, lower: cut.level)
          } else {
            // Protected by fractions only: something more must be hidden.
            let shown = choices.filter { !hidden[$0] }
            master.addConstraint(terms: shown.map { .init(variable[$0], 1) }, lower: 1)
          }
          isCut = true
        }
      }
      if !isCut { return (hidden, true) }
    }
    return (start, false)
  }

  /// What any pattern must hide for one small cell: the reader's program has as its
  /// bound Σ price · range over the hidden cells, whatever they are.
  private func protection(
    _ cell: Int, _ reader: SuppressionAttack.Reader, _ program: inout DeviationProgram,
    _ eligible: [Int], _ variable: [Int]
  ) -> (terms: [Problem.Term], level: Double) {
    let column = eligible.firstIndex(of: cell)!
    var coefficients = [Double](repeating: 0, count: eligible.count)
    for sign in [1.0, -1.0] {
      program.reset()
      _ = program.extreme(of: column, sign: sign)
      for (j, other) in eligible.enumerated() {
        let range = attack.range(other, reader)
        let price = program.prices[j]
        coefficients[j] += price > 0 ? price * range.upperBound : price * range.lowerBound
      }
    }
    var level = Double(attack.need(reader))
    for (j, other) in eligible.enumerated() where variable[other] < 0 { level -= coefficients[j] }
    let terms = eligible.indices.compactMap { j -> Problem.Term? in
      guard variable[eligible[j]] >= 0, coefficients[j] > 1e-9 else { return nil }
      return .init(variable[eligible[j]], min(coefficients[j], level))
    }
    return (terms, level)
  }
}

/// The cheapest way for the table to differ enough at one cell, and so what to hide.
private struct CheapestDeviation {
  private let search: SuppressionSearch
  private let reader: SuppressionAttack.Reader
  private let cells: [Int]
  private var column: [Int]
  private var program: DeviationProgram

  /// Columns in pairs: how far a cell rises, how far it falls.
  init(_ search: SuppressionSearch, _ reader: SuppressionAttack.Reader) {
    self.search = search
    self.reader = reader
    let counts = search.table.counts
    cells = counts.indices.filter { search.rule.mayHide(counts[$0]) }
    var column = [Int](repeating: -1, count: counts.count)
    for (j, cell) in cells.enumerated() { column[cell] = j }
    self.column = column
    let ranges = cells.map { search.attack.range($0, reader) }
    var sums: [[(cell: Int, sign: Double)]] = []
    for sum in search.table.sums {
      var row: [(cell: Int, sign: Double)] = []
      func add(_ cell: Int, _ sign: Double) {
        guard column[cell] >= 0 else { return }
        row.append((cell: 2 * column[cell], sign: sign))
        row.append((cell: 2 * column[cell] + 1, sign: -sign))
      }
      for part in sum.parts { add(part, 1) }
      add(sum.total, -1)
      sums.append(row)
    }
    program = DeviationProgram(
      sums: sums,
      lower: [Double](repeating: 0, count: 2 * cells.count),
      upper: ranges.flatMap { [max(0, $0.upperBound), max(0, -$0.lowerBound)] })
  }

  /// Hides what lets the exposed cell differ by as much as the rule asks.
  mutating func protect(_ exposure: SuppressionAttack.Exposure, hiding hidden: inout [Bool]) {
    let count = search.table.counts[exposure.cell]
    let width = search.attack.need(reader)
    let up = exposure.lowest + width - count
    let down = count - (exposure.highest - width)
    var best: [Int]?
    var bestLoss = Double.infinity
    for (direction, amount) in [(0, up), (1, down)] {
      guard let support = support(exposure.cell, direction, Double(amount), hidden) else {
        continue
      }
      let loss = support.reduce(0) { hidden[$1] ? $0 : $0 + search.losses[$1] }
      if loss < bestLoss {
        best = support
        bestLoss = loss
      }
    }
    for cell in best ?? [] { hidden[cell] = true }
  }

  /// The cells that move when a cell rises (0) or falls (1) by `amount`; nil where it cannot.
  private mutating func support(
    _ cell: Int, _ direction: Int, _ amount: Double, _ hidden: [Bool]
  ) -> [Int]? {
    let range = search.attack.range(cell, reader)
    let target = 2 * column[cell] + direction
    guard amount <= (direction == 0 ? range.upperBound : -range.lowerBound) else { return nil }
    program.reset()
    let whole = direction == 0 ? range.upperBound : -range.lowerBound
    let other = 2 * column[cell] + 1 - direction
    let otherWhole = direction == 0 ? -range.lowerBound : range.upperBound
    program.setBounds(target, 0...amount)
    program.setBounds(other, 0...0)
    defer {
      program.reset()
      program.setBounds(target, 0...whole)
      program.setBounds(other, 0...otherWhole)
    }
    var objective = [Double](repeating: 0, count: 2 * cells.count)
    var total = 0.0
    for (j, other) in cells.enumerated() {
      // Hidden cells cost next to nothing, but something: no needless circles.
      let price = hidden[other] ? 1e-3 : search.losses[other]
      objective[2 * j] = -price
      objective[2 * j + 1] = -price
      total += price
    }
    objective[target] = 4 * total
    _ = program.maximum(of: objective)
    guard program.values[target] >= amount - 1e-6 else { return nil }
    return cells.indices.filter {
      abs(program.values[2 * $0] - program.values[2 * $0 + 1]) > 1e-6
    }.map { cells[$0] }
  }
}
