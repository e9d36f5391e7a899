import Optimization

extension UnitModel {
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
