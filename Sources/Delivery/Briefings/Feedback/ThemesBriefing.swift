import Reports

/// What people write about, as a report.
enum ThemesBriefing {
  static func report(facts: ThemesFacts, origin: Report.Origin) -> Report {
    var sections = [
      Report.Section(
        id: "themes", heading: "What do people write about?", blocks: themeBlocks(facts)),
      Report.Section(
        id: "quotes", heading: "In their own words", blocks: quoteBlocks(facts)),
      Report.Section(
        id: "stability", heading: "Would the themes come back?", blocks: stabilityBlocks(facts)),
    ]
    sections.append(facts.privacy.section())
    sections.append(facts.data.section())
    return Report(
      title: facts.title,
      subtitle:
        "\(facts.data.file): \(PlainWords.count(facts.data.comments, "comment")), \(PlainWords.count(facts.themes.count, "theme")).",
      decision: decision(facts), highlights: highlights(facts), sections: sections,
      assumptions: [
        PrivacyFacts.assumption(facts.privacy.threshold),
        .init(
          "Number of themes", value: "\(facts.themes.count)",
          source: facts.isChosen
            ? "chosen: the most themes that still come back in samples" : "as asked for"),
        .init(
          "A comment's theme", value: "the one most of its words belong to",
          source: "the rule of this command"),
      ],
      unsuitableUses: [
        "to say how many residents think something: people who write differ from those who do not",
        "to judge single employees or to answer single comments",
        "as proof of a cause: themes say what is written about, not why",
      ], origin: origin)
  }

  private static func decision(_ facts: ThemesFacts) -> Report.Decision {
    let shown = facts.themes.filter { $0.share != nil }
    let stable = facts.themes.filter { $0.stability >= ThemesFacts.stable }.count
    guard let first = shown.first, let share = first.share, let lower = first.lower,
      let upper = first.upper
    else {
      return Report.Decision(
        headline: "Too few comments to show any theme",
        do: "Collect more comments, or read these \(facts.data.comments) by hand.",
        why: "Every theme holds fewer than \(facts.privacy.threshold) comments.",
        howSure: "Nothing can be said of themes this small.")
    }
    let next = shown.dropFirst().prefix(2).map { theme in
      "“\(theme.name)” (\(PlainWords.percent(theme.share ?? 0)))"
    }
    return Report.Decision(
      headline: "Most is written about “\(first.name)”",
      do:
        "Read the quotes of \(strong: "“\(first.name)”") first\(next.isEmpty ? "" : ", then \(PlainWords.list(next))"), and give each theme a name and an owner.",
      why:
        "\(strong: PlainWords.percent(share)) of the comments are about it: between \(PlainWords.percent(lower)) and \(PlainWords.percent(upper)) if the same people wrote again.",
      howSure:
        "\(stable) of \(facts.themes.count) themes come back with most of their words when comments are drawn anew; the others are marked and may be an accident of these comments."
    )
  }

  private static func highlights(_ facts: ThemesFacts) -> [KeyFigure] {
    facts.themes.prefix(3).compactMap { theme in
      guard let share = theme.share, let lower = theme.lower, let upper = theme.upper else {
        return nil
      }
      return KeyFigure(
        PlainWords.sentence(theme.name), value: PlainWords.percent(share), unit: "of the comments",
        interval: "between \(PlainWords.percent(lower)) and \(PlainWords.percent(upper))")
    }
  }

  private static func themeBlocks(_ facts: ThemesFacts) -> [Block] {
    let shown = facts.themes.filter { $0.share != nil }
    var blocks: [Block] = []
    if let first = shown.first, let share = first.share {
      blocks.append(
        .chart(
          Chart(
            id: "themes",
            takeaway:
              "“\(PlainWords.sentence(first.name))” is the largest theme, with \(PlainWords.percent(share)) of the comments.",
            reading: "Whiskers are 95 % intervals of the share.",
            dataCaption: "Share of comments by theme",
            .bars(
              BarChart(
                bars: shown.map {
                  BarChart.Bar(
                    $0.name, values: [$0.share ?? .nan], lower: $0.lower, upper: $0.upper)
                }, itemName: "Theme", unit: "share of the comments", format: .percent(1))))))
    }
    blocks.append(
      .table(
        ReportTable(
          caption: "The themes and their words",
          columns: [
            .text("Theme"), .number("Comments"), .number("Share", format: .percent(1)),
            .number("95 % interval", format: .percent(1)), .text("Words"), .text("Phrases"),
          ],
          rows: facts.themes.map { theme in
            ReportTable.Row([
              .text(theme.name), theme.comments.map { .number(Double($0)) } ?? .text("hidden"),
              theme.share.map { .number($0) } ?? .text("hidden"),
              theme.lower.flatMap { lower in theme.upper.map { .interval(lower, $0) } } ?? .missing,
              .text(theme.words.joined(separator: ", ")),
              .text(theme.phrases.joined(separator: ", ")),
            ])
          },
          note: InlineText(
            facts.without.map {
              "\(PlainWords.count($0, "comment")) hold none of these words and are in no theme."
            } ?? "How many comments are in no theme is hidden."),
          fileName: "themes")))
    return blocks
  }

  private static func quoteBlocks(_ facts: ThemesFacts) -> [Block] {
    let quoted = facts.themes.filter { !$0.quotes.isEmpty }
    guard !quoted.isEmpty else {
      return [
        .paragraph("No comment is like enough others of its theme to be quoted without risk.")
      ]
    }
    return quoted.flatMap { theme -> [Block] in
      [
        .paragraph("\(strong: PlainWords.sentence(theme.name))"),
        .list(theme.quotes.map { InlineText("“\($0)”") }),
      ]
    }
  }

  private static func stabilityBlocks(_ facts: ThemesFacts) -> [Block] {
    [
      .paragraph(
        "The themes were looked for again in samples of the same comments. A theme of ten words that shares seven with its counterpart scores 54 %; below \(PlainWords.percent(ThemesFacts.stable)) a theme should be used with care."
      ),
      .table(
        ReportTable(
          caption: "How much of each theme comes back",
          columns: [
            .text("Theme"), .number("Words shared with its counterpart", format: .percent()),
            .number("Coherence", format: .fixed(2)), .text("Use"),
          ],
          rows: facts.themes.map { theme in
            ReportTable.Row([
              .text(theme.name), .number(theme.stability), .number(theme.coherence),
              .text(theme.stability >= ThemesFacts.stable ? "comes back" : "with care"),
            ])
          },
          note:
            "Coherence: how much more often a theme's words stand together than chance has it (−1 to 1).",
          fileName: "stability")),
    ]
  }
}
