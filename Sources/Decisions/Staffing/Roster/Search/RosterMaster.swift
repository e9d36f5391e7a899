import Optimization

/// Column generation over some of the people, the others' duties being settled.
///
/// The master chooses one roster (a column) a person, and pays for people too few and too
/// many (Dantzig & Wolfe 1960). The pricer of each person finds the rosters that would
/// lower it. The bound is Lagrange's at the prices used (Farley 1990 gives the same where
/// every person has one roster); prices are smoothed towards those of the best bound
/// (Wentges 1997), which takes far fewer rounds on these degenerate programs.
final class RosterMaster {
  struct Column {
    var slot: Int
    var duties: [UInt8]
    var cost: Double
    var rows: [Int32]
  }

  let model: RosterModel
  let people: [Int]
  /// People still to be found for each need.
  let residual: [Double]
  /// What the program adds to each need.
  private let shift: [Double]
  private(set) var columns: [Column] = []
  private(set) var columnsOf: [[Int]]
  private var known: [Set<[UInt8]>]
  let program = IncrementalLinearProgram()
  /// Best bound on the whole, with the bans as they are.
  private(set) var bound = -Double.infinity
  private(set) var objective = Double.infinity
  private(set) var stable: [Double]
  private var isCentred = false
  /// The program's own prices of the needs when it was last priced.
  private(set) var duals: [Double]
  /// Whether columns or bounds have changed since the program was solved.
  private var isStale = true
  /// Labels a node that pricing sets for now; nil for all.
  private var width: Int? = 6
  /// Duties a person must not have, by branching.
  private(set) var bans: [[Bool]?]
  var firstColumn: Int { 2 * residual.count }

  /// Enters one roster a slot and starts the program from it.
  func start(from rosters: [[UInt8]]) {
    for (slot, duties) in rosters.enumerated() { add([duties], slot: slot) }
    var left = residual
    for column in columns { for row in column.rows { left[Int(row)] -= 1 } }
    var standing = [IncrementalLinearProgram.Standing](
      repeating: .atLower, count: program.columnCount)
    for (i, gap) in left.enumerated() { standing[gap >= 0 ? 2 * i : 2 * i + 1] = .basic }
    for c in columns.indices { standing[firstColumn + c] = .basic }
    program.basis = .init(
      columns: standing,
      rows: Array(repeating: .atLower, count: program.rowCount))
  }

  init(_ model: RosterModel, people: [Int], residual: [Int]) {
    self.model = model
    self.people = people
    self.residual = residual.map(Double.init)
    columnsOf = Array(repeating: [], count: people.count)
    known = Array(repeating: [], count: people.count)
    bans = Array(repeating: nil, count: people.count)
    stable = Array(repeating: 0, count: residual.count)
    duals = stable
    // Partitions are degenerate: needs a little off whole numbers, each by another part,
    // keep the simplex method moving (Charnes 1952).
    shift = residual.indices.map {
      1e-5 * (1 + (Double($0 + 1) * 0.6180339887498949).truncatingRemainder(dividingBy: 1))
    }
    program.addRows(
      zip(self.residual, shift).map { .init(lower: $0 + $1, upper: $0 + $1) }
        + people.map { _ in .init(lower: 1, upper: 1) })
    var slack: [IncrementalLinearProgram.Column] = []
    for (i, need) in model.needs.enumerated() {
      slack.append(.init(cost: need.under, entries: [.init(row: i, value: 1)]))
      slack.append(.init(cost: need.over, entries: [.init(row: i, value: -1)]))
    }
    program.addColumns(slack)
  }

  /// Prices to set out from, with a bound that is known already.
  func centre(at prices: [Double], bound known: Double = -.infinity) {
    stable = prices
    isCentred = true
    bound = max(bound, known)
  }

  /// Adds rosters of the person in a slot; those known already are left out.
  func add(_ rosters: [[UInt8]], slot: Int) {
    var fresh: [IncrementalLinearProgram.Column] = []
    for duties in rosters where known[slot].insert(duties).inserted {
      guard let cost = model.pricers[people[slot]].ownCost(of: duties) else { continue }
      var rows: [Int32] = []
      for (day, duty) in duties.enumerated() where duty > 0 {
        rows += model.needsOf[day * model.dutyCount + Int(duty)]
      }
      columnsOf[slot].append(columns.count)
      columns.append(Column(slot: slot, duties: duties, cost: cost, rows: rows))
      fresh.append(
        .init(
          cost: cost, upper: isAllowed(columns.count - 1) ? .infinity : 0,
          entries: rows.map { .init(row: Int($0), value: 1) }
            + [.init(row: residual.count + slot, value: 1)]))
    }
    if !fresh.isEmpty {
      program.addColumns(fresh)
      isStale = true
    }
  }

  func isAllowed(_ column: Int) -> Bool {
    let c = columns[column]
    guard let ban = bans[c.slot] else { return true }
    return !c.duties.enumerated().contains { ban[$0 * model.dutyCount + Int($1)] }
  }

