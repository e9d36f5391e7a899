import Foundation
import TestSupport
import XCTest

/// Forecasts that go on from a saved model, and forecasts that add up.
final class ForecastMannerTests: XCTestCase {
  private func months(_ range: Range<Int>) -> String {
    "unique_id,ds,y\n"
      + ["a", "b"].flatMap { id in
        range.map { month in
          let number = month % 12 + 1
          let noise = (month * 37 + (id == "a" ? 5 : 11)) % 13
          return "\(id),\(2020 + month / 12)-\(number < 10 ? "0" : "")\(number)-01,\(30 + noise)"
        }
      }.joined(separator: "\n") + "\n"
  }

  private func text(_ folder: TemporaryFolder, _ path: String) throws -> String {
    try String(contentsOf: folder.url.appending(path: path), encoding: .utf8)
  }

  func testASavedModelGoesOn() throws {
    let program = try Program(besides: ForecastMannerTests.self)
    let folder = try TemporaryFolder()
    try folder.write(months(0..<36), to: "old.csv")
    try folder.write(months(36..<38), to: "new.csv")
    let model = ["--model", "theta", "--horizon", "4"]
    let plain = try program.run(
      ["forecast", "old.csv", "--out", "plain"] + model, in: folder.url)
    XCTAssertEqual(plain.code, 0, plain.err)
    let first = try program.run(
      ["forecast", "old.csv", "--out", "first", "--save-model", "model.json"] + model,
      in: folder.url)
    XCTAssertEqual(first.code, 0, first.err)
    XCTAssertEqual(try text(folder, "plain/forecast.csv"), try text(folder, "first/forecast.csv"))

    let same = try program.run(
      ["forecast", "old.csv", "--resume", "model.json", "--out", "same"], in: folder.url)
    XCTAssertEqual(same.code, 0, same.err)
    XCTAssert(same.err.contains("Nothing new since the model was saved"), same.err)
    XCTAssertEqual(try text(folder, "same/forecast.csv"), try text(folder, "first/forecast.csv"))

    let next = try program.run(
      [
        "forecast", "new.csv", "--resume", "model.json", "--save-model", "model.json", "--out", "b",
      ],
      in: folder.url)
    XCTAssertEqual(next.code, 0, next.err)
    XCTAssert(next.err.contains("4 new values in 2 series taken in"), next.err)
    let rows = try text(folder, "b/forecast.csv").split(separator: "\n")
    XCTAssertEqual(rows.count, 9)
    XCTAssert(rows[1].hasPrefix("a,2023-03"), String(rows[1]))
    XCTAssert(try text(folder, "b/changes.csv").contains("\na,updated,2,2,"))
    XCTAssert(try text(folder, "b/report.html").contains("4 new values in 2 series taken in"))
    // The model was saved with the new values: nothing is new any more.
    let again = try program.run(
      ["forecast", "new.csv", "--resume", "model.json", "--out", "c"], in: folder.url)
    XCTAssert(again.err.contains("Nothing new since"), again.err)
    XCTAssertEqual(try text(folder, "c/forecast.csv"), try text(folder, "b/forecast.csv"))
  }

  func testForecastsOfAHierarchyAddUp() throws {
    let program = try Program(besides: ForecastMannerTests.self)
    let folder = try TemporaryFolder()
    let rows = [("N", "x"), ("N", "y"), ("S", "z")].flatMap { region, site in
      (0..<30).map { month -> String in
        let date = "\(2021 + month / 12)-\(month % 12 < 9 ? "0" : "")\(month % 12 + 1)-01"
        return "\(region),\(site),\(date),\(20 + (month * 7 + (site == "x" ? 3 : 8)) % 11)"
      }
    }
    try folder.write(
      "region,site,ds,y\n" + rows.joined(separator: "\n") + "\n", to: "calls.csv")
    let result = try program.run(
      [
        "forecast", "calls.csv", "--hierarchy", "region/site", "--horizon", "2", "--model",
        "seasonal-naive",
      ], in: folder.url)
    XCTAssertEqual(result.code, 0, result.err)
    XCTAssert(result.err.contains("their forecasts add up"), result.err)
    var means: [String: [Double]] = [:]
    for line in try text(folder, "out/forecast.csv").split(separator: "\n").dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      means[String(cells[0]), default: []].append(try XCTUnwrap(Double(cells[2])))
    }
    XCTAssertEqual(means.count, 6)
    for step in 0..<2 {
      let parts = ["N/x", "N/y", "S/z"].compactMap { means[$0]?[step] }
      XCTAssertEqual(parts.count, 3, "\(means.keys.sorted())")
      XCTAssertEqual(try XCTUnwrap(means["total"]?[step]), parts.reduce(0, +), accuracy: 1e-9)
      XCTAssertEqual(
        try XCTUnwrap(means["N/*"]?[step]), parts[0] + parts[1], accuracy: 1e-9)
    }
    // The headline speaks of the total, and not of the parts and their sums added up.
    XCTAssert(try text(folder, "out/report.html").contains("observations in all"))
    XCTAssert(try text(folder, "out/hierarchy.csv").contains("N/*,region,2,N,"))
  }

  func testOptionsThatDoNotGoTogether() throws {
    let program = try Program(besides: ForecastMannerTests.self)
    let folder = try TemporaryFolder()
    try folder.write(months(0..<24), to: "old.csv")
    let runs: [(options: [String], code: Int32, says: String)] = [
      (["--resume", "m.json", "--horizon", "3"], 64, "--horizon does not go with --resume"),
      (["--resume", "m.json"], 66, "m.json"),
      (["--resume", "old.csv"], 65, "not a saved forecast model"),
      (
        ["--horizon", "3", "--hierarchy", "a", "--save-model", "m.json"], 64,
        "--save-model does not go with --hierarchy"
      ),
      (["--horizon", "3", "--hierarchy", "a//b"], 64, "--hierarchy a//b"),
      (
        ["--horizon", "3", "--save-model", "m.json", "--repair", "all"], 64,
        "does not go with --repair"
      ),
    ]
    for run in runs {
      let result = try program.run(["forecast", "old.csv"] + run.options, in: folder.url)
      XCTAssertEqual(result.code, run.code, "\(run.options): \(result.err)")
      XCTAssert(result.err.contains(run.says), "\(run.options): \(result.err)")
      XCTAssertEqual(try folder.names(), ["old.csv"], "\(run.options)")
    }
  }
}
