public import Optimization

/// Why there is no staffing plan.
public enum StaffingError: Error, Equatable, Sendable {
  case noIntervals
  /// The interval at this index of the input, and what is wrong with it.
  case invalidInterval(index: Int, String)
  case invalidPattern(PatternError)
  /// A rule of `CoverRules` by name, and what is wrong with it.
  case invalidRule(String, String)
  /// Persons are required in these intervals, and no shift of any pattern is
  /// there through all of one of them.
  case uncoverable([CoverInterval])
  /// The requirement cannot be met within these limits together. `short` are
  /// the intervals that stay short when as little as possible is given up.
  case conflictingLimits([String], short: [CoverInterval])
  /// These limits and needs contradict each other.
  case conflictingRules(StaffingConflict)
  /// More candidate shifts than the model takes.
  case tooManyCandidates(unit: String, count: Int, limit: Int)
  /// A limit of the solver was reached before it found a plan; no plan of this
  /// unit costs less than `bound`.
  case noPlanWithinLimit(unit: String, bound: Double)
  /// The solver gave an answer that the model rules out.
  case unexpected(unit: String, SolutionStatus)
}

extension StaffingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noIntervals:
      return "there is no interval to cover"
    case .invalidInterval(let index, let reason):
      return "interval \(index + 1): \(reason)"
    case .invalidPattern(let error):
      return error.description
    case .invalidRule(let name, let reason):
      return "\(name): \(reason)"
    case .uncoverable(let intervals):
      return "no shift can cover " + StaffingError.list(intervals)
        + ". Add a pattern that works then, or set underCoverPrice to allow shortfalls."
    case .conflictingLimits(let limits, let short):
      let place = short.isEmpty ? "" : "; short in " + StaffingError.list(short)
      return "the requirement cannot be met within these limits: "
        + limits.joined(separator: ", ") + place
        + ". Relax a limit, or set underCoverPrice to allow shortfalls."
    case .conflictingRules(let conflict):
      let needs =
        conflict.needs.isEmpty
        ? [] : ["the need of \(StaffingError.list(conflict.needs, showsNeed: true))"]
      var helps = conflict.changes.prefix(3).map { "\($0.limit): \($0.to) instead of \($0.from)" }
      let others = conflict.changes.count - helps.count
      if others > 0 { helps.append("\(others) more of the kind") }
      let unit = conflict.unit.isEmpty ? "" : "unit \"\(conflict.unit)\": "
      return unit + "these rules cannot be met together: "
        + (conflict.limits + needs).joined(separator: "; ")
        + (conflict.isSmallest ? " (without any one of them the others can)" : "")
        + (helps.isEmpty
          ? ". Relax a limit"
          : ". The least change that helps is " + helps.joined(separator: " and "))
        + (conflict.needs.isEmpty
          ? "." : "; or set underCoverPrice to allow shortfalls.")
    case .tooManyCandidates(let unit, let count, let limit):
      return "unit \"\(unit)\" has \(count) candidate shifts, more than \(limit): "
        + "use a larger startEvery, or a larger every for breaks"
    case .noPlanWithinLimit(let unit, let bound):
      return "no plan for unit \"\(unit)\" within the solver's limits"
        + (bound.isFinite && bound > 0 ? "; none costs less than \(bound)" : "")
    case .unexpected(let unit, let status):
      return "the solver ended with \"\(status.rawValue)\" for unit \"\(unit)\""
    }
  }

  /// The first few intervals by unit, date and time, and how many more.
  private static func list(_ intervals: [CoverInterval], showsNeed: Bool = false) -> String {
    let shown = intervals.prefix(5).map { interval in
      let time = ClockTime(minuteOfDay: interval.wallStart.secondOfDay / 60)
      let unit = interval.unit.isEmpty ? "" : "\"\(interval.unit)\" "
      let need = showsNeed ? " (\(Int(interval.required.rounded(.up))))" : ""
      return "\(unit)\(interval.wallStart.date) \(time)\(need)"
    }
    let more = intervals.count - shown.count
    return shown.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }
}
