public import Reports

/// New rows, as a model sees them.
public struct PredictionFacts: Sendable {
  /// Rows with something unusual: what, and how many.
  public struct Flag: Sendable {
    public var sentence: String
    public var rows: Int

    public init(_ sentence: String, rows: Int) {
      self.sentence = sentence
      self.rows = rows
    }
  }

  public var title: String
  public var file: String
  public var response: String
  public var kind: RegressionFacts.Response
  public var method: String
  public var formula: String
  /// In per cent.
  public var level: Double
  public var rows: Int
  public var flags: [Flag]
  public var rowsRejected: Int
  public var inputs: [RegressionFacts.Input]
  public var doNotUse: [String]
  public var readingNotes: [String]
  /// Of a response of several classes, their names in the order of their codes.
  public var classes: [String] = []

  public init(
    title: String, file: String, response: String, kind: RegressionFacts.Response, method: String,
    formula: String, level: Double, rows: Int, flags: [Flag], rowsRejected: Int,
    inputs: [RegressionFacts.Input], doNotUse: [String], readingNotes: [String]
  ) {
    self.title = title
    self.file = file
    self.response = response
    self.kind = kind
    self.method = method
    self.formula = formula
    self.level = level
    self.rows = rows
    self.flags = flags
    self.rowsRejected = rowsRejected
    self.inputs = inputs
    self.doNotUse = doNotUse
    self.readingNotes = readingNotes
  }
}

/// What predictions say, as a report.
public enum PredictionBriefing {
  private static let shownRows = 40

  public static func report(
    facts: PredictionFacts, lines: [PredictionLine], origin: Report.Origin
  ) -> Report {
    let known = lines.filter { $0.mean.isFinite }
    let sum = known.reduce(0) { $0 + $1.mean }
    let mean = known.isEmpty ? .nan : sum / Double(known.count)
    let format: NumberFormat = facts.kind == .yesNo ? .percent(1) : .automatic
    let headline =
      facts.kind == .classes
      ? "\(PlainWords.count(known.count, "row")) predicted, each with the chance of every \(facts.response)"
      : facts.kind == .yesNo
        ? "About \(PlainWords.number(sum, digits: sum < 10 ? 1 : 0)) of \(PlainWords.count(known.count, "row")) are expected to be \(facts.response)"
        : "\(PlainWords.count(known.count, "row")) predicted, \(format.words(mean)) \(facts.response) on average"
    let shares = facts.classes.indices.map { place in
      known.reduce(0) { $0 + (place < $1.classes.count ? $1.classes[place] : 0) }
    }
    let isPlain = facts.flags.isEmpty && known.count == lines.count
    return Report(
      title: facts.title, subtitle: "\(facts.method) on \(facts.file)",
      decision: Report.Decision(
        headline: headline,
        points: [
          .init(
            "Do",
            facts.kind == .classes
              ? "Read the chances of each row in \(code: PredictionsFile.name), one column a class; they add up to 1."
              : facts.kind == .yesNo
                ? "Read each chance with its range in \(code: PredictionsFile.name): it holds the true chance of such rows \(PlainWords.frequency(facts.level / 100, of: "time")), if the model is right."
                : "Read each row with its range in \(code: PredictionsFile.name): it holds what comes \(PlainWords.frequency(facts.level / 100, of: "time")), if the model is right."
          ),
          .init(
            "How sure",
            isPlain
              ? "Every row lies within what the model has seen."
              : "\(lines.count { !$0.flags.isEmpty }) of \(lines.count) rows are unusual; they are flagged, and their ranges are too narrow to trust."
          ),
        ]),
      sections: [
        quality(facts, lines),
        facts.kind == .classes
          ? classes(facts, known, shares) : predictions(facts, lines, known, format: format),
      ],
      assumptions: [
        .init("Model", value: InlineText(facts.method), source: "\(code: facts.formula)")
      ],
      unsuitableUses: [
        "to say what would happen if an input were changed",
        "for rows that are flagged, without a second look", "to judge single persons",
      ], origin: origin)
  }

