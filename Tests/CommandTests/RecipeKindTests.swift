import Foundation
import TestSupport
import XCTest

/// The recipes of Models/staffing, each carried out by one command, on generated files.
final class RecipeKindTests: XCTestCase {
  private func run(
    _ kind: String, from simulation: [String], recipe: String, data: String? = nil,
    edit: (String) -> String = { $0 }, options: [String] = []
  ) throws -> (code: Int32, err: String, folder: TemporaryFolder) {
    let program = try Program(besides: RecipeKindTests.self)
    let folder = try TemporaryFolder()
    let made = try program.run(
      ["simulate"] + simulation + ["--out", "data"], in: folder.url)
    XCTAssertEqual(made.code, 0, made.err)
    let text = try String(
      contentsOf: Repository.root.appending(path: "Models/staffing/\(recipe).json"),
      encoding: .utf8)
    let plain = text.replacing("../../Datasets/\(kind)/", with: "data/").replacing(
      "../calendars/", with: Repository.root.appending(path: "Models/calendars").path + "/")
    try folder.write(edit(plain), to: "recipe.json")
    let result = try program.run(["run", "recipe.json"] + options, in: folder.url)
    return (result.code, result.err, folder)
  }

  private func file(_ folder: TemporaryFolder, _ name: String) throws -> String {
    try String(contentsOf: folder.url.appending(path: name), encoding: .utf8)
  }

  func testABacklogIsClearedAndItsDelaysArePriced() throws {
    let result = try run(
      "benefits", from: ["benefits"], recipe: "benefits-backlog",
      edit: {
        $0.replacing("\"paths\": 300", with: "\"paths\": 40")
          .replacing("\"pricedWeeks\": 4", with: "\"pricedWeeks\": 1")
          .replacing("\"model\": \"auto\"", with: "\"model\": \"seasonal-naive\"")
      },
      options: ["--export", "plan.mps"])
    XCTAssertEqual(result.code, 0, result.err)
    let deadlines = try file(result.folder, "out/deadlines.csv").split(separator: "\n")
    XCTAssertEqual(deadlines.count, 4)
    let costs = deadlines.dropFirst().compactMap { Double($0.split(separator: ",")[1]) }
    XCTAssertGreaterThan(try XCTUnwrap(costs.first), try XCTUnwrap(costs.last))
    XCTAssert(try file(result.folder, "plan.mps").contains("hires_week_1"))
    let program = try Program(besides: RecipeKindTests.self)
    let verified = try program.run(["verify", "out"], in: result.folder.url)
    XCTAssertEqual(verified.code, 0, verified.err)
    // Another solver of the same program: our own, from the file.
    let solved = try program.run(["solve", "plan.mps", "--json"], in: result.folder.url)
    let objective = try XCTUnwrap(
      solved.out.firstMatch(of: /"objective" ?: ([0-9.]+)/).flatMap { Double($0.1) })
    let manifest = try file(result.folder, "out/run.json")
    let planned = try XCTUnwrap(
      manifest.firstMatch(of: /"objective": ([0-9.]+)/).flatMap { Double($0.1) })
    XCTAssertEqual(objective, planned, accuracy: 1e-5 * planned)
  }

  func testAnImpossibleDateNamesTheRulesAndWhatWouldHelp() throws {
    let result = try run(
      "benefits", from: ["benefits"], recipe: "benefits-backlog",
      edit: {
        $0.replacing("\"paths\": 300", with: "\"paths\": 40")
          .replacing("\"maximumHires\": 10", with: "\"maximumHires\": 2")
          .replacing("\"model\": \"auto\"", with: "\"model\": \"seasonal-naive\"")
      })
    XCTAssertEqual(result.code, 75, result.err)
    XCTAssert(result.err.contains("at most 2 new people in all"), result.err)
    XCTAssert(result.err.contains("maximumHires "), result.err)
    XCTAssert(result.err.contains("clearBy 2025-"), result.err)
    XCTAssertFalse(
      FileManager.default.fileExists(atPath: result.folder.url.appending(path: "out").path))
  }

