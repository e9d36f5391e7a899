/// Reads CSV into a typed table in one pass, after looking at a sample.
///
/// The first bytes give the layout, the names and the type of each kept column;
/// then the whole input is read row by row and every value checked against its
/// column's type. What breaks a *declared* type, or has the shape of a type and
/// an impossible value (2023-02-30, 1e309, a time without offset among times with
/// one), is a problem of its row. What merely does not look like an *inferred*
/// type changes the column: whole numbers become doubles in place, anything else
/// becomes text by reading the input once more, and the inference says so.
public enum TableReader {
  /// Reads a file, a gzip file, or standard input (`-`).
  ///
  /// - Throws: `TableError.input` for what cannot be opened, `.data` for a file that
  ///   cannot be read as a table, `.badRows` where rows break a rule and
  ///   `options.rejects` is `.fail`, `.usage` for options that name nothing.
  public static func read(
    path: String, options: ReadOptions = ReadOptions()
  ) throws(TableError) -> ReadResult {
    try read(ByteSource(path: path), options)
  }

  /// Reads bytes; `name` stands for the file in messages.
  public static func read(
    bytes: [UInt8], name: String, options: ReadOptions = ReadOptions()
  ) throws(TableError) -> ReadResult {
    try read(ByteSource(bytes: bytes, name: name), options)
  }

  static func read(
    _ source: ByteSource, _ options: ReadOptions
  ) throws(TableError) -> ReadResult {
    var reading = try Reading(source: source, options: options)
    return try reading.finish()
  }
}

/// One read, from the sample to the table.
private struct Reading {
  let file: String
  private(set) var options: ReadOptions
  let source: ByteSource
  let sample: InputBuffer
  let sampleIsWhole: Bool
  let dialect: Dialect
  let fields: FieldScanner
  let header: Header
  /// Where the rows begin in the sample, and their first line.
  let firstRow: Int
  let firstRowLine: Int
  let kept: [Int]
  var inference: Inference
  var decoder: TextDecoder

  init(source: ByteSource, options: ReadOptions) throws(TableError) {
    self.source = source
    self.options = options
    file = source.name
    if let delimiter = options.delimiter,
      delimiter >= 0x80 || delimiter == Ascii.quote || delimiter == Ascii.lineFeed
        || delimiter == Ascii.carriageReturn || delimiter == 0
    {
      throw .usage("the delimiter must be one ASCII character, not a quote or a line break")
    }
    // One byte more than the file, so that the first read meets its end.
    sample = InputBuffer(
      capacity: max(16, min(options.sampleBytes, source.size.map { $0 + 1 } ?? .max)))
    var isWhole = try sample.fill(from: source)
    dialect = try Dialect(
      Bytes(start: sample.base, count: sample.count), file: file, delimiter: options.delimiter)
    fields = FieldScanner(delimiter: dialect.delimiter, newline: dialect.newline)
    decoder = TextDecoder(encoding: options.encoding == .latin1 ? .latin1 : nil)

    // The header, for which the sample grows as far as it must.
    var row = Reading.row(sample, isWhole, dialect.headerStart, fields, &decoder)
    while row == nil {
      if isWhole {
        throw .data(
          DataProblem(
            file: source.name, line: dialect.headerLine,
            what: "a quote opened in this row is never closed",
            fix: "Close it, or remove it."))
      }
      guard sample.count < options.maximumRowBytes else {
        throw Reading.rowTooLong(source.name, dialect.headerLine, options)
      }
      sample.grow(to: sample.count * 2)
      isWhole = try sample.fill(from: source)
      row = Reading.row(sample, isWhole, dialect.headerStart, fields, &decoder)
    }
    sampleIsWhole = isWhole
    let first = row!
    guard first.fields.count <= Reading.mostColumns else {
      throw .data(
        DataProblem(
          file: source.name, line: dialect.headerLine,
          what: "more than \(grouped(Reading.mostColumns)) columns",
          fix: "Check the delimiter, and that this is a table."))
    }
    header =
      options.hasHeader ? Header(fields: first.fields) : Header(count: first.fields.count)
    firstRow = options.hasHeader ? min(first.next, sample.count) : dialect.headerStart
    firstRowLine = options.hasHeader ? dialect.headerLine + first.lines : dialect.headerLine
    for (name, type) in options.typesWherePresent
    where header.names.contains(name) && options.types[name] == nil {
      self.options.types[name] = type
    }
    kept = try Reading.choose(header, options, source.name)

    inference = Inference(file: source.name)
    inference.delimiter = dialect.delimiter
    inference.header = header.names
    inference.notes = dialect.notes + header.notes
    if dialect.delimiter != Ascii.comma {
      inference.notes.append("fields are separated by \(Dialect.name(of: dialect.delimiter))")
    }
    if options.hasHeader, first.fields.count > 1,
      first.fields.allSatisfy(Reading.looksLikeData)
    {
      inference.notes.append(
        "every name in the header is a number or a date; if the first row is data, say "
          + "--no-header")
    }
  }

