/// Why a table cannot be made into series.
///
/// No case carries a value of a cell: agency data are personal. Rows count from
/// 1, the first below the header.
public enum TimeSeriesError: Error, Equatable, Sendable {
  /// A column that was asked for is not there.
  case noColumn(String, available: [String])
  /// No column was asked for, and which to take as `role` ("time", "value") is
  /// not evident.
  case unclearColumn(role: String, candidates: [String])
  /// No column holds times, and many are named after dates: a table with one
  /// column a time.
  case wide(firstDate: String, count: Int)
  /// A column holds values of another kind than its role needs.
  case wrongKind(column: String, needed: String)
  /// No row has a time and a value.
  case noData
  /// A log has rows, and every one was left out on request.
  case noEvents(filteredOut: Int, outsideDates: Int)
  /// Every row of every series has one and the same time: nothing tells how far
  /// apart observations lie.
  case oneTime
  /// The times lie on no regular grid; the text says what was found.
  case irregular(String)
  /// Several rows give different values for the same series and time: how many
  /// times, and the rows of the first of them.
  case conflictingRows(times: Int, rows: [Int], cause: ConflictCause)
  /// The axis would have more steps than can be meant.
  case tooManySteps(Int)
  /// A schedule or frequency that does not fit the data.
  case badOption(String)
}

/// What conflicting rows have in common.
public enum ConflictCause: Sendable, Equatable {
  case unknown
  /// All lie in an hour that clocks show twice in autumn, and no zone was given.
  case doubledHour
  /// All lie in the hour after a clock goes forward, where times were found that
  /// the zone's clock skips: the file's clock does not change.
  case skippedHour
}

extension TimeSeriesError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noColumn(let name, let available):
      return "no column \"\(name)\"; there are \(quoted(available))"
    case .unclearColumn(let role, let candidates):
      let which = candidates.isEmpty ? "none fits" : "it could be \(quoted(candidates))"
      return "which column is the \(role)? \(which). Name it with --\(role)"
    case .wide(let firstDate, let count):
      return
        "the file is wide: \(count) columns, from \"\(firstDate)\" on, are named after dates. "
        + "Make it long, one row a series and date with columns unique_id, ds and y (in a "
        + "spreadsheet: unpivot; in Python: pandas.melt)"
    case .wrongKind(let column, let needed): return "column \"\(column)\": needs \(needed)"
    case .noData: return "no row has both a time and a value"
    case .noEvents(let filteredOut, let outsideDates):
      let reasons =
        (filteredOut > 0 ? ["\(counted(filteredOut, "row")) did not pass the filter"] : [])
        + (outsideDates > 0 ? ["\(counted(outsideDates, "row")) lie outside the dates"] : [])
      return "nothing is left to count: \(reasons.joined(separator: ", ")). "
        + "Check --filter, --from and --through"
    case .oneTime:
      return "only one time: cannot tell how far apart observations lie. Add earlier rows, or "
        + "say the step with --frequency where the command has it"
    case .irregular(let found):
      return "\(found). For a list of events, count them first; else say the step with "
        + "--frequency where the command has it"
    case .conflictingRows(let times, let rows, let cause):
      let listed = rows.prefix(5).map(String.init).joined(separator: ", ")
      let hint =
        switch cause {
        case .unknown:
          "Try --duplicates sum, mean or last, or name the column that tells them apart with --id"
        case .doubledHour:
          "They all lie in an hour that clocks show twice in autumn: try --time-zone"
        case .skippedHour:
          "They come from times the zone's clock skips in spring: the file's clock does not "
            + "change. Leave --time-zone out, or try --duplicates sum"
        }
      return
        "\(times) time\(times == 1 ? " has" : "s have") several rows with different values "
        + "(the first: rows \(listed)). \(hint)"
    case .tooManySteps(let count):
      return "the axis would have \(count) steps: is one of the dates wrong?"
    case .badOption(let what): return what
    }
  }
}

private func quoted(_ names: [String]) -> String {
  names.map { "\"\($0)\"" }.joined(separator: ", ")
}
