import CivilTime
public import Reports

/// What a requirement says as a report, before any shifts are chosen.
public enum NeedBriefing {
  public static func report(
    facts: RunFacts, need: NeedFacts, tables: RunTables, origin: Report.Origin
  ) -> Report {
    var sections = [DataSection.section(facts: facts)]
    if !tables.history.isEmpty {
      sections.append(ForecastBriefing.demandSection(facts: facts, tables: tables))
    }
    if !tables.accuracy.isEmpty {
      sections.append(AccuracySection.section(facts: facts, tables: tables))
    }
    var section = NeedSection.section(
      facts: facts, confidence: need.confidence, shrinkage: need.shrinkage, tables: tables)
    section.blocks.append(.table(byDay(tables)))
    sections.append(section)
    return Report(
      title: facts.title,
      subtitle: "\(ForecastBriefing.span(of: tables)). Made from \(facts.data.file).",
      decision: decision(facts: facts, need: need, tables: tables), sections: sections,
      assumptions: need.assumptions.map {
        .init($0.statement, value: InlineText($0.value), source: InlineText($0.source))
      },
      unsuitableUses: [
        "as a schedule: it says how many people each interval needs, not which shifts give them",
        "to judge single employees",
        "for days with an event the past does not know: an outage, a storm, a new programme",
      ],
      origin: origin)
  }

  private static func decision(facts: RunFacts, need: NeedFacts, tables: RunTables)
    -> Report.Decision
  {
    let peak = tables.requirement.max { $0.required < $1.required }
    let peakWords =
      peak.flatMap { row in
        row.start.wallTime.map { "\(row.required) people on \(PlainWords.time($0))" }
      } ?? "nobody"
    let contacts = tables.requirement.reduce(0) { $0 + $1.mean }
    return Report.Decision(
      headline:
        "\(PlainWords.number(need.requiredHours, digits: 0)) person-hours are needed, at most \(peakWords)",
      do:
        "Find shifts that give every \(facts.data.step) the people that \(code: RequirementFile.name) asks for: \(code: "apportion staff shifts") does.",
      why:
        "The promise is \(strong: need.promise), and about \(strong: PlainWords.number(contacts, digits: 0)) \(facts.data.unit) are expected.",
      howSure:
        "With these people each \(facts.data.step) keeps the promise with a chance of \(strong: PlainWords.percent(need.confidence)), allowing for what the forecast may miss. To be 10 % sure takes \(PlainWords.number(need.lowHours, digits: 0)) person-hours, to be 90 % sure \(PlainWords.number(need.highHours, digits: 0)).",
      whatChanged: ForecastBriefing.change(
        facts: facts, totals: tables.totals.filter { $0.period == "horizon" }))
  }

  private static func byDay(_ tables: RunTables) -> ReportTable {
    var days: [CivilDate: (contacts: Double, hours: Double, low: Double, high: Double, peak: Int)] =
      [:]
    for row in tables.requirement {
      guard let date = row.start.wallTime?.date else { continue }
      let hours = Double(row.end.position - row.start.position) / 3_600
      var day = days[date] ?? (0, 0, 0, 0, 0)
      day.contacts += row.mean
      day.hours += Double(row.required) * hours
      day.low += Double(row.low) * hours
      day.high += Double(row.high) * hours
      day.peak = max(day.peak, row.required)
      days[date] = day
    }
    return ReportTable(
      caption: "People needed, by day",
      columns: [
        .text("Day"), .number("Expected"), .number("Person-hours"),
        .number("At 10 to 90 % certainty"), .number("Most at once"),
      ],
      rows: days.keys.sorted().map { date in
        let day = days[date]!
        return ReportTable.Row([
          .date(date), .number(day.contacts), .number(day.hours), .interval(day.low, day.high),
          .number(Double(day.peak)),
        ])
      }, fileName: "need-by-day")
  }
}
