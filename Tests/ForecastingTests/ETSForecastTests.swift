import Foundation
import Statistics
import TestSupport
import XCTest

@testable import Forecasting

final class ETSForecastTests: XCTestCase {
  func testMeanAndVarianceMatchR() throws {
    let reference = try ETSReference("variance.csv")
    for code in reference.forms {
      let form = ETSForm(code)
      let fitted = FittedETS(
        form, period: 4, state: ETSReference.state(reference(code, "state"), form))
      let forecast = fitted.forecast(horizon: 13)
      let (mean, deviation) = (forecast.mean, forecast.standardDeviation)
      for h in 0..<13 {
        assertClose(mean[h], reference(code, "mean")[h], relative: 1e-12, code)
        assertClose(
          deviation[h] * deviation[h], reference(code, "variance")[h], relative: 1e-9, code)
      }
    }
  }

  /// Means and second moments are polynomials in the innovations: Gauss–Hermite
  /// nodes over every future of five steps give them exactly, by the recursion alone.
  func testMomentsMatchQuadratureOverFutures() {
    let nodes = [-3.0.squareRoot(), 0, 3.0.squareRoot()]
    let weights = [1.0 / 6, 2.0 / 3, 1.0 / 6]
    for form in ETSForm.all where form.varianceClass != .simulated {
      var state = ETSState(level: 80, trend: form.trend == .none ? 0 : 0.7)
      if form.season == .additive { state.season = [-6, 9] }
      if form.season == .multiplicative { state.season = [0.8, 1.2] }
      let fitted = FittedETS(form, period: 2, state: state)
      let sigma = fitted.variance.squareRoot()
      let horizon = 6
      var first = [Double](repeating: 0, count: horizon)
      var second = first
      func follow(_ steps: ETSStepper, _ h: Int, _ weight: Double) {
        guard h < horizon else { return }
        for (node, share) in zip(nodes, weights) {
          var next = steps
          let mean = steps.prediction
          let y = mean + sigma * node * (form.error == .multiplicative ? mean : 1)
          first[h] += weight * share * y
          second[h] += weight * share * y * y
          _ = next.advance(y)
          follow(next, h + 1, weight * share)
        }
      }
      follow(ETSStepper(fitted.model, parameters: fitted.parameters, state: state), 0, 1)
      let forecast = fitted.forecast(horizon: horizon)
      for h in 0..<horizon {
        assertClose(forecast.mean[h], first[h], relative: 1e-10, "\(form.code) \(h)")
        assertClose(
          forecast.standardDeviation[h], (second[h] - first[h] * first[h]).squareRoot(),
          relative: 1e-6, "\(form.code) \(h)")
      }
    }
  }

  func testSimulationsAgreeWithTheFormulas() {
    for code in ["AAdA", "MAM", "ANM"] {
      let form = ETSForm(code)
      var state = ETSState(level: 80, trend: form.trend == .none ? 0 : 0.7)
      state.season = form.season == .additive ? [-6, 9] : [0.8, 1.2]
      let fitted = FittedETS(form, period: 2, state: state)
      var stream = RandomStream(seed: 5, "simulate")
      let paths = fitted.simulate(horizon: 5, paths: 2_000, stream: &stream)
      let forecast = fitted.forecast(horizon: 5)
      for h in 0..<5 {
        let draws = (0..<2_000).map { paths[h, $0] }
        let mean = draws.reduce(0, +) / 2_000
        let deviation = (draws.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 1_999)
          .squareRoot()
        let expected = forecast.standardDeviation[h]
        XCTAssertEqual(mean, forecast.mean[h], accuracy: 4.5 * expected / 2_000.0.squareRoot())
        XCTAssertEqual(deviation, expected, accuracy: 0.08 * expected)
      }
    }
  }

