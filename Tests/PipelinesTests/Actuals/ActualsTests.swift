import Briefings
import Foundation
import Statistics
import TestSupport
import XCTest

@testable import Pipelines

final class ActualsTests: XCTestCase {
  private func day(_ place: Int) -> String {
    let (month, date) = (place / 28 + 1, place % 28 + 1)
    return "2024-\(month < 10 ? "0" : "")\(month)-\(date < 10 ? "0" : "")\(date)"
  }

  private func row(_ id: String, _ place: Int, mean: Double = 100, half: Double = 12.8)
    -> ForecastRow
  {
    ForecastRow(
      id: id, start: IntervalLabel(day(place))!, mean: mean, median: mean,
      bands: [
        .init(level: 80, lower: mean - half, upper: mean + half),
        .init(level: 95, lower: mean - 1.53 * half, upper: mean + 1.53 * half),
      ])
  }

  private func value(_ id: String, _ place: Int, _ y: Double) -> ObservationRow {
    ObservationRow(id: id, start: IntervalLabel(day(place))!, y: y)
  }

  private func tally(_ join: ActualsJoin, _ start: String) -> Int {
    join.tallies.first { $0.what.hasPrefix(start) }?.rows ?? 0
  }

  func testEveryRowIsJoinedOrCounted() {
    let forecast = (10..<20).map { row("a", $0) } + (10..<20).map { row("b", $0) }
    var actuals = (5..<17).filter { $0 != 13 }.map { value("a", $0, Double($0)) }
    actuals += [
      value("a", 12, 12), value("a", 14, 99), value("a", 15, .nan), value("c", 11, 1),
      value("a", 25, 7),
    ]
    let join = ActualsJoin(
      forecast: forecast + [row("a", 11)], actuals: actuals, history: [value("b", 3, 8)])
    XCTAssertEqual(join.rows.map(\.y), [10, 11, 12, 99, 15, 16])
    XCTAssertEqual(join.rows.map(\.step), [1, 2, 3, 5, 6, 7])
    XCTAssertEqual(join.past["a"], [5, 6, 7, 8, 9])
    XCTAssertEqual(join.past["b"], [8])
    XCTAssertEqual(tally(join, "forecast steps with"), 6)
    XCTAssertEqual(tally(join, "forecast rows given twice"), 1)
    XCTAssertEqual(tally(join, "actual rows given twice with the same"), 1)
    XCTAssertEqual(tally(join, "actual rows given twice with another"), 1)
    XCTAssertEqual(tally(join, "actual rows without"), 1)
    XCTAssertEqual(tally(join, "actual rows of series"), 1)
    XCTAssertEqual(tally(join, "actual rows from before"), 5)
    XCTAssertEqual(tally(join, "actual rows from after"), 1)
    // Days 13, 17, 18 and 19 of a, the last of them before its latest value.
    XCTAssertEqual(tally(join, "forecast steps passed over"), 4)
    XCTAssertEqual(tally(join, "forecast steps still to come"), 10)
  }

  private func noisy(_ count: Int, scale: Double, shift: Double = 0) -> ActualsMeasures {
    var stream = RandomStream(seed: 2, "actuals")
    let rows = (0..<count).map { row("a", $0) }
    let came = (0..<count).map { value("a", $0, 100 + shift + scale * stream.normal()) }
    return ActualsMeasures(ActualsJoin(forecast: rows, actuals: came, history: []).rows)
  }

  func testBiasRangesAndAlarmsSayWhatIsThere() {
    let good = noisy(200, scale: 10)
    XCTAssertFalse(good.mean(good.errors()).isClear)
    XCTAssertFalse(good.coverage(80, adapted: good.adapted(80).map(\.state)).isOff)
    XCTAssertEqual(good.alarms(chance: 0.05).compactMap(\.raised), [])
    XCTAssertEqual(good.adapted(80).count, 3)
    for part in good.adapted(80) { XCTAssertEqual(part.state.factor, 1, accuracy: 0.3) }
    let wide = noisy(200, scale: 20)
    let coverage = wide.coverage(80, adapted: wide.adapted(80).map(\.state))
    XCTAssertTrue(coverage.isOff)
    XCTAssertGreaterThan(coverage.adaptedShare, 0.72)
    XCTAssertGreaterThan(wide.adapted(80)[2].state.factor, 1.5)
    let shifted = noisy(200, scale: 10, shift: 15)
    let bias = shifted.mean(shifted.errors())
    XCTAssertTrue(bias.isClear)
    XCTAssertTrue((bias.low!...bias.high!).contains(15), "\(bias)")
    XCTAssertEqual(shifted.alarms(chance: 0.05)[0].direction, "above")
  }

