import Forecasting
import Statistics
import TimeSeries
import XCTest

final class ForecastPanelTests: XCTestCase {
  static func panel(_ values: [String: [Double]]) -> Panel {
    let count = values.values.map(\.count).max() ?? 0
    return Panel(
      index: TimeIndex(domain: .integer, frequency: .index(step: 1), start: 1, count: count),
      series: values.keys.sorted().map { Series(id: $0, firstStep: 0, values: values[$0]!) })
  }

  /// A weekly wave with a little noise that repeats nowhere.
  static func wave(_ count: Int, level: Double = 100) -> [Double] {
    (0..<count).map { t -> Double in
      let season = 20 * Double(t % 7)
      let noise = 3 * Double((t * 7919) % 13)
      return level + season + noise
    }
  }

  func testSeriesOfAnyLengthGetsAForecastOrSaysWhy() throws {
    for count in [0, 1, 2, 3, 4, 5, 6, 7, 8, 13, 14, 15, 16, 21, 30] {
      let panel = Self.panel(["a": Self.wave(count)])
      let result = try forecast(
        panel: panel, options: ForecastOptions(horizon: 5, seasonalPeriods: [7]))
      let series = result.series[0]
      XCTAssertEqual(series.forecast.horizon, 5)
      XCTAssertEqual(series.firstStep, count)
      if count > 0 {
        XCTAssert(series.forecast.mean.allSatisfy(\.isFinite), "\(count) values")
        let band = series.forecast.interval(0.9)
        XCTAssert(zip(band.lower, band.upper).allSatisfy { $0 < $1 }, "\(count) values")
      } else {
        XCTAssert(series.forecast.mean.allSatisfy(\.isNaN))
        XCTAssertEqual(series.modelName, "none")
      }
    }
  }

  func testUnknownModelIsNamed() {
    XCTAssertThrowsError(
      try forecast(
        panel: Self.panel(["a": [1, 2, 3]]), options: ForecastOptions(horizon: 1, model: "oracle"))
    ) { error in
      guard case ForecastError.unknownModel("oracle", let known)? = error as? ForecastError else {
        return XCTFail("\(error)")
      }
      XCTAssert(known.contains("auto"))
    }
  }
}

extension ForecastPanelTests {
  private static func noisy(_ count: Int, seed: UInt64, level: Double = 100) -> [Double] {
    var stream = RandomStream(seed: seed, "panel")
    return (0..<count).map { t -> Double in
      let day = 30 * Double((t * t) % 7)
      return (level + day + 8 * stream.normal()).rounded()
    }
  }

  func testThreadsDoNotChangeABit() throws {
    var values: [String: [Double]] = [:]
    for k in 0..<5 {
      values["s\(k)"] = Self.noisy(70 + 5 * k, seed: UInt64(k), level: 50 * Double(k + 1))
    }
    let panel = Self.panel(values)
    let results = try [1, 2].map { threads in
      try forecast(
        panel: panel,
        options: ForecastOptions(
          horizon: 7, seasonalPeriods: [7], backtestOrigins: 2, threads: threads))
    }
    for (a, b) in zip(results[0].series, results[1].series) {
      XCTAssertEqual(a.forecast.mean, b.forecast.mean)
      XCTAssertEqual(a.forecast.quantile(0.9), b.forecast.quantile(0.9))
      XCTAssertEqual(a.backtest, b.backtest)
      XCTAssertEqual(a.paths(3, seed: 1), b.paths(3, seed: 1))
    }
    XCTAssertEqual(results[0].accuracy, results[1].accuracy)
  }

  func testBacktestSeesNothingAfterItsOrigin() throws {
    let whole = Self.noisy(140, seed: 8)
    var changed = whole
    for t in 133..<140 { changed[t] += 5_000 }
    let options = ForecastOptions(
      horizon: 7, seasonalPeriods: [7], model: "mstl", backtestOrigins: 3)
    let a = try forecast(panel: Self.panel(["a": whole]), options: options).series[0]
    let b = try forecast(panel: Self.panel(["a": changed]), options: options).series[0]
    XCTAssertEqual(a.backtest.map(\.originStep), b.backtest.map(\.originStep))
    XCTAssertEqual(a.backtest.map(\.mean), b.backtest.map(\.mean))
    XCTAssertNotEqual(a.forecast.mean, b.forecast.mean)
  }

  func testBandsHoldTheirShareAndBaselineStandsBeside() throws {
    var values: [String: [Double]] = [:]
    for k in 0..<20 { values["s\(k)"] = Self.noisy(160, seed: UInt64(100 + k)) }
    let future = values.mapValues { Array($0.suffix(7)) }
    let panel = Self.panel(values.mapValues { Array($0.dropLast(7)) })
    let result = try forecast(
      panel: panel, options: ForecastOptions(horizon: 7, seasonalPeriods: [7], model: "mstl"))
    var inside = 0
    for series in result.series {
      let band = series.forecast.interval(0.8)
      for (step, y) in future[series.id]!.enumerated()
      where y >= band.lower[step] && y <= band.upper[step] {
        inside += 1
      }
      XCTAssert(series.accuracy.contains { $0.model == "seasonal-naive" && $0.metric == "MASE" })
      XCTAssert(series.isCount)
    }
    XCTAssertEqual(Double(inside) / 140, 0.8, accuracy: 0.1)
    let skill = try XCTUnwrap(result.accuracy.first { $0.metric == "skill" })
    XCTAssertGreaterThan(skill.value, 0.1)
    let coverage = try XCTUnwrap(result.accuracy.first { $0.metric == "coverage-80" })
    XCTAssertEqual(coverage.value, 0.8, accuracy: 0.05)
  }

  func testFailingModelFallsBackAndSaysWhy() throws {
    let result = try forecast(
      panel: Self.panel(["a": [5, 6, 7, 6]]),
      options: ForecastOptions(horizon: 3, seasonalPeriods: [12], model: "mstl"))
    let series = result.series[0]
    XCTAssertEqual(series.fallbacks.first?.from, "mstl")
    XCTAssertEqual(series.fallbacks.first?.reason, "needs a season")
    XCTAssertEqual(series.fallbacks.last?.to, series.modelName)
    XCTAssert(series.forecast.mean.allSatisfy(\.isFinite))
  }
}
