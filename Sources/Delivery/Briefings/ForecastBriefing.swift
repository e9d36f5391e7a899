import CivilTime
public import Reports

/// What a forecast says, as a report.
public enum ForecastBriefing {
  public static func report(
    facts: RunFacts, tables: RunTables, origin: Report.Origin
  ) -> Report {
    var sections = [
      DataSection.section(facts: facts),
      demandSection(facts: facts, tables: tables),
    ]
    if let section = SinceSection.section(facts: facts) { sections.append(section) }
    sections.append(AccuracySection.section(facts: facts, tables: tables))
    if let section = ExplanationSection.section(facts: facts, tables: tables) {
      sections.append(section)
    }
    if let section = AnomalySection.section(facts: facts) { sections.append(section) }
    sections.append(methodSection(facts: facts))
    return Report(
      title: facts.title,
      subtitle: "\(PlainWords.sentence(facts.data.unit)) from \(facts.data.file)",
      decision: decision(facts: facts, tables: tables),
      sections: sections,
      assumptions: [
        .init(
          "The future follows the past",
          value: "same seasons, and recent level and trend carry on",
          source: "the forecasting models")
      ],
      unsuitableUses: [
        "to judge single employees", "for steps beyond the horizon",
        "after a change in what is counted",
      ],
      origin: origin)
  }

  private static func decision(facts: RunFacts, tables: RunTables) -> Report.Decision {
    let total = facts.forecast?.total
    let horizon = tables.totals.filter {
      $0.period == "horizon" && (total == nil || $0.id == total)
    }
    let unit = facts.data.unit
    let steps = PlainWords.count(
      steps(of: tables), facts.data.step, plural: FanOfSeries.plural(facts.data.step))
    let headline: String
    let action: InlineText
    if !tables.hasSeveralSeries || total != nil, let whole = horizon.first,
      let band = whole.mainBand
    {
      let about = PlainWords.number(
        PlainWords.rounded(whole.mean, toSuit: band.lower, band.upper), digits: 0)
      headline = "Expect about \(about) \(unit)" + (total == nil ? "" : " in all")
      action =
        "Plan for \(about) \(unit), and be ready for \(strong: PlainWords.range(band.lower, band.upper, digits: 0)), which holds \(PlainWords.frequency(band.level / 100, of: "time"))."
    } else {
      // No sum here: its range would need the errors of all series together.
      headline =
        "\(PlainWords.number(Double(tables.ids.count))) series of \(unit), forecast for \(steps)"
      action =
        "Plan each series by its own range in \(code: TotalsFile.name): the range of a sum is narrower than the ranges of its parts together. The \(largest(of: tables).count) largest are drawn below."
    }
    return Report.Decision(
      headline: headline, do: action,
      why:
        "\(span(of: tables)) (\(steps)), forecast from \(PlainWords.count(facts.data.rowsRead, "row")) of the past.",
      howSure: AccuracySection.sentence(facts: facts, tables: tables),
      whatChanged: facts.since.map { SinceSection.sentence(facts: facts, since: $0) }
        ?? (tables.ids.count > ReportSelection.full
          ? nil : change(facts: facts, totals: horizon)))
  }

  /// The horizon against the same days a week before.
  static func change(facts: RunFacts, totals: [TotalRow]) -> InlineText? {
    let known = totals.filter { $0.weekBefore.isFinite }
    guard !known.isEmpty else { return nil }
    let before = known.reduce(0) { $0 + $1.weekBefore }
    let ahead = known.reduce(0) { $0 + $1.mean }
    guard before > 0 else { return nil }
    let ratio = ahead / before - 1
    let words =
      abs(ratio) < 0.005
      ? "as many as" : "\(PlainWords.percent(abs(ratio))) \(ratio > 0 ? "more than" : "fewer than")"
    var text: InlineText =
      "The \(facts.data.unit) expected are \(strong: words) in the week before (\(PlainWords.number(before, digits: 0)) counted)"
    let shut = (facts.forecast?.specialDays ?? []).filter(\.isClosed)
    if !shut.isEmpty {
      let names = shut.map { day in
        CivilDate(iso8601: day.date).map { "\(PlainWords.weekday($0)) (\(day.name))" } ?? day.name
      }
      text = text + InlineText(", with \(PlainWords.list(names)) closed")
    }
    return text + "."
  }

  /// Steps of the first series.
  private static func steps(of tables: RunTables) -> Int {
    tables.forecast.prefix { $0.id == tables.forecast[0].id }.count
  }

  static func span(of tables: RunTables) -> String {
    guard let first = tables.forecast.first?.start, let last = tables.forecast.last?.start else {
      return "No steps"
    }
    if let from = first.wallTime?.date, let to = last.wallTime?.date {
      return PlainWords.sentence(PlainWords.dates(from: min(from, to), to: max(from, to)))
    }
    return "\(PlainWords.number(Double(steps(of: tables)))) steps ahead"
  }

  /// Fans, totals and what is special about the days.
  static func demandSection(facts: RunFacts, tables: RunTables) -> Report.Section {
    var blocks: [Block] = []
    let count = tables.ids.count
    for (position, id) in largest(of: tables).enumerated() {
      if let chart = FanOfSeries.chart(id: id, position: position, facts: facts, tables: tables) {
        blocks.append(.chart(chart))
      }
    }
    if count > ReportSelection.drawn {
      blocks.append(
        .note(
          "The \(ReportSelection.drawn) largest of \(PlainWords.number(Double(count))) series are drawn. All are in \(code: ForecastFile.name)."
        ))
    }
    if count > ReportSelection.full {
      blocks.append(.table(largestTable(facts: facts, tables: tables)))
    } else if let table = totalsTable(facts: facts, tables: tables) {
      blocks.append(.table(table))
    }
    if let table = scenarioTable(facts: facts) { blocks.append(.table(table)) }
    if let days = facts.forecast?.specialDays, !days.isEmpty {
      blocks.append(.list(days.map(specialDay)))
    }
    return Report.Section(
      id: "forecast", heading: "How many \(facts.data.unit) will come?", blocks: blocks)
  }

