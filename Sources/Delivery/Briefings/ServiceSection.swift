import Reports

/// What will callers notice?
enum ServiceSection {
  static func section(
    facts: RunFacts, plan: PlanFacts, tables: RunTables, days: [PlannedDay]
  ) -> Report.Section {
    var blocks: [Block] = []
    if let all = PlannedDay.together(days) {
      var cards: [KeyFigure] = []
      func add(_ label: String, _ range: WeightedRange, digits: Int = 0, unit: String = "") {
        guard range.isKnown, range.high > 0 else { return }
        let ends = [range.low, range.high].sorted().map { PlainWords.percent($0, digits: digits) }
        cards.append(
          KeyFigure(
            label, value: PlainWords.percent(range.expected, digits: digits), unit: unit,
            interval: "\(ends[0]) to \(ends[1]), 8 times in 10"))
      }
      if let within = plan.withinSeconds {
        add("Answered within \(PlainWords.duration(seconds: Int(within)))", all.service)
      }
      add("Time agents are busy", all.occupancy)
      add("Hang up before an answer", all.abandonment, digits: 1)
      if !cards.isEmpty { blocks.append(.keyFigures(cards)) }
    }
    let drawn = days.filter { $0.service.isKnown }
    if drawn.count > 1, let share = plan.answeredShare,
      let worst = drawn.min(by: { $0.service.expected < $1.service.expected })
    {
      blocks.append(
        .chart(
          Chart(
            id: "service",
            takeaway:
              "The lowest expected service is \(PlainWords.percent(worst.service.expected)), on \(PlainWords.date(worst.date)).",
            reading:
              "The whisker is the range that holds 8 times in 10, if the forecast misses all day in one direction.",
            dataCaption: "Share answered in time, by day",
            .bars(
              BarChart(
                bars: drawn.map {
                  BarChart.Bar(
                    PlainWords.shortDate($0.date), values: [$0.service.expected],
                    lower: $0.service.low,
                    upper: $0.service.high)
                }, itemName: "Day", unit: "share answered in time", format: .percent(0),
                order: .given, reference: ReferenceLine(share, name: "promise"))))))
    }
    blocks += intervals(facts: facts, plan: plan, tables: tables)
    blocks.append(
      .note(
        "Service is worked out for people who are at work as planned, interval by interval, and for the whole range of demand the forecast leaves open, not for its middle alone."
      ))
    return Report.Section(id: "service", heading: "What will callers notice?", blocks: blocks)
  }

  /// Service by day and time, and the weakest intervals with their ranges.
  private static func intervals(
    facts: RunFacts, plan: PlanFacts, tables: RunTables
  ) -> [Block] {
    let rows = tables.coverage.filter { $0.service.expected.isFinite && $0.start.wallTime != nil }
    guard let share = plan.answeredShare, rows.count > 1 else { return [] }
    var blocks: [Block] = []
    let step = facts.data.step
    let below = rows.count { $0.service.expected < share - 1e-9 }
    let several = distinct(rows.map(\.unit)).count > 1
    if let grid = DayTimeGrid(
      rows.compactMap { row in row.start.wallTime.map { ($0, 100 * row.service.expected) } })
    {
      blocks.append(
        .chart(
          Chart(
            id: "service-by-time",
            takeaway: below == 0
              ? "Each \(step) is expected to keep \(PlainWords.percent(share)) answered in time."
              : "\(PlainWords.count(below, step, plural: FanOfSeries.plural(step))) of \(PlainWords.number(Double(rows.count))) \(below == 1 ? "is" : "are") expected below \(PlainWords.percent(share)) answered in time.",
            reading:
              "Each cell is the expected share answered in time, in per cent\(several ? ", of the unit with the lowest" : "").",
            dataCaption: "Share answered in time by day and time, in per cent",
            .heatMap(grid.heatMap(unit: "per cent")))))
    }
    let weakest = rows.enumerated().sorted {
      $0.element.service.expected != $1.element.service.expected
        ? $0.element.service.expected < $1.element.service.expected : $0.offset < $1.offset
    }.prefix(8).map(\.element)
    blocks.append(
      .table(
        ReportTable(
          caption: "The weakest \(FanOfSeries.plural(step)), with their ranges",
          columns: [
            .text("From"), .number("People"), .number("Needed"),
            .number("Answered in time", format: .percent(0)),
            .number("8 times in 10", format: .percent(0)),
          ],
          rows: weakest.map { row in
            ReportTable.Row([
              .text(
                (row.start.wallTime.map { PlainWords.time($0) } ?? row.start.text)
                  + (several ? ", \(row.unit)" : "")),
              .number(Double(row.covered)), .number(Double(row.required)),
              .number(row.service.expected), .interval(row.service.low, row.service.high),
            ])
          }, note: "All are in \(code: CoverageFile.name).", fileName: "weakest-intervals")))
    return blocks
  }
}
