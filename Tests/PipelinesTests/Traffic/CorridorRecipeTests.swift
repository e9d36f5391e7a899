import XCTest

@testable import Pipelines

final class CorridorRecipeTests: XCTestCase {
  private func text(_ changes: (inout [String: String]) -> Void = { _ in }) -> [UInt8] {
    var parts = [
      "files":
        #"{"nodes": "n.csv", "links": "l.csv", "demand": "d.csv", "stations": "s.csv", "detectors": "c.csv"}"#,
      "periods":
        #"[{"name": "Evening", "from": "15:30", "to": "18:00"}, {"name": "Morning", "from": "07:00", "to": "09:00"}]"#,
      "value": #"{"hourValue": 20, "costPerSignal": 4000}"#,
    ]
    changes(&parts)
    let members = parts.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }
    return Array(
      "{\"version\": 1, \"kind\": \"corridor\", \"title\": \"T\", \(members.joined(separator: ", "))}"
        .utf8)
  }

  private func assertRefused(
    _ words: String, line: UInt = #line, _ changes: (inout [String: String]) -> Void
  ) {
    XCTAssertThrowsError(
      try CorridorRecipe(parsing: text(changes), file: "recipe.json"), line: line
    ) { error in
      XCTAssert("\(error)".contains(words), "\(error)", line: line)
    }
  }

  func testDefaultsAndOrder() throws {
    let recipe = try CorridorRecipe(parsing: text(), file: "recipe.json")
    XCTAssertEqual(recipe.periods.map(\.name), ["Morning", "Evening"])
    XCTAssertEqual(recipe.periods.map(\.hours), [2, 2.5])
    XCTAssertEqual(recipe.signals.minimumGreen, 7)
    XCTAssertFalse(recipe.detectors.zeroIsMissing)
    XCTAssertNil(recipe.files.signals)
  }

  func testPeriodsThatMakeNoSenseAreRefused() {
    assertRefused("time of day such as 07:30") {
      $0["periods"] = #"[{"name": "A", "from": "7h", "to": "09:00"}]"#
    }
    assertRefused("later than from") {
      $0["periods"] = #"[{"name": "A", "from": "09:00", "to": "09:00"}]"#
    }
    assertRefused("overlaps with \"A\"") {
      $0["periods"] =
        #"[{"name": "A", "from": "07:00", "to": "09:00"}, {"name": "B", "from": "08:45", "to": "10:00"}]"#
    }
    assertRefused("\"A\" twice") {
      $0["periods"] =
        #"[{"name": "A", "from": "07:00", "to": "09:00"}, {"name": "A", "from": "09:00", "to": "10:00"}]"#
    }
    assertRefused("must be a list of") { $0["periods"] = "[]" }
  }

  func testMembersNobodyReadsAreRefused() {
    assertRefused("Did you mean \"costPerSignal\"") {
      $0["value"] = #"{"hourValue": 20, "costPerSignl": 4000}"#
    }
    assertRefused("shortestCycle is above") {
      $0["signals"] = #"{"shortestCycle": 90, "longestCycle": 60}"#
    }
    assertRefused("files") { $0["files"] = nil }
  }
}
