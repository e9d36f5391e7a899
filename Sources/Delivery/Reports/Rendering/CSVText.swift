import CivilTime

/// A table as CSV (RFC 4180, line ends LF, UTF-8): numbers in full precision without
/// separators, dates and times as ISO 8601, missing cells empty.
enum CSVText {
  static func render(_ table: ReportTable) -> String {
    let isInterval = table.columns.indices.map { column in
      (table.rows + table.footers).contains {
        if case .interval = $0.cells[column] { return true }
        return false
      }
    }
    var out = ""
    var header: [String] = []
    for (column, isPair) in zip(table.columns, isInterval) {
      let name = column.unit.isEmpty ? column.header : "\(column.header) (\(column.unit))"
      header += isPair ? ["\(name): low", "\(name): high"] : [name]
    }
    line(header.map(quoted), into: &out)
    for row in table.rows + table.footers {
      line(zip(row.cells, isInterval).flatMap { fields($0, isPair: $1) }, into: &out)
    }
    return out
  }

  private static func line(_ fields: [String], into out: inout String) {
    out += fields.joined(separator: ",")
    out += "\n"
  }

  private static func fields(_ cell: ReportTable.Cell, isPair: Bool) -> [String] {
    switch cell {
    case .interval(let lower, let upper): [number(lower), number(upper)]
    default: isPair ? [field(cell), ""] : [field(cell)]
    }
  }

  private static func field(_ cell: ReportTable.Cell) -> String {
    switch cell {
    case .text(let text): quoted(text)
    case .rich(let text): quoted(text.plainText)
    case .number(let value): number(value)
    case .date(let date): "\(date)"
    case .time(let time): iso(time)
    case .missing, .interval: ""
    }
  }

  /// Shortest digits that read back as the same number; whole ones without a point.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "" }
    if let whole = Int(exactly: value), abs(whole) < 1_000_000_000_000_000 { return "\(whole)" }
    return "\(value)"
  }

  static func iso(_ time: WallTime) -> String {
    "\(time.date)T\(PlainWords.timeOfDay(time.secondOfDay))"
      + (time.secondOfDay % 60 == 0 ? ":00" : "")
  }

  /// Text that a spreadsheet would run as a formula gets an apostrophe before it, which
  /// spreadsheets hide; quotes where the text holds a separator.
  private static func quoted(_ text: String) -> String {
    var text = text
    if let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first) {
      text = "'" + text
    }
    guard text.unicodeScalars.contains(where: { ",\"\n\r".unicodeScalars.contains($0) }) else {
      return text
    }
    return "\""
      + text.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}
