import Reports

/// What in the past stands out, and what it does to the forecast.
enum AnomalySection {
  private static let mostRows = 40
  private static let mostEffects = 20

  /// Nil where the past was not examined.
  static func section(facts: RunFacts) -> Report.Section? {
    guard let found = facts.anomalies else { return nil }
    let heading = "Does anything in the past stand out?"
    if found.wasLeftOut == true {
      return Report.Section(
        id: "anomalies", heading: heading,
        blocks: [
          .note(
            "This was not looked into: the file holds more values than a run examines. Forecast a part of it, or choose a repair, to have it examined."
          )
        ])
    }
    guard found.examined > 0 else { return nil }
    var blocks: [Block] = [.paragraph(sentence(facts: facts, found: found))]
    if !found.items.isEmpty { blocks.append(.table(table(facts: facts, found: found))) }
    if let effect = effectSentence(facts: facts, found: found) { blocks.append(.paragraph(effect)) }
    if found.effects.count > 1 { blocks.append(.table(effects(facts: facts, found: found))) }
    return Report.Section(
      id: "anomalies", heading: heading, blocks: blocks)
  }

  private static func sentence(facts: RunFacts, found: AnomalyFacts) -> InlineText {
    guard found.affected > 0 else {
      return
        "\(strong: "No.") No value and no jump of the level is larger than season and usual noise explain."
    }
    let kinds: [(key: String, one: String, many: String)] = [
      ("outlier", "single value", "single values"),
      ("temporary change", "jump that faded", "jumps that faded"),
      ("level shift", "lasting jump of the level", "lasting jumps of the level"),
    ]
    let words = kinds.compactMap { kind -> String? in
      guard let count = found.counts[kind.key], count > 0 else { return nil }
      return PlainWords.count(count, kind.one, plural: kind.many)
    }
    let place =
      facts.data.seriesCount > 1
      ? " in \(PlainWords.number(Double(found.affected))) of \(PlainWords.count(found.examined, "series", plural: "series"))"
      : ""
    let done =
      switch found.repair {
      case "outliers":
        "Single values and jumps that faded were replaced before the models saw them; lasting jumps were left. The tests above are on the repaired past."
      case "all":
        "All were repaired before the models saw them, and the past moved to the level of today. The tests above are on the repaired past."
      default: "Nothing was changed: the models saw the past as it was recorded."
      }
    return "\(strong: "Yes:") \(PlainWords.list(words))\(place). \(done)"
  }

  private static func effectSentence(facts: RunFacts, found: AnomalyFacts) -> InlineText? {
    guard let first = found.effects.first else { return nil }
    let recorded = found.effects.reduce(0) { $0 + $1.recorded }
    let repaired = found.effects.reduce(0) { $0 + $1.repaired }
    guard recorded.isFinite, repaired.isFinite, recorded > 0 else { return nil }
    let whose =
      found.effects.count == 1
      ? facts.data.seriesCount > 1 ? "the forecast of \(first.id)" : "the forecast"
      : "the forecasts of these \(found.effects.count) series together"
    let change = repaired / recorded - 1
    func number(_ value: Double) -> String { PlainWords.number(value, digits: 0) }
    let size =
      abs(change) < 0.0005
      ? "the same" : "\(PlainWords.percent(abs(change), digits: 1)) \(change > 0 ? "more" : "less")"
    return found.repair == "none"
      ? "With the past repaired, \(whose) would be \(number(repaired)) \(facts.data.unit) instead of \(number(recorded)): \(strong: size)."
      : "Repaired, \(whose) is \(number(repaired)) \(facts.data.unit); as recorded it would have been \(number(recorded)): the repair makes it \(strong: size)."
  }

  private static func table(facts: RunFacts, found: AnomalyFacts) -> ReportTable {
    let several = facts.data.seriesCount > 1
    let total = found.counts.values.reduce(0, +)
    let shown = found.items.prefix(mostRows)
    return ReportTable(
      caption: total > shown.count
        ? "The \(shown.count) clearest of \(total) that stand out" : "What stands out",
      columns: (several ? [.text("Series")] : []) + [
        .text("When"), .text("What"), .number("Counted", format: .automatic),
        .number("Expected without it", format: .automatic),
      ],
      rows: shown.map { item in
        let when: ReportTable.Cell =
          IntervalLabel(item.start)?.wallTime.map {
            facts.data.stepSeconds.map { $0 < 86_400 } == true ? .time($0) : .date($0.date)
          } ?? .text(item.start)
        return ReportTable.Row(
          (several ? [.text(item.id)] : []) + [
            when, .text(item.kind), .number(item.observed), .number(item.expected),
          ])
      },
      note:
        "An outlier is one value, a temporary change fades, a level shift lasts (its figures are means over the time after it). All are in \(code: "anomalies.csv").",
      fileName: "anomalies-shown")
  }

  private static func effects(facts: RunFacts, found: AnomalyFacts) -> ReportTable {
    let ranked = found.effects.sorted {
      let (a, b) = (abs($0.repaired - $0.recorded), abs($1.repaired - $1.recorded))
      return a != b ? a > b : $0.id < $1.id
    }
    return ReportTable(
      caption: "Expected \(facts.data.unit) with the past as recorded and repaired",
      columns: [
        .text("Series"), .number("As recorded"), .number("Repaired"),
      ],
      rows: ranked.prefix(mostEffects).map {
        ReportTable.Row([.text($0.id), .number($0.recorded), .number($0.repaired)])
      }, fileName: "repair-effect")
  }
}
