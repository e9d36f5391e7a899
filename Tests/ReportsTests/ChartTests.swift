import CivilTime
import XCTest

@testable import Reports

/// What must hold for every kind of chart, over good and odd data.
final class ChartTests: XCTestCase {
  private func drawings(of chart: Chart) -> [(canvas: Canvas, scan: MarkupScanner)] {
    [Canvas.Layout.wide, .narrow].map { layout in
      var canvas = Canvas(layout, idPrefix: chart.id)
      chart.drawing.draw(on: &canvas)
      return (canvas, MarkupScanner(canvas.content.source))
    }
  }

  private var demoCharts: [Chart] {
    (DemoReport.report.sections + DemoStreets.report.sections).flatMap(\.blocks).compactMap {
      block in
      if case .chart(let chart) = block { return chart }
      return nil
    }
  }

  func testEveryKindIsInTheDemo() {
    XCTAssertEqual(Set(demoCharts.map(\.kindName)).count, 16)
  }

  func testTextStaysInsideTheDrawing() {
    for chart in demoCharts + DemoVariants.charts {
      for (canvas, scan) in drawings(of: chart) {
        XCTAssertFalse(scan.all("text").isEmpty)
        for text in scan.all("text") {
          let x = Double(text.attributes["x"]!)!
          let y = Double(text.attributes["y"]!)!
          let width = TextWidth.of(MarkupScanner.unescaped(text.text), size: canvas.fontSize)
          let classes = (text.attributes["class"] ?? "").split(separator: " ")
          let left = classes.contains("m") ? x - width / 2 : classes.contains("e") ? x - width : x
          let label = "\(chart.id) \(canvas.layout): \(text.text)"
          XCTAssertGreaterThanOrEqual(left, -1, label)
          XCTAssertLessThanOrEqual(left + width, canvas.width + 1, label)
          XCTAssertGreaterThanOrEqual(y, canvas.fontSize * 0.7, label)
          XCTAssertLessThanOrEqual(y, canvas.height, label)
        }
      }
    }
  }

  /// Labels of one drawing do not lie on one another (their grounds aside).
  func testTextDoesNotOverlap() {
    for chart in demoCharts + DemoVariants.charts {
      for (canvas, scan) in drawings(of: chart) {
        let boxes = scan.all("text").filter { $0.attributes["class"]?.contains("o") != true }.map {
          text -> (left: Double, right: Double, y: Double, text: String) in
          let x = Double(text.attributes["x"]!)!
          // The estimate is a little wide on purpose; real labels are narrower.
          let width = 0.9 * TextWidth.of(MarkupScanner.unescaped(text.text), size: canvas.fontSize)
          let classes = (text.attributes["class"] ?? "").split(separator: " ")
          let left = classes.contains("m") ? x - width / 2 : classes.contains("e") ? x - width : x
          return (left, left + width, Double(text.attributes["y"]!)!, text.text)
        }
        for (index, a) in boxes.enumerated() {
          for b in boxes.dropFirst(index + 1)
          where abs(a.y - b.y) < canvas.fontSize * 0.75 && a.left < b.right && b.left < a.right {
            XCTFail("\(chart.id) \(canvas.layout): \(a.text) lies on \(b.text)")
          }
        }
      }
    }
  }

  func testNumbersInTheDrawingAreNumbers() {
    for chart in demoCharts + oddCharts {
      for (canvas, scan) in drawings(of: chart) {
        XCTAssertTrue(canvas.height.isFinite, chart.id)
        XCTAssertEqual(scan.faults, [], chart.id)
        for element in scan.elements {
          for (name, value) in element.attributes where name != "class" {
            XCTAssertFalse(
              value.contains("nan") || value.contains("inf"), "\(chart.id) \(name)=\(value)")
          }
        }
      }
      XCTAssertEqual(
        CSVText.render(chart.dataTable).split(separator: "\n").count,
        chart.dataTable.rows.count + 1)
    }
  }

  func testOddDataStillMakeAPage() {
    let report = Report(
      title: "Odd", subtitle: "",
      decision: Report.Decision(headline: "None", points: []),
      sections: [
        Report.Section(id: "odd", heading: "Odd", blocks: oddCharts.map { .chart($0) })
      ],
      origin: Report.Origin(entries: [], verifyCommand: "apportion verify out/"))
    let scan = MarkupScanner(report.html())
    XCTAssertEqual(scan.faults, [])
    let ids = scan.elements.compactMap { $0.attributes["id"] }
    XCTAssertEqual(Set(ids).count, ids.count)
  }

