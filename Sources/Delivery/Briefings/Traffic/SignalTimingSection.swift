import Reports
import Traffic

/// The timing sheets of a set of signals, before and after.
enum SignalTimingSection {
  static func section(_ facts: SignalFacts) -> Report.Section {
    let changed = facts.signals.filter(SignalBriefing.isChanged)
    let shown = facts.keepsGiven ? facts.signals : changed
    var rows: [ReportTable.Row] = []
    for signal in shown.prefix(40) {
      for stage in signal.before.greens.indices {
        rows.append(
          ReportTable.Row([
            .text(signal.id), .number(Double(stage + 1)),
            .number(signal.before.greens[stage]), .number(signal.after.greens[stage]),
            .number(stage < signal.minimums.count ? signal.minimums[stage] : .nan),
            .number(signal.before.cycle), .number(signal.after.cycle),
            .number(signal.before.offset), .number(signal.after.offset),
          ]))
      }
    }
    return Report.Section(
      id: "times", heading: "What are the new times?",
      blocks: [sheet(shown, keepsGiven: facts.keepsGiven)] + SignalLineChart.blocks(facts) + [
        .table(
          ReportTable(
            caption: "Seconds of green by stage",
            columns: [
              .text("Signal"), .number("Stage"), .number("Green before", unit: "s"),
              .number("after", unit: "s"), .number("At least, on foot", unit: "s"),
              .number("Cycle before", unit: "s"), .number("after", unit: "s"),
              .number("Offset before", unit: "s"), .number("after", unit: "s"),
            ], rows: rows,
            note:
              "A stage of 0 s is left out. Offsets count from midnight to the start of the program. Yellow and all-red stay as they are; timing.csv has them with the splits.",
            fileName: "times"))
      ])
  }

  /// The stages second by second.
  private static func sheet(_ signals: [SignalFacts.Signal], keepsGiven: Bool) -> Block {
    .chart(
      Chart(
        id: "timing-sheet",
        takeaway: keepsGiven
          ? "The times in use stay."
          : "Greens change; yellow and all-red stay as they are.",
        reading: "Each bar is one cycle from its start; letters name who has green.",
        dataCaption: "Stages before and after",
        .timingSheet(
          TimingSheet(
            signals: signals.map { signal in
              TimingSheet.Signal(
                signal.id,
                rows: keepsGiven
                  ? [row("In use", signal.before, signal)]
                  : [row("Before", signal.before, signal), row("After", signal.after, signal)])
            }))))
  }

  private static func program(_ timing: SignalFacts.Timing) -> SignalProgram {
    SignalProgram(
      id: "", offset: timing.offset,
      phases: timing.phases.map { .init(duration: $0.seconds, state: $0.state) })
  }

  private static func row(
    _ name: String, _ timing: SignalFacts.Timing, _ signal: SignalFacts.Signal
  ) -> TimingSheet.Row {
    let staged = StagedProgram(program(timing))
    // Stages shown are those of the plan in use that have green, in its order.
    let shown = timing.greens.indices.filter { timing.greens[$0] > 0 }
    return TimingSheet.Row(
      name, offset: staged?.offset ?? timing.offset,
      stages: (staged?.stages ?? []).enumerated().map { k, stage in
        let yellow = stage.clearance.filter { $0.state.contains(0x79) || $0.state.contains(0x59) }
          .reduce(0) { $0 + $1.duration }
        let clearance = stage.clearance.reduce(0) { $0 + $1.duration }
        let place = k < shown.count ? shown[k] : k
        return TimingSheet.Stage(
          place < signal.stages.count ? signal.stages[place] : "stage \(place + 1)",
          green: stage.green, yellow: yellow, red: clearance - yellow)
      })
  }

  /// Plans of their own for parts of the period; nothing where one plan was asked for.
  static func severalPlans(_ facts: SignalFacts) -> [Report.Section] {
    guard !facts.stretches.isEmpty else { return [] }
    return [
      Report.Section(
        id: "day", heading: "Would several plans serve the period better?",
        blocks: [
          .paragraph(InlineText(SignalBriefing.severalPlans(facts))),
          .table(
            ReportTable(
              caption: "Plans over the period",
              columns: [
                .number("Plan"), .text("Hours"),
                .number("One plan for all", unit: "s a vehicle", format: .fixed(1)),
                .number("Plan of its own", unit: "s a vehicle", format: .fixed(1)),
                .text("Cycles"), .text("Use"),
              ],
              rows: facts.stretches.map { stretch in
                ReportTable.Row([
                  .number(Double(stretch.plan)), .text(stretch.period),
                  .number(stretch.delayOfOnePlan), .number(stretch.delay),
                  .text(
                    stretch.cycles.map { "\(PlainWords.number($0)) s" }.joined(separator: ", ")),
                  .text(stretch.keepsOnePlan ? "the one plan" : "its own"),
                ])
              },
              note:
                "Switching times are those of least delay by the Highway Capacity Manual over all demands, no plan shorter than an hour. Delays are simulated on drivers the search has not seen. day-plans.csv has the times.",
              fileName: "day")),
        ])
    ]
  }
}
