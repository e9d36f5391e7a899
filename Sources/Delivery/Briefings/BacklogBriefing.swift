import CivilTime
public import Reports

/// How a stock of cases is cleared by a date, as a report.
public enum BacklogBriefing {
  public static func report(
    facts: RunFacts, backlog: BacklogFacts, tables: RunTables, origin: Report.Origin
  ) -> Report {
    var sections = [
      Report.Section(
        id: "plan", heading: "What to do, week by week?", blocks: planBlocks(facts, backlog)),
      Report.Section(
        id: "price", heading: "What would another date cost?", blocks: priceBlocks(backlog)),
      DataSection.section(facts: facts),
    ]
    sections += ForecastBriefing.groundSections(facts: facts, tables: tables)
    return Report(
      title: facts.title,
      subtitle:
        "\(PlainWords.number(backlog.onHand)) \(facts.data.unit) to clear by \(date(backlog.clearBy)). Made from \(facts.data.file).",
      decision: decision(facts, backlog), sections: sections,
      assumptions: backlog.assumptions.map {
        .init($0.statement, value: InlineText($0.value), source: InlineText($0.source))
      },
      unsuitableUses: [
        "to promise a single person a date",
        "after a change of the rules that brings more or harder \(facts.data.unit)",
        "to judge single employees",
      ],
      origin: origin)
  }

  private static func date(_ text: String) -> String {
    CivilDate(iso8601: text).map { PlainWords.dateWithoutWeekday($0) } ?? text
  }

  private static func decision(_ facts: RunFacts, _ backlog: BacklogFacts) -> Report.Decision {
    let money = { PlainWords.money($0, sign: backlog.currency) }
    let hires = backlog.hires
    let action: InlineText
    if hires == 0 && backlog.overtimeHours < 0.005 {
      action =
        "Keep the \(PlainWords.number(backlog.people)) people of today; nothing else is needed."
    } else {
      let joins = backlog.weeks.filter { $0.hires > 0 }.map {
        "\(PlainWords.count($0.hires, "person", plural: "people")) from \(date($0.first))"
      }
      let overtime = backlog.weeks.filter { $0.overtimeHours >= 0.005 }
      var parts: [String] = []
      if hires > 0 { parts.append("hire \(PlainWords.list(Array(joins.prefix(4))))") }
      if let first = overtime.first, let last = overtime.last {
        parts.append(
          "work \(PlainWords.number(backlog.overtimeHours, digits: 0)) hours of overtime between \(date(first.first)) and \(date(last.last))"
        )
      }
      action = "\(strong: PlainWords.sentence(PlainWords.list(parts)))."
    }
    let ends = backlog.weeks.last
    return Report.Decision(
      headline:
        "Clear the backlog by \(date(backlog.clearBy)) for \(money(backlog.cost)) beyond today's staff",
      do: action,
      why:
        "\(strong: PlainWords.number(backlog.onHand)) \(facts.data.unit) wait, and about \(PlainWords.number(backlog.weeks.reduce(0) { $0 + $1.inflow }, digits: 0)) more come until then. With today's staff alone the date is \(standing(backlog)).",
      howSure:
        "On futures the plan was not made for, the date is kept with a chance of \(strong: PlainWords.percent(backlog.checkedChance)) (asked for: \(PlainWords.percent(backlog.certainty))); \(PlainWords.range(ends?.leftLow ?? 0, ends?.leftHigh ?? 0, digits: 0)) \(facts.data.unit) are then left, 8 times in 10 (\(PlainWords.number(backlog.allowedLeft)) are allowed).",
      cost:
        "\(strong: money(backlog.cost)) beyond the staff already there; \(backlog.relativeGap == 0 ? "no cheaper plan keeps the date (proved)" : "at most \(PlainWords.percent(max(0.0001, backlog.relativeGap), digits: 2)) above the cheapest possible"). \(delay(backlog))"
    )
  }

  private static func standing(_ backlog: BacklogFacts) -> String {
    backlog.standingChance > 0
      ? "kept \(PlainWords.frequency(backlog.standingChance, of: "time"))" : "never kept"
  }

  /// What a week more would save.
  private static func delay(_ backlog: BacklogFacts) -> String {
    guard let place = backlog.deadlines.firstIndex(where: { $0.date == backlog.clearBy }),
      place + 1 < backlog.deadlines.count, let cost = backlog.deadlines[place].cost,
      let later = backlog.deadlines[place + 1].cost
    else { return "" }
    let saved = cost - later
    return saved >= 1
      ? "A week more would save \(PlainWords.money(saved, sign: backlog.currency))."
      : "A week more would save nothing."
  }

