import CivilTime
import Reports

/// The crews of past seasons and of the next.
enum RequestsCrews {
  static func blocks(_ facts: RunFacts, _ requests: RequestsFacts) -> [Block] {
    let (unit, plan) = (facts.data.unit, requests.plan)
    let promise =
      "\(PlainWords.percent(requests.share)) within \(PlainWords.count(requests.withinDays, "day"))"
    var blocks: [Block] = [
      .table(
        ReportTable(
          caption: "Crews for \(promise), \(requests.seasonName) of \(plan.year)",
          columns: [
            .text("From"), .text("To"), .number("Working days"), .number("Crews a day"),
            .number("Crew-days"), .number("Come", unit: "expected"), .number("8 times in 10"),
            .number("Closed in time", unit: "median", format: .percent(0)),
            .number("8 times in 10", format: .percent(0)),
          ],
          rows: plan.months.map { month in
            ReportTable.Row([
              date(month.first), date(month.last), .number(Double(month.openDays)),
              .number(Double(month.crews)), .number(Double(month.openDays * month.crews)),
              .number(month.expected), .interval(month.low, month.high), .number(month.kept),
              .interval(month.keptLow, month.keptHigh),
            ])
          },
          note:
            "No plan with whole crews by month needs fewer crew-days for this certainty on the \(PlainWords.number(Double(plan.futures))) futures it was made for (proved by search).",
          fileName: "crews"))
    ]
    let bars =
      requests.seasons.map {
        BarChart.Bar(
          String($0.year), values: [$0.needed], lower: $0.neededLow, upper: $0.neededHigh)
      } + [
        BarChart.Bar(
          "\(plan.year), expected", values: [plan.known], lower: plan.knownLow,
          upper: plan.knownHigh, isEmphasized: true)
      ]
    blocks.append(
      .chart(
        Chart(
          id: "seasons", takeaway: takeaway(requests),
          reading:
            "Each bar is what \(promise) takes in that \(requests.seasonName) where all is known in advance and the oldest goes first. Whiskers: for past years, crews as quick or slow as the recipe allows; for the year to come, 8 futures in 10.",
          dataCaption: "Crew-days needed by year",
          .bars(
            BarChart(
              bars: bars, itemName: "Year", unit: "crew-days", order: .given)))))
    if !requests.seasons.isEmpty {
      blocks.append(
        .table(
          ReportTable(
            caption: "Past seasons: what was done and what the promise took",
            columns: [
              .text("Year"), .number("Came in", unit: unit), .number("Worked", unit: "crew-days"),
              .number("Needed", unit: "crew-days"), .number("Range"),
              .number("Closed in time", format: .percent(0)),
              .number("95 % range", format: .percent(0)),
            ],
            rows: requests.seasons.map {
              ReportTable.Row([
                .text(String($0.year)), .number($0.came), .number($0.worked), .number($0.needed),
                .interval($0.neededLow, $0.neededHigh), .number($0.kept.share),
                .interval($0.kept.low, $0.kept.high),
              ])
            },
            note:
              "Worked is the \(unit) closed, at the recipe's \(unit) a crew-day. Where it is near what was needed and few were in time, the order of work is the matter.",
            fileName: "seasons")))
    }
    return blocks
  }

  private static func date(_ text: String) -> ReportTable.Cell {
    CivilDate(iso8601: text).map { .date($0) } ?? .text(text)
  }

  private static func takeaway(_ requests: RequestsFacts) -> String {
    let plan = requests.plan
    let next =
      "The \(requests.seasonName) of \(plan.year) takes about \(PlainWords.number(plan.known, digits: 0)) crew-days (\(PlainWords.range(plan.knownLow, plan.knownHigh, digits: 0)), 8 futures in 10)."
    guard let most = requests.seasons.max(by: { $0.needed < $1.needed }) else { return next }
    return
      "\(next) The most a past one took is \(PlainWords.number(most.needed, digits: 0)) (\(most.year))."
  }
}
