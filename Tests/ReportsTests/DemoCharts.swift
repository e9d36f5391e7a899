import CivilTime
import Foundation

@testable import Reports

extension DemoReport {
  static func daily(_ days: Int) -> [Double] {
    var noise = Noise(state: 7)
    return (0..<days).map { day in
      let weekday = day % 7
      let level = weekday < 5 ? 1180 - 30 * Double(weekday) : weekday == 5 ? 620 : 540
      return (level * (0.94 + 0.12 * noise.next())).rounded()
    }
  }

  /// Calls in each half-hour of a day of the week.
  static func shape(weekday: Int, slot: Int) -> Double {
    let hour = Double(slot) / 2
    let morning = exp(-pow((hour - 10.5) / 2.4, 2))
    let afternoon = 0.8 * exp(-pow((hour - 15) / 2.8, 2))
    return (weekday < 5 ? 58 - 2 * Double(weekday) : 27) * (morning + afternoon) + 1.2
  }

  static var dailyFan: Chart {
    let past = daily(28)
    let start = monday.adding(days: -28)
    let median = (0..<14).map { [1165.0, 1135, 1110, 1085, 1050, 610, 530][$0 % 7] }
    func spread(_ factor: Double) -> [Double] {
      median.indices.map { median[$0] * factor * (1 + 0.05 * Double($0)) }
    }
    func band(_ level: Double, _ factor: Double) -> FanChart.Band {
      FanChart.Band(
        level: level, lower: zip(median, spread(factor)).map { $0 - $1 },
        upper: zip(median, spread(factor)).map { $0 + $1 })
    }
    return Chart(
      id: "calls-a-day",
      takeaway: "Calls a day stay near 1,150 on weekdays, and Friday is the least certain of them.",
      reading: "The darkest band holds half of all days, the lightest 19 days in 20.",
      dataCaption: "Calls a day, February and March 2025",
      .fan(
        FanChart(
          history: .dates((0..<28).map { start.adding(days: $0) }), counted: past,
          future: .dates((0..<14).map { monday.adding(days: $0) }), median: median,
          bands: [band(0.5, 0.04), band(0.8, 0.08), band(0.95, 0.13)],
          baseline: (0..<14).map { past[21 + $0 % 7] },
          actuals: (0..<14).map { $0 < 3 ? median[$0] * 1.03 : .nan }, unit: "calls a day")))
  }

  static var halfHourlyFan: Chart {
    var noise = Noise(state: 11)
    let from = WallTime(date: monday.adding(days: -14)).wallSeconds
    let times = (0..<1008).map { WallTime(wallSeconds: from + 1800 * Int64($0)) }
    let expected = (0..<1008).map { shape(weekday: $0 / 48 % 7, slot: $0 % 48) }
    let past = expected.prefix(672).map { ($0 * (0.8 + 0.4 * noise.next())).rounded() }
    let median = Array(expected.suffix(336))
    func band(_ level: Double, _ z: Double) -> FanChart.Band {
      FanChart.Band(
        level: level, lower: median.map { max(0, $0 - z * 1.4 * $0.squareRoot()) },
        upper: median.map { $0 + z * 1.4 * $0.squareRoot() })
    }
    return Chart(
      id: "calls-a-half-hour",
      takeaway:
        "Every weekday peaks at about 10:30 with close to 60 calls, and falls to none at night.",
      dataCaption: "Calls a half-hour, 17 February to 9 March 2025",
      .fan(
        FanChart(
          history: .times(Array(times.prefix(672))), counted: past,
          future: .times(Array(times.suffix(336))), median: median,
          bands: [band(0.5, 0.67), band(0.8, 1.28), band(0.95, 1.96)],
          baseline: Array(past.suffix(336)), unit: "calls a half-hour", step: "half-hour")))
  }

  static let dayNames = ["Mon 3", "Tue 4", "Wed 5", "Thu 6", "Fri 7", "Sat 8", "Sun 9"]

  static var heatMap: Chart {
    Chart(
      id: "week-pattern",
      takeaway: "Mornings from 09:30 to 12:00 are busiest, on weekends half as much.",
      dataCaption: "Calls expected a half-hour, 3 to 9 March 2025",
      .heatMap(
        HeatMap(
          rowLabels: dayNames, columnLabels: (0..<48).map { PlainWords.timeOfDay($0 * 1800) },
          values: (0..<7).map { day in
            (0..<48).map { day == 6 && $0 < 8 ? .nan : shape(weekday: day, slot: $0) }
          }, rowName: "Day", columnName: "Time", unit: "calls a half-hour")))
  }