  func testPeopleAndRivalsAreJudgedOnTheSameSteps() {
    let measures = noisy(120, scale: 10)
    let rows = measures.rows
    // Every third step set half-way to what came, every third set wrong.
    let overrides = rows.indices.map { k -> Double in
      k % 3 == 0 ? (rows[k].y + 100) / 2 : k % 3 == 1 ? 200 - rows[k].y : .nan
    }
    let groups = measures.overrides(overrides)
    XCTAssertEqual(groups[0].count, 80)
    XCTAssertEqual(groups[0].improved, 40)
    XCTAssertEqual(groups.dropFirst().reduce(0) { $0 + $1.count }, 80)
    let perfect = measures.comparison("x", other: rows.map(\.y))!
    XCTAssertTrue(perfect.gain.isClear)
    XCTAssertLessThan(perfect.gain.value, 0)
    XCTAssertEqual(perfect.other, 0)
    XCTAssertNil(measures.comparison("x", other: rows.map { _ in .nan }))
    let naive = measures.seasonalNaive(["a": [1, 2, 3, 4, 5, 6, 7]], season: 7)
    XCTAssertEqual(Array(naive.prefix(9)), [1, 2, 3, 4, 5, 6, 7, 1, 2])
  }

  func testFactorsStretchRangesAndFollowOneAnother() throws {
    let factors = IntervalFactors(entries: [
      .init(level: 80, fromStep: 1, toStep: 7, factor: 2, observations: 50),
      .init(level: 80, fromStep: 8, toStep: 14, factor: 3, observations: 50),
      .init(level: 95, fromStep: 1, toStep: 14, factor: 0.5, observations: 50),
    ])
    let near = factors.stretched(row("a", 0, half: 10), step: 7)
    XCTAssertEqual(near.bands[0].lower, 80, accuracy: 1e-9)
    // Never inside the narrower one.
    XCTAssertEqual(near.bands[1].upper, 120, accuracy: 1e-9)
    XCTAssertEqual(factors.stretched(row("a", 0, half: 10), step: 99).bands[0].upper, 130)
    XCTAssertEqual(factors.stretched(row("a", 0, mean: 5, half: 4), step: 1).bands[0].lower, 0)
    XCTAssertEqual(factors.following(factors).entries.map(\.factor), [4, 9, 0.25])
    let folder = try TemporaryFolder()
    let path = try folder.write(
      String(decoding: factors.bytes, as: UTF8.self), to: IntervalFactors.fileName)
    XCTAssertEqual(try IntervalFactors(reading: folder.url.path(percentEncoded: false)), factors)
    _ = path
    try folder.write("{\"kind\":\"other\"}", to: "x.json")
    XCTAssertThrowsError(
      try IntervalFactors(reading: folder.url.appending(path: "x.json").path)
    ) { XCTAssertTrue("\($0)".contains("not a calibration"), "\($0)") }
  }

  /// From two files to a folder, and its report again from that folder.
  func testAFolderIsWrittenAndItsReportMadeAgain() throws {
    let folder = try TemporaryFolder()
    var stream = RandomStream(seed: 6, "folder")
    let rows = (28..<112).map { row("a", $0) }
    try folder.write(
      String(decoding: ForecastFile.bytes(of: rows, levels: [80, 95]), as: UTF8.self),
      to: "forecast.csv")
    let came = (0..<110).map { "\(day($0)),\(100 + (25 * stream.normal()).rounded())" }
    try folder.write("day,calls\n" + came.joined(separator: "\n") + "\n", to: "came.csv")
    try folder.write(
      "unique_id,ds,value\n"
        + (28..<60).map { "a,\(day($0)),\(90 + $0 % 3 * 10)" }
        .joined(separator: "\n") + "\n", to: "hand.csv")
    func path(_ name: String) -> String { folder.url.appending(path: name).path }
    var pipeline = ActualsPipeline(
      forecast: path("forecast.csv"), actuals: path("came.csv"), version: "0")
    (pipeline.time, pipeline.value, pipeline.season) = ("day", "calls", 7)
    (pipeline.overrides, pipeline.challenger) = (path("hand.csv"), path("forecast.csv"))
    let outcome = try pipeline.run(into: path("out"))
    XCTAssertEqual(
      Set(outcome.files),
      [
        "actuals.csv", "calibration.json", "card.md", "card.json", "report.html", "report.json",
        "run.json", "ledger.jsonl",
      ])
    XCTAssertTrue(outcome.summary.contains { $0.contains("too narrow") }, "\(outcome.summary)")
    XCTAssertTrue(outcome.summary.contains { $0.contains("repeating the last season") })
    let html = try Data(contentsOf: URL(filePath: path("out/report.html")))
    _ = try ReportStep.rewrite(folder: path("out"))
    XCTAssertEqual(try Data(contentsOf: URL(filePath: path("out/report.html"))), html)
    let factors = try IntervalFactors(reading: path("out"))
    XCTAssertTrue(factors.entries.allSatisfy { $0.factor > 1.3 }, "\(factors)")
    pipeline.time = "ds"
    XCTAssertThrowsError(try pipeline.run(into: path("none"))) {
      XCTAssertTrue("\($0)".contains("no column \"ds\""), "\($0)")
    }
  }
}
