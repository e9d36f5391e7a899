import CivilTime
import Reports

/// What changed in what people write, as a report.
enum TrendsBriefing {
  static func report(facts: TrendsFacts, origin: Report.Origin) -> Report {
    let sections = [
      Report.Section(id: "changes", heading: "What changed?", blocks: changeBlocks(facts)),
      Report.Section(
        id: "rates", heading: "How often does each theme come up?", blocks: rateBlocks(facts)),
      Report.Section(id: "words", heading: "Which words moved?", blocks: wordBlocks(facts)),
      facts.privacy.section(), facts.data.section(),
    ]
    return Report(
      title: facts.title,
      subtitle:
        "\(facts.data.file): \(PlainWords.count(facts.data.comments, "comment")), \(PlainWords.count(facts.days.count, facts.period)) from \(day(facts.days.first)) to \(day(facts.days.last)).",
      decision: decision(facts), highlights: highlights(facts), sections: sections,
      assumptions: [
        PrivacyFacts.assumption(facts.privacy.threshold),
        .init("Themes", value: InlineText(facts.origin), source: "as asked for"),
        .init(
          "Spread of counts", value: "Poisson, times what the data show beyond it",
          source: "McCullagh & Nelder (1989), quasi-Poisson"),
        .init(
          "Alarm", value: "at most 1 look in 20 at a quiet time raises a false one",
          source: "largest score over 499 random deals, Westfall & Young (1993)"),
      ],
      unsuitableUses: [
        "to say that a service became worse: a rate also rises when others write less",
        "to find the cause of a change: look at what was done in that \(facts.period)",
        "to compare services with few comments",
      ], origin: origin)
  }

  private static func day(_ text: String?) -> String {
    text.flatMap { CivilDate(iso8601: $0) }.map { PlainWords.shortDate($0) } ?? ""
  }

  /// Themes whose rate changed, the surest rise or fall first.
  private static func changed(_ facts: TrendsFacts) -> [(name: String, change: TrendsFacts.Change)]
  {
    facts.themes.compactMap { theme in
      theme.change.flatMap { $0.lower > 1 || $0.upper < 1 ? (theme.name, $0) : nil }
    }.sorted { a, b in
      let (x, y) = (strength(a.change), strength(b.change))
      return x != y ? x > y : a.name < b.name
    }
  }

  /// How far the interval stays from no change.
  private static func strength(_ change: TrendsFacts.Change) -> Double {
    change.lower > 1 ? change.lower : 1 / max(change.upper, 1e-9)
  }

  private static func times(_ change: TrendsFacts.Change) -> String {
    "\(PlainWords.number(change.ratio, digits: 1)) times (\(PlainWords.number(change.lower, digits: 1)) to \(PlainWords.number(change.upper, digits: 1)))"
  }

  private static func decision(_ facts: TrendsFacts) -> Report.Decision {
    let rises = changed(facts).filter { $0.change.ratio > 1 }
    let sure: InlineText =
      "The alarm looks at all themes and words at once; in a quiet time at most 1 look in 20 raises a false one. Rates carry 95 % intervals."
    if let first = rises.first {
      let since = day(first.change.day)
      return Report.Decision(
        headline: "“\(first.name)” comes up more since \(since)",
        do:
          "Find out what changed for \(strong: "“\(first.name)”") around \(since), and put it on the next agenda.",
        why: "It comes up \(times(first.change)) as often as before.",
        howSure: sure, whatChanged: whatChanged(facts))
    }
    if let alarm = facts.alarms.first {
      return Report.Decision(
        headline: "“\(alarm.name)” comes up more than it used to",
        do: "Read the comments on \(strong: "“\(alarm.name)”") of the last \(facts.period)s now.",
        why:
          "In the last \(alarm.window == 1 ? facts.period : "\(alarm.window) \(facts.period)s") it came up \(PlainWords.number(alarm.ratio, digits: 1)) times as often as was to be expected.",
        howSure: sure, whatChanged: whatChanged(facts))
    }
    return Report.Decision(
      headline: "No theme comes up more than it used to",
      do: "Nothing beyond the usual; look again next \(facts.period).",
      why: "No theme and no word rose beyond chance at the end of the series.",
      howSure: sure, whatChanged: whatChanged(facts))
  }

  private static func whatChanged(_ facts: TrendsFacts) -> InlineText? {
    let other = changed(facts).dropFirst().prefix(2).map {
      "“\($0.name)” \($0.change.ratio > 1 ? "rose" : "fell") to \(times($0.change)) since \(day($0.change.day))"
    }
    let words = facts.risen.prefix(4).map { "“\($0.word)”" }
    var parts: [String] = other
    if !words.isEmpty { parts.append("words that rose: \(PlainWords.list(words))") }
    return parts.isEmpty
      ? nil : InlineText(PlainWords.sentence(parts.joined(separator: "; ")) + ".")
  }

