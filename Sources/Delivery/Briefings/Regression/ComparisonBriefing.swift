public import Reports

/// Several models on the same unseen rows, and whether one is better.
public struct ComparisonFacts: Sendable {
  public struct Model: Sendable {
    /// A, B, C …
    public var name: String
    public var method: String
    public var formula: String

    public init(name: String, method: String, formula: String) {
      self.name = name
      self.method = method
      self.formula = formula
    }
  }

  public var title: String
  public var file: String
  public var response: String
  public var rowsRead: Int
  public var rowsUsed: Int
  public var folds: Int
  public var foldsInWords: String
  /// The measure that decides: smaller is better.
  public var metric: String
  public var models: [Model]
  /// One sentence: which is best, and how sure.
  public var verdict: String
  /// The measure of always saying the mean.
  public var baseline: Double
  public var notes: [String]

  public init(
    title: String, file: String, response: String, rowsRead: Int, rowsUsed: Int, folds: Int,
    foldsInWords: String, metric: String, models: [Model], verdict: String, baseline: Double,
    notes: [String]
  ) {
    self.title = title
    self.file = file
    self.response = response
    self.rowsRead = rowsRead
    self.rowsUsed = rowsUsed
    self.folds = folds
    self.foldsInWords = foldsInWords
    self.metric = metric
    self.models = models
    self.verdict = verdict
    self.baseline = baseline
    self.notes = notes
  }
}

/// What a comparison of regressions says, as a report.
public enum ComparisonBriefing {
  public static func report(
    facts: ComparisonFacts, lines: [ComparisonLine], pairs: [PairLine], origin: Report.Origin
  ) -> Report {
    let best = bestModel(facts, lines)
    var points: [Report.Decision.Point] = []
    if let best {
      points.append(
        .init(
          "Do",
          "Use \(strong: "model \(best.name)") (\(best.method), \(code: best.formula)), unless another is easier to explain and the data cannot tell them apart."
        ))
    }
    points.append(.init("How sure", InlineText(facts.verdict)))
    return Report(
      title: facts.title,
      subtitle:
        "\(PlainWords.count(facts.models.count, "model")) of \(facts.response) on \(facts.file)",
      decision: Report.Decision(headline: facts.verdict, points: points),
      sections: [
        dataSection(facts), comparisonSection(facts, lines, pairs, best: best?.name),
      ],
      assumptions: [
        .init(
          "Every model was judged on", value: InlineText(facts.foldsInWords),
          source: "--folds, --group, --time"),
        .init(
          "Better means", value: "a smaller \(facts.metric) on rows the model had not seen",
          source: "the kind of response"),
        .init(
          "Ranges allow for", value: "training sets that share rows between folds",
          source: "Nadeau & Bengio 2003, corrected resampled t test"),
      ],
      unsuitableUses: [
        "to say which variables cause what", "for rows unlike those of the file",
      ], origin: origin)
  }

  private static func bestModel(
    _ facts: ComparisonFacts, _ lines: [ComparisonLine]
  ) -> ComparisonFacts.Model? {
    let means = lines.filter { $0.fold == 0 && $0.metric == facts.metric && $0.value.isFinite }
    guard let best = means.min(by: { $0.value < $1.value }) else { return nil }
    return facts.models.first { $0.name == best.model }
  }

  private static func dataSection(_ facts: ComparisonFacts) -> Report.Section {
    var blocks: [Block] = [
      .paragraph(
        "Of \(facts.rowsRead) rows, \(facts.rowsUsed) have everything that every model needs; all models were tested on these."
      )
    ]
    if !facts.notes.isEmpty { blocks.append(.list(facts.notes.prefix(12).map { InlineText($0) })) }
    return Report.Section(id: "quality", heading: "Is the data good enough?", blocks: blocks)
  }

  private static func comparisonSection(
    _ facts: ComparisonFacts, _ lines: [ComparisonLine], _ pairs: [PairLine], best: String?
  ) -> Report.Section {
    let metrics = distinct(lines.map(\.metric))
    let table = ReportTable(
      caption: "Measures on unseen rows",
      columns: [.text("Model"), .text("Kind"), .text("Formula")]
        + metrics.map { .number(MetricWords.name(of: $0), format: .fixed(3)) },
      rows: facts.models.map { model in
        ReportTable.Row(
          [
            .text(model.name), .text(model.method), .rich("\(code: model.formula)"),
          ]
            + metrics.map { metric in
              lines.first { $0.model == model.name && $0.metric == metric && $0.fold == 0 }
                .map { .number($0.value) } ?? .missing
            }, isEmphasized: model.name == best)
      },
      note:
        "The model with the smallest \(facts.metric) is set in bold. Always saying the mean has \(PlainWords.number(facts.baseline, digits: 3)).",
      fileName: "measures")
    var blocks: [Block] = [.table(table)]
    let groups = facts.models.map { model in
      DotPlot.Group(
        "\(model.name): \(model.method)",
        values: lines.filter {
          $0.model == model.name && $0.metric == facts.metric && $0.fold > 0
        }.map(\.value), isEmphasized: model.name == best)
    }
    if groups.contains(where: { $0.values.count > 1 }) {
      blocks.append(
        .chart(
          Chart(
            id: "folds", takeaway: facts.verdict,
            reading:
              "One dot is one part of the rows, predicted by a model fitted on the others; the upright line is the middle of them.",
            dataCaption: "\(PlainWords.sentence(facts.metric)) by model and part",
            .dots(
              DotPlot(
                groups: groups, groupName: "Model", valueName: facts.metric, format: .fixed(3),
                startsAtZero: false)))))
    }
    if !pairs.isEmpty {
      blocks.append(
        .table(
          ReportTable(
            caption: "Each pair of models",
            columns: [
              .text("Model"), .text("Beside"),
              .number("Smaller \(facts.metric) by", format: .percent(1)),
              .number("95 % range", format: .percent(1)), .number("p", format: .fixed(3)),
              .text("Verdict"),
            ],
            rows: pairs.map {
              ReportTable.Row([
                .text($0.b), .text($0.a), .number($0.gain), .interval($0.lower, $0.upper),
                .number($0.pValue), .text($0.verdict),
              ])
            }, fileName: "pairs")))
    }
    return Report.Section(id: "models", heading: "Which model is better?", blocks: blocks)
  }
}
