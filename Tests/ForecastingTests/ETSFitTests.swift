import Foundation
import Statistics
import TestSupport
import XCTest

@testable import Forecasting

final class ETSFitTests: XCTestCase {
  func testLikelihoodIsNoWorseThanR() throws {
    let reference = try ETSReference("likelihood.csv")
    var (total, worse) = (0, 0)
    for name in reference.forms {
      let period = Int(reference(name, "period")[0])
      let series = TrainingSeries(
        id: name, values: reference(name, "y"), seasonalPeriods: period > 1 ? [period] : [])
      for form in ETSForm.all {
        guard let theirs = reference(name, form.code).first else { continue }
        let ours = try ETS(ETSSpecification(form)).fit(series)
        XCTAssertEqual(ours.modelName, form.name)
        let likelihood = try XCTUnwrap(ours.logLikelihood)
        total += 1
        if likelihood < theirs - 1e-3 { worse += 1 }
        XCTAssertGreaterThan(likelihood, theirs - 0.5, "\(name) \(form.code)")
        let p = ours.parameters
        XCTAssertTrue((1e-4...0.9999).contains(p.alpha))
        if form.trend != .none { XCTAssertTrue((1e-4...p.alpha).contains(p.beta)) }
        if form.season != .none {
          XCTAssertTrue((1e-4...(1 - p.alpha + 1e-15)).contains(p.gamma))
          XCTAssertTrue(ours.model.isAdmissible(p))
        }
        if form.trend.isDamped { XCTAssertTrue((0.8...0.98).contains(p.phi)) }
      }
    }
    XCTAssertEqual(total, 36)
    XCTAssertLessThanOrEqual(worse, total / 20)
  }

  func testTheCriterionCountsWhatRCounts() throws {
    // forecast::ets, A,Ad,A with m = 12: α β γ φ, l, b, 11 seasonal states, σ.
    XCTAssertEqual(ETSForm("AAdA").parameterCount(period: 12), 18)
    XCTAssertEqual(ETSForm("ANN").parameterCount(period: 1), 3)
    let aicc = ETS.Criterion.aicc.value(logLikelihood: -100, parameters: 3, observations: 20)
    XCTAssertEqual(aicc, 206 + 24.0 / 16, accuracy: 1e-12)
    XCTAssertEqual(
      ETS.Criterion.bic.value(logLikelihood: -100, parameters: 3, observations: 20),
      200 + 3 * log(20), accuracy: 1e-12)
  }

  func testSelectionFindsTheFormOfLongSeries() throws {
    let level = try ETS().fit(simulated("ANN", period: 4, count: 300, sigma: 2))
    XCTAssertEqual(level.model.form.trend, .none)
    XCTAssertEqual(level.model.form.season, .none)
    let season = try ETS().fit(simulated("MAM", period: 4, count: 300, sigma: 0.02))
    XCTAssertEqual(season.modelName, "ETS(M,A,M)")
  }

  func testShortAndFlatSeriesHaveDocumentedResults() throws {
    func fit(_ values: [Double], _ ets: ETS = ETS()) throws -> FittedETS {
      try ets.fit(TrainingSeries(id: "s", values: values, seasonalPeriods: [12]))
    }
    XCTAssertThrowsError(try fit([])) {
      XCTAssertEqual($0 as? FitError, .tooShort(needed: 1, got: 0))
    }
    XCTAssertThrowsError(try fit([.nan, .nan])) {
      XCTAssertEqual($0 as? FitError, .tooShort(needed: 1, got: 0))
    }
    XCTAssertThrowsError(try fit([1, .infinity, 2]))
    for constant in [[7], [0, 0, 0, 0, 0, 0, 0, 0], [3, 3, .nan, 3]] as [[Double]] {
      let flat = try fit(constant)
      XCTAssertEqual(flat.modelName, "ETS(A,N,N)")
      XCTAssertEqual(flat.forecast(horizon: 3).mean, [Double](repeating: constant[0], count: 3))
      XCTAssertEqual(flat.variance, 0)
      XCTAssertNil(flat.aicc)
    }
    for n in 2...5 {
      let short = try fit((0..<n).map { Double($0 % 3) })
      XCTAssertTrue(short.forecast(horizon: 4).mean.allSatisfy(\.isFinite), "\(n)")
      XCTAssertTrue(short.variance.isFinite)
    }
    // Twenty months are no two years: no season, but a fit.
    let months = try fit((0..<20).map { 10 + sin(Double($0)) })
    XCTAssertEqual(months.model.form.season, .none)
    XCTAssertThrowsError(try fit((0..<20).map(Double.init), ETS(ETSSpecification("AAA")!))) {
      XCTAssertEqual($0 as? FitError, .tooShort(needed: 24, got: 20))
    }
    XCTAssertThrowsError(try fit((0..<40).map { Double($0) - 3 }, ETS(ETSSpecification("MAN")!))) {
      XCTAssertEqual($0 as? FitError, .nonPositive)
    }
    XCTAssertThrowsError(
      try ETS(ETSSpecification("ANA")!).fit(
        TrainingSeries(id: "s", values: (0..<40).map { sin(Double($0)) }, seasonalPeriods: []))
    ) { XCTAssertEqual($0 as? FitError, .noSeason) }
  }

