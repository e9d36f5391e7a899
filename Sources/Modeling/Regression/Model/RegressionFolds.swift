import Statistics

/// The folds a specification asks for, and what they are called.
struct RegressionFolds: Sendable {
  var splits: [DataSplit]
  var words: String

  /// - Parameters:
  ///   - frame: has the columns of time and group; rows are those of `rows.kept`.
  /// - Throws: `.unknownColumn`, `.notFinite` for a time or group that is missing, `.setting`.
  init(
    _ specification: RegressionSpecification, _ rows: RegressionRows, _ frame: ModelFrame,
    _ response: RegressionSpecification.Response, levels: [String]?
  ) throws(RegressionError) {
    let folds = specification.folds
    guard folds > 0 else {
      (splits, words) = ([], "none")
      return
    }
    guard folds > 1 else { throw .setting("folds", reason: "must be 0 or at least 2") }
    if let name = specification.time {
      let times = try frame.ordering(name, rows: rows.kept)
      splits = try DataSplit.forwardChaining(times: times, folds: folds)
      words = "\(folds) folds, each later in \(name) than what it was trained on"
      return
    }
    if let name = specification.group ?? specification.cluster {
      let groups = try frame.groups(name, rows: rows.kept)
      splits = try DataSplit.grouped(
        groups: groups.map(Int.init), folds: folds, seed: specification.seed)
      words = "\(folds) folds, each with groups of \(name) that training had not seen"
      return
    }
    let count = min(folds, rows.count)
    guard count > 1 else {
      (splits, words) = ([], "none: too few rows")
      return
    }
    let isClasses = (levels?.count ?? 0) > 1 || (response == .yesNo && rows.trials == nil)
    splits =
      isClasses
      ? try DataSplit.stratified(
        classes: rows.response.map { Int($0) }, folds: count, seed: specification.seed)
      : try DataSplit.kFold(rows: rows.count, folds: count, seed: specification.seed)
    words = "\(count) folds drawn at random"
  }
}

extension ModelFrame {
  /// Values that put rows in order: numbers, or seconds of a time column.
  func ordering(_ name: String, rows: [Int]) throws(RegressionError) -> [Double] {
    guard let column = self[name] else { throw unknown(name) }
    switch column.values {
    case .numeric(let values):
      for row in rows where !values[row].isFinite { throw .notFinite(column: name, row: row) }
      return rows.map { values[$0] }
    case .time(let times, let missing):
      for row in rows where missing[row] { throw .notFinite(column: name, row: row) }
      return rows.map { Double(times.seconds[$0]) }
    case .factor:
      throw .unusableColumn(name, reason: "holds text, which does not put rows in order of time")
    }
  }

  /// Codes of the groups that rows belong to.
  func groups(_ name: String, rows: [Int]) throws(RegressionError) -> [Int32] {
    guard self[name] != nil else { throw unknown(name) }
    let factor = try FrameEvaluator(self).factor(.variable(name))
    for row in rows where factor.codes[row] < 0 { throw .notFinite(column: name, row: row) }
    return rows.map { factor.codes[$0] }
  }

  private func unknown(_ name: String) -> RegressionError {
    .unknownColumn(name, nearest: nearestName(name, among: columns.map(\.name)))
  }
}
