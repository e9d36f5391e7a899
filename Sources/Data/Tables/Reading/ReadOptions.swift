/// What a column is to be read as.
public enum ColumnType: Sendable, Equatable {
  /// Double precision.
  case number
  /// Whole numbers, Int64.
  case integer
  /// A number that may carry a currency sign or `%`, which is dropped: `$1,250.50`, `12 %`.
  case amount
  /// Text, exactly as written; `00501` stays `00501`.
  case text
  /// A day or a time in any of the known formats; the format is inferred.
  case time
  /// An index: whole numbers if that is what the sample holds, else as `time`.
  case timeOrInteger
  /// A day without separators, `20250309`.
  case compactDate
  /// Seconds since 1970-01-01T00:00:00Z.
  case epochSeconds
  /// Milliseconds since 1970-01-01T00:00:00Z; the fraction of a second is dropped.
  case epochMilliseconds
  /// A `strptime` pattern of `%Y %y %m %d %b %H %I %M %S %f %p %z %%` and literal text.
  case pattern(String)
}

extension ColumnType {
  /// The words by which types are named in options, a pattern aside.
  public static let names: [(name: String, type: ColumnType)] = [
    ("number", .number), ("integer", .integer), ("amount", .amount), ("text", .text),
    ("time", .time), ("index", .timeOrInteger), ("yyyymmdd", .compactDate),
    ("epoch", .epochSeconds), ("epoch-ms", .epochMilliseconds),
  ]

  /// A type by its name, or a `strptime` pattern, known by its `%`; nil for other words.
  public init?(_ word: String) {
    if word.contains("%") {
      guard TimePattern(word) != nil else { return nil }
      self = .pattern(word)
      return
    }
    guard let known = ColumnType.names.first(where: { $0.name == word }) else { return nil }
    self = known.type
  }
}

/// The order of day, month and year in dates such as `03/04/2025`.
public enum DateOrder: String, Sendable, CaseIterable {
  case dmy, mdy, ymd
}

/// How bytes stand for characters.
public enum TextEncoding: String, Sendable, CaseIterable {
  /// Anything that is not UTF-8 is an error.
  case utf8
  /// Windows-1252, the superset of ISO 8859-1 that files called Latin-1 use.
  case latin1
}

/// What to do with rows that break a rule.
public enum RejectPolicy: Sendable, Equatable {
  /// Any such row makes the whole read an error that lists the first of them.
  case fail
  /// Such rows are kept out of the table and returned, with line, reason and bytes.
  case setAside
}

/// What to do with rows that equal an earlier row in every column kept.
public enum DuplicateRule: Sendable, Equatable {
  /// Does not look for them.
  case ignore
  /// Keeps and counts them.
  case count
  /// Removes and counts them.
  case drop
}

/// Choices for reading a table. Whatever is nil is inferred, and said.
public struct ReadOptions: Sendable {
  /// The columns to keep, in this order; nil keeps all. Others are never stored.
  public var columns: [String]?
  /// Declared types by column name. A value that does not fit a declared type is
  /// a problem of its row; a type merely inferred gives way and becomes text.
  public var types: [String: ColumnType] = [:]
  /// Declared types that count only for columns the file has: what a command
  /// expects of `ds` and `y` before it has seen the header.
  public var typesWherePresent: [String: ColumnType] = [:]
  /// The order of day and month where dates are not year-first.
  public var dateOrder: DateOrder?
  /// Whether numbers are written `1.234,5` rather than `1,234.5`.
  public var decimalComma: Bool?
  /// The byte between fields: `,` `;` tab `|` or another ASCII character.
  public var delimiter: UInt8?
  /// Texts that stand for a missing value, compared after trimming spaces.
  public var missing: [String] = ReadOptions.defaultMissing
  public var encoding: TextEncoding?
  public var hasHeader = true
  public var rejects: RejectPolicy = .fail
  public var duplicates: DuplicateRule = .ignore
  /// Whether messages may print the text of cells, which may be personal.
  public var showValues = false
  /// Number styles of single columns, from a schema; they win over `decimalComma`.
  public var numberFormats: [String: NumberFormat] = [:]

  /// Bytes read at a time.
  public var blockSize = 1 << 20
  /// Bytes at the start of the input from which types are inferred.
  public var sampleBytes = 1 << 20
  /// Rows at the start of the input from which types are inferred.
  public var sampleRows = 10_000
  /// The longest row accepted, in bytes; a quote never closed is found by it.
  public var maximumRowBytes = 16 << 20

  /// Blank, and the words that spreadsheets, databases, R and Python write.
  public static let defaultMissing = [
    "", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NaT", "NULL", "null", "None",
    "Unspecified", "-", ".", "?",
  ]

  public init() {}
}

/// How numbers are written.
public struct NumberFormat: Sendable, Equatable {
  /// The decimal sign, an ASCII byte.
  public var decimal: UInt8
  /// The thousands separator, an ASCII byte; spaces of any kind are always accepted.
  public var group: UInt8
  /// Whether a currency sign or `%` around the number is dropped.
  public var dropsSigns: Bool

  public init(decimal: UInt8, group: UInt8, dropsSigns: Bool = false) {
    self.decimal = decimal
    self.group = group
    self.dropsSigns = dropsSigns
  }

  /// `1,234.5`
  public static let point = NumberFormat(decimal: 0x2E, group: 0x2C)
  /// `1.234,5`
  public static let comma = NumberFormat(decimal: 0x2C, group: 0x2E)
}