  static var smallHeatMap: Chart {
    var noise = Noise(state: 5)
    return Chart(
      id: "month-pattern", takeaway: "January is the heaviest month in every district.",
      dataCaption: "Requests a day by district and month, 2024",
      .heatMap(
        HeatMap(
          rowLabels: ["North", "East", "South", "Harbour and airport"],
          columnLabels: ["Jan", "Feb", "Mar", "Apr", "May", "Jun"],
          values: (0..<4).map { row in
            (0..<6).map { 120 - 15 * Double($0) + 20 * Double(row) * noise.next() }
          }, rowName: "District", columnName: "Month", unit: "requests a day")))
  }

  static var smallMultiples: Chart {
    Chart(
      id: "days", takeaway: "Every weekday has the same two peaks; the weekend has one low hump.",
      dataCaption: "Calls expected a half-hour, by day, March 2025",
      .smallMultiples(
        SmallMultiples(
          panels: (0..<7).map { day in
            SmallMultiples.Panel(
              dayNames[day],
              series: [
                LineChart.Series(
                  "this week", values: (0..<48).map { shape(weekday: day, slot: $0) },
                  isEmphasized: true),
                LineChart.Series(
                  "a year ago", values: (0..<48).map { 0.85 * shape(weekday: day, slot: $0) }),
              ])
          }, abscissa: .numbers((0..<48).map { Double($0) / 2 }), abscissaIsHours: true,
          abscissaName: "Time", panelName: "Day", unit: "calls a half-hour")))
  }

  static var lines: Chart {
    var noise = Noise(state: 3)
    let names = ["Permits", "Parking", "Waste collection", "Taxes", "Housing", "Parks", "Other"]
    let months = (0..<24).map { CivilDate(year: 2023, month: 3, day: 1).adding(months: $0) }
    return Chart(
      id: "queues", takeaway: "Waste collection overtook parking in the summer of 2024.",
      dataCaption: "Calls a month by queue, March 2023 to February 2025",
      .lines(
        LineChart(
          abscissa: .dates(months),
          series: names.enumerated().map { index, name in
            LineChart.Series(
              name,
              values: months.indices.map { month in
                let rise = index == 2 ? 140 * Double(month) : -20 * Double(month)
                return 8200 - 1000 * Double(index) + rise + 500 * noise.next()
              }, isEmphasized: index == 2)
          }, unit: "calls a month", reference: ReferenceLine(9000, name: "what one team can take")))
    )
  }

  static var coverage: Chart {
    let starts = (0..<7).flatMap { day in
      (14..<42).map { WallTime(date: monday.adding(days: day), secondOfDay: $0 * 1800) }
    }
    let need = (0..<7).flatMap { day in
      (14..<42).map { (shape(weekday: day, slot: $0) / 4).rounded(.up) + 1 }
    }
    let cover = need.enumerated().map { index, value in
      let slot = index % 28
      let day = index / 28
      let planned = [4.0, 9, 17, 17, 15, 14, 8][slot / 4] * (day < 5 ? 1 : 0.6)
      return day == 4 && (16..<20).contains(slot)
        ? 10 : max(planned.rounded(), value - (slot == 9 ? 1 : 0))
    }
    return Chart(
      id: "cover",
      takeaway: "The plan covers the need all week but for two hours on Friday afternoon.",
      dataCaption: "Call takers needed and planned, 3 to 9 March 2025",
      .coverage(
        CoverageChart(
          starts: starts, intervalSeconds: 1800, required: need, covered: cover,
          unit: "call takers")))
  }

