import LinearAlgebra
import Statistics
import TimeSeries
import XCTest

@testable import Forecasting

final class OwnDistributionTests: XCTestCase {
  /// One step in five brings one to three.
  private static func sparse(_ count: Int, seed: UInt64) -> [Double] {
    var stream = RandomStream(seed: seed, "sparse")
    return (0..<count).map { _ in
      stream.uniform() < 0.2 ? (1 + 3 * stream.uniform()).rounded(.down) : 0
    }
  }

  private static func panel(_ series: [[Double]]) -> Panel {
    Panel(
      index: TimeIndex(
        domain: .integer, frequency: .index(step: 1), start: 1,
        count: series.map(\.count).max() ?? 0),
      series: series.enumerated().map {
        Series(id: "s\($0.offset)", firstStep: 0, values: $0.element)
      })
  }

  func testSparseSeriesKeepsItsCountsBesideADenseOne() throws {
    let dense = (0..<60).map { t -> Double in
      let season = Double((t * 7919) % 12)
      return 200 + 40 * season + Double(t % 5)
    }
    let own = Self.sparse(60, seed: 3)
    let options = ForecastOptions(horizon: 6, seasonalPeriods: [12])
    let both = try forecast(panel: Self.panel([own, dense]), options: options)
    let sparse = both.series[0]
    XCTAssertEqual(sparse.members.map(\.name), ["intermittent"])
    XCTAssertFalse(both.series[1].members.map(\.name).contains("intermittent"))
    // What the model itself says, whole numbers.
    let direct = try IntermittentDemand().fit(
      TrainingSeries(id: "s0", values: own, seasonalPeriods: [12], isCount: true)
    ).forecast(horizon: 6)
    for level in [0.1, 0.5, 0.9, 0.975] {
      XCTAssertEqual(sparse.forecast.quantile(level), direct.quantile(level))
      XCTAssert(sparse.forecast.quantile(level).allSatisfy { $0 == $0.rounded() })
    }
    XCTAssertEqual(sparse.forecast.median, [Double](repeating: 0, count: 6))
    XCTAssert(sparse.forecast.mean.allSatisfy { $0 > 0.1 && $0 < 1 })
    // Its backtest shows the same kind of interval.
    XCTAssertFalse(sparse.backtest.isEmpty)
    XCTAssert(
      sparse.backtest.allSatisfy { $0.lower == [0, 0] && $0.upper[1] == $0.upper[1].rounded() })
  }

  func testCoverageOfSparseSeriesIsAsStated() throws {
    let horizon = 12
    let panel = Self.panel((0..<25).map { Self.sparse(72 + horizon, seed: 100 + UInt64($0)) })
    var past = panel
    for k in past.series.indices { past.series[k].values.removeLast(horizon) }
    let made = try forecast(
      panel: past, options: ForecastOptions(horizon: horizon, seasonalPeriods: [12]))
    var below = 0.0
    var inside = 0.0
    for (series, whole) in zip(made.series, panel.series) {
      let upper = series.forecast.quantile(0.9)
      let wide = series.forecast.interval(0.95)
      for (step, y) in whole.values.suffix(horizon).enumerated() {
        if y <= upper[step] { below += 1 }
        if y >= wide.lower[step] && y <= wide.upper[step] { inside += 1 }
      }
    }
    // Whole numbers hold at least what they state.
    XCTAssertGreaterThan(below / 300, 0.86)
    XCTAssertGreaterThan(inside / 300, 0.93)
  }

  func testCountsWithinDaysAreLeftToTheCalendarRegression() throws {
    var stream = RandomStream(seed: 9, "hours")
    let values = (0..<(24 * 7 * 8)).map { t -> Double in
      let mean = 4 + 3 * sin(Double(t % 24) / 24 * 2 * .pi)
      return max(0, (mean + mean.squareRoot() * stream.normal()).rounded())
    }
    let index = TimeIndex(
      domain: .wall, frequency: .seconds(3_600), start: 1_388_966_400, count: values.count)
    let made = try forecast(
      panel: Panel(index: index, series: [Series(id: "a", firstStep: 0, values: values)]),
      options: ForecastOptions(horizon: 24, seasonalPeriods: [24, 168]))
    XCTAssertEqual(made.series[0].members.map(\.name), ["calendar-counts"])
    let direct = try CalendarCounts().fit(
      TrainingSeries(
        id: "a", values: values, seasonalPeriods: [24, 168], isCount: true,
        context: SeriesContext(
          axis: StepAxis(index, ahead: 24), firstStep: 0, recorded: values))
    ).forecast(horizon: 24)
    XCTAssertEqual(made.series[0].forecast.quantile(0.95), direct.quantile(0.95))
    XCTAssertEqual(made.series[0].forecast.mean, direct.mean)
  }
}
