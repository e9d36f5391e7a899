import Foundation
import TestSupport
import XCTest

/// `staff roster`: people, shifts, requests, an absence.
final class StaffRosterTests: XCTestCase {
  private let recipe = """
    {"version": 1, "kind": "roster", "title": "Desk",
     "period": {"firstDay": "2025-03-03", "days": 7},
     "files": {"people": "people.csv", "requests": "requests.csv"},
     "roster": {
       "shifts": [{"name": "Day", "start": "08:00", "length": 480},
                  {"name": "Night", "start": "20:00", "length": 600, "skills": ["night"]}],
       "needs": [{"shift": "Day", "people": 1}, {"shift": "Night", "days": [1, 2, 3], "people": 1}],
       "contracts": [{"name": "full", "daysInARow": {"max": 4}, "hours": {"max": 44}}]}}
    """
  private let people = "person,contract,skills\nA,full,night\nB,full,night\nC,full,\n"
  private let requests =
    "person,date,kind,shift,price\nA,2025-03-04,leave,,\nB,2025-03-05,off,,3\nC,2025-03-07,on,Day,2\n"

  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(recipe, to: "recipe.json")
    try folder.write(people, to: "people.csv")
    try folder.write(requests, to: "requests.csv")
    return folder
  }

  private func duties(_ folder: TemporaryFolder, _ path: String) throws -> Set<String> {
    let text = try String(contentsOf: folder.url.appending(path: path), encoding: .utf8)
    return Set(
      text.split(separator: "\n").dropFirst().map { line in
        let cells = line.split(separator: ",")
        return "\(cells[0]) \(cells[1].prefix(10)) \(cells[3])"
      })
  }

  func testARosterCoversAndIsProved() throws {
    let program = try Program(besides: StaffRosterTests.self)
    let folder = try folder()
    let result = try program.run(
      ["staff", "roster", "recipe.json", "--out", "roster"], in: folder.url)
    XCTAssertEqual(result.code, 0, result.err)
    let duties = try duties(folder, "roster/roster.csv")
    XCTAssertEqual(duties.count, 10, "\(duties)")
    XCTAssertFalse(duties.contains { $0.hasPrefix("A 2025-03-04") }, "leave")
    XCTAssertFalse(duties.contains { $0.hasPrefix("B 2025-03-05") }, "a wish that costs nothing")
    XCTAssert(duties.contains("C 2025-03-07 Day"))
    XCTAssertFalse(duties.contains { $0.hasPrefix("C") && $0.hasSuffix("Night") }, "skills")
    XCTAssert(result.err.contains("proved to be the least"), result.err)
    let page = try String(
      contentsOf: folder.url.appending(path: "roster/report.html"), encoding: .utf8)
    XCTAssert(page.contains("Every shift is covered"))
    let verified = try program.run(["verify", "roster"], in: folder.url)
    XCTAssertEqual(verified.code, 0, verified.err)
  }

  func testAnAbsenceChangesAsLittleAsPossible() throws {
    let program = try Program(besides: StaffRosterTests.self)
    let folder = try folder()
    _ = try program.run(["staff", "roster", "recipe.json", "--out", "roster"], in: folder.url)
    let before = try duties(folder, "roster/roster.csv")
    try folder.write("person,first,last\nC,2025-03-07,2025-03-07\n", to: "sick.csv")
    let result = try program.run(
      [
        "staff", "roster", "recipe.json", "--published", "roster/roster.csv", "--absences",
        "sick.csv", "--out", "again",
      ], in: folder.url)
    XCTAssertEqual(result.code, 0, result.err)
    let after = try duties(folder, "again/roster.csv")
    XCTAssertFalse(after.contains("C 2025-03-07 Day"))
    XCTAssertEqual(after.count, 10)
    // Somebody else takes the shift: one duty goes, one comes.
    XCTAssertEqual(before.subtracting(after), ["C 2025-03-07 Day"])
    XCTAssertEqual(after.subtracting(before).count, 1)
    let changes = try String(
      contentsOf: folder.url.appending(path: "again/changes.csv"), encoding: .utf8)
    XCTAssert(changes.contains("C,2025-03-07,Day,\n"), changes)
  }

  func testBadFilesAreNamed() throws {
    let program = try Program(besides: StaffRosterTests.self)
    for (file, text, code, words) in [
      (
        "people.csv", "person,contract,skills\nA,full,\nB,fool,\nC,full,\n", 65, "contract \"fool\""
      ),
      ("people.csv", "person,skills\nA,\n", 65, "no column \"contract\""),
      ("requests.csv", "person,date,kind\nA,2025-03-04,holiday\n", 65, "requests.csv:2"),
      ("requests.csv", "person,date,kind\nA,4.3.2025,off\n", 65, "a date such as"),
      ("requests.csv", "person,date,kind\nZ,2025-03-04,off\n", 65, "\"Z\""),
      (
        "recipe.json", recipe.replacing("\"Night\", \"days\"", with: "\"Nigth\", \"days\""), 65,
        "roster.needs[1].shift"
      ),
      ("recipe.json", recipe.replacing("2025-03-03", with: "March"), 65, "period.firstDay"),
    ] {
      let folder = try folder()
      try folder.write(text, to: file)
      let result = try program.run(["staff", "roster", "recipe.json"], in: folder.url)
      XCTAssertEqual(result.code, Int32(code), result.err)
      XCTAssert(result.err.contains(words), result.err)
      XCTAssertFalse(FileManager.default.fileExists(atPath: folder.url.appending(path: "out").path))
    }
  }

  /// Somebody who has to work on a day of leave: the rules in conflict are named.
  func testRulesThatContradictAreNamed() throws {
    let program = try Program(besides: StaffRosterTests.self)
    let folder = try folder()
    try folder.write(
      "person,date,kind\nA,2025-03-04,leave\nA,2025-03-04,fixed\n", to: "requests.csv")
    let result = try program.run(["staff", "roster", "recipe.json"], in: folder.url)
    XCTAssertEqual(result.code, 75, result.err)
    XCTAssert(result.err.contains("A"), result.err)
  }
}
