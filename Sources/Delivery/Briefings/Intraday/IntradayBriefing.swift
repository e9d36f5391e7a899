import CivilTime
public import Reports

/// The rest of the day: what to change now, as a report.
public enum IntradayBriefing {
  public static func report(
    facts: RunFacts, intraday: IntradayFacts, origin: Report.Origin
  ) -> Report {
    var blocks: [Block] = []
    for (place, unit) in intraday.units.enumerated().prefix(4) {
      if let chart = contacts(unit, intraday, facts, place) { blocks.append(.chart(chart)) }
    }
    blocks.append(.table(service(intraday)))
    var sections = [
      Report.Section(
        id: "changes", heading: "Who does what instead?", blocks: changes(intraday)),
      Report.Section(id: "rest", heading: "What is still to come?", blocks: blocks),
    ]
    let gains = savings(intraday)
    if !gains.isEmpty {
      sections.append(
        Report.Section(
          id: "price", heading: "What would one more person do?",
          blocks: [.table(savingsTable(gains, intraday, facts))]))
    }
    if !intraday.notes.isEmpty {
      sections.append(
        Report.Section(
          id: "notes", heading: "What to know",
          blocks: [.list(intraday.notes.map { InlineText($0) })]))
    }
    return Report(
      title: "The rest of the day: \(facts.title)",
      subtitle: "As seen at \(clock(intraday.now)). Made from \(facts.data.file).",
      decision: decision(intraday, facts), sections: sections,
      assumptions: intraday.assumptions.map {
        .init($0.statement, value: InlineText($0.value), source: InlineText($0.source))
      },
      unsuitableUses: [
        "to judge single employees",
        "when the cause of the morning is known to have passed: an outage, a wrong letter",
        "to promise a single caller a waiting time",
      ],
      origin: origin)
  }

  private static func clock(_ text: String) -> String {
    IntervalLabel(text)?.wallTime.map { PlainWords.time($0) } ?? text
  }

  private static func hour(_ text: String) -> String {
    IntervalLabel(text)?.wallTime.map { PlainWords.timeOfDay($0.secondOfDay) } ?? text
  }

  private static func decision(_ intraday: IntradayFacts, _ facts: RunFacts) -> Report.Decision {
    let sum = { (value: (IntradayFacts.Unit) -> Double) in
      intraday.units.reduce(0) { $0 + value($1) }
    }
    let came = sum(\.morningCame)
    let expected = sum(\.morningExpected)
    let after = sum(\.restAfter.expected)
    let before = sum(\.restBefore.expected)
    let people = intraday.people
    let absent = intraday.units.reduce(0) { $0 + $1.absent }
    let gap = max(0, intraday.objective - intraday.bound)
    let proof: InlineText =
      gap <= 1e-6 * max(1, abs(intraday.objective))
      ? "No better set of changes exists at this price of a missed contact (proved)"
      : "A better set of changes could save \(PlainWords.money(gap, sign: intraday.currency, digits: 2)) at most"
    let money = PlainWords.money(abs(intraday.cost), sign: intraday.currency)
    let cost: InlineText =
      people == 0
      ? "Nothing changes, so nothing costs."
      : "\(strong: intraday.cost < 0 ? "\(money) saved" : "\(money) more") in pay. " + proof + "."
    let absence: InlineText =
      absent > 0 ? " \(PlainWords.count(absent, "person", plural: "people")) did not come." : ""
    let why: InlineText =
      "By \(hour(intraday.now)) \(strong: PlainWords.number(came, digits: 0)) \(facts.data.unit) had come where \(PlainWords.number(expected, digits: 0)) were expected; \(PlainWords.number(after, digits: 0)) are expected for the rest instead of \(PlainWords.number(before, digits: 0))."
    return Report.Decision(
      headline: people == 0
        ? "Keep the day as it is"
        : "Change the day of \(PlainWords.count(people, "person", plural: "people"))",
      do: action(intraday), why: why + absence, howSure: sure(intraday), cost: cost)
  }

