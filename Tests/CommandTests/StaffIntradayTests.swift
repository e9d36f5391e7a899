import Foundation
import TestSupport
import XCTest

/// `staff intraday` on a plan of two days, and plans that are sure of whole days.
final class StaffIntradayTests: XCTestCase {
  private let recipe = """
    {"version": 1, "kind": "staffing", "title": "A small office",
     "data": {"file": "calls.csv", "unit": "calls"},
     "requirement": {"meanHandleSeconds": 300, "patienceSeconds": 180, "answeredShare": 0.8,
       "withinSeconds": 30, "uncertainty": "sampled"},
     "schedule": {"shifts": [
       {"name": "Day", "earliestStart": "08:00", "latestStart": "10:00", "length": 360,
        "costPerHour": 18, "breaks": [{"minutes": 30, "earliest": 150, "latest": 240, "every": 30}]},
       {"name": "Part", "earliestStart": "08:00", "latestStart": "13:00", "length": 180,
        "costPerHour": 20}]}}
    """
  private let means = [20.0, 28, 34, 40, 42, 40, 36, 34, 36, 38, 36, 30, 26, 22, 18, 14]

  private func time(_ slot: Int) -> String {
    let minute = 480 + 30 * slot
    let (hour, rest) = (minute / 60, minute % 60)
    return "2025-03-03T\(hour < 10 ? "0" : "")\(hour):\(rest == 0 ? "00" : "30"):00"
  }

  private func planned(days: Bool = true) throws -> (Program, TemporaryFolder) {
    let program = try Program(besides: StaffIntradayTests.self)
    let folder = try TemporaryFolder()
    let rows = means.enumerated().map { slot, mean in
      "calls,\(time(slot)),\(mean),\(mean),\(mean * 0.75),\(mean * 1.25)"
    }
    try folder.write(
      "unique_id,ds,mean,median,lo-80,hi-80\n" + rows.joined(separator: "\n") + "\n",
      to: "forecast.csv")
    try folder.write(
      days ? recipe : recipe.replacing(", \"uncertainty\": \"sampled\"", with: ""),
      to: "recipe.json")
    let plan = try program.run(
      ["staff", "forecast.csv", "--recipe", "recipe.json", "--out", "plan"], in: folder.url)
    XCTAssertEqual(plan.code, 0, plan.err)
    if days { XCTAssert(plan.err.contains("of days as a whole"), plan.err) }
    return (program, folder)
  }

  private func seen(_ factor: Double, to slot: Int = 6) -> String {
    "unique_id,ds,y\n"
      + (0..<slot).map { "calls,\(time($0)),\((means[$0] * factor).rounded())\n" }.joined()
  }

  func testTheRestOfTheDay() throws {
    let (program, folder) = try planned()
    func run(_ counts: String, _ out: String, _ more: [String] = []) throws -> (
      err: String, changes: [String], page: String
    ) {
      try folder.write(counts, to: "today.csv")
      let result = try program.run(
        [
          "staff", "intraday", "plan", "--recipe", "recipe.json", "--actuals", "today.csv",
          "--out", out,
        ] + more, in: folder.url)
      XCTAssertEqual(result.code, 0, result.err)
      func text(_ name: String) throws -> String {
        try String(contentsOf: folder.url.appending(path: "\(out)/\(name)"), encoding: .utf8)
      }
      let events = try text("changes.ics")
      let lines = try text("changes.csv").split(separator: "\n").map(String.init)
      XCTAssertEqual(events.components(separatedBy: "BEGIN:VEVENT").count, lines.count)
      return (result.err, Array(lines.dropFirst()), try text("report.html"))
    }
    let same = try run(seen(1), "same")
    XCTAssertEqual(same.changes, [])
    XCTAssert(same.page.contains("Keep the day as it is"))
    let busy = try run(seen(1.4), "busy")
    XCTAssertFalse(busy.changes.isEmpty)
    XCTAssert(busy.err.contains("more in pay"), busy.err)
    XCTAssert(busy.err.contains("as sure as asked for, 80"), busy.err)
    XCTAssert(busy.page.contains("as sure as asked for"))
    // Twice as many: all who can help are asked, and it is said that they are not enough.
    let flood = try run(seen(2), "flood")
    XCTAssertFalse(flood.changes.isEmpty)
    XCTAssert(flood.err.contains("everybody who could help is asked already"), flood.err)
    let quiet = try run(seen(0.5), "quiet")
    XCTAssert(quiet.err.contains("saved in pay"), quiet.err)
    // Nobody calls; a morning that was not recorded; nobody came to work.
    _ = try run(seen(0), "none")
    let blank = try run(
      "unique_id,ds,y\ncalls,2025-03-02T11:00:00,5\n", "blank", ["--now", "2025-03-03T11:00"])
    XCTAssertEqual(blank.changes, [])
    XCTAssert(blank.err.contains("not known of 6 of 6"), blank.err)
    let rows = try String(
      contentsOf: folder.url.appending(path: "plan/schedule.csv"), encoding: .utf8
    ).split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    try folder.write(
      "shift_id,count\n" + rows.map { "\($0[0]),\($0[5])\n" }.joined(), to: "absent.csv")
    let empty = try run(seen(1), "empty", ["--absences", "absent.csv"])
    XCTAssertEqual(empty.changes, [])
  }

  func testWhatCannotBeRead() throws {
    let (program, folder) = try planned(days: false)
    try folder.write(seen(1), to: "today.csv")
    try folder.write("shift_id,count\nS999,1\n", to: "absent.csv")
    for (more, code, words) in [
      (["--now", "eleven"], 64, "--now must be"),
      (["--now", "2031-01-01T11:00"], 65, "no interval"),
      (["--absences", "absent.csv"], 65, "no shift"),
    ] as [([String], Int32, String)] {
      let result = try program.run(
        [
          "staff", "intraday", "plan", "--recipe", "recipe.json", "--actuals", "today.csv",
          "--out", "x",
        ] + more, in: folder.url)
      XCTAssertEqual(result.code, code, result.err)
      XCTAssert(result.err.contains(words), result.err)
    }
  }
}
