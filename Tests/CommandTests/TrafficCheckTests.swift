import Foundation
import TestSupport
import XCTest

/// A check of detectors on the command line.
final class TrafficCheckTests: XCTestCase {
  /// Three detectors, eight days of quarters of an hour; the second is stuck on day three and
  /// the third shows zeros on day five.
  private var counts: String {
    var text = "time,a,b,c\n"
    for day in 0..<8 {
      for quarter in 0..<96 {
        let hour = Double(quarter) / 4
        let shape =
          5 + 120 * exp(-(hour - 8) * (hour - 8) / 6) + 150 * exp(-(hour - 17) * (hour - 17) / 8)
        func value(_ k: Int) -> Int {
          // A spread without a generator: multiples of the golden ratio.
          let part = (Double(day * 96 + quarter + 977 * k) * 0.618_033_988_75)
          return Int((shape * (0.8 + 0.4 * (part - part.rounded(.down)))).rounded())
        }
        let minute = quarter % 4 == 0 ? "00" : "\(quarter % 4 * 15)"
        let clock = "\(quarter / 4 < 10 ? "0" : "")\(quarter / 4):\(minute)"
        let stuck = day == 2 && quarter >= 40 && quarter < 70
        let dead = day == 4 && quarter >= 24 && quarter < 80
        text +=
          "2025-03-0\(day + 1) \(clock),\(value(0)),\(stuck ? 77 : value(1)),\(dead ? 0 : value(2))\n"
      }
    }
    return text
  }

  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(counts, to: "counts.csv")
    try folder.write(
      "detector,x,y,lanes\na,1,1,2\nb,2,1,2\nc,0,0,2\n", to: "stations.csv")
    return folder
  }

  private func contents(_ folder: TemporaryFolder, _ name: String) throws -> String {
    try String(contentsOf: folder.url.appending(path: name), encoding: .utf8)
  }

  private func run(
    _ folder: TemporaryFolder, _ words: [String]
  ) throws -> (code: Int32, out: String, err: String) {
    let program = try Program(besides: TrafficCheckTests.self)
    let result = try program.run(["traffic", "check"] + words, in: folder.url)
    return (result.code, result.out, result.err)
  }

  func testFindingsTablesAndReport() throws {
    let folder = try folder()
    let result = try run(
      folder, ["counts.csv", "--measure", "flow", "--stations", "stations.csv", "--out", "out"])
    XCTAssertEqual(result.code, 0, result.err)
    let check = try contents(folder, "out/check.csv")
    XCTAssertTrue(check.hasPrefix("detector,finding,from,to,severity,evidence,"))
    XCTAssertTrue(check.contains("b,stuck,2025-03-03T10:00:00"), check)
    XCTAssertTrue(check.contains("c,zeros,2025-03-05T06:00:00"), check)
    XCTAssertTrue(check.contains("c,place,"), check)
    let detectors = try contents(folder, "out/detectors.csv").split(separator: "\n")
    XCTAssertEqual(detectors.count, 4)
    XCTAssertTrue(detectors[1].hasPrefix("a,1,0,"), String(detectors[1]))
    let report = try contents(folder, "out/report.html")
    XCTAssertTrue(report.contains("can be trusted"))
    let first = try contents(folder, "out/report.html")
    let again = try Program(besides: TrafficCheckTests.self).run(["report", "out"], in: folder.url)
    XCTAssertEqual(again.code, 0, again.err)
    XCTAssertEqual(try contents(folder, "out/report.html"), first)
  }

  func testHostileFilesAreToldWithTheirPlace() throws {
    let folder = try folder()
    let cases: [(name: String, text: String, more: [String], words: String)] = [
      ("empty.csv", "", [], "empty"),
      ("one.csv", "time,a\n2025-03-03 00:00,1\n", [], "--step"),
      ("bad.csv", "time,a\n2025-03-03 00:00,x\n2025-03-03 00:05,1\n", [], "bad.csv:2"),
      ("matrix.csv", "1,2\n3,4\n", ["--header", "no"], "--start"),
      ("counts.csv", counts, ["--time-zone", "Europe/Nowhere"], "Europe/Nowhere"),
      ("counts.csv", counts, ["--step", "7min"], "divide"),
    ]
    for entry in cases {
      try folder.write(entry.text, to: entry.name)
      let result = try run(folder, [entry.name, "--out", "no"] + entry.more)
      XCTAssertNotEqual(result.code, 0, entry.name)
      XCTAssertTrue(result.err.contains(entry.words), "\(entry.name): \(result.err)")
      XCTAssertFalse(FileManager.default.fileExists(atPath: folder.url.path + "/no"))
    }
    for text in [
      "time,a,b\n2025-03-03 00:00,,\n2025-03-03 00:05,,\n",
      "time,a,b\n2025-03-03 00:00,0,0\n2025-03-03 00:05,0,0\n",
    ] {
      try folder.write(text, to: "void.csv")
      let result = try run(folder, ["void.csv", "--out", "void"])
      XCTAssertEqual(result.code, 0, result.err)
      XCTAssertTrue(try contents(folder, "void/detectors.csv").contains("a,0,1,serious"))
    }
  }
}
