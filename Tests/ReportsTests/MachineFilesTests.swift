import CivilTime
import Foundation
import XCTest

@testable import Reports

final class MachineFilesTests: XCTestCase {
  private let table = ReportTable(
    caption: "Days",
    columns: [
      .text("Name"), .number("Count", unit: "calls"), .number("Range"), .text("When"),
    ],
    rows: [
      ReportTable.Row([
        .text("=1+1, \"x\""), .number(1234.5), .interval(1, 2.25),
        .date(CivilDate(year: 2025, month: 3, day: 9)),
      ]),
      ReportTable.Row([
        .rich("a \(strong: "b")"), .number(.nan), .missing,
        .time(WallTime(date: CivilDate(year: 2025, month: 3, day: 9), secondOfDay: 1800)),
      ]),
    ], footers: [ReportTable.Row([.text("-5"), .number(-1e-7), .interval(.nan, 3), .missing])])

  func testCSVIsExactAndSafe() {
    XCTAssertEqual(
      CSVText.render(table),
      """
      Name,Count (calls),Range: low,Range: high,When
      "'=1+1, ""x""\",1234.5,1,2.25,2025-03-09
      a b,,,,2025-03-09T00:30:00
      '-5,-1e-07,,3,

      """)
  }

  func testJSONReadsBack() throws {
    let object = try JSONSerialization.jsonObject(with: Data(DemoReport.report.json().utf8))
    let report = try XCTUnwrap(object as? [String: Any])
    XCTAssertEqual(report["title"] as? String, DemoReport.report.title)
    let sections = try XCTUnwrap(report["sections"] as? [[String: Any]])
    XCTAssertEqual(sections.count, DemoReport.report.sections.count)
    let blocks = sections.flatMap { $0["blocks"] as? [[String: Any]] ?? [] }
    XCTAssertEqual(
      Set(blocks.compactMap { $0["type"] as? String }),
      ["narrative", "finding", "key_figures", "table", "chart", "list", "note", "warning"])
    let fan = try XCTUnwrap(blocks.first { $0["id"] as? String == "calls-a-half-hour" })
    let data = try XCTUnwrap(fan["data"] as? [String: Any])
    XCTAssertEqual((data["rows"] as? [[Any]])?.count, 1008, "all of it, not what is drawn")
  }

  func testJSONEscapes() {
    var out = ""
    JSONValue.array([.string("a\"\\\n\u{1}é"), .number(.nan), .boolean(true)]).write(into: &out)
    XCTAssertEqual(out, #"["a\"\\\n\u0001é", null, true]"#)
  }

  func testEveryTableAndChartHasAFileInFull() {
    let files = DemoReport.report.csvFiles()
    XCTAssertEqual(Set(files.map(\.name)).count, files.count)
    let tables = DemoReport.report.sections.flatMap(\.blocks).filter {
      switch $0 {
      case .table, .chart: true
      default: false
      }
    }
    XCTAssertEqual(files.count, tables.count)
    let fan = files.first { $0.name == "figures/calls-a-half-hour.csv" }
    XCTAssertEqual(fan?.text.split(separator: "\n").count, 1009)
  }

  func testFileNamesAreSafe() {
    var names = NameRegister()
    XCTAssertEqual(names.unique("../../etc/passwd"), "etc-passwd")
    XCTAssertEqual(names.unique("Etc: Passwd!"), "etc-passwd-2")
    XCTAssertEqual(names.unique("äöü"), "part")
    XCTAssertEqual(names.unique(""), "part-2")
    XCTAssertEqual(names.unique("main"), "main-2", "taken by the page itself")
  }
}
