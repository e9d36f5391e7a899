import Foundation
import TestSupport
import XCTest

/// Calendars, school terms, days learned from the data, rows that are missing, and
/// a past that is set right.
final class SpecialDaysAndGapsTests: XCTestCase {
  /// Days from 1 January 2021, with a parade on 15 August and quieter summers.
  private func days(_ count: Int) -> [(date: String, value: Int)] {
    var month = (year: 2021, month: 1, day: 0)
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return (0..<count).map { step in
      month.day += 1
      let leap = month.year % 4 == 0 && month.month == 2 ? 1 : 0
      if month.day > lengths[month.month - 1] + leap {
        (month.day, month.month) = (1, month.month + 1)
      }
      if month.month > 12 { (month.month, month.year) = (1, month.year + 1) }
      func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
      var value = 50 + (step * 37) % 11 - [0, 1, 2, 1, 0, 6, 9][step % 7]
      if month.month == 7 { value -= 20 }
      if month.month == 8, month.day == 15 { value += 60 }
      return ("\(month.year)-\(two(month.month))-\(two(month.day))", value)
    }
  }

  private func text(_ folder: TemporaryFolder, _ path: String) throws -> String {
    try String(contentsOf: folder.url.appending(path: path), encoding: .utf8)
  }

  private func means(_ folder: TemporaryFolder, _ name: String) throws -> [String: Double] {
    var means: [String: Double] = [:]
    for line in try text(folder, "\(name)/forecast.csv").split(separator: "\n").dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      means[String(cells[1])] = try XCTUnwrap(Double(cells[2]))
    }
    return means
  }

  func testTermsAndLearnedDaysAreUsed() throws {
    let program = try Program(besides: SpecialDaysAndGapsTests.self)
    let folder = try TemporaryFolder()
    // Through 10 July 2024, the summer begun and the parade still ahead.
    let past = days(1_287)
    XCTAssertEqual(past.last?.date, "2024-07-10")
    try folder.write(
      "ds,y\n" + past.map { "\($0.date),\($0.value)" }.joined(separator: "\n") + "\n",
      to: "calls.csv")
    try folder.write(
      """
      {"name": "Schools", "source": "the board", "periods": [{"name": "summer break",
        "from": {"rule": {"fixed": {"month": 7, "day": 1}}},
        "through": {"rule": {"fixed": {"month": 7, "day": 31}}}}]}
      """, to: "terms.json")
    let model = ["--horizon", "40", "--model", "seasonal-naive", "--backtest", "1"]
    let learned = try program.run(
      ["forecast", "calls.csv", "--calendar", "terms.json", "--learn-days", "--out", "learned"]
        + model, in: folder.url)
    XCTAssertEqual(learned.code, 0, learned.err)
    XCTAssert(learned.err.contains("Days learned from the data: August 15"), learned.err)
    let means = try means(folder, "learned")
    // The break ends with July, and the parade comes.
    let (july, august) = (try XCTUnwrap(means["2024-07-25"]), try XCTUnwrap(means["2024-08-08"]))
    XCTAssertGreaterThan(august - july, 14)
    XCTAssertGreaterThan(try XCTUnwrap(means["2024-08-15"]), august + 35)
    // What was learned is a calendar, and gives the same forecast.
    let given = try program.run(
      [
        "forecast", "calls.csv", "--calendar", "terms.json", "--calendar",
        "learned/learned-days.json", "--out", "given",
      ] + model, in: folder.url)
    XCTAssertEqual(given.code, 0, given.err)
    XCTAssertEqual(try text(folder, "given/forecast.csv"), try text(folder, "learned/forecast.csv"))
    let short = try program.run(
      ["forecast", "calls.csv", "--resume", "m.json", "--learn-days"], in: folder.url)
    XCTAssertEqual(short.code, 64, short.err)
    XCTAssert(short.err.contains("learned-days.json"), short.err)
  }

  func testAMissingRowIsAGapOrAZero() throws {
    let program = try Program(besides: SpecialDaysAndGapsTests.self)
    let folder = try TemporaryFolder()
    // Events on two days of three; on one of the others the count was lost.
    let kept = days(120).enumerated().filter { $0.offset % 3 != 2 }
    var rows = kept.map { "\($0.element.date),\(6 + $0.offset % 4)" }
    rows.append("2021-01-03,")
    try folder.write("ds,y\n" + rows.joined(separator: "\n") + "\n", to: "events.csv")
    var totals: [Double] = []
    for fill in ["gap", "zero"] {
      let result = try program.run(
        [
          "forecast", "events.csv", "--horizon", "9", "--season", "3", "--model", "mean",
          "--fill", fill, "--out", fill,
        ], in: folder.url)
      XCTAssertEqual(result.code, 0, result.err)
      totals.append(try means(folder, fill).values.reduce(0, +))
      let says = "38 steps without a row: taken for zero."
      XCTAssertEqual(result.err.contains(says), fill == "zero", result.err)
      XCTAssertEqual(try text(folder, "\(fill)/report.html").contains(says), fill == "zero")
    }
    XCTAssertLessThan(totals[1], 0.75 * totals[0])
  }

  func testAPastThatIsSetRight() throws {
    let program = try Program(besides: SpecialDaysAndGapsTests.self)
    let folder = try TemporaryFolder()
    let past = days(120).enumerated().map { step, day in
      "\(day.date),\(step == 110 ? 400 : day.value)"
    }
    try folder.write("ds,y\n" + past.joined(separator: "\n") + "\n", to: "calls.csv")
    let model = ["--horizon", "7", "--model", "theta"]
    for threads in ["1", "2"] {
      let result = try program.run(
        [
          "forecast", "calls.csv", "--repair", "outliers", "--threads", threads, "--out",
          "r\(threads)",
        ]
          + model, in: folder.url)
      XCTAssertEqual(result.code, 0, result.err)
    }
    for name in ["forecast.csv", "anomalies.csv", "report.html", "run.json"] {
      XCTAssertEqual(try text(folder, "r1/\(name)"), try text(folder, "r2/\(name)"), name)
    }
    let found = try text(folder, "r1/anomalies.csv")
    XCTAssert(found.contains(",2021-04-21,outlier,400,"), found)
    XCTAssert(try text(folder, "r1/report.html").contains("the repair makes it"))
    let plain = try program.run(
      ["forecast", "calls.csv", "--out", "plain"] + model, in: folder.url)
    XCTAssertEqual(plain.code, 0, plain.err)
    XCTAssertEqual(try text(folder, "plain/anomalies.csv"), found)
    XCTAssertNotEqual(try text(folder, "plain/forecast.csv"), try text(folder, "r1/forecast.csv"))
    let wrong = try program.run(
      ["forecast", "calls.csv", "--repair", "some"] + model, in: folder.url)
    XCTAssertEqual(wrong.code, 64, wrong.err)
  }
}
