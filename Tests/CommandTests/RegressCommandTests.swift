import Foundation
import TestSupport
import XCTest

/// apportion regress, as people run it.
final class RegressCommandTests: XCTestCase {
  private let cases = Repository.root.appending(path: "Datasets/service-requests/cases.csv").path
  private let formula = "late ~ topic + channel + open_cases + distance"

  private func run(_ arguments: [String], in folder: TemporaryFolder, input: Data? = nil) throws
    -> Program.Result
  {
    try Program(besides: RegressCommandTests.self).run(
      ["regress"] + arguments, in: folder.url, input: input)
  }

  private func text(_ path: String, in folder: TemporaryFolder) throws -> String {
    try String(contentsOf: folder.url.appending(path: path), encoding: .utf8)
  }

  /// The fields of a file without quotes, by column.
  private func rows(_ path: String, in folder: TemporaryFolder) throws -> [[String: String]] {
    let lines = try text(path, in: folder).split(separator: "\n")
    let header = lines[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    return lines.dropFirst().map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      return Dictionary(uniqueKeysWithValues: zip(header, fields))
    }
  }

  private func number(_ row: [String: String]?, _ column: String) throws -> Double {
    try XCTUnwrap(Double(row?[column] ?? ""), "\(column) of \(row ?? [:])")
  }

  /// The first rows of the cases: enough where the figures do not matter.
  private func fewCases(in folder: TemporaryFolder) throws -> String {
    let lines = try String(contentsOfFile: cases, encoding: .utf8).split(separator: "\n")
    return try folder.write(lines.prefix(400).joined(separator: "\n") + "\n", to: "few.csv")
  }

  // MARK: The whole way

  func testFitPredictExplainAndVerify() throws {
    let folder = try TemporaryFolder()
    let fit = try run(["fit", cases, "--formula", formula, "--out", "fit"], in: folder)
    XCTAssertEqual(fit.code, 0, fit.err)
    for words in ["Where topic is Potholes", "On rows it had not seen it was 7 % better"] {
      XCTAssert(fit.err.replacing("\u{A0}", with: " ").contains(words), fit.err)
    }
    XCTAssertEqual(
      try folder.names(in: "fit"),
      [
        "calibration.csv", "coefficients.csv", "effects.csv", "importance.csv", "ledger.jsonl",
        "metrics.csv", "model.json", "predictions.csv", "report.html", "report.json", "run.json",
        "terms.csv", "tests.csv",
      ])

    // The effects the data were drawn from lie in the intervals.
    let coefficients = Dictionary(
      uniqueKeysWithValues: try rows("fit/coefficients.csv", in: folder).map { ($0["name"]!, $0) })
    let truth: [String: Double] = [
      "topic[Graffiti]": 0.45, "topic[Lighting]": 0.8, "topic[Potholes]": 1.25,
      "channel[phone]": 0.3, "channel[post]": 0.9, "open_cases": 0.035, "distance": 0.08,
    ]
    for (name, value) in truth {
      XCTAssertLessThanOrEqual(try number(coefficients[name], "lo-95"), value, name)
      XCTAssertGreaterThanOrEqual(try number(coefficients[name], "hi-95"), value, name)
    }

    let verify = try Program(besides: RegressCommandTests.self).run(
      ["verify", "fit"], in: folder.url)
    XCTAssertEqual(verify.code, 0, verify.out)

    let page = try text("fit/report.html", in: folder)
    let report = try Program(besides: RegressCommandTests.self).run(
      ["report", "fit"], in: folder.url)
    XCTAssertEqual(report.code, 0, report.err)
    XCTAssertEqual(try text("fit/report.html", in: folder), page, "from the files alone")

    // A model says of its own rows what it said when it was fitted.
    let predict = try run(
      ["predict", "fit/model.json", cases, "--id", "case_id", "--explain", "--out", "predicted"],
      in: folder)
    XCTAssertEqual(predict.code, 0, predict.err)
    let predicted = try rows("predicted/predictions.csv", in: folder)
    XCTAssertEqual(predicted.count, 2_400)
    XCTAssertEqual(predicted[2_399]["case_id"], "C2400")
    XCTAssert(predicted.allSatisfy { $0["flags"] == "" })
    let sum = try predicted.reduce(0) { try $0 + number($1, "mean") }
    // The mean probability of a logistic fit is the share of yes: its score equation.
    let late = try String(contentsOfFile: cases, encoding: .utf8).split(separator: "\n")
      .count { $0.hasSuffix(",yes") }
    XCTAssertEqual(sum, Double(late), accuracy: 1e-3)

    // Row by row, the parts add up to the log odds of the prediction.
    let explain = try run(
      ["explain", "fit/model.json", cases, "--rows", "50", "--out", "why"], in: folder)
    XCTAssertEqual(explain.code, 0, explain.err)
    XCTAssertEqual(try rows("why/importance.csv", in: folder).first?["variable"], "topic")
    var sums: [Int: Double] = [:]
    for part in try rows("why/contributions.csv", in: folder) {
      sums[Int(try number(part, "row")), default: 0] += try number(part, "contribution")
    }
    XCTAssertEqual(sums.count, 50)
    for (row, total) in sums {
      XCTAssertEqual(
        1 / (1 + exp(-total)), try number(predicted[row - 1], "mean"), accuracy: 1e-9)
    }
    for row in predicted.prefix(50) {
      XCTAssert(try XCTUnwrap(row["reason_1"]).contains("odds × "), "\(row)")
    }
  }

