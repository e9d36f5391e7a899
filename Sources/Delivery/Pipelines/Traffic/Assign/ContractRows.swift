import Briefings
import Tables

/// A small table of a person's own, read into text and numbers by column.
struct ContractRows {
  let path: String
  let count: Int
  private(set) var text: [String: [String]] = [:]
  private(set) var numbers: [String: [Double]] = [:]
  private(set) var optional: [String: [String]] = [:]
  private let table: ContractTable
  private let lines: RowLines

  /// - Parameters:
  ///   - text: columns that must be there, of text.
  ///   - numbers: columns that must be there, of numbers.
  ///   - optionalText: columns that may be there, of text that may be empty.
  init(
    _ bytes: [UInt8], path: String, text: [String], numbers: [String] = [],
    optionalText: [String] = []
  ) throws(TableError) {
    self.path = path
    var options = ReadOptions()
    for name in text + optionalText { options.typesWherePresent[name] = .text }
    for name in numbers { options.typesWherePresent[name] = .number }
    guard bytes.contains(where: { $0 > 32 }) else {
      throw .data(
        DataProblem(
          file: path, what: "the file is empty",
          fix: "Expected columns \((text + numbers).joined(separator: ", "))."))
    }
    let result = try TableReader.read(bytes: bytes, name: path, options: options)
    table = ContractTable(result.table, file: path)
    lines = result.lines
    count = result.table.rowCount
    for name in text { self.text[name] = try table.text(name) }
    for name in numbers { self.numbers[name] = try table.numbers(name) }
    for name in optionalText where table.has(name) {
      optional[name] = try table.optionalText(name)
    }
  }

  /// A column of numbers that may be missing, NaN in empty cells; nil where there is none.
  func number(_ name: String) throws(TableError) -> [Double]? {
    guard table.has(name) else { return nil }
    return try table.optionalNumbers(name)
  }

  func problem(_ what: String, _ row: Int, fix: String) -> TableError {
    .data(DataProblem(file: path, line: lines[row], what: what, fix: fix))
  }
}
