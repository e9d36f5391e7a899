public import Reports

/// The same period under other assumptions, as a report.
public enum WhatIfBriefing {
  public static func report(facts: RunFacts, whatIf: WhatIfFacts, origin: Report.Origin) -> Report {
    var blocks: [Block] = []
    if let chart = costChart(whatIf) { blocks.append(.chart(chart)) }
    blocks.append(.table(table(whatIf)))
    let failed = whatIf.cases.filter { $0.reason != nil }
    if !failed.isEmpty {
      blocks.append(
        .list(failed.map { InlineText("No plan for \($0.name): \($0.reason ?? "")") }))
    }
    var sections = [
      Report.Section(id: "cases", heading: "What would each case cost?", blocks: blocks)
    ]
    if let chart = keptChart(whatIf) {
      sections.append(
        Report.Section(
          id: "kept", heading: "What if the plan is kept and the case comes all the same?",
          blocks: [
            .chart(chart),
            .note(
              "Here nobody is added: the people of the first plan meet the demand, handle times or promise of the case."
            ),
          ]))
    }
    return Report(
      title: "What if: \(facts.title)", subtitle: "Made from \(facts.data.file).",
      decision: decision(facts: facts, whatIf), sections: sections,
      assumptions: whatIf.assumptions.map {
        .init($0.statement, value: InlineText($0.value), source: InlineText($0.source))
      },
      unsuitableUses: [
        "as a forecast: how likely a case is, these figures do not say",
        "to judge single employees",
      ],
      origin: origin)
  }

  private static func decision(facts: RunFacts, _ whatIf: WhatIfFacts) -> Report.Decision {
    let base = whatIf.cases[0]
    let others = whatIf.cases.dropFirst().filter { $0.cost != nil }
    func money(_ value: Double) -> String { PlainWords.money(value, sign: whatIf.currency) }
    let dearest = others.max { ($0.cost ?? 0) < ($1.cost ?? 0) }
    let cheapest = others.min { ($0.cost ?? 0) < ($1.cost ?? 0) }
    let weakest = whatIf.cases.dropFirst().filter { $0.keptService != nil }
      .min { ($0.keptService ?? 1) < ($1.keptService ?? 1) }
    let headline =
      if let dearest, let cheapest, let cost = base.cost {
        "The plan costs \(money(cost)); the cases range from \(money(min(cost, cheapest.cost ?? cost))) to \(money(max(cost, dearest.cost ?? cost)))"
      } else {
        "The plan costs \(money(base.cost ?? .nan))"
      }
    let action: InlineText =
      if let dearest, let cost = base.cost, let dear = dearest.cost, dear > cost {
        "Keep \(strong: money(dear - cost)) in reserve if \"\(dearest.name)\" must be met in full."
      } else {
        "None of the cases costs more than the plan."
      }
    let sure: InlineText =
      if let weakest, let kept = weakest.keptService, let low = weakest.keptLow,
        let high = weakest.keptHigh
      {
        "If \"\(weakest.name)\" comes and the plan is kept, \(strong: PlainWords.percent(kept)) are answered in time (\(PlainWords.percent(min(low, high))) to \(PlainWords.percent(max(low, high))), 8 times in 10), and \(reach(weakest, whatIf, facts))."
      } else {
        "Every figure allows for what the forecast may miss."
      }
    return Report.Decision(
      headline: headline, do: action,
      why:
        "The promise is \(strong: whatIf.promise), with \(PlainWords.percent(whatIf.confidence)) certainty \(whatIf.isSureOfDays ? "on each day" : "in each \(facts.data.step)"); \(PlainWords.count(whatIf.cases.count - 1, "other case")) are planned beside it.",
      howSure: sure)
  }

  /// How far the first plan reaches in a case.
  private static func reach(
    _ entry: WhatIfFacts.Case, _ whatIf: WhatIfFacts, _ facts: RunFacts
  ) -> String {
    if let chance = entry.keptChance {
      return "\(PlainWords.percent(chance)) of days keep the promise"
    }
    let short = PlainWords.count(
      entry.keptShort, facts.data.step, plural: FanOfSeries.plural(facts.data.step))
    return "\(short) of \(PlainWords.number(Double(whatIf.intervals))) have fewer people than "
      + "they then need"
  }