  private static func planBlocks(_ facts: RunFacts, _ backlog: BacklogFacts) -> [Block] {
    let days = backlog.weeks.compactMap { CivilDate(iso8601: $0.last) }
    var blocks: [Block] = []
    if days.count == backlog.weeks.count, days.count > 1, let first = days.first {
      let peak = backlog.weeks.max { $0.left < $1.left }
      blocks.append(
        .chart(
          Chart(
            id: "left",
            takeaway: peak.map { peak in
              peak.left > backlog.onHand
                ? "The backlog first grows to about \(PlainWords.number(peak.left, digits: 0)), in the week to \(date(peak.last)), and is then worked off."
                : "The backlog falls from \(PlainWords.number(backlog.onHand)) to about \(PlainWords.number(backlog.weeks.last?.left ?? 0, digits: 0))."
            } ?? "",
            reading: "The band holds 8 futures in 10.",
            dataCaption: "\(PlainWords.sentence(facts.data.unit)) left at the end of each week",
            .fan(
              FanChart(
                history: .dates([first.adding(days: -7)]), counted: [backlog.onHand],
                future: .dates(days), median: backlog.weeks.map(\.left),
                bands: [
                  .init(
                    level: 0.8, lower: backlog.weeks.map(\.leftLow),
                    upper: backlog.weeks.map(\.leftHigh))
                ],
                unit: facts.data.unit, step: "week", countedName: "now")))))
    }
    blocks.append(
      .table(
        ReportTable(
          caption: "The plan by week",
          columns: [
            .text("Week from"), .number("People", unit: "paid", format: .fixed(1)),
            .number("Join"),
            .number("Overtime", unit: "hours"), .number("Can be finished"),
            .number("Come", unit: "expected"), .number("Left", unit: "median"),
            .number("8 times in 10"), .number("Chance to be cleared", format: .percent(0)),
          ],
          rows: backlog.weeks.map { week in
            ReportTable.Row([
              CivilDate(iso8601: week.first).map { .date($0) } ?? .text(week.first),
              .number(week.people), .number(Double(week.hires)), .number(week.overtimeHours),
              .number(week.capacity), .number(week.inflow), .number(week.left),
              .interval(week.leftLow, week.leftHigh), .number(week.chance),
            ])
          },
          note: "New people are paid from the week they join; they finish cases once trained.",
          fileName: "backlog-by-week")))
    if !backlog.notes.isEmpty { blocks.append(.list(backlog.notes.map { InlineText($0) })) }
    return blocks
  }

  private static func priceBlocks(_ backlog: BacklogFacts) -> [Block] {
    let possible = backlog.deadlines.filter { $0.cost != nil }
    var blocks: [Block] = []
    if possible.count > 1, let first = possible.first, let last = possible.last {
      blocks.append(
        .chart(
          Chart(
            id: "deadlines",
            takeaway:
              "From \(date(first.date)) to \(date(last.date)) the cost falls from \(PlainWords.money(first.cost ?? 0, sign: backlog.currency)) to \(PlainWords.money(last.cost ?? 0, sign: backlog.currency)).",
            reading: "Each bar is the least cost, beyond today's staff, of clearing by that date.",
            dataCaption: "Cost by date",
            .bars(
              BarChart(
                bars: possible.map {
                  BarChart.Bar(
                    date($0.date), $0.cost ?? 0, isEmphasized: $0.date == backlog.clearBy)
                },
                itemName: "Cleared by", unit: "cost", format: .money(backlog.currency),
                order: .given)))))
    }
    var previous: Double?
    let rows = backlog.deadlines.map { entry -> ReportTable.Row in
      let saved = entry.cost.flatMap { cost in previous.map { $0 - cost } }
      previous = entry.cost ?? previous
      return ReportTable.Row(
        [
          CivilDate(iso8601: entry.date).map { .date($0) } ?? .text(entry.date),
          .number(entry.cost ?? .nan), .number(saved ?? .nan),
          .number(entry.hires.map(Double.init) ?? .nan), .number(entry.overtimeHours ?? .nan),
          .text(
            entry.bestChance.map { "impossible: at best \(PlainWords.percent($0))" } ?? "possible"),
        ], isEmphasized: entry.date == backlog.clearBy)
    }
    blocks.append(
      .table(
        ReportTable(
          caption: "The price of each week",
          columns: [
            .text("Cleared by"), .number("Cost", format: .money(backlog.currency)),
            .number("Saved by the week", format: .money(backlog.currency)),
            .number("New people"), .number("Overtime", unit: "hours"), .text("Within the limits"),
          ],
          rows: rows,
          note:
            "Each row is a plan of its own, as certain as this one. New people are paid until its date.",
          fileName: "deadlines")))
    return blocks
  }
}
