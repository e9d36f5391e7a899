public import Tables

/// The rows a model sees: named columns of numbers, categories or times.
///
/// Arrays are shared, not copied: a frame over a table's columns, and a design
/// over a frame's, hold the same memory.
public struct ModelFrame: Sendable {
  public struct Column: Sendable {
    public var name: String
    public var values: Values

    public init(_ name: String, _ values: Values) {
      self.name = name
      self.values = values
    }
  }

  public enum Values: Sendable {
    /// NaN where missing.
    case numeric([Double])
    case factor(Factor)
    /// Days, wall-clock times or moments, and where they are missing.
    case time(TimeColumn, missing: [Bool])

    public var count: Int {
      switch self {
      case .numeric(let values): values.count
      case .factor(let factor): factor.codes.count
      case .time(let times, _): times.seconds.count
      }
    }
  }

  public let columns: [Column]
  public let rowCount: Int

  /// - Precondition: columns of one length, each name once.
  public init(columns: [Column]) {
    rowCount = columns.first?.values.count ?? 0
    let length = rowCount
    precondition(columns.allSatisfy { $0.values.count == length }, "columns of one length")
    self.columns = columns
  }

  /// The column of that exact name.
  public subscript(name: String) -> Column? { columns.first { $0.name == name } }
}

/// Categories: row i is of level `levels[codes[i]]`, or missing where the code is −1.
public struct Factor: Sendable, Equatable {
  public var codes: [Int32]
  /// In sorted order, unless a caller says otherwise; the first is the reference.
  public var levels: [String]

  public init(codes: [Int32], levels: [String]) {
    self.codes = codes
    self.levels = levels
  }
}
