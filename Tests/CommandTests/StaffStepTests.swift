import Foundation
import TestSupport
import XCTest

/// The steps of `staff`, each on the files of the one before.
final class StaffStepTests: XCTestCase {
  private let recipe = """
    {"version": 1, "kind": "staffing", "title": "A small office",
     "data": {"file": "calls.csv", "unit": "calls"},
     "requirement": {"method": "stationary", "meanHandleSeconds": 300, "patienceSeconds": 180, "answeredShare": 0.8,
       "withinSeconds": 30, "shrinkage": 0.1},
     "schedule": {"shifts": [
       {"name": "Morning", "earliestStart": "08:00", "length": 240, "costPerHour": 20},
       {"name": "Day; long, paid", "earliestStart": "08:00", "length": 480, "costPerHour": 18}]}}
    """

  /// Eight hours of two days, with intervals.
  private var forecast: String {
    "unique_id,ds,mean,median,lo-80,hi-80\n"
      + ["2025-03-03", "2025-03-04"].flatMap { day in
        (8..<16).map { hour in
          let mean = 20 + 4 * (hour % 5)
          return "calls,\(day)T\(hour < 10 ? "0" : "")\(hour):00:00,\(mean),\(mean),"
            + "\(mean - 8),\(mean + 9)"
        }
      }.joined(separator: "\n") + "\n"
  }

  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(forecast, to: "forecast.csv")
    try folder.write(recipe, to: "recipe.json")
    return folder
  }

  private func text(_ folder: TemporaryFolder, _ path: String) throws -> String {
    try String(contentsOf: folder.url.appending(path: path), encoding: .utf8)
  }

  func testStepByStepIsTheWhole() throws {
    let program = try Program(besides: StaffStepTests.self)
    let folder = try folder()
    for (words, out) in [
      (["staff", "forecast.csv"], "whole"), (["staff", "requirement", "forecast.csv"], "need"),
      (["staff", "shifts", "need"], "plan"),
    ] {
      let result = try program.run(
        words + ["--recipe", "recipe.json", "--out", out], in: folder.url)
      XCTAssertEqual(result.code, 0, result.err)
    }
    // Cover against need, and service by half hour, by day and time.
    let whole = try text(folder, "whole/report.html")
    for part in [
      "id=\"cover-need\"", "id=\"service-by-time\"", "The weakest", "8 times in 10",
      "Nowhere are too few people",
    ] {
      XCTAssert(whole.contains(part), part)
    }
    for file in ["requirement.csv", "schedule.csv", "coverage.csv", "schedule.ics"] {
      XCTAssertEqual(try text(folder, "whole/\(file)"), try text(folder, "plan/\(file)"), file)
    }
    let page = try text(folder, "need/report.html")
    XCTAssert(page.contains("person-hours are needed"))
    // The text of a calendar escapes what separates its own values.
    let events = try text(folder, "plan/schedule.ics")
    XCTAssert(events.contains("SUMMARY:Day\\; long\\, paid (calls): "), events)
    XCTAssert(events.hasPrefix("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"))
    XCTAssertEqual(
      events.components(separatedBy: "BEGIN:VEVENT").count,
      try text(folder, "plan/schedule.csv").split(separator: "\n").count)
  }

  func testAnEditedRequirementIsCovered() throws {
    let program = try Program(besides: StaffStepTests.self)
    let folder = try folder()
    let need = """
      unit,start,end,mean,required,lo,hi
      desk,2025-03-03T08:00:00,2025-03-03T09:00:00,10,2,1,3
      desk,2025-03-03T12:00:00,2025-03-03T13:00:00,30,5,1,6

      """
    try folder.write(need, to: "requirement.csv")
    let result = try program.run(
      ["staff", "shifts", "requirement.csv", "--recipe", "recipe.json", "--out", "plan"],
      in: folder.url)
    XCTAssertEqual(result.code, 0, result.err)
    // Five long shifts cover both hours; mornings end before the second.
    let rows = try text(folder, "plan/schedule.csv").split(separator: "\n")
    XCTAssertEqual(rows.count, 2)
    XCTAssert(rows[1].contains(",5,720,"), "\(rows)")
    XCTAssert(result.err.contains("No forecast lies beside"), result.err)

    try folder.write(
      need.replacing("2025-03-03T13:00:00", with: "2025-03-03T11:00:00"), to: "requirement.csv")
    let backwards = try program.run(
      ["staff", "shifts", "requirement.csv", "--recipe", "recipe.json"], in: folder.url)
    XCTAssertEqual(backwards.code, 65)
    XCTAssert(backwards.err.contains("does not end after it begins"), backwards.err)
  }

  func testOtherAssumptionsArePlannedAndTheFirstPlanIsHeldAgainstThem() throws {
    let program = try Program(besides: StaffStepTests.self)
    let folder = try folder()
    for threads in ["1", "2"] {
      let result = try program.run(
        [
          "staff", "what-if", "forecast.csv", "--recipe", "recipe.json", "--threads", threads,
          "--vary", "volume=0.5,1,1.5", "--vary", "wages=2", "--out", "w\(threads)",
        ], in: folder.url)
      XCTAssertEqual(result.code, 0, result.err)
    }
    XCTAssertEqual(try text(folder, "w1/report.html"), try text(folder, "w2/report.html"))
    let lines = try text(folder, "w1/what-if.csv").split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    XCTAssertEqual(lines.count, 5)
    func column(_ name: String) throws -> [Double] {
      let place = try XCTUnwrap(lines[0].firstIndex(of: name))
      return lines.dropFirst().map { Double($0[place]) ?? .nan }
    }
    let cost = try column("cost")
    let kept = try column("kept_service_level")
    XCTAssertEqual(try column("volume"), [1, 0.5, 1, 1.5])
    XCTAssertEqual(try column("wages"), [1, 2, 2, 2])
    XCTAssertEqual(cost[2], 2 * cost[0], accuracy: 0.01, "twice the wages, the same shifts")
    XCTAssert(cost[1] < cost[2] && cost[2] < cost[3], "\(cost)")
    XCTAssert(kept[1] > kept[2] && kept[2] > kept[3], "\(kept)")
    XCTAssertEqual(kept[2], kept[0])

    for (vary, words) in [
      (["vol=2"], "Did you mean 'volume'"), (["volume=x"], "needs numbers"),
      (["shrinkage=1.2"], "at least 0 and below 1"),
      (["volume=1,2", "--vary", "volume=3"], "given twice"),
    ] {
      let result = try program.run(
        ["staff", "what-if", "forecast.csv", "--recipe", "recipe.json", "--vary"] + vary,
        in: folder.url)
      XCTAssertEqual(result.code, 64, result.err)
      XCTAssert(result.err.contains(words), result.err)
    }
  }

  /// Services as long as an interval: after the rush the desk is still busy.
  func testLongServicesAreStaffedForWhatTheyLeaveBehind() throws {
    let program = try Program(besides: StaffStepTests.self)
    let folder = try folder()
    let means = [2, 2, 2, 12, 12, 1, 1, 1]
    try folder.write(
      "unique_id,ds,mean,median,lo-80,hi-80\n"
        + means.enumerated().map { hour, mean in
          "desk,2025-03-03T\(hour + 10):00:00,\(mean),\(mean),\(mean),\(mean)"
        }.joined(separator: "\n") + "\n", to: "forecast.csv")
    var required: [String: [Int]] = [:]
    for method in ["stationary", "time-varying"] {
      try folder.write(
        recipe.replacing(
          "\"stationary\", \"meanHandleSeconds\": 300",
          with:
            "\"\(method)\", \"meanHandleSeconds\": 3600"), to: "recipe.json")
      let result = try program.run(
        [
          "staff", "requirement", "forecast.csv", "--recipe", "recipe.json", "--out", method,
        ], in: folder.url)
      XCTAssertEqual(result.code, 0, result.err)
      required[method] = try text(folder, "\(method)/requirement.csv").split(separator: "\n")
        .dropFirst().compactMap { Int($0.split(separator: ",")[4]) }
    }
    let steady = try XCTUnwrap(required["stationary"])
    let exact = try XCTUnwrap(required["time-varying"])
    XCTAssertEqual(steady.count, 8)
    XCTAssertGreaterThan(exact[5], steady[5], "customers of the rush are still being served")
    XCTAssertLessThan(exact[0], steady[0], "a desk that opens empty fills slowly")
  }

  func testAPlanIsPlayedThrough() throws {
    let program = try Program(besides: StaffStepTests.self)
    let folder = try folder()
    _ = try program.run(
      ["staff", "forecast.csv", "--recipe", "recipe.json", "--out", "plan"], in: folder.url)
    for threads in ["1", "2"] {
      let result = try program.run(
        [
          "staff", "simulate", "plan", "--recipe", "recipe.json", "--replications", "200",
          "--threads", threads, "--out", "played\(threads)",
        ], in: folder.url)
      XCTAssertEqual(result.code, 0, result.err)
    }
    XCTAssertEqual(try text(folder, "played1/service.csv"), try text(folder, "played2/service.csv"))
    let rows = try text(folder, "played1/service.csv").split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    XCTAssertEqual(rows.count, 16)
    // What is played lies near what was worked out, interval by interval.
    let planned = try text(folder, "plan/coverage.csv").split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    for (row, plan) in zip(rows, planned) {
      XCTAssertEqual(row[1], plan[1])
      let (played, expected) = (try XCTUnwrap(Double(row[5])), try XCTUnwrap(Double(plan[5])))
      XCTAssertEqual(played, expected, accuracy: 0.08, row[1])
    }

    // Twice what was forecast, to be met by the same people.
    let came =
      "ds,y\n" + rows.map { "\($0[1]),\(2 * (Double($0[4]) ?? 0))" }.joined(separator: "\n") + "\n"
    try folder.write(came, to: "came.csv")
    let busy = try program.run(
      [
        "staff", "simulate", "plan", "--recipe", "recipe.json", "--replications", "50",
        "--actuals", "came.csv", "--out", "busy",
      ], in: folder.url)
    XCTAssertEqual(busy.code, 0, busy.err)
    let met = try text(folder, "busy/service.csv").split(separator: "\n").dropFirst().compactMap {
      Double($0.split(separator: ",", omittingEmptySubsequences: false)[5])
    }
    let usual = rows.compactMap { Double($0[5]) }
    XCTAssertLessThan(met.reduce(0, +), usual.reduce(0, +) - 3)

    try folder.write("ds,y\n2025-03-03T08:00:00,5\n", to: "came.csv")
    let short = try program.run(
      [
        "staff", "simulate", "plan", "--recipe", "recipe.json", "--actuals", "came.csv", "--out",
        "short",
      ], in: folder.url)
    XCTAssertEqual(short.code, 65)
    XCTAssert(short.err.contains("2025-03-03T09:00:00"), short.err)
  }

  /// A plan that is sure of days is planned anew and played by its sample paths: here days are
  /// twice as busy or quiet throughout, which no interval by itself shows.
  func testSampledPlansAreHeldAgainstTheirPaths() throws {
    let program = try Program(besides: StaffStepTests.self)
    let folder = try folder()
    let hours = (8..<12).map { "2025-03-03T\($0 < 10 ? "0" : "")\($0):00:00" }
    try folder.write(
      "unique_id,ds,mean,median,lo-80,hi-80\n"
        + hours.map { "calls,\($0),40,40,38,42\n" }.joined(), to: "forecast.csv")
    try folder.write(
      "unique_id,ds,path,y\n"
        + (0..<40).flatMap { path in
          hours.map { "calls,\($0),\(path),\(path % 2 == 0 ? 24 : 56)\n" }
        }.joined(), to: "paths.csv")
    try folder.write(
      recipe.replacing("\"method\": \"stationary\"", with: "\"uncertainty\": \"sampled\""),
      to: "recipe.json")
    for words in [
      ["what-if", "forecast.csv", "--vary", "volume=1.3", "--out", "cases"],
      ["forecast.csv", "--export", "shifts.lp", "--out", "plan"],
      ["simulate", "plan", "--replications", "200", "--out", "played"],
    ] {
      let result = try program.run(["staff"] + words + ["--recipe", "recipe.json"], in: folder.url)
      XCTAssertEqual(result.code, 0, result.err)
    }
    let lines = try text(folder, "cases/what-if.csv").split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    func column(_ name: String) throws -> [Double] {
      let place = try XCTUnwrap(lines[0].firstIndex(of: name))
      return lines.dropFirst().map { Double($0[place]) ?? .nan }
    }
    let (own, kept) = (try column("days_on_target"), try column("kept_days_on_target"))
    XCTAssertEqual(own[0], kept[0])
    XCTAssertGreaterThanOrEqual(own[0], 0.8)
    XCTAssertGreaterThanOrEqual(own[1], 0.8)
    XCTAssertLessThan(kept[1], own[1])
    XCTAssertEqual(try column("service_level")[0], try column("kept_service_level")[0])
    let cost = try column("cost")
    XCTAssertGreaterThan(cost[1], cost[0])
    let page = try text(folder, "cases/report.html")
    XCTAssert(page.contains("Plan kept: days on target"))

    // The program is that of the plan, and its optimum is wages with the price of misses.
    let solved = try program.run(["solve", "shifts.lp", "--json"], in: folder.url)
    XCTAssertEqual(solved.code, 0, solved.err)

    // Played by intervals alone every day would be as busy as the next.
    func widths(_ out: String) throws -> Double {
      try text(folder, "\(out)/service.csv").split(separator: "\n").dropFirst().reduce(0) {
        sum, row in
        let cells = row.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
        return sum + (cells[7] ?? 0) - (cells[6] ?? 0)
      }
    }
    let wide = try widths("played")
    try FileManager.default.removeItem(at: folder.url.appending(path: "plan/paths.csv"))
    let plain = try program.run(
      [
        "staff", "simulate", "plan", "--replications", "200", "--out", "plain", "--recipe",
        "recipe.json",
      ], in: folder.url)
    XCTAssertEqual(plain.code, 0, plain.err)
    XCTAssertGreaterThan(wide, 1.2 * (try widths("plain")))
  }

  func testAMisspeltStepIsNamed() throws {
    let program = try Program(besides: StaffStepTests.self)
    let folder = try folder()
    let result = try program.run(
      ["staff", "requirment", "forecast.csv", "--recipe", "recipe.json"], in: folder.url)
    XCTAssertEqual(result.code, 64)
    XCTAssert(result.err.contains("'requirement'"), result.err)
  }
}
