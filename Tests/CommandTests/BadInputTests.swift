import Foundation
import TestSupport
import XCTest

/// Malformed input: one clear message, the right exit code, nothing written.
final class BadInputTests: XCTestCase {
  private struct Case {
    var name: String
    var content: [UInt8]
    var options: [String] = []
    var code: Int32
    /// Words the message must have.
    var says: [String]
  }

  private func text(
    _ name: String, _ content: String, _ options: [String] = [], code: Int32 = 65,
    says: String...
  ) -> Case {
    Case(name: name, content: Array(content.utf8), options: options, code: code, says: says)
  }

  private var cases: [Case] {
    let days = (1...28).map { "2024-01-" + ($0 < 10 ? "0" : "") + "\($0),\($0 % 7 + 1)" }
    let body = days.joined(separator: "\n") + "\n"
    return [
      text("empty.csv", "", says: "empty"),
      text("newline.csv", "\n\n\n", says: "newline.csv"),
      text("header-only.csv", "ds,y\n", says: "header-only.csv"),
      text("one-column.csv", "ds\n2024-01-01\n2024-01-02\n", says: "value"),
      text("wrong-columns.csv", "a,b\nx,y\nz,w\n", says: "wrong-columns.csv"),
      text("named-column.csv", "ds,y\n" + body, ["--value", "calls"], says: "calls"),
      text("no-dates.csv", "ds,y\nsoon,1\nlater,2\nnever,3\n", says: "no-dates.csv"),
      text(
        "ambiguous.csv",
        "ds,y\n"
          + (1...12).map { "0\($0 % 9 + 1)/0\($0 % 8 + 1)/2024,\($0)" }
          .joined(separator: "\n"), says: "--date-order"),
      text("bad-number.csv", "ds,y\n" + body + "2024-01-29,twelve\n", says: "bad-number.csv"),
      text("huge-number.csv", "ds,y\n" + body + "2024-01-29,1e309\n", says: "30"),
      text("infinite.csv", "ds,y\n" + body + "2024-01-29,inf\n", says: "infinite.csv"),
      text("bad-date.csv", "ds,y\n" + body + "2024-02-30,5\n", says: "30"),
      text(
        "hour-24.csv",
        "ds,y\n2024-01-01T10:00:00,1\n2024-01-01T25:00:00,2\n2024-01-01T12:00:00,2\n",
        says: "hour-24.csv"),
      text("ragged.csv", "ds,y\n" + body + "2024-01-29,5,6,7\n", says: "30"),
      text("short-row.csv", "ds,y\n" + body + "2024-01-29\n", says: "30"),
      text("open-quote.csv", "ds,y\n" + body + "\"2024-01-29,5\n2024-01-30,6\n", says: "quote"),
      text(
        "duplicates.csv", "ds,y\n2024-01-01,1\n2024-01-01,2\n2024-01-02,3\n2024-01-03,3\n",
        says: "--duplicates"),
      text(
        "mixed-zones.csv",
        "ds,y\n2024-01-01T00:00:00Z,1\n2024-01-01T01:00:00,2\n2024-01-01T02:00:00Z,3\n"
          + "2024-01-01T03:00:00Z,3\n", says: "mixed-zones.csv"),
      text(
        "irregular.csv",
        "ds,y\n2024-01-01T00:00:00,1\n2024-01-01T00:00:07,2\n"
          + "2024-01-01T03:13:11,3\n2024-01-05T17:59:59,4\n2024-02-11T01:01:01,2\n",
        says: "irregular.csv"),
      text("one-row.csv", "ds,y\n2024-01-01,5\n", says: "one-row.csv"),
      text("no-values.csv", "ds,y\n2024-01-01,\n2024-01-02,NA\n", says: "no-values.csv"),
      text(
        "decimal-comma.csv",
        "ds;y\n"
          + days.map { $0.replacingOccurrences(of: ",", with: ";") + ",5" }
          .joined(separator: "\n"), ["--delimiter", "comma"], says: "decimal-comma.csv"),
      Case(
        name: "binary.csv", content: Array("ds,y\n2024-01-01,".utf8) + [0, 1, 2, 0, 255, 0],
        code: 65, says: ["binary.csv"]),
      Case(
        name: "utf16.csv",
        content: [0xFF, 0xFE] + "ds,y\n".utf8.flatMap { [$0, 0] }, code: 65, says: ["UTF-16"]),
      Case(
        name: "truncated.csv.gz",
        content: [0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0, 0, 3, 0x4B, 0x29], code: 65,
        says: ["truncated.csv.gz"]),
      text("horizon.csv", "ds,y\n" + body, ["--horizon", "0"], code: 64, says: "--horizon"),
      text("typo.csv", "ds,y\n" + body, ["--horizn", "7"], code: 64, says: "did you mean"),
      text("model.csv", "ds,y\n" + body, ["--model", "magic"], code: 64, says: "magic"),
      text("zone.csv", "ds,y\n" + body, ["--time-zone", "Mars/Olympus"], code: 66, says: "Mars"),
      text(
        "calendar.csv", "ds,y\n" + body, ["--calendar", "none.json"], code: 66, says: "none.json"),
    ]
  }

