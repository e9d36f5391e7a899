import Foundation
import TestSupport
import XCTest

/// The verbs of evaluate on made outcomes: what was put in is found, and bad input is named.
final class EvaluateCommandTests: XCTestCase {
  private struct Noise {
    var state: UInt64 = 11
    mutating func next() -> Double {
      var sum = 0.0
      for _ in 0..<12 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        sum += Double(state >> 40) / Double(1 << 24)
      }
      return sum - 6
    }
  }

  private func run(
    _ text: String, _ arguments: [String]
  ) throws -> (code: Int32, out: String, err: String, folder: TemporaryFolder) {
    let folder = try TemporaryFolder()
    try folder.write(text, to: "data.csv")
    let result = try Program(besides: EvaluateCommandTests.self).run(
      ["evaluate", arguments[0], "data.csv", "--out", "out", "--json"] + arguments.dropFirst(),
      in: folder.url)
    return (result.code, result.out, result.err, folder)
  }

  private func number(_ name: String, _ json: String) throws -> Double {
    let found = try XCTUnwrap(json.firstMatch(of: try Regex("\"\(name)\": ?(-?[0-9.eE+-]+)")))
    return try XCTUnwrap(Double(found.output[1].substring ?? ""))
  }

  private func report(_ folder: TemporaryFolder) throws -> String {
    try String(contentsOf: folder.url.appendingPathComponent("out/report.html"), encoding: .utf8)
  }

  private func monthly(effect: Double, gap: Bool = false) -> String {
    var noise = Noise()
    var lines = ["month,requests,rain"]
    for t in 0..<84 {
      let rain = 5 + noise.next()
      let season = 4 * cos(2 * Double.pi * Double(t) / 12)
      let value = 60 + season + 1.5 * rain + noise.next() + (t >= 66 ? effect : 0)
      let month = "\(2015 + t / 12)-\(t % 12 < 9 ? "0" : "")\(t % 12 + 1)-01"
      lines.append("\(month),\(gap && t == 9 ? "many" : String(value)),\(rain)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  func testASeriesShowsItsEffectAndNoMoreThanCoincidence() throws {
    let options = [
      "series", "--time", "month", "--value", "requests", "--date", "2020-07-01", "--season",
      "12", "--covariates", "rain", "--change", "rule",
    ]
    let found = try run(monthly(effect: 8), options)
    XCTAssertEqual(found.code, 0, found.err)
    XCTAssertLessThan(try number("effect_lower", found.out), 8)
    XCTAssertGreaterThan(try number("effect_upper", found.out), 8)
    XCTAssertFalse(found.out.contains("\"causal\""))
    let page = try report(found.folder)
    XCTAssert(page.contains("nothing was changed"), "placebo dates")
    XCTAssert(page.contains("straight line"), "the past")
    let bad = try run(monthly(effect: 0, gap: true), options)
    XCTAssertEqual(bad.code, 65)
    XCTAssert(bad.err.contains("line 11, column requests"), bad.err)
    let late = try run(
      monthly(effect: 0), options.map { $0 == "2020-07-01" ? "2031-01-01" : $0 })
    XCTAssert(late.err.contains("not inside its times"), late.err)
  }

  /// Districts with levels of their own; `drift` runs through those treated all along.
  private func panel(effect: Double, drift: Double = 0, starts: [Int] = [8, 8, 8]) -> String {
    var noise = Noise()
    var lines = ["district,year,cost,treated"]
    for unit in 0..<20 {
      let start = unit < starts.count ? starts[unit] : nil
      for t in 0..<14 {
        let isTreated = start.map { t >= $0 } ?? false
        let slope = start == nil ? 0 : drift * Double(t)
        let value =
          30 + Double(unit) + sin(Double(t)) + slope + 0.5 * noise.next()
          + (isTreated ? effect : 0)
        lines.append("D\(unit + 10),\(2005 + t),\(value),\(isTreated ? 1 : 0)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private let groups = [
    "groups", "--unit", "district", "--time", "year", "--value", "cost", "--treated", "treated",
    "--change", "grant",
  ]

  func testGroupsShowAnEffectAndADriftTakesTheWordsBack() throws {
    let found = try run(panel(effect: 3), groups)
    XCTAssertEqual(found.code, 0, found.err)
    XCTAssertEqual(try number("effect", found.out), 3, accuracy: 0.6)
    let drifting = try run(panel(effect: 0, drift: 0.6), groups)
    XCTAssert(drifting.out.contains("\"refused\""), drifting.out)
    XCTAssertFalse(drifting.err.contains("raised cost"), drifting.err)
    let staggered = try run(panel(effect: 3, starts: [5, 8, 10]), groups)
    XCTAssert(staggered.err.contains("starts at 3 different times"), staggered.err)
    XCTAssert(try report(staggered.folder).contains("never treated"))
  }

  func testASyntheticControlNamesItsMix() throws {
    let text = panel(effect: 4, starts: [9])
    let options = ["synthetic"] + groups.dropFirst()
    let found = try run(text, options)
    XCTAssertEqual(found.code, 0, found.err)
    XCTAssertEqual(try number("effect", found.out), 4, accuracy: 1.5)
    let matched = try run(text, options + ["--predictors", "cost:2005..2008,cost:2013"])
    XCTAssertEqual(matched.code, 0, matched.err)
    XCTAssert(try report(matched.folder).contains("How well it matches"))
    let spoilt = try run(text, options + ["--predictors", "cost:2016"])
    XCTAssertEqual(spoilt.code, 64)
    XCTAssert(spoilt.err.contains("time of treatment"), spoilt.err)
    let several = try run(panel(effect: 1), options)
    XCTAssert(several.err.contains("several units"), several.err)
  }

  func testChangesAreDated() throws {
    var noise = Noise()
    let lines = (0..<80).map { "\(1900 + $0),\(10 + noise.next() + ($0 >= 45 ? 6 : 0))" }
    let found = try run(
      (["year,flow"] + lines).joined(separator: "\n") + "\n",
      ["changes", "--time", "year", "--value", "flow"])
    XCTAssertEqual(found.code, 0, found.err)
    XCTAssert(found.out.contains("\"1945\""), found.out)
  }

  func testBadPanelsAreNamed() throws {
    let text = panel(effect: 0)
    let lines = text.split(separator: "\n").map(String.init)
    let missing = try run((lines.dropLast()).joined(separator: "\n"), groups)
    XCTAssertEqual(missing.code, 65)
    XCTAssert(missing.err.contains("no value for D29 at 2018"), missing.err)
    let twice = try run((lines + [lines[5]]).joined(separator: "\n"), groups)
    XCTAssert(twice.err.contains("again"), twice.err)
    let column = try run(text, groups.map { $0 == "cost" ? "costs" : $0 })
    XCTAssert(column.err.contains("Did you mean cost?"), column.err)
    let half = try run(text.replacingOccurrences(of: ",1\n", with: ",2\n"), groups)
    XCTAssert(half.err.contains("neither 0 nor 1"), half.err)
  }
}
