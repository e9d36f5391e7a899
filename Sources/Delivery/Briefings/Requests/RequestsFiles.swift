public import Tables

/// `weeks.csv`, `months.csv`, `seasons.csv` and `crews.csv` of a log of requests.
public enum RequestsFiles {
  public static let weeks = "weeks.csv"
  public static let months = "months.csv"
  public static let seasons = "seasons.csv"
  public static let crews = "crews.csv"

  public static func weeks(of facts: RequestsFacts) -> [UInt8] {
    var writer = CSVWriter(header: ["week", "came", "closed", "open_mean"])
    for week in facts.weeks {
      writer.text(week.first)
      for value in [week.came, week.closed, week.open] { write(value, to: &writer) }
      writer.endRow()
    }
    return writer.bytes
  }

  public static func months(of facts: RequestsFacts) -> [UInt8] {
    var writer = CSVWriter(header: [
      "month", "cases", "open", "share_in_time", "lo-95", "hi-95", "median_days", "days_90",
    ])
    for entry in facts.months { write(entry, to: &writer) }
    return writer.bytes
  }

  public static func seasons(of facts: RequestsFacts) -> [UInt8] {
    var writer = CSVWriter(header: [
      "year", "came", "crew_days_worked", "crew_days_needed", "needed_lo", "needed_hi",
      "share_in_time",
    ])
    for season in facts.seasons {
      writer.integer(season.year)
      for value in [
        season.came, season.worked, season.needed, season.neededLow, season.neededHigh,
        season.kept.share,
      ] { write(value, to: &writer) }
      writer.endRow()
    }
    return writer.bytes
  }

  public static func crews(of facts: RequestsFacts) -> [UInt8] {
    var writer = CSVWriter(header: [
      "start", "end", "open_days", "crews", "crew_days", "expected", "lo-80", "hi-80",
      "share_in_time", "share_lo-80", "share_hi-80",
    ])
    for month in facts.plan.months {
      writer.text(month.first)
      writer.text(month.last)
      writer.integer(month.openDays)
      writer.integer(month.crews)
      writer.integer(month.openDays * month.crews)
      for value in [
        month.expected, month.low, month.high, month.kept, month.keptLow, month.keptHigh,
      ] { write(value, to: &writer) }
      writer.endRow()
    }
    return writer.bytes
  }

  private static func write(_ entry: RequestsFacts.Closing, to writer: inout CSVWriter) {
    writer.text(entry.name)
    writer.integer(entry.cases)
    writer.integer(entry.open)
    for value in [
      entry.share, entry.low, entry.high, entry.median ?? .nan, entry.ninetieth ?? .nan,
    ] { write(value, to: &writer) }
    writer.endRow()
  }

  private static func write(_ value: Double, to writer: inout CSVWriter) {
    if value.isFinite { writer.number(FileNumbers.rounded(value)) } else { writer.missing() }
  }
}
