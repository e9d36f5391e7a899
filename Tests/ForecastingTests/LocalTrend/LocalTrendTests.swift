import Foundation
import TestSupport
import XCTest

@testable import Forecasting

/// Structural models against statsmodels, and their own promises.
final class LocalTrendTests: XCTestCase {
  private let forms: [String: LocalTrendForm] = [
    "level": LocalTrendForm(slope: .none),
    "trend": LocalTrendForm(),
    "dummies": LocalTrendForm(seasons: [.init(period: 4)]),
    "trigonometric": LocalTrendForm(seasons: [.init(period: 12, harmonics: 3)]),
    "two-seasons": LocalTrendForm(
      slope: .none,
      seasons: [.init(period: 7, harmonics: 2), .init(period: 24, harmonics: 3)]),
    "gaps": LocalTrendForm(seasons: [.init(period: 12)]),
  ]

  private func cases() throws -> [StateSpaceCase] {
    try StateSpaceCase.read("forecasting/localtrend/localtrend.csv")
  }

  func testFilterEqualsReference() throws {
    var compared = 0
    for one in try cases() {
      guard let form = forms[one.name] else { continue }
      compared += 1
      let fit = try FittedLocalTrend(
        form: form,
        parameters: LocalTrendParameters(
          irregular: one["irregular"][0], level: one["level"][0],
          slope: max(0, one["slope"][0]), seasons: one["season"]),
        variance: 1, values: one["series"])
      assertClose(
        try XCTUnwrap(fit.logLikelihood), one["likelihood"][0], relative: 1e-8, one.name)
      let forecast = fit.forecast(horizon: 14)
      for (h, mean) in one["forecast"].enumerated() {
        assertClose(forecast.mean[h], mean, relative: 1e-8, "\(one.name) mean \(h)")
        assertClose(
          forecast.standardDeviation[h], one["deviation"][h], relative: 1e-8,
          "\(one.name) deviation \(h)")
      }
      let level = fit.components[0].values
      // The first states after the diffuse start are small differences of large numbers.
      for (t, expected) in one["filtered-level"].enumerated() where t > form.order + 12 {
        assertClose(level[t], expected, relative: 1e-8, "\(one.name) level \(t)")
        assertClose(fit.fittedValues[t], one["prediction"][t], relative: 1e-8, one.name)
      }
      XCTAssert(level.suffix(20).allSatisfy(\.isFinite))
    }
    XCTAssertEqual(compared, forms.count)
  }

  func testFitReachesTheReferenceMaximum() throws {
    for one in try cases() where one.name.hasPrefix("fit") {
      let values = one["series"]
      let hasRegressor = !one["coefficient"].isEmpty
      let context = SeriesContext(
        axis: StepAxis(days: [], secondsOfDay: []), firstStep: 0,
        regressors: hasRegressor ? [Regressor(name: "x", values: one["regressor"])] : [],
        recorded: values)
      let fit = try LocalTrend(LocalTrendForm(seasons: [.init(period: 4)])).fit(
        TrainingSeries(id: "s", values: values, seasonalPeriods: [4], context: context))
      XCTAssertGreaterThanOrEqual(
        try XCTUnwrap(fit.logLikelihood), one["likelihood"][0] - 1e-4, one.name)
      XCTAssert(fit.summary.converged)
      if hasRegressor {
        assertClose(fit.regressionCoefficients[0], one["coefficient"][0], relative: 1e-3)
        let effect = fit.regressionCoefficients[0] * one["regressor"][values.count + 2]
        var without = context
        without.regressors[0].values[values.count + 2] = 0
        let plain = try LocalTrend(LocalTrendForm(seasons: [.init(period: 4)])).fit(
          TrainingSeries(id: "s", values: values, seasonalPeriods: [4], context: without))
        XCTAssertEqual(
          fit.forecast(horizon: 3).mean[2] - plain.forecast(horizon: 3).mean[2], effect,
          accuracy: 1e-6)
      }
    }
  }

  func testUpdateIsTheFilterOfTheWholeSeries() throws {
    for one in try cases() {
      guard let form = forms[one.name] else { continue }
      let values = one["series"]
      let parameters = LocalTrendParameters(
        irregular: one["irregular"][0], level: one["level"][0], slope: max(0, one["slope"][0]),
        seasons: one["season"])
      let whole = try FittedLocalTrend(
        form: form, parameters: parameters, variance: 1, values: values)
      var grown = try FittedLocalTrend(
        form: form, parameters: parameters, variance: 1, values: Array(values.prefix(35)))
      grown.update(with: Array(values[35...]))
      XCTAssertEqual(grown.forecast(horizon: 5).mean, whole.forecast(horizon: 5).mean, one.name)
      XCTAssertEqual(
        grown.components.map(\.values.count), whole.components.map(\.values.count))
    }
  }

  func testDampedSlopeLevelsOff() throws {
    let values = (0..<60).map { t in 50 - 40 * Foundation.pow(0.93, Double(t)) }
    let fit = try LocalTrend(LocalTrendForm(slope: .damped)).fit(
      TrainingSeries(id: "s", values: values, seasonalPeriods: []))
    assertClose(fit.parameters.damping, 0.93, relative: 0.02)
    XCTAssertEqual(fit.forecast(horizon: 200).mean[199], 50, accuracy: 0.5)
  }

  func testSeriesThatCarryTooLittle() throws {
    func series(_ values: [Double]) -> TrainingSeries {
      TrainingSeries(id: "s", values: values, seasonalPeriods: [12])
    }
    XCTAssertThrowsError(try LocalTrend().fit(series([])))
    XCTAssertThrowsError(try LocalTrend().fit(series([1, .infinity])))
    XCTAssertThrowsError(
      try LocalTrend(LocalTrendForm(seasons: [.init(period: 12)])).fit(series([1, 2, 3, 4])))
    let one = try LocalTrend().fit(series([5]))
    XCTAssertEqual(one.forecast(horizon: 2).mean, [5, 5])
    let constant = try LocalTrend().fit(series([Double](repeating: 4, count: 50)))
    XCTAssertEqual(constant.forecast(horizon: 2).mean, [4, 4])
    XCTAssertEqual(constant.variance, 0)
    // Two turns of a season are not yet held: a trend without it.
    let short = try LocalTrend().fit(series((0..<20).map { Double($0 * $0 % 11) }))
    XCTAssertEqual(short.form.seasons, [])
  }
}