  private static func table(_ whatIf: WhatIfFacts) -> ReportTable {
    let base = whatIf.cases[0].cost ?? .nan
    let days = whatIf.isSureOfDays
    return ReportTable(
      caption: "The same period under other assumptions",
      columns: [
        .text("Case"), .number("Cost", format: .money(whatIf.currency)),
        .number(
          "Against the plan",
          format: NumberFormat(style: .signedMoney(whatIf.currency), digits: 0)),
        .number("Paid hours"), .number("Shifts"),
        .number("Answered in time", format: .percent(0)),
        .number("8 times in 10", format: .percent(0)),
        .number("Plan kept: answered in time", format: .percent(0)),
        days
          ? .number("Plan kept: days on target", format: .percent(0))
          : .number("Plan kept: intervals short"),
      ],
      rows: whatIf.cases.enumerated().map { position, entry in
        ReportTable.Row(
          [
            .text(entry.name), .number(entry.cost ?? .nan),
            position == 0 ? .missing : .number((entry.cost ?? .nan) - base),
            .number(entry.paidHours ?? .nan), .number(entry.shifts.map(Double.init) ?? .nan),
            .number(entry.service ?? .nan),
            .interval(entry.serviceLow ?? .nan, entry.serviceHigh ?? .nan),
            .number(entry.keptService ?? .nan),
            .number(days ? entry.keptChance ?? .nan : Double(entry.keptShort)),
          ], isEmphasized: position == 0)
      },
      note: "Each row is a plan of its own, solved like the first.", fileName: "what-if")
  }

  private static func costChart(_ whatIf: WhatIfFacts) -> Chart? {
    let drawn = whatIf.cases.filter { $0.cost != nil }
    guard drawn.count > 1, let base = whatIf.cases[0].cost,
      let dearest = drawn.max(by: { ($0.cost ?? 0) < ($1.cost ?? 0) })
    else { return nil }
    let more = (dearest.cost ?? base) - base
    return Chart(
      id: "cost",
      takeaway: more > 0
        ? "The dearest case, \"\(dearest.name)\", costs \(PlainWords.money(more, sign: whatIf.currency)) more than the plan."
        : "No case costs more than the plan.",
      reading: "Each bar is the cost of the cheapest shifts for that case.",
      dataCaption: "Cost by case",
      .bars(
        BarChart(
          bars: drawn.map {
            BarChart.Bar($0.name, $0.cost ?? 0, isEmphasized: $0.name == whatIf.cases[0].name)
          },
          itemName: "Case", unit: "cost", format: .money(whatIf.currency), order: .given,
          reference: ReferenceLine(base, name: "the plan"))))
  }

  private static func keptChart(_ whatIf: WhatIfFacts) -> Chart? {
    let drawn = whatIf.cases.filter { $0.keptService != nil }
    guard drawn.count > 1,
      let worst = drawn.min(by: { ($0.keptService ?? 1) < ($1.keptService ?? 1) })
    else { return nil }
    return Chart(
      id: "kept-service",
      takeaway:
        "With the plan kept, service is lowest for \"\(worst.name)\": \(PlainWords.percent(worst.keptService ?? 0)) answered in time.",
      reading: whatIf.isSureOfDays
        ? "The whisker is the range that holds 8 times in 10, over the courses days may take."
        : "The whisker is the range that holds 8 times in 10, if the forecast misses all the time in one direction.",
      dataCaption: "Share answered in time with the plan kept",
      .bars(
        BarChart(
          bars: drawn.map {
            BarChart.Bar(
              $0.name, values: [$0.keptService ?? 0],
              lower: min($0.keptLow ?? 0, $0.keptHigh ?? 0),
              upper: max($0.keptLow ?? 0, $0.keptHigh ?? 0),
              isEmphasized: $0.name == whatIf.cases[0].name)
          },
          itemName: "Case", unit: "share answered in time", format: .percent(0), order: .given)))
  }
}
