import CivilTime
public import Reports

/// Whether a programme did what it was made for, as a report.
public enum ProgrammeBriefing {
  public static func report(facts: ProgrammeFacts, origin: Report.Origin) -> Report {
    Report(
      title: facts.title, subtitle: facts.subtitle,
      decision: Report.Decision(
        headline: facts.headline,
        points: facts.points.map { .init($0.name, InlineText($0.value)) }),
      sections: facts.parts.map { part in
        Report.Section(id: part.id, heading: part.heading, blocks: blocks(part, facts.level))
      },
      assumptions: facts.settings.map {
        .init($0.name, value: InlineText($0.value), source: "the command")
      },
      unsuitableUses: [
        "as proof where the checks above fail",
        "to judge what one person gained or lost",
      ],
      origin: origin)
  }

  private static func blocks(_ part: ProgrammeFacts.Part, _ level: Double) -> [Block] {
    var blocks: [Block] = []
    if part.sentences.count == 1 { blocks.append(.paragraph(InlineText(part.sentences[0]))) }
    if part.sentences.count > 1 { blocks.append(.list(part.sentences.map { InlineText($0) })) }
    blocks += part.plots.compactMap(chart)
    blocks += part.effects.map { .table(table($0, level)) }
    blocks += part.words.map { .table(table($0)) }
    return blocks
  }

  private static func chart(_ plot: ProgrammeFacts.Plot) -> Block? {
    guard plot.labels.count > 1 else { return nil }
    // Four digits on an axis of years are a year, not a number with a separator.
    let areYears = plot.labels.allSatisfy {
      $0.count == 4 && (1_000...2_999).contains(Int($0) ?? 0)
    }
    let endings = [4: areYears ? "-01-01" : "", 7: "-01"]
    let dates = plot.labels.compactMap { CivilDate(iso8601: $0 + (endings[$0.count] ?? "")) }
    let numbers = plot.labels.compactMap { Double($0) }
    let abscissa: Abscissa =
      dates.count == plot.labels.count
      ? .dates(dates)
      : .numbers(
        numbers.count == plot.labels.count
          ? numbers : plot.labels.indices.map { Double($0 + 1) })
    return .chart(
      Chart(
        id: plot.id, takeaway: plot.takeaway, reading: InlineText(plot.reading),
        dataCaption: plot.caption,
        .lines(
          LineChart(
            abscissa: abscissa,
            series: plot.curves.map { curve in
              .init(
                curve.name, values: curve.values.map { $0 ?? .nan },
                isEmphasized: curve.isEmphasized)
            }, unit: plot.unit, format: .automatic, startsAtZero: false,
            abscissaName: dates.count == plot.labels.count ? "" : plot.axis))))
  }

  private static func table(_ table: ProgrammeFacts.EffectTable, _ level: Double) -> ReportTable {
    ReportTable(
      caption: table.caption,
      columns: [
        .text("By"), .number("Effect", unit: table.unit, format: .init(style: .signed)),
        .number("\(PlainWords.percent(level)) interval", format: .init(style: .signed)),
      ],
      rows: table.effects.map { effect in
        ReportTable.Row([
          .text(effect.name), .number(effect.value ?? .nan),
          .interval(effect.low ?? .nan, effect.high ?? .nan),
        ])
      })
  }

  private static func table(_ table: ProgrammeFacts.WordTable) -> ReportTable {
    ReportTable(
      caption: table.caption, columns: table.headers.map { .text($0) },
      rows: table.rows.map { row in ReportTable.Row(row.map { .text($0) }) })
  }
}
