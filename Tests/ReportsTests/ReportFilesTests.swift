import Foundation
import XCTest

@testable import Reports

final class ReportFilesTests: XCTestCase {
  /// Set `REPORT_DEMO` to a folder to keep the demo report and look at it.
  func testWritesEveryFileItNames() throws {
    let kept = ProcessInfo.processInfo.environment["REPORT_DEMO"]
    let folder =
      kept.map { URL(filePath: $0) }
      ?? FileManager.default.temporaryDirectory.appending(path: "report-\(UUID().uuidString)")
    defer { if kept == nil { try? FileManager.default.removeItem(at: folder) } }
    let names = try DemoReport.report.write(to: folder)
    XCTAssertEqual(names.prefix(2), ["report.html", "report.json"])
    XCTAssertEqual(Set(names).count, names.count)
    if kept != nil {
      try DemoVariants.report.write(to: folder.appending(path: "variants"))
      try DemoStreets.report.write(to: folder.appending(path: "streets"))
    }
    for name in names {
      let data = try Data(contentsOf: folder.appending(path: name))
      XCTAssertFalse(data.isEmpty, name)
    }
    XCTAssertTrue(names.contains("figures/calls-a-day.csv"))
  }
}
