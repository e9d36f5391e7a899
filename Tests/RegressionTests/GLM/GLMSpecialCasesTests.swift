import Foundation
import LinearAlgebra
import Regression
import Statistics
import TestSupport
import XCTest

/// Multinomial logit, Firth's estimator and Tweedie's family beside values that
/// other programs or longer arithmetic gave.
final class GLMSpecialCasesTests: XCTestCase {
  func testMultinomialEqualsStatsmodels() throws {
    let reference = try GLMReference("python.csv")
    let expected = try XCTUnwrap(reference.values["multinomial"])
    let fit = try MultinomialFit(
      design: reference.design, classes: reference["class"].map { Int32($0) },
      levels: ["a", "b", "c"])
    XCTAssert(fit.converged)
    let all = fit.coefficients.flatMap { $0 }
    for (k, coefficient) in all.enumerated() {
      assertClose(coefficient.estimate, expected["coefficient"]![k], relative: 1e-9)
      assertClose(coefficient.standardError!, expected["error"]![k], relative: 1e-9)
    }
    assertClose(fit.logLikelihood, expected["loglik"]![0], relative: 1e-12)
    assertClose(fit.nullDeviance / -2, expected["nullloglik"]![0], relative: 1e-10)
    assertClose(fit.aic, expected["aic"]![0], relative: 1e-12)
    let shares = try fit.predict(design: reference.design)
    for i in 0..<3 {
      for k in 0..<3 {
        assertClose(shares[i, k], expected["probability"]![3 * i + k], relative: 1e-9)
      }
    }
    let decoded = try JSONDecoder().decode(
      MultinomialFit.self, from: JSONEncoder().encode(fit))
    XCTAssertEqual(try decoded.predict(design: reference.design), shares)
  }

  func testTwoClassesAreALogit() throws {
    let reference = try GLMReference()
    let logit = try GLMFit(
      design: reference.design, response: reference["binary"], weights: reference["weight"],
      family: .binomial)
    let classes = try MultinomialFit(
      design: reference.design, classes: reference["binary"].map { Int32($0) },
      levels: ["no", "yes"], weights: reference["weight"])
    for (a, b) in zip(classes.coefficients[0], logit.coefficients) {
      assertClose(a.estimate, b.estimate, relative: 1e-10)
      assertClose(a.standardError!, b.standardError!, relative: 1e-9)
    }
    assertClose(classes.deviance, logit.deviance, relative: 1e-12)
  }

  func testMultinomialSeparationIsSaid() throws {
    let x = (0..<30).map { Double($0) }
    let design = DesignMatrix(
      rows: 30, names: ["(Intercept)", "x", "2x"],
      blocks: [.intercept, .column(x), .column(x.map { 2 * $0 })])
    let fit = try MultinomialFit(
      design: design, classes: (0..<30).map { Int32($0 / 10) }, levels: ["low", "mid", "high"])
    XCTAssertFalse(fit.converged)
    XCTAssert(fit.separated.contains("high: x"))
    XCTAssert(fit.notes.contains { $0.kind == .separation })
    XCTAssert(fit.notes.contains { $0.kind == .droppedColumn })
    XCTAssertEqual(fit.kept, [0, 1])
    XCTAssertLessThan(fit.deviance, 1e-3)
    XCTAssertThrowsError(
      try MultinomialFit(
        design: design, classes: [Int32](repeating: 0, count: 30), levels: ["a", "b"]))
    XCTAssertThrowsError(
      try MultinomialFit(
        design: design, classes: [Int32](repeating: 2, count: 30), levels: ["a", "b"])
    ) { XCTAssertEqual("\($0)", "response, row 1: a code that is no class") }
  }

