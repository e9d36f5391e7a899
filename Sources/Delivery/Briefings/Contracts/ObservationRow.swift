public import Tables

/// One line of `history.csv`: what was observed lately, for charts.
public struct ObservationRow: Sendable, Equatable {
  public var id: String
  public var start: IntervalLabel
  /// NaN is missing.
  public var y: Double

  public init(id: String, start: IntervalLabel, y: Double) {
    self.id = id
    self.start = start
    self.y = FileNumbers.rounded(y)
  }
}

/// `history.csv`: `unique_id, ds, y`.
public enum HistoryFile {
  public static let name = "history.csv"

  public static func bytes(of rows: [ObservationRow]) -> [UInt8] {
    var writer = CSVWriter(header: ["unique_id", "ds", "y"])
    for row in rows {
      writer.text(row.id)
      writer.text(row.start.text)
      if row.y.isNaN { writer.missing() } else { writer.number(row.y) }
      writer.endRow()
    }
    return writer.bytes
  }

  public static func rows(from table: ContractTable) throws(TableError) -> [ObservationRow] {
    let ids = try table.text("unique_id")
    let starts = try table.labels("ds")
    let values = try table.optionalNumbers("y")
    return ids.indices.map { ObservationRow(id: ids[$0], start: starts[$0], y: values[$0]) }
  }
}
