import Foundation
import TestSupport
import XCTest

/// `backtest` and `compare` as people run them: what is written, what is said, and
/// the same bytes on any number of threads.
final class BacktestAndCompareTests: XCTestCase {
  private func data() -> String {
    "unique_id,ds,y,heat\n"
      + ["a", "b"].flatMap { id in
        (1...70).map { step -> String in
          let heat = (step &* 2_654_435_761 >> 9) % 23
          let season = [0, 4, 9, 3, 0, -6, -8][step % 7]
          return
            "\(id),\(step),\(60 + season + 2 * heat + (step * 5) % (id == "a" ? 4 : 7)),\(heat)"
        }
      }.joined(separator: "\n") + "\n"
  }

  private func text(_ folder: TemporaryFolder, _ path: String) throws -> String {
    try String(contentsOf: folder.url.appending(path: path), encoding: .utf8)
  }

  /// Column of a file by its header.
  private func column(_ name: String, of text: String) throws -> [String] {
    let lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let place = try XCTUnwrap(lines.first?.firstIndex(of: name), "\(lines.first ?? [])")
    return lines.dropFirst().map { $0[place] }
  }

  private let options = ["--horizon", "5", "--season", "7", "--origins", "3", "--step", "5"]

  func testABacktestOnAnyNumberOfThreads() throws {
    let program = try Program(besides: BacktestAndCompareTests.self)
    let folder = try TemporaryFolder()
    try folder.write(data(), to: "data.csv")
    for threads in ["1", "2"] {
      let result = try program.run(
        ["backtest", "data.csv", "--model", "theta", "--threads", threads, "--out", "t\(threads)"]
          + options, in: folder.url)
      XCTAssertEqual(result.code, 0, result.err)
      XCTAssert(result.err.contains("2 series tested from 3 past moments, 30 steps"), result.err)
      XCTAssertEqual(result.out, "")
    }
    XCTAssertEqual(
      try folder.names(in: "t1"),
      [
        "accuracy.csv", "anomalies.csv", "backtest.csv", "history.csv", "leaderboard.csv",
        "ledger.jsonl", "members.csv", "report.html", "report.json", "run.json", "series.csv",
      ])
    for name in try folder.names(in: "t1") where name != "ledger.jsonl" {
      XCTAssertEqual(try text(folder, "t1/\(name)"), try text(folder, "t2/\(name)"), name)
    }
    let tested = try text(folder, "t1/backtest.csv")
    XCTAssertEqual(Set(try column("origin", of: tested)), ["55", "60", "65"])
    XCTAssertEqual(try column("ds", of: tested).count, 30)
    // What was said of the past is what came.
    let actual = try text(folder, "data.csv").split(separator: "\n").map(String.init)
    let first = tested.split(separator: "\n")[1].split(separator: ",")
    XCTAssert(actual.contains { $0.hasPrefix("a,56,\(first[4]),") }, "\(first)")
    let verified = try program.run(["verify", "t1"], in: folder.url)
    XCTAssertEqual(verified.code, 0, verified.err)
    let again = try program.run(["report", "t1"], in: folder.url)
    XCTAssertEqual(again.code, 0, again.err)
    XCTAssertEqual(try text(folder, "t1/report.html"), try text(folder, "t2/report.html"))
  }

  func testColumnsKnownAheadHelpABacktestWithoutAFuture() throws {
    let program = try Program(besides: BacktestAndCompareTests.self)
    let folder = try TemporaryFolder()
    try folder.write(data(), to: "data.csv")
    var errors: [Double] = []
    for extra in [[], ["--regressors", "heat"]] {
      let out = extra.isEmpty ? "plain" : "known"
      let result = try program.run(
        ["backtest", "data.csv", "--model", "ETS", "--level", "90", "--out", out] + options + extra,
        in: folder.url)
      XCTAssertEqual(result.code, 0, result.err)
      let file = try text(folder, "\(out)/accuracy.csv").split(separator: "\n")
      let line = try XCTUnwrap(
        file.first { $0.hasPrefix(",") && $0.contains(",MASE,") && !$0.contains("naive") })
      errors.append(try XCTUnwrap(Double(line.split(separator: ",").last ?? "")))
      XCTAssert(try text(folder, "\(out)/backtest.csv").contains("lo-90,hi-90"))
    }
    XCTAssertLessThan(errors[1], 0.5 * errors[0])
  }

