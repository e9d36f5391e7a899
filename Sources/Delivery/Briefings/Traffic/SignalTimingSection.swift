import Reports

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
      blocks: [
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
}