  func testEmergencyCrewsRoundTheClockThroughAClockChange() throws {
    let result = try run(
      "emergency", from: ["emergency", "--start", "2025-09-29", "--days", "28"],
      recipe: "emergency-service",
      edit: {
        $0.replacing("\"model\": \"auto\"", with: "\"model\": \"seasonal-naive\"")
          .replacing("\"replications\": 400", with: "\"replications\": 40")
      })
    XCTAssertEqual(result.code, 0, result.err)
    let cover = try file(result.folder, "out/coverage.csv").split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    // Seven days, one of them of 25 hours.
    XCTAssertEqual(cover.count, 169)
    for row in cover { XCTAssertGreaterThanOrEqual(Int(row[4])!, Int(row[3])!, row[1]) }
    let classes = try file(result.folder, "out/response.csv").split(separator: "\n").dropFirst()
    XCTAssertEqual(classes.count, 3)
    for line in classes {
      let cells = line.split(separator: ",").map(String.init)
      XCTAssertGreaterThan(Double(cells[6])!, Double(cells[2])!, "\(cells[0]) played")
    }
  }

  func testAClassTheDataDoNotHaveIsNamed() throws {
    let result = try run(
      "emergency", from: ["emergency", "--days", "28"], recipe: "emergency-service",
      edit: {
        $0.replacing("\"model\": \"auto\"", with: "\"model\": \"seasonal-naive\"")
          .replacing("\"3 other\"", with: "\"4 other\"")
      })
    XCTAssertEqual(result.code, 65, result.err)
    XCTAssert(result.err.contains("\"4 other\", which is not in the data"), result.err)
  }

  func testAnAppointmentBookBeatsOneASlot() throws {
    let result = try run(
      "clinic", from: ["clinic"], recipe: "clinic-appointments",
      edit: {
        $0.replacing("\"slots\": 12", with: "\"slots\": 5")
          .replacing("\"gridMinutes\": 1", with: "\"gridMinutes\": 3")
      })
    XCTAssertEqual(result.code, 0, result.err)
    let ways = try file(result.folder, "out/booking-ways.csv").split(separator: "\n").dropFirst()
      .map { $0.reversed().split(separator: ",", maxSplits: 2).map { String($0.reversed()) } }
    let worth = ways.compactMap { Double($0[1]) }
    XCTAssertEqual(ways[0][0], "yes")
    XCTAssertEqual(worth[0], worth.max())
  }

  /// Empty files, one row, nothing but zeros, a tenth of a second: a plan with its gap, or what is
  /// wrong, for each kind of recipe.
  func testHostileFilesAndLimits() throws {
    let program = try Program(besides: RecipeKindTests.self)
    func quick(_ text: String) -> String {
      text.replacing("\"model\": \"auto\"", with: "\"model\": \"seasonal-naive\"")
        .replacing("\"paths\": 300", with: "\"paths\": 20")
        .replacing("\"pricedWeeks\": 4", with: "\"pricedWeeks\": 1")
        .replacing("\"replications\": 400", with: "\"replications\": 10")
        .replacing("\"horizonDays\": 7", with: "\"horizonDays\": 2")
        .replacing("\"backtestOrigins\": 6", with: "\"backtestOrigins\": 1")
        .replacing("\"slots\": 12", with: "\"slots\": 4")
        .replacing("\"gridMinutes\": 1", with: "\"gridMinutes\": 5")
    }
    for (kind, simulation, recipe, file) in [
      ("benefits", ["benefits"], "benefits-backlog", "data.csv"),
      ("emergency", ["emergency", "--days", "14"], "emergency-service", "data.csv"),
      ("clinic", ["clinic"], "clinic-appointments", "appointments.csv"),
    ] {
      let made = try run(
        kind, from: simulation, recipe: recipe, edit: quick, options: ["--time-limit", "0.1"])
      XCTAssertEqual(made.code, 0, "\(kind): \(made.err)")
      let lines = try self.file(made.folder, "data/\(file)").split(separator: "\n").map(String.init)
      let zeros = lines.dropFirst().map { line in
        line.split(separator: ",", omittingEmptySubsequences: false).dropLast()
          .joined(separator: ",") + ",0"
      }
      for (text, code, words) in [
        ("", 65, "the file is empty"),
        (lines[0] + "\n", 65, kind == "clinic" ? "no appoint" : "no row"),
        (
          lines[0] + "\n" + lines[1] + "\n", kind == "clinic" ? 0 : 65,
          kind == "clinic" ? "" : "only one time"
        ),
        (
          ([lines[0]] + zeros).joined(separator: "\n") + "\n", kind == "clinic" ? 65 : 0,
          kind == "clinic" ? "expected above 0" : ""
        ),
      ] as [(String, Int32, String)] {
        try made.folder.write(text, to: "data/\(file)")
        let result = try program.run(["run", "recipe.json", "--out", "again"], in: made.folder.url)
        XCTAssertEqual(result.code, code, "\(kind): \(result.err)")
        XCTAssert(words.isEmpty || result.err.contains(words), "\(kind): \(result.err)")
        let out = made.folder.url.appending(path: "again")
        XCTAssertEqual(FileManager.default.fileExists(atPath: out.path), code == 0)
        if code == 0 {
          XCTAssertEqual(try program.run(["verify", "again"], in: made.folder.url).code, 0)
          try FileManager.default.removeItem(at: out)
        }
      }
    }
  }