  func testTheAnswersDoNotDependOnThreads() throws {
    let folder = try TemporaryFolder()
    let few = try fewCases(in: folder)
    for (threads, model) in [("1", "logistic"), ("2", "logistic"), ("1", "ridge"), ("2", "ridge")] {
      let result = try run(
        [
          "fit", few, "--formula", formula, "--model", model, "--threads", threads, "--folds", "3",
          "--out", model + threads,
        ], in: folder)
      XCTAssertEqual(result.code, 0, result.err)
    }
    for model in ["logistic", "ridge"] {
      for name in try folder.names(in: model + "1") {
        XCTAssertEqual(
          try Data(contentsOf: folder.url.appending(path: "\(model)1/\(name)")),
          try Data(contentsOf: folder.url.appending(path: "\(model)2/\(name)")),
          "\(model) \(name)")
      }
    }
  }

  func testRowsUnlikeTheFitAreFlaggedByColumn() throws {
    let folder = try TemporaryFolder()
    let fit = try run(
      ["fit", cases, "--formula", formula, "--folds", "0", "--out", "fit", "--quiet"], in: folder)
    XCTAssertEqual(fit.code, 0, fit.err)
    XCTAssertEqual(fit.err, "")
    try folder.write(
      """
      name;topic;channel;open_cases;distance
      a;Bins;app;10;2,5
      b;Trees;app;10;2,5
      c;Bins;app;400;99,5
      d;Bins;app;;2,5

      """, to: "new.csv")
    let result = try run(
      ["predict", "fit/model.json", "new.csv", "--id", "name", "--decimal-comma", "--out", "p"],
      in: folder)
    XCTAssertEqual(result.code, 0, result.err)
    let lines = result.err.split(separator: "\n").filter { $0.hasPrefix("Mind this") }
    XCTAssertEqual(lines.count, 1, result.err)
    for name in ["topic", "open_cases", "distance"] {
      XCTAssert(lines[0].contains(name), String(lines[0]))
    }
    let rows = try rows("p/predictions.csv", in: folder)
    XCTAssertEqual(rows.map { $0["name"] }, ["a", "b", "c", "d"])
    XCTAssertEqual(
      rows.map { $0["flags"] },
      [
        "", "topic new", "open_cases above its range; distance above its range",
        "open_cases missing",
      ]
    )
    XCTAssertEqual(rows.map { $0["mean"] == "" }, [false, true, false, true])
  }

  func testAModelThatIsNoLongerWholeIsRefused() throws {
    let folder = try TemporaryFolder()
    let fit = try run(
      ["fit", cases, "--formula", "late ~ distance", "--folds", "0", "--out", "fit"], in: folder)
    XCTAssertEqual(fit.code, 0, fit.err)
    let model = try text("fit/model.json", in: folder)
    XCTAssert(model.contains("\"dataHash\""))
    for (name, changed, says) in [
      ("cut.json", String(model.dropLast(40)), "cut short"),
      ("edited.json", model.replacing("\"rowsUsed\":2400", with: "\"rowsUsed\":9400"), "changed"),
      (
        "later.json", model.replacing("\"format_version\": 1", with: "\"format_version\": 7"),
        "later version"
      ),
      ("other.json", "{}", "not a model"),
    ] {
      XCTAssertNotEqual(changed, model, name)
      try folder.write(changed, to: name)
      let result = try run(["predict", name, cases, "--out", "p"], in: folder)
      XCTAssertEqual(result.code, 65, "\(name): \(result.err)")
      XCTAssert(result.err.contains(says) && result.err.contains(name), result.err)
      XCTAssertEqual(result.err.split(separator: "\n").count, 1, result.err)
    }
    XCTAssertFalse(try folder.names().contains("p"))
  }

