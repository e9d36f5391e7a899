import Foundation
import TestSupport
import XCTest

/// The main job on a small centre: three weeks of hours, one week staffed.
final class RecipeTests: XCTestCase {
  static let recipe = """
    {
      "version": 1,
      "kind": "staffing",
      "title": "Small <b>centre</b>",
      "data": {"file": "calls.csv", "unit": "calls"},
      "forecast": {"horizonDays": 3, "backtestOrigins": 2},
      "requirement": {"method": "stationary", "meanHandleSeconds": 300, "patienceSeconds": 200, "answeredShare": 0.8,
        "withinSeconds": 30, "shrinkage": 0.1},
      "schedule": {"shifts": [
        {"name": "Day", "earliestStart": "08:00", "latestStart": "12:00", "startEvery": 60,
         "length": 240, "costPerHour": 20}]}
    }
    """

  /// Mondays to Fridays 8:00 to 16:00.
  static func calls(weeks: Int) -> [String] {
    var rows: [String] = []
    for day in 0..<(7 * weeks) where day % 7 < 5 {
      let date = day < 31 ? "2024-01-\(two(day + 1))" : "2024-02-\(two(day - 30))"
      for hour in 8..<16 {
        rows.append("\(date)T\(two(hour)):00:00,\(20 + 5 * (hour % 4) + (day * 7 + hour) % 5)")
      }
    }
    return rows
  }

