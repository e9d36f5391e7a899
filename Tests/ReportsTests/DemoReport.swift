import CivilTime
import Foundation

@testable import Reports

/// A report with every block and every kind of chart, over made-up numbers from a fixed
/// recurrence: what the tests measure and what a person looks at.
enum DemoReport {
  static let hostile = #"<b data-x="1">x</b> & 'Parks' "Rec""#

  /// Uniform numbers in 0 ..< 1 (Lehmer's generator with Park & Miller's constants).
  struct Noise {
    var state: UInt64
    mutating func next() -> Double {
      state = state * 48271 % 2_147_483_647
      return Double(state) / 2_147_483_647
    }
  }

  static let monday = CivilDate(year: 2025, month: 3, day: 3)

  static var report: Report {
    Report(
      title: "How many call takers to roster, 3 to 9 March 2025",
      subtitle: "Lakeford contact centre. Made-up data, for illustration.",
      decision: Report.Decision(
        headline: "Decision: add 8 shifts for the week, at $1,920",
        do:
          "Roster \(strong: "17 call takers") on Monday and Tuesday, 16 from Wednesday to Friday, 11 on Saturday and 10 on Sunday.",
        why:
          "We promise to answer four calls in five within 60 seconds. Last week’s roster is one short on a typical Monday, and short on any busy day but Sunday.",
        howSure:
          "The plan keeps that promise on about 9 days in 10. On the tenth, calls wait longer.",
        whatChanged:
          "We expect 6,955 calls, as many as last week, with 30 more on Monday and 15 fewer on Tuesday.",
        cost: "$1,920 more than last week, of which $960 falls on Monday and Tuesday."),
      highlights: [
        KeyFigure(
          "Calls expected this week", value: "6,955", unit: "calls",
          interval: "between 6,600 and 7,300, 8 weeks in 10",
          comparison: "as many as last week", trend: daily(35).suffix(28).map { $0 }),
        KeyFigure(
          "Busiest half-hour", value: "62", unit: "calls",
          interval: "between 51 and 74, 8 days in 10", comparison: "Monday 3 March at 10:30"),
        KeyFigure("Shifts to add", value: "8", unit: "shifts", comparison: "57 last week"),
        KeyFigure(
          "Calls answered in 60 seconds", value: "84 %", interval: "at least 80 % on 9 days in 10"
        ),
      ],
      sections: [quality, forecast, pattern, plan, tests, drivers],
      assumptions: [
        Report.Assumption(
          "A call takes", value: "5 minutes", source: "call log, median of 2024"),
        Report.Assumption("A shift costs", value: "$240", source: "budget 2025, line 14"),
        Report.Assumption(
          "Callers wait", value: "and never hang up", source: "queue model (Erlang C)"),
      ],
      unsuitableUses: [
        "to judge single employees", "for weeks with a holiday or a storm",
        "after June 2025, unless the forecast has been made again",
      ],
      origin: Report.Origin(
        entries: [
          Report.Origin.Entry("Made", "Sunday 2 March 2025 at 20:15"),
          Report.Origin.Entry(
            "From", "\(code: "calls.csv"), 182 days, SHA-256 \(code: "9f2c…41ab")"),
          Report.Origin.Entry("By", "version 1.0, seed 7, 2 threads"),
        ], verifyCommand: "apportion verify out/"))
  }

  private static var quality: Report.Section {
    Report.Section(
      id: "quality", heading: "Is the data good enough?",
      blocks: [
        .finding(
          Finding(
            "Yes: 181 of 182 days are complete.",
            detail: "14 January is missing and was left out.", tone: .good)),
        .narrative([
          "The log runs from 2 September 2024 to 2 March 2025. One queue name was unreadable and is shown as it was typed: \(code: hostile)."
        ]),
        .table(
          ReportTable(
            caption: "What was read, and what was set aside",
            columns: [
              .text("Check"), .number("Rows"), .number("Share", format: .percent(2)),
              .text("What was done"),
            ],
            rows: [
              ReportTable.Row([.text("Rows read"), .number(74_401), .number(1), .text("kept")]),
              ReportTable.Row([
                .text("Same row twice"), .number(212), .number(212 / 74_401), .text("counted once"),
              ]),
              ReportTable.Row([
                .text("No queue name"), .number(31), .number(31 / 74_401),
                .rich("listed as \(code: "unknown")"),
              ]),
              ReportTable.Row([.text("Date not read"), .number(0), .missing, .text("none")]),
            ],
            footers: [
              ReportTable.Row([.text("Rows used"), .number(74_158), .number(0.9967), .text("")])
            ])),
        .warning("the phone system was replaced on 14 January; calls before it are 2 % fewer."),
      ])
  }

  private static var forecast: Report.Section {
    Report.Section(
      id: "forecast", heading: "How many calls will come?",
      blocks: [
        .keyFigures([
          KeyFigure(
            "Calls missed on average", value: "41", unit: "calls a day",
            comparison: "63 when last week is repeated")
        ]),
        .chart(dailyFan), .chart(halfHourlyFan),
        .note("Tested on the last 26 weeks, the forecast missed by 41 calls a day on average."),
      ])
  }

  private static var pattern: Report.Section {
    Report.Section(
      id: "pattern", heading: "When do they come?",
      blocks: [.chart(heatMap), .chart(smallMultiples), .chart(lines), .chart(smallHeatMap)])
  }

  private static var plan: Report.Section {
    Report.Section(
      id: "plan", heading: "Who works when?",
      blocks: [
        .finding(
          Finding(
            "Cover is short for two hours on Friday.", detail: "One more late shift closes it.",
            tone: .bad)),
        .chart(coverage), .chart(gantt), .chart(stacked), .chart(bars),
        .list(["\(strong: "Early"): 12 shifts", "\(strong: "Day"): 31 shifts", "Late: 22 shifts"]),
      ])
  }

  private static var tests: Report.Section {
    Report.Section(
      id: "tests", heading: "How good is the forecast?",
      blocks: [
        .finding(Finding("It beats repeating last week by a third.")), .chart(dots),
        .chart(histogram), .chart(slope),
        .table(
          ReportTable(
            caption: "Average miss by model, last 26 weeks",
            columns: [
              .text("Model"), .number("Miss", unit: "calls a day", format: .fixed(1)),
              .number("8 in 10 held", format: .percent(0)),
              .number("Range", unit: "calls a day"),
            ],
            rows: [
              ReportTable.Row(
                [.text("Median of four models"), .number(41.2), .number(0.796), .interval(28, 77)],
                isEmphasized: true),
              ReportTable.Row([
                .text("Same as last week"), .number(63.4), .number(0.81), .interval(35, 140),
              ]),
            ], note: "The chosen model is set in bold.")),
      ])
  }

  private static var drivers: Report.Section {
    Report.Section(
      id: "drivers", heading: "What drives the number of calls?",
      blocks: [.chart(forest), .chart(curve), .chart(scatter), .chart(calibration)])
  }
}
