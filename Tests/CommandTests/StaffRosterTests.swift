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

  /// Rosters that cannot be made: the smallest conflict in the recipe's words, what would help,
  /// and exit code 75.
  func testWhatCannotBeKeptTogetherIsNamed() throws {
    let program = try Program(besides: StaffRosterTests.self)
    let must = recipe.replacing("\"people\": 1}],", with: "\"people\": 2, \"must\": true}],")
    for (text, requests, words) in [
      (
        recipe, "person,date,kind\nA,2025-03-04,leave\nA,2025-03-04,fixed\n",
        [
          "no roster for A keeps all of: A is away on Tuesday 4 March 2025; A has to work on",
          "without any one of them the others can be kept",
        ]
      ),
      (
        recipe.replacing("\"max\": 44", with: "\"min\": 40, \"max\": 44"),
        "person,date,kind\n"
          + (3...6).map { "B,2025-03-0\($0),leave\n" }.joined(),
        [
          "no roster for B", "\"full\": at least 40 hours", "B is away on",
          "The least change of these rules",
        ]
      ),
      (
        must, self.requests,
        [
          "A is away on Tuesday 4 March 2025; 2 people in \"Night\" on Tuesday 4 March 2025",
          "\"Night\" takes the skill \"night\", which only A and B have",
          "A works on Tuesday 4 March 2025 after all",
          "stays open: 1 person in \"Night\" on Tuesday 4 March 2025", "report",
        ]
      ),
      (
        must.replacing("\"people\": 2, \"must\"", with: "\"people\": 9, \"must\""), self.requests,
        ["9 people in \"Night\" on", "it takes more people", "stays open"]
      ),
    ] {
      let folder = try folder()
      try folder.write(text, to: "recipe.json")
      try folder.write(requests, to: "requests.csv")
      let result = try program.run(["staff", "roster", "recipe.json"], in: folder.url)
      XCTAssertEqual(result.code, 75, result.err)
      for part in words { XCTAssert(result.err.contains(part), "\(part): \(result.err)") }
      let page = folder.url.appending(path: "out/report.html")
      // The nearest roster says what is wrong with it.
      if FileManager.default.fileExists(atPath: page.path) {
        let html = try String(contentsOf: page, encoding: .utf8)
        XCTAssert(html.contains("Why can not all needs be met?"))
        let again = try program.run(["report", "out"], in: folder.url)
        XCTAssertEqual(again.code, 0, again.err)
        XCTAssertEqual(html, try String(contentsOf: page, encoding: .utf8))
      }
    }
  }

  /// A need with a price may stay open; the reason is given all the same.
  func testOpenShiftsHaveTheirReason() throws {
    let program = try Program(besides: StaffRosterTests.self)
    let folder = try folder()
    try folder.write(
      recipe.replacing("\"people\": 1}],", with: "\"people\": 2}],"), to: "recipe.json")
    let result = try program.run(["staff", "roster", "recipe.json"], in: folder.url)
    XCTAssertEqual(result.code, 0, result.err)
    XCTAssert(result.err.contains("1 shift stays open"), result.err)
    XCTAssert(result.err.contains("A is away on Tuesday 4 March 2025"), result.err)
  }

  func testTheProgramOfARosterHasItsOptimum() throws {
    let program = try Program(besides: StaffRosterTests.self)
    let folder = try folder()
    for file in ["roster.lp", "roster.mps"] {
      let result = try program.run(
        ["staff", "roster", "recipe.json", "--export", file, "--time-limit", "60"], in: folder.url)
      XCTAssertEqual(result.code, 0, result.err)
      let solved = try program.run(["solve", file, "--json"], in: folder.url)
      XCTAssertEqual(solved.code, 0, solved.err)
      func value(_ text: String, _ name: String) throws -> Double {
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
        return try XCTUnwrap((object as? [String: Any])?[name] as? Double)
      }
      let run = try String(contentsOf: folder.url.appending(path: "out/run.json"), encoding: .utf8)
      XCTAssertEqual(try value(solved.out, "objective"), try value(run, "objective"))
      let text = try String(contentsOf: folder.url.appending(path: file), encoding: .utf8)
      XCTAssert(text.hasPrefix(file.hasSuffix("lp") ? "\\ Desk, 7 days" : "* Desk, 7 days"), text)
    }
    let wrong = try program.run(
      ["run", "recipe.json", "--export", "roster.txt"], in: folder.url)
    XCTAssertEqual(wrong.code, 64, wrong.err)
  }
}
