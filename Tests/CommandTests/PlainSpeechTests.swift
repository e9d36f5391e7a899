import Foundation
import TestSupport
import XCTest

/// What the terminal says: what was decided, what to do, and no number bare.
final class PlainSpeechTests: XCTestCase {
  private func days(_ count: Int, from first: Int = 0) -> [String] {
    (first..<first + count).map { day in
      let month = day / 28 + 1
      let date = day % 28 + 1
      return "2024-\(month < 10 ? "0" : "")\(month)-\(date < 10 ? "0" : "")\(date)"
    }
  }

  private func run(_ arguments: [String], on content: String) throws -> (
    code: Int32, err: String, files: [String]
  ) {
    let program = try Program(besides: PlainSpeechTests.self)
    let folder = try TemporaryFolder()
    try folder.write(content, to: "data.csv")
    let result = try program.run(arguments, in: folder.url)
    return (result.code, result.err, try folder.names())
  }

  private func assert(_ text: String, says words: String..., line: UInt = #line) {
    for word in words {
      XCTAssert(text.contains(word), "should say '\(word)': \(text)", line: line)
    }
  }

  func testForecastSaysWhatWasTakenForWhat() throws {
    let rows = days(28).enumerated().map { "\($1);\($0 % 7),5;Haus A" }
    let result = try run(
      ["forecast", "data.csv", "--horizon", "7", "--level", "80,80"],
      on: "Tag;Zahl;Ort\n" + rows.joined(separator: "\n") + "\n")
    XCTAssertEqual(result.code, 0, result.err)
    assert(
      result.err, says: "Times from column \"Tag\", numbers from column \"Zahl\".",
      "decimal comma", "separated by semicolon", "expected from 2024-01-29 to 2024-02-04",
      "80 % range:")
  }

  func testDataTooShortToTestIsSaid() throws {
    let result = try run(
      ["forecast", "data.csv", "--horizon", "2"],
      on: "ds,y\n2024-01-01,5\n2024-01-02,6\n2024-01-03,7\n")
    XCTAssertEqual(result.code, 0, result.err)
    assert(result.err, says: "too short to test")
  }

  func testAFirstRowThatReadsLikeDataIsSaid() throws {
    let result = try run(
      ["forecast", "data.csv", "--horizon", "2"],
      on: days(28).map { "\($0),5.5" }.joined(separator: "\n") + "\n")
    assert(result.err, says: "--no-header")
  }

  func testAWideFileIsNamedAsSuch() throws {
    let dates = days(20)
    let result = try run(
      ["forecast", "data.csv", "--horizon", "2"],
      on: "site,\(dates.joined(separator: ","))\nNorth,"
        + dates.map { _ in "3" }.joined(separator: ",") + "\n")
    XCTAssertEqual(result.code, 65)
    assert(result.err, says: "wide", "20 columns", "unique_id, ds and y")
  }

  func testTheSameFaultInEveryRowIsToldBriefly() throws {
    let result = try run(
      ["forecast", "data.csv", "--horizon", "2", "--value", "ds"],
      on: "ds,y\n" + days(60).map { "\($0),1" }.joined(separator: "\n") + "\n")
    XCTAssertEqual(result.code, 65)
    assert(result.err, says: "data.csv:2:", "57 more rows", "another column")
    XCTAssertLessThan(result.err.split(separator: "\n").count, 6)
  }

  func testDemandSpeaksOfClosingOnlyWhereItIsKnown() throws {
    let log = "created,closed\n" + days(56).map { "\($0),\($0)" }.joined(separator: "\n") + "\n"
    let open = try run(["demand", "data.csv"], on: log)
    XCTAssertEqual(open.code, 0, open.err)
    XCTAssertFalse(open.err.contains("still open"), open.err)
    let closed = try run(["demand", "data.csv", "--closed", "closed", "--within", "0.5"], on: log)
    assert(closed.err, says: "56 requests counted, 0 still open", "0.50 days", "95 % range:")
    let none = try run(["demand", "data.csv", "--from", "2031-01-01"], on: log)
    XCTAssertEqual(none.code, 65)
    assert(none.err, says: "56 rows lie outside the dates", "--from")
    XCTAssertEqual(none.files, ["data.csv"])
  }

  func testColumnsTheWrongWayRoundAreSuspected() throws {
    let log =
      "created,closed\n"
      + zip(days(40), days(40, from: 3)).map { "\($0),\($1)" }.joined(separator: "\n") + "\n"
    let result = try run(
      ["demand", "data.csv", "--created", "closed", "--closed", "created"], on: log)
    assert(result.err, says: "the wrong way round")
  }

  func testAReportOfDemandIsNotReplacedByAnother() throws {
    let program = try Program(besides: PlainSpeechTests.self)
    let folder = try TemporaryFolder()
    try folder.write("created\n" + days(56).joined(separator: "\n") + "\n", to: "log.csv")
    let made = try program.run(["demand", "log.csv", "--out", "out"], in: folder.url)
    XCTAssertEqual(made.code, 0, made.err)
    let page = folder.url.appending(path: "out/report.html")
    let before = try Data(contentsOf: page)
    let again = try program.run(["report", "out"], in: folder.url)
    XCTAssertEqual(again.code, 65, again.err)
    assert(again.err, says: "apportion demand")
    XCTAssertEqual(try Data(contentsOf: page), before)
  }
}
