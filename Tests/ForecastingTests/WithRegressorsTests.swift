import Foundation
import Statistics
import XCTest

@testable import Forecasting

/// Regressors around forecasters that know nothing of them.
final class WithRegressorsTests: XCTestCase {
  private let length = 210
  private let horizon = 14

  private func columns() -> (heat: [Double], noise: [Double]) {
    var stream = RandomStream(seed: 31, "columns")
    let heat = (0..<length + horizon).map { t in sin(Double(t) / 3) + stream.normal() }
    return (heat, (0..<length + horizon).map { _ in stream.normal() })
  }

  /// 60 + week + 5 heat + noise, as far as the horizon.
  private func truth(slope: Double = 5) -> [Double] {
    var stream = RandomStream(seed: 32, "truth")
    return columns().heat.enumerated().map { t, heat in
      60 + 4 * Double(t % 7) + slope * heat + stream.normal()
    }
  }

  private func series(_ regressors: [Regressor], slope: Double = 5) -> TrainingSeries {
    let values = Array(truth(slope: slope).prefix(length))
    return TrainingSeries(
      id: "s", values: values, seasonalPeriods: [7],
      context: SeriesContext(
        axis: StepAxis(days: [], secondsOfDay: []), firstStep: 0, regressors: regressors,
        recorded: values))
  }

  private func error(_ forecast: Forecast) -> Double {
    let future = truth()[length...]
    return zip(forecast.mean, future).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(horizon)
  }

  func testEveryFamilyGainsFromAColumnThatMatters() throws {
    let (heat, noise) = columns()
    let given = [Regressor(name: "heat", values: heat), Regressor(name: "noise", values: noise)]
    for name in ["theta", "ETS", "seasonal-naive", "mstl"] {
      let model = try XCTUnwrap(ForecasterRegistry.named(name))
      let with = try model.fit(series(given)).forecast(horizon: horizon)
      let without = try model.fit(series([])).forecast(horizon: horizon)
      XCTAssertLessThan(error(with), 0.6 * error(without), name)
      let width = with.interval(0.9).upper[3] - with.interval(0.9).lower[3]
      let wide = without.interval(0.9).upper[3] - without.interval(0.9).lower[3]
      XCTAssertLessThan(width, wide, name)
    }
  }

  func testSlopeIsFoundAndNoiseLeftOut() throws {
    let (heat, noise) = columns()
    let effect = try XCTUnwrap(
      RegressorEffect(
        series([Regressor(name: "noise", values: noise), Regressor(name: "heat", values: heat)])))
    XCTAssertTrue(effect.isMultiplicative)
    // 5 around a mean of 72, in logarithms.
    let slope = try XCTUnwrap(zip(effect.names, effect.slopes).first { $0.0 == "heat" }?.1)
    XCTAssertEqual(slope, 5.0 / 72, accuracy: 0.006)
    XCTAssertGreaterThan(effect.gain, 0.8)
    XCTAssertNil(RegressorEffect(series([Regressor(name: "noise", values: noise)], slope: 0)))
  }

  func testAColumnWithoutFutureIsLeftOutAndNamed() throws {
    let (heat, noise) = columns()
    let gap = try WithRegressors(Theta()).fit(
      series([
        Regressor(name: "heat", values: heat),
        Regressor(name: "rain", values: Array(noise.prefix(length + 3))),
      ]))
    XCTAssertEqual(gap.effect?.unknownAhead, ["rain"])
    XCTAssert(gap.summary.parameters.contains { $0.name == "left out, future not known: rain" })
    XCTAssertEqual(gap.modelName, "theta with heat")
  }

  func testUpdateEqualsTheMemberOnTheRemainder() throws {
    let (heat, _) = columns()
    var fit = try WithRegressors(Theta()).fit(series([Regressor(name: "heat", values: heat)]))
    let effect = try XCTUnwrap(fit.effect)
    var member = fit.base
    let new = Array(truth()[length..<length + 4])
    fit.update(with: new)
    member.update(
      with: new.enumerated().map { k, y in
        y * exp(-effect.slopes[0] * (heat[length + k] - effect.centres[0]))
      })
    let expected = member.forecast(horizon: 3).mean
    for k in 0..<3 {
      let x = heat[length + 4 + k] - effect.centres[0]
      XCTAssertEqual(
        fit.forecast(horizon: 3).mean[k], expected[k] * exp(effect.slopes[0] * x), accuracy: 1e-9)
    }
    let data = try JSONEncoder().encode(fit)
    let back = try JSONDecoder().decode(FittedWithRegressors<Theta.Fitted>.self, from: data)
    XCTAssertEqual(back.forecast(horizon: 5).mean, fit.forecast(horizon: 5).mean)
  }

  func testScenarioReplacesTheFutureOnly() throws {
    let (heat, _) = columns()
    let regressors = PanelRegressors(
      shared: [Regressor(name: "heat", values: heat)],
      own: ["a": [Regressor(name: "staff", values: [1, 2, 3])]])
    let colder = try regressors.scenario(
      ["heat": [Double](repeating: -2, count: horizon)], from: length, horizon: horizon)
    XCTAssertEqual(colder.shared[0].values.prefix(length), heat.prefix(length))
    XCTAssertEqual(Array(colder.shared[0].values[length...]), [Double](repeating: -2, count: 14))
    let staffed = try regressors.scenario(["staff": [9, 9]], from: 3, horizon: 2, of: "a")
    XCTAssertEqual(staffed.own["a"]?[0].values, [1, 2, 3, 9, 9])
    XCTAssertThrowsError(try regressors.scenario(["wind": [1]], from: 3, horizon: 1)) { error in
      XCTAssertEqual(
        error as? ScenarioError, .unknownColumn("wind", known: ["heat", "staff"]))
    }
    XCTAssertThrowsError(try regressors.scenario(["heat": [1]], from: 3, horizon: 2)) { error in
      XCTAssertEqual(error as? ScenarioError, .tooShort("heat", needed: 2, got: 1))
    }
  }
}
