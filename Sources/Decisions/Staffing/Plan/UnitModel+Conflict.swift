import Optimization

extension UnitModel {
  /// A smallest set of limits and needs that cannot be kept together, and the least change of
  /// limits that makes a plan possible; where the search for one decides nothing, what stands
  /// in the way of the cheapest shortfall.
  func explanation(limits solverLimits: SolverLimits) -> StaffingError {
    var few = solverLimits
    few.nodes = min(solverLimits.nodes, 200)
    guard let found = problem.irreducibleConflict(limits: few) else {
      return conflict(limits: solverLimits)
    }
    let rows = Set(found.constraints.map(\.index))
    let named = limits.filter { rows.contains($0.row) }
    guard !named.isEmpty else { return conflict(limits: solverLimits) }
    let needs = coverRows.indices.filter { k in coverRows[k].map(rows.contains) ?? false }
    return .conflictingRules(
      StaffingConflict(
        unit: unit, limits: named.map(\.text), needs: needs.map { grid.intervals[$0] },
        isSmallest: found.isIrreducible, changes: changes(limits: few)))
  }

  private func changes(limits solverLimits: SolverLimits) -> [StaffingConflict.Change] {
    var prices = [Double?](repeating: nil, count: problem.constraintCount)
    for limit in limits { prices[limit.row] = 1 }
    guard let relaxed = problem.cheapestRelaxation(prices: prices, limits: solverLimits) else {
      return []
    }
    return relaxed.changes.compactMap { change in
      guard let limit = limits.first(where: { $0.row == change.constraint }) else { return nil }
      let moved = change.limit + (change.side == .upper ? change.amount : -change.amount)
      return StaffingConflict.Change(
        limit: limit.text, from: Int(change.limit.rounded()),
        to: Int(
          (moved + (change.side == .upper ? -1e-6 : 1e-6)).rounded(
            change.side == .upper ? .up : .down)))
    }
  }

  /// Why the problem has no plan, by giving up as little as possible (the
  /// elastic program of Brown & Graves 1975; Chinneck 2008, §6.1).
  ///
  /// First the cover may fall short while the limits hold: the limits that then
  /// bear a price are those that stand in the way. Where the limits contradict
  /// each other already, they may be broken instead, and the broken ones are named.
  func conflict(limits solverLimits: SolverLimits) -> StaffingError {
    let relaxed = minimize(elastic(limitsGive: false), limits: solverLimits)
    if !relaxed.primal.isEmpty {
      let short = coverRows.indices.filter { k in
        guard let row = coverRows[k] else { return false }
        return relaxed.primal[problem.variableCount + row] > 1e-6
      }
      let pressing = limits.filter {
        !relaxed.rowDuals.isEmpty && abs(relaxed.rowDuals[$0.row]) > 1e-9
      }
      return .conflictingLimits(
        (pressing.isEmpty ? limits : pressing).map(\.text),
        short: short.map { grid.intervals[$0] })
    }
    let broken = minimize(elastic(limitsGive: true), limits: solverLimits)
    guard !broken.primal.isEmpty else { return .unexpected(unit: unit, broken.status) }
    let rows = problem.constraintCount
    let named = limits.filter {
      broken.primal[problem.variableCount + $0.row] > 1e-6
        || broken.primal[problem.variableCount + rows + $0.row] > 1e-6
    }
    return .conflictingLimits((named.isEmpty ? limits : named).map(\.text), short: [])
  }

  /// The problem with a slack upwards and one downwards for every row, which
  /// cost one a unit, the true costs left out. Slacks of rows that must hold
  /// are fixed at zero, so that variables keep their places: `variableCount` +
  /// row for more, that plus `constraintCount` for less.
  private func elastic(limitsGive: Bool) -> Problem {
    var elastic = problem
    for variable in 0..<problem.variableCount { elastic.setCost(variable: variable, 0) }
    elastic.objectiveConstant = 0
    let cover = Set(coverRows.compactMap { $0 })
    let limitRows = Set(limits.map(\.row))
    for direction in [1.0, -1.0] {
      for row in 0..<problem.constraintCount {
        let gives =
          cover.contains(row) ? direction > 0 : limitsGive && limitRows.contains(row)
        elastic.addColumn(
          cost: 1, entries: [Problem.Entry(row: row, value: direction)],
          upper: gives ? .infinity : 0)
      }
    }
    return elastic
  }
}