  /// One crew a day, limits against each other, a shift longer than the day, hours no shift
  /// reaches, thousands of crews.
  func testEmergencyRulesThatCannotBeKept() throws {
    let made = try run(
      "emergency", from: ["emergency", "--days", "14"], recipe: "emergency-service",
      edit: {
        $0.replacing("\"model\": \"auto\"", with: "\"model\": \"seasonal-naive\"")
          .replacing("\"replications\": 400", with: "\"replications\": 10")
          .replacing("\"horizonDays\": 7", with: "\"horizonDays\": 2")
          .replacing("\"backtestOrigins\": 4", with: "\"backtestOrigins\": 1")
      }, options: ["--time-limit", "0.1"])
    XCTAssertEqual(made.code, 0, made.err)
    let program = try Program(besides: RecipeKindTests.self)
    let plain = try file(made.folder, "recipe.json")
    for (old, new, code, words) in [
      ("\"startEvery\"", "\"maximumPerDay\": 1, \"startEvery\"", 75, "\"Day\": at most 1 on"),
      (
        "\"startEvery\"", "\"minimumPerDay\": 3, \"maximumTotal\": 2, \"startEvery\"", 75,
        "at most 2 in total"
      ),
      ("\"length\": 720", "\"length\": 2000", 0, ""),
      (
        "\"latestStart\": \"21:00\"", "\"latestStart\": \"18:00\", \"days\": [1]", 75,
        "no shift can cover"
      ),
      ("\"minimumCrews\": 3", "\"minimumCrews\": 3000", 0, ""),
    ] as [(String, String, Int32, String)] {
      XCTAssert(plain.contains(old), old)
      try made.folder.write(plain.replacing(old, with: new), to: "recipe.json")
      let result = try program.run(
        ["run", "recipe.json", "--out", "again", "--time-limit", "2"], in: made.folder.url)
      XCTAssertEqual(result.code, code, "\(new): \(result.err)")
      XCTAssert(words.isEmpty || result.err.contains(words), "\(new): \(result.err)")
    }
  }

  func testAnUnknownKindIsNamed() throws {
    let program = try Program(besides: RecipeKindTests.self)
    let folder = try TemporaryFolder()
    try folder.write("{\"version\": 1, \"kind\": \"backlogs\"}", to: "recipe.json")
    let result = try program.run(["run", "recipe.json"], in: folder.url)
    XCTAssertEqual(result.code, 65, result.err)
    XCTAssert(result.err.contains("Did you mean \"backlog\""), result.err)
  }
}