  private static func quality(
    _ facts: PredictionFacts, _ lines: [PredictionLine]
  ) -> Report.Section {
    var blocks: [Block] = []
    if facts.flags.isEmpty {
      blocks.append(
        .finding(Finding("All rows lie within what the model has seen.", tone: .good)))
    }
    for flag in facts.flags { blocks.append(.warning(InlineText(flag.sentence))) }
    if facts.rowsRejected > 0 {
      blocks.append(
        .warning(
          "\(facts.rowsRejected) rows could not be read and were set aside in \(code: "rejects.csv")."
        ))
    }
    if !facts.doNotUse.isEmpty { blocks.append(.list(facts.doNotUse.map { InlineText($0) })) }
    if !facts.readingNotes.isEmpty {
      blocks.append(.list(facts.readingNotes.prefix(12).map { InlineText($0) }))
    }
    return Report.Section(id: "quality", heading: "Is the data good enough?", blocks: blocks)
  }

  /// What is expected of a response of several classes.
  private static func classes(
    _ facts: PredictionFacts, _ known: [PredictionLine], _ shares: [Double]
  ) -> Report.Section {
    var blocks: [Block] = []
    if let most = shares.indices.max(by: { shares[$0] < shares[$1] }), known.count > 0 {
      blocks.append(
        .chart(
          Chart(
            id: "classes",
            takeaway:
              "\(PlainWords.sentence(facts.classes[most])) is expected most: in about \(PlainWords.number(shares[most], digits: shares[most] < 10 ? 1 : 0)) of \(PlainWords.count(known.count, "row")).",
            reading: "The chances of all rows, added up.",
            dataCaption: "Rows expected of each \(facts.response)",
            .bars(
              BarChart(
                bars: zip(facts.classes, shares).map { BarChart.Bar($0, $1) },
                itemName: PlainWords.sentence(facts.response), unit: "rows expected",
                format: .automatic)))))
    }
    let hasIDs = known.contains { !$0.id.isEmpty }
    blocks.append(
      .table(
        ReportTable(
          caption: "The first rows",
          columns: [
            .text(hasIDs ? "Name" : "Row"), .text("Likeliest"),
            .number("Its chance", format: .percent(0)), .text("Unusual"),
          ],
          rows: known.prefix(shownRows).map { line in
            ReportTable.Row([
              .text(hasIDs ? line.id : PlainWords.number(Double(line.row))), .text(line.likeliest),
              .number(line.classes.max() ?? .nan), .text(line.flags),
            ])
          }, note: "All rows are in \(code: PredictionsFile.name), in the order of the data.",
          fileName: "first-rows")))
    return Report.Section(id: "predictions", heading: "What is expected?", blocks: blocks)
  }

  private static func predictions(
    _ facts: PredictionFacts, _ lines: [PredictionLine], _ known: [PredictionLine],
    format: NumberFormat
  ) -> Report.Section {
    var blocks: [Block] = []
    if known.count > 3 {
      let sorted = known.map(\.mean).sorted()
      blocks.append(
        .chart(
          Chart(
            id: "spread",
            takeaway:
              "Half of the rows lie between \(format.words(sorted[sorted.count / 4])) and \(format.words(sorted[3 * sorted.count / 4])).",
            dataCaption: "Predictions by size",
            .histogram(
              Histogram(
                values: sorted, countUnit: "rows", valueName: "predicted \(facts.response)",
                format: format)))))
    }
    let hasIDs = lines.contains { !$0.id.isEmpty }
    let hasReasons = lines.contains { !$0.reasons.isEmpty }
    let top = known.sorted { ($0.mean, $1.row) > ($1.mean, $0.row) }.prefix(shownRows)
    var columns: [ReportTable.Column] = [hasIDs ? .text("Name") : .text("Row")]
    columns += [
      .number("Predicted", format: format),
      .number("\(PlainWords.number(facts.level)) % range", format: format),
    ]
    if hasReasons { columns.append(.text("Reasons")) }
    columns.append(.text("Unusual"))
    blocks.append(
      .table(
        ReportTable(
          caption: "The highest predictions", columns: columns,
          rows: top.map { line in
            var cells: [ReportTable.Cell] = [
              .text(hasIDs ? line.id : PlainWords.number(Double(line.row))), .number(line.mean),
              .interval(line.lower, line.upper),
            ]
            if hasReasons { cells.append(.text(line.reasons.joined(separator: "; "))) }
            cells.append(.text(line.flags))
            return ReportTable.Row(cells)
          },
          note: hasReasons
            ? "All rows are in \(code: PredictionsFile.name), in the order of the data. A reason says what that value adds, beside the mean of the usual rows of this file."
            : "All rows are in \(code: PredictionsFile.name), in the order of the data.",
          fileName: "highest")))
    return Report.Section(id: "predictions", heading: "What is expected?", blocks: blocks)
  }
}
