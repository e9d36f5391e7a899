import Statistics
import XCTest

@testable import Forecasting

final class PooledRidgeTests: XCTestCase {
  private func series(_ k: Int) -> [Double] {
    (0..<40 + 3 * k).map { t -> Double in
      let wave = 1 + 0.3 * sin(2 * Double.pi * Double(t + k) / 4)
      let rough = Double((t * 7919 + 104729 * k) % 13 - 6) / 40
      return Double(20 + 5 * k) * wave * pow(1.01, Double(t)) * (1 + rough)
    }
  }

  private func model(
    _ windows: LagWindows, penalty: Double, threads: Int = 1, copies: Int = 1
  ) throws -> PooledRidge {
    let data = (0..<6 * copies).map { series($0 % 6) }
    return try XCTUnwrap(
      PooledRidge(
        data,
        scales: data.map { Spread.seasonalDifference(of: $0, period: windows.season) },
        windows: windows, penalty: penalty, horizon: 5, threads: threads))
  }

  func testForecastsEqualThoseOfNumpy() throws {
    let cases: [(name: String, windows: LagWindows, penalty: Double)] = [
      ("short-log", LagWindows(lags: 6, reference: 4, season: 4, form: .logarithm), 3e-3),
      ("last-log", LagWindows(lags: 4, reference: 1, season: 1, form: .logarithm), 1e-2),
      ("window-scaled", LagWindows(lags: 8, reference: 8, season: 4, form: .scaled), 1e-3),
    ]
    let rows = try ReferenceRows.read("forecasting/pooled-ridge/ridge.csv")
    for entry in cases {
      let fit = try model(entry.windows, penalty: entry.penalty)
      let expected = ReferenceRows.column(rows, "value", of: entry.name)
      let got = (0..<6).flatMap { fit.forecast(series($0)) ?? [] }
      XCTAssertEqual(got.count, expected.count)
      for (a, b) in zip(got, expected) { XCTAssertEqual(a, b, accuracy: 1e-8 * b, entry.name) }
    }
  }

  func testForecastFollowsTheScaleOfTheSeries() throws {
    let fit = try model(
      LagWindows(lags: 6, reference: 4, season: 4, form: .logarithm), penalty: 3e-3)
    let small = try XCTUnwrap(fit.forecast(series(2)))
    let large = try XCTUnwrap(fit.forecast(series(2).map { 1000 * $0 }))
    for (a, b) in zip(small, large) { XCTAssertEqual(1000 * a, b, accuracy: 1e-9 * b) }
  }

  func testThreadsDoNotChangeABit() throws {
    let windows = LagWindows(lags: 6, reference: 4, season: 4, form: .logarithm)
    let one = try model(windows, penalty: 3e-3, copies: 12)
    let two = try model(windows, penalty: 3e-3, threads: 2, copies: 12)
    XCTAssertEqual(one.forecast(series(1)), two.forecast(series(1)))
  }

  func testShortOrFlatSeriesGetNoForecast() throws {
    let fit = try model(
      LagWindows(lags: 8, reference: 8, season: 4, form: .scaled), penalty: 1e-3)
    XCTAssertNil(fit.forecast([1, 2, 3]))
    XCTAssertNil(fit.forecast([Double](repeating: 3, count: 20)))
    XCTAssertNil(
      PooledRidge(
        [[1, 2, 3, 4, 5, 6, 7]], scales: [1],
        windows: LagWindows(lags: 2, reference: 1, season: 1, form: .logarithm), penalty: 1e-3,
        horizon: 2, threads: 1))
  }

  func testVariantsFitTheRoom() {
    XCTAssertEqual(RidgeVariant.all(seasons: [], room: 10).map(\.lags), [4, 8])
    XCTAssertEqual(RidgeVariant.all(seasons: [12], room: 60).map(\.lags), [18, 24, 48])
    XCTAssertEqual(RidgeVariant.all(seasons: [12], room: 30).map(\.lags), [18, 24])
    XCTAssertEqual(RidgeVariant.all(seasons: [7], room: 200).map(\.lags), [28, 56, 112])
    XCTAssertEqual(RidgeVariant.all(seasons: [7], room: 40).map(\.lags), [11, 14, 28])
    XCTAssertEqual(RidgeVariant.all(seasons: [52], room: 500).map(\.lags), [52, 65, 104])
    XCTAssertEqual(RidgeVariant.all(seasons: [24, 168], room: 700).map(\.lags), [192, 336])
    XCTAssert(RidgeVariant.all(seasons: [48, 8766], room: 100_000).isEmpty)
  }
}