  /// No data, one value, nothing known, all equal, huge, negative.
  private var oddCharts: [Chart] {
    let values: [[Double]] = [
      [], [5], [.nan, .nan], [0, 0, 0], [1e308, -1e308], [-3, -7, -1], [1e-12, 2e-12],
      [.infinity, 2, 3],
    ]
    let monday = DemoReport.monday
    return values.enumerated().flatMap { index, values -> [Chart] in
      let dates = values.indices.map { monday.adding(days: $0) }
      let times = dates.map { WallTime(date: $0) }
      let steps = values.indices.map(Double.init)
      let kinds: [Chart.Kind] = [
        .fan(
          FanChart(
            history: .dates([]), counted: [], future: .dates(dates), median: values,
            bands: [FanChart.Band(level: 0.8, lower: values, upper: values)], baseline: values,
            actuals: values, unit: "calls")),
        .fan(
          FanChart(
            history: .numbers(steps), counted: values, future: .numbers(steps.map { $0 + 100 }),
            median: values, bands: [], unit: "calls", step: "step")),
        .lines(
          LineChart(
            abscissa: .times(times),
            series: (0..<9).map { LineChart.Series("Line \($0)", values: values) }, unit: "calls",
            reference: ReferenceLine(1, name: "one"))),
        .bars(
          BarChart(
            bars: values.map { BarChart.Bar("A name that is far too long to stand beside it", $0) },
            itemName: "Bar", unit: "calls")),
        .coverage(
          CoverageChart(
            starts: times, intervalSeconds: 1800, required: values,
            covered: values.reversed(), unit: "agents")),
        .heatMap(
          HeatMap(
            rowLabels: values.isEmpty ? [] : ["A", "B"], columnLabels: values.map { "\($0)" },
            values: values.isEmpty ? [] : [values, values], rowName: "Row", columnName: "Column",
            unit: "calls")),
        .gantt(
          GanttChart(
            shifts: values.indices.map {
              GanttChart.Shift(
                label: "Night", hours: GanttChart.Span(start: 1320, end: 1320 + 60 * $0),
                breaks: [GanttChart.Span(start: 0, end: 3000)], count: $0)
            }, unit: "agents")),
        .smallMultiples(
          SmallMultiples(
            panels: [SmallMultiples.Panel("One", series: [LineChart.Series("a", values: values)])],
            abscissa: .dates(dates), abscissaName: "Day", panelName: "Queue", unit: "calls")),
        .histogram(Histogram(values: values, countUnit: "days", valueName: "calls")),
        .dots(
          DotPlot(
            groups: [DotPlot.Group("One", values: values)], groupName: "Group",
            valueName: "calls")),
        .slope(
          SlopeChart(
            items: values.map { SlopeChart.Item("Item", before: $0, after: -$0) },
            beforeName: "2023", afterName: "2024", itemName: "Item", unit: "calls")),
        .forest(
          ForestChart(
            items: values.map {
              ForestChart.Item(
                "A name that is far too long to stand beside it", estimate: $0, lower: -$0,
                upper: $0)
            }, itemName: "Effect", valueName: "change", intervalName: "95 % range",
            reference: ReferenceLine(0, name: "no effect"))),
        .curve(
          CurveChart(
            positions: steps, values: values, lower: values, upper: values.reversed(),
            abscissaName: "hour", unit: "calls", reference: ReferenceLine(1, name: "one"))),
        .scatter(
          ScatterChart(
            points: values.map { ScatterChart.Point(x: $0, y: -$0, lower: -$0, upper: $0) },
            xName: "expected", yName: "observed", agreement: "as expected", isJoined: true)),
        .networkMap(
          NetworkMap(
            links: values.map { value in
              NetworkMap.Link(
                "Link", path: values.map { NetworkMap.Place(x: $0, y: -$0) }, volume: value,
                value: value, label: "A name that is far too long to stand beside it")
            }, ground: .degrees, shading: .ramp(bounds: values), volumeName: "cars",
            valueName: "use")),
        .timeSpace(
          TimeSpaceDiagram(
            panels: [
              TimeSpaceDiagram.Panel(
                "Now",
                signals: values.map {
                  TimeSpaceDiagram.Signal(
                    "A name that is far too long", distance: $0, cycle: $0, offset: -$0,
                    outboundGreens: [TimeSpaceDiagram.Span($0, 2 * $0)], inboundGreens: [])
                },
                bands: values.map { value in
                  TimeSpaceDiagram.Band(
                    direction: .outbound, width: value, cycle: 60,
                    front: values.map { TimeSpaceDiagram.Moment(time: $0, distance: $0) })
                },
                trajectories: [
                  TimeSpaceDiagram.Trajectory(
                    values.map { TimeSpaceDiagram.Moment(time: $0, distance: -$0) })
                ])
            ], duration: index == 1 ? .infinity : 120)),
        .timingSheet(
          TimingSheet(signals: [
            TimingSheet.Signal(
              "A signal",
              rows: [
                TimingSheet.Row(
                  "Now", offset: .nan,
                  stages: values.map { TimingSheet.Stage("All", green: $0, yellow: 3, red: -$0) })
              ])
          ])),
      ]
      return kinds.enumerated().map { order, kind in
        Chart(
          id: "odd-\(index)-\(order)", takeaway: "Odd data.", dataCaption: "Odd data", kind)
      }
    }
  }

