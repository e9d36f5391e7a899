/// Named columns of equal length.
public struct Table: Sendable {
  public var columns: [Column]
  public let rowCount: Int

  public init(columns: [Column]) {
    rowCount = columns.first?.count ?? 0
    precondition(columns.allSatisfy { $0.count == columns[0].count }, "columns of one length")
    self.columns = columns
  }

  /// The column of that exact name.
  public subscript(name: String) -> Column? { columns.first { $0.name == name } }
}

/// One named column: values of one kind and a mask of what is missing.
public struct Column: Sendable {
  public var name: String
  public var values: ColumnValues
  /// True where the value is missing; the value beneath it is then NaN, 0, or
  /// code −1, and means nothing.
  public var missing: [Bool]

  public init(name: String, values: ColumnValues, missing: [Bool]) {
    precondition(values.count == missing.count, "one mask entry a value")
    self.name = name
    self.values = values
    self.missing = missing
  }

  public var count: Int { missing.count }
}

/// The kinds of value a column holds.
public enum ColumnValues: Sendable {
  case double([Double])
  case integer([Int64])
  case text(CodedText)
  case time(TimeColumn)

  public var count: Int {
    switch self {
    case .double(let values): values.count
    case .integer(let values): values.count
    case .text(let text): text.codes.count
    case .time(let times): times.seconds.count
    }
  }
}

/// Text held once per distinct value: row r reads `dictionary[codes[r]]`.
public struct CodedText: Sendable {
  public var codes: [Int32]
  /// Distinct values in order of first appearance.
  public var dictionary: [String]

  public init(codes: [Int32], dictionary: [String]) {
    self.codes = codes
    self.dictionary = dictionary
  }
}

/// Times of day or days, and what is known of their zone.
public struct TimeColumn: Sendable {
  public enum Kind: Sendable, Equatable {
    /// Days with no time: `seconds` is wall seconds at midnight.
    case date
    /// Wall-clock times with no zone: `seconds` is `WallTime.wallSeconds`.
    case wall
    /// Moments, from text with an offset or a Z: `seconds` is since the epoch, UTC.
    case instant
  }
  public var kind: Kind
  public var seconds: [Int64]

  public init(kind: Kind, seconds: [Int64]) {
    self.kind = kind
    self.seconds = seconds
  }
}
