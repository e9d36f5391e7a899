import Foundation
import TestSupport
import XCTest

/// The chain from detector counts to signal plans, on the made city that comes with it.
final class CorridorTests: XCTestCase {
  private func retime(
    options: [String] = [], edit: (String) -> String = { $0 }
  ) throws -> (code: Int32, err: String, folder: TemporaryFolder) {
    let program = try Program(besides: CorridorTests.self)
    let folder = try TemporaryFolder()
    let root = Repository.root.path(percentEncoded: false)
    let text = try String(
      contentsOf: Repository.root.appending(path: "Models/traffic/corridor.json"), encoding: .utf8
    )
    .replacing("../../Datasets", with: "\(root)/Datasets")
    .replacing("../calendars", with: "\(root)/Models/calendars")
    .replacing("\"simulations\": 250", with: "\"simulations\": 10")
    .replacing("\"playedDays\": 12", with: "\"playedDays\": 4")
    .replacing("\"to\": \"09:00\"", with: "\"to\": \"07:30\"")
    .replacing("\"to\": \"18:00\"", with: "\"to\": \"16:30\"")
    try folder.write(edit(text), to: "recipe.json")
    let result = try program.run(["run", "recipe.json"] + options, in: folder.url)
    return (result.code, result.err, folder)
  }

  private func bytes(_ folder: TemporaryFolder, _ name: String) throws -> Data {
    try Data(contentsOf: folder.url.appending(path: "out/\(name)"))
  }

  private func rows(_ folder: TemporaryFolder, _ name: String) throws -> [[Substring]] {
    try String(decoding: bytes(folder, name), as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
  }

  func testTheMadeCityIsRetimedWithTheSameBytesOnAnyNumberOfThreads() throws {
    let one = try retime(options: ["--threads", "1"])
    XCTAssertEqual(one.code, 0, one.err)
    let two = try retime(options: ["--threads", "2"])
    for name in ["plans.csv", "days_played.csv", "link_flows.csv", "report.html"] {
      XCTAssertEqual(try bytes(one.folder, name), try bytes(two.folder, name), name)
    }
    // Both plans met the same vehicles, and no period got worse by the judgement of its days.
    let days = try rows(one.folder, "days_played.csv").dropFirst()
    XCTAssertEqual(days.count, 8)
    for period in ["Morning", "Evening"] {
      let own = days.filter { $0[0] == period }
      let before = own.compactMap { Double($0[4]) }.reduce(0, +)
      let after = own.compactMap { Double($0[5]) }.reduce(0, +)
      XCTAssertLessThanOrEqual(after, 1.01 * before, period)
    }
    // The plans can be read again as today's, and the folder stands by its hashes.
    let again = try retime(edit: { text in
      text.replacing(
        "\(Repository.root.path(percentEncoded: false))/Datasets/city/signals.csv",
        with: one.folder.url.appending(path: "out/plans.csv").path(percentEncoded: false)
      ).replacing(", \"program\": \"AM\"", with: "").replacing(", \"program\": \"PM\"", with: "")
    })
    XCTAssertEqual(again.code, 0, again.err)
    let program = try Program(besides: CorridorTests.self)
    XCTAssertEqual(try program.run(["verify", "out"], in: one.folder.url).code, 0)
    let page = try bytes(one.folder, "report.html")
    XCTAssertEqual(try program.run(["report", "out"], in: one.folder.url).code, 0)
    XCTAssertEqual(try bytes(one.folder, "report.html"), page)
  }

  func testTheDriftingDetectorIsNotBelieved() throws {
    let result = try retime()
    XCTAssertEqual(result.code, 0, result.err)
    let faults = try String(
      contentsOf: Repository.root.appending(path: "Datasets/city/faults.csv"), encoding: .utf8)
    let drifting = try XCTUnwrap(
      faults.split(separator: "\n").first { $0.contains(",drift") }?.split(separator: ",").first)
    let report = String(decoding: try bytes(result.folder, "report.json"), as: UTF8.self)
    XCTAssert(report.contains(String(drifting)))
    // It tells nothing of demand: no forecast of its own.
    XCTAssertFalse(
      try rows(result.folder, "period_forecast.csv").contains { $0[1] == drifting })
  }

  func testWhatCannotBeIsSaid() throws {
    let program = try retime(edit: {
      $0.replacing("\"program\": \"AM\"", with: "\"program\": \"noon\"")
    })
    XCTAssertEqual(program.code, 65)
    XCTAssert(program.err.contains("has no program \"noon\", but"), program.err)
    let period = try retime(edit: { $0.replacing("\"07:00\"", with: "\"07:05\"") })
    XCTAssertEqual(period.code, 65)
    XCTAssert(period.err.contains("begin and end with a count"), period.err)
    let trust = try retime(edit: {
      $0.replacing("\"leastTrust\": 0.6", with: "\"leastTrust\": 1.005")
    }
    )
    XCTAssertEqual(trust.code, 65)
    XCTAssert(
      trust.err.contains("no trusted detector") || trust.err.contains("too few counts"), trust.err)
    let street = try retime(edit: { $0.replacing("\"W-A0\"", with: "\"W-A9\"") })
    XCTAssertEqual(street.code, 65)
    XCTAssert(street.err.contains("W-A9"), street.err)
  }
}
