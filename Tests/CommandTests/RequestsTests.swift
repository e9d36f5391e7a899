import Foundation
import TestSupport
import XCTest

/// From a log of requests to what changed and the crews for the next season.
final class RequestsTests: XCTestCase {
  private func run(
    options: [String] = [], edit: (String) -> String = { $0 }
  ) throws -> (code: Int32, err: String, folder: TemporaryFolder) {
    let program = try Program(besides: RequestsTests.self)
    let folder = try TemporaryFolder()
    let root = Repository.root.path(percentEncoded: false)
    let text = try String(
      contentsOf: Repository.root.appending(path: "Models/feedback/backlog.json"), encoding: .utf8
    )
    .replacing("../../Datasets", with: "\(root)/Datasets")
    .replacing("../calendars", with: "\(root)/Models/calendars")
    .replacing("\"futures\": 400", with: "\"futures\": 40")
    .replacing("\"model\": \"auto\"", with: "\"model\": \"theta\"")
    .replacing("\"backtestOrigins\": 4", with: "\"backtestOrigins\": 1")
    try folder.write(edit(text), to: "recipe.json")
    let result = try program.run(["run", "recipe.json"] + options, in: folder.url)
    return (result.code, result.err, folder)
  }

  private func facts(_ folder: TemporaryFolder) throws -> [String: Any] {
    let data = try Data(contentsOf: folder.url.appending(path: "out/run.json"))
    let json = try XCTUnwrap(JSONSerialization.jsonObject(with: data) as? [String: Any])
    let facts = try XCTUnwrap(json["facts"] as? [String: Any])
    return try XCTUnwrap(facts["requests"] as? [String: Any])
  }

  private func number(_ facts: [String: Any], _ path: String...) -> Double {
    var value: Any? = facts
    for name in path { value = (value as? [String: Any])?[name] }
    return (value as? NSNumber)?.doubleValue ?? .nan
  }

  func testTheMadeLogShowsWhatItWasMadeWith() throws {
    let one = try run(options: ["--threads", "1"])
    XCTAssertEqual(one.code, 0, one.err)
    let found = try facts(one.folder)
    let shift = try XCTUnwrap(found["shift"] as? [String: Any])
    // Crews are lent from 11 March 2023 on; the same number of requests comes in.
    XCTAssertTrue(try XCTUnwrap(shift["date"] as? String).hasPrefix("2023-03"))
    XCTAssertLessThan(number(found, "comparison", "change", "arrivals", "lower"), 1)
    XCTAssertGreaterThan(number(found, "comparison", "change", "timeOpen", "lower"), 1.5)
    XCTAssertGreaterThan(number(found, "plan", "crewDays"), 0)
    XCTAssertEqual((found["seasons"] as? [Any])?.count, 4)
    let page = try String(
      contentsOf: one.folder.url.appending(path: "out/report.html"), encoding: .utf8)
    XCTAssertTrue(page.contains("The backlog jumped in March 2023: requests took longer to close"))
    let two = try run(options: ["--threads", "2"])
    XCTAssertEqual(two.code, 0, two.err)
    for name in ["report.html", "weeks.csv", "months.csv", "seasons.csv", "crews.csv"] {
      XCTAssertEqual(
        try Data(contentsOf: one.folder.url.appending(path: "out/\(name)")),
        try Data(contentsOf: two.folder.url.appending(path: "out/\(name)")), name)
    }
    let program = try Program(besides: RequestsTests.self)
    XCTAssertEqual(try program.run(["verify", "out"], in: one.folder.url).code, 0)
    // The page can be made again from the folder.
    XCTAssertEqual(try program.run(["report", "out"], in: one.folder.url).code, 0)
    XCTAssertEqual(
      try String(contentsOf: one.folder.url.appending(path: "out/report.html"), encoding: .utf8),
      page)
  }

  /// The city's log of 2011 to 2014, by the figures published with it.
  func testTheCitysOwnBacklogIsFound() throws {
    let log = try SharedData.url("events/chicago_sanitation_311.csv.gz")
    let result = try run(options: ["--data", log.path(percentEncoded: false)])
    XCTAssertEqual(result.code, 0, result.err)
    let found = try facts(result.folder)
    let shift = try XCTUnwrap(found["shift"] as? [String: Any])
    XCTAssertTrue(try XCTUnwrap(shift["date"] as? String).hasPrefix("2013-03"))
    XCTAssertEqual(number(shift, "openBefore"), 114, accuracy: 1)
    XCTAssertEqual(number(shift, "openAfter"), 411, accuracy: 1)
    XCTAssertEqual(number(found, "peak"), 1_106, accuracy: 1)
    XCTAssertEqual(found["peakDate"] as? String, "2013-09-08")
    XCTAssertLessThan(number(found, "comparison", "change", "arrivals", "lower"), 1)
    XCTAssertGreaterThan(number(found, "comparison", "change", "timeOpen", "lower"), 1.5)
  }

  func testOneWrongWordHasOneClearAnswer() throws {
    let cases: [(old: String, new: String, says: String)] = [
      (
        "\"seasonFrom\": \"03-01\"", "\"seasonFrom\": \"3-1\"",
        "promise.seasonFrom must be a month and a day such as 03-01."
      ),
      (
        "\"seasonThrough\": \"05-31\"", "\"seasonThrough\": \"02-01\"",
        "promise.seasonThrough must not be before promise.seasonFrom"
      ),
      (
        "\"where\": [\"duplicate=0\"]", "\"where\": [\"duplicate\"]",
        "data.where must be a list of column=value"
      ),
      (
        "\"casesPerCrewDayLow\": 5", "\"casesPerCrewDayLow\": 8",
        "crews.casesPerCrewDay must lie between casesPerCrewDayLow and casesPerCrewDayHigh."
      ),
      ("\"created\": \"created\"", "\"created\": \"opened\"", "opened"),
      ("\"where\": [\"duplicate=0\"]", "\"from\": \"2021-02-30\"", "data.from must be a date"),
    ]
    for one in cases {
      let result = try run { $0.replacing(one.old, with: one.new) }
      XCTAssertEqual(result.code, 65, one.new + result.err)
      XCTAssertTrue(result.err.contains(one.says), "\(one.new): \(result.err)")
      XCTAssertFalse(
        FileManager.default.fileExists(
          atPath: result.folder.url.appending(path: "out").path(percentEncoded: false)))
    }
    // Too short a log is said, not guessed from.
    let short = try run {
      $0.replacing(
        "\"unit\": \"requests\"", with: "\"unit\": \"requests\", \"from\": \"2024-12-01\"")
    }
    XCTAssertEqual(short.code, 65)
    XCTAssertTrue(short.err.contains("8 whole weeks"), short.err)
  }
}