  private static func action(_ intraday: IntradayFacts) -> InlineText {
    guard intraday.people > 0 else {
      return "No overtime, early leave or other break is worth it now."
    }
    var counts = (longer: 0, earlier: 0, breaks: 0)
    for change in intraday.changes {
      let (old, new) = (IntervalLabel(change.end), IntervalLabel(change.newEnd))
      if let old, let new, new.position > old.position {
        counts.longer += change.count
      } else if let old, let new, new.position < old.position {
        counts.earlier += change.count
      } else {
        counts.breaks += change.count
      }
    }
    let parts = [
      (counts.longer, "ask", "to stay longer"), (counts.earlier, "let", "leave earlier"),
      (counts.breaks, "ask", "to take breaks at another time"),
    ].filter { $0.0 > 0 }.map {
      "\($0.1) \(PlainWords.count($0.0, "person", plural: "people")) \($0.2)"
    }
    return
      "\(strong: PlainWords.sentence(PlainWords.list(parts))), as the table and \(code: IntradayChangesFile.name) list them."
  }

  private static func sure(_ intraday: IntradayFacts) -> InlineText {
    let parts = intraday.units.map { unit in
      let place = intraday.units.count > 1 ? "\(unit.unit): " : ""
      let kept =
        "\(place)without changes \(words(unit.serviceKept)) of the rest are served as promised, and \(PlainWords.percent(unit.chanceKept)) of such days keep the promise"
      let changed =
        unit.people == 0
        ? kept
        : kept
          + "; with them \(words(unit.serviceChanged)), and \(PlainWords.percent(unit.chanceChanged))"
      return end(unit, intraday).map { "\(changed). \($0)" } ?? changed
    }
    return InlineText(
      PlainWords.sentence(parts.joined(separator: ". ")) + ". The promise: \(intraday.promise).")
  }

  /// Whether the promise is reached, and what stands in the way where it is not.
  public static func end(_ unit: IntradayFacts.Unit, _ intraday: IntradayFacts) -> String? {
    let asked = PlainWords.percent(intraday.confidence)
    if unit.chanceChanged >= intraday.confidence - 1e-9 {
      return "That is as sure as asked for, \(asked)"
    }
    if unit.isOutOfStaff == true {
      return
        "Asked for are \(asked): everybody who could help is asked already, so that more people would have to come in"
    }
    return "Asked for are \(asked)"
  }

  private static func words(_ range: IntradayFacts.Range) -> String {
    "\(PlainWords.percent(range.expected)) (\(PlainWords.percent(range.low)) to \(PlainWords.percent(range.high)), 8 times in 10)"
  }

  private static func changes(_ intraday: IntradayFacts) -> [Block] {
    guard !intraday.changes.isEmpty else {
      return [.paragraph("Everybody works as published.")]
    }
    let several = intraday.units.count > 1
    return [
      .table(
        ReportTable(
          caption: "Changed shifts",
          columns: [
            .text("Shift"), .number("People"), .text("From"), .text("Ended at"),
            .text("Ends at now"), .text("Breaks now"),
            .number(
              "Change of pay",
              format: NumberFormat(style: .signedMoney(intraday.currency), digits: 0)),
          ],
          rows: intraday.changes.map { change in
            ReportTable.Row([
              .text(
                "\(change.shiftID) \(change.pattern)" + (several ? ", \(change.unit)" : "")),
              .number(Double(change.count)), .text(hour(change.start)), .text(hour(change.end)),
              .text(hour(change.newEnd)),
              .text(change.newBreaks == change.breaks ? "as before" : change.newBreaks),
              .number(change.cost),
            ])
          }, fileName: "changed-shifts"))
    ]
  }