  /// Whether a field is a number, or made of digits and the signs of dates alone.
  private static func looksLikeData(_ field: String) -> Bool {
    if Double(field) != nil { return true }
    let signs = "-/.:,TZ+ "
    return field.contains { "0"..."9" ~= $0 }
      && field.allSatisfy { "0"..."9" ~= $0 || signs.contains($0) }
  }

  /// The fields of the row at `start`; nil where the sample ends inside it.
  private static func row(
    _ sample: InputBuffer, _ isWhole: Bool, _ start: Int, _ fields: FieldScanner,
    _ decoder: inout TextDecoder
  ) -> (fields: [String], next: Int, lines: Int)? {
    sample.base[sample.count] = fields.newline
    // At the end of the input the newline written behind it counts.
    let end = UnsafePointer(sample.base) + sample.count + (isWhole ? 1 : 0)
    var p = UnsafePointer(sample.base) + start
    // Empty lines before the header are skipped.
    var lines = 1
    while p < end, p.pointee == fields.newline || p.pointee == Ascii.carriageReturn {
      if p.pointee == fields.newline { lines += 1 }
      p += 1
    }
    if p >= end, isWhole { return ([], sample.count, lines) }
    var texts: [String] = []
    var scratch = ScratchBytes()
    while true {
      let field = fields.field(p, end)
      if field.state == .incomplete { return nil }
      lines += field.lineBreaks
      texts.append(decoder.decode(fields.content(of: field, &scratch)))
      p = field.terminator + 1
      if field.terminator.pointee == fields.newline { break }
    }
    return (texts, p - UnsafePointer(sample.base), lines)
  }

  /// The columns of the file that are kept, in the order asked for.
  private static func choose(
    _ header: Header, _ options: ReadOptions, _ file: String
  ) throws(TableError) -> [Int] {
    let known = header.names.joined(separator: ", ")
    var missing = (options.columns ?? []).filter { !header.names.contains($0) }
    missing += options.types.keys.sorted().filter {
      !header.names.contains($0) && !missing.contains($0)
    }
    guard missing.isEmpty else {
      let names = missing.map { "\"\($0)\"" }.joined(separator: ", ")
      let near = missing.lazy.compactMap { name in
        header.names.first { $0.lowercased() == name.lowercased() }
      }.first
      throw .data(
        DataProblem(
          file: file, what: "no column \(names); the file has: \(known)",
          fix: near.map { "Did you mean \($0)?" } ?? "Check the name, and the delimiter."))
    }
    guard let columns = options.columns else { return Array(header.names.indices) }
    guard Set(columns).count == columns.count else {
      throw .usage("a column is asked for twice: \(columns.joined(separator: ", "))")
    }
    return columns.map { name in header.names.firstIndex(of: name)! }
  }

  private static func rowTooLong(
    _ file: String, _ line: Int, _ options: ReadOptions
  ) -> TableError {
    .data(
      DataProblem(
        file: file, line: line,
        what: "a row longer than \(grouped(options.maximumRowBytes)) bytes begins here; "
          + "probably a quote in it is never closed",
        fix: "Close the quote, or remove it."))
  }

  private var feed: BlockFeed {
    BlockFeed(
      source: source, sample: sample, sampleIsWhole: sampleIsWhole, newline: dialect.newline,
      blockSize: options.blockSize, maximumRowBytes: options.maximumRowBytes)
  }

  /// More columns than any table has; each takes memory before the first row.
  private static let mostColumns = 100_000

