public import Tables

/// One line of `schedule.csv`: a shift, and how many people work it.
public struct ScheduleRow: Sendable, Equatable {
  /// "S001": unique within the file.
  public var shiftID: String
  public var unit: String
  /// Name of the pattern the shift follows.
  public var pattern: String
  public var start: IntervalLabel
  public var end: IntervalLabel
  /// Breaks as `12:00-12:30`, several separated by a space; empty for none.
  public var breaks: String
  public var count: Int
  /// Of all `count` people together, in the recipe's currency.
  public var cost: Double

  public init(
    shiftID: String, unit: String, pattern: String, start: IntervalLabel, end: IntervalLabel,
    breaks: String, count: Int, cost: Double
  ) {
    self.shiftID = shiftID
    self.unit = unit
    self.pattern = pattern
    self.start = start
    self.end = end
    self.breaks = breaks
    self.count = count
    self.cost = FileNumbers.rounded(cost)
  }
}

/// `schedule.csv`: `shift_id, unit, start, end, breaks, count, cost, pattern`.
public enum ScheduleFile {
  public static let name = "schedule.csv"

  public static func bytes(of rows: [ScheduleRow]) -> [UInt8] {
    var writer = CSVWriter(
      header: ["shift_id", "unit", "start", "end", "breaks", "count", "cost", "pattern"])
    for row in rows {
      writer.text(row.shiftID)
      writer.text(row.unit)
      writer.text(row.start.text)
      writer.text(row.end.text)
      writer.text(row.breaks)
      writer.integer(row.count)
      writer.number(row.cost)
      writer.text(row.pattern)
      writer.endRow()
    }
    return writer.bytes
  }

  public static func rows(from table: ContractTable) throws(TableError) -> [ScheduleRow] {
    let ids = try table.text("shift_id")
    let units = try table.text("unit")
    let starts = try table.labels("start")
    let ends = try table.labels("end")
    let breaks = try table.optionalText("breaks")
    let counts = try table.counts("count")
    let costs = try table.numbers("cost")
    let patterns = table.has("pattern") ? try table.text("pattern") : ids.map { _ in "shift" }
    return ids.indices.map { row in
      ScheduleRow(
        shiftID: ids[row], unit: units[row], pattern: patterns[row], start: starts[row],
        end: ends[row], breaks: breaks[row], count: counts[row], cost: costs[row])
    }
  }
}
