import Foundation
import Statistics
import TestSupport
import XCTest

@testable import Forecasting

final class TBATSTests: XCTestCase {
  private struct Case {
    var name: String
    var model: TBATSModel
    var parameters: TBATSParameters
    var state: TBATSState
    var values: [Double]
    var errors: [Double]
    var likelihood: Double
  }

  private func cases() throws -> [Case] {
    let rows = try ReferenceRows.read("forecasting/tbats/values.csv")
    let settings = try ReferenceRows.read("forecasting/tbats/parameters.csv")
    return ["level", "trend", "month", "two", "errors"].map { name in
      func all(_ key: String) -> [Double] {
        settings.filter { $0["case"] == name && $0["name"] == key }.map { Double($0["value"]!)! }
      }
      let counts = all("harmonics").map { Int($0) }
      let seasons = zip(all("period"), counts).map {
        TrigonometricSeason(period: $0, harmonics: Array(1...$1))
      }
      let hasTrend = !all("beta").isEmpty
      let seed = all("seed")
      // The reference keeps s of a whole season before its s*.
      var harmonics: [SIMD2<Double>] = []
      var at = hasTrend ? 2 : 1
      for count in counts {
        for j in 0..<count { harmonics.append(SIMD2(seed[at + j], seed[at + count + j])) }
        at += 2 * count
      }
      return Case(
        name: name,
        model: TBATSModel(
          seasons: seasons, hasTrend: hasTrend, autoregression: all("ar").count,
          movingAverage: all("ma").count),
        parameters: TBATSParameters(
          alpha: all("alpha")[0], beta: all("beta").first ?? 0, phi: all("phi").first ?? 0,
          gamma: zip(all("gamma1"), all("gamma2")).map { SIMD2($0, $1) },
          autoregression: all("ar"), movingAverage: all("ma")),
        state: TBATSState(
          level: seed[0], slope: hasTrend ? seed[1] : 0, harmonics: harmonics,
          errors: all("ar").map { _ in 0 }, innovations: all("ma").map { _ in 0 }),
        values: ReferenceRows.column(rows, "value", of: name),
        errors: ReferenceRows.column(rows, "error", of: name),
        likelihood: ReferenceRows.column(rows, "likelihood", of: name)[0])
    }
  }

  func testErrorsAndLikelihoodEqualReference() throws {
    for entry in try cases() {
      XCTAssertFalse(entry.values.isEmpty, entry.name)
      let pass = entry.model.recursion(
        entry.values, parameters: entry.parameters, initialState: entry.state)
      for (t, error) in entry.errors.enumerated() {
        XCTAssertEqual(
          entry.values[t] - pass.fitted[t], error, accuracy: 1e-8, "\(entry.name) step \(t)")
      }
      let n = Double(entry.values.count)
      XCTAssertEqual(
        n * log(pass.sumOfSquares), entry.likelihood, accuracy: 1e-8, entry.name)
    }
  }

  func testDerivativesEqualDifferences() throws {
    for (entry, gap) in try cases().flatMap({ [($0, false), ($0, true)] }) {
      var values = entry.values.map { ($0 - 100) / 20 }
      if gap { values[7] = .nan }
      var objective = TBATSObjective(entry.model, values: values)
      var state = entry.state
      state.level = -0.2
      for k in state.harmonics.indices { state.harmonics[k] /= 20 }
      let x = objective.variables(entry.parameters, state)
      let n = objective.dimension
      XCTAssertEqual(x.count, n)
      XCTAssertEqual(objective.parameters(x), entry.parameters)
      XCTAssertEqual(objective.state(x), state)
      var gradient = [Double](repeating: 0, count: n)
      var normal = [Double](repeating: 0, count: n * n)
      let value = objective.linearize(at: x, gradient: &gradient, normal: &normal)
      let pass = entry.model.recursion(values, parameters: entry.parameters, initialState: state)
      assertClose(value, 0.5 * pass.sumOfSquares, relative: 1e-10, entry.name)
      for i in 0..<n {
        var (up, down) = (x, x)
        up[i] += 1e-6
        down[i] -= 1e-6
        let difference = (objective.value(at: up) - objective.value(at: down)) / 2e-6
        XCTAssertEqual(
          gradient[i], difference, accuracy: 1e-5 * max(1, abs(difference)), "\(entry.name) \(i)")
      }
    }
  }