  // MARK: Types

  mutating func finish() throws(TableError) -> ReadResult {
    let missing = MissingTokens(options.missing)
    let styles = header.names.map { options.numberFormats[$0] }
    var samples = [ColumnSample?](repeating: nil, count: header.names.count)
    for column in kept { samples[column] = ColumnSample() }
    walkSample { column, text in
      guard samples[column] != nil, !missing.contains(text), text.count > 0 else { return }
      samples[column]!.add(text, styles[column])
    }
    let types = TypeInference(
      file: file, options: options, delimiter: dialect.delimiter, samples: samples)
    let resolved = try resolveOrders(types.openColumns(header.names), missing)
    var plans: [ColumnPlan] = []
    for column in kept {
      plans.append(try types.plan(column, name: header.names[column], resolved: resolved))
    }

    var scanner = makeScanner(plans)
    try scan(scanner)
    if !scanner.breaks.isEmpty {
      plans = try asText(plans, scanner)
      scanner = makeScanner(plans)
      try scan(scanner)
    }
    return try result(scanner, plans)
  }

  /// Shows the fields of the sampled rows, without outer spaces.
  private func walkSample(_ body: (_ column: Int, _ text: Bytes) -> Void) {
    sample.base[sample.count] = dialect.newline
    let end = UnsafePointer(sample.base) + sample.count + (sampleIsWhole ? 1 : 0)
    walk(UnsafePointer(sample.base) + firstRow, end, rows: options.sampleRows, body)
  }

  /// Shows fields of whole rows until `end` or that many rows; returns where it stopped.
  @discardableResult
  private func walk(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, rows: Int,
    _ body: (_ column: Int, _ text: Bytes) -> Void
  ) -> UnsafePointer<UInt8> {
    var p = start
    var scratch = ScratchBytes()
    var row = start
    var seen = 0
    var column = 0
    while p < end, seen < rows {
      let field = fields.field(p, end)
      if field.state == .incomplete { return row }
      if column < header.names.count, field.state == .whole {
        body(column, fields.content(of: field, &scratch).trimmed)
      }
      column += 1
      p = field.terminator + 1
      if field.terminator.pointee == dialect.newline {
        row = p
        seen += 1
        column = 0
      }
    }
    return row
  }

  /// Reads on until a date beyond the sample tells day from month.
  private func resolveOrders(
    _ open: [Int], _ missing: MissingTokens
  ) throws(TableError) -> [Int: DateOrder] {
    guard !open.isEmpty, !sampleIsWhole || options.sampleRows < .max else { return [:] }
    var isOpen = [Bool](repeating: false, count: header.names.count)
    for column in open { isOpen[column] = true }
    var found: [Int: DateOrder] = [:]
    _ = try feed.run(from: firstRow) { base, from, limit in
      let stop = walk(base + from, base + limit, rows: .max) { column, text in
        guard isOpen[column], found[column] == nil, !missing.contains(text) else { return }
        let dmy = TimeText.parse(text, .dmy).outcome
        let mdy = TimeText.parse(text, .mdy).outcome
        if dmy == .time, mdy == .noSuchDay { found[column] = .dmy }
        if mdy == .time, dmy == .noSuchDay { found[column] = .mdy }
      }
      return found.count == open.count ? nil : stop - base
    }
    guard try feed.rewind() else {
      throw .data(
        DataProblem(
          file: file, column: header.names[open[0]],
          what: "the dates may be day/month or month/day, and the stream is too long to look twice",
          fix: "Say which: --date-order dmy, or --date-order mdy."))
    }
    return found
  }

  // MARK: Rows

  private func makeScanner(_ plans: [ColumnPlan]) -> RowScanner {
    var expected = 0
    if let size = source.size, sample.count > 0 {
      // Rows a byte in the sample, and a little more so that growing is rare.
      let newlines = Bytes(start: sample.base, count: sample.count).count { $0 == dialect.newline }
      expected = Int(Double(newlines) / Double(sample.count) * Double(size) * 1.02) + 64
    }
    return RowScanner(
      file: file, fields: fields, names: header.names, plans: plans, options: options,
      firstLine: firstRowLine, expectedRows: expected)
  }

