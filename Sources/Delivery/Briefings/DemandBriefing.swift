import CivilTime
public import Reports

/// What a log of requests says: how much comes, how much is open, how long it
/// takes.
public enum DemandBriefing {
  public static func report(
    facts: RunFacts, tables: DemandTables, withinDays: Double, origin: Report.Origin
  ) -> Report {
    let demand = together(tables.demand)
    let backlog = together(tables.backlog)
    var sections = [
      DataSection.section(facts: facts),
      demandSection(facts: facts, tables: tables, demand: demand),
    ]
    if let peak = peak(of: backlog) {
      sections.append(backlogSection(facts: facts, backlog: backlog, peak: peak))
    }
    if !tables.closing.isEmpty {
      sections.append(
        closingSection(facts: facts, tables: tables, withinDays: withinDays))
    }
    return Report(
      title: facts.title,
      subtitle: "\(PlainWords.sentence(facts.data.unit)) from \(facts.data.file)",
      decision: decision(
        facts: facts, tables: tables, demand: demand, backlog: backlog, withinDays: withinDays),
      sections: sections,
      assumptions: [
        .init(
          "A case is open until the log says it is closed", value: "no limit of age",
          source: "the log")
      ],
      unsuitableUses: ["to judge single employees", "as a forecast: it says what was"],
      origin: origin)
  }

  /// All groups added up, in time order.
  private static func together(_ rows: [ObservationRow]) -> [ObservationRow] {
    var sums: [IntervalLabel: Double] = [:]
    for row in rows where row.y.isFinite { sums[row.start, default: 0] += row.y }
    return sums.keys.sorted { $0.position < $1.position }.map {
      ObservationRow(id: "", start: $0, y: sums[$0] ?? 0)
    }
  }

  private static func peak(of rows: [ObservationRow]) -> ObservationRow? {
    rows.max { $0.y < $1.y }
  }

  private static func day(_ label: IntervalLabel) -> String {
    label.wallTime.map { PlainWords.dateWithoutWeekday($0.date) } ?? label.text
  }

  /// "5 days", "0.5 days".
  private static func days(_ number: Double) -> String {
    "\(PlainWords.number(number)) \(number == 1 ? "day" : "days")"
  }

  private static func decision(
    facts: RunFacts, tables: DemandTables, demand: [ObservationRow], backlog: [ObservationRow],
    withinDays: Double
  ) -> Report.Decision {
    let unit = facts.data.unit
    let total = demand.reduce(0) { $0 + $1.y }
    let mean = demand.isEmpty ? 0 : total / Double(demand.count)
    let headline: String
    if let top = peak(of: backlog), let last = backlog.last {
      headline =
        "\(PlainWords.number(last.y, digits: 0)) \(unit) open, after a peak of \(PlainWords.number(top.y, digits: 0)) on \(day(top.start))"
    } else {
      headline = "\(PlainWords.number(total, digits: 0)) \(unit) counted"
    }
    let closing: InlineText
    if let all = tables.closing.first {
      closing =
        "\(PlainWords.percent(all.share, digits: 1)) are closed within \(days(withinDays)) (95 % interval \(PlainWords.percent(all.shareLow, digits: 1)) to \(PlainWords.percent(all.shareHigh, digits: 1))), counting those still open as what they are: not closed yet."
    } else {
      closing = "The log names no closing time, so nothing is said of backlog and duration."
    }
    return Report.Decision(
      headline: headline,
      do:
        "Forecast from \(code: "demand.csv") (apportion forecast), and look at the periods in which the backlog grew although demand did not.",
      why:
        "\(PlainWords.number(mean)) \(unit) came a \(facts.data.step) on average, \(PlainWords.number(total, digits: 0)) between \(DataSection.words(facts.data.firstLabel)) and \(DataSection.words(facts.data.lastLabel)).",
      howSure: closing)
  }

