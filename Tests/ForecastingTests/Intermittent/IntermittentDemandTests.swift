import Foundation
import Statistics
import TestSupport
import XCTest

@testable import Forecasting

final class IntermittentDemandTests: XCTestCase {
  private func values(_ name: String) throws -> [Double] {
    ReferenceRows.column(
      try ReferenceRows.read("forecasting/intermittent/values.csv"), "value", of: name)
  }

  func testRatesEqualReference() throws {
    let rows = try ReferenceRows.read("forecasting/intermittent/rates.csv")
    var groups: [String: [[String: String]]] = [:]
    for row in rows {
      groups["\(row["case"]!) \(row["method"]!) \(row["size"]!)", default: []].append(row)
    }
    XCTAssertEqual(groups.count, 16)
    for (name, group) in groups.sorted(by: { $0.key < $1.key }) {
      let values = try values(group[0]["case"]!)
      let first = try XCTUnwrap(values.firstIndex { $0 != 0 })
      var rate = DemandRate(
        DemandRateMethod(rawValue: group[0]["method"]!)!,
        DemandRateParameters(
          size: Double(group[0]["size"]!)!, timing: Double(group[0]["timing"]!)!))
      for (t, row) in group.enumerated() {
        // Before the first demand the reference puts values of its own.
        if t > first, let fitted = Double(row["fitted"]!) {
          XCTAssertEqual(rate.rate, fitted, accuracy: 1e-8, "\(name) step \(t)")
        }
        if t < values.count { rate.advance(values[t]) }
      }
      XCTAssertEqual(group.count, values.count + 1)
    }
  }

  func testBlockRatesEqualReference() throws {
    let rows = try ReferenceRows.read("forecasting/intermittent/blocks.csv")
    for name in ["sparse", "lumpy", "often", "late"] {
      let values = try values(name)
      for method in [DemandRateMethod.adida, .imapa] {
        let group = rows.filter { $0["case"] == name && $0["method"] == method.rawValue }
        let lengths = group.filter { $0["length"] != "0" }
        XCTAssertFalse(lengths.isEmpty)
        let parameters = DemandRateParameters(
          blocks: lengths.map { Int($0["length"]!)! },
          blockSmoothing: lengths.map { Double($0["alpha"]!)! })
        var rate = DemandRate(method, parameters)
        for value in values { rate.advance(value) }
        let expected = try XCTUnwrap(group.last.flatMap { Double($0["forecast"]!) })
        XCTAssertEqual(rate.rate, expected, accuracy: 1e-8, "\(name) \(method)")
        // The fit comes to the same lengths of blocks.
        XCTAssertEqual(
          DemandRateParameters.fitted(method, to: values).blocks, parameters.blocks, name)
      }
    }
  }

  func testFittedWeightHasTheLeastSquaredErrors() throws {
    let values = try values("often")
    let chosen = DemandRateParameters.fitted(.tsb, to: values)
    func squares(_ series: [Double], _ alpha: Double) -> Double {
      var state = series[0]
      var sum = 0.0
      for value in series.dropFirst() {
        sum += (value - state) * (value - state)
        state += alpha * (value - state)
      }
      return sum
    }
    let sizes = values.filter { $0 != 0 }
    for alpha in [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5] {
      XCTAssertLessThanOrEqual(squares(sizes, chosen.size), squares(sizes, alpha) + 1e-12)
    }
  }

  func testClassesOfDemand() {
    XCTAssertEqual(DemandProfile([3, 4, 3, 5, 4]).kind, .smooth)
    XCTAssertEqual(DemandProfile([1, 40, 2, 30, 1]).kind, .erratic)
    XCTAssertEqual(DemandProfile([0, 0, 2, 0, 2]).kind, .intermittent)
    XCTAssertEqual(DemandProfile([0, 50, 0, 1, 0, .nan, 0, 1]).kind, .lumpy)
    XCTAssertEqual(DemandProfile([0, 0]).kind, .none)
    let profile = DemandProfile([0, 2, .nan, 0, 4])
    XCTAssertEqual(profile.averageInterval, 2)
    XCTAssertEqual(profile.zeroShare, 0.5)
    XCTAssertEqual(profile.squaredVariation, 1.0 / 9, accuracy: 1e-15)
  }

  func testSuitsSparseCountsWithoutASeasonThatSaysWhen() {
    func repeated(_ values: [Double]) -> [Double] { (0..<6).flatMap { _ in values } }
    XCTAssert(IntermittentDemand.suits(repeated([0, 0, 1, 0])))
    XCTAssertFalse(IntermittentDemand.suits([0, 0, 1, 0]), "too few to tell")
    XCTAssertFalse(IntermittentDemand.suits(repeated([0, 0, 0, 0])), "no demand at all")
    XCTAssertFalse(IntermittentDemand.suits(repeated([0, 0.5, 0])))
    XCTAssertFalse(IntermittentDemand.suits(repeated([2, 3, 1, 0])))
    // Shut from October to March.
    let pool = repeated([0, 0, 0, 4, 9, 14, 20, 18, 7, 0, 0, 0])
    XCTAssert(IntermittentDemand.suits(pool))
    XCTAssertFalse(IntermittentDemand.suits(pool, seasonalPeriods: [12]))
    XCTAssertEqual(IntermittentDemand.shareOfSeason(pool, period: 12), 1, accuracy: 1e-12)
    // By hand: means 1 and 2, squares about them 2 + 2, about the mean of all 5.5.
    XCTAssertEqual(
      IntermittentDemand.shareOfSeason([0, 1, 1, 2, 2, 3], period: 2),
      1 - (4.0 / 4) / (5.5 / 5), accuracy: 1e-12)
  }

