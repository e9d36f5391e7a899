public import Reports

/// What a saved model does with the rows of a file, as a report.
public enum ExplanationBriefing {
  /// - Parameters:
  ///   - facts: of the model; its rows are those explained.
  ///   - contributions: of the rows that were taken apart.
  public static func report(
    facts: RegressionFacts, tables: RegressionTables, contributions: [ContributionLine],
    origin: Report.Origin
  ) -> Report {
    let leading = tables.importance.filter { $0.importance > 0 }.prefix(3).map {
      spoken($0.variable)
    }
    var points = facts.drivers.prefix(3).enumerated().map {
      Report.Decision.Point($0 == 0 ? "What drives it" : "And", InlineText($1))
    }
    points.append(
      .init(
        "Mind this",
        "This says what the model does with these rows, not what would happen if one of them were changed."
      ))
    var sections = [
      Report.Section(
        id: "quality", heading: "Is the data good enough?",
        blocks: [
          .paragraph("\(facts.rowsUsed) of \(facts.rowsRead) rows have all that the model needs.")
        ] + (facts.notes.isEmpty ? [] : [.list(facts.notes.map { InlineText($0.sentence) })])),
      DriversSection.section(facts: facts, tables: tables),
    ]
    if let section = rows(contributions) { sections.append(section) }
    sections.append(ModelCardSection.section(facts: facts))
    return Report(
      title: facts.title, subtitle: "\(facts.method) on \(facts.file)",
      decision: Report.Decision(
        headline: leading.isEmpty
          ? "The model says the same of every row"
          : "\(PlainWords.sentence(PlainWords.list(Array(leading)))) \(leading.count == 1 ? "matters" : "matter") most for the predictions",
        points: points),
      sections: sections,
      assumptions: [
        .init("Model", value: InlineText(facts.method), source: "\(code: facts.formula)")
      ],
      unsuitableUses: RegressionBriefing.unsuitableUses(facts), origin: origin)
  }

  /// How far each variable moves the predictions of the rows taken apart.
  private static func rows(_ contributions: [ContributionLine]) -> Report.Section? {
    let parts = contributions.filter { $0.variable != ContributionsFile.base }
    let variables = distinct(parts.map(\.variable))
    guard !variables.isEmpty else { return nil }
    let spread = variables.map {
      variable -> (variable: String, low: Double, high: Double, size: Double) in
      let values = parts.filter { $0.variable == variable }.map(\.contribution)
        .filter(\.isFinite).sorted()
      guard !values.isEmpty else { return (variable, .nan, .nan, 0) }
      let size = values.reduce(0) { $0 + abs($1) } / Double(values.count)
      return (
        variable, values[values.count / 20], values[values.count - 1 - values.count / 20], size
      )
    }.sorted { ($0.size, $1.variable) > ($1.size, $0.variable) }
    return Report.Section(
      id: "rows", heading: "What moves a single row?",
      blocks: [
        .paragraph(
          "\(code: ContributionsFile.name) takes the prediction of each row apart: the parts of a row and its line \(code: ContributionsFile.base) add up to the prediction on the scale the model works on."
        ),
        .table(
          ReportTable(
            caption: "How far each variable moves predictions",
            columns: [
              .text("Variable"), .number("Mean size of its part", format: .automatic),
              .number("18 rows in 20 lie in", format: .automatic),
            ],
            rows: spread.map {
              ReportTable.Row([.text($0.variable), .number($0.size), .interval($0.low, $0.high)])
            }, fileName: "parts")),
      ])
  }
}