  func testOddSeriesNeverYieldNaN() throws {
    var stream = RandomStream(seed: 3, "odd")
    let line = (0..<30).map { Double($0) }
    let spikes = (0..<60).map { $0 % 7 == 0 ? 1e9 : 1e-9 }
    let negative = (0..<40).map { _ in stream.normal() }
    let huge = line.map { 1e300 + $0 * 1e297 }
    let tiny = line.map { 1e-300 + $0 * 1e-303 }
    let offset = line.map { 1e9 + sin($0) }
    var gaps = (0..<60).map { 20 + 5 * sin(Double($0) * 0.5236) + stream.normal() }
    for t in stride(from: 5, to: 60, by: 3) { gaps[t] = .nan }
    let intermittent = (0..<50).map { $0 % 9 == 0 ? Double($0 % 4 + 1) : 0 }
    for (k, values) in [line, spikes, negative, huge, tiny, offset, gaps, intermittent]
      .enumerated()
    {
      let series = TrainingSeries(id: "odd", values: values, seasonalPeriods: [12])
      let fitted = try ETS().fit(series)
      let forecast = fitted.forecast(horizon: 24)
      XCTAssertTrue(forecast.mean.allSatisfy(\.isFinite), "\(k)")
      XCTAssertTrue(forecast.standardDeviation.allSatisfy { $0 >= 0 }, "\(k) \(fitted.modelName)")
    }
  }

  func testFitScalesWithTheSeries() throws {
    let series = simulated("AAA", period: 4, count: 80, sigma: 1)
    let base = try ETS(ETSSpecification("AAdA")!).fit(series)
    var scaled = series
    scaled.values = series.values.map { $0 * 1024 }
    let large = try ETS(ETSSpecification("AAdA")!).fit(scaled)
    XCTAssertEqual(large.parameters, base.parameters)
    XCTAssertEqual(large.initialState.level, base.initialState.level * 1024)
    XCTAssertEqual(
      large.logLikelihood!, base.logLikelihood! - 80 * log(1024), accuracy: 1e-6)
  }

  func testLongSeasonsAreFittedWhenAsked() throws {
    let values = (0..<(3 * 48)).map { 50 + 10 * sin(Double($0) * 2 * .pi / 48) + cos(Double($0)) }
    let series = TrainingSeries(id: "long", values: values, seasonalPeriods: [48])
    XCTAssertEqual(try ETS().fit(series).model.form.season, .none)
    let asked = try ETS(ETSSpecification("ANA")!, period: 48).fit(series)
    XCTAssertEqual(asked.model.period, 48)
    XCTAssertEqual(asked.initialState.season.count, 48)
  }

  func testSpecifications() {
    XCTAssertEqual(ETSSpecification("AAdM")?.forms.map(\.name), ["ETS(A,Ad,M)"])
    XCTAssertEqual(ETSSpecification.automatic.forms.count, 15)
    XCTAssertEqual(ETSSpecification("MZN")?.forms.map(\.code), ["MNN", "MAN", "MAdN"])
    XCTAssertEqual(ETSSpecification("ZMdZ")?.forms.map(\.code), ["MMdN", "MMdM"])
    for wrong in ["", "AA", "XYZ", "AAdQ", "AAxM", "ZZZZ"] {
      XCTAssertNil(ETSSpecification(wrong), wrong)
    }
    XCTAssertEqual(ETSForm.all.count, 30)
  }

  private func simulated(
    _ code: String, period: Int, count: Int, sigma: Double
  ) -> TrainingSeries {
    var stream = RandomStream(seed: 11, "ETS tests", code)
    let form = ETSForm(code)
    var state = ETSState(level: 100, trend: form.trend == .none ? 0 : 0.4)
    if form.season == .additive { state.season = [-8, 2, 9, -3] }
    if form.season == .multiplicative { state.season = [0.8, 1.1, 1.25, 0.85] }
    var steps = ETSStepper(
      ETSModel(form, period: period),
      parameters: ETSParameters(
        alpha: 0.3, beta: form.trend == .none ? 0 : 0.03,
        gamma: form.season == .none ? 0 : 0.1),
      state: state)
    let values = (0..<count).map { _ in
      let shock = sigma * stream.normal()
      let mean = steps.prediction
      let y = mean + (form.error == .multiplicative ? mean * shock : shock)
      _ = steps.advance(y)
      return y
    }
    return TrainingSeries(id: code, values: values, seasonalPeriods: [period])
  }
}
