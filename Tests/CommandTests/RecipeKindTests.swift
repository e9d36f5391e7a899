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

  func testAnUnknownKindIsNamed() throws {
    let program = try Program(besides: RecipeKindTests.self)
    let folder = try TemporaryFolder()
    try folder.write("{\"version\": 1, \"kind\": \"backlogs\"}", to: "recipe.json")
    let result = try program.run(["run", "recipe.json"], in: folder.url)
    XCTAssertEqual(result.code, 65, result.err)
    XCTAssert(result.err.contains("Did you mean \"backlog\""), result.err)
  }
}
