import CivilTime
import Evaluation
import Reports

/// The past of a log of requests in charts and tables.
enum RequestsPast {
  static func changed(_ facts: RunFacts, _ requests: RequestsFacts) -> [Block] {
    let unit = facts.data.unit
    let dates = requests.weeks.compactMap { CivilDate(iso8601: $0.first) }
    var blocks: [Block] = []
    if dates.count == requests.weeks.count, dates.count > 1 {
      var lines = LineChart(
        abscissa: .dates(dates),
        series: [LineChart.Series("open", values: requests.weeks.map(\.open))], unit: unit)
      if let shift = requests.shift, let date = CivilDate(iso8601: shift.date) {
        lines.moments.append(
          Moment(date, name: "\(PlainWords.month(date)) \(date.year): the level shifts"))
      }
      blocks.append(
        .chart(
          Chart(
            id: "backlog",
            takeaway:
              "The backlog peaked at \(PlainWords.number(requests.peak, digits: 0)) on \(RequestsBriefing.date(requests.peakDate)).",
            reading:
              "Open \(unit), mean of each week.\(requests.shift.map { " The marked week begins the lasting change; it lies between \(RequestsBriefing.date($0.earliest)) and \(RequestsBriefing.date($0.latest)) (95 % range)." } ?? "")",
            dataCaption: "\(PlainWords.sentence(unit)) open, mean of the week", .lines(lines))))
      blocks.append(
        .chart(
          Chart(
            id: "flow", takeaway: flowTakeaway(requests, unit),
            reading: "Where closed lies under came in, the backlog grows.",
            dataCaption: "\(PlainWords.sentence(unit)) by week",
            .lines(
              LineChart(
                abscissa: .dates(dates),
                series: [
                  LineChart.Series("came in", values: requests.weeks.map(\.came)),
                  LineChart.Series("closed", values: requests.weeks.map(\.closed)),
                ], unit: "\(unit) a week")))))
    }
    if let comparison = requests.comparison {
      blocks.append(.table(parts(comparison, requests, unit)))
    } else if requests.shift == nil {
      blocks.append(
        .note(
          "Season and chance explain the backlog: no shift was clear enough to be called lasting."))
    }
    return blocks
  }

  private static func flowTakeaway(_ requests: RequestsFacts, _ unit: String) -> String {
    guard let comparison = requests.comparison else {
      return "What came in and what was closed, week by week."
    }
    return
      "Since the change, what came in differs by \(RequestsBriefing.change(comparison.change.arrivals)) from the same times of the years before, and what was closed by \(RequestsBriefing.change(comparison.closed))."
  }

  private static func parts(
    _ comparison: RequestsFacts.Comparison, _ requests: RequestsFacts, _ unit: String
  ) -> ReportTable {
    let change = comparison.change
    func row(_ name: String, _ ratio: StockChange.Ratio, _ reading: String) -> ReportTable.Row {
      ReportTable.Row([
        .text(name), .number(ratio.value), .interval(ratio.lower, ratio.upper), .text(reading),
      ])
    }
    func reading(_ ratio: StockChange.Ratio) -> String {
      ratio.lower > 1 ? "rose" : ratio.upper < 1 ? "fell" : "no clear change"
    }
    return ReportTable(
      caption: "What the change of the backlog is made of",
      columns: [
        .text("After beside before"), .number("Times", format: .fixed(2)),
        .number("95 % range", format: .fixed(2)), .text("Reading"),
      ],
      rows: [
        row("\(PlainWords.sentence(unit)) that came in", change.arrivals, reading(change.arrivals)),
        row("\(PlainWords.sentence(unit)) closed", comparison.closed, reading(comparison.closed)),
        row("Mean time open", change.timeOpen, reading(change.timeOpen)),
        row("Backlog (came in × time open)", change.stock, reading(change.stock)),
      ],
      note:
        "After: \(span(comparison.after)); before: \(span(comparison.before)); both at the same times of the year. Mean time open: \(PlainWords.number(change.stepsOpenBefore * 7, digits: 1)) days before, \(PlainWords.number(change.stepsOpenAfter * 7, digits: 1)) after (Little's law).",
      fileName: "change")
  }

