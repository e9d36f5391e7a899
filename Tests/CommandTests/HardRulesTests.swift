import Foundation
import TestSupport
import XCTest

/// Plans at the edge of sense: each gives a plan with its gap, or names the conflict.
final class HardRulesTests: XCTestCase {
  private let shift =
    "{\"name\": \"Day\", \"earliestStart\": \"08:00\", \"latestStart\": \"10:00\", \"startEvery\": 60, "
    + "\"length\": 480, \"costPerHour\": 20}"

  private func recipe(_ shifts: [String], schedule: String = "") -> String {
    """
    {"version": 1, "kind": "staffing", "title": "Desk",
     "data": {"file": "calls.csv", "unit": "calls"},
     "forecast": {"horizonDays": 2, "backtestOrigins": 1, "model": "seasonal-naive"},
     "requirement": {"method": "stationary", "meanHandleSeconds": 300, "maximumOccupancy": 0.8},
     "schedule": {\(schedule)"shifts": [\(shifts.joined(separator: ", "))]}}
    """
  }

  private func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }

  private func forecast(
    days: [String], hours: Range<Int> = 8..<18, mean: (Int) -> Double = { _ in 30 }
  ) -> String {
    "unique_id,ds,mean,median,lo-80,hi-80\n"
      + days.flatMap { day in
        hours.map { hour in
          let value = mean(hour)
          return "desk,\(day)T\(two(hour)):00:00,\(value),\(value),\(value * 0.9),\(value * 1.1)\n"
        }
      }.joined()
  }

  private func staff(
    _ forecast: String, _ recipe: String, _ options: [String] = [],
    file: StaticString = #filePath, line: UInt = #line
  ) throws -> (code: Int32, err: String, folder: TemporaryFolder) {
    let program = try Program(besides: HardRulesTests.self)
    let folder = try TemporaryFolder()
    try folder.write(forecast, to: "forecast.csv")
    try folder.write(recipe, to: "recipe.json")
    let result = try program.run(
      ["staff", "forecast.csv", "--recipe", "recipe.json"] + options, in: folder.url)
    let exists = FileManager.default.fileExists(atPath: folder.url.appending(path: "out").path)
    XCTAssertEqual(exists, result.code == 0, "a folder with a plan alone", file: file, line: line)
    if result.code == 0 { try check(folder, file: file, line: line) }
    return (result.code, result.err, folder)
  }

  /// Nobody is missing where the plan says nobody is, and the cost is that of the shifts.
  private func check(_ folder: TemporaryFolder, file: StaticString, line: UInt) throws {
    func rows(_ name: String) throws -> [[String]] {
      try String(contentsOf: folder.url.appending(path: "out/\(name)"), encoding: .utf8)
        .split(separator: "\n").dropFirst().map {
          $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }
    let shifts = try rows("schedule.csv")
    // Without breaks, times as text compare as times do.
    for row in try rows("coverage.csv") where shifts.allSatisfy({ $0[4].isEmpty }) {
      let there = shifts.reduce(0) {
        $0 + ($1[2] <= row[1] && row[2] <= $1[3] ? Int($1[5]) ?? 0 : 0)
      }
      XCTAssertEqual(Int(row[4]), there, row[1], file: file, line: line)
    }
    let program = try Program(besides: HardRulesTests.self)
    for command in [["verify", "out"], ["report", "out"]] {
      let result = try program.run(command, in: folder.url)
      XCTAssertEqual(result.code, 0, result.err, file: file, line: line)
    }
  }

  private let week = (3...7).map { "2025-03-0\($0)" }
  private var round: [String] {
    ["07:00", "15:00", "23:00"].map {
      "{\"name\": \"\($0)\", \"earliestStart\": \"\($0)\", \"length\": 480, \"costPerHour\": 20}"
    }
  }

  func testZeroDemandIsAPlanOfNobody() throws {
    let result = try staff(forecast(days: week, mean: { _ in 0 }), recipe([shift]))
    XCTAssertEqual(result.code, 0, result.err)
    XCTAssert(result.err.contains("no shifts, 0 paid hours"), result.err)
    let program = try Program(besides: HardRulesTests.self)
    let played = try program.run(
      [
        "staff", "simulate", "out", "--recipe", "recipe.json", "--replications", "5", "--out", "p",
      ], in: result.folder.url)
    XCTAssertEqual(played.code, 0, played.err)
  }

  func testOneEmployeeLeavesGapsAtTheirPrice() throws {
    let one = shift.replacing("\"length\"", with: "\"maximumTotal\": 1, \"length\"")
    let result = try staff(
      forecast(days: week), recipe([one], schedule: "\"underCoverCostPerHour\": 60, "))
    XCTAssertEqual(result.code, 0, result.err)
    XCTAssert(result.err.contains("50 of 50 intervals have fewer people"), result.err)
  }

  func testANeedAboveAllStaffIsNamedWithTheLeastChange() throws {
    let few = shift.replacing("\"length\"", with: "\"maximumPerDay\": 1, \"length\"")
    let result = try staff(forecast(days: ["2025-03-03"]), recipe([few]))
    XCTAssertEqual(result.code, 75, result.err)
    XCTAssert(result.err.contains("\"Day\": at most 1 on 2025-03-03"), result.err)
    XCTAssert(result.err.contains("8 instead of 1"), result.err)
    XCTAssert(result.err.contains("schedule.underCoverCostPerHour"), result.err)
  }

  func testLimitsThatContradictAreNamedWithoutTheNeed() throws {
    let odd = shift.replacing(
      "\"length\"", with: "\"minimumPerDay\": 3, \"maximumTotal\": 2, \"length\"")
    let result = try staff(
      forecast(days: week, mean: { _ in 0 }),
      recipe([odd], schedule: "\"underCoverCostPerHour\": 60, "))
    XCTAssertEqual(result.code, 75, result.err)
    XCTAssert(result.err.contains("at most 2 in total"), result.err)
    XCTAssert(result.err.contains("at least 3 on 2025-03-0"), result.err)
    XCTAssertFalse(result.err.contains("the need of"), result.err)
  }

  func testAShiftLongerThanTheDayAndAPlanOfOneDay() throws {
    let long = shift.replacing("480", with: "1800")
    XCTAssertEqual(try staff(forecast(days: ["2025-03-03"]), recipe([long])).code, 0)
    XCTAssertEqual(
      try staff(forecast(days: ["2025-03-03"], hours: 0..<24), recipe(round)).code, 0)
  }

  func testATenthOfASecondGivesAPlanAndItsGapOrTheReason() throws {
    let tours = round.map {
      $0.replacing("\"length\"", with: "\"tour\": {\"daysOn\": 5}, \"length\"")
    }
    let result = try staff(
      forecast(days: week + ["2025-03-08", "2025-03-09"], hours: 0..<24) { Double(20 + $0) },
      recipe(tours), ["--time-limit", "0.1"])
    XCTAssertEqual(result.code, 0, result.err)
    // Whole days, too: with and without anything to come.
    let promise =
      "\"method\": \"stationary\", \"meanHandleSeconds\": 300, \"maximumOccupancy\": 0.8"
    let sampled = recipe([shift]).replacing(
      promise,
      with: "\"uncertainty\": \"sampled\", \"meanHandleSeconds\": 300, \"patienceSeconds\": 120, "
        + "\"answeredShare\": 0.8, \"withinSeconds\": 20")
    XCTAssert(sampled.contains("sampled"))
    for mean in [0.0, 30] {
      let found = try staff(
        forecast(days: ["2025-03-03"], hours: 8..<16) { _ in mean }, sampled,
        ["--time-limit", "0.1"])
      XCTAssertEqual(found.code, 0, found.err)
    }
  }

  func testLeapDayAndNights() throws {
    let days = ["2024-02-28", "2024-02-29", "2024-03-01"]
    let result = try staff(forecast(days: days, hours: 0..<24), recipe(round))
    XCTAssertEqual(result.code, 0, result.err)
    let cover = try String(
      contentsOf: result.folder.url.appending(path: "out/coverage.csv"), encoding: .utf8)
    XCTAssertEqual(cover.split(separator: "\n").count, 73)
  }

  func testPitmanCrewsInARecipe() throws {
    let shifts = [("Day", "07:00"), ("Night", "19:00")].map {
      "{\"name\": \"\($0.0)\", \"earliestStart\": \"\($0.1)\", \"length\": 720, \"costPerHour\": 20}"
    }
    let cycle = [1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0]
    let rotations = ["Day", "Night"].map { name in
      "{\"name\": \"Pitman \(name)\", \"cycle\": ["
        + cycle.map { $0 == 1 ? "\"\(name)\"" : "\"off\"" }.joined(separator: ", ") + "]}"
    }
    let days = (3...16).map { "2025-03-\(two($0))" }
    let schedule = "\"rotations\": [\(rotations.joined(separator: ", "))], "
    let result = try staff(
      forecast(days: days, hours: 0..<24), recipe(shifts, schedule: schedule))
    XCTAssertEqual(result.code, 0, result.err)
    let crews = try String(
      contentsOf: result.folder.url.appending(path: "out/crews.csv"), encoding: .utf8
    ).split(separator: "\n").dropFirst()
    XCTAssertEqual(Set(crews.map { $0.split(separator: ",")[0] }).count, 4, "two crews a shift")
    let misspelt = try staff(
      forecast(days: days, hours: 0..<24),
      recipe(shifts, schedule: schedule.replacing("\"Night\", \"off\"", with: "\"Nihgt\", \"off\""))
    )
    XCTAssertEqual(misspelt.code, 65, misspelt.err)
    XCTAssert(misspelt.err.contains("rotations[1].cycle["), misspelt.err)
  }

  func testFilesWithoutEnoughInThemAreDataErrors() throws {
    for (text, words) in [
      ("unique_id,ds,mean,median,lo-80,hi-80\n", "no intervals"),
      (forecast(days: ["2025-03-03"], hours: 8..<9), "one interval"),
    ] {
      let result = try staff(text, recipe([shift]))
      XCTAssertEqual(result.code, 65, result.err)
      XCTAssert(result.err.contains(words), result.err)
    }
    let program = try Program(besides: HardRulesTests.self)
    let folder = try TemporaryFolder()
    try folder.write(recipe([shift]), to: "recipe.json")
    for text in ["", "ds,y\n", "ds,y\n2025-03-03T08:00:00,5\n"] {
      try folder.write(text, to: "calls.csv")
      let result = try program.run(["run", "recipe.json"], in: folder.url)
      XCTAssertEqual(result.code, 65, result.err)
    }
  }

  // MARK: Rosters

  private let roster = """
    {"version": 1, "kind": "roster", "title": "Desk",
     "period": {"firstDay": "2025-03-03", "days": 7},
     "files": {"people": "people.csv", "requests": "requests.csv"},
     "roster": {
       "shifts": [{"name": "Day", "start": "08:00", "length": 480},
                  {"name": "Night", "start": "20:00", "length": 600, "skills": ["night"]}],
       "needs": [{"shift": "Day", "people": 1}, {"shift": "Night", "days": [1, 2, 3], "people": 1}],
       "contracts": [{"name": "full", "daysInARow": {"max": 4}, "hours": {"max": 44}}]}}
    """

  private func solved(
    _ recipe: String, people: String = "A,full,night\nB,full,night\nC,full,\n",
    requests: String = "", options: [String] = []
  ) throws -> (code: Int32, err: String) {
    let program = try Program(besides: HardRulesTests.self)
    let folder = try TemporaryFolder()
    try folder.write(recipe, to: "recipe.json")
    try folder.write("person,contract,skills\n" + people, to: "people.csv")
    try folder.write("person,date,kind\n" + requests, to: "requests.csv")
    let result = try program.run(["staff", "roster", "recipe.json"] + options, in: folder.url)
    return (result.code, result.err)
  }

  func testRostersThatCannotCoverSayHowManyShiftsStayOpen() throws {
    let leave = ["A", "B", "C"].flatMap { person in
      (3...9).map { "\(person),2025-03-0\($0),leave\n" }
    }.joined()
    for (recipe, people, requests, words) in [
      (roster, "A,full,\n", "", "5 shifts stay open: no roster keeps all of: "),
      (roster, "A,full,night\nB,full,night\nC,full,\n", leave, "10 shifts stay open"),
      (
        roster.replacing("\"people\": 1", with: "\"people\": 9"), "A,full,night\nB,full,\n", "",
        "80 shifts stay open: no roster keeps all of: 9 people in \"Day\" on Monday 3 March 2025 ("
      ),
      (
        roster.replacing("[\"night\"]", with: "[\"nihgt\"]"), "A,full,night\nB,full,\nC,full,\n",
        "", "Did you mean \"night\""
      ),
    ] {
      let result = try solved(recipe, people: people, requests: requests)
      XCTAssertEqual(result.code, 0, result.err)
      XCTAssert(result.err.contains(words), result.err)
    }
  }

  func testRostersWithoutSenseAreNamed() throws {
    for (recipe, people, code, words) in [
      (roster, "A,full,\nA,full,\n", 65, "\"A\" is among the people twice"),
      (roster, "", 65, "it names nobody"),
      (roster.replacing("480", with: "1800"), "A,full,\n", 65, "expected 1 to 1440 minutes"),
      (
        roster.replacing("\"people\": 1", with: "\"people\": 0"), "A,full,\n", 65,
        "nobody is needed"
      ),
      (
        roster.replacing(
          "\"hours\": {\"max\": 44}",
          with:
            "\"hours\": {\"min\": 50}, \"shifts\": [{\"shifts\": [\"Day\", \"Night\"], \"max\": 2}]"
        ), "A,full,night\n", 75, "A"
      ),
    ] as [(String, String, Int32, String)] {
      let result = try solved(recipe, people: people)
      XCTAssertEqual(result.code, code, result.err)
      XCTAssert(result.err.contains(words), result.err)
    }
    for day in ["2025-03-30", "2024-02-29", "2025-10-26"] {
      let result = try solved(
        roster.replacing("2025-03-03", with: day), options: ["--effort", "1"])
      XCTAssertEqual(result.code, 0, result.err)
    }
  }
}
