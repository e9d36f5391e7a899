import CivilTime
import Foundation
import TestSupport
import XCTest

@testable import Reports

final class PageTests: XCTestCase {
  private static let page = DemoReport.report.html()
  private static let scan = MarkupScanner(page)

  func testTagsNest() { XCTAssertEqual(Self.scan.faults, []) }

  func testOneTitleAndNoSkippedHeading() {
    let levels = Self.scan.elements.compactMap { element -> Int? in
      guard element.name.count == 2, element.name.first == "h" else { return nil }
      return Int(element.name.dropFirst())
    }
    XCTAssertEqual(levels.filter { $0 == 1 }.count, 1)
    XCTAssertEqual(levels.first, 1)
    for (a, b) in zip(levels, levels.dropFirst()) { XCTAssertLessThanOrEqual(b, a + 1) }
  }

  func testLandmarksAndSkipLink() throws {
    for name in ["header", "main", "footer"] { XCTAssertEqual(Self.scan.all(name).count, 1) }
    let link = try XCTUnwrap(Self.scan.all("a").first)
    XCTAssertEqual(link.attributes["href"], "#main")
    XCTAssertEqual(Self.scan.all("main")[0].attributes["id"], "main")
    XCTAssertEqual(Self.scan.all("html")[0].attributes["lang"], "en")
  }

  func testNothingIsLoadedOrRun() {
    XCTAssertTrue(Self.page.contains("default-src 'none'"))
    XCTAssertTrue(Self.scan.all("script").isEmpty)
    for element in Self.scan.elements {
      for (name, value) in element.attributes {
        XCTAssertFalse(name.hasPrefix("on"), "\(element.name) \(name)")
        XCTAssertFalse(["src", "srcset", "action", "style"].contains(name), name)
        if name == "href" { XCTAssertTrue(value.hasPrefix("#"), value) }
        if name == "fill" { XCTAssertTrue(value.hasPrefix("url(#"), value) }
      }
    }
    XCTAssertFalse(Self.page.contains("@import"))
  }

  func testNamesAreUniqueAndReferencesResolve() {
    let ids = Self.scan.elements.compactMap { $0.attributes["id"] }
    XCTAssertEqual(Set(ids).count, ids.count)
    for element in Self.scan.elements {
      for name in ["aria-labelledby", "href", "fill"] {
        guard var target = element.attributes[name] else { continue }
        target = target.filter { !"#()".contains($0) }
        if target.hasPrefix("url") { target.removeFirst(3) }
        XCTAssertTrue(ids.contains(target), "\(name)=\(target)")
      }
    }
  }

  func testEveryDrawingIsNamedAndHasItsNumbers() {
    let figures = Self.page.components(separatedBy: "<figure").dropFirst().map {
      MarkupScanner("<figure" + ($0.components(separatedBy: "</figure>").first ?? "") + "</figure>")
    }
    XCTAssertEqual(figures.count, 17)
    for figure in figures {
      XCTAssertFalse(figure.all("figcaption").first?.text.isEmpty ?? true)
      let drawings = figure.all("svg")
      XCTAssertEqual(drawings.map { $0.attributes["class"] }, ["wide", "narrow"])
      XCTAssertTrue(drawings.allSatisfy { $0.attributes["role"] == "img" })
      let tables = figure.all("table")
      XCTAssertEqual(tables.count, 1)
      XCTAssertTrue(tables[0].path.contains("details"))
      XCTAssertGreaterThan(figure.all("tr").count, 1)
    }
    let outside = Self.scan.all("svg").filter { !$0.path.contains("figure") }
    XCTAssertTrue(outside.allSatisfy { $0.attributes["aria-hidden"] == "true" })
  }

  func testTablesHaveCaptionsAndScopedHeaders() {
    XCTAssertEqual(Self.scan.all("caption").count, Self.scan.all("table").count)
    for header in Self.scan.all("th") {
      XCTAssertTrue(["row", "col"].contains(header.attributes["scope"]), header.text)
    }
    for region in Self.scan.elements where region.attributes["class"] == "scroll" {
      XCTAssertEqual(region.attributes["role"], "region")
      XCTAssertEqual(region.attributes["tabindex"], "0")
      XCTAssertFalse(region.attributes["aria-label"]?.isEmpty ?? true)
    }
  }

  func testSameReportSameBytes() {
    XCTAssertEqual(DemoReport.report.html(), Self.page)
    XCTAssertEqual(DemoReport.report.json(), DemoReport.report.json())
  }