  private func scan(_ scanner: RowScanner) throws(TableError) {
    let outcome = try feed.run(from: firstRow) { base, from, limit in
      scanner.scan(base, from: from, to: limit)
    }
    scanner.flush()
    switch outcome {
    case .done, .stopped: return
    case .rowTooLong: throw Reading.rowTooLong(file, scanner.line, options)
    case .openQuote:
      throw .data(
        DataProblem(
          file: file, line: scanner.line,
          what: "a quote opened in this row is never closed", fix: "Close it, or remove it."))
    }
  }

  /// The plans with the columns that broke their inferred type as text.
  private func asText(
    _ plans: [ColumnPlan], _ scanner: RowScanner
  ) throws(TableError) -> [ColumnPlan] {
    guard try feed.rewind() else {
      let column = scanner.breaks.keys.min()!
      let name = header.names[column]
      throw .data(
        DataProblem(
          file: file, line: scanner.breaks[column], column: name,
          what: "the values before were all of one type, and the stream is too long to read twice",
          fix: "Declare the type: --type \(name)=text."))
    }
    return plans.map { plan in
      guard let line = scanner.breaks[plan.fileIndex] else { return plan }
      var text = plan
      text.reading = .text
      text.words =
        "text, since line \(grouped(line)) has something else than the sampled values (\(plan.words))"
      text.evidence = ""
      return text
    }
  }

  private mutating func result(
    _ scanner: RowScanner, _ plans: [ColumnPlan]
  ) throws(TableError) -> ReadResult {
    if !scanner.problems.isEmpty {
      if options.rejects == .fail { throw .badRows(scanner.problems) }
      if scanner.rowCount == 0 { throw .badRows(scanner.problems) }
    }
    let setAside = scanner.rejects.count > 0 || !scanner.problems.isEmpty
    var columns: [Column] = []
    for plan in plans {
      let builder = scanner.builderOfColumn[plan.fileIndex]!
      let state = scanner.states[plan.fileIndex]
      columns.append(
        builder.column(state, rowsWereSetAside: setAside, decoder: &decoder))
      inference.columns.append(decision(plan, builder))
    }
    addNotes(scanner)
    inference.rowsRead = scanner.rowCount
    scanner.rejects.problems = scanner.problems
    var result = ReadResult(
      table: Table(columns: columns), inference: inference, rejects: scanner.rejects,
      duplicateRows: 0, lines: scanner.lines)
    if options.duplicates != .ignore { result.markDuplicates(options.duplicates) }
    return result
  }

  private func decision(
    _ plan: ColumnPlan, _ builder: ColumnBuilder
  ) -> Inference.ColumnDecision {
    var words = plan.words
    if builder.isWidened { words = "number (whole before line \(grouped(builder.widenedLine)))" }
    if builder.droppedFractions { words += ", fractions of a second dropped" }
    let evidence = plan.evidence.isEmpty ? "" : ", \(plan.evidence)"
    return Inference.ColumnDecision(
      name: plan.name, isDeclared: plan.isDeclared,
      sentence: "column \(plan.name): \(words)\(evidence)")
  }

  private mutating func addNotes(_ scanner: RowScanner) {
    func note(_ count: Int, _ one: String, _ many: String) {
      if count > 0 { inference.notes.append(count == 1 ? "1 \(one)" : "\(grouped(count)) \(many)") }
    }
    note(scanner.blankLines, "blank line was skipped", "blank lines were skipped")
    note(
      scanner.rowsWithEmptyExtras, "row ends with empty extra fields, which were ignored",
      "rows end with empty extra fields, which were ignored")
    note(
      scanner.rejects.count, "row was set aside as a reject", "rows were set aside as rejects")
    if decoder.convertedTexts > 0 {
      inference.notes.append(
        options.encoding == .latin1
          ? "the text was read as Latin-1 (Windows-1252), as declared"
          : decoder.utf8Texts == 0
            ? "the text is not UTF-8; it was read as Latin-1 (Windows-1252)"
            : "\(grouped(decoder.convertedTexts)) distinct texts are not UTF-8, as the others "
              + "are; they were read as Latin-1 (Windows-1252)")
    }
    if scanner.rowCount == 0 { inference.notes.append("the file has a header and no rows") }
  }
}
