import Foundation
import LinearAlgebra
import Statistics
import TimeSeries
import XCTest

@testable import Forecasting

final class HierarchyForecastTests: XCTestCase {
  private static let keys = ["n", "s"].flatMap { region in
    ["a", "b", "c"].flatMap { site in ["fire", "medical"].map { [region, site, $0] } }
  }

  /// Monthly counts with a season common to all and noise common to a region.
  private static func counts(length: Int) -> Panel {
    var stream = RandomStream(seed: 8, "hierarchy counts")
    let common = (0..<2).map { _ in (0..<length).map { _ in stream.normal() } }
    let series = keys.enumerated().map { k, key in
      Series(
        id: key.joined(separator: "/"), firstStep: 0,
        values: (0..<length).map { t in
          let season = 1 + 0.4 * sin(Double(t) * .pi / 6)
          let level = Double(1 + k % 5) * 1.5 * season
          return max(0, (level + common[k / 6][t] + 0.7 * stream.normal()).rounded())
        })
    }
    return Panel(
      index: TimeIndex(domain: .integer, frequency: .index(step: 1), start: 1, count: length),
      series: series)
  }

  /// Made once: the tests look at it from several sides.
  private static let shared = Result { try made(threads: 1) }

  private static func made(threads: Int) throws -> HierarchyForecast {
    try forecast(
      bottom: counts(length: 60),
      hierarchy: Hierarchy(GroupingExpression("region/site,service"), keys: keys),
      options: HierarchyOptions(
        forecast: ForecastOptions(
          horizon: 4, seasonalPeriods: [12], model: "seasonal-naive", backtestOrigins: 3,
          threads: threads),
        pathCount: 100))
  }

  func testEveryNodeHasACoherentForecast() throws {
    let result = try Self.shared.get()
    let hierarchy = result.hierarchy
    XCTAssertEqual(result.series.map(\.id), hierarchy.nodes.map(\.id))
    XCTAssert(result.means.storage.allSatisfy { $0 >= 0 })
    for step in 0..<4 { XCTAssert(hierarchy.isCoherent(result.means.column(step))) }
    for (node, series) in zip(hierarchy.nodes, result.series) {
      XCTAssertEqual(series.firstStep, 60)
      XCTAssertEqual(series.forecast.horizon, 4)
      for step in 0..<4 {
        XCTAssertEqual(
          series.forecast.mean[step], result.means[node.row, step], accuracy: 1e-12)
        let quantiles = Forecast.standardLevels.map { series.forecast.quantile($0)[step] }
        XCTAssertEqual(quantiles, quantiles.sorted())
        XCTAssertGreaterThanOrEqual(quantiles[0], 0)
      }
      // Quantiles lie about the mean they belong to.
      let spread = series.forecast.standardDeviation
      for step in 0..<4 {
        XCTAssertLessThan(
          abs(series.forecast.median[step] - series.forecast.mean[step]), spread[step] + 0.5)
      }
    }
    let shrinkage = try XCTUnwrap(result.shrinkage)
    XCTAssert((0...1).contains(shrinkage))
  }

  func testLevelsAreScoredBeforeAndAfter() throws {
    let result = try Self.shared.get()
    let methods = Set(result.accuracy.map(\.method))
    XCTAssertEqual(methods, ["base", "bottom-up", "mint-shrink"])
    XCTAssertEqual(
      Set(result.accuracy.map(\.level)), Set(result.hierarchy.levels.map(\.title)))
    XCTAssert(result.accuracy.allSatisfy { $0.mase > 0 && $0.mase < 3 })
    let bottom = result.accuracy.filter { $0.level == "series" }
    let base = try XCTUnwrap(bottom.first { $0.method == "base" })
    let up = try XCTUnwrap(bottom.first { $0.method == "bottom-up" })
    XCTAssertEqual(base.mase, up.mase, "the bottom of bottom-up is the base")
  }

  func testTheSameBytesOnAnyThreads() throws {
    let (one, two) = (try Self.shared.get(), try Self.made(threads: 2))
    XCTAssertEqual(one.means.storage.map(\.bitPattern), two.means.storage.map(\.bitPattern))
    for (a, b) in zip(one.series, two.series) {
      XCTAssertEqual(
        a.forecast.quantile(0.9).map(\.bitPattern), b.forecast.quantile(0.9).map(\.bitPattern))
    }
  }

  func testOtherMethodsFromTheSameBase() throws {
    let result = try Self.shared.get()
    for method in ReconciliationMethod.allCases {
      let other = try result.reconciled(by: method)
      XCTAssertEqual(other.options.method, method)
      for step in 0..<4 { XCTAssert(other.hierarchy.isCoherent(other.means.column(step))) }
    }
    let up = try result.reconciled(by: .bottomUp)
    let above = up.hierarchy.aggregateCount
    for row in above..<up.hierarchy.rowCount {
      XCTAssertEqual(up.means.row(row), up.base.series[row].forecast.mean)
    }
  }

