import Reports

/// What would more, or less, cost?
enum PriceSection {
  private static func span(_ gain: PlanFacts.Gain) -> String {
    guard let from = IntervalLabel(gain.start)?.wallTime, let to = IntervalLabel(gain.end)?.wallTime
    else { return "from \(gain.start) to \(gain.end)" }
    return
      "on \(PlainWords.weekday(from.date)) from \(PlainWords.timeOfDay(from.secondOfDay)) to \(PlainWords.timeOfDay(to.secondOfDay))"
  }

  static func section(facts: RunFacts, plan: PlanFacts, tables: RunTables) -> Report.Section {
    var blocks: [Block] = []
    if plan.alternatives.count > 1 {
      let chosen = plan.confidence
      let withService = plan.alternatives.contains { $0.serviceLevel != nil }
      blocks.append(
        .table(
          ReportTable(
            caption: "The same period, planned to be more or less sure",
            columns: [
              .text("Certainty in each \(facts.data.step)"), .number("Shifts"),
              .number("Paid hours"), .number("Cost", format: .money(plan.currency)),
              .number(
                "Against this plan",
                format: NumberFormat(style: .signedMoney(plan.currency), digits: 0)),
            ]
              + (withService
                ? [
                  .number("Answered in time", format: .percent(0)),
                  .number("8 times in 10", format: .percent(0)),
                ] : []),
            rows: plan.alternatives.map { other in
              ReportTable.Row(
                [
                  .text(PlainWords.percent(other.confidence)), .number(Double(other.shifts)),
                  .number(other.paidHours), .number(other.cost),
                  .number(other.cost - plan.objective),
                ]
                  + (withService
                    ? [
                      .number(other.serviceLevel ?? .nan),
                      .interval(other.serviceLow ?? .nan, other.serviceHigh ?? .nan),
                    ] : []),
                isEmphasized: other.confidence == chosen)
            },
            note: "Each row is a plan of its own, solved like the one above.",
            fileName: "alternatives")))
    }
    let dear = tables.coverage.filter { $0.price > 0 }
      .enumerated().sorted {
        $0.element.price != $1.element.price
          ? $0.element.price > $1.element.price : $0.offset < $1.offset
      }.prefix(5).map(\.element)
    if let dearest = dear.first, let wall = dearest.start.wallTime {
      blocks.append(
        .finding(
          Finding(
            "One more person needed on \(PlainWords.time(wall)) would cost about \(strong: PlainWords.money(dearest.price, sign: plan.currency)).",
            detail:
              "\(PlainWords.sentence(FanOfSeries.plural(facts.data.step))) whose need sets the number of shifts are the dear ones. All prices are in \(code: CoverageFile.name)."
          )))
    }
    if let gains = plan.gains, let best = gains.first {
      let steps = FanOfSeries.plural(facts.data.step)
      blocks.append(
        .finding(
          Finding(
            "One more person \(strong: span(best)) would keep the promise in \(PlainWords.count(best.saved, "more " + facts.data.step, plural: "more " + steps)) of that day if it turns out busy.",
            detail:
              "Busy is what comes 1 time in 10. The need of an interval is set for \(PlainWords.percent(plan.confidence)) certainty, so some break the promise on such a day."
          )))
      blocks.append(
        .table(
          ReportTable(
            caption: "Where one more person for four hours would help most",
            columns: [
              .text("From"), .text("To"),
              .number("Break the promise on a busy day", unit: steps),
              .number("Fewer with one more", unit: steps),
            ],
            rows: gains.map { gain in
              ReportTable.Row([
                .text(
                  (IntervalLabel(gain.start)?.wallTime).map { PlainWords.time($0) } ?? gain.start),
                .text(
                  (IntervalLabel(gain.end)?.wallTime).map { PlainWords.timeOfDay($0.secondOfDay) }
                    ?? gain.end),
                .number(Double(gain.missed)), .number(Double(gain.saved)),
              ])
            }, fileName: "one-more-person")))
    }
    if !plan.notes.isEmpty { blocks.append(.list(plan.notes.map { InlineText($0) })) }
    return Report.Section(id: "price", heading: "What would more, or less, cost?", blocks: blocks)
  }
}
