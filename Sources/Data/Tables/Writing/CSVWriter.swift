public import CivilTime

/// Builds a CSV file (RFC 4180, comma, LF, UTF-8) in a byte buffer, field by field.
///
/// Doubles are written with the fewest digits that read back as the same value,
/// whole ones without `.0`; a value that is not finite is a missing value, an
/// empty field. The same values always give the same bytes.
public struct CSVWriter: Sendable {
  public private(set) var bytes: [UInt8] = []
  private var atRowStart = true

  public init() {}

  /// A writer whose first row is the header.
  public init(header: [String]) {
    for name in header { text(name) }
    endRow()
  }

  /// A text field, quoted where it holds a comma, a quote, a line break or outer
  /// spaces, or would otherwise be an empty line.
  public mutating func text(_ value: String) {
    separate()
    let utf8 = value.utf8
    var needsQuotes = false
    var hasQuote = false
    for byte in utf8 {
      if byte == 0x22 { hasQuote = true }
      if byte == 0x22 || byte == 0x2C || byte == 0x0A || byte == 0x0D { needsQuotes = true }
    }
    if let first = utf8.first, first == 0x20 || first == 0x09 { needsQuotes = true }
    if let last = utf8.last, last == 0x20 || last == 0x09 { needsQuotes = true }
    guard needsQuotes else {
      bytes.append(contentsOf: utf8)
      return
    }
    bytes.append(0x22)
    if hasQuote {
      for byte in utf8 {
        if byte == 0x22 { bytes.append(0x22) }
        bytes.append(byte)
      }
    } else {
      bytes.append(contentsOf: utf8)
    }
    bytes.append(0x22)
  }

  /// A number with the fewest digits that read back as the same value.
  public mutating func number(_ value: Double) {
    separate()
    Digits.appendShortest(value, to: &bytes)
  }

  /// A number with a fixed count of decimals, rounded from its exact value.
  public mutating func number(_ value: Double, decimals: Int) {
    separate()
    Digits.appendFixed(value, decimals: decimals, to: &bytes)
  }

  public mutating func integer(_ value: some BinaryInteger) {
    separate()
    bytes.append(contentsOf: String(value).utf8)
  }

  /// `2025-03-09`
  public mutating func date(_ value: CivilDate) {
    separate()
    bytes.append(contentsOf: value.description.utf8)
  }

  /// `2025-03-09T14:30:00`
  public mutating func wallTime(_ value: WallTime) {
    separate()
    Digits.appendWallTime(value, to: &bytes)
  }

  /// `2025-03-09T14:30:00Z`
  public mutating func instant(_ value: Instant) {
    separate()
    Digits.appendWallTime(WallTime(wallSeconds: value.secondsSinceEpoch), to: &bytes)
    bytes.append(0x5A)
  }

  /// An empty field: a missing value.
  public mutating func missing() { separate() }

  public mutating func endRow() {
    // An empty line would be skipped by readers, so a lone empty field is quoted.
    if bytes.isEmpty || bytes.last == 0x0A { bytes.append(contentsOf: [0x22, 0x22]) }
    bytes.append(0x0A)
    atRowStart = true
  }

  /// Takes over whole rows that another writer has made.
  public mutating func rows(_ made: [UInt8]) {
    precondition(atRowStart, "rows begin where a row has ended")
    bytes.append(contentsOf: made)
  }

  /// Hands out the rows written so far and forgets them, for files that are
  /// written piece by piece.
  public mutating func drain() -> [UInt8] {
    precondition(atRowStart, "only whole rows are handed out")
    defer { bytes = [] }
    return bytes
  }

  private mutating func separate() {
    if atRowStart { atRowStart = false } else { bytes.append(0x2C) }
  }
}

extension CSVWriter {
  /// The whole table with its header.
  public static func bytes(of table: Table) -> [UInt8] {
    var writer = CSVWriter(header: table.columns.map(\.name))
    for row in 0..<table.rowCount {
      for column in table.columns { writer.cell(column, row) }
      writer.endRow()
    }
    return writer.bytes
  }

  private mutating func cell(_ column: Column, _ row: Int) {
    if column.missing[row] {
      missing()
      return
    }
    switch column.values {
    case .double(let values): number(values[row])
    case .integer(let values): integer(values[row])
    case .text(let text): self.text(text.dictionary[Int(text.codes[row])])
    case .time(let times):
      switch times.kind {
      case .date: date(WallTime(wallSeconds: times.seconds[row]).date)
      case .wall: wallTime(WallTime(wallSeconds: times.seconds[row]))
      case .instant: instant(Instant(secondsSinceEpoch: times.seconds[row]))
      }
    }
  }
}
