import CivilTime
public import Reports

/// Whether a change did what it was made for, as a report.
public enum EvaluateBriefing {
  public static func report(facts: EvaluateFacts, origin: Report.Origin) -> Report {
    Report(
      title: facts.title,
      subtitle:
        "\(PlainWords.count(facts.firstAfter, "working day")) before \(date(facts.date)) and \(facts.days.count - facts.firstAfter) from then on, at \(PlainWords.count(facts.treatedSites.count, "changed detector")).",
      decision: decision(facts),
      sections: [
        Report.Section(id: "course", heading: "What happened?", blocks: course(facts)),
        Report.Section(
          id: "checks", heading: "Can that be the change?", blocks: checks(facts)),
        Report.Section(
          id: "others", heading: "What do other methods say?", blocks: others(facts)),
      ],
      assumptions: [
        .init(
          "Changed detectors", value: InlineText(PlainWords.list(facts.treatedSites)),
          source: "the command"),
        .init(
          "Compared with",
          value: InlineText(
            facts.comparisonSites.isEmpty
              ? "their own past alone" : PlainWords.list(facts.comparisonSites)),
          source: "the command"),
      ],
      unsuitableUses: [
        "for streets without a detector",
        "to judge what one driver gained",
      ],
      origin: origin)
  }

  private static func date(_ text: String) -> String {
    CivilDate(iso8601: text).map { PlainWords.dateWithoutWeekday($0) } ?? text
  }

  private static func decision(_ facts: EvaluateFacts) -> Report.Decision {
    let headline: String
    switch facts.wording {
    case "causal":
      headline =
        isShown(facts)
        ? "The \(facts.change) \((facts.average.value ?? 0) < 0 ? "lowered" : "raised") \(facts.quantity)"
        : "No effect of the \(facts.change) could be shown"
    case "coincident":
      headline =
        "\(PlainWords.sentence(facts.quantity)) after the \(facts.change), without proof of the reason"
    default: headline = "These data cannot show whether the \(facts.change) worked"
    }
    return Report.Decision(
      headline: headline,
      points: [
        .init("Found", InlineText(facts.sentence)),
        .init("Why so worded", InlineText(facts.reasons.joined(separator: " "))),
        .init("How", "\(facts.method); days after one another are not taken for independent."),
      ])
  }

  private static func isShown(_ facts: EvaluateFacts) -> Bool {
    guard let low = facts.average.low, let high = facts.average.high else { return false }
    return low > 0 || high < 0
  }

  private static func course(_ facts: EvaluateFacts) -> [Block] {
    let days = facts.days.compactMap { CivilDate(iso8601: $0) }
    guard days.count == facts.days.count, days.count > 1 else { return [] }
    var series = [
      LineChart.Series(
        "changed", values: facts.treated.map { $0 ?? .nan }, isEmphasized: true)
    ]
    if let comparison = facts.comparison {
      series.append(.init("compared with", values: comparison.map { $0 ?? .nan }))
    }
    return [
      .chart(
        Chart(
          id: "course",
          takeaway: facts.sentence,
          reading:
            "Means of the detectors on each working day, about their level before \(date(facts.date)).",
          dataCaption: "\(PlainWords.sentence(facts.quantity)) by working day",
          .lines(
            LineChart(
              abscissa: .dates(days), series: series, unit: facts.unit, format: .automatic,
              startsAtZero: false)))),
      .table(effects("The change", [.init(name: facts.method, effect: facts.average)], facts.unit)),
    ]
  }

  private static func checks(_ facts: EvaluateFacts) -> [Block] {
    var blocks: [Block] = [.list(facts.reasons.map { InlineText($0) })]
    if let placebos = facts.placeboDates {
      blocks.append(
        .finding(
          Finding(
            "On \(PlainWords.count(placebos.effects.count, "date")) on which nothing was changed the same analysis raised an alarm \(PlainWords.percent(placebos.alarmShare)) of the time.",
            detail:
              "The real date ranks among the clearest \(PlainWords.percent(placebos.rank)) of all dates tried.",
            tone: placebos.passes ? .good : .bad)))
    }
    if !facts.placeboSites.isEmpty {
      blocks.append(
        .table(
          effects(
            "Detectors that were not changed, taken for changed", facts.placeboSites, facts.unit)))
    }
    return blocks
  }

  private static func others(_ facts: EvaluateFacts) -> [Block] {
    facts.alternatives.isEmpty
      ? [.paragraph("There are too few detectors to compare with for another method.")]
      : [.table(effects("The same question by other methods", facts.alternatives, facts.unit))]
  }

  private static func effects(
    _ caption: String, _ entries: [EvaluateFacts.NamedEffect], _ unit: String
  ) -> ReportTable {
    let level = PlainWords.percent(entries.first?.effect.level ?? 0.95)
    return ReportTable(
      caption: caption,
      columns: [
        .text("By"), .number("Effect", unit: unit, format: .init(style: .signed)),
        .number("\(level) interval", format: .init(style: .signed)),
      ],
      rows: entries.map { entry in
        ReportTable.Row([
          .text(entry.name), .number(entry.effect.value ?? .nan),
          .interval(entry.effect.low ?? .nan, entry.effect.high ?? .nan),
        ])
      })
  }
}
