import Reports

/// What changed since an earlier run: the expected totals then and now, which
/// series moved most, and how the earlier ranges did on what has come.
enum SinceSection {
  /// Nil where no earlier run was named.
  static func section(facts: RunFacts) -> Report.Section? {
    guard let since = facts.since else { return nil }
    var blocks: [Block] = [.paragraph(sentence(facts: facts, since: since))]
    if let text = outcome(facts: facts, since: since) { blocks.append(.paragraph(text)) }
    if !since.moved.isEmpty { blocks.append(.table(table(facts: facts, since: since))) }
    blocks.append(.paragraph(members(since)))
    return Report.Section(
      id: "since", heading: "What changed since the last run?", blocks: blocks)
  }

  /// The expected total then and now.
  static func sentence(facts: RunFacts, since: SinceFacts) -> InlineText {
    let unit = facts.data.unit
    let last = DataSection.words(since.lastThen)
    guard let then = since.whole.then, let now = since.whole.now else {
      return
        "The last run, on data through \(last), spoke of no step that this one forecasts."
    }
    let steps = PlainWords.count(
      since.whole.commonSteps, facts.data.step, plural: FanOfSeries.plural(facts.data.step))
    let isSame = abs(now - then) <= 0.0005 * max(abs(then), abs(now))
    if since.isSameData, isSame {
      return "Nothing: the data are those of the last run, and so is the forecast."
    }
    let (was, are) = (PlainWords.number(then, digits: 0), PlainWords.number(now, digits: 0))
    let size: String
    if isSame {
      size = "the same"
    } else if then > 0 {
      size =
        "\(PlainWords.percent(abs(now / then - 1), digits: 1)) \(now > then ? "more" : "fewer")"
    } else {
      size = now > then ? "more" : "fewer"
    }
    let data: String =
      since.isSameData ? "from the same data" : "from data through \(last)"
    return
      "Over the \(steps) that both speak of, the last run (\(data)) expected \(was) \(unit); now \(are) are expected: \(strong: size)."
  }

  /// How the last run did on what has come since.
  static func outcome(facts: RunFacts, since: SinceFacts) -> InlineText? {
    let whole = since.whole
    guard whole.observedSteps > 0, let came = whole.observed, let expected = whole.expected else {
      return nil
    }
    var text: InlineText =
      "Since then \(PlainWords.number(came, digits: 0)) \(facts.data.unit) came, where \(PlainWords.number(expected, digits: 0)) had been expected"
    if let miss = whole.meanAbsoluteError {
      text = text + "; the mean miss was \(PlainWords.number(miss)) a \(facts.data.step)"
    }
    for (level, share) in [(80, whole.coverage80), (95, whole.coverage95)] {
      guard let share else { continue }
      text = text + ". The \(level) % range held \(PlainWords.percent(share)) of what came"
    }
    return text + "."
  }

  private static func members(_ since: SinceFacts) -> InlineText {
    var parts: [String] = []
    func series(_ count: Int) -> String { PlainWords.count(count, "series", plural: "series") }
    if since.new > 0 { parts.append("\(series(since.new)) new") }
    if since.gone > 0 { parts.append("\(series(since.gone)) not in the data any more") }
    if since.otherModel > 0 {
      parts.append("\(series(since.otherModel)) forecast by another combination of models")
    }
    let words =
      parts.isEmpty
      ? "The series and the models that forecast them are the same"
      : parts.joined(
        separator: "; ")
    return "\(PlainWords.sentence(words)). Every series is in \(code: "since.csv")."
  }

  private static func table(facts: RunFacts, since: SinceFacts) -> ReportTable {
    let hasOutcome = since.moved.contains { $0.observedSteps > 0 }
    func cell(_ value: Double?) -> ReportTable.Cell { value.map { .number($0) } ?? .missing }
    return ReportTable(
      caption: since.shared > since.moved.count
        ? "The \(since.moved.count) series that moved most" : "Expected then and now",
      columns: [.text("Series"), .number("Expected then"), .number("Now"), .number("Change")]
        + (hasOutcome ? [.number("Came since"), .number("Had been expected")] : []),
      rows: since.moved.map { line in
        ReportTable.Row(
          [
            .text(line.id.isEmpty ? facts.data.unit : line.id), cell(line.then), cell(line.now),
            cell(line.change),
          ] + (hasOutcome ? [cell(line.observed), cell(line.expected)] : []))
      },
      note: "Then and now over the same steps, those that both forecasts speak of.",
      fileName: "since-shown")
  }
}