  func testSizeOfALongReport() {
    XCTAssertLessThan(Self.page.utf8.count, 300_000)
  }

  /// Every place where text enters, hostile: it is shown as typed and makes no element.
  func testHostileTextStaysText() {
    let probes = [
      #"<script>alert(1)</script>"#, #"</style><b x="1">"#, #""><img src=x onerror='a()'>"#,
      #"]]>--><!-- & &amp; &#60;"#,
    ]
    for probe in probes {
      let report = hostileReport(probe)
      let scan = MarkupScanner(report.html())
      XCTAssertEqual(scan.faults, [])
      for name in ["script", "img", "b2"] { XCTAssertTrue(scan.all(name).isEmpty, probe) }
      XCTAssertTrue(scan.all("b").allSatisfy { $0.attributes.isEmpty })
      for element in scan.elements {
        XCTAssertFalse(element.attributes.keys.contains { $0.hasPrefix("on") }, probe)
      }
      let body = MarkupScanner.unescaped(scan.all("body")[0].text)
      let shown = body.components(separatedBy: probe).count - 1
      XCTAssertGreaterThanOrEqual(shown, 24, probe)
      XCTAssertTrue(MarkupScanner.unescaped(scan.all("title")[0].text).contains(probe))
    }
  }

  func testCharactersThatMislead() {
    var out = ""
    Markup.escape("a\u{0}b\u{202E}c\u{7}d\te\r\nf\u{FFFE}", into: &out)
    XCTAssertEqual(out, "a\u{FFFD}b\u{FFFD}c\u{FFFD}d\te\nf\u{FFFD}")
  }

  private func hostileReport(_ text: String) -> Report {
    let rich = InlineText(spans: [.plain(text), .strong(text), .code(text)])
    let table = ReportTable(
      caption: text, columns: [.text(text), .number(text, unit: text)],
      rows: [ReportTable.Row([.text(text), .number(1)])],
      footers: [
        ReportTable.Row([.rich(rich), .missing])
      ], note: rich)
    let bars = Chart(
      id: text, takeaway: text, reading: rich, dataCaption: text,
      .bars(
        BarChart(
          bars: [BarChart.Bar(text, 3)], itemName: text, unit: text,
          reference: ReferenceLine(2, name: text))))
    return Report(
      title: text, subtitle: text,
      decision: Report.Decision(headline: text, points: [Report.Decision.Point(text, rich)]),
      sections: [
        Report.Section(
          id: text, heading: text,
          blocks: [
            .narrative([rich]), .list([rich]), .note(rich), .warning(rich),
            .finding(Finding(rich, detail: rich)), .table(table), .chart(bars),
            .keyFigures([KeyFigure(text, value: text, unit: text, interval: text, comparison: text)]
            ),
          ])
      ],
      assumptions: [Report.Assumption(text, value: rich, source: rich)], unsuitableUses: [rich],
      origin: Report.Origin(
        entries: [Report.Origin.Entry(text, rich)], verifyCommand: text))
  }

  /// To renew after a deliberate change: run with REPORT_GOLDEN=1 and read the difference.
  func testSmallPageIsAsRecorded() throws {
    let chart = Chart(
      id: "visits", takeaway: "Visits rose by a third.", dataCaption: "Visits a day, 2025",
      .bars(
        BarChart(
          bars: [BarChart.Bar("March", 40), BarChart.Bar("February", 30)], itemName: "Month",
          unit: "visits")))
    let report = Report(
      title: "Visits", subtitle: "Library",
      decision: Report.Decision(
        headline: "Open on Sundays",
        points: [Report.Decision.Point("Do", "Open at \(strong: "10")")]),
      sections: [Report.Section(id: "visits", heading: "How many?", blocks: [.chart(chart)])],
      origin: Report.Origin(
        entries: [Report.Origin.Entry("From", "\(code: "visits.csv")")],
        verifyCommand: "apportion verify out/"))
    // The style sheet changes with the looks, not with the structure.
    let page = report.html().replacing(#/(?s)<style>.*</style>/#, with: "<style></style>")
    let file = Repository.reference("reports/small.html")
    if ProcessInfo.processInfo.environment["REPORT_GOLDEN"] == "1" {
      try Data(page.utf8).write(to: file)
    }
    XCTAssertEqual(page, try String(contentsOf: file, encoding: .utf8))
  }
}
