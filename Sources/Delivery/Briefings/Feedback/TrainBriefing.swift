import Reports

/// How well a classifier of comments works, as a report.
enum TrainBriefing {
  static func report(facts: TrainFacts, origin: Report.Origin) -> Report {
    var sections = [
      Report.Section(id: "quality", heading: "How good is it?", blocks: quality(facts)),
      Report.Section(id: "labels", heading: "Which labels does it know?", blocks: labels(facts)),
      Report.Section(
        id: "certainty", heading: "Does it know when it is unsure?", blocks: certainty(facts)),
    ]
    if let corrections = facts.corrections {
      sections.insert(
        Report.Section(
          id: "corrections", heading: "What did the corrections change?",
          blocks: blocks(corrections)), at: 1)
    }
    sections += [facts.privacy.section(), facts.data.section()]
    return Report(
      title: facts.title,
      subtitle:
        "\(facts.data.file): trained on \(PlainWords.count(facts.trained, "comment")), tested on \(PlainWords.number(Double(facts.tested))) it had not seen.",
      decision: decision(facts), highlights: highlights(facts), sections: sections,
      assumptions: [
        PrivacyFacts.assumption(facts.privacy.threshold),
        .init(
          "Labels", value: "what readers gave; where readers err, so does the model",
          source: InlineText(facts.data.file)),
        .init(
          "Columns beside the text",
          value: InlineText(
            facts.features.isEmpty ? "none" : PlainWords.list(facts.features)),
          source: "--features"),
      ],
      unsuitableUses: [
        "to decide about a person, or to close a comment that nobody has read",
        "on comments of another agency or another question without testing it there",
        "as truth where readers themselves disagree",
      ], origin: origin)
  }

  private static func range(_ score: TrainFacts.Score) -> String {
    guard let low = score.lower, let high = score.upper else { return "" }
    return "between \(PlainWords.percent(low)) and \(PlainWords.percent(high))"
  }

  private static func decision(_ facts: TrainFacts) -> Report.Decision {
    let best = facts.baselines.max { $0.value < $1.value }
    let isBetter = best.map { facts.accuracy.lower ?? 0 > $0.value } ?? true
    let safe = facts.abstention.last { $0.errors <= facts.halfError }
    return Report.Decision(
      headline: isBetter
        ? "\(PlainWords.percent(facts.accuracy.value)) of its labels are right"
        : "It is no better than guessing: do not use it",
      do: isBetter
        ? (safe.map {
          "Let it label comments, and have a person read the \(strong: PlainWords.percent(1 - $0.coverage)) it is least sure of: that halves its errors."
        } ?? "Let it suggest labels, and have a person check each.")
        : "Collect more labelled comments, or fewer labels, and train it again.",
      why:
        "On \(PlainWords.number(Double(facts.tested))) comments it had not seen, \(strong: PlainWords.percent(facts.accuracy.value)) of its labels agree with the readers'\(best.map { ". “\(PlainWords.sentence($0.name))” would reach \(PlainWords.percent($0.value))" } ?? "").",
      howSure:
        "The true share is \(range(facts.accuracy)) (95 %). Its stated chances are off by \(PlainWords.percent(facts.calibrationError, digits: 1)) on average.",
      whatChanged: facts.corrections.map {
        "\(PlainWords.sentence(PlainWords.count($0.given, "correction"))) moved the share of right labels from \(PlainWords.percent($0.before.value, digits: 1)) to \(PlainWords.percent($0.after.value, digits: 1))."
      })
  }

  private static func highlights(_ facts: TrainFacts) -> [KeyFigure] {
    var figures = [
      KeyFigure(
        "Right labels", value: PlainWords.percent(facts.accuracy.value), unit: "of unseen comments",
        interval: range(facts.accuracy))
    ]
    if let f1 = facts.accuracy.macroF1 {
      figures.append(
        KeyFigure(
          "Rare labels count too", value: PlainWords.number(f1, digits: 2),
          unit: "macro-F1, 1 is best"))
    }
    if let best = facts.baselines.max(by: { $0.value < $1.value }) {
      figures.append(
        KeyFigure(
          "Without reading", value: PlainWords.percent(best.value), unit: best.name))
    }
    return figures
  }

