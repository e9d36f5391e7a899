public import Tables

/// A file of the house's own contracts, read strictly: a column that is missing
/// or holds something else is one clear message.
public struct ContractTable: Sendable {
  public let file: String
  private let table: Table

  public init(_ table: Table, file: String) {
    self.table = table
    self.file = file
  }

  public var columnNames: [String] { table.columns.map(\.name) }
  public func has(_ name: String) -> Bool { table[name] != nil }

  /// A column as text, without missing values.
  public func text(_ name: String) throws(TableError) -> [String] {
    let column = try complete(name)
    return switch column.values {
    case .text(let coded): coded.codes.map { coded.dictionary[Int($0)] }
    case .integer(let values): values.map { String($0) }
    case .double, .time: throw problem("column \"\(name)\" should be text")
    }
  }

  public func numbers(_ name: String) throws(TableError) -> [Double] {
    let column = try complete(name)
    // Without rows nothing says what a column holds.
    if column.missing.isEmpty { return [] }
    return switch column.values {
    case .double(let values): values
    case .integer(let values): values.map { Double($0) }
    case .text, .time: throw problem("column \"\(name)\" should be numbers")
    }
  }

  /// A column as text, missing values as empty text.
  public func optionalText(_ name: String) throws(TableError) -> [String] {
    let column = try present(name)
    return switch column.values {
    case .text(let coded): coded.codes.map { $0 < 0 ? "" : coded.dictionary[Int($0)] }
    case .integer, .double, .time:
      if column.missing.allSatisfy({ $0 }) {
        column.missing.map { _ in "" }
      } else {
        throw problem("column \"\(name)\" should be text")
      }
    }
  }

  /// A column of numbers, missing values as NaN.
  public func optionalNumbers(_ name: String) throws(TableError) -> [Double] {
    let column = try present(name)
    switch column.values {
    case .double(let values):
      return zip(values, column.missing).map { $1 ? .nan : $0 }
    case .integer(let values):
      return zip(values, column.missing).map { $1 ? .nan : Double($0) }
    case .text, .time:
      guard column.missing.allSatisfy({ $0 }) else {
        throw problem("column \"\(name)\" should be numbers")
      }
      return column.missing.map { _ in .nan }
    }
  }

  /// Whole numbers of at least 0.
  public func counts(_ name: String) throws(TableError) -> [Int] {
    let values = try numbers(name)
    var counts: [Int] = []
    for (row, value) in values.enumerated() {
      guard value >= 0, value == value.rounded(), value < 1e9 else {
        throw problem("column \"\(name)\" should be whole numbers of at least 0", line: row + 2)
      }
      counts.append(Int(value))
    }
    return counts
  }

  /// Dates, times or integers as the outputs write them.
  public func labels(_ name: String) throws(TableError) -> [IntervalLabel] {
    var labels: [IntervalLabel] = []
    for (row, text) in try text(name).enumerated() {
      guard let label = IntervalLabel(text) else {
        throw problem(
          "column \"\(name)\" should be an ISO 8601 date or time, or an integer", line: row + 2)
      }
      labels.append(label)
    }
    return labels
  }

  /// The rows whose id is wanted.
  func places(of ids: [String], keeping kept: Set<String>?) -> [Int] {
    guard let kept else { return Array(ids.indices) }
    return ids.indices.filter { kept.contains(ids[$0]) }
  }

  func problem(_ what: String, line: Int? = nil, fix: String? = nil) -> TableError {
    .data(DataProblem(file: file, line: line, what: what, fix: fix))
  }

  private func present(_ name: String) throws(TableError) -> Column {
    guard let column = table[name] else {
      throw problem(
        "there is no column \"\(name)\"",
        fix: "Its columns are: \(columnNames.joined(separator: ", ")).")
    }
    return column
  }

  private func complete(_ name: String) throws(TableError) -> Column {
    let column = try present(name)
    if let row = column.missing.firstIndex(of: true) {
      throw problem("column \"\(name)\" is empty here", line: row + 2)
    }
    return column
  }
}
