public import Tables

/// One line of `totals.csv`: the sum over a day, or over the whole horizon.
public struct TotalRow: Sendable, Equatable {
  public var id: String
  /// "day" or "horizon".
  public var period: String
  /// First and last date, or step, of the period.
  public var first: IntervalLabel
  public var last: IntervalLabel
  public var mean: Double
  public var median: Double
  public var bands: [ForecastRow.Band]
  /// The observed total of the same period a week before; NaN where unknown.
  public var weekBefore: Double

  public init(
    id: String, period: String, first: IntervalLabel, last: IntervalLabel, mean: Double,
    median: Double, bands: [ForecastRow.Band], weekBefore: Double
  ) {
    self.id = id
    self.period = period
    self.first = first
    self.last = last
    self.mean = FileNumbers.rounded(mean)
    self.median = FileNumbers.rounded(median)
    self.bands = bands.map {
      ForecastRow.Band(
        level: $0.level, lower: FileNumbers.rounded($0.lower), upper: FileNumbers.rounded($0.upper))
    }
    self.weekBefore = FileNumbers.rounded(weekBefore)
  }

  /// The band nearest to 80 %.
  public var mainBand: ForecastRow.Band? {
    bands.main
  }
}

/// `totals.csv`: sums with intervals of their own, for sums of intervals are not
/// intervals of sums.
public enum TotalsFile {
  public static let name = "totals.csv"

  public static func bytes(of rows: [TotalRow], levels: [Double]) -> [UInt8] {
    var writer = writer(levels: levels)
    add(rows, to: &writer)
    return writer.bytes
  }

  /// A writer that has the header.
  public static func writer(levels: [Double]) -> CSVWriter {
    let bands = levels.flatMap {
      ["lo-\(FileNumbers.spelling($0))", "hi-\(FileNumbers.spelling($0))"]
    }
    return CSVWriter(
      header: ["unique_id", "period", "first", "last", "mean", "median"] + bands + ["week_before"])
  }

  public static func add(_ rows: [TotalRow], to writer: inout CSVWriter) {
    for row in rows {
      writer.text(row.id)
      writer.text(row.period)
      writer.text(row.first.text)
      writer.text(row.last.text)
      writer.number(row.mean)
      writer.number(row.median)
      for band in row.bands {
        writer.number(band.lower)
        writer.number(band.upper)
      }
      if row.weekBefore.isNaN { writer.missing() } else { writer.number(row.weekBefore) }
      writer.endRow()
    }
  }

  public static func rows(
    from table: ContractTable, keeping kept: Set<String>? = nil
  ) throws(TableError) -> [TotalRow] {
    let ids = try table.text("unique_id")
    let periods = try table.text("period")
    let firsts = try table.labels("first")
    let lasts = try table.labels("last")
    let means = try table.numbers("mean")
    let medians = try table.numbers("median")
    let bands = try ForecastFile.bands(of: table)
    let before = try table.optionalNumbers("week_before")
    return table.places(of: ids, keeping: kept).map { row in
      TotalRow(
        id: ids[row], period: periods[row], first: firsts[row], last: lasts[row],
        mean: means[row], median: medians[row],
        bands: bands.map {
          ForecastRow.Band(level: $0.level, lower: $0.lower[row], upper: $0.upper[row])
        }, weekBefore: before[row])
    }
  }
}
