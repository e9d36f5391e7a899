public import Reports

/// A plan played through, as a report.
public enum SimulatedServiceBriefing {
  public static func report(
    facts: RunFacts, simulation: SimulatedServiceFacts, origin: Report.Origin
  ) -> Report {
    var blocks: [Block] = []
    if let chart = chart(simulation) { blocks.append(.chart(chart)) }
    blocks.append(.table(days(simulation)))
    let worst = simulation.intervals.filter { $0.answered.value != nil && $0.contacts > 0 }
      .enumerated().sorted {
        let (a, b) = ($0.element.answered.value ?? 1, $1.element.answered.value ?? 1)
        return a != b ? a < b : $0.offset < $1.offset
      }.prefix(12).map(\.element)
    return Report(
      title: "Played through: \(facts.title)", subtitle: "Made from \(facts.data.file).",
      decision: decision(facts, simulation),
      sections: [
        Report.Section(id: "days", heading: "What do the days look like?", blocks: blocks),
        Report.Section(
          id: "worst", heading: "When is it tightest?",
          blocks: [
            .table(table("The \(facts.data.step) with the lowest service", worst, simulation)),
            .note(
              "All intervals are in \(code: SimulatedServiceFile.name). The ranges are what chance in the simulation leaves, 19 times in 20; more replications make them narrower."
            ),
          ]),
      ],
      assumptions: simulation.assumptions.map {
        .init($0.statement, value: InlineText($0.value), source: InlineText($0.source))
      },
      unsuitableUses: [
        "to judge single employees",
        "for days with an event the past does not know: an outage, a storm, a new programme",
      ],
      origin: origin)
  }

  private static func decision(_ facts: RunFacts, _ simulation: SimulatedServiceFacts)
    -> Report.Decision
  {
    let contacts = simulation.days.reduce(0) { $0 + $1.contacts }
    let answered =
      simulation.days.reduce(0) { $0 + $1.contacts * ($1.answered.value ?? 0) }
      / max(contacts, 1e-9)
    let share = simulation.answeredShare ?? 0
    let below = simulation.intervals.count {
      $0.contacts > 0 && ($0.answered.high ?? 1) < share
    }
    let within = simulation.withinSeconds.map { PlainWords.duration(seconds: Int($0)) } ?? "time"
    let weakest = simulation.days.filter { $0.answered.value != nil }
      .min { ($0.answered.value ?? 1) < ($1.answered.value ?? 1) }
    let demand =
      simulation.actuals.map { "what really came, from \($0)" }
      ?? "demand drawn from the forecast, quiet days and busy ones"
    return Report.Decision(
      headline:
        "Played through, \(PlainWords.percent(answered)) are answered within \(within)",
      do: below == 0
        ? "Keep the plan: no \(facts.data.step) is clearly below the promise on average."
        : "Look at \(PlainWords.count(below, facts.data.step, plural: FanOfSeries.plural(facts.data.step))) that are clearly below the promise on average; \(code: SimulatedServiceFile.name) lists them.",
      why:
        "The promise is \(strong: simulation.promise). Each day was played \(PlainWords.count(simulation.replications, "time")) with \(demand).",
      howSure: weakest.map { day in
        let name = IntervalLabel(day.start)?.wallTime.map { PlainWords.date($0.date) } ?? day.start
        return
          "The weakest day is \(name): \(range(day.answered)) answered in time, and \(range(day.onTarget ?? day.answered)) of such days keep the promise over the whole day."
      } ?? "Nobody came.")
  }

  private static func range(_ estimate: SimulatedServiceFacts.Estimate) -> String {
    guard let value = estimate.value else { return "an unknown share" }
    guard let low = estimate.low, let high = estimate.high else {
      return PlainWords.percent(value)
    }
    return
      "\(PlainWords.percent(value)) (\(PlainWords.percent(max(0, low), digits: 1)) to \(PlainWords.percent(min(1, high), digits: 1)))"
  }

  private static func label(
    _ stretch: SimulatedServiceFacts.Stretch, _ simulation: SimulatedServiceFacts, isDay: Bool
  ) -> String {
    let isOne = simulation.days.allSatisfy { $0.unit == stretch.unit }
    let place = isOne ? "" : ", \(stretch.unit)"
    guard let wall = IntervalLabel(stretch.start)?.wallTime else { return stretch.start + place }
    return (isDay ? PlainWords.shortDate(wall.date) : PlainWords.time(wall)) + place
  }

  private static func chart(_ simulation: SimulatedServiceFacts) -> Chart? {
    let drawn = simulation.days.filter { $0.answered.value != nil && $0.contacts > 0 }
    guard drawn.count > 1,
      let worst = drawn.min(by: { ($0.answered.value ?? 1) < ($1.answered.value ?? 1) })
    else { return nil }
    return Chart(
      id: "played",
      takeaway:
        "Service is lowest on \(label(worst, simulation, isDay: true)): \(PlainWords.percent(worst.answered.value ?? 0)) answered in time.",
      reading: "The whisker is what chance in the simulation leaves, 19 times in 20.",
      dataCaption: "Share answered in time, by day",
      .bars(
        BarChart(
          bars: drawn.map {
            BarChart.Bar(
              label($0, simulation, isDay: true), values: [$0.answered.value ?? 0],
              lower: $0.answered.low,
              upper: $0.answered.high.map { min(1, $0) })
          }, itemName: "Day", unit: "share answered in time", format: .percent(0), order: .given,
          reference: simulation.answeredShare.map { ReferenceLine($0, name: "promise") })))
  }

  private static func days(_ simulation: SimulatedServiceFacts) -> ReportTable {
    table("The days, played through", simulation.days, simulation, isDay: true)
  }

  private static func table(
    _ caption: String, _ rows: [SimulatedServiceFacts.Stretch],
    _ simulation: SimulatedServiceFacts, isDay: Bool = false
  ) -> ReportTable {
    var columns: [ReportTable.Column] = [
      .text(isDay ? "Day" : "From"), .number(isDay ? "Most people at once" : "People"),
      .number("Contacts", format: .fixed(1)), .number("Answered in time", format: .percent(1)),
      .number("19 times in 20", format: .percent(1)), .number("Hang up", format: .percent(1)),
      .number("Mean wait", unit: "seconds", format: .fixed(1)),
      .number("Busy", format: .percent(0)),
    ]
    if isDay { columns.append(.number("Days that keep the promise", format: .percent(0))) }
    return ReportTable(
      caption: caption, columns: columns,
      rows: rows.map { row in
        var cells: [ReportTable.Cell] = [
          .text(label(row, simulation, isDay: isDay)), .number(Double(row.people)),
          .number(row.contacts),
          .number(row.answered.value ?? .nan),
          .interval(max(0, row.answered.low ?? .nan), min(1, row.answered.high ?? .nan)),
          .number(row.abandoned.value ?? .nan), .number(row.wait.value ?? .nan),
          .number(row.occupancy.value ?? .nan),
        ]
        if isDay { cells.append(.number(row.onTarget?.value ?? .nan)) }
        return ReportTable.Row(cells)
      }, fileName: isDay ? "played-days" : "played-tightest")
  }
}
