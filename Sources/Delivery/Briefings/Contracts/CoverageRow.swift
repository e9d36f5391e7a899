public import Tables

/// A share with what it may turn out to be: both ends of the 80 % range over what
/// the forecast leaves open. NaN where it is not known.
public struct ShareRange: Sendable, Equatable {
  public var expected: Double
  public var low: Double
  public var high: Double

  public init(expected: Double, low: Double, high: Double) {
    self.expected = FileNumbers.rounded(expected)
    self.low = FileNumbers.rounded(low)
    self.high = FileNumbers.rounded(high)
  }

  public static let unknown = ShareRange(expected: .nan, low: .nan, high: .nan)
}

/// One line of `coverage.csv`: what the plan gives an interval.
public struct CoverageRow: Sendable, Equatable {
  public var unit: String
  public var start: IntervalLabel
  public var end: IntervalLabel
  public var required: Int
  /// People on duty for the whole interval.
  public var covered: Int
  /// Share answered in time; unknown where the target is of another kind.
  public var service: ShareRange
  /// Share of the time at work that agents are busy.
  public var occupancy: ShareRange
  /// Share of contacts that hang up.
  public var abandonment: ShareRange
  /// What one more required person in this interval would cost, by the linear
  /// relaxation.
  public var price: Double

  public init(
    unit: String, start: IntervalLabel, end: IntervalLabel, required: Int, covered: Int,
    service: ShareRange, occupancy: ShareRange, abandonment: ShareRange, price: Double
  ) {
    self.unit = unit
    self.start = start
    self.end = end
    self.required = required
    self.covered = covered
    self.service = service
    self.occupancy = occupancy
    self.abandonment = abandonment
    self.price = FileNumbers.rounded(price)
  }
}

/// `coverage.csv`.
public enum CoverageFile {
  public static let name = "coverage.csv"
  private static let shares = ["service_level", "occupancy", "abandonment"]

  public static func bytes(of rows: [CoverageRow]) -> [UInt8] {
    let columns = shares.flatMap { [$0, $0 + "_lo-80", $0 + "_hi-80"] }
    var writer = CSVWriter(
      header: ["unit", "start", "end", "required", "covered"] + columns + ["price"])
    for row in rows {
      writer.text(row.unit)
      writer.text(row.start.text)
      writer.text(row.end.text)
      writer.integer(row.required)
      writer.integer(row.covered)
      let ranges = [row.service, row.occupancy, row.abandonment]
      for value in ranges.flatMap({ [$0.expected, $0.low, $0.high] }) + [row.price] {
        if value.isFinite { writer.number(value) } else { writer.missing() }
      }
      writer.endRow()
    }
    return writer.bytes
  }

  public static func rows(from table: ContractTable) throws(TableError) -> [CoverageRow] {
    let units = try table.text("unit")
    let starts = try table.labels("start")
    let ends = try table.labels("end")
    let required = try table.counts("required")
    let covered = try table.counts("covered")
    var ranges: [[ShareRange]] = []
    for share in shares {
      let expected = try table.optionalNumbers(share)
      let low = try table.optionalNumbers(share + "_lo-80")
      let high = try table.optionalNumbers(share + "_hi-80")
      ranges.append(
        units.indices.map { ShareRange(expected: expected[$0], low: low[$0], high: high[$0]) })
    }
    let prices = try table.optionalNumbers("price")
    return units.indices.map { row in
      CoverageRow(
        unit: units[row], start: starts[row], end: ends[row], required: required[row],
        covered: covered[row], service: ranges[0][row], occupancy: ranges[1][row],
        abandonment: ranges[2][row], price: prices[row])
    }
  }
}
