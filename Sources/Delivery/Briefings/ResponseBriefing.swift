import CivilTime
public import Reports

/// An emergency service's plan as a report: how soon help comes, and who is there.
public enum ResponseBriefing {
  public static func report(
    facts: RunFacts, response: ResponseFacts, tables: RunTables, origin: Report.Origin
  ) -> Report {
    guard let plan = facts.plan else {
      return ForecastBriefing.report(facts: facts, tables: tables, origin: origin)
    }
    let days = PlannedDay.days(of: tables)
    var sections = [
      Report.Section(
        id: "response", heading: "How soon does help come?",
        blocks: blocks(facts, response)),
      NeedSection.section(
        facts: facts, confidence: plan.confidence, shrinkage: plan.shrinkage, tables: tables),
      ShiftSection.section(facts: facts, plan: plan, tables: tables, days: days),
      PriceSection.section(facts: facts, plan: plan, tables: tables),
      DataSection.section(facts: facts),
    ]
    sections += ForecastBriefing.groundSections(facts: facts, tables: tables)
    return Report(
      title: facts.title,
      subtitle: "\(ForecastBriefing.span(of: tables)). Made from \(facts.data.file).",
      decision: decision(facts, plan, response, tables), sections: sections,
      assumptions: plan.assumptions.map {
        .init($0.statement, value: InlineText($0.value), source: InlineText($0.source))
      },
      unsuitableUses: [
        "to judge single crews",
        "for days with an event the past does not know: a storm, a large accident, a festival",
        "to promise a single caller a time",
      ],
      origin: origin)
  }

  private static func decision(
    _ facts: RunFacts, _ plan: PlanFacts, _ response: ResponseFacts, _ tables: RunTables
  ) -> Report.Decision {
    let shifts = tables.schedule.reduce(0) { $0 + $1.count }
    let cost = PlainWords.money(plan.objective, sign: plan.currency)
    let most = tables.coverage.max { $0.covered < $1.covered }
    let least = tables.coverage.min { $0.covered < $1.covered }
    let peak = most.flatMap { row in row.start.wallTime.map { PlainWords.time($0) } } ?? ""
    let calls = response.classes.reduce(0) { $0 + $1.calls }
    let weakest = response.classes.min { $0.played - $0.share < $1.played - $1.share }
    let kept = response.classes.count { $0.played >= $0.share }
    return Report.Decision(
      headline:
        "Run \(PlainWords.count(shifts, "crew shift")): \(PlainWords.number(plan.paidHours, digits: 0)) paid crew hours, \(cost)",
      do:
        "Start the shifts that \(code: ScheduleFile.name) lists: between \(strong: "\(least?.covered ?? 0) and \(most?.covered ?? 0) crews") are out at once, the most on \(peak).",
      why:
        "About \(strong: PlainWords.number(calls, digits: 0)) \(facts.data.unit) are expected, and the promise is \(strong: plan.promise).",
      howSure: weakest.map { entry in
        "Played through \(PlainWords.count(response.replications, "time")), \(kept == response.classes.count ? "every class keeps its promise" : "\(kept) of \(response.classes.count) classes keep their promise") over the whole period; the tightest is \"\(entry.name)\" with \(strong: PlainWords.percent(entry.played, digits: 1)) reached in time (promised \(PlainWords.percent(entry.share)))."
      } ?? "",
      cost:
        "\(strong: cost); \(plan.status == "optimal" && plan.relativeGap == 0 ? "no cheaper set of these shifts exists (proved)" : "at most \(PlainWords.percent(max(0.0001, plan.relativeGap), digits: 2)) above the cheapest possible")."
    )
  }

  private static func blocks(_ facts: RunFacts, _ response: ResponseFacts) -> [Block] {
    let weakest = response.classes.min { $0.played - $0.share < $1.played - $1.share }
    var blocks: [Block] = []
    if response.classes.count > 1, let weakest {
      blocks.append(
        .chart(
          Chart(
            id: "reached",
            takeaway:
              "\"\(weakest.name)\" is the class nearest to its promise: \(PlainWords.percent(weakest.played, digits: 1)) reached in time, \(PlainWords.percent(weakest.share)) promised.",
            reading: "The whisker is what chance in the simulation leaves, 19 times in 20.",
            dataCaption: "Share of calls reached in time, played through",
            .bars(
              BarChart(
                bars: response.classes.map {
                  BarChart.Bar(
                    $0.name, values: [$0.played], lower: $0.playedLow, upper: $0.playedHigh)
                },
                itemName: "Class", unit: "share reached in time", format: .percent(1),
                order: .given)))))
    }
    blocks.append(
      .table(
        ReportTable(
          caption: "How soon each class is reached",
          columns: [
            .text("Class"), .number("Calls", unit: "expected"),
            .number("Promised", format: .percent(0)), .text("Within"),
            .number("Worked out", format: .percent(1)),
            .number("In a busy time", format: .percent(1)),
            .number("Played through", format: .percent(1)),
            .number("19 times in 20", format: .percent(1)),
            .number("Half reached by", unit: "minutes", format: .fixed(1)),
            .number("9 in 10 by", unit: "minutes", format: .fixed(1)),
          ],
          rows: response.classes.map { entry in
            ReportTable.Row([
              .text(entry.name), .number(entry.calls), .number(entry.share),
              .text(PlainWords.duration(seconds: Int(entry.withinSeconds))),
              .number(entry.expected), .number(entry.busy), .number(entry.played),
              .interval(entry.playedLow, entry.playedHigh), .number(entry.median / 60),
              .number(entry.ninetieth / 60),
            ])
          },
          note:
            "Worked out: with the load that each interval inherits from those before. In a busy time: at the rates that are exceeded 1 time in 10, throughout.",
          fileName: "response-by-class")))
    blocks.append(
      .paragraph(
        "Crews are on a call \(strong: PlainWords.percent(response.occupancy)) of their time at work: small services need slack to be quick."
      ))
    return blocks
  }
}
