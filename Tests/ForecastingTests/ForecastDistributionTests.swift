import Forecasting
import LinearAlgebra
import Statistics
import XCTest

final class ForecastDistributionTests: XCTestCase {
  /// A standard normal told by its quantiles.
  private func told(dependence: ErrorDependence = .independent, steps: Int = 1) -> Forecast {
    let levels = Forecast.standardLevels
    var values = Matrix(rows: steps, columns: levels.count)
    for step in 0..<steps {
      for (k, level) in levels.enumerated() {
        values[step, k] = 10 + 2 * SpecialFunctions.normalQuantile(level)
      }
    }
    return Forecast(
      .quantiles(mean: [Double](repeating: 10, count: steps), levels: levels, values: values),
      dependence: dependence)
  }

  func testQuantilesOfANormalAreExactAtAnyLevel() {
    let forecast = told()
    for p in [0.001, 0.02, 0.3, 0.5, 0.77, 0.9999] {
      XCTAssertEqual(
        forecast.quantile(p)[0], 10 + 2 * SpecialFunctions.normalQuantile(p), accuracy: 1e-9)
    }
    XCTAssertEqual(forecast.standardDeviation[0], 2, accuracy: 1e-9)
    XCTAssertEqual(forecast.median[0], 10, accuracy: 1e-12)
  }

  func testFloorHolds() {
    var forecast = Forecast(.normal(mean: [1, -1], standardDeviation: [4, 4]), floor: 0)
    XCTAssertEqual(forecast.mean, [1, 0])
    XCTAssertEqual(forecast.interval(0.9).lower, [0, 0])
    var stream = RandomStream(seed: 5, "floor")
    XCTAssert(forecast.paths(200, stream: &stream).storage.allSatisfy { $0 >= 0 })
    forecast.floor = nil
    XCTAssertLessThan(forecast.interval(0.9).lower[0], 0)
  }

  func testTotalsWidenWithDependence() {
    var spreads: [Double] = []
    for persistent in [0.0, 0.5, 1.0] {
      var stream = RandomStream(seed: 9, "totals")
      let forecast = told(dependence: .init(persistent: persistent, decay: 0), steps: 16)
      let total = forecast.total(over: 0..<16, paths: 4_000, stream: &stream)
      XCTAssertEqual(total.mean[0], 160, accuracy: 2.5)
      spreads.append(total.standardDeviation[0])
    }
    // Deviations of sums of 16 equicorrelated errors: 2 √(16 + 240 c).
    for (spread, expected) in zip(spreads, [8.0, 23.32, 32.0]) {
      XCTAssertEqual(spread, expected, accuracy: 0.05 * expected)
    }
  }

  func testPathsKeepTheMargins() {
    var stream = RandomStream(seed: 2, "margins")
    let paths = told(dependence: .init(persistent: 0.4, decay: 0.7), steps: 5)
      .paths(4_000, stream: &stream)
    for step in 0..<5 {
      let row = (0..<4_000).map { paths[step, $0] }.sorted()
      XCTAssertEqual(row[400], 10 - 2 * 1.2816, accuracy: 0.2)
      XCTAssertEqual(row[3_600], 10 + 2 * 1.2816, accuracy: 0.2)
    }
  }

  func testMedianOfMembersIsNotMovedByOneWildMember() {
    let calm = [1.0, 2.0].map { Forecast(.normal(mean: [$0], standardDeviation: [1])) }
    let wild = Forecast(.normal(mean: [1e9], standardDeviation: [1e9]))
    let combined = Forecast.median(of: calm + [wild])
    XCTAssertEqual(combined.mean, [2])
    XCTAssertLessThan(combined.quantile(0.9)[0], 4)
  }

  func testRollingOrigins() {
    let many = RollingOrigins(length: 100, horizon: 10, shortestTraining: 30, count: 4)
    XCTAssertEqual(many.origins, [60, 70, 80, 90])
    let aligned = RollingOrigins(
      length: 100, horizon: 20, shortestTraining: 30, count: 5, season: 7)
    XCTAssertEqual(aligned.origins, [52, 59, 66, 73, 80])
    let short = RollingOrigins(length: 12, horizon: 10, shortestTraining: 6, count: 3)
    XCTAssertEqual(short.origins, [7, 9, 11])
    XCTAssertEqual(
      RollingOrigins(length: 4, horizon: 10, shortestTraining: 6, count: 3).origins, [])
  }
}
