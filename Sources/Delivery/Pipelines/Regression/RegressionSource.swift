import CommandLineInterface
import Foundation
import Provenance
import Regression
public import Tables

/// A file whose rows a model is fitted to or used on.
public struct RegressionSource: Sendable {
  /// A path, or `-` for standard input.
  public var path: String
  public var reading: ReadOptions

  public init(path: String, reading: ReadOptions) {
    self.path = path
    self.reading = reading
  }

  /// The name messages and files show.
  var name: String { path == "-" ? "standard input" : path }
}

/// Rows as read: the frame a model sees, and what was decided on the way.
struct LoadedRows {
  var frame: ModelFrame
  var record: FileRecord
  /// What was decided while the file was read, in sentences.
  var notes: [String]
  /// Rows set aside, as a CSV file; nil for none.
  var rejects: [UInt8]?
  var rejectedCount: Int
  private var lines: RowLines
  private var source: RegressionSource
  private var table: Table

  /// - Parameter types: of columns the caller knows, where the file has them.
  init(_ source: RegressionSource, types: [String: ColumnType] = [:]) throws {
    var reading = source.reading
    reading.typesWherePresent.merge(types) { own, _ in own }
    let result = try TableReader.read(path: source.path, options: reading)
    self.source = source
    table = result.table
    frame = ModelFrame(result.table)
    guard frame.rowCount > 0 else {
      throw PipelineError(.data, "\(source.name): there are no rows below the header.")
    }
    record =
      source.path == "-"
      ? FileRecord(path: "-", bytes: 0, sha256: "")
      : FileRecord(path: source.path, content: try WholeFile.read(source.path, limit: 1 << 40))
    notes = result.inference.asSentences
    rejectedCount = result.rejects.count
    rejects = result.rejects.count > 0 ? result.rejects.csv : nil
    lines = result.lines
  }

  /// The values of a column as text, for `--id`.
  func texts(of name: String) throws(PipelineError) -> [String] {
    guard let column = table[name] else { throw unknown(name, option: "--id") }
    return (0..<table.rowCount).map { row in
      if column.missing[row] { return "" }
      return switch column.values {
      case .double(let values): FileText.plain(values[row])
      case .integer(let values): String(values[row])
      case .text(let text): text.dictionary[Int(text.codes[row])]
      case .time(let times): FileText.time(times, row)
      }
    }
  }

  /// A column that an option names must be there.
  func check(_ name: String?, option: String) throws(PipelineError) {
    guard let name, frame[name] == nil else { return }
    throw unknown(name, option: option)
  }

  /// The data lack a column the model needs.
  func missing(_ name: String) -> PipelineError {
    let known = table.columns.map(\.name)
    let hint =
      nearestName(to: name, among: known).map { "There is \"\($0)\": rename it if that is meant." }
      ?? "The file has: \(known.prefix(20).joined(separator: ", "))."
    return PipelineError(
      .data, "\(source.name): the model needs a column \"\(name)\", which is not there. \(hint)")
  }

  private func unknown(_ name: String, option: String) -> PipelineError {
    let known = table.columns.map(\.name)
    let hint =
      nearestName(to: name, among: known).map { "Did you mean \"\($0)\"?" }
      ?? "Its columns are: \(known.prefix(20).joined(separator: ", "))."
    return PipelineError(
      .data, "\(source.name): there is no column \"\(name)\" (\(option)). \(hint)")
  }

  /// An error of the model, told with the file and the line.
  func told(_ error: RegressionError, formula: String) -> PipelineError {
    func at(_ row: Int) -> String { "\(source.name):\(lines[row])" }
    switch error {
    case .formula: return PipelineError(.usage, FormulaCaret.message(error, formula: formula))
    case .unknownColumn(let name, let nearest):
      let known = table.columns.map(\.name)
      let hint =
        (nearest ?? nearestName(to: name, among: known)).map { "Did you mean \"\($0)\"?" }
        ?? "Its columns are: \(known.prefix(20).joined(separator: ", "))."
      return PipelineError(.data, "\(source.name): there is no column \"\(name)\". \(hint)")
    case .unusableColumn(let name, let reason):
      return PipelineError(.data, "\(source.name): column \"\(name)\": \(sentence(reason))")
    case .unseenLevel(let column, let level, let row):
      let value = source.reading.showValues ? ": `\(level)`" : ""
      return PipelineError(
        .data,
        "\(at(row)): column \"\(column)\": a category the model was not fitted on\(value).")
    case .notFinite(let column, let row):
      return PipelineError(
        .data,
        "\(at(row)): column \"\(column)\": missing or not a finite number. Try --missing-rows "
          + "drop to leave such rows out.")
    case .responseOutOfRange(let reason, let row):
      return PipelineError(.data, "\(at(row)): the response: \(sentence(reason))")
    case .tooFewRows, .singular, .noConvergence:
      return PipelineError(.data, "\(source.name): \(sentence(error.description))")
    case .setting(let name, let reason):
      return PipelineError(.usage, "\(name): \(sentence(reason))")
    }
  }
}

/// A formula on a line of its own with a caret under the character that is wrong.
enum FormulaCaret {
  /// Longer formulas are shown around the place.
  private static let width = 92

  /// An error of a formula with the place it is about.
  static func message(_ error: RegressionError, formula: String) -> String {
    guard case .formula(let what, let offset) = error else { return sentence(error.description) }
    return "--formula, character \(offset + 1): \(sentence(what))\n"
      + under(formula, offset: offset)
  }

  static func under(_ formula: String, offset: Int) -> String {
    let characters = formula.map { $0.isNewline || $0 == "\t" ? " " : $0 }
    let place = min(max(0, offset), characters.count)
    let start = max(0, min(place - width / 2, characters.count - width))
    let shown = characters[start..<min(characters.count, start + width)]
    let lead = start > 0 ? "…" : ""
    let tail = shown.endIndex < characters.count ? "…" : ""
    return "  \(lead)\(String(shown))\(tail)\n  "
      + String(repeating: " ", count: lead.count + place - start) + "^"
  }
}

/// Cells as text.
enum FileText {
  static func plain(_ value: Double) -> String {
    var writer = CSVWriter()
    writer.number(value)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  static func time(_ times: TimeColumn, _ row: Int) -> String {
    time(times.kind, times.seconds[row])
  }

  static func time(_ kind: TimeColumn.Kind, _ seconds: Int64) -> String {
    let column = Column(
      name: "", values: .time(TimeColumn(kind: kind, seconds: [seconds])), missing: [false])
    let text = String(decoding: CSVWriter.bytes(of: Table(columns: [column])), as: UTF8.self)
    // Below a header without a name.
    return text.split(separator: "\n").last.map(String.init) ?? ""
  }
}
