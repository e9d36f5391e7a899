import Reports

/// What will callers notice?
enum ServiceSection {
  static func section(facts: RunFacts, plan: PlanFacts, days: [PlannedDay]) -> Report.Section {
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
    blocks.append(
      .note(
        "Service is worked out for people who are at work as planned, interval by interval, and for the whole range of demand the forecast leaves open, not for its middle alone."
      ))
    return Report.Section(id: "service", heading: "What will callers notice?", blocks: blocks)
  }
}
