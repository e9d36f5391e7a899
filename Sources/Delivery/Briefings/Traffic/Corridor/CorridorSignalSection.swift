import Reports

/// Both plans, period by period and signal by signal.
enum CorridorSignalSection {
  static func blocks(_ facts: CorridorFacts) -> [Block] {
    [periods(facts)]
      + facts.periods.enumerated().flatMap { place, period in
        [signals(period)] + diagrams(period, place)
      }
  }

  private static func diagrams(_ period: CorridorFacts.Period, _ place: Int) -> [Block] {
    guard let diagram = period.diagram, !period.keepsPlan else { return [] }
    var course = diagram.timeSpaceChart(id: "time-space-\(place)")
    var sheet = diagram.timingSheetChart(
      id: "timing-\(place)",
      takeaway: "\(period.name): how the cycle is shared out, before and after.")
    // Captions name regions of the page: two periods may not share one.
    course.dataCaption += ", \(period.name)"
    sheet.dataCaption += ", \(period.name)"
    return [.chart(course), .chart(sheet)]
  }

  private static func periods(_ facts: CorridorFacts) -> Block {
    .table(
      ReportTable(
        caption: "Delay by period of a working day",
        columns: [
          .text("Period"), .number("Trips", unit: "expected"), .number("8 days in 10"),
          .number("Lost before", unit: "s a vehicle", format: .fixed(1)),
          .number("8 days in 10", format: .fixed(1)),
          .number("Lost after", unit: "s a vehicle", format: .fixed(1)),
          .number("8 days in 10", format: .fixed(1)),
          .number("Saved", unit: "vehicle-hours a day", format: .fixed(1)),
          .number("8 days in 10", format: .fixed(1)), .text("Better on"),
        ],
        rows: facts.periods.map { period in
          ReportTable.Row([
            .text(
              "\(period.name), \(PlainWords.timeOfDay(Int(period.from))) to \(PlainWords.timeOfDay(Int(period.to)))"
            ),
            .number(period.trips.value), .interval(period.trips.low, period.trips.high),
            .number(period.delayBefore.value),
            .interval(period.delayBefore.low, period.delayBefore.high),
            .number(period.delayAfter.value),
            .interval(period.delayAfter.low, period.delayAfter.high),
            .number(period.saved.value), .interval(period.saved.low, period.saved.high),
            .text("\(period.daysBetter) of \(period.daysPlayed) days"),
          ])
        },
        note:
          "Delay is time lost against driving freely, waiting to enter the network included. \(rest(facts))",
        fileName: "delay-by-period"))
  }

  private static func rest(_ facts: CorridorFacts) -> String {
    let left = facts.periods.filter { $0.leftBefore >= 1 || $0.leftAfter >= 1 }
    guard !left.isEmpty else { return "Every vehicle arrived within the hour after its period." }
    return PlainWords.list(
      left.map {
        "\($0.name): \(PlainWords.number($0.leftBefore, digits: 0)) vehicles were still under way an hour after the period before, \(PlainWords.number($0.leftAfter, digits: 0)) after"
      }) + "."
  }

  private static func signals(_ period: CorridorFacts.Period) -> Block {
    .table(
      ReportTable(
        caption: "Signals, \(period.name)",
        columns: [
          .text("Signal"), .number("Cycle before", unit: "s"), .number("Cycle after", unit: "s"),
          .number("Offset before", unit: "s"), .number("Offset after", unit: "s"),
          .number("Delay before", unit: "s a vehicle", format: .fixed(1)),
          .number("8 days in 10", format: .fixed(1)), .text("Level before"),
          .number("Delay after", unit: "s a vehicle", format: .fixed(1)),
          .number("8 days in 10", format: .fixed(1)), .text("Level after"),
        ],
        rows: period.signals.map { signal in
          ReportTable.Row(
            [
              .text(signal.name), .number(signal.cycleBefore), .number(signal.cycleAfter),
              .number(signal.offsetBefore), .number(signal.offsetAfter),
              .number(signal.delayBefore.value),
              .interval(signal.delayBefore.low, signal.delayBefore.high),
              .text(signal.gradeBefore), .number(signal.delayAfter.value),
              .interval(signal.delayAfter.low, signal.delayAfter.high),
              .text(signal.gradeAfter),
            ], isEmphasized: signal.delayAfter.value > signal.delayBefore.value)
        },
        note:
          "Levels of service from A (at most 10 seconds) to F (more than 80). Signals in bold lose.",
        fileName: "signals-\(period.name)"))
  }
}
