import Foundation
import TestSupport
import XCTest

/// Columns that are known ahead: what they do is learnt, and they are asked for
/// where they are missing.
final class RegressorOptionTests: XCTestCase {
  /// Heat comes in no rhythm, and a degree adds three calls.
  private func heat(_ step: Int) -> Int { (step &* 2_654_435_761 >> 9) % 23 }

  private func calls(_ step: Int) -> Int { 100 + 3 * heat(step) + (step * 5) % 4 }

  private func past(_ id: String) -> [String] {
    (1...100).map { "\(id),\($0),\(calls($0)),\(heat($0))" }
  }

  private func future(_ id: String, through last: Int = 106) -> [String] {
    (101...last).map { "\(id),\($0),\(heat($0))" }
  }

  private func lines(_ header: String, _ rows: [String]) -> String {
    ([header] + rows).joined(separator: "\n") + "\n"
  }

  private func means(_ folder: TemporaryFolder, _ name: String) throws -> [Double] {
    let file = folder.url.appending(path: "\(name)/forecast.csv")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst().map {
      try XCTUnwrap(Double($0.split(separator: ",", omittingEmptySubsequences: false)[2]))
    }
  }

  private func meanMiss(_ means: [Double]) -> Double {
    zip(101..., means).reduce(0) { $0 + abs($1.1 - Double(calls($1.0))) } / Double(means.count)
  }

  func testAKnownFutureIsUsed() throws {
    let program = try Program(besides: RegressorOptionTests.self)
    let folder = try TemporaryFolder()
    try folder.write(lines("unique_id,ds,y,heat", past("a")), to: "data.csv")
    try folder.write(lines("unique_id,ds,heat", future("a")), to: "future.csv")
    // The same in one file: rows whose value is not there yet.
    try folder.write(
      lines(
        "unique_id,ds,y,heat", past("a") + (101...106).map { "a,\($0),,\(heat($0))" }),
      to: "both.csv")
    // And for all series: no column of ids.
    try folder.write(
      lines("ds,heat", (101...106).map { "\($0),\(heat($0))" }), to: "everywhere.csv")
    let runs: [(name: String, file: String, options: [String])] = [
      ("plain", "data.csv", []),
      ("known", "data.csv", ["--regressors", "heat", "--future", "future.csv"]),
      ("rows", "both.csv", ["--regressors", "heat"]),
      ("all", "data.csv", ["--regressors", "heat", "--future", "everywhere.csv"]),
    ]
    for run in runs {
      let result = try program.run(
        ["forecast", run.file, "--horizon", "6", "--model", "ETS", "--out", run.name]
          + run.options, in: folder.url)
      XCTAssertEqual(result.code, 0, "\(run.name): \(result.err)")
    }
    let plain = meanMiss(try means(folder, "plain"))
    let known = try means(folder, "known")
    XCTAssertGreaterThan(plain, 8)
    XCTAssertLessThan(meanMiss(known), 3)
    XCTAssertEqual(try means(folder, "rows"), known)
    XCTAssertEqual(try means(folder, "all"), known)
    let record = try String(
      contentsOf: folder.url.appending(path: "known/run.json"), encoding: .utf8)
    XCTAssert(record.contains("future.csv"), "the file of the future is an input")
  }

  func testAScenarioIsForecastBesideTheFirstFuture() throws {
    let program = try Program(besides: RegressorOptionTests.self)
    let folder = try TemporaryFolder()
    try folder.write(lines("unique_id,ds,y,heat", past("a")), to: "data.csv")
    try folder.write(lines("unique_id,ds,heat", future("a")), to: "future.csv")
    try folder.write(
      lines("ds,heat", (101...106).map { "\($0),\(heat($0) + 10)" }), to: "hot.csv")
    let options = [
      "forecast", "data.csv", "--horizon", "6", "--model", "ETS", "--regressors", "heat",
      "--future", "future.csv",
    ]
    let result = try program.run(
      options + ["--scenario", "hot=hot.csv", "--scenario", "same=future.csv"], in: folder.url)
    XCTAssertEqual(result.code, 0, result.err)
    XCTAssert(result.err.contains("Scenario hot: "), result.err)
    let file = folder.url.appending(path: "out/scenarios.csv")
    var hot: [Double] = []
    var same: [Double] = []
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      let mean = try XCTUnwrap(Double(cells[3]))
      if cells[0] == "hot" { hot.append(mean) } else { same.append(mean) }
    }
    let base = try means(folder, "out")
    XCTAssertEqual(same, base)
    XCTAssertEqual(hot.count, 6)
    // Ten degrees are thirty calls, learnt as a factor: fewer on small days than on large ones.
    let changes = zip(hot, base).map { $0 - $1 }
    XCTAssertEqual(changes.reduce(0, +) / 6, 30, accuracy: 6)
    XCTAssertGreaterThan(changes.min() ?? 0, 20)
    let wrong = try program.run(options + ["--scenario", "hot.csv"], in: folder.url)
    XCTAssertEqual(wrong.code, 64, wrong.err)
    XCTAssert(wrong.err.contains("NAME=FILE"), wrong.err)
  }

  func testAFutureThatIsMissingIsAskedFor() throws {
    let program = try Program(besides: RegressorOptionTests.self)
    let folder = try TemporaryFolder()
    let header = "unique_id,ds,y,heat"
    try folder.write(lines(header, past("a") + past("b")), to: "data.csv")
    try folder.write(
      lines("unique_id,ds,heat", future("a") + future("b", through: 104)), to: "short.csv")
    try folder.write(
      lines("unique_id,ds,cold", future("a") + future("b")), to: "other.csv")
    try folder.write(
      lines("unique_id,ds,heat", future("a") + ["a,103,99"]), to: "twice.csv")
    let names = try folder.names()
    let runs: [(options: [String], code: Int32, says: [String])] = [
      (
        ["--regressors", "heat"], 65,
        ["series \"a\" has no value for 6 of the 6 steps", "101 to 106", "--future FILE"]
      ),
      (
        ["--regressors", "heat", "--future", "short.csv"], 65,
        ["series \"b\"", "2 of the 6 steps", "105 to 106", "Add it to short.csv"]
      ),
      (["--regressors", "heat", "--future", "other.csv"], 65, ["heat", "other.csv"]),
      (["--regressors", "heat", "--future", "twice.csv"], 65, ["twice.csv", "rows 3"]),
      (["--regressors", "heat", "--future", "absent.csv"], 66, ["absent.csv"]),
      (["--regressors", "wind"], 65, ["wind"]),
      (["--future", "short.csv"], 64, ["--future needs --regressors"]),
      (
        ["--regressors", "heat", "--save-model", "m.json"], 65,
        ["series \"a\" has no value for 6 of the 6 steps"]
      ),
    ]
    for run in runs {
      let result = try program.run(
        ["forecast", "data.csv", "--horizon", "6"] + run.options, in: folder.url)
      XCTAssertEqual(result.code, run.code, "\(run.options): \(result.err)")
      for word in run.says {
        XCTAssert(result.err.contains(word), "\(run.options) should say '\(word)': \(result.err)")
      }
      XCTAssertEqual(try folder.names(), names, "\(run.options)")
    }
  }
}