  func testComparisonIsOnTheSameRowsAndSaysWhetherItIsSure() throws {
    let folder = try TemporaryFolder()
    let result = try run(
      [
        "compare", cases, "--formula", "late ~ distance", "--formula", formula, "--model",
        "logistic", "--out", "c", "--json",
      ], in: folder)
    XCTAssertEqual(result.code, 0, result.err)
    XCTAssert(result.err.contains("B is better than A by"), result.err)
    XCTAssert(result.out.contains("\"verdict\""), result.out)
    let same = try run(
      ["compare", cases, "--formula", "late ~ distance", "--formula", "late ~ 1 + distance"],
      in: folder)
    XCTAssert(same.err.contains("A and B say the same"), same.err)
  }

  func testStandardInputAndCompressedFilesAreRead() throws {
    let folder = try TemporaryFolder()
    let bytes = try Data(contentsOf: URL(filePath: cases))
    let arguments = ["--formula", "late ~ distance", "--folds", "0"]
    let piped = try run(["fit", "-", "--out", "piped"] + arguments, in: folder, input: bytes)
    XCTAssertEqual(piped.code, 0, piped.err)
    let zip = Process()
    zip.executableURL = URL(filePath: "/usr/bin/env")
    zip.arguments = ["gzip", "-c", cases]
    let file = folder.url.appending(path: "cases.csv.gz")
    try Data().write(to: file)
    zip.standardOutput = try FileHandle(forWritingTo: file)
    try zip.run()
    zip.waitUntilExit()
    let zipped = try run(["fit", "cases.csv.gz", "--out", "zipped"] + arguments, in: folder)
    XCTAssertEqual(zipped.code, 0, zipped.err)
    XCTAssertEqual(
      try text("piped/coefficients.csv", in: folder),
      try text("zipped/coefficients.csv", in: folder))
  }

  func testRowsThatCannotBeReadAreSetAsideAndFoldsFollowTime() throws {
    let folder = try TemporaryFolder()
    let days = (0..<120).map { day -> String in
      let (month, date) = (day / 28 + 1, day % 28 + 1)
      let wave = Double(day * 37 % 11) / 10
      return "2024-0\(month)-\(date < 10 ? "0" : "")\(date),\(Double(day) / 10 + wave),\(day % 7)"
    }
    try folder.write(
      "day,y,x\n" + days.joined(separator: "\n") + "\n2024-06-01,much,3\n", to: "days.csv")
    let arguments = [
      "fit", "days.csv", "--formula", "y ~ x", "--model", "linear", "--time", "day", "--folds",
      "3",
    ]
    let strict = try run(arguments, in: folder)
    XCTAssertEqual(strict.code, 65, strict.err)
    XCTAssert(strict.err.contains("days.csv:122: column \"y\": not a number"), strict.err)
    let lenient = try run(arguments + ["--rejects", "--out", "out"], in: folder)
    XCTAssertEqual(lenient.code, 0, lenient.err)
    XCTAssert(try text("out/rejects.csv", in: folder).contains("122,y,not a number"))
    XCTAssert(try text("out/report.html", in: folder).contains("each later in day"))
    // Every row is tested after those that its model was fitted on: the first are never tested.
    let tested = try rows("out/predictions.csv", in: folder)
    XCTAssertFalse(tested.isEmpty)
    XCTAssertGreaterThan(try number(tested.first, "row"), 1)
  }

  // MARK: Bad input

  private struct Bad {
    var data: String
    var arguments: [String]
    var code: Int32
    var says: [String]
  }

  private let good =
    "y,x,f\n"
    + (1...24).map { "\($0 % 7),\($0 % 5),\("abc".map(String.init)[$0 % 3])" }
    .joined(separator: "\n") + "\n"

