import Foundation
import TestSupport
import XCTest

@testable import Pipelines

final class TrafficForecastTests: XCTestCase {
  /// Quarter-hours of four detectors: one with a gap, one always zero, one never a value.
  private func detectors(days: Int) -> String {
    var text = "time,a,b,dead,empty\n"
    for step in 0..<days * 96 {
      let hour = step % 96 / 4
      let minute = step % 4 * 15
      let clock =
        "2025-03-\(step / 96 + 1 < 10 ? "0" : "")\(step / 96 + 1) "
        + "\(hour < 10 ? "0" : "")\(hour):\(minute == 0 ? "00" : String(minute))"
      let usual = 40 + 30 * sin(Double(step % 96) / 96 * 2 * .pi) + Double(step * 7 % 11)
      let b = (100..<140).contains(step) ? "" : String(Int(usual / 2))
      text += "\(clock),\(Int(usual)),\(b),0,\n"
    }
    return text
  }

  private func run(days: Int, _ change: (inout TrafficForecastPipeline) -> Void = { _ in }) throws
    -> (folder: TemporaryFolder, outcome: RunOutcome)
  {
    let folder = try TemporaryFolder()
    let name = try folder.write(detectors(days: days), to: "flow.csv")
    var pipeline = TrafficForecastPipeline(
      path: folder.url.appending(path: name).path, horizon: .seconds(7_200), version: "1")
    pipeline.quick = true
    change(&pipeline)
    return (folder, try pipeline.run(into: folder.url.appending(path: "out").path))
  }

  func testAllFilesAreWrittenAndDeadDetectorsNamed() throws {
    let (folder, outcome) = try run(days: 10)
    for name in ["forecast.csv", "incidents.csv", "scores.csv", "coverage.csv", "report.html"] {
      XCTAssert(outcome.files.contains(name), name)
    }
    let out = folder.url.appending(path: "out")
    let rows = try String(contentsOf: out.appending(path: "forecast.csv"), encoding: .utf8)
      .split(separator: "\n")
    XCTAssertEqual(rows.first, "unique_id,ds,mean,median,lo-80,hi-80,lo-90,hi-90")
    XCTAssertEqual(rows.count, 1 + 3 * 8)
    XCTAssert(rows[1].hasPrefix("a,2025-03-11T00:00:00,"))
    let page = try String(contentsOf: out.appending(path: "report.html"), encoding: .utf8)
    XCTAssert(page.contains("always zero"))
    XCTAssert(page.contains("never a value"))
  }

  func testTooShortAHistoryIsToldWithWhatIsNeeded() {
    XCTAssertThrowsError(try run(days: 1)) { error in
      XCTAssert("\(error)".contains("three days"), "\(error)")
    }
    XCTAssertThrowsError(try run(days: 10) { $0.horizon = .steps(700) }) { error in
      XCTAssert("\(error)".contains("1 to 672 steps"), "\(error)")
    }
  }
}