  private static func contacts(
    _ unit: IntradayFacts.Unit, _ intraday: IntradayFacts, _ facts: RunFacts, _ place: Int
  ) -> Chart? {
    let starts = unit.intervals.compactMap { IntervalLabel($0.start)?.wallTime }
    guard starts.count == unit.intervals.count, starts.count > 1 else { return nil }
    let change = unit.restAfter.expected / max(unit.restBefore.expected, 1e-9) - 1
    let size = PlainWords.percent(abs(change))
    let several = intraday.units.count > 1
    return Chart(
      id: "contacts-\(place + 1)",
      takeaway:
        "\(several ? "\(unit.unit): the" : "The") rest of the day is expected \(abs(change) < 0.005 ? "as before" : "\(size) \(change > 0 ? "busier" : "quieter") than forecast").",
      reading: "What came, what was forecast, and what is expected now that the morning is known.",
      dataCaption: "\(PlainWords.sentence(facts.data.unit)) by \(facts.data.step)",
      .lines(
        LineChart(
          abscissa: .times(starts),
          series: [
            LineChart.Series("forecast", values: unit.intervals.map(\.before)),
            LineChart.Series(
              "expected now",
              values: unit.intervals.map { $0.came == nil ? $0.after.expected : .nan },
              isEmphasized: true),
            LineChart.Series("came", values: unit.intervals.map { $0.came ?? .nan }),
          ], unit: facts.data.unit)))
  }

  private static func service(_ intraday: IntradayFacts) -> ReportTable {
    ReportTable(
      caption: "The rest of the day, without and with the changes",
      columns: [
        .text("Plan"), .number("Served as promised", format: .percent(1)),
        .number("8 times in 10", format: .percent(0)),
        .number("Such days on target", format: .percent(0)),
        .number(
          "Change of pay",
          format: NumberFormat(style: .signedMoney(intraday.currency), digits: 0)),
      ],
      rows: intraday.units.flatMap { unit in
        let place = intraday.units.count > 1 ? "\(unit.unit), " : ""
        return [
          ReportTable.Row([
            .text("\(place)as published"), .number(unit.serviceKept.expected),
            .interval(unit.serviceKept.low, unit.serviceKept.high), .number(unit.chanceKept),
            .number(0),
          ]),
          ReportTable.Row(
            [
              .text("\(place)with the changes"), .number(unit.serviceChanged.expected),
              .interval(unit.serviceChanged.low, unit.serviceChanged.high),
              .number(unit.chanceChanged), .number(unit.cost),
            ], isEmphasized: true),
        ]
      },
      note:
        "Over the courses that the day may still take, by equations that carry a queue from one interval to the next; what waits at this moment is not known and left out.",
      fileName: "rest-of-day")
  }

  private static func savings(
    _ intraday: IntradayFacts
  ) -> [(unit: String, interval: IntradayFacts.Interval)] {
    let all = intraday.units.flatMap { unit in
      unit.intervals.filter { $0.came == nil && $0.saving > 0.005 }.map { (unit.unit, $0) }
    }
    return Array(
      all.enumerated().sorted {
        $0.element.1.saving != $1.element.1.saving
          ? $0.element.1.saving > $1.element.1.saving : $0.offset < $1.offset
      }.prefix(8).map(\.element))
  }

  private static func savingsTable(
    _ rows: [(unit: String, interval: IntradayFacts.Interval)], _ intraday: IntradayFacts,
    _ facts: RunFacts
  ) -> ReportTable {
    ReportTable(
      caption: "Where one more person would do most",
      columns: [
        .text("From"), .number("People, after the changes"),
        .number("Expected", unit: facts.data.unit, format: .fixed(0)),
        .number("One more saves", format: .money(intraday.currency)),
      ],
      rows: rows.map { row in
        let place = intraday.units.count > 1 ? ", \(row.unit)" : ""
        return ReportTable.Row([
          .text(hour(row.interval.start) + place), .number(Double(row.interval.peopleAfter)),
          .number(row.interval.after.expected), .number(row.interval.saving),
        ])
      },
      note:
        "In missed contacts, at the price at which the changes above are the right ones.",
      fileName: "one-more-person")
  }
}