  private static func largest(of tables: RunTables) -> [String] {
    guard tables.series.isEmpty else {
      return ReportSelection.largest(tables.series).map { tables.series[$0].id }
    }
    return Array(tables.ids.prefix(ReportSelection.drawn))
  }

  /// The largest of very many series.
  private static func largestTable(facts: RunFacts, tables: RunTables) -> ReportTable {
    let shown = ReportSelection.largest(tables.series, count: 20).map { tables.series[$0] }
    let rest = tables.series.count - shown.count
    let level = tables.totals.first?.mainBand?.level ?? 80
    return ReportTable(
      caption: "The \(shown.count) largest series, expected over the whole period",
      columns: [
        .text("Series"), .number("Expected"),
        .number(PlainWords.frequency(level / 100, of: "time")),
        .number("Miss against repeating the last season", format: .percent(0)),
      ],
      rows: shown.map { line in
        ReportTable.Row([
          .text(line.id), .number(line.mean), .interval(line.lower, line.upper),
          line.relativeError.map { .number($0) } ?? .missing,
        ])
      },
      note:
        "\(PlainWords.number(Double(rest))) more are in \(code: TotalsFile.name) and \(code: SeriesFile.name). A miss below 100 % is smaller than that of repeating the last season.",
      fileName: "largest-series")
  }

  private static func specialDay(_ day: ForecastFacts.SpecialDay) -> InlineText {
    let date = CivilDate(iso8601: day.date).map(PlainWords.date) ?? day.date
    return day.isClosed
      ? "\(strong: date): \(day.name), closed. Nothing is expected and nobody is planned."
      : "\(strong: date): \(day.name). The forecast carries what earlier holidays showed."
  }

  private static func scenarioTable(facts: RunFacts) -> ReportTable? {
    guard let scenarios = facts.forecast?.scenarios, let first = scenarios.first else { return nil }
    let base = first.expected - first.change
    func share(_ change: Double) -> ReportTable.Cell {
      base > 0 ? .number(change / base) : .missing
    }
    return ReportTable(
      caption: "Expected \(facts.data.unit) in all, if what is known ahead were otherwise",
      columns: [
        .text("Scenario"), .number("Expected"), .number("Change"),
        .number("Change in per cent", format: .percent(1)),
      ],
      rows: [
        ReportTable.Row(
          [.text("The forecast"), .number(base), .missing, .missing], isEmphasized: true)
      ]
        + scenarios.map {
          ReportTable.Row([
            .text($0.name), .number($0.expected), .number($0.change), share($0.change),
          ])
        },
      note: "Step by step and series by series in \(code: "scenarios.csv").",
      fileName: "scenario-totals")
  }

  private static func totalsTable(facts: RunFacts, tables: RunTables) -> ReportTable? {
    let days = tables.totals.filter { $0.period == "day" }
    let horizon = tables.totals.filter { $0.period == "horizon" }
    let rows = days.isEmpty ? horizon : days
    guard let level = rows.first?.mainBand?.level else { return nil }
    let several = tables.hasSeveralSeries
    var columns: [ReportTable.Column] = several ? [.text("Series")] : []
    if !days.isEmpty { columns.append(.text("Day")) }
    columns += [.number("Expected"), .number(PlainWords.frequency(level / 100, of: "time"))]
    // Beyond a week ahead there is none.
    let hasWeekBefore = (rows + horizon).contains { $0.weekBefore.isFinite }
    if hasWeekBefore { columns.append(.number("Week before")) }
    if columns.first?.header != "Series", days.isEmpty { columns.insert(.text("Series"), at: 0) }
    func cells(_ row: TotalRow, isTotal: Bool) -> [ReportTable.Cell] {
      var cells: [ReportTable.Cell] = several || days.isEmpty ? [.text(row.id)] : []
      if !days.isEmpty {
        cells.append(
          isTotal ? .text("Whole period") : row.first.wallTime.map { .date($0.date) } ?? .missing)
      }
      let band = row.mainBand
      cells += [.number(row.mean), band.map { .interval($0.lower, $0.upper) } ?? .missing]
      if hasWeekBefore { cells.append(.number(row.weekBefore)) }
      return cells
    }
    let shown = rows.prefix(400)
    return ReportTable(
      caption: "Expected \(facts.data.unit), with ranges", columns: columns,
      rows: shown.map { ReportTable.Row(cells($0, isTotal: false)) },
      footers: days.isEmpty || several
        ? [] : horizon.map { ReportTable.Row(cells($0, isTotal: true)) },
      note:
        "The range of a sum is worked out from whole simulated futures: it is not the sum of the ranges.",
      fileName: "totals")
  }

  /// What a plan made from a forecast rests on, for the end of its report: the demand, how
  /// good such forecasts were, and how this one was made.
  static func groundSections(facts: RunFacts, tables: RunTables) -> [Report.Section] {
    var sections: [Report.Section] = []
    if !tables.history.isEmpty { sections.append(demandSection(facts: facts, tables: tables)) }
    if !tables.accuracy.isEmpty {
      sections.append(AccuracySection.section(facts: facts, tables: tables))
    }
    if facts.forecast != nil { sections.append(methodSection(facts: facts)) }
    return sections
  }

  static func methodSection(facts: RunFacts) -> Report.Section {
    Report.Section(id: "method", heading: "How was it made?", blocks: MethodBlocks.blocks(facts))
  }
}
