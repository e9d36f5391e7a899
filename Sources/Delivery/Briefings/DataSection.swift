import Reports

/// Is the data good enough?
enum DataSection {
  static func section(facts: RunFacts) -> Report.Section {
    let data = facts.data
    let span = "\(words(data.firstLabel)) and \(words(data.lastLabel))"
    let observed = data.stepsExpected - data.stepsMissing
    let share = data.stepsExpected == 0 ? 1 : Double(observed) / Double(data.stepsExpected)
    let steps = FanOfSeries.plural(data.step)
    let verdict: InlineText =
      share >= 0.98
      ? "\(strong: "Yes.") Of \(data.stepsExpected) \(steps) between \(span), \(observed) were counted (\(PlainWords.percent(share, digits: 1)))."
      : "\(strong: "With care.") Of \(data.stepsExpected) \(steps) between \(span), only \(observed) were counted (\(PlainWords.percent(share, digits: 1)))."
    var blocks: [Block] = [.paragraph(verdict)]
    if data.stepsMissing > 0 {
      blocks.append(
        .paragraph(
          "The \(data.stepsMissing) that are missing were left out, not taken for zeros."))
    }
    if data.rowsRejected > 0 {
      blocks.append(
        .warning(
          "\(data.rowsRejected) of \(data.rowsRead) rows could not be read and were set aside in \(code: "rejects.csv")."
        ))
    }
    if !data.notes.isEmpty { blocks.append(.list(data.notes.prefix(12).map { InlineText($0) })) }
    return Report.Section(id: "quality", heading: "Is the data good enough?", blocks: blocks)
  }

  /// A date in plain words, without the time of day; other labels as they are.
  static func words(_ label: String) -> String {
    IntervalLabel(label)?.wallTime.map { PlainWords.dateWithoutWeekday($0.date) } ?? label
  }
}