  private static func demandSection(
    facts: RunFacts, tables: DemandTables, demand: [ObservationRow]
  ) -> Report.Section {
    var blocks: [Block] = []
    if let axis = FanOfSeries.abscissa(demand.map(\.start)), let top = peak(of: demand) {
      blocks.append(
        .chart(
          Chart(
            id: "demand",
            takeaway:
              "The most \(facts.data.unit) in a \(facts.data.step), \(PlainWords.number(top.y, digits: 0)), came on \(day(top.start)).",
            dataCaption: "\(PlainWords.sentence(facts.data.unit)) by \(facts.data.step)",
            .lines(
              LineChart(
                abscissa: thinned(axis, demand).axis,
                series: [LineChart.Series("counted", values: thinned(axis, demand).values)],
                unit: facts.data.unit)))))
    }
    let groups = distinct(tables.demand.map(\.id))
    if groups.count > 1 {
      var sums: [String: Double] = [:]
      for row in tables.demand where row.y.isFinite { sums[row.id, default: 0] += row.y }
      let ranked = groups.sorted {
        (sums[$0] ?? 0) != (sums[$1] ?? 0) ? (sums[$0] ?? 0) > (sums[$1] ?? 0) : $0 < $1
      }
      blocks.append(
        .chart(
          Chart(
            id: "groups",
            takeaway:
              "\(PlainWords.sentence(tables.groupName)) \(ranked[0].isEmpty ? "(no name)" : ranked[0]) has the most of the \(PlainWords.count(groups.count, "group")).",
            dataCaption: "\(PlainWords.sentence(facts.data.unit)) by group, the largest",
            .bars(
              BarChart(
                bars: ranked.prefix(15).map {
                  BarChart.Bar($0.isEmpty ? "(no name)" : $0, sums[$0] ?? 0)
                }, itemName: PlainWords.sentence(tables.groupName), unit: facts.data.unit)))))
    }
    return Report.Section(
      id: "demand", heading: "How many \(facts.data.unit) came?", blocks: blocks)
  }

  private static func backlogSection(
    facts: RunFacts, backlog: [ObservationRow], peak: ObservationRow
  ) -> Report.Section {
    guard let axis = FanOfSeries.abscissa(backlog.map(\.start)) else {
      return Report.Section(id: "backlog", heading: "How many were open?", blocks: [])
    }
    let drawn = thinned(axis, backlog)
    return Report.Section(
      id: "backlog", heading: "How many were open?",
      blocks: [
        .chart(
          Chart(
            id: "backlog",
            takeaway:
              "The backlog peaked at \(PlainWords.number(peak.y, digits: 0)) on \(day(peak.start)) and stood at \(PlainWords.number(backlog.last?.y ?? 0, digits: 0)) at the end.",
            dataCaption:
              "\(PlainWords.sentence(facts.data.unit)) open at the end of the \(facts.data.step)",
            .lines(
              LineChart(
                abscissa: drawn.axis, series: [LineChart.Series("open", values: drawn.values)],
                unit: facts.data.unit))))
      ])
  }

  private static func closingSection(
    facts: RunFacts, tables: DemandTables, withinDays: Double
  ) -> Report.Section {
    let columns: [ReportTable.Column] = [
      .text("Of"), .number("Cases"), .number("Open"),
      .number("Closed in \(days(withinDays))", format: .percent(1)),
      .number("95 % interval", format: .percent(1)), .number("Half within", unit: "days"),
      .number("9 in 10 within", unit: "days"),
    ]
    let rows = tables.closing.prefix(80).map { row in
      let name = row.group.isEmpty ? (row.period.isEmpty ? "All" : row.period) : row.group
      return ReportTable.Row(
        [
          .text(name), .number(Double(row.cases)), .number(Double(row.open)), .number(row.share),
          .interval(row.shareLow, row.shareHigh), .number(row.quantiles[1] ?? .nan),
          .number(row.quantiles[3] ?? .nan),
        ], isEmphasized: row.group.isEmpty && row.period.isEmpty)
    }
    return Report.Section(
      id: "closing", heading: "How long do they take?",
      blocks: [
        .table(
          ReportTable(
            caption: "Time to close, open cases counted right", columns: columns,
            rows: Array(rows),
            note:
              "Shares are Kaplan–Meier estimates: a case still open counts up to today and no further.",
            fileName: "closing"))
      ])
  }

  /// At most 500 points, by the largest of each stretch, so that peaks stay.
  private static func thinned(_ axis: Abscissa, _ rows: [ObservationRow])
    -> (axis: Abscissa, values: [Double])
  {
    let limit = 500
    guard rows.count > limit else { return (axis, rows.map(\.y)) }
    let width = (rows.count + limit - 1) / limit
    var kept: [ObservationRow] = []
    for first in stride(from: 0, to: rows.count, by: width) {
      let part = rows[first..<min(first + width, rows.count)]
      if let top = part.max(by: { $0.y < $1.y }) { kept.append(top) }
    }
    return (FanOfSeries.abscissa(kept.map(\.start)) ?? axis, kept.map(\.y))
  }
}
