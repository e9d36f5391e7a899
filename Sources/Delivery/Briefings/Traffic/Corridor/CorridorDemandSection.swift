import Reports

/// What the detectors are worth, and the traffic they let expect.
enum CorridorDemandSection {
  static func blocks(_ facts: CorridorFacts) -> [Block] {
    var blocks: [Block] = [
      .table(
        ReportTable(
          caption:
            "Trips by period, expected on the working days from \(facts.firstDay) to \(facts.lastDay)",
          columns: [
            .text("Period"), .number("Trips", unit: "expected"), .number("8 days in 10"),
            .number("Busy day", unit: "trips"),
            .number("Counts met", unit: "table given", format: .percent(0)),
            .number("Counts met", unit: "estimate", format: .percent(0)),
            .number("Counts met", unit: "where left out", format: .percent(0)),
          ],
          rows: facts.periods.map { period in
            ReportTable.Row([
              .text(period.name), .number(period.trips.value),
              .interval(period.trips.low, period.trips.high), .number(period.busyTrips),
              .number(period.fitBefore), .number(period.fitAfter), .number(period.fitLeftOut),
            ])
          },
          note:
            "A count is met where GEH is below 5, the usual mark for hourly flows. \"Where left out\": each count predicted without itself, which is what to expect on streets nobody counts.",
          fileName: "trips-by-period"))
    ]
    if facts.unserved > 0 {
      blocks.append(
        .warning(
          "\(PlainWords.number(facts.unserved, digits: 0)) trips of the table have no way through the network and are in no figure here; \(code: "unserved.csv") lists them."
        ))
    }
    if !facts.notes.isEmpty { blocks.append(.list(facts.notes.map { InlineText($0) })) }
    return blocks
  }

  static func detectors(_ facts: CorridorFacts) -> [Block] {
    [
      .table(
        ReportTable(
          caption: "Detectors",
          columns: [
            .text("Detector"), .text("Street"), .number("Trust", format: .percent(0)),
            .text("Used"), .text("Found"),
          ],
          rows: facts.detectors.map { detector in
            ReportTable.Row(
              [
                .text(detector.id), .text(detector.street), .number(detector.trust),
                .text(detector.isUsed ? "yes" : "no"),
                .text(
                  detector.findings.isEmpty ? "nothing" : detector.findings.joined(separator: "; ")),
              ], isEmphasized: !detector.isUsed)
          }, fileName: "detectors")),
      .note(
        "\(PlainWords.percent(facts.zeroShare, digits: 1)) of what was recorded is zero. Zeros were taken \(facts.zerosAreMissing ? "as missing" : "as counts"), as the recipe says."
      ),
    ]
  }
}