  func testProbabilitiesSumToOneAndKeepTheMean() throws {
    for name in ["sparse", "lumpy", "often", "late"] {
      let fit = try IntermittentDemand().fit(
        TrainingSeries(id: name, values: try values(name), seasonalPeriods: [], isCount: true))
      let counts = try XCTUnwrap(fit.counts)
      XCTAssertEqual(counts.weights.reduce(0, +), 1, accuracy: 1e-12)
      for mean in [0.05, 0.7, 3.2, 20] {
        let chances = counts.probabilities(mean: mean)
        XCTAssertEqual(chances.reduce(0, +), 1, accuracy: 1e-12, name)
        let expectation = chances.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
        assertClose(expectation, mean, relative: 1e-4, "\(name) \(mean)")
      }
    }
  }

  func testFamiliesAreRecognized() {
    var stream = RandomStream(seed: 4, "families")
    let means = [Double](repeating: 3, count: 400)
    func fit(_ outcomes: [Int]) -> CountDistribution {
      CountDistribution(means: means, outcomes: outcomes, demands: outcomes.filter { $0 > 0 })
    }
    // A Poisson draw by counting exponential gaps.
    let poisson = fit(
      means.map { mean in
        var sum = -Foundation.log(stream.uniformOpen())
        var count = 0
        while sum < mean {
          count += 1
          sum -= Foundation.log(stream.uniformOpen())
        }
        return count
      })
    XCTAssertGreaterThan(poisson.weights[0] + poisson.weights[1], 0.9)
    XCTAssertGreaterThan(poisson.size, 15)
    // Packs of six, half the time: no smooth family has a gap from 1 to 5.
    let packs = fit(means.map { _ in stream.uniform() < 0.5 ? 6 : 0 })
    XCTAssertGreaterThan(packs.weights[3], 0.99)
    let chances = packs.probabilities(mean: 3)
    XCTAssertEqual(chances[0], 0.5, accuracy: 0.05)
    XCTAssertGreaterThan(chances[6], 0.35)
  }

  func testForecastsAreWholeNumbersWithTheMeanOfTheRate() throws {
    let fit = try IntermittentDemand().fit(
      TrainingSeries(
        id: "s", values: try values("sparse"), seasonalPeriods: [12], isCount: true))
    let forecast = fit.forecast(horizon: 6)
    XCTAssertEqual(forecast.mean, [Double](repeating: fit.rate, count: 6))
    XCTAssertEqual(forecast.median, [Double](repeating: 0, count: 6))
    for level in Forecast.standardLevels {
      for value in forecast.quantile(level) {
        XCTAssertEqual(value, value.rounded())
        XCTAssertGreaterThanOrEqual(value, 0)
      }
    }
    XCTAssertGreaterThan(forecast.quantile(0.975)[0], 0)
    var stream = RandomStream(seed: 2, "whole")
    let paths = fit.simulate(horizon: 6, paths: 200, stream: &stream)
    XCTAssert(paths.storage.allSatisfy { $0 >= 0 && $0 == $0.rounded() })
    XCTAssertNotNil(fit.logLikelihood)
  }

  func testRateFallsWhileNothingIsAskedFor() throws {
    let series = TrainingSeries(id: "s", values: try values("sparse"), seasonalPeriods: [])
    var croston = try Croston().fit(series)
    var tsb = try TeunterSyntetosBabai().fit(series)
    var blocks = try IntermittentDemand().fit(series)
    let before = (croston.rate, tsb.rate, blocks.rate)
    let nothing = [Double](repeating: 0, count: 40)
    croston.update(with: nothing)
    tsb.update(with: nothing)
    blocks.update(with: nothing)
    XCTAssertEqual(croston.rate, before.0)
    XCTAssertLessThan(tsb.rate, 0.2 * before.1)
    XCTAssertLessThan(blocks.rate, 0.5 * before.2)
    let silent = blocks.rate
    blocks.update(with: [.nan, .nan])
    XCTAssertEqual(blocks.rate, silent)
  }

  func testOddSeriesHaveTheDocumentedResults() throws {
    func fit(_ values: [Double]) throws -> FittedIntermittentDemand {
      try IntermittentDemand().fit(TrainingSeries(id: "s", values: values, seasonalPeriods: []))
    }
    XCTAssertThrowsError(try fit([]))
    XCTAssertThrowsError(try fit([1, .infinity]))
    let zeros = try fit([0, 0, 0, 0])
    XCTAssertEqual(zeros.forecast(horizon: 2).mean, [0, 0])
    XCTAssertEqual(zeros.forecast(horizon: 2).quantile(0.99), [0, 0])
    XCTAssertEqual(zeros.profile.kind, .none)
    let parts = try fit([0, 1.5, 0, 0, 2.5, 0, 0, 0, 2])
    XCTAssertNil(parts.counts)
    XCTAssertGreaterThan(parts.forecast(horizon: 1).quantile(0.975)[0], 1)
    XCTAssertEqual(parts.forecast(horizon: 1).quantile(0.3)[0], 0)
  }
}