  /// Sums over the horizon spread as the simulated ones do, not as independent
  /// steps would.
  func testTotalsKnowThatErrorsHangTogether() {
    let fitted = FittedETS(ETSForm("ANN"), period: 1, state: ETSState(level: 80))
    var stream = RandomStream(seed: 9, "totals")
    let paths = fitted.simulate(horizon: 12, paths: 4_000, stream: &stream)
    let sums = (0..<4_000).map { path in (0..<12).reduce(0) { $0 + paths[$1, path] } }
    let mean = sums.reduce(0, +) / 4_000
    let expected = (sums.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 3_999).squareRoot()
    let total = fitted.forecast(horizon: 12).total(over: 0..<12, paths: 4_000, stream: &stream)
    XCTAssertEqual(total.standardDeviation[0], expected, accuracy: 0.08 * expected)
    let independent = fitted.forecast(horizon: 12).standardDeviation
    XCTAssertLessThan(
      independent.map { $0 * $0 }.reduce(0, +).squareRoot(), 0.8 * expected)
  }

  func testSimulatedFormsForecastTheSameTwice() {
    let fitted = FittedETS(
      ETSForm("MMdM"), period: 2, state: ETSState(level: 80, trend: 1.02, season: [0.8, 1.2]))
    let (a, b) = (fitted.forecast(horizon: 4), fitted.forecast(horizon: 4))
    XCTAssertEqual(a.quantile(0.9), b.quantile(0.9))
    XCTAssertEqual(a.mean, fitted.pointForecast(horizon: 4))
    for h in 0..<4 { XCTAssertLessThan(a.quantile(0.1)[h], a.quantile(0.9)[h]) }
  }

  func testUpdateEqualsALongerPass() throws {
    let noisy = wave(60, level: 30, period: 4)
    let series = TrainingSeries(id: "u", values: Array(noisy[..<50]), seasonalPeriods: [4])
    var fitted = try ETS().fit(series)
    var rest = Array(noisy[50...])
    rest[3] = .nan
    fitted.update(with: Array(rest[..<5]))
    fitted.update(with: Array(rest[5...]))
    let whole = fitted.model.recursion(
      Array(noisy[..<50]) + rest, parameters: fitted.parameters,
      initialState: fitted.initialState)
    XCTAssertEqual(fitted.fittedValues, whole.fitted)
    XCTAssertEqual(fitted.finalState, whole.finalState)
    XCTAssertEqual(fitted.components[0].values.count, 60)
    XCTAssertTrue(fitted.residuals[53].isNaN)
  }

  func testCodableSurvivesMissingValues() throws {
    var values = wave(48, level: 20, period: 12)
    values[7] = .nan
    let fitted = try ETS().fit(TrainingSeries(id: "c", values: values, seasonalPeriods: [12]))
    let copy = try JSONDecoder().decode(FittedETS.self, from: JSONEncoder().encode(fitted))
    XCTAssertEqual(copy.forecast(horizon: 24).mean, fitted.forecast(horizon: 24).mean)
    XCTAssertEqual(copy.modelName, fitted.modelName)
    let settings = ETS(ETSSpecification("AZN")!, period: 12, criterion: .bic)
    XCTAssertEqual(
      try JSONDecoder().decode(ETS.self, from: JSONEncoder().encode(settings)), settings)
  }

  private func wave(_ count: Int, level: Double, period: Double) -> [Double] {
    (0..<count).map { (step: Int) -> Double in
      let t = Double(step)
      let season = 4 * sin(2 * Double.pi * t / period)
      return level + 0.2 * t + season + cos(t * t)
    }
  }

  func testCountsStayAtOrAboveZero() throws {
    let values = (0..<60).map { Double(($0 * 7) % 4) }
    let fitted = try ETS().fit(
      TrainingSeries(id: "n", values: values, seasonalPeriods: [], isCount: true))
    let forecast = fitted.forecast(horizon: 5)
    XCTAssertTrue(forecast.quantile(0.01).allSatisfy { $0 >= 0 })
    var stream = RandomStream(seed: 1, "counts")
    XCTAssertTrue(
      fitted.simulate(horizon: 5, paths: 50, stream: &stream).storage.allSatisfy { $0 >= 0 })
  }
}

extension FittedETS {
  /// The parameters of the golden values, with a state put in by hand.
  fileprivate init(_ form: ETSForm, period: Int, state: ETSState) {
    self.init(
      model: ETSModel(form, period: period),
      parameters: ETSParameters(
        alpha: 0.31, beta: form.trend == .none ? 0 : 0.07,
        gamma: form.season == .none ? 0 : 0.23, phi: form.trend.isDamped ? 0.93 : 1),
      state: state, variance: form.error == .additive ? 7.3 : 0.0041)
  }
}