  private var badInputs: [Bad] {
    [
      Bad(data: good, arguments: ["y ~ zz"], code: 65, says: ["\"zz\"", "y, x, f"]),
      Bad(
        data: good.replacing("x,f", with: "temperature,f"), arguments: ["y ~ temprature"],
        code: 65, says: ["Did you mean \"temperature\"?"]),
      Bad(
        data: good, arguments: ["y ~ x + (f"], code: 64,
        says: ["character 11", "  y ~ x + (f\n            ^"]),
      Bad(data: good, arguments: ["y ~ x +"], code: 64, says: ["^"]),
      Bad(data: good, arguments: ["~ x"], code: 64, says: ["left of ~"]),
      Bad(
        data: good, arguments: ["f ~ x", "--model", "linear"], code: 65,
        says: ["data.csv:2", "\"f\"", "not a number"]),
      Bad(
        data: good + "-3,1,a\n", arguments: ["y ~ x", "--model", "poisson"], code: 65,
        says: ["data.csv:26", "negative"]),
      Bad(
        data: good, arguments: ["y ~ x", "--weights", "w"], code: 65, says: ["\"w\""]),
      Bad(
        data: good, arguments: ["y ~ x", "--cluster", "ff", "--errors", "cluster"], code: 65,
        says: ["--cluster", "Did you mean \"f\"?"]),
      Bad(data: good, arguments: ["y ~ x", "--errors", "cluster"], code: 64, says: ["cluster"]),
      Bad(data: good, arguments: ["y ~ x", "--folds", "1"], code: 64, says: ["--folds"]),
      Bad(data: good, arguments: ["y ~ x", "--link", "lgo"], code: 64, says: ["log"]),
      Bad(data: good, arguments: ["y ~ x", "--model", "magic"], code: 64, says: ["magic"]),
      Bad(
        data: good + "4,,a\n", arguments: ["y ~ x", "--missing-rows", "fail"], code: 65,
        says: ["data.csv:26", "\"x\""]),
      Bad(data: "y,x\n", arguments: ["y ~ x"], code: 65, says: ["data.csv"]),
      Bad(data: "y,x\n,1\n,2\n", arguments: ["y ~ x"], code: 65, says: ["data.csv"]),
      Bad(data: "", arguments: ["y ~ x"], code: 65, says: ["empty"]),
    ]
  }

  func testEachGivesOneClearMessageAndNothingIsWritten() throws {
    for bad in badInputs {
      let folder = try TemporaryFolder()
      try folder.write(bad.data, to: "data.csv")
      let result = try run(
        ["fit", "data.csv", "--out", "answers", "--formula"] + bad.arguments, in: folder)
      XCTAssertEqual(result.code, bad.code, "\(bad.arguments): \(result.err)")
      XCTAssert(result.err.hasPrefix("apportion: "), "\(bad.arguments): \(result.err)")
      for words in bad.says {
        XCTAssert(
          result.err.contains(words), "\(bad.arguments) should say '\(words)': \(result.err)")
      }
      XCTAssertEqual(try folder.names(), ["data.csv"], "\(bad.arguments): something was left")
    }
  }

  /// What is odd but can be answered is answered, and said.
  func testOddDataAreAnsweredAndSaid() throws {
    let separated =
      "y,x\n"
      + (1...16).map { "\($0 <= 8 ? "no" : "yes"),\($0)" }
      .joined(separator: "\n") + "\n"
    let oneLevel = good.replacing(",b\n", with: ",a\n").replacing(",c\n", with: ",a\n")
    let wide = "y,a,b,c,d\n1.5,2,3,4,5\n2.5,5,3,1,7\n4.25,4,1,1,9\n"
    for (data, arguments, says) in [
      (oneLevel, ["y ~ f"], "same category in every row"),
      (good, ["y ~ x + I(2 * x)"], "Dropped I(2 * x): it equals 2"),
      (wide, ["y ~ a + b + c + d", "--folds", "0"], "epend on the columns before"),
      (separated, ["y ~ x", "--folds", "0"], "estimates of these columns are infinite"),
    ] as [(String, [String], String)] {
      let folder = try TemporaryFolder()
      try folder.write(data, to: "data.csv")
      let result = try run(
        ["fit", "data.csv", "--out", "answers", "--formula"] + arguments, in: folder)
      XCTAssertEqual(result.code, 0, "\(arguments): \(result.err)")
      XCTAssert(result.err.contains(says), "\(arguments) should say '\(says)': \(result.err)")
      XCTAssert(try text("answers/report.html", in: folder).contains(says), "\(arguments)")
    }
  }
}
