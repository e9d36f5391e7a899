public import Tables

/// One line of `members.csv`: a model that was tried on a series, and what became of it.
public struct MemberLine: Sendable, Equatable {
  public var id: String
  /// Its name in the list of models: "ETS".
  public var member: String
  /// The form that was fitted: "ETS(A,N,A)".
  public var fit: String
  /// "used", "left out" or "failed".
  public var status: String
  /// Share in the combination, 0 ... 1.
  public var weight: Double
  /// Its own mean absolute scaled error over the backtest; NaN without one.
  public var mase: Double
  /// Why it was left out or failed; empty where it was used.
  public var reason: String

  public init(
    id: String, member: String, fit: String, status: String, weight: Double, mase: Double,
    reason: String
  ) {
    self.id = id
    self.member = member
    self.fit = fit
    self.status = status
    self.weight = FileNumbers.rounded(weight)
    self.mase = FileNumbers.rounded(mase)
    self.reason = reason
  }
}

/// `members.csv`.
public enum MembersFile {
  public static let name = "members.csv"
  public static let textColumns = ["unique_id", "member", "fit", "status", "reason"]
  static let header = ["unique_id", "member", "fit", "status", "weight", "MASE", "reason"]

  /// A writer that has the header.
  public static func writer() -> CSVWriter { CSVWriter(header: header) }

  public static func add(_ line: MemberLine, to writer: inout CSVWriter) {
    writer.text(line.id)
    writer.text(line.member)
    writer.text(line.fit)
    writer.text(line.status)
    writer.number(line.weight)
    writer.number(line.mase)
    writer.text(line.reason)
    writer.endRow()
  }

  /// - Parameter kept: ids whose lines are wanted; nil for all.
  public static func rows(
    from table: ContractTable, keeping kept: Set<String>? = nil
  ) throws(TableError) -> [MemberLine] {
    let ids = try table.text("unique_id")
    let members = try table.text("member")
    let fits = try table.text("fit")
    let status = try table.text("status")
    let weights = try table.numbers("weight")
    let errors = try table.optionalNumbers("MASE")
    let reasons = try table.optionalText("reason")
    return table.places(of: ids, keeping: kept).map {
      MemberLine(
        id: ids[$0], member: members[$0], fit: fits[$0], status: status[$0],
        weight: weights[$0], mase: errors[$0], reason: reasons[$0])
    }
  }
}
