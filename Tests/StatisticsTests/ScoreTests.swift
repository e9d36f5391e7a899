import Foundation
import TestSupport
import XCTest

@testable import Statistics

final class ScoreTests: XCTestCase {
  private let actual = [12.0, 0.0, 7.5, 30.0, 18.25, 4.0]
  private let forecast = [10.5, 0.0, 9.0, 24.0, 20.0, 6.5]
  private let lower = [8.0, -1.0, 8.0, 20.0, 15.0, 4.0]
  private let upper = [14.0, 1.5, 11.0, 28.5, 25.0, 9.0]
  private let history = [5.0, 9.0, 4.5, 12.0, 6.0, 11.0, 7.5, 13.0, 8.0, 10.0]
  private let ensemble = [3.5, 9.0, -2.0, 3.5, 6.25, 14.0, 0.5]

  /// Against Tests/Reference/statistics/scores.py.
  func testAgainstDefinitions() throws {
    var golden: [String: Double] = [:]
    for row in try Golden.rows(Repository.reference("statistics/scores.csv")) {
      golden[row[0]] = Double(row[1])!
    }
    var checked = 0
    func check(_ name: String, _ value: Double, line: UInt = #line) throws {
      let expected = try XCTUnwrap(golden[name], name, line: line)
      assertClose(value, expected, relative: 1e-14, name, line: line)
      checked += 1
    }
    try check("mae", Scores.mae(actual: actual, forecast: forecast))
    try check("rmse", Scores.rmse(actual: actual, forecast: forecast))
    try check("bias", Scores.bias(actual: actual, forecast: forecast))
    try check("smape", Scores.smape(actual: actual, forecast: forecast))
    for period in [1, 4] {
      try check(
        "mase\(period)",
        Scores.mase(actual: actual, forecast: forecast, history: history, period: period))
      try check(
        "rmsse\(period)",
        Scores.rmsse(actual: actual, forecast: forecast, history: history, period: period))
      for level in [0.8, 0.95] {
        try check(
          "msis\(period)-\(level)",
          Scores.msis(
            actual: actual, lower: lower, upper: upper, level: level, history: history,
            period: period))
      }
    }
    for level in [0.8, 0.95] {
      try check(
        "interval\(level)",
        Scores.intervalScore(actual: actual, lower: lower, upper: upper, level: level))
    }
    try check("coverage", Scores.coverage(actual: actual, lower: lower, upper: upper))
    for level in [0.1, 0.5, 0.9] {
      try check(
        "pinball\(level)", Scores.pinball(actual: actual, quantile: forecast, level: level))
    }
    try check(
      "owa", Scores.owa(smape: 11.5, mase: 0.9, benchmarkSmape: 13.25, benchmarkMase: 1.125))
    for y in [-3.25, 0, 4] {
      for (mean, deviation) in [(0.0, 1.0), (2.5, 3.0)] {
        try check(
          "crpsNormal \(y) \(mean) \(deviation)",
          Scores.crpsNormal(actual: y, mean: mean, standardDeviation: deviation))
      }
    }
    for y in [-5, 3.5, 4, 20] {
      try check("crpsSample \(y)", Scores.crps(actual: y, sample: ensemble))
      try check("crpsFair \(y)", Scores.crps(actual: y, sample: ensemble, fair: true))
    }
    XCTAssertEqual(checked, golden.count)
  }

  func testMissingStepsAreLeftOut() {
    let gaps = [12.0, .nan, 7.5, 30.0]
    let guess = [10.5, 3.0, 9.0, .nan]
    XCTAssertEqual(Scores.mae(actual: gaps, forecast: guess), 1.5)
    XCTAssertEqual(
      Scores.coverage(actual: gaps, lower: [0, 0, 8, 0], upper: [20, 1, 9, 40]), 2 / 3.0,
      accuracy: 1e-15)
    XCTAssert(Scores.mae(actual: [.nan], forecast: [1]).isNaN)
    XCTAssert(Scores.mae(actual: [], forecast: []).isNaN)
    XCTAssertEqual(Scores.absoluteScale(history: [1, .nan, 4, 8], period: 1), 4)
  }

  func testAScaleOfZeroGivesNoScore() {
    let constant = [3.0, 3, 3, 3]
    XCTAssert(
      Scores.mase(actual: [4], forecast: [5], history: constant, period: 1).isNaN)
    XCTAssert(Scores.mase(actual: [4], forecast: [5], history: [1, 2], period: 2).isNaN)
    XCTAssert(Scores.rmsse(actual: [3], forecast: [3], history: constant, period: 1).isNaN)
  }

  func testNoForecastBeatsTheTruthInExpectation() {
    // Propriety, checked by enumeration: y is 0 or 1 with probability 0.3 and 0.7.
    func expected(_ sample: [Double]) -> Double {
      0.3 * Scores.crps(actual: 0, sample: sample) + 0.7 * Scores.crps(actual: 1, sample: sample)
    }
    let truth = expected([0, 0, 0, 1, 1, 1, 1, 1, 1, 1])
    for ones in 0...10 where ones != 7 {
      XCTAssertGreaterThan(
        expected((0..<10).map { $0 < ones ? 1 : 0 }), truth, "\(ones) of 10")
    }
  }

  func testQuantileFormsApproachTheNormalScore() {
    let levels = (1...999).map { Double($0) / 1000 }
    let quantiles = levels.map { 2.5 + 3 * SpecialFunctions.normalQuantile($0) }
    for y in [-4.0, 2.5, 6] {
      let exact = Scores.crpsNormal(actual: y, mean: 2.5, standardDeviation: 3)
      XCTAssertEqual(
        Scores.crps(actual: y, quantiles: quantiles, levels: levels), exact,
        accuracy: 2e-3 * exact)
      XCTAssertEqual(
        Scores.quantileScore(actual: y, quantiles: quantiles, levels: levels), exact,
        accuracy: 5e-3 * exact)
    }
    // Uneven levels: each stands for its neighbourhood.
    let uneven = levels.enumerated().filter { $0.offset % 3 != 1 || $0.offset < 500 }.map(\.element)
    let some = uneven.map { 2.5 + 3 * SpecialFunctions.normalQuantile($0) }
    let exact = Scores.crpsNormal(actual: 6, mean: 2.5, standardDeviation: 3)
    XCTAssertEqual(
      Scores.crps(actual: 6, quantiles: some, levels: uneven), exact, accuracy: 3e-3 * exact)
  }
}
