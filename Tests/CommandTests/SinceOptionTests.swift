import Foundation
import TestSupport
import XCTest

/// What changed since an earlier run, and columns beside saved models and sums.
final class SinceOptionTests: XCTestCase {
  private func value(_ id: String, _ step: Int) -> Int {
    30 + [0, 5, 9, 4][step % 4] + (step * 37 + (id == "a" ? 5 : 11)) % 5 + 2 * heat(step)
  }

  private func heat(_ step: Int) -> Int { (step &* 2_654_435_761 >> 9) % 13 }

  private func data(_ ids: [String], _ range: ClosedRange<Int>) -> String {
    "unique_id,ds,y,heat\n"
      + ids.flatMap { id in range.map { "\(id),\($0),\(value(id, $0)),\(heat($0))" } }
      .joined(separator: "\n") + "\n"
  }

  private func future(_ range: ClosedRange<Int>) -> String {
    "ds,heat\n" + range.map { "\($0),\(heat($0))" }.joined(separator: "\n") + "\n"
  }

  private func text(_ folder: TemporaryFolder, _ path: String) throws -> String {
    try String(contentsOf: folder.url.appending(path: path), encoding: .utf8)
  }

  private func rows(_ folder: TemporaryFolder, _ path: String) throws -> [[String]] {
    try text(folder, path).split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  func testTotalsThenAndNowAndWhatCame() throws {
    let program = try Program(besides: SinceOptionTests.self)
    let folder = try TemporaryFolder()
    try folder.write(data(["a", "b"], 1...40), to: "old.csv")
    try folder.write(data(["a", "c"], 1...43), to: "new.csv")
    let model = ["--model", "theta", "--horizon", "8", "--season", "4"]
    let first = try program.run(
      ["forecast", "old.csv", "--out", "out"] + model, in: folder.url)
    XCTAssertEqual(first.code, 0, first.err)
    let old = try rows(folder, "out/forecast.csv").filter { $0[0] == "a" }
    let next = try program.run(
      ["forecast", "new.csv", "--out", "next", "--since", "out"] + model, in: folder.url)
    XCTAssertEqual(next.code, 0, next.err)
    let new = try rows(folder, "next/forecast.csv").filter { $0[0] == "a" }
    let since = try rows(folder, "next/since.csv")
    XCTAssertEqual(since.map { [$0[0], $0[1]] }, [["a", "both"], ["c", "new"], ["b", "gone"]])
    let a = since[0]
    func sum(_ rows: [[String]], _ steps: ClosedRange<Int>) -> Double {
      rows.filter { steps.contains(Int($0[1]) ?? 0) }.reduce(0) { $0 + (Double($1[2]) ?? .nan) }
    }
    XCTAssertEqual(a[2], "5")
    XCTAssertEqual(try XCTUnwrap(Double(a[3])), sum(old, 44...48), accuracy: 1e-3)
    XCTAssertEqual(try XCTUnwrap(Double(a[4])), sum(new, 44...48), accuracy: 1e-3)
    XCTAssertEqual(a[6], "3")
    XCTAssertEqual(Double(a[7]), Double((41...43).reduce(0) { $0 + value("a", $1) }))
    XCTAssertEqual(try XCTUnwrap(Double(a[8])), sum(old, 41...43), accuracy: 1e-3)
    let misses = (41...43).map { abs(Double(value("a", $0)) - sum(old, $0...$0)) }
    XCTAssertEqual(try XCTUnwrap(Double(a[9])), misses.reduce(0, +) / 3, accuracy: 1e-3)
    let page = try text(folder, "next/report.html")
    XCTAssert(page.contains("What changed since the last run?"))
    XCTAssert(try text(folder, "next/run.json").contains("out/forecast.csv"))
    // The report is made again from the folder, with this section in it.
    let again = try program.run(["report", "next"], in: folder.url)
    XCTAssertEqual(again.code, 0, again.err)
    XCTAssertEqual(try text(folder, "next/report.html"), page)
    // On the same data nothing has changed; and a run may replace the one it is set against.
    let same = try program.run(
      ["forecast", "old.csv", "--out", "out", "--since", "out"] + model, in: folder.url)
    XCTAssertEqual(same.code, 0, same.err)
    XCTAssert(
      try text(folder, "out/report.html").contains("the data are those of the last run"))
  }

  func testAFolderWithoutAForecastIsRefused() throws {
    let program = try Program(besides: SinceOptionTests.self)
    let folder = try TemporaryFolder()
    try folder.write(data(["a"], 1...40), to: "old.csv")
    let options = ["--horizon", "4", "--season", "4", "--model", "theta"]
    let tested = try program.run(
      ["backtest", "old.csv", "--out", "tested"] + options, in: folder.url)
    XCTAssertEqual(tested.code, 0, tested.err)
    for (name, code) in [("absent", Int32(66)), ("tested", 65)] {
      let result = try program.run(
        ["forecast", "old.csv", "--since", name, "--out", "x"] + options, in: folder.url)
      XCTAssertEqual(result.code, code, result.err)
      XCTAssert(result.err.contains(name), result.err)
      XCTAssertEqual(try folder.names(), ["old.csv", "tested"])
    }
  }

  func testASavedModelKeepsItsColumns() throws {
    let program = try Program(besides: SinceOptionTests.self)
    let folder = try TemporaryFolder()
    try folder.write(data(["a", "b"], 1...60), to: "old.csv")
    try folder.write(data(["a", "b"], 61...63), to: "rows.csv")
    try folder.write(future(61...66), to: "future.csv")
    try folder.write(future(64...69), to: "later.csv")
    let known = ["--regressors", "heat", "--future"]
    let first = try program.run(
      [
        "forecast", "old.csv", "--horizon", "6", "--season", "4", "--model", "theta",
        "--save-model",
        "m.json", "--out", "first",
      ] + known + ["future.csv"], in: folder.url)
    XCTAssertEqual(first.code, 0, first.err)
    let same = try program.run(
      ["forecast", "old.csv", "--resume", "m.json", "--out", "same"] + known + ["future.csv"],
      in: folder.url)
    XCTAssertEqual(same.code, 0, same.err)
    XCTAssertEqual(try text(folder, "same/forecast.csv"), try text(folder, "first/forecast.csv"))
    let next = try program.run(
      ["forecast", "rows.csv", "--resume", "m.json", "--out", "next"] + known + ["later.csv"],
      in: folder.url)
    XCTAssertEqual(next.code, 0, next.err)
    // The heat of steps that came after the model was saved is known to it.
    var miss = 0.0
    for row in try rows(folder, "next/forecast.csv") {
      miss += abs((Double(row[2]) ?? .nan) - Double(value(row[0], Int(row[1]) ?? 0)))
    }
    XCTAssertLessThan(miss / 12, 4)
    for (options, says) in [
      ([], "--regressors heat"), (["--regressors", "cold", "--future", "later.csv"], "cold"),
    ] {
      let wrong = try program.run(
        ["forecast", "rows.csv", "--resume", "m.json", "--out", "w"] + options, in: folder.url)
      XCTAssertNotEqual(wrong.code, 0)
      XCTAssert(wrong.err.contains(says), wrong.err)
    }
  }

  func testColumnsBesideSumsOfSeries() throws {
    let program = try Program(besides: SinceOptionTests.self)
    let folder = try TemporaryFolder()
    try folder.write(
      data(["x", "y"], 1...60).replacing("unique_id", with: "site"), to: "sites.csv")
    try folder.write(future(61...66), to: "future.csv")
    try folder.write(
      "ds,heat\n" + (61...66).map { "\($0),\(heat($0) + 5)" }.joined(separator: "\n") + "\n",
      to: "hot.csv")
    for threads in ["1", "2"] {
      let result = try program.run(
        [
          "forecast", "sites.csv", "--hierarchy", "site", "--horizon", "6", "--season", "4",
          "--model", "theta", "--regressors", "heat", "--future", "future.csv", "--scenario",
          "hot=hot.csv", "--threads", threads, "--out", "h\(threads)",
        ], in: folder.url)
      XCTAssertEqual(result.code, 0, result.err)
    }
    for name in ["forecast.csv", "scenarios.csv", "hierarchy.csv", "report.html"] {
      XCTAssertEqual(try text(folder, "h1/\(name)"), try text(folder, "h2/\(name)"), name)
    }
    let base = try rows(folder, "h1/forecast.csv")
    let hot = try rows(folder, "h1/scenarios.csv")
    for id in ["total", "x", "y"] {
      let before = base.filter { $0[0] == id }.compactMap { Double($0[2]) }.reduce(0, +)
      let after = hot.filter { $0[1] == id }.compactMap { Double($0[3]) }.reduce(0, +)
      // Five degrees are ten calls a step and site.
      let sites = id == "total" ? 2.0 : 1
      XCTAssertEqual((after - before) / 6 / sites, 10, accuracy: 3, id)
    }
    let total = base.filter { $0[0] == "total" }.compactMap { Double($0[2]) }.reduce(0, +)
    let parts = base.filter { $0[0] != "total" }.compactMap { Double($0[2]) }.reduce(0, +)
    XCTAssertEqual(total, parts, accuracy: 1e-6)
  }
}
