import CivilTime

@testable import Reports

/// The kinds of chart in shapes the demo report does not show: one day, many days, whole
/// numbers for time, negative bars, long names.
enum DemoVariants {
  static var charts: [Chart] {
    [
      oneDay, manyDays, steps, clock, negative, manyBars, nightShifts, skewed, districts, shortFan,
      twoSeries,
      manyEffects, negativeCurve, plainScatter,
    ] + streets
  }

  static var report: Report {
    Report(
      title: "Charts in other shapes", subtitle: "Made-up data",
      decision: Report.Decision(headline: "Look at each", points: []),
      sections: [
        Report.Section(
          id: "shapes", heading: "Shapes", blocks: (charts + [hugeMap]).map { .chart($0) })
      ],
      origin: Report.Origin(entries: [], verifyCommand: "apportion verify out/"))
  }

  private static func chart(_ id: String, _ kind: Chart.Kind) -> Chart {
    Chart(id: id, takeaway: "This is the shape called \(id).", dataCaption: "Data of \(id)", kind)
  }

  private static func times(_ count: Int, every seconds: Int64) -> [WallTime] {
    let from = WallTime(date: DemoReport.monday).wallSeconds
    return (0..<count).map { WallTime(wallSeconds: from + seconds * Int64($0)) }
  }

  private static var oneDay: Chart {
    let need = (0..<48).map { (DemoReport.shape(weekday: 0, slot: $0) / 4).rounded(.up) }
    return chart(
      "one-day",
      .coverage(
        CoverageChart(
          starts: times(48, every: 1800), intervalSeconds: 1800, required: need,
          covered: need.indices.map { (16..<40).contains($0) ? 14 : 2 }, unit: "agents")))
  }

  private static var manyDays: Chart {
    // Closed at night: the line must not run across.
    let starts = times(24 * 28, every: 3600).filter { (6..<20).contains($0.secondOfDay / 3600) }
    let need = starts.indices.map {
      DemoReport.shape(weekday: $0 / 14 % 7, slot: $0 % 14 * 2 + 12).rounded()
    }
    return chart(
      "many-days",
      .coverage(
        CoverageChart(
          starts: starts, intervalSeconds: 3600, required: need, covered: need.map { $0 + 2 },
          unit: "agents")))
  }

  private static var steps: Chart {
    let past = (1...60).map { 1000 + 3 * Double($0) }
    let median = (0..<20).map { 1183 + 3 * Double($0) }
    return chart(
      "steps",
      .fan(
        FanChart(
          history: .numbers((1...60).map(Double.init)), counted: past,
          future: .numbers((61...80).map(Double.init)), median: median,
          bands: [
            FanChart.Band(
              level: 0.95, lower: median.enumerated().map { $1 - 4 * Double($0 + 1) },
              upper: median.enumerated().map { $1 + 4 * Double($0 + 1) })
          ], unit: "units", step: "step")))
  }

  private static var clock: Chart {
    chart(
      "clock",
      .lines(
        LineChart(
          abscissa: .times(times(36, every: 3600)),
          series: [
            LineChart.Series("share", values: (0..<36).map { 0.3 + 0.01 * Double($0 % 24) })
          ], unit: "share of calls answered in time", format: .percent(), startsAtZero: false,
          reference: ReferenceLine(0.5, name: "promise"))))
  }

  private static var negative: Chart {
    chart(
      "negative",
      .bars(
        BarChart(
          bars: [
            BarChart.Bar("Central library", -1200), BarChart.Bar("Harbour", 800),
            BarChart.Bar("North", values: [-150], lower: -400, upper: 90),
            BarChart.Bar("Closed branch", .nan), BarChart.Bar("South", 2400, isEmphasized: true),
          ], itemName: "Branch",
          unit: "dollars a week, after what the branches earn themselves by rooms and copies,"
            + " beside the year before",
          format: NumberFormat(style: .signedMoney("$"), digits: 0))))
  }

  private static var manyBars: Chart {
    chart(
      "many-bars",
      .bars(
        BarChart(
          bars: (1...77).map { BarChart.Bar("Ward \($0)", Double($0 * 37 % 100)) },
          itemName: "Ward", unit: "requests")))
  }

  private static var nightShifts: Chart {
    let starts = [6, 14, 22]
    return chart(
      "night-shifts",
      .gantt(
        GanttChart(
          shifts: starts.map { start in
            GanttChart.Shift(
              label: ["Early", "Late", "Night watch"][start / 8],
              hours: GanttChart.Span(start: start * 60, end: start * 60 + 510),
              breaks: [GanttChart.Span(start: start * 60 + 240, end: start * 60 + 270)],
              count: 12 - start / 2)
          }, unit: "nurses")))
  }

  private static var skewed: Chart {
    var noise = DemoReport.Noise(state: 23)
    let days = (0..<500).map { _ in
      let u = noise.next()
      return 0.4 / (1.02 - u)
    }
    return chart(
      "skewed",
      .histogram(
        Histogram(
          values: days, countUnit: "requests", valueName: "days to close",
          reference: ReferenceLine(5, name: "promise"))))
  }

  private static var districts: Chart {
    let values = (0..<20).map { row in
      (0..<24).map { column -> Double in Double(row * 40 + column * 31 % 100) }
    }
    return chart(
      "districts",
      .heatMap(
        HeatMap(
          rowLabels: (1...20).map { "District \($0)" }, columnLabels: (0..<24).map { "\($0)" },
          values: values,
          rowName: "District", columnName: "Hour", unit: "requests an hour")))
  }

  private static var shortFan: Chart {
    let monday = DemoReport.monday
    func line(_ start: Double, _ slope: Double) -> [Double] {
      (0..<6).map { start + slope * Double($0) }
    }
    let counted = (0..<36).map { month -> Double in
      40_000 + 900 * Double(month % 12) + 300 * Double(month)
    }
    let bands = [
      FanChart.Band(level: 0.8, lower: line(49_000, 700), upper: line(53_000, 1200)),
      FanChart.Band(level: 0.95, lower: line(48_000, 600), upper: line(54_000, 1500)),
    ]
    return chart(
      "short-fan",
      .fan(
        FanChart(
          history: .dates((0..<36).map { monday.adding(months: $0 - 36) }), counted: counted,
          future: .dates((0..<6).map { monday.adding(months: $0) }), median: line(51_000, 900),
          bands: bands, unit: "requests a month", step: "month")))
  }

  private static var twoSeries: Chart {
    let weeks = (0..<52).map { DemoReport.monday.adding(days: 7 * $0 - 364) }
    return chart(
      "two-series",
      .lines(
        LineChart(
          abscissa: .dates(weeks),
          series: [
            LineChart.Series("opened", values: (0..<52).map { 310 + 40 * Double($0 % 9) / 9 }),
            LineChart.Series("closed", values: (0..<52).map { $0 == 20 ? .nan : 300 + Double($0) }),
          ], unit: "requests a week")))
  }
}
