import Forecasting
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
    for count in 0...30 {
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