  func testModelsAreRankedOnTheSameSteps() throws {
    let program = try Program(besides: BacktestAndCompareTests.self)
    let folder = try TemporaryFolder()
    try folder.write(data(), to: "data.csv")
    for threads in ["1", "2"] {
      let result = try program.run(
        [
          "compare", "data.csv", "--models", "theta,naive", "--threads", threads, "--out",
          "t\(threads)",
        ] + options, in: folder.url)
      XCTAssertEqual(result.code, 0, result.err)
      XCTAssert(
        result.err.contains("The same 30 steps of 2 series from 3 past moments"), result.err)
    }
    for name in ["leaderboard.csv", "accuracy.csv", "backtest.csv", "report.html", "run.json"] {
      XCTAssertEqual(try text(folder, "t1/\(name)"), try text(folder, "t2/\(name)"), name)
    }
    let board = try text(folder, "t1/leaderboard.csv")
    XCTAssertEqual(Set(try column("model", of: board)), ["theta", "naive", "seasonal-naive"])
    let errors = try column("MASE", of: board).map { try XCTUnwrap(Double($0)) }
    XCTAssertEqual(errors, errors.sorted())
    // A backtest made elsewhere joins; one made of the same moments by the same
    // model scores the same.
    let other = try program.run(
      [
        "compare", "data.csv", "--models", "theta", "--against", "theirs=theirs.csv", "--out",
        "other",
      ] + options, in: folder.url)
    XCTAssertEqual(other.code, 66, other.err)
    let lines = try text(folder, "t1/backtest.csv").split(separator: "\n")
    try folder.write(
      ([lines[0]] + lines.filter { $0.contains(",theta,") }).joined(separator: "\n") + "\n",
      to: "theirs.csv")
    let joined = try program.run(
      [
        "compare", "data.csv", "--models", "theta", "--against", "theirs=theirs.csv", "--out",
        "other",
      ] + options, in: folder.url)
    XCTAssertEqual(joined.code, 0, joined.err)
    let ranked = try text(folder, "other/leaderboard.csv")
    let scores = Dictionary(
      uniqueKeysWithValues: zip(try column("model", of: ranked), try column("MASE", of: ranked)))
    XCTAssertEqual(scores["theirs"], scores["theta"])
  }

  func testMistakesAreNamedAndNothingIsWritten() throws {
    let program = try Program(besides: BacktestAndCompareTests.self)
    let folder = try TemporaryFolder()
    try folder.write(data(), to: "data.csv")
    try folder.write("ds,y\n1,3\n2,4\n3,3\n", to: "short.csv")
    try folder.write("unique_id,ds,mean\na,60,5\n", to: "wrong.csv")
    let names = try folder.names()
    let runs: [(arguments: [String], code: Int32, says: String)] = [
      (["backtest", "data.csv"], 64, "--horizon is needed"),
      (["backtest", "short.csv", "--horizon", "9"], 65, "long enough"),
      (["backtest", "data.csv", "--horizon", "5", "--model", "magic"], 64, "magic"),
      (["backtest", "data.csv", "--horizon", "5", "--regressors", "wind"], 65, "wind"),
      (["backtest", "data.csv", "--horizon", "5", "--learn-days"], 64, "--learn-days needs"),
      (["backtest", "data.csv", "--horizon", "5", "--fill", "mean"], 64, "--fill"),
      (["backtest", "data.csv", "--horizon", "5", "--repair", "all"], 64, "--repair"),
      (["compare", "data.csv", "--horizon", "5", "--models", "magic"], 64, "magic"),
      (["compare", "data.csv", "--horizon", "5", "--models", "naive,naive"], 64, "twice"),
      (["compare", "data.csv", "--horizon", "5", "--against", "x"], 64, "NAME=FILE"),
      (["compare", "data.csv", "--horizon", "5", "--against", "x=wrong.csv"], 65, "origin"),
      (["compare", "short.csv", "--horizon", "9"], 65, "long enough"),
    ]
    for run in runs {
      let result = try program.run(run.arguments, in: folder.url)
      XCTAssertEqual(result.code, run.code, "\(run.arguments): \(result.err)")
      XCTAssert(result.err.contains(run.says), "\(run.arguments): \(result.err)")
      XCTAssertEqual(try folder.names(), names, "\(run.arguments)")
    }
  }
}
