import Reports

/// Who gains and who loses, and where room is short.
enum CorridorEffectSection {
  static func blocks(_ facts: CorridorFacts) -> [Block] {
    let losers = facts.streets.filter { $0.change.value > 0 }
    var blocks: [Block] = [
      table("Delay by district, on a working day", "District", facts.districts, "districts"),
      table(
        "Streets whose delay grows most, and falls most", "Street", extremes(facts.streets),
        "streets"),
    ]
    let lost = losers.reduce(0) { $0 + $1.change.value }
    let gained = facts.streets.reduce(0) { $0 + max(0, -$1.change.value) }
    for (place, period) in facts.periods.enumerated() where !period.keepsPlan {
      blocks.append(
        .chart(
          period.mapAfter.change(
            from: period.mapBefore, id: "change-\(place)",
            takeaway:
              "\(period.name): \(PlainWords.number(period.saved.value, digits: 0)) vehicle-hours saved a day (\(PlainWords.range(period.saved.low, period.saved.high, digits: 0)), 8 days in 10).",
            labels: 5)))
    }
    if gained + lost > 0 {
      blocks.insert(
        .finding(
          Finding(
            "Some streets gain \(PlainWords.number(gained, digits: 1)) vehicle-hours a day and others lose \(PlainWords.number(lost, digits: 1)).",
            detail:
              "A common cycle and a green wave serve the main stream; whoever crosses it may wait longer.",
            tone: lost > gained ? .bad : .neutral)), at: 0)
    }
    return blocks
  }

  private static let shown = 6

  private static func extremes(_ effects: [CorridorFacts.Effect]) -> [CorridorFacts.Effect] {
    let sorted = effects.sorted { $0.change.value > $1.change.value }
    return sorted.count <= 2 * shown
      ? sorted : Array(sorted.prefix(shown)) + Array(sorted.suffix(shown))
  }

  private static func table(
    _ caption: String, _ header: String, _ effects: [CorridorFacts.Effect], _ file: String
  ) -> Block {
    .table(
      ReportTable(
        caption: caption,
        columns: [
          .text(header), .number("Vehicles"),
          .number("Delay before", unit: "vehicle-hours", format: .fixed(1)),
          .number("Change", unit: "vehicle-hours", format: .signed(1)),
          .number("8 days in 10", format: .signed(1)), .text("So"),
        ],
        rows: effects.map { effect in
          ReportTable.Row([
            .text(effect.name), .number(effect.vehicles), .number(effect.before),
            .number(effect.change.value), .interval(effect.change.low, effect.change.high),
            .text(verdict(effect.change)),
          ])
        }, fileName: file))
  }

  private static func verdict(_ change: CorridorFacts.Estimate) -> String {
    if change.high < 0 { return "gains" }
    if change.low > 0 { return "loses" }
    return "no clear change"
  }

  private static func worst(
    _ facts: CorridorFacts, _ period: CorridorFacts.Period
  ) -> String {
    guard let link = facts.bottlenecks.first(where: { $0.period == period.name }) else {
      return "\(period.name): little time is lost on any one street."
    }
    return
      "\(period.name): most time is lost on \(link.street), \(PlainWords.number(link.delay.value, digits: 1)) vehicle-hours a day (\(PlainWords.range(link.delay.low, link.delay.high, digits: 1)))."
  }

  private static func fullest(_ period: CorridorFacts.Period) -> String {
    let link = period.map.links.max { ($0.use ?? 0) < ($1.use ?? 0) }
    return
      "\(period.name): the fullest street is \(link?.name ?? "none"), with \(PlainWords.percent(link?.use ?? 0)) of its capacity used on an expected day."
  }

  static func bottlenecks(_ facts: CorridorFacts, markers: [NetworkMap.Marker]) -> [Block] {
    facts.periods.enumerated().flatMap { place, period -> [Block] in
      [
        .chart(
          period.mapBefore.chart(
            id: "delay-map-\(place)", measure: .delay, takeaway: worst(facts, period), labels: 5,
            markers: markers)),
        .chart(
          period.map.chart(
            id: "use-map-\(place)", takeaway: fullest(period), labels: 5, markers: markers)),
      ]
    } + [
      .table(
        ReportTable(
          caption: "Streets that lose most time under today's plans",
          columns: [
            .text("Street"), .text("Period"), .number("Flow", unit: "vehicles an hour"),
            .number("8 days in 10"), .number("Of its capacity", format: .percent(0)),
            .number("8 days in 10", format: .percent(0)),
            .number("Delay", unit: "vehicle-hours a day", format: .fixed(1)),
            .number("8 days in 10", format: .fixed(1)),
            .number("Cost a year", format: .money(facts.worth.currency)),
            .number("Among the ten worst", unit: "of days", format: .percent(0)),
          ],
          rows: facts.bottlenecks.map { link in
            ReportTable.Row(
              [
                .text(link.street), .text(link.period), .number(link.flow.value),
                .interval(link.flow.low, link.flow.high), .number(link.ratio.value),
                .interval(link.ratio.low, link.ratio.high), .number(link.delay.value),
                .interval(link.delay.low, link.delay.high), .number(link.yearlyCost),
                .number(link.rankShare),
              ], isEmphasized: link.ratio.value > 1)
          },
          note:
            "Flows are those of the routes in equilibrium on an expected day; delay is that of the days played under today's plans. Bold: more traffic than room.",
          fileName: "bottlenecks"))
    ]
  }
}
