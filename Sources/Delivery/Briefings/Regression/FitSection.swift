import Reports

/// How the model was made, and what its checks say.
enum FitSection {
  static func section(facts: RegressionFacts, tables: RegressionTables) -> Report.Section {
    var blocks: [Block] = [
      .paragraph("\(facts.method), by the formula \(code: facts.formula).")
    ]
    let told = tables.tests.filter { !$0.sentence.isEmpty }
    if !told.isEmpty { blocks.append(.list(told.map { InlineText($0.sentence) })) }
    if !tables.terms.isEmpty {
      blocks.append(
        .table(
          table(
            tables.terms, caption: "Terms of the formula", name: "Term", fileName: "terms-table",
            note: "A small p says that the term as a whole is told from no effect.")))
    }
    if !tables.tests.isEmpty {
      blocks.append(
        .table(
          table(
            tables.tests, caption: "Checks of the fit", name: "Check", fileName: "checks-table",
            note: "What each of them says stands above.")))
    }
    let own = tables.metrics.filter { line in
      line.part == MetricLine.inSample
        && !tables.metrics.contains { $0.metric == line.metric && $0.part != line.part }
    }
    if !own.isEmpty {
      blocks.append(
        .table(
          ReportTable(
            caption: "Figures of the fit on its own rows",
            columns: [.text("Figure"), .number("Value", format: .automatic)],
            rows: own.map {
              ReportTable.Row([.text(MetricWords.name(of: $0.metric)), .number($0.value)])
            }, isFolded: true, fileName: "fit-figures")))
    }
    return Report.Section(id: "method", heading: "How was it made?", blocks: blocks)
  }

  private static func table(
    _ lines: [TestLine], caption: String, name: String, fileName: String, note: InlineText
  ) -> ReportTable {
    ReportTable(
      caption: caption,
      columns: [
        .text(name), .number("Statistic", format: .automatic),
        .number("Degrees of freedom", format: .automatic), .number("p", format: .fixed(4)),
      ],
      rows: lines.map {
        ReportTable.Row([
          .text(spokenTerm($0.name)), .number($0.statistic), .number($0.degreesOfFreedom),
          .number($0.pValue),
        ])
      }, note: note, isFolded: true, fileName: fileName)
  }
}

/// What someone must know before using the saved model.
enum ModelCardSection {
  static func section(facts: RegressionFacts) -> Report.Section {
    var blocks: [Block] = [
      .paragraph(
        "\(code: "model.json") holds the model and this card; \(code: "apportion regress predict model.json FILE") uses it on new rows and warns where they lie outside what it has seen."
      )
    ]
    if !facts.inputs.isEmpty {
      blocks.append(
        .table(
          ReportTable(
            caption: "What the model has seen",
            columns: [
              .text("Input"), .number("Range", format: .automatic), .text("Categories (rows)"),
            ],
            rows: facts.inputs.map { input in
              ReportTable.Row([
                .text(input.name),
                range(input),
                .text(categories(input)),
              ])
            }, fileName: "inputs")))
    }
    if !facts.doNotUse.isEmpty { blocks.append(.list(facts.doNotUse.map { InlineText($0) })) }
    return Report.Section(id: "card", heading: "What may the model be used for?", blocks: blocks)
  }

  private static func range(_ input: RegressionFacts.Input) -> ReportTable.Cell {
    if !input.span.isEmpty { return .text(input.span) }
    guard let low = input.lowest, let high = input.highest else { return .missing }
    return .interval(low, high)
  }

  private static func categories(_ input: RegressionFacts.Input) -> String {
    guard !input.levels.isEmpty else { return NumberFormat.missing }
    let pairs = zip(input.levels, input.counts).prefix(12).map {
      "\($0) (\(PlainWords.number(Double($1))))"
    }
    let more = input.levels.count - pairs.count
    return pairs.joined(separator: ", ")
      + (more > 0 ? " and \(PlainWords.number(Double(more))) more" : "")
  }
}
