import Reports

/// What would more, or less, cost?
enum PriceSection {
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
    if !plan.notes.isEmpty { blocks.append(.list(plan.notes.map { InlineText($0) })) }
    return Report.Section(id: "price", heading: "What would more, or less, cost?", blocks: blocks)
  }
}
