import Briefings
import CivilTime
import CommandLineInterface
import Provenance
public import Tables

/// A file of comments, and which columns hold what.
public struct FeedbackSource: Sendable {
  /// A path, or `-` for standard input; may be compressed (`.gz`).
  public var path: String
  public var reading: ReadOptions
  /// Column with the comments.
  public var text: String
  /// Column that names a comment; the number of its line where nil.
  public var id: String?
  /// Column with what a reader said the comment is about.
  public var label: String?
  /// Other columns that help: the question asked, the service, the score.
  public var features: [String] = []
  public var date: String?
  /// Column that says which comments are kept for testing.
  public var split: String?

  public init(path: String, text: String, reading: ReadOptions) {
    self.path = path
    self.text = text
    self.reading = reading
  }

  /// The name messages and files show.
  var name: String { path == "-" ? "standard input" : path }
}

/// Comments as read: rows without a comment are left out and counted.
struct LoadedComments {
  var source: FeedbackSource
  var texts: [String] = []
  var ids: [String] = []
  /// Line of the file each comment begins on.
  var lineNumbers: [Int] = []
  /// Empty where the source names no such column; "" where the cell is blank.
  var labels: [String] = []
  var splits: [String] = []
  /// One list a feature of the source.
  var features: [[String]] = []
  var dates: [CivilDate?] = []
  var record: FileRecord
  /// What was decided while the file was read, in sentences.
  var notes: [String]
  var rejects: [UInt8]?
  var rejectedCount: Int
  var rows: Int
  var blanks = 0

  init(_ source: FeedbackSource) throws {
    self.source = source
    var reading = source.reading
    let named = [source.text, source.id, source.label, source.split].compactMap { $0 }
    for name in named + source.features { reading.typesWherePresent[name] = .text }
    let bytes = try WholeFile.readDecompressed(source.path)
    let result = try TableReader.read(bytes: bytes, name: source.name, options: reading)
    let table = result.table
    record =
      source.path == "-"
      ? FileRecord(path: "-", content: bytes)
      : try FileRecord(path: source.path, at: source.path)
    rejectedCount = result.rejects.count
    rejects = rejectedCount > 0 ? result.rejects.csv : nil
    rows = table.rowCount
    notes = result.inference.notes

    func words(_ name: String?, _ option: String) throws(PipelineError) -> CommentColumn? {
      guard let name else { return nil }
      guard let column = table[name] else {
        throw Self.unknown(name, option, table.columns.map(\.name), source.name)
      }
      return CommentColumn(column)
    }
    let text = try words(source.text, "--text")!
    let id = try words(source.id, "--id")
    let label = try words(source.label, "--label")
    let split = try words(source.split, "--split")
    let others = try source.features.map { try words($0, "--features")! }
    let days = try source.date.map { name -> TimeColumn in
      guard let column = table[name] else {
        throw Self.unknown(name, "--date", table.columns.map(\.name), source.name)
      }
      guard case .time(let times) = column.values else {
        throw PipelineError(
          .data,
          "\(source.name): column \"\(name)\" (--date) holds no dates. Write them like 2025-03-09, "
            + "or say what they are: --type \(name)=%d.%m.%Y.")
      }
      return times
    }
    features = others.map { _ in [] }
    for row in 0..<table.rowCount {
      let comment = text[row]
      guard comment.contains(where: { !$0.isWhitespace }) else {
        blanks += 1
        continue
      }
      texts.append(comment)
      ids.append(id?[row] ?? String(result.lines[row]))
      lineNumbers.append(result.lines[row])
      if let label { labels.append(label[row]) }
      if let split { splits.append(split[row]) }
      for (k, column) in others.enumerated() { features[k].append(column[row]) }
      if let days, let name = source.date {
        let isMissing = table[name]!.missing[row]
        dates.append(
          isMissing ? nil : CivilDate(daysSinceEpoch: Int((days.seconds[row] / 86_400))))
      }
    }
    guard !texts.isEmpty else {
      throw PipelineError(
        .data,
        "\(source.name): column \"\(source.text)\" holds no comments. Name the column with the "
          + "text by --text.")
    }
    if blanks > 0 {
      notes.append("\(blanks) of \(rows) rows hold no comment and are left out.")
    }
  }

  /// An error at the line of a comment.
  func error(at comment: Int, column: String, _ what: String) -> PipelineError {
    PipelineError(
      .data, "\(source.name):\(lineNumbers[comment]): column \"\(column)\": \(what)")
  }

  private static func unknown(
    _ name: String, _ option: String, _ known: [String], _ file: String
  ) -> PipelineError {
    let hint =
      nearestName(to: name, among: known).map { "Did you mean \"\($0)\"?" }
      ?? "Its columns are: \(known.prefix(20).joined(separator: ", "))."
    return PipelineError(.data, "\(file): there is no column \"\(name)\" (\(option)). \(hint)")
  }
}

/// The cells of a column as words, "" where missing.
private struct CommentColumn {
  private let column: Column

  init(_ column: Column) { self.column = column }

  subscript(row: Int) -> String {
    if column.missing[row] { return "" }
    return switch column.values {
    case .double(let values): FileText.plain(values[row])
    case .integer(let values): String(values[row])
    case .text(let text): text.dictionary[Int(text.codes[row])]
    case .time(let times): FileText.time(times, row)
    }
  }
}