  func testShortSeriesAreWeighedByTheirNumber() throws {
    let result = try forecast(
      bottom: Self.counts(length: 5),
      hierarchy: Hierarchy(GroupingExpression("region/site,service"), keys: Self.keys),
      options: HierarchyOptions(
        forecast: ForecastOptions(horizon: 2, model: "naive", backtestOrigins: 0), pathCount: 100))
    XCTAssertNil(result.shrinkage)
    XCTAssert(result.accuracy.isEmpty)
    XCTAssert(result.notes.contains { $0.hasPrefix("No backtest was possible") })
    XCTAssert(result.hierarchy.isCoherent(result.means.column(1)))
  }

  func testDrawsHaveTheReconciledCovariance() throws {
    // Normal margins with the deviations of W: the draws have covariance W, and
    // coherent ones S (Sᵀ W⁻¹ S)⁻¹ Sᵀ.
    let test = try ReconciliationCase(seed: 6, bottoms: 12, moments: 20, steps: 1, zeros: 0)
    let hierarchy = test.hierarchy
    let covariance = ErrorCovariance.shrunk(test.errors)
    let deviations = covariance.variances.map { $0.squareRoot() }
    let base = (0..<hierarchy.rowCount).map {
      Forecast(.normal(mean: [test.base[$0, 0]], standardDeviation: [deviations[$0]]))
    }
    let sampler = JointSampler(
      reconciler: try Reconciler(hierarchy, covariance: covariance), base: base,
      isBottomUp: false, isCount: false, seed: 1, pathCount: 3_000)
    var draws = Matrix(rows: 0, columns: 0)
    try sampler.forEachStep { _, values in draws = values }
    var dense = Matrix.diagonal(covariance.diagonal) + covariance.factors.outerGram()
    dense = try Cholesky(dense).inverse()
    var sums = Matrix(rows: hierarchy.rowCount, columns: hierarchy.bottomCount)
    for j in 0..<hierarchy.bottomCount {
      var unit = [Double](repeating: 0, count: hierarchy.bottomCount)
      unit[j] = 1
      sums.setColumn(j, to: hierarchy.aggregates(of: unit) + unit)
    }
    let inner = try Cholesky(sums.transposeTimes(dense * sums)).inverse()
    let expected = sums * inner.timesTranspose(sums)
    for row in 0..<hierarchy.rowCount {
      let values = draws.row(row)
      let mean = values.reduce(0, +) / 3_000
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2_999
      // Four standard errors of a normal sample variance.
      XCTAssertEqual(variance / expected[row, row], 1, accuracy: 4 * (2.0 / 3_000).squareRoot())
    }
    for path in 0..<3_000 { XCTAssert(hierarchy.isCoherent(draws.column(path))) }
  }

  func testCuttingAtZeroDoesNotRaiseTheTotal() throws {
    let keys = (0..<60).map { ["r\($0 % 3)", "s\($0)"] }
    let hierarchy = try Hierarchy(GroupingExpression("region/site"), keys: keys)
    let base = (0..<hierarchy.rowCount).map { row -> Forecast in
      let size = Double(hierarchy.bottoms(ofRow: row).count)
      return Forecast(
        .normal(mean: [0.3 * size], standardDeviation: [0.3 * size.squareRoot()]), floor: 0)
    }
    let covariance = ErrorCovariance(
      diagonal: (0..<hierarchy.rowCount).map {
        0.09 * Double(hierarchy.bottoms(ofRow: $0).count)
      })
    let reconciler = try Reconciler(hierarchy, covariance: covariance)
    var totals: [Double] = []
    for isCount in [false, true] {
      let sampler = JointSampler(
        reconciler: reconciler, base: base, isBottomUp: false, isCount: isCount,
        seed: 1, pathCount: 1_000)
      try sampler.forEachStep { _, values in
        totals.append(values.row(0).reduce(0, +) / 1_000)
        let lowest = values.storage.min() ?? 0
        if isCount {
          XCTAssertGreaterThanOrEqual(lowest, 0)
          XCTAssert(values.storage.allSatisfy { $0 == $0.rounded() })
        } else {
          XCTAssertLessThan(lowest, -0.1, "there is something to cut off")
        }
      }
    }
    XCTAssertGreaterThan(totals[0], 18.3, "margins that end at zero sum to more than their means")
    XCTAssertEqual(totals[1], 18, accuracy: 0.25)
  }
}
