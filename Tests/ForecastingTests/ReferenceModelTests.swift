import TestSupport
import XCTest

@testable import Forecasting

/// Models against values of R's forecast package and of statsforecast.
final class ReferenceModelTests: XCTestCase {
  private func check(
    _ model: some Forecaster, _ name: String, season: Int?, tolerance: Double,
    withDeviation: Bool = true,
    file: StaticString = #filePath, line: UInt = #line
  ) throws {
    let rows = try ReferenceRows.read("forecasting/simple.csv").filter { $0["case"] == name }
    let past = rows.filter { !$0["t"]!.hasPrefix("-") }.map { Double($0["value"]!)! }
    let future = rows.filter { $0["t"]!.hasPrefix("-") }
    let fit = try model.fit(
      TrainingSeries(id: name, values: past, seasonalPeriods: season.map { [$0] } ?? []))
    let forecast = fit.forecast(horizon: future.count)
    let deviation = forecast.standardDeviation
    for (step, mean) in forecast.mean.enumerated() {
      assertClose(
        mean, Double(future[step]["mean"]!)!, relative: tolerance, "\(name) mean \(step)",
        file: file, line: line)
      guard withDeviation else { continue }
      assertClose(
        deviation[step], Double(future[step]["deviation"]!)!, relative: 100 * tolerance,
        "\(name) deviation \(step)", file: file, line: line)
    }
  }

  func testNaiveModelsEqualReference() throws {
    try check(Naive(), "naive", season: nil, tolerance: 1e-12)
    try check(HistoricMean(), "mean", season: nil, tolerance: 1e-12)
    try check(SeasonalNaive(), "seasonal-naive", season: 12, tolerance: 1e-12)
  }

  /// The reference stops its search for the smoothing weight early, so forecasts
  /// agree to about four digits. It leaves its deviations unseasonal, so those
  /// are compared without a season only.
  func testThetaAgreesWithReference() throws {
    try check(Theta(), "theta", season: nil, tolerance: 3e-4)
    try check(Theta(), "theta-seasonal", season: 12, tolerance: 3e-4, withDeviation: false)
    try check(Theta(), "theta-quarterly", season: 4, tolerance: 3e-4, withDeviation: false)
  }

  func testDynamicThetaRecursionEqualsReference() throws {
    let rows = try ReferenceRows.read("forecasting/dotm.csv")
    for parameters in try ReferenceRows.read("forecasting/dotm-parameters.csv") {
      let name = parameters["case"]!
      let past = rows.filter { $0["case"] == name && !$0["t"]!.hasPrefix("-") }
        .map { Double($0["value"]!)! }
      let future = rows.filter { $0["case"] == name && $0["t"]!.hasPrefix("-") }
        .map { Double($0["mean"]!)! }
      let alpha = Double(parameters["alpha"]!)!
      let omega = 1 - 1 / Double(parameters["theta"]!)!
      var state = DynamicThetaState(level: Double(parameters["level"]!)!)
      var loss = 0.0
      for (t, y) in past.enumerated() {
        let error = y - state.level - omega * state.pull(alpha: alpha)
        if t >= 3 { loss += error * error }
        state.advance(y, alpha: alpha)
      }
      for expected in future {
        let y = state.level + omega * state.pull(alpha: alpha)
        assertClose(y, expected, relative: 1e-9, name)
        state.advance(y, alpha: alpha)
      }
      // The own fit must not be worse than the reference's by its own measure.
      let fit = try DynamicOptimizedTheta().fit(
        TrainingSeries(id: name, values: past, seasonalPeriods: []))
      XCTAssertLessThanOrEqual(
        fit.meanSquare * Double(past.count - 3), loss * (1 + 1e-3), name)
    }
  }

  func testProfiledLossIsTheLossOfTheRecursion() {
    let values = ForecastPanelTests.wave(40)
    let lanes = SIMD4(0.1, 0.5, 0.9, 0.99)
    let best = DynamicThetaProfile(values).best(alpha: lanes)
    for lane in 0..<4 {
      let alpha = lanes[lane]
      var state = DynamicThetaState(level: best.start[lane])
      var loss = 0.0
      for (t, y) in values.enumerated() {
        let error = y - state.level - best.omega[lane] * state.pull(alpha: alpha)
        if t >= 3 { loss += error * error }
        state.advance(y, alpha: alpha)
      }
      let pull = best.start[lane] - values[0]
      loss += DynamicThetaProfile.startPenalty * pull * pull
      assertClose(best.loss[lane], loss, relative: 1e-9)
    }
  }

  func testLaneSearchFindsTheLeastOfTwoHollows() {
    for least in [-0.999, -0.3, 0.123, 0.7, 1.0] {
      // A second hollow, less deep, at the mirrored place.
      let found = LaneSearch.minimum(from: -1, to: 1) { x in
        let near = (x - least) * (x - least)
        let far = (x + least) * (x + least) + 0.01
        return pointwiseMin(near, far)
      }
      XCTAssertEqual(found, least, accuracy: 4e-6)
    }
    XCTAssertEqual(LaneSearch.minimum(from: 2, to: 3) { _ in SIMD4(repeating: 1) }, 2)
  }
}