  private static func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }

  private func folder(_ rows: [String] = calls(weeks: 5)) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write("ds,y\n" + rows.joined(separator: "\n") + "\n", to: "calls.csv")
    try folder.write(Self.recipe, to: "recipe.json")
    return folder
  }

  private func bytes(_ folder: TemporaryFolder, _ path: String) throws -> Data {
    try Data(contentsOf: folder.url.appending(path: path))
  }

  func testTheSameBytesForAnyThreadsOrderOfRowsAndRun() throws {
    let program = try Program(besides: RecipeTests.self)
    let first = try folder()
    let one = try program.run(
      ["run", "recipe.json", "--out", "a", "--threads", "1"], in: first.url)
    XCTAssertEqual(one.code, 0, one.err)
    let two = try program.run(
      ["run", "recipe.json", "--out", "b", "--threads", "2"], in: first.url)
    XCTAssertEqual(two.code, 0, two.err)
    let names = try first.names(in: "a")
    XCTAssertEqual(names, try first.names(in: "b"))
    for wanted in ["forecast.csv", "requirement.csv", "schedule.csv", "report.html", "run.json"] {
      XCTAssert(names.contains(wanted), wanted)
    }
    for name in names {
      XCTAssertEqual(try bytes(first, "a/\(name)"), try bytes(first, "b/\(name)"), name)
    }
    var shuffled = Self.calls(weeks: 5)
    for k in shuffled.indices { shuffled.swapAt(k, (k * 31 + 7) % shuffled.count) }
    let second = try folder(shuffled)
    let mixed = try program.run(["run", "recipe.json", "--out", "a"], in: second.url)
    XCTAssertEqual(mixed.code, 0, mixed.err)
    // The manifest and the ledger name the input's own hash, which is another one.
    for name in names where !["run.json", "ledger.jsonl"].contains(name) {
      XCTAssertEqual(try bytes(first, "a/\(name)"), try bytes(second, "a/\(name)"), name)
    }
  }

  func testStepsAloneGiveWhatTheRunGives() throws {
    let program = try Program(besides: RecipeTests.self)
    let folder = try folder()
    let whole = try program.run(["run", "recipe.json", "--out", "whole"], in: folder.url)
    XCTAssertEqual(whole.code, 0, whole.err)
    let staffed = try program.run(
      ["staff", "whole/forecast.csv", "--recipe", "recipe.json", "--out", "staffed"],
      in: folder.url)
    XCTAssertEqual(staffed.code, 0, staffed.err)
    for name in ["requirement.csv", "schedule.csv", "coverage.csv"] {
      XCTAssertEqual(try bytes(folder, "whole/\(name)"), try bytes(folder, "staffed/\(name)"), name)
    }
    let page = try bytes(folder, "whole/report.html")
    try FileManager.default.removeItem(at: folder.url.appending(path: "whole/report.html"))
    let again = try program.run(["report", "whole"], in: folder.url)
    XCTAssertEqual(again.code, 0, again.err)
    XCTAssertEqual(try bytes(folder, "whole/report.html"), page)
    XCTAssertEqual(try program.run(["verify", "whole"], in: folder.url).code, 0)
  }

  func testVerifySaysExactlyWhatChanged() throws {
    let program = try Program(besides: RecipeTests.self)
    let folder = try folder()
    XCTAssertEqual(
      try program.run(["run", "recipe.json", "--out", "out"], in: folder.url).code, 0)
    XCTAssertEqual(try program.run(["verify", "out"], in: folder.url).code, 0)
    var schedule = try bytes(folder, "out/schedule.csv")
    schedule[schedule.count - 3] ^= 1
    try schedule.write(to: folder.url.appending(path: "out/schedule.csv"))
    let result = try program.run(["verify", "out"], in: folder.url)
    XCTAssertEqual(result.code, 65)
    let changed = result.out.split(separator: "\n").filter { $0.hasPrefix("CHANGED") }
    XCTAssertEqual(changed.count, 1)
    XCTAssert(changed.first?.contains("schedule.csv") ?? false, result.out)
  }

  func testTheTitleIsEscaped() throws {
    let program = try Program(besides: RecipeTests.self)
    let folder = try folder()
    XCTAssertEqual(
      try program.run(["run", "recipe.json", "--out", "out"], in: folder.url).code, 0)
    let page = String(decoding: try bytes(folder, "out/report.html"), as: UTF8.self)
    XCTAssertFalse(page.contains("<b>centre</b>"))
    XCTAssert(page.contains("&lt;b&gt;centre"))
  }

  func testFaultsInARecipeAreNamedWithTheirPlace() throws {
    let program = try Program(besides: RecipeTests.self)
    let folder = try folder()
    let faults: [(from: String, to: String, code: Int32, says: [String])] = [
      ("\"version\": 1,", "\"version\": 9,", 65, ["recipe.json:2:14", "version"]),
      ("\"kind\": \"staffing\",", "", 65, ["kind", "missing"]),
      ("\"withinSeconds\": 30,", "", 65, ["answeredShare and withinSeconds"]),
      ("\"shrinkage\": 0.1", "\"shrinkage\": 1.5", 65, ["requirement.shrinkage"]),
      ("\"shrinkage\"", "\"shrinkge\"", 65, ["shrinkge", "Did you mean \"shrinkage\""]),
      ("\"length\": 240", "\"length\": \"long\"", 65, ["shifts[0].length"]),
      ("\"08:00\"", "\"25:00\"", 65, ["earliestStart"]),
      ("\"calls.csv\"", "\"absent.csv\"", 66, ["absent.csv"]),
      ("\"title\"", "title", 65, ["recipe.json:4", "double quotes"]),
      (
        "\"earliestStart\": \"08:00\", \"latestStart\": \"12:00\"",
        "\"earliestStart\": \"10:00\", \"latestStart\": \"12:00\"", 75, ["no shift can cover"]
      ),
      ("\"costPerHour\": 20", "\"costPerHour\": 20, \"maximumTotal\": 1", 75, ["cannot be met"]),
    ]
    for fault in faults {
      let text = Self.recipe.replacingOccurrences(of: fault.from, with: fault.to)
      XCTAssertNotEqual(text, Self.recipe, fault.from)
      try folder.write(text, to: "recipe.json")
      let result = try program.run(["run", "recipe.json", "--out", "out"], in: folder.url)
      XCTAssertEqual(result.code, fault.code, "\(fault.to): \(result.err)")
      for word in fault.says { XCTAssert(result.err.contains(word), "\(word): \(result.err)") }
      XCTAssertEqual(try folder.names(), ["calls.csv", "recipe.json"], fault.to)
    }
  }
}
