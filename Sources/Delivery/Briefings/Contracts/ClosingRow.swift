import Tables

/// One line of `closing.csv`: how long the cases of a group or a year take.
public struct ClosingRow: Sendable, Equatable {
  /// Empty for all groups together.
  public var group: String
  /// Year of creation; empty for all.
  public var period: String
  public var cases: Int
  public var open: Int
  /// Cases that end before they begin.
  public var setAside: Int
  /// Share closed within the asked number of days, by Kaplan and Meier, and its
  /// 95 % interval.
  public var share: Double
  public var shareLow: Double
  public var shareHigh: Double
  /// Days by which 25, 50, 75 and 90 % are closed; nil where so many never were.
  public var quantiles: [Double?]
  public var meanOfClosed: Double

  public init(
    group: String, period: String, cases: Int, open: Int, setAside: Int, share: Double,
    shareLow: Double, shareHigh: Double, quantiles: [Double?], meanOfClosed: Double
  ) {
    self.group = group
    self.period = period
    self.cases = cases
    self.open = open
    self.setAside = setAside
    self.share = share
    self.shareLow = shareLow
    self.shareHigh = shareHigh
    self.quantiles = quantiles
    self.meanOfClosed = meanOfClosed
  }

  public var median: Double? { quantiles[1] }
}

/// `closing.csv`.
public enum ClosingFile {
  public static func bytes(of rows: [ClosingRow], withinDays: Double) -> [UInt8] {
    let days = FileNumbers.spelling(withinDays)
    var writer = CSVWriter(header: [
      "group", "period", "cases", "open", "set_aside", "closed_within_\(days)d", "lo-95", "hi-95",
      "days_25", "days_50", "days_75", "days_90", "mean_days_of_closed",
    ])
    for row in rows {
      writer.text(row.group)
      writer.text(row.period)
      writer.integer(row.cases)
      writer.integer(row.open)
      writer.integer(row.setAside)
      let numbers = [row.share, row.shareLow, row.shareHigh] + row.quantiles.map { $0 ?? .nan }
      for value in numbers + [row.meanOfClosed] {
        if value.isFinite { writer.number(FileNumbers.rounded(value)) } else { writer.missing() }
      }
      writer.endRow()
    }
    return writer.bytes
  }
}