  func testFirthEqualsTheMaximizedPenalizedLikelihood() throws {
    let reference = try GLMReference("python.csv")
    var options = GLMFit.Options()
    options.estimator = .firth
    func check(_ name: String, _ fit: GLMFit) throws {
      let expected = try XCTUnwrap(reference.values[name])
      XCTAssert(fit.converged, name)
      XCTAssertEqual(fit.separated, [])
      for (k, coefficient) in fit.coefficients.enumerated() {
        assertClose(coefficient.estimate, expected["coefficient"]![k], relative: 1e-9, name)
        assertClose(coefficient.standardError!, expected["error"]![k], relative: 1e-9, name)
      }
      let penalized = try XCTUnwrap(fit.penalizedLogLikelihood)
      // The Poisson reference leaves out Σ ln y!.
      let constant = fit.family == .poisson ? log(6.0 * 24 * 2 * 2) : 0
      assertClose(penalized + constant, expected["penalized"]![0], relative: 1e-10, name)
    }
    let binary = reference.design.selecting(columns: [0, 1, 2])
    try check(
      "firth:binary",
      try GLMFit(
        design: binary, response: reference["binary"], family: .binomial, options: options))
    let x = [-3, -2.5, -2, -1.2, -0.7, 0.4, 1, 1.5, 2.2, 3.1]
    let separated = DesignMatrix(rows: 10, names: ["1", "x"], blocks: [.intercept, .column(x)])
    try check(
      "firth:separated",
      try GLMFit(
        design: separated, response: x.map { $0 > 0 ? 1 : 0 }, family: .binomial, options: options))
    let group = DesignMatrix(
      rows: 10, names: ["1", "g"],
      blocks: [.intercept, .column((0..<10).map { $0 < 5 ? 0 : 1 })])
    try check(
      "firth:zeros",
      try GLMFit(
        design: group, response: [3, 1, 4, 2, 2, 0, 0, 0, 0, 0], family: .poisson,
        options: options))
  }

  func testTweedieDensitiesEqualTheMixture() throws {
    let reference = try GLMReference("python.csv")
    for (key, value) in try XCTUnwrap(reference.values["tweedie:density"]) {
      let p = key.split(separator: ";").map { Double($0)! }
      let density = TweedieDensity.logDensity(p[0], mean: p[1], dispersion: p[2], power: p[3])
      XCTAssertEqual(density, value[0], accuracy: 1e-10 * max(1, abs(value[0])), key)
    }
    // The distribution function has the density as its derivative, and all the mass.
    let (mean, dispersion, power) = (1.3, 0.7, 1.5)
    func cdf(_ y: Double) -> Double {
      TweedieDensity.cdf(y, mean: mean, dispersion: dispersion, power: power)
    }
    XCTAssertEqual(cdf(200), 1, accuracy: 1e-14)
    XCTAssertEqual(
      log(cdf(0)),
      TweedieDensity.logDensity(0, mean: mean, dispersion: dispersion, power: power),
      accuracy: 1e-14)
    for y in [0.1, 0.7, 2, 6] {
      let slope = (cdf(y + 1e-4) - cdf(y - 1e-4)) / 2e-4
      let density = exp(
        TweedieDensity.logDensity(y, mean: mean, dispersion: dispersion, power: power))
      assertClose(slope, density, relative: 1e-6)
    }
  }

  func testTweediePowerMaximizesTheProfile() throws {
    let reference = try GLMReference("python.csv")
    let expected = try XCTUnwrap(reference.values["tweedie:profile"])
    let fixed = try GLMFit(
      design: reference.design, response: reference["claim"], family: .tweedie(power: 1.5))
    assertClose(
      fixed.logLikelihood!, reference.values["tweedie:1.5"]!["loglik"]![0], relative: 1e-10)
    let fit = try GLMFit(
      design: reference.design, response: reference["claim"], family: .tweedie())
    guard case .tweedie(let power?) = fit.family else { return XCTFail("no power") }
    XCTAssertEqual(power, expected["power"]![0], accuracy: 1e-5)
    assertClose(fit.logLikelihood!, expected["loglik"]![0], relative: 1e-10)
    for (k, coefficient) in fit.coefficients.enumerated() {
      XCTAssertEqual(coefficient.estimate, expected["coefficient"]![k], accuracy: 1e-5)
    }
    XCTAssertEqual(fit.parameterCount, 8)
  }

  func testTweedieDensityGoesOverIntoItsSaddlepoint() {
    for power in [1.1, 1.5, 1.9] {
      for y in [0.3, 20] {
        // A hundred thousand jumps is where the series ends.
        let edge = pow(y, 2 - power) / (1e5 * (2 - power))
        let series = TweedieDensity.logDensity(y, mean: y, dispersion: edge * 1.001, power: power)
        let saddle = TweedieDensity.logDensity(y, mean: y, dispersion: edge * 0.999, power: power)
        // The density at its own mean is as the root of the dispersion.
        XCTAssertEqual(series + 0.5 * log(1.001 / 0.999), saddle, accuracy: 1e-7)
      }
    }
  }
}
