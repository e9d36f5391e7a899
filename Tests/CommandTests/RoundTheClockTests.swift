import Foundation
import TestSupport
import XCTest

/// A centre that never closes: nights over midnight, clock changes, gaps.
final class RoundTheClockTests: XCTestCase {
  private func recipe(_ shifts: [String], zone: String? = nil) -> String {
    let rows = shifts.map {
      "{\"name\": \"\($0)\", \"earliestStart\": \"\($0)\", \"length\": 480, \"costPerHour\": 30}"
    }
    let place = zone.map { ", \"timeZone\": \"\($0)\"" } ?? ""
    return """
      {"version": 1, "kind": "staffing", "title": "Round the clock",
       "data": {"file": "calls.csv", "unit": "calls"\(place)},
       "forecast": {"horizonDays": 3, "backtestOrigins": 1, "model": "seasonal-naive"},
       "requirement": {"meanHandleSeconds": 300, "maximumOccupancy": 0.8},
       "schedule": {"shifts": [\(rows.joined(separator: ", "))]}}
      """
  }

  /// Hours of October up to the morning of 1 November 2024.
  private var hours: String {
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    return "ds,y\n"
      + (1...31).flatMap { day in
        (0..<24).map { "2024-10-\(two(day))T\(two($0)):00:00,\(20 + $0 % 5 + day % 3)" }
      }.joined(separator: "\n") + "\n"
  }

  private func skipWithoutZones() throws {
    guard FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/America/Chicago") else {
      throw XCTSkip("no time zone data")
    }
  }

  private func plan(_ recipe: String) throws -> (code: Int32, err: String, page: String) {
    let program = try Program(besides: RoundTheClockTests.self)
    let folder = try TemporaryFolder()
    try folder.write(hours, to: "calls.csv")
    try folder.write(recipe, to: "recipe.json")
    let result = try program.run(["run", "recipe.json"], in: folder.url)
    if result.code != 0 { XCTAssertEqual(try folder.names(), ["calls.csv", "recipe.json"]) }
    let page = try? String(
      contentsOf: folder.url.appending(path: "out/report.html"), encoding: .utf8)
    return (result.code, result.err, page ?? "")
  }

  func testNightsThatReachOutOfThePlanAreNamed() throws {
    let result = try plan(recipe(["07:00", "15:00", "23:00"]))
    XCTAssertEqual(result.code, 0, result.err)
    XCTAssert(result.err.contains("begin before the plan's first interval"), result.err)
    XCTAssert(result.err.contains("end after its last"), result.err)
  }

  func testHoursWithoutAShiftAreNamedByTimeOfDayAndRecipeMember() throws {
    let result = try plan(recipe(["07:00", "15:00"]))
    XCTAssertEqual(result.code, 75, result.err)
    XCTAssert(result.err.contains("23:00 to 00:00 on 3 days"), result.err)
    XCTAssert(result.err.contains("schedule.underCoverCostPerHour"), result.err)
    XCTAssertFalse(result.err.contains(".."), result.err)
  }

  func testIntervalsLeftShortAreCounted() throws {
    let allowing = recipe(["07:00", "15:00"]).replacing(
      "\"shifts\"", with: "\"underCoverCostPerHour\": 60, \"shifts\"")
    let result = try plan(allowing)
    XCTAssertEqual(result.code, 0, result.err)
    XCTAssert(result.err.contains("24 of 72 intervals have fewer people"), result.err)
    XCTAssert(result.page.contains("24 of 72 hours have fewer people"), "report.html")
  }

  func testNightsOfAClockChangeAreWorkedThrough() throws {
    try skipWithoutZones()
    let result = try plan(recipe(["07:00", "15:00", "23:00"], zone: "America/Chicago"))
    XCTAssertEqual(result.code, 0, result.err)
  }

  func testAnHourOpenedByAClockChangeIsExplained() throws {
    try skipWithoutZones()
    let elapsed = recipe(["07:00", "15:00", "23:00"], zone: "America/Chicago").replacing(
      "\"length\": 480", with: "\"length\": 480, \"endsByClock\": false")
    let result = try plan(elapsed)
    XCTAssertEqual(result.code, 75, result.err)
    XCTAssert(result.err.contains("The clock changes that night"), result.err)
  }
}
