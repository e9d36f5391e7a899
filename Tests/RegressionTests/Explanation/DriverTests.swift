import Foundation
import Statistics
import Tables
import TestSupport
import XCTest

@testable import Regression

final class DriverTests: XCTestCase {
  private let words = DriverWords(
    response: .init(one: "call a day", many: "calls a day"),
    inputs: [
      "temperature": .init(name: "temperature", unit: .init(one: "degree", many: "degrees"))
    ])

  private func sentence(_ scale: CoefficientScale) -> DriverSentence {
    DriverSentence(words: words, scale: scale, level: 0.95)
  }

  private var temperature: DriverWords.Input { words.input("temperature") }

  func testSlopes() {
    XCTAssertEqual(
      sentence(.units).slope(temperature, .init(3.1, 2.4, 3.8), spread: 30),
      "Each extra degree of temperature goes with 3.1 more calls a day (95 % range 2.4 to 3.8), "
        + "other things equal.")
    XCTAssertEqual(
      sentence(.units).slope(temperature, .init(-1, -1.5, -0.5), spread: 30),
      "Each extra degree of temperature goes with 1 fewer call a day (95 % range 0.5 to 1.5), "
        + "other things equal.")
    XCTAssertEqual(
      sentence(.percent).slope(
        temperature, .init(log(1.04), log(1.02), log(1.06)), spread: 30),
      "Each extra degree of temperature goes with 4 % more calls a day (95 % range 2 % to 6 %), "
        + "other things equal.")
    XCTAssertEqual(
      sentence(.odds).slope(
        words.input("age"), .init(10 * log(1.4), 10 * log(1.2), 10 * log(1.7)), spread: 0.5),
      "Every 0.1 extra units of age go with 1.4 times the odds of call a day "
        + "(95 % range 1.2 to 1.7), other things equal.")
    XCTAssertEqual(
      sentence(.units).slope(
        .init(name: "population", unit: .init(one: "person", many: "people")),
        .init(0.00124, 0.001, 0.0015), spread: 30_000),
      "Every 1,000 extra people of population go with 1.2 more calls a day "
        + "(95 % range 1 to 1.5), other things equal.")
  }

  func testWhatIsNotClearIsSaid() {
    XCTAssertEqual(
      sentence(.units).slope(temperature, .init(0.4, -0.4, 1.2), spread: 30),
      "The data do not show which way calls a day go with temperature: each extra degree of "
        + "temperature goes with anything from 0.4 fewer to 1.2 more calls a day (95 % range), "
        + "other things equal.")
    XCTAssertEqual(
      sentence(.percent).comparison(
        .init(name: "area"), "hill", against: "port", .init(0.1, log(0.9), log(1.3))),
      "The data do not show a difference between area hill and port: anything from 10 % fewer to "
        + "30 % more calls a day (95 % range), other things equal.")
  }

  func testLevelsAndCurves() {
    XCTAssertEqual(
      sentence(.percent).comparison(
        .init(name: "area"), "hill", against: "port", .init(log(2.5), log(2), log(3))),
      "Where area is hill there are 2.5 times as many calls a day as where it is port "
        + "(95 % range 2 to 3), other things equal.")
    XCTAssertEqual(
      sentence(.units).curve(
        .init(name: "hour"), highest: "14", lowest: "4", .init(12.4, 10, 14.8)),
      "Predictions of calls a day are highest at hour 14 and lowest at 4: 12 more calls a day at "
        + "the top than at the bottom (95 % range 10 to 15), other things equal.")
  }

  func testNumbers() {
    for (value, text) in [
      (0.0, "0"), (0.0341, "0.034"), (3.14159, "3.1"), (3.0, "3"), (12.4, "12"), (1240, "1,240"),
      (1_234_567, "1,230,000"), (99.6, "100"), (999.7, "1,000"), (9.96, "10"),
    ] { XCTAssertEqual(PlainNumber.short(value), text) }
    XCTAssertEqual(PlainNumber.point(13.2857, range: 24), "13.3")
    XCTAssertEqual(PlainNumber.point(-0.25, range: 1), "−0.25")
    XCTAssertEqual(PlainNumber.point(2016.2, range: 900), "2,016")
  }

  /// Made-up calls: each district's level, a daily shape, a slope in temperature.
  private func calls(_ rows: Int) -> ModelFrame {
    var random = RandomStream(seed: 8, "calls")
    let areas = ["hill", "port", "town"]
    let area = (0..<rows).map { _ in areas[random.integer(below: 3)] }
    let temperature = (0..<rows).map { _ in 30 * random.uniform() }
    let hour = (0..<rows).map { _ in Double(random.integer(below: 24)) }
    let people = (0..<rows).map { _ in 1000 + 4000 * random.uniform() }
    let y = (0..<rows).map { i -> Double in
      let level = area[i] == "port" ? 0.6 : 0
      let mean =
        people[i] / 1000
        * exp(0.5 + level + 0.03 * temperature[i] + 0.4 * cos((hour[i] - 14) * .pi / 12))
      return (mean + mean.squareRoot() * random.normal()).rounded().magnitude
    }
    return ModelFrame(columns: [
      .init("calls", .numeric(y)), .init("area", .factor(Factor(area))),
      .init("temperature", .numeric(temperature)), .init("hour", .numeric(hour)),
      .init("people", .numeric(people)),
    ])
  }

