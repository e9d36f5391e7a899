import Statistics
import TestSupport
import XCTest

@testable import Evaluation

final class StructuralSeriesTests: XCTestCase {
  /// Variances, coefficients and likelihood of unobserved components models.
  func testLikelihoodAgreesWithTheReference() throws {
    let file = try ReferenceRows("evaluation/structural-series/series.csv")
    for fit in try ReferenceRows("evaluation/structural-series/fits.csv").rows {
      let own = file.rows.filter { $0["case"] == fit["case"] }
      let series = StructuralSeries(
        values: own.map { Double($0["y"]!) ?? .nan }, firstAfter: 60,
        covariates: [.init("x", own.map { Double($0["x"]!)! })])
      var options = StructuralSeries.Options()
      options.shapes = [.step(at: 60)]
      // The reference's season is fixed.
      if fit["season"] == "1" { options.season = .dummies(period: 12) }
      let found = try series.maximumLikelihood(options)
      func printed(_ name: String) -> Double { Double(fit[name]!)! }
      // A season that may wander fits no worse.
      XCTAssertGreaterThan(found.logLikelihood, printed("likelihood") - 1e-3)
      XCTAssertEqual(found.logLikelihood, printed("likelihood"), accuracy: 0.5)
      guard found.logLikelihood < printed("likelihood") + 1e-3 else { continue }
      XCTAssertEqual(found.irregularVariance, printed("irregular"), accuracy: 0.01)
      XCTAssertEqual(found.levelVariance, printed("level"), accuracy: 0.01)
      XCTAssertEqual(found.coefficients[0].estimate.value, printed("x"), accuracy: 2e-3)
      XCTAssertEqual(found.coefficients[1].estimate.value, printed("step"), accuracy: 5e-3)
    }
  }

  /// Local level, dummy season, log petrol and the law: −.2359 and a likelihood of 203.17
  /// for drivers, −28.66 % in front, +.24 % in the rear.
  func testSeatbelts() throws {
    let file = ReferenceRows(
      text: try String(contentsOf: SharedData.url("trends/seatbelts.csv"), encoding: .utf8))
    let petrol = InterruptedSeries.Covariate("petrol", file.column("PetrolPrice").map { log($0) })
    let distance = InterruptedSeries.Covariate("distance", file.column("kms").map { log($0) })
    var options = StructuralSeries.Options()
    options.isLog = true
    options.season = .dummies(period: 12)
    options.shapes = [.step(at: 169)]
    let drivers = StructuralSeries(
      values: file.column("drivers"), firstAfter: 169, covariates: [petrol])
    let likely = try drivers.maximumLikelihood(options)
    XCTAssertEqual(likely.logLikelihood, 203.172, accuracy: 1e-3)
    XCTAssertEqual(likely.coefficients[0].estimate.value, -0.281665, accuracy: 5e-5)
    XCTAssertEqual(likely.coefficients[1].estimate.value, -0.235919, accuracy: 5e-5)
    XCTAssertEqual(likely.irregularVariance, 0.004084, accuracy: 1e-6)
    XCTAssertEqual(likely.levelVariance, 0.000224, accuracy: 1e-6)
    let fit = try drivers.structuralFit(options)
    XCTAssert((-0.25 ... -0.18).contains(fit.relative.value))
    XCTAssert(fit.relative.excludesZero)
    for (name, share) in [("front", -28.66), ("rear", 0.24)] {
      let seat = StructuralSeries(
        values: file.column(name), firstAfter: 169, covariates: [petrol, distance])
      let found = try seat.maximumLikelihood(options).coefficients[2].estimate.value
      XCTAssertEqual(100 * (exp(found) - 1), share, accuracy: 0.005)
      XCTAssertEqual(try seat.structuralFit(options).relative.excludesZero, name == "front")
    }
  }

  private func made(_ run: Int, effect: Double) -> StructuralSeries {
    var stream = RandomStream(seed: 8, "structural", String(run))
    var level = 0.0
    let x = (0..<70).map { sin(Double($0) / 9) + stream.normal() }
    let y = (0..<70).map { t in
      level += 0.3 * stream.normal()
      return 20 + level + x[t] + stream.normal() + (t >= 55 ? effect : 0)
    }
    return StructuralSeries(values: y, firstAfter: 55, covariates: [.init("x", x)])
  }

  func testIntervalsCoverTheEffect() throws {
    var hits = 0
    for run in 0..<20 {
      let fit = try made(run, effect: 4).structuralFit()
      if fit.average.lower < 4, fit.average.upper > 4 { hits += 1 }
    }
    XCTAssertGreaterThanOrEqual(hits, 17)
  }

  /// What is added after the change is the effect's alone, and a level shifts nothing.
  func testAFreeEffectTakesWhatIsAdded() throws {
    let plain = try made(1, effect: 0).structuralFit()
    let moved = try made(1, effect: 5).structuralFit()
    XCTAssertEqual(moved.average.value - plain.average.value, 5, accuracy: 1e-6)
    XCTAssertEqual(moved.average.standardError, plain.average.standardError, accuracy: 1e-6)
    XCTAssertEqual(moved.steps.count, 15)
    XCTAssertEqual(moved.steps.last!.cumulative.value, 15 * moved.average.value, accuracy: 1e-6)
    let step = moved.steps[3]
    XCTAssertEqual(step.actual, step.counterfactual.value + step.effect.value, accuracy: 1e-9)
  }

  func testPlaceboDatesAreOfThePast() throws {
    let placebos = try made(2, effect: 9).placeboDates(maximum: 6)
    XCTAssertGreaterThanOrEqual(placebos.placebos.count, 5)
    XCTAssert(placebos.placebos.allSatisfy { $0.step < 55 })
    XCTAssertEqual(placebos, try made(2, effect: 9).placeboDates(maximum: 6, threads: 2))
    XCTAssert(placebos.passes)
  }

  func testMixtureOfOneIsStudents() throws {
    let law = try StudentT(degreesOfFreedom: 7)
    let one = StudentMixture([.init(weight: 1, mean: 2, scale: 3)], degreesOfFreedom: 7)
    for q in [0.3, 0.025, 0.975, 0.001] {
      XCTAssertEqual(one.upperQuantile(q), 2 + 3 * law.upperQuantile(q), accuracy: 1e-7)
    }
    let two = StudentMixture(
      [.init(weight: 0.3, mean: -4, scale: 1), .init(weight: 0.7, mean: 5, scale: 2)],
      degreesOfFreedom: 4)
    for q in [0.9, 0.69, 0.5, 0.01] {
      XCTAssertEqual(two.survival(two.upperQuantile(q)), q, accuracy: 1e-9)
    }
  }

  func testBadInputIsNamed() {
    var series = made(3, effect: 0)
    var options = StructuralSeries.Options()
    options.isLog = true
    series.values[4] = -1
    XCTAssertThrowsError(try series.structuralFit(options))
    options.isLog = false
    options.season = .dummies(period: 1)
    XCTAssertThrowsError(try series.structuralFit(options))
    options.season = nil
    series.firstAfter = 3
    XCTAssertThrowsError(try series.structuralFit(options))
    series.firstAfter = 70
    XCTAssertThrowsError(try series.structuralFit(options))
  }
}