  private static func highlights(_ facts: TrendsFacts) -> [KeyFigure] {
    facts.themes.prefix(3).compactMap { theme in
      guard let last = theme.rates.last, let rate = last, let low = theme.lower.last ?? nil,
        let high = theme.upper.last ?? nil
      else { return nil }
      return KeyFigure(
        theme.name, value: PlainWords.percent(rate), unit: "of the last \(facts.period)'s comments",
        interval: "between \(PlainWords.percent(low)) and \(PlainWords.percent(high))",
        trend: theme.rates.map { $0 ?? .nan })
    }
  }

  private static func changeBlocks(_ facts: TrendsFacts) -> [Block] {
    var blocks: [Block] = []
    let found = changed(facts)
    if found.isEmpty {
      blocks.append(.paragraph("No theme's rate changed for good."))
    } else {
      blocks.append(
        .table(
          ReportTable(
            caption: "Themes whose rate changed",
            columns: [
              .text("Theme"), .text("Since"), .number("After over before", format: .fixed(2)),
              .number("95 % interval", format: .fixed(2)),
            ],
            rows: found.map { theme in
              ReportTable.Row([
                .text(theme.name),
                CivilDate(iso8601: theme.change.day).map { .date($0) } ?? .missing,
                .number(theme.change.ratio), .interval(theme.change.lower, theme.change.upper),
              ])
            }, fileName: "changes")))
    }
    guard facts.isWatched else {
      return blocks + [
        .note("There are too few \(facts.period)s to watch for something new: nine are needed.")
      ]
    }
    if facts.alarms.isEmpty {
      blocks.append(.finding(Finding("No alarm: nothing new emerges.", tone: .good)))
    } else {
      blocks.append(
        .table(
          ReportTable(
            caption: "What emerges",
            columns: [
              .text("Theme or word"), .number("Last \(facts.period)s"),
              .number("Times as often as expected", format: .fixed(1)),
              .number("Chance in a quiet time", format: .percent(1)),
            ],
            rows: facts.alarms.map {
              ReportTable.Row([
                .text($0.name), .number(Double($0.window)), .number($0.ratio), .number($0.chance),
              ])
            }, fileName: "alarms")))
    }
    return blocks
  }

  private static func rateBlocks(_ facts: TrendsFacts) -> [Block] {
    let dates = facts.days.compactMap { CivilDate(iso8601: $0) }
    guard dates.count == facts.days.count, dates.count > 1 else { return [] }
    let shown = facts.themes.prefix(12)
    return [
      .chart(
        Chart(
          id: "rates",
          takeaway: changed(facts).first.map {
            "“\($0.name)” is now at \(PlainWords.number($0.change.ratio, digits: 1)) times its earlier rate."
          } ?? "No theme's rate left its usual range for good.",
          reading: "Share of the comments of each \(facts.period); gaps are hidden counts.",
          dataCaption: "Share of comments by theme and \(facts.period)",
          .smallMultiples(
            SmallMultiples(
              panels: shown.map { theme in
                SmallMultiples.Panel(
                  theme.name,
                  series: [
                    LineChart.Series("share", values: theme.rates.map { $0 ?? .nan })
                  ])
              },
              abscissa: .numbers(dates.indices.map { Double($0 + 1) }),
              abscissaName: "\(facts.period)s from \(day(facts.days.first))", panelName: "Theme",
              unit: "share", format: .percent())))),
      .table(
        ReportTable(
          caption: "Share of comments in the last \(facts.period)",
          columns: [
            .text("Theme"), .number("Comments"), .number("Share", format: .percent(1)),
            .number("95 % interval", format: .percent(1)),
          ],
          rows: facts.themes.map { theme in
            ReportTable.Row([
              .text(theme.name),
              (theme.counts.last ?? nil).map { .number(Double($0)) } ?? .text("hidden"),
              (theme.rates.last ?? nil).map { .number($0) } ?? .text("hidden"),
              (theme.lower.last ?? nil).flatMap { low in
                (theme.upper.last ?? nil).map { .interval(low, $0) }
              } ?? .missing,
            ])
          },
          note: "rates.csv has all \(facts.period)s; volume.csv is what apportion forecast reads.",
          fileName: "last")),
    ]
  }

  private static func wordBlocks(_ facts: TrendsFacts) -> [Block] {
    guard !facts.risen.isEmpty || !facts.fallen.isEmpty else {
      return [.paragraph("No word moved beyond chance.")]
    }
    func rows(_ words: [TrendsFacts.Word], _ way: String) -> [ReportTable.Row] {
      words.map {
        ReportTable.Row([
          .text($0.word), .text(way), .number($0.ratio), .interval($0.lower, $0.upper),
        ])
      }
    }
    var blocks: [Block] = [
      .table(
        ReportTable(
          caption:
            "Words of the last \(facts.lastPeriods) \(facts.period)s against those before",
          columns: [
            .text("Word"), .text("Way"), .number("Odds, after over before", format: .fixed(2)),
            .number("95 % interval", format: .fixed(2)),
          ],
          rows: rows(facts.risen, "rose") + rows(facts.fallen, "fell"),
          note: "At most 1 in 20 of these words is expected to be here by chance.",
          fileName: "words"))
    ]
    if !facts.quotes.isEmpty {
      blocks.append(.paragraph("Comments that show what rose:"))
      blocks.append(.list(facts.quotes.map { InlineText("“\($0)”") }))
    }
    return blocks
  }
}