  private static func span(_ dates: [String]) -> String {
    let ends = dates.compactMap { CivilDate(iso8601: $0) }
    guard ends.count == 2 else { return dates.joined(separator: " to ") }
    return PlainWords.dates(from: ends[0], to: ends[1])
  }

  static func closing(_ facts: RunFacts, _ requests: RequestsFacts) -> [Block] {
    let days = PlainWords.count(requests.withinDays, "day")
    let dates = requests.months.compactMap { CivilDate(iso8601: "\($0.name)-01") }
    var blocks: [Block] = []
    if dates.count == requests.months.count, dates.count > 1 {
      var lines = LineChart(
        abscissa: .dates(dates),
        series: [LineChart.Series("closed in time", values: requests.months.map(\.share))],
        unit: "share closed within \(days)", format: .percent(0),
        reference: ReferenceLine(
          requests.share, name: "promise: \(PlainWords.percent(requests.share))"))
      if let shift = requests.shift, let date = CivilDate(iso8601: shift.date) {
        lines.moments.append(Moment(date, name: "the backlog shifts"))
      }
      blocks.append(
        .chart(
          Chart(
            id: "in-time",
            takeaway: requests.best.map {
              "The best month closed \(PlainWords.percent($0.share)) within \(days) (\(RequestsBriefing.month("\($0.name)-01")))."
            } ?? "The share closed within \(days), by month.",
            reading: "Each point is the \(facts.data.unit) that came in during a month.",
            dataCaption: "Share closed within \(days)", .lines(lines))))
    }
    let both = requests.comparison.map { [$0.closingBefore, $0.closingAfter] } ?? []
    let names = ["before": "Before the change", "after": "Since the change"]
    blocks.append(
      .table(
        table(
          requests.years.map { ($0.name, $0) } + both.map { (names[$0.name] ?? $0.name, $0) },
          caption: "Time to close, by year of coming in", first: "Came in", requests: requests,
          fileName: "closing")))
    return blocks
  }

  static func places(_ facts: RunFacts, _ requests: RequestsFacts) -> [Block] {
    var blocks: [Block] = [
      .table(
        table(
          requests.groups.map { ($0.name, $0) },
          caption:
            "Time to close by \(requests.groupName) in the last year of the log, worst first",
          first: PlainWords.sentence(requests.groupName), requests: requests,
          fileName: "closing-by-group"))
    ]
    if requests.groupsHidden > 0 {
      blocks.append(
        .note(
          "\(PlainWords.count(requests.groupsHidden, "place")) with fewer than 11 \(facts.data.unit) not shown."
        ))
    }
    return blocks
  }

  private static func table(
    _ entries: [(name: String, closing: RequestsFacts.Closing)], caption: String, first: String,
    requests: RequestsFacts, fileName: String
  ) -> ReportTable {
    ReportTable(
      caption: caption,
      columns: [
        .text(first), .number("Cases"), .number("Still open"),
        .number(
          "Closed in \(PlainWords.count(requests.withinDays, "day"))", format: .percent(1)),
        .number("95 % range", format: .percent(1)), .number("Half within", unit: "days"),
        .number("9 in 10 within", unit: "days"),
      ],
      rows: entries.map { entry in
        let closing = entry.closing
        return ReportTable.Row([
          .text(entry.name), .number(Double(closing.cases)), .number(Double(closing.open)),
          .number(closing.share), .interval(closing.low, closing.high),
          .number(closing.median ?? .nan), .number(closing.ninetieth ?? .nan),
        ])
      },
      note: "Kaplan and Meier's estimate: what is still open counts as open that long.",
      fileName: fileName)
  }
}
