/// A table and what was found out while reading it.
public struct ReadResult: Sendable {
  public var table: Table
  public var inference: Inference
  public var rejects: RejectedRows
  /// Rows that equal an earlier row in every kept column; 0 unless asked to look.
  public var duplicateRows: Int
  /// Line numbers of rows, for messages about values found wrong later.
  public var lines: RowLines
}

/// What the reader decided about a file, in values and in sentences.
public struct Inference: Sendable {
  /// One kept column.
  public struct ColumnDecision: Sendable, Equatable {
    public var name: String
    /// Whether the caller or a schema said the type.
    public var isDeclared: Bool
    /// `column created: date and time as MM/DD/YYYY hh:mm:ss AM/PM, 12 of 12 sampled values`
    public var sentence: String
  }

  /// The input's name in messages.
  public var file: String
  public var delimiter: UInt8 = 0x2C
  /// The columns of the file, kept or not, with the names made unique.
  public var header: [String] = []
  public var columns: [ColumnDecision] = []
  /// Everything else worth knowing: encoding, renamed columns, blank lines, widened types.
  public var notes: [String] = []
  /// Rows in the table before duplicates were dropped, and rows set aside.
  public var rowsRead = 0

  /// All of it, one plain sentence a line.
  public var sentences: [String] { columns.map(\.sentence) + notes }
}

/// Rows kept out of a table.
public struct RejectedRows: Sendable {
  public internal(set) var count = 0
  /// The first of them, as problems.
  public internal(set) var problems = DataProblemList()
  /// A CSV file: `line, column, reason, row`, the row as its original bytes, quoted.
  public internal(set) var csv = Array("line,column,reason,row\n".utf8)

  mutating func add(line: Int, column: String?, reason: String, row: UnsafeBufferPointer<UInt8>) {
    count += 1
    var fields = CSVWriter()
    fields.integer(line)
    fields.text(column ?? "")
    fields.text(reason)
    csv.append(contentsOf: fields.bytes)
    csv.append(contentsOf: [0x2C, 0x22])
    for byte in row {
      if byte == 0x22 { csv.append(0x22) }
      csv.append(byte)
    }
    csv.append(contentsOf: [0x22, 0x0A])
  }
}

/// The line of the file on which each row of a table begins.
///
/// Kept as the places where `line − row` changes, so that a clean file costs nothing.
public struct RowLines: Sendable {
  private var rows: [Int] = []
  private var offsets: [Int] = []

  mutating func note(row: Int, line: Int) {
    let offset = line - row
    if offsets.last != offset {
      rows.append(row)
      offsets.append(offset)
    }
  }

  /// The line, from 1, of a row, from 0, of the table as read.
  public subscript(row: Int) -> Int {
    var low = 0
    var high = rows.count
    while low < high {
      let middle = (low + high) / 2
      if rows[middle] <= row { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? row + 1 : row + offsets[low - 1]
  }

  /// The same for the rows of `kept`, ascending row numbers of the table as read.
  func selecting(_ kept: [Int]) -> RowLines {
    var result = RowLines()
    for (new, old) in kept.enumerated() { result.note(row: new, line: self[old]) }
    return result
  }
}