  func testLongSeriesStaySmall() {
    let from = WallTime(date: DemoReport.monday).wallSeconds
    let times = (0..<3000).map { WallTime(wallSeconds: from + 1800 * Int64($0)) }
    var noise = DemoReport.Noise(state: 2)
    let values = times.map { _ in 100 * noise.next() }
    let future = Array(values.suffix(2000))
    let chart = Chart(
      id: "long", takeaway: "Long.", dataCaption: "Long",
      .fan(
        FanChart(
          history: .times(Array(times.prefix(1000))), counted: Array(values.prefix(1000)),
          future: .times(Array(times.suffix(2000))), median: future,
          bands: [0.5, 0.8, 0.95].map {
            FanChart.Band(level: $0, lower: future, upper: future.map { $0 + 9 })
          }, baseline: future, unit: "calls")))
    let bytes = drawings(of: chart).map { $0.canvas.content.source.utf8.count }
    XCTAssertLessThan(bytes[0], 40_000)
    XCTAssertLessThan(bytes[1], 20_000)
    let table = HTMLTable.render(chart.dataTable, excerpt: .last, file: "long.csv").source
    XCTAssertLessThan(table.utf8.count, 60_000)
    XCTAssertTrue(table.contains("rows; the file"))
  }

  func testColoursHaveEnoughContrast() throws {
    let page = Stylesheet.page.description
    let media = Stylesheet.media.description
    let dark = try XCTUnwrap(media.range(of: "prefers-color-scheme:dark")).upperBound
    let darkEnd = try XCTUnwrap(media.range(of: "prefers-reduced-motion")).lowerBound
    let print = try XCTUnwrap(media.range(of: "@page")).upperBound
    for (mode, source) in [
      ("light", Substring(page)), ("dark", media[dark..<darkEnd]), ("print", media[print...]),
    ] {
      let colours = Self.colours(in: source)
      func check(_ name: String, on ground: String, _ least: Double) throws {
        let a = try XCTUnwrap(colours[name], "\(mode) \(name)")
        let b = try XCTUnwrap(colours[ground], "\(mode) \(ground)")
        let contrast = Self.contrast(a, b)
        XCTAssertGreaterThanOrEqual(contrast, least, "\(mode): \(name) on \(ground)")
      }
      for text in ["ink", "soft", "main", "good", "bad"] {
        for ground in ["page", "box", "card", "badbox"] { try check(text, on: ground, 4.5) }
      }
      for mark in (1...7).map({ "s\($0)" }) + ["line", "f0"] { try check(mark, on: "page", 3) }
      for mark in ["s1", "s2", "ink"] { for band in ["b1", "b2"] { try check(mark, on: band, 3) } }
      for index in 0..<8 { try check(index >= 5 ? "con" : "ink", on: "c\(index)", 4.5) }
      for index in 1...7 { try check("con", on: "s\(index)", 4.5) }
      try check("con", on: "tg", 4.5)
      for mark in (0...5).map({ "r\($0)" }) + ["w1", "w2", "n0", "g1", "g2", "tg", "ty", "tr"] {
        try check(mark, on: "page", 3)
      }
      for name in ["r", "c"] {
        // The lowest class of a map is grey and as light as the next.
        let steps = name == "r" ? 1...5 : 0...7
        let shades = try steps.map { Self.luminance(try XCTUnwrap(colours["\(name)\($0)"])) }
        XCTAssertTrue(
          shades == shades.sorted() || shades == shades.sorted(by: >), "\(mode) \(name): in order")
      }
    }
  }

  private static func colours(in source: Substring) -> [String: [Double]] {
    var found: [String: [Double]] = [:]
    for match in source.matches(of: #/--([a-z0-9]+):#([0-9a-f]{3,6})/#) {
      var digits = String(match.2)
      if digits.count == 3 { digits = digits.map { "\($0)\($0)" }.joined() }
      let number = Int(digits, radix: 16)!
      found[String(match.1)] = [16, 8, 0].map { Double(number >> $0 & 255) / 255 }
    }
    return found
  }

  /// Relative luminance and contrast as WCAG 2.2 defines them.
  private static func luminance(_ colour: [Double]) -> Double {
    let linear = colour.map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
  }

  private static func contrast(_ a: [Double], _ b: [Double]) -> Double {
    let (x, y) = (luminance(a), luminance(b))
    return (max(x, y) + 0.05) / (min(x, y) + 0.05)
  }
}