  private func applyBounds(slot: Int) {
    isStale = true
    for c in columnsOf[slot] {
      program.setBounds(firstColumn + c, lower: 0, upper: isAllowed(c) ? .infinity : 0)
    }
  }

  func ban(slot: Int, _ ban: [Bool]?) {
    bans[slot] = ban
    width = 6
    applyBounds(slot: slot)
    bound = -.infinity
  }

  func value(_ column: Int, _ primal: [Double]) -> Double { primal[firstColumn + column] }

  /// Cost of a column at prices of the needs.
  private func cost(_ column: Column, _ prices: [Double]) -> Double {
    var cost = column.cost
    for row in column.rows { cost -= prices[Int(row)] }
    return cost
  }

  enum Outcome { case converged, cutOff, stopped }

  /// Solves the relaxation by rounds of pricing until no roster is missing, the bound
  /// passes `cutoff`, or the rounds are used up.
  ///
  /// - Parameter goal: a value that is low enough, where no bound is asked for.
  func generate(
    cutoff: Double, rounds: Int, goal: Double = -.infinity, shouldStop: () -> Bool
  ) -> Outcome {
    // From a centre handed in, pricing starts at its very prices.
    var smoothing = isCentred ? 1 : 0.5
    var isSmoothed = bound > -.infinity || isCentred
    isCentred = false
    for _ in 0..<rounds {
      guard resolve() else { return .stopped }
      let duals = program.rowDuals
      objective = program.objective - zip(duals, shift).reduce(0) { $0 + $1.0 * $1.1 }
      if bound >= cutoff { return .cutOff }
      if objective - bound < 1e-6 * max(1, abs(objective)) || objective <= goal {
        return .converged
      }
      if shouldStop() { return .stopped }
      var prices = Array(duals[..<residual.count])
      self.duals = prices
      for i in prices.indices {
        prices[i] = min(max(prices[i], -model.needs[i].over), model.needs[i].under)
        if isSmoothed { prices[i] = smoothing * stable[i] + (1 - smoothing) * prices[i] }
      }
      let round = price(prices, duals, width: width)
      if round.bound > bound {
        bound = round.bound
        stable = prices
      }
      if smoothing == 1 { smoothing = 0.5 }
      if round.added > 0 {
        isSmoothed = bound > -.infinity
        if width == nil { width = 36 }
        continue
      }
      // Nothing that helps at the program's own prices: smooth less, then look closer.
      if isSmoothed {
        isSmoothed = false
        smoothing *= 0.8
      } else if let now = width, round.isShort {
        width = now < 40 ? now * 6 : nil
        smoothing = 0.5
        isSmoothed = bound > -.infinity
      } else {
        return shouldStop() ? .stopped : .converged
      }
    }
    return .stopped
  }

  /// Solves the program where it has changed; false when that fails.
  func resolve() -> Bool {
    guard isStale else { return program.status == .optimal }
    let before = program.iterations
    var status = program.solve(
      iterationLimit: 600 + 3 * program.rowCount, shouldStop: model.shouldStop)
    if status != .optimal, model.shouldStop?() != true {
      // The primal method stalls: the dual one starts from the needs, where prices that are
      // not negative make it feasible.
      program.basis = .init(
        columns: Array(repeating: .atLower, count: program.columnCount),
        rows: Array(repeating: .basic, count: program.rowCount))
      status = program.solve(
        iterationLimit: 20 * (program.rowCount + 50), shouldStop: model.shouldStop)
    }
    isStale = status == .stopped
    model.spend((program.iterations - before) * 40 * (program.rowCount + 100))
    return status == .optimal
  }

  /// One round of pricing: the bound at these prices, and how many of the rosters found
  /// help at the program's duals.
  private func price(
    _ prices: [Double], _ duals: [Double], width: Int?
  ) -> (bound: Double, added: Int, isShort: Bool) {
    var total = 0.0
    for i in prices.indices { total += prices[i] * residual[i] }
    var added = 0
    var isShort = false
    for slot in people.indices {
      var ceiling = Double.infinity
      for c in columnsOf[slot] where isAllowed(c) {
        ceiling = min(ceiling, cost(columns[c], prices))
      }
      var duty = model.pricers[people[slot]].wishes
      for k in duty.indices {
        for n in model.needsOf[k] { duty[k] -= prices[Int(n)] }
        if let ban = bans[slot], ban[k] { duty[k] = .infinity }
      }
      let result = duty.withUnsafeBufferPointer {
        model.cheapest(
          people[slot], $0.baseAddress!, below: ceiling - 1e-7, count: 3, width: width)
      }
      total += min(result.bound, ceiling)
      if result.bound < ceiling - 1e-7, result.rosters.isEmpty { isShort = true }
      let own = duals[residual.count + slot]
      let before = columns.count
      add(result.rosters.map(\.duties), slot: slot)
      for c in before..<columns.count where cost(columns[c], duals) - own < -1e-7 { added += 1 }
    }
    return (total, added, isShort)
  }
}
