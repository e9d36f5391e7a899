/// Why a table could not be read or a file could not be written.
///
/// `description` is the whole message for a person: what, where, why, what to do.
public enum TableError: Error, Sendable, Equatable {
  /// The options contradict each other or the file (exit code 64).
  case usage(String)
  /// One thing is wrong with the file as a whole (exit code 65).
  case data(DataProblem)
  /// Rows are wrong and no rejects file was asked for (exit code 65).
  case badRows(DataProblemList)
  /// The input is not there or may not be read (exit code 66).
  case input(path: String, reason: String)
  /// The output cannot be created (exit code 73).
  case cannotCreate(path: String, reason: String)
  /// The output could be created, and writing it failed: a full disk (exit code 74).
  case cannotWrite(path: String, reason: String)

  /// The exit code of the process, after sysexits.
  public var exitCode: Int32 {
    switch self {
    case .usage: 64
    case .data, .badRows: 65
    case .input: 66
    case .cannotCreate: 73
    case .cannotWrite: 74
    }
  }
}

extension TableError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .usage(let message): message
    case .data(let problem): problem.description
    case .badRows(let list): list.description
    case .input(let path, let reason): "\(path): \(reason)."
    case .cannotCreate(let path, let reason): "\(path): cannot be created: \(reason)."
    case .cannotWrite(let path, let reason): "\(path): cannot be written: \(reason)."
    }
  }
}

/// One thing wrong at one place of a file, and what to do about it.
public struct DataProblem: Sendable, Equatable {
  public var file: String
  /// Line of the file, from 1, where the row begins; nil where it concerns the whole file.
  public var line: Int?
  /// The column's name; nil where it concerns the whole row.
  public var column: String?
  /// What is wrong, without a final full stop.
  public var what: String
  /// What to do, as a sentence; nil where there is nothing better than mending the file.
  public var fix: String?
  /// The text of the cell; recorded only when the reader was told to show values.
  public var value: String?

  public init(
    file: String, line: Int? = nil, column: String? = nil, what: String, fix: String? = nil,
    value: String? = nil
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.what = what
    self.fix = fix
    self.value = value
  }
}

extension DataProblem: CustomStringConvertible {
  /// `demand.csv:1045: column "y": not a number (decimal comma?). Try --decimal-comma.`
  public var description: String {
    var text = file
    if let line { text += ":\(line)" }
    text += ": "
    if let column { text += "column \"\(column)\": " }
    text += what
    if let value { text += ": `\(value)`" }
    text += "."
    if let fix { text += " " + fix }
    return text
  }
}

/// Problems in the order of the file: the first few in full and the count of all.
public struct DataProblemList: Sendable, Equatable {
  /// How many problems are kept in full.
  public static let shown = 20

  /// At most `shown` problems.
  public private(set) var first: [DataProblem] = []
  /// All problems, those kept included.
  public private(set) var count = 0

  public init() {}

  public var isEmpty: Bool { count == 0 }

  /// Whether one more problem would be kept in full.
  public var keepsMore: Bool { first.count < DataProblemList.shown }

  /// Counts a problem; `problem` is evaluated only if it will be kept.
  public mutating func add(_ problem: @autoclosure () -> DataProblem) {
    count += 1
    if keepsMore { first.append(problem()) }
  }
}

extension DataProblemList: CustomStringConvertible {
  public var description: String {
    // The same words again and again tell no more than three times.
    let areAlike = first.allSatisfy { $0.column == first[0].column && $0.what == first[0].what }
    let told = areAlike && count > 5 ? Array(first.prefix(3)) : first
    var lines = told.map(\.description)
    if count > told.count {
      lines.append("… and \(count - told.count) more rows with problems.")
    }
    if areAlike, count > DataProblemList.shown {
      lines.append("So many may mean that another column, type or delimiter is meant.")
    }
    return lines.joined(separator: "\n")
  }
}