  func testEachGivesOneClearMessageAndNothingIsWritten() throws {
    let program = try Program(besides: BadInputTests.self)
    for entry in cases {
      let folder = try TemporaryFolder()
      try Data(entry.content).write(to: folder.url.appending(path: entry.name))
      let horizon = entry.options.contains { $0.hasPrefix("--horiz") } ? [] : ["--horizon", "7"]
      let result = try program.run(
        ["forecast", entry.name, "--out", "answers"] + horizon + entry.options, in: folder.url)
      XCTAssertEqual(result.code, entry.code, "\(entry.name): \(result.err)")
      XCTAssert(result.err.hasPrefix("apportion: "), "\(entry.name): \(result.err)")
      for word in entry.says {
        XCTAssert(result.err.contains(word), "\(entry.name) should say '\(word)': \(result.err)")
      }
      XCTAssertEqual(result.out, "", entry.name)
      XCTAssertEqual(try folder.names(), [entry.name], "\(entry.name): something was left")
    }
  }

  func testPlacesThatCannotBeReadOrWritten() throws {
    let program = try Program(besides: BadInputTests.self)
    let folder = try TemporaryFolder()
    let good =
      "ds,y\n"
      + (1...28).map { "2024-01-" + ($0 < 10 ? "0" : "") + "\($0),\($0 % 7)" }
      .joined(separator: "\n") + "\n"
    try folder.write(good, to: "good.csv")
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "a-folder"), withIntermediateDirectories: false)
    let runs: [(arguments: [String], code: Int32, says: String)] = [
      (["forecast", "absent.csv", "--horizon", "3"], 66, "absent.csv"),
      (["forecast", "a-folder", "--horizon", "3"], 66, "a-folder"),
      (["forecast", "good.csv", "--horizon", "3", "--out", "good.csv"], 73, "good.csv"),
      (["forecast", "good.csv", "--horizon", "3", "--out", "/proc/none/out"], 73, "/proc/none"),
      (["verify", "absent"], 66, "absent"),
      (["verify", "a-folder"], 66, "ledger.jsonl"),
      (["report", "a-folder"], 66, "run.json"),
      (["run", "absent.json"], 66, "absent.json"),
      (["staff", "good.csv"], 64, "--recipe"),
    ]
    for run in runs {
      let result = try program.run(run.arguments, in: folder.url)
      XCTAssertEqual(result.code, run.code, "\(run.arguments): \(result.err)")
      XCTAssert(result.err.contains(run.says), "\(run.arguments): \(result.err)")
      XCTAssertEqual(try folder.names(), ["a-folder", "good.csv"], "\(run.arguments)")
    }
    // A disk that is full, as Linux lets one be had.
    if FileManager.default.fileExists(atPath: "/dev/full"), getuid() == 0 {
      let mount = folder.url.appending(path: "a-folder").path
      let tiny = Process()
      tiny.executableURL = URL(filePath: "/bin/mount")
      tiny.arguments = ["-t", "tmpfs", "-o", "size=16k", "tmpfs", mount]
      tiny.standardError = FileHandle.nullDevice
      try tiny.run()
      tiny.waitUntilExit()
      guard tiny.terminationStatus == 0 else { throw XCTSkip("no small disk can be mounted here") }
      defer {
        let away = Process()
        away.executableURL = URL(filePath: "/bin/umount")
        away.arguments = [mount]
        try? away.run()
        away.waitUntilExit()
      }
      let result = try program.run(
        ["forecast", "good.csv", "--horizon", "3", "--out", "a-folder/out"], in: folder.url)
      XCTAssertEqual(result.code, 74, result.err)
      XCTAssert(result.err.contains("no space left"), result.err)
      XCTAssertEqual(try folder.names(in: "a-folder"), [])
    }
  }

  func testCellsArePrintedOnlyWhenAsked() throws {
    let program = try Program(besides: BadInputTests.self)
    let folder = try TemporaryFolder()
    let days = (1...28).map { "2024-01-" + ($0 < 10 ? "0" : "") + "\($0),\($0 % 7)" }
    try folder.write(
      "ds,y\n" + days.joined(separator: "\n") + "\n2024-02-30,4\n", to: "personal.csv")
    let silent = try program.run(["forecast", "personal.csv", "--horizon", "3"], in: folder.url)
    XCTAssertFalse(silent.err.contains("2024-02-30"), silent.err)
    let shown = try program.run(
      ["forecast", "personal.csv", "--horizon", "3", "--show-values"], in: folder.url)
    XCTAssert(shown.err.contains("2024-02-30"), shown.err)
    let aside = try program.run(
      ["forecast", "personal.csv", "--horizon", "3", "--rejects", "--out", "out"], in: folder.url)
    XCTAssertEqual(aside.code, 0, aside.err)
    XCTAssert(try folder.names(in: "out").contains("rejects.csv"))
  }
}
