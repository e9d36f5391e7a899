/// How the file is laid out, found on its first bytes.
struct Dialect {
  var delimiter: UInt8 = Ascii.comma
  var newline: UInt8 = Ascii.lineFeed
  /// Bytes before the header: a byte-order mark, a line `sep=;`.
  var headerStart = 0
  /// Line of the header.
  var headerLine = 1
  var notes: [String] = []

  private static let candidates: [UInt8] = [Ascii.comma, 0x3B, Ascii.tab, 0x7C]
  /// How much is looked at.
  private static let window = 1 << 16

  /// - Throws: `TableError.data` for an empty, binary or UTF-16 file.
  init(_ sample: Bytes, file: String, delimiter wanted: UInt8?) throws(TableError) {
    try Dialect.checkIsText(sample, file)
    let window = Bytes(rebasing: sample.prefix(Dialect.window))
    if window.starts(with: [0xEF, 0xBB, 0xBF]) { headerStart = 3 }
    if window.dropFirst(headerStart).isEmpty {
      throw .data(DataProblem(file: file, what: "the file is empty"))
    }
    if !window.contains(Ascii.lineFeed), window.contains(Ascii.carriageReturn) {
      newline = Ascii.carriageReturn
    }
    var declared: UInt8?
    let first = window.dropFirst(headerStart).prefix { $0 != newline }
    let line = first.last == Ascii.carriageReturn ? first.dropLast() : first
    if line.count == 5, line.prefix(4).map({ $0 | 0x20 }) == Array("sep=".utf8) {
      declared = line.last
      headerStart = min(sample.count, first.endIndex + 1)
      headerLine = 2
    }
    if let chosen = wanted ?? declared {
      delimiter = chosen
    } else {
      delimiter = sniff(Bytes(rebasing: window.dropFirst(headerStart)))
    }
  }

  private static func checkIsText(_ sample: Bytes, _ file: String) throws(TableError) {
    if sample.isEmpty { throw .data(DataProblem(file: file, what: "the file is empty")) }
    if sample.starts(with: [0xFF, 0xFE]) || sample.starts(with: [0xFE, 0xFF]) {
      throw .data(
        DataProblem(
          file: file, what: "the text is UTF-16",
          fix: "Save it as UTF-8, or convert it: iconv -f UTF-16 -t UTF-8 OLD > NEW."))
    }
    if sample.starts(with: [0x1F, 0x8B]) {
      throw .data(
        DataProblem(
          file: file, what: "the stream is compressed by gzip",
          fix: "Pipe it through gzip -dc, or name the file itself."))
    }
    if sample.starts(with: Array("PK\u{3}\u{4}".utf8)) {
      throw .data(
        DataProblem(
          file: file, what: "a zip archive or a spreadsheet workbook, not CSV",
          fix: "Unpack it, or save the sheet as CSV."))
    }
    if sample.prefix(window).contains(0) {
      throw .data(
        DataProblem(file: file, what: "not a text file: it holds NUL bytes"))
    }
  }

  /// The candidate that cuts most rows into as many fields as the first row;
  /// among equals the one with more fields.
  private func sniff(_ text: Bytes) -> UInt8 {
    var best = Ascii.comma
    var bestScore = 0.0
    var bestFields = 1
    var padded = Array(text)
    padded.append(newline)
    let count = padded.count
    padded.append(contentsOf: repeatElement(newline, count: FieldScanner.padding))
    padded.withUnsafeBufferPointer { buffer in
      for candidate in Dialect.candidates {
        let scanner = FieldScanner(delimiter: candidate, newline: newline)
        var counts: [Int] = []
        var p = buffer.baseAddress!
        let end = p + count
        var fieldsInRow = 0
        while p < end {
          let field = scanner.field(p, end)
          if field.state == .incomplete { break }
          fieldsInRow += 1
          if field.terminator.pointee == newline {
            if fieldsInRow > 1 || field.bytes.trimmed.count > 0 { counts.append(fieldsInRow) }
            fieldsInRow = 0
          }
          p = field.terminator + 1
        }
        // The row that the window cuts says nothing.
        if text.count == Dialect.window, counts.count > 1 { counts.removeLast() }
        guard let header = counts.first, header > 1 else { continue }
        let score = Double(counts.count { $0 == header }) / Double(counts.count)
        if score > bestScore + 1e-9 || abs(score - bestScore) <= 1e-9 && header > bestFields {
          best = candidate
          bestScore = score
          bestFields = header
        }
      }
    }
    return best
  }
}

extension Dialect {
  /// `comma`, `semicolon` …
  static func name(of delimiter: UInt8) -> String {
    switch delimiter {
    case Ascii.comma: "comma"
    case 0x3B: "semicolon"
    case Ascii.tab: "tab"
    case 0x7C: "bar"
    default: "\"\(Character(Unicode.Scalar(delimiter)))\""
    }
  }
}