  private static func quality(_ facts: TrainFacts) -> [Block] {
    [
      .table(
        ReportTable(
          caption: "The model beside simpler rules",
          columns: [
            .text("Rule"), .number("Right labels", format: .percent(1)),
            .number("95 % interval", format: .percent(1)), .number("Macro-F1", format: .fixed(3)),
          ],
          rows: ([facts.accuracy] + facts.baselines).enumerated().map { k, score in
            ReportTable.Row(
              [
                .text(score.name), .number(score.value),
                score.lower.flatMap { low in score.upper.map { .interval(low, $0) } } ?? .missing,
                score.macroF1.map { .number($0) } ?? .missing,
              ], isEmphasized: k == 0)
          }, fileName: "scores"))
    ]
  }

  private static func blocks(_ corrections: TrainFacts.Corrections) -> [Block] {
    let flipped =
      corrections.flipped.map { PlainWords.count($0, "other comment") }
      ?? "A number of other comments too small to show"
    return [
      .paragraph(
        "A reviewer gave \(strong: PlainWords.count(corrections.given, "label")); \(corrections.changed) of them differ from the file. Both models are tested on the same unseen comments."
      ),
      .paragraph(
        "\(strong: PlainWords.sentence(flipped)) of \(corrections.others) now \(corrections.flipped == 1 ? "gets" : "get") another label."
      ),
      .table(
        ReportTable(
          caption: "Before and after the corrections",
          columns: [
            .text("Model"), .number("Right labels", format: .percent(1)),
            .number("95 % interval", format: .percent(1)), .number("Macro-F1", format: .fixed(3)),
          ],
          rows: [corrections.before, corrections.after].map { score in
            ReportTable.Row([
              .text(score.name), .number(score.value),
              score.lower.flatMap { low in score.upper.map { .interval(low, $0) } } ?? .missing,
              score.macroF1.map { .number($0) } ?? .missing,
            ])
          },
          note:
            "Where the intervals overlap, the corrections changed labels but not measurably the share of right ones.",
          fileName: "corrections")),
    ]
  }

  private static func labels(_ facts: TrainFacts) -> [Block] {
    [
      .table(
        ReportTable(
          caption: "Labels on unseen comments",
          columns: [
            .text("Label"), .number("Comments"), .number("Found", format: .percent()),
            .number("95 % interval", format: .percent()),
            .number("Right when given", format: .percent()), .text("Words that speak for it"),
          ],
          rows: facts.labels.map { label in
            ReportTable.Row([
              .text(label.name), label.comments.map { .number(Double($0)) } ?? .text("hidden"),
              label.recall.map { .number($0) } ?? .text("hidden"),
              label.lower.flatMap { low in label.upper.map { .interval(low, $0) } } ?? .missing,
              label.precision.map { .number($0) } ?? .text("hidden"),
              .text(label.words.prefix(6).joined(separator: ", ")),
            ])
          },
          note:
            "Found: the share of a label's comments that get it. Figures that follow from a hidden count are hidden. lexicon.csv has the words with their intervals.",
          fileName: "labels"))
    ]
  }

  private static func certainty(_ facts: TrainFacts) -> [Block] {
    var blocks: [Block] = []
    if facts.calibration.count > 1 {
      blocks.append(
        .chart(
          Chart(
            id: "calibration",
            takeaway:
              "Stated chances are off by \(PlainWords.percent(facts.calibrationError, digits: 1)) on average.",
            reading: "Each point is a tenth of the scale; a perfect model lies on the diagonal.",
            dataCaption: "Stated chance and share of right labels",
            .curve(
              CurveChart(
                positions: facts.calibration.map(\.stated), values: facts.calibration.map(\.right),
                abscissaName: "stated chance", unit: "share right", format: .percent())))))
    }
    if facts.abstention.count > 1 {
      blocks.append(
        .chart(
          Chart(
            id: "abstention",
            takeaway: facts.abstention.first.map {
              "Deciding only the surest \(PlainWords.percent($0.coverage)), it errs in \(PlainWords.percent($0.errors, digits: 1))."
            } ?? "",
            reading: "The more comments go to a person, the fewer errors the model makes.",
            dataCaption: "Errors among decided comments by share decided",
            .curve(
              CurveChart(
                positions: facts.abstention.map(\.coverage),
                values: facts.abstention.map(\.errors), abscissaName: "share decided by the model",
                unit: "share of errors", format: .percent(1))))))
    }
    return blocks
  }
}

extension TrainFacts {
  /// Half of the errors it makes when it decides all comments.
  fileprivate var halfError: Double { (abstention.last?.errors ?? 0) / 2 }
}