  func testAnAdditiveModelInWords() throws {
    let frame = calls(400)
    var specification = RegressionSpecification(
      formula: "calls ~ area + temperature + s(hour, period: 24) + offset(log(people))")
    specification.method = .poisson
    specification.folds = 0
    let model = try fitRegression(specification, frame: frame).model
    let drivers = try model.drivers(over: frame, words: words)
    XCTAssertEqual(
      Set(drivers.map(\.label)), ["area", "temperature", "s(hour, period: 24)", "offset"])
    for (label, opening) in [
      ("area", "Where area is port there are"),
      ("temperature", "Each extra degree of temperature goes with 3"),
      ("s(hour, period: 24)", "Predictions of calls a day are highest at hour 1"),
    ] {
      let sentence = try XCTUnwrap(drivers.first { $0.label == label }).sentence
      XCTAssert(sentence.hasPrefix(opening), sentence)
    }
    XCTAssert(
      drivers.filter { $0.label != "offset" }.allSatisfy { $0.evidence == .veryStrong })
    XCTAssert(zip(drivers, drivers.dropFirst()).allSatisfy { $0.strength >= $1.strength })

    // Contributions of the inputs, the offset's among them, add up to the link.
    let made = try model.contributions(of: frame, against: frame.selecting(rows: Array(0..<50)))
    XCTAssertEqual(made.names.sorted(), ["area", "hour", "people", "temperature"])
    let link = try model.predictions(of: frame, on: .link)
    for (total, value) in zip(made.totals, link) { XCTAssertEqual(total, value, accuracy: 1e-9) }
  }

  func testEveryMethodIsExplained() throws {
    let frame = calls(60)
    for (method, formula) in [
      (RegressionSpecification.Method.linear, "calls ~ area * temperature + hour"),
      (.ridge, "calls ~ area + temperature + hour"), (.trees, "calls ~ area + temperature + hour"),
      (.quantile, "calls ~ area + temperature + hour"),
    ] {
      var specification = RegressionSpecification(formula: formula)
      specification.method = method
      specification.folds = 0
      specification.maximumRounds = 10
      let model = try fitRegression(specification, frame: frame).model
      let rows = frame.selecting(rows: Array(40..<45))
      let made = try model.contributions(of: rows, against: frame.selecting(rows: Array(0..<20)))
      XCTAssertNil(made.standardErrors, "\(method)")
      for (total, value) in zip(made.totals, try model.predictions(of: rows, on: .link)) {
        XCTAssertEqual(total, value, accuracy: 1e-9, "\(method)")
      }
      let drivers = try model.drivers(over: frame, words: words)
      XCTAssert(drivers.count >= 3, "\(method)")
      XCTAssert(drivers.allSatisfy { $0.sentence.hasSuffix(".") })
    }
  }

  /// Parts of times and looks at other rows, written out, are what the model reads: the same
  /// predictions, on rows in any order, and an effect of one with all else the same.
  func testDerivedColumnsCanBeVaried() throws {
    let rows = 120
    let days = TimeColumn(kind: .date, seconds: (0..<rows).map { Int64($0) * 86_400 })
    let x = (0..<rows).map { Double(($0 * 37) % 11) }
    let y = (0..<rows).map { i -> Double in
      let weekend: Double = i % 7 < 2 ? 5 : 0
      let noise = 0.01 * Double((i * 13) % 5)
      return weekend + 0.5 * x[max(0, i - 1)] + noise
    }
    let frame = ModelFrame(columns: [
      .init("day", .time(days, missing: [Bool](repeating: false, count: rows))),
      .init("x", .numeric(x)), .init("y", .numeric(y)),
    ])
    var specification = RegressionSpecification(formula: "y ~ lag(x, 1) + C(weekday(day))")
    specification.folds = 3
    let outcome = try fitRegression(specification, frame: frame)
    let model = outcome.model
    XCTAssertEqual(model.variedNames, ["lag(x, 1)", "weekday(day)"])
    let whole = try model.writtenOut(frame)
    let plain = try model.predict(frame).values.mean
    let some = [5, 90, 17, 44]
    XCTAssertEqual(
      try model.predict(whole.selecting(rows: some)).values.mean, some.map { plain[$0] })
    let lag = try model.partialDependence(on: "lag(x, 1)", whole)
    guard case .numbers(let points) = lag.grid else { return XCTFail() }
    XCTAssertEqual(
      (lag.means.last! - lag.means[0]) / (points.last! - points[0]), 0.5, accuracy: 0.02)
    // Models of the other folds, each on rows it has not seen.
    XCTAssertEqual(outcome.foldModels.count, 3)
    XCTAssertEqual(outcome.foldModels.flatMap { $0.rows }.sorted(), Array(1..<rows))
    for fold in outcome.foldModels {
      let said = try fold.model.predict(whole.selecting(rows: fold.rows)).values.mean
      for (row, mean) in zip(fold.rows, said) {
        let held = try XCTUnwrap(outcome.heldOut.first { $0.row == row })
        XCTAssertEqual(held.mean, mean, accuracy: 1e-12)
      }
    }
  }

  func testChancesOfClassesAddUp() throws {
    let frame = calls(150)
    var specification = RegressionSpecification(formula: "area ~ temperature + hour")
    specification.method = .multinomial
    specification.folds = 2
    let outcome = try fitRegression(specification, frame: frame)
    let said = try outcome.model.predict(frame)
    XCTAssertEqual(said.classes.count, outcome.model.responseLevels?.count)
    for row in 0..<150 {
      let chances = said.classes.map { $0[row] }
      XCTAssertEqual(chances.reduce(0, +), 1, accuracy: 1e-12)
      XCTAssertEqual(chances[Int(said.values.mean[row])], chances.max())
    }
    XCTAssert(outcome.heldOut.allSatisfy { abs($0.classes.reduce(0, +) - 1) < 1e-12 })
  }
}
