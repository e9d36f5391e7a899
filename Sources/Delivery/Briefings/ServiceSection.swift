import Reports

/// What will callers notice?
enum ServiceSection {
  static func section(facts: RunFacts, plan: PlanFacts, days: [PlannedDay]) -> Report.Section {
    var blocks: [Block] = []
    if let all = PlannedDay.together(days) {
      var cards: [KeyFigure] = []
      if all.service.isFinite, let within = plan.withinSeconds {
        cards.append(
          KeyFigure(
            "Answered within \(PlainWords.duration(seconds: Int(within)))",
            value: PlainWords.percent(all.service),
            interval:
              "\(PlainWords.percent(all.serviceLow)) to \(PlainWords.percent(all.serviceHigh)), 8 times in 10"
          ))
      }
      if all.occupancy.isFinite {
        cards.append(
          KeyFigure(
            "Time agents are busy", value: PlainWords.percent(all.occupancy),
            unit: "of the time at work"))
      }
      if all.abandonment.isFinite, all.abandonment > 0 {
        cards.append(
          KeyFigure(
            "Hang up before an answer", value: PlainWords.percent(all.abandonment, digits: 1),
            unit: "of \(facts.data.unit)"))
      }
      if !cards.isEmpty { blocks.append(.keyFigures(cards)) }
    }
    let drawn = days.filter { $0.service.isFinite }
    if drawn.count > 1, let share = plan.answeredShare,
      let worst = drawn.min(by: { $0.service < $1.service })
    {
      blocks.append(
        .chart(
          Chart(
            id: "service",
            takeaway:
              "The lowest expected service is \(PlainWords.percent(worst.service)), on \(PlainWords.date(worst.date)).",
            reading:
              "The whisker is the range that holds 8 times in 10, if the forecast misses all day in one direction.",
            dataCaption: "Share answered in time, by day",
            .bars(
              BarChart(
                bars: drawn.map {
                  BarChart.Bar(
                    PlainWords.shortDate($0.date), values: [$0.service], lower: $0.serviceLow,
                    upper: $0.serviceHigh)
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