  private func hourly(_ count: Int) -> [Double] {
    var stream = RandomStream(seed: 6, "tbats")
    return (0..<count).map { t -> Double in
      let day = 30 * sin(2 * Double.pi * Double(t) / 24) + 8 * cos(6 * Double.pi * Double(t) / 24)
      let week = 12 * sin(2 * Double.pi * Double(t) / 168)
      return 200 + day + week + 4 * stream.normal()
    }
  }

  func testSeasonsAreFoundAndGoOn() throws {
    let values = hourly(600)
    let fit = try TBATS(logarithm: .no).fit(
      TrainingSeries(id: "h", values: Array(values.prefix(552)), seasonalPeriods: [24, 168]))
    XCTAssertEqual(fit.model.seasons.map(\.period), [24, 168])
    XCTAssert(fit.model.seasons[0].harmonics.contains(1))
    XCTAssert(fit.model.seasons[0].harmonics.contains(3))
    XCTAssert(fit.model.seasons[1].harmonics.contains(1))
    var error = 0.0
    for (mean, value) in zip(fit.forecast(horizon: 48).mean, values[552...]) {
      error += abs(mean - value) / 48
    }
    XCTAssertLessThan(error, 6)
    XCTAssertEqual(fit.variance.squareRoot(), 4, accuracy: 0.8)
    XCTAssertEqual(fit.components.suffix(2).map(\.name), ["season 24", "season 168"])
  }

  func testSeasonNeedNotBeWhole() throws {
    var stream = RandomStream(seed: 9, "tbats-week")
    let values = (0..<260).map { t -> Double in
      60 + 9 * cos(2 * Double.pi * Double(t) / 52.18) + 2 * stream.normal()
    }
    let fit = try TBATS(periods: [52.18], logarithm: .no).fit(
      TrainingSeries(id: "w", values: values, seasonalPeriods: []))
    XCTAssertEqual(fit.model.seasons.map(\.period), [52.18])
    for (h, mean) in fit.forecast(horizon: 26).mean.enumerated() {
      let truth = 60 + 9 * cos(2 * Double.pi * Double(260 + h) / 52.18)
      XCTAssertEqual(mean, truth, accuracy: 2.5, "step \(h)")
    }
  }

  func testStartOfHarmonicsIsTheirWave() {
    let wave = (0..<96).map { 3 * sin(2 * Double.pi * Double($0) / 12 + 0.4) }
    let selection = HarmonicSelection(wave, periods: [12])
    XCTAssertEqual(selection.seasons, [TrigonometricSeason(period: 12, harmonics: [1])])
    // The state before the first value adds to the first prediction as it stands; the
    // straight line taken off first takes a little of the wave with it.
    XCTAssertEqual(selection.states[0].x, wave[0], accuracy: 0.03)
    XCTAssertEqual(
      selection.states[0].x * cos(Double.pi / 6) + selection.states[0].y * sin(Double.pi / 6),
      wave[1], accuracy: 0.03)
  }

  func testMultiplicativeSeriesTakesLogs() throws {
    var stream = RandomStream(seed: 12, "tbats-log")
    let values = (0..<144).map { t -> Double in
      let growth = exp(0.02 * Double(t))
      return 50 * growth * (1 + 0.4 * sin(2 * Double.pi * Double(t) / 12))
        * exp(0.05 * stream.normal())
    }
    let fit = try TBATS().fit(TrainingSeries(id: "m", values: values, seasonalPeriods: [12]))
    XCTAssert(fit.model.isLogarithmic)
    let forecast = fit.forecast(horizon: 12)
    XCTAssert(forecast.interval(0.95).lower.allSatisfy { $0 > 0 })
    for h in 0..<12 { XCTAssertGreaterThan(forecast.mean[h], forecast.median[h]) }
    XCTAssertThrowsError(
      try TBATS(logarithm: .yes).fit(
        TrainingSeries(id: "z", values: values + [0], seasonalPeriods: [12]))
    ) { XCTAssertEqual($0 as? FitError, .nonPositive) }
  }

  func testOddSeriesHaveTheDocumentedResults() throws {
    func fit(_ values: [Double]) throws -> FittedTBATS {
      try TBATS().fit(TrainingSeries(id: "s", values: values, seasonalPeriods: [7]))
    }
    XCTAssertThrowsError(try fit([]))
    XCTAssertEqual(try fit([3, 3, 3, 3, 3, 3, 3]).forecast(horizon: 2).mean, [3, 3])
    // Half of each error: 4, 5, 5.
    XCTAssertEqual(try fit([4, 6, 5]).forecast(horizon: 1).mean[0], 5, accuracy: 1e-12)
  }
}
