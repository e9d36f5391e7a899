public import Tables

/// One line of `requirement.csv`: the people an interval of a unit needs.
public struct RequirementRow: Sendable, Equatable {
  public var unit: String
  public var start: IntervalLabel
  public var end: IntervalLabel
  /// Expected contacts in the interval.
  public var mean: Double
  /// People to schedule, shrinkage included, at the recipe's confidence.
  public var required: Int
  /// The same for a quiet and for a busy interval: at 10 % and 90 % confidence.
  public var low: Int
  public var high: Int

  public init(
    unit: String, start: IntervalLabel, end: IntervalLabel, mean: Double, required: Int, low: Int,
    high: Int
  ) {
    self.unit = unit
    self.start = start
    self.end = end
    self.mean = FileNumbers.rounded(mean)
    self.required = required
    self.low = low
    self.high = high
  }
}

/// `requirement.csv`: `unit, start, end, mean, required, lo, hi`.
public enum RequirementFile {
  public static let name = "requirement.csv"

  public static func bytes(of rows: [RequirementRow]) -> [UInt8] {
    var writer = CSVWriter(header: ["unit", "start", "end", "mean", "required", "lo", "hi"])
    for row in rows {
      writer.text(row.unit)
      writer.text(row.start.text)
      writer.text(row.end.text)
      writer.number(row.mean)
      writer.integer(row.required)
      writer.integer(row.low)
      writer.integer(row.high)
      writer.endRow()
    }
    return writer.bytes
  }

  public static func rows(from table: ContractTable) throws(TableError) -> [RequirementRow] {
    let units = try table.text("unit")
    let starts = try table.labels("start")
    let ends = try table.labels("end")
    let means = try table.numbers("mean")
    let required = try table.counts("required")
    let low = try table.counts("lo")
    let high = try table.counts("hi")
    return units.indices.map { row in
      RequirementRow(
        unit: units[row], start: starts[row], end: ends[row], mean: means[row],
        required: required[row], low: low[row], high: high[row])
    }
  }
}
