import CivilTime
public import Optimization

extension CoverModel {
  /// The programs of all units as one, with names a reader of the file can place: shifts by
  /// unit, pattern, day and start, intervals by unit and start.
  public var joinedProblem: Problem {
    var joined = Problem()
    for unit in units {
      let prefix = units.count > 1 ? unit.unit + "_" : ""
      let problem = unit.problem
      var names = (0..<problem.constraintCount).map { "breaks_\($0 + 1)" }
      for (k, row) in unit.coverRows.enumerated() {
        if let row { names[row] = "cover_" + Self.label(unit.grid.intervals[k].wallStart) }
      }
      for limit in unit.limits { names[limit.row] = "limit_" + limit.text }
      let firstRow = joined.constraintCount
      for row in 0..<problem.constraintCount {
        joined.addConstraint(
          prefix + names[row], lower: problem.constraintLowers[row],
          upper: problem.constraintUppers[row])
      }
      let columns = problem.entriesByVariable()
      for variable in 0..<problem.variableCount {
        joined.addColumn(
          prefix + Self.name(variable, of: unit), cost: problem.costs[variable],
          entries: columns[variable].map { .init(row: firstRow + $0.row, value: $0.value) },
          lower: problem.variableLowers[variable], upper: problem.variableUppers[variable],
          isInteger: problem.isInteger[variable])
      }
      joined.objectiveConstant += problem.objectiveConstant
    }
    return joined
  }

  private static func name(_ variable: Int, of unit: UnitModel) -> String {
    let columns = unit.candidates.columns
    guard variable < columns.count else {
      let place = variable - columns.count
      return place < unit.breakVariables.count
        ? "break_\(place + 1)" : "short_\(place - unit.breakVariables.count + 1)"
    }
    let duty = unit.candidates.duties[columns[variable].duties[0]]
    let start = label(unit.grid.wall(at: duty.start))
    return "\(unit.patterns[duty.pattern].name)_\(start)"
  }

  private static func label(_ wall: WallTime) -> String {
    "\(wall.date)T\(ClockTime(minuteOfDay: wall.secondOfDay / 60))"
  }
}