  static var gantt: Chart {
    let patterns: [(Int, Int, [(Int, Int)], Int)] = [
      (7 * 60, 15 * 60 + 30, [(9 * 60, 9 * 60 + 15), (11 * 60, 11 * 60 + 30)], 4),
      (8 * 60, 16 * 60 + 30, [(12 * 60, 12 * 60 + 30)], 5),
      (9 * 60 + 30, 18 * 60, [(13 * 60, 13 * 60 + 30), (16 * 60, 16 * 60 + 15)], 6),
      (13 * 60, 21 * 60, [(17 * 60, 17 * 60 + 30)], 3),
    ]
    let shifts = ["Monday 3 March", "Saturday 8 March"].flatMap { day in
      patterns.prefix(day.hasPrefix("M") ? 4 : 2).map { pattern in
        GanttChart.Shift(
          group: day, hours: GanttChart.Span(start: pattern.0, end: pattern.1),
          breaks: pattern.2.map { GanttChart.Span(start: $0.0, end: $0.1) }, count: pattern.3)
      }
    }
    return Chart(
      id: "shifts", takeaway: "Six of eighteen people on Monday start at 09:30.",
      reading: "A gap in a bar is a break.", dataCaption: "Shifts by start, March 2025",
      .gantt(GanttChart(shifts: shifts, unit: "call takers")))
  }

  static var stacked: Chart {
    Chart(
      id: "hours", takeaway: "Most added hours fall on Monday and Tuesday.",
      dataCaption: "Hours rostered, 3 to 9 March 2025",
      .bars(
        BarChart(
          bars: dayNames.enumerated().map { index, day in
            BarChart.Bar(day, values: [index < 5 ? 120 : 80, [16.0, 16, 8, 8, 8, 8, 0][index]])
          }, segmentNames: ["as last week", "added"], itemName: "Day", unit: "hours", order: .given)
      ))
  }

  static var bars: Chart {
    Chart(
      id: "districts", takeaway: "The harbour and airport district waits longest.",
      dataCaption: "Days to close a request by district, 2024",
      .bars(
        BarChart(
          bars: [
            BarChart.Bar("North", values: [4.2], lower: 3.9, upper: 4.6),
            BarChart.Bar(
              "Harbour and airport", values: [9.1], lower: 7.2, upper: 11.3, isEmphasized: true),
            BarChart.Bar("East of the river", values: [5.5], lower: 5.1, upper: 6.0),
            BarChart.Bar("South", values: [3.1], lower: 2.8, upper: 3.3),
          ], itemName: "District", unit: "days", format: .fixed(1),
          reference: ReferenceLine(5, name: "promise"))))
  }

  static var dots: Chart {
    var noise = Noise(state: 13)
    func misses(_ level: Double) -> [Double] {
      (0..<26).map { _ in level * (0.6 + 0.5 * noise.next() + 0.5 * noise.next()) }
    }
    return Chart(
      id: "misses",
      takeaway: "The chosen model misses less than repeating last week in most weeks.",
      reading: "One dot is one week of the test; the upright line is the middle of them.",
      dataCaption: "Average miss in each of 26 test weeks",
      .dots(
        DotPlot(
          groups: [
            DotPlot.Group("Median of four models", values: misses(38), isEmphasized: true),
            DotPlot.Group("Exponential smoothing", values: misses(44)),
            DotPlot.Group("Same as last week", values: misses(62)),
          ], groupName: "Model", valueName: "average miss (calls a day)", format: .whole)))
  }

  static var histogram: Chart {
    var noise = Noise(state: 17)
    let errors = (0..<181).map { _ in
      120 * (noise.next() + noise.next() + noise.next() + noise.next() - 2)
    }
    return Chart(
      id: "errors", takeaway: "Too high as often as too low: half of all days are within 38 calls.",
      dataCaption: "Forecast less count, 181 days",
      .histogram(
        Histogram(
          values: errors, countUnit: "days", valueName: "forecast less count (calls)",
          reference: ReferenceLine(0, name: "no error"))))
  }

  static var slope: Chart {
    Chart(
      id: "change", takeaway: "Only the harbour gets slower after the change.",
      dataCaption: "Days to close a request, before and after",
      .slope(
        SlopeChart(
          items: [
            SlopeChart.Item("North", before: 5.2, after: 4.2),
            SlopeChart.Item("East", before: 6.3, after: 5.5),
            SlopeChart.Item("Harbour", before: 7.2, after: 9.1, isEmphasized: true),
            SlopeChart.Item("South", before: 5.0, after: 3.1),
            SlopeChart.Item("West", before: 5.1, after: 4.1),
          ], beforeName: "2023", afterName: "2024", itemName: "District", unit: "days to close",
          format: .fixed(1))))
  }
}
