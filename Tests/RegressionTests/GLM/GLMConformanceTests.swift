import Foundation
import LinearAlgebra
import Regression
import Statistics
import TestSupport
import XCTest

/// What holds for every family and every link it has.
final class GLMConformanceTests: XCTestCase {
  private let families: [GLMFamily] = [
    .gaussian, .poisson, .quasiPoisson, .binomial, .quasiBinomial, .gamma, .inverseGaussian,
    .negativeBinomial(theta: 1.7), .tweedie(power: 1.4), .tweedie(power: 2.5),
  ]

  /// Means at which a link can be looked at.
  private func means(_ family: GLMFamily) -> [Double] {
    switch family {
    case .binomial, .quasiBinomial: [0.02, 0.3, 0.5, 0.8, 0.97]
    default: [0.05, 0.6, 1, 2.5, 30]
    }
  }

  private func links(_ family: GLMFamily) -> [GLMLink] {
    family.links + [GLMLink.power(0.5), .power(-1.5)].filter { family.allows($0) }
  }

  func testLinksInvertAndHaveTheirSlopes() {
    for family in families {
      for link in links(family) {
        for mean in means(family) {
          let predictor = link.predictor(mean)
          let what = "\(family.name) \(link.name) at \(mean)"
          assertClose(link.mean(predictor), mean, relative: 1e-12, what)
          XCTAssertEqual(link.complement(predictor), 1 - mean, accuracy: 1e-12, what)
          let h = 1e-5 * (abs(predictor) + (predictor == 0 ? 1 : 0))
          let slope = (link.mean(predictor + h) - link.mean(predictor - h)) / (2 * h)
          assertClose(link.slope(predictor), slope, relative: 1e-6, what)
        }
      }
    }
  }

  func testNamesOfLinksComeBack() {
    for (name, link) in GLMLink.named {
      XCTAssertEqual(link.name, name)
      XCTAssertEqual(GLMLink(name: name), link)
    }
    XCTAssertEqual(GLMLink(name: GLMLink.power(-0.25).name), .power(-0.25))
    for name in ["logg", "power(0)", "power()", "power(inf)", ""] {
      XCTAssertNil(GLMLink(name: name), name)
    }
  }

  func testDeviancesAreTwiceTheIntegralOfTheScore() {
    // d(y, μ) = 2 ∫ from μ to y of (y − t)/V(t) dt: zero at y, falling towards it.
    for family in families {
      for y in means(family) {
        XCTAssertEqual(family.unitDeviance(y, y), 0, accuracy: 1e-12, "\(family.name) at \(y)")
        for mean in means(family) where mean != y {
          let deviance = family.unitDeviance(y, mean)
          XCTAssertGreaterThan(deviance, 0)
          let h = 1e-5 * mean
          let slope =
            (family.unitDeviance(y, mean + h) - family.unitDeviance(y, mean - h)) / (2 * h)
          assertClose(
            slope, -2 * (y - mean) / family.variance(mean), relative: 1e-5,
            "\(family.name) y \(y), mean \(mean)")
        }
      }
    }
    // The ends of the range.
    XCTAssertEqual(GLMFamily.poisson.unitDeviance(0, 2), 4)
    assertClose(GLMFamily.binomial.unitDeviance(1, 0.25), -2 * log(0.25), relative: 1e-15)
    assertClose(GLMFamily.binomial.unitDeviance(0, 0.25), -2 * log(0.75), relative: 1e-15)
    assertClose(
      GLMFamily.negativeBinomial(theta: 2).unitDeviance(0, 3), 4 * log(2.5), relative: 1e-14)
  }

  func testNearAPerfectFitDeviancesKeepTheirDigits() {
    // To first order d = (y − μ)² / V.
    for family in families where !family.name.hasPrefix("tweedie") {
      let mean = 0.3
      let y = mean * (1 + 1e-7)
      assertClose(
        family.unitDeviance(y, mean), (y - mean) * (y - mean) / family.variance(mean),
        relative: 1e-5, family.name)
    }
  }

  /// Rows whose means every link of the family can reach.
  private func sample(_ family: GLMFamily, _ link: GLMLink) -> (DesignMatrix, [Double]) {
    var random = RandomStream(seed: 11, "conformance")
    let rows = 300
    let x = (0..<rows).map { _ in random.uniform() - 0.5 }
    let group = (0..<rows).map { Int32($0 % 3) - 1 }
    let design = DesignMatrix(
      rows: rows, names: ["(Intercept)", "x", "a", "b"],
      blocks: [.intercept, .column(x), .indicators(codes: group, width: 2, values: nil)])
    let response = (0..<rows).map { i -> Double in
      switch family {
      case .binomial, .quasiBinomial:
        return random.uniform() < 0.45 + 0.3 * x[i] + (group[i] == 0 ? 0.1 : 0) ? 1 : 0
      case .gaussian: return 5 + x[i] + 0.4 * random.normal()
      case .poisson, .quasiPoisson, .negativeBinomial:
        return (4 + 2 * x[i] + 3 * random.uniform()).rounded()
      case .tweedie(let power) where power! < 2:
        return i % 9 == 4 ? 0 : 2 + x[i] + random.uniform()
      default: return 2 + x[i] + random.uniform()
      }
    }
    return (design, response)
  }

  func testEveryFamilyAndLinkSolvesItsScoreEquations() throws {
    for family in families {
      for link in links(family) {
        let what = "\(family.name) \(link.name)"
        let (design, response) = sample(family, link)
        let fit = try GLMFit(design: design, response: response, family: family, link: link)
        XCTAssert(fit.converged, what)
        XCTAssertLessThanOrEqual(fit.deviance, fit.nullDeviance, what)
        XCTAssertGreaterThanOrEqual(fit.deviance, 0, what)
        let factors = try fit.scores()
        let scores = design.transposeTimes(factors)
        let sizes = design.transposeTimes(factors.map { abs($0) })
        for j in scores.indices {
          XCTAssertLessThan(abs(scores[j]), 1e-9 * sizes[0], "\(what) column \(j)")
        }
        // The leverages sum to the rank, whatever the weights.
        XCTAssertEqual(try fit.hatValues().reduce(0, +), 4, accuracy: 1e-9, what)
        let deviances = try fit.residuals(.deviance)
        XCTAssertEqual(
          deviances.reduce(0) { $0 + $1 * $1 }, fit.deviance, accuracy: 1e-8 * fit.deviance, what)
        let pearson = try fit.residuals(.pearson)
        assertClose(
          pearson.reduce(0) { $0 + $1 * $1 }, fit.pearsonStatistic, relative: 1e-8, what)
        for kind in GLMFit.Residual.allCases {
          let residuals = try fit.residuals(kind)
          XCTAssert(residuals.allSatisfy { $0.isFinite }, "\(what) \(kind)")
          let raw = try fit.residuals(.response)
          for (a, b) in zip(residuals, raw) where abs(b) > 1e-9 && kind != .working {
            XCTAssertEqual(a > 0, b > 0, "\(what) \(kind)")
          }
        }
        if link == family.canonicalLink, family != .quasiBinomial {
          // Canonical: observed and fitted totals agree, Xᵀ y = Xᵀ μ.
          let (totals, fitted) = (
            design.transposeTimes(response), design.transposeTimes(try fit.fittedValues())
          )
          for (a, b) in zip(totals, fitted) { XCTAssertEqual(a, b, accuracy: 1e-7, what) }
        }
        let again = try JSONDecoder().decode(GLMFit.self, from: JSONEncoder().encode(fit))
        XCTAssertEqual(again.coefficients, fit.coefficients, what)
        XCTAssertEqual(
          try again.predict(design: design, level: nil).mean, try fit.fittedValues(), what)
        XCTAssertThrowsError(try again.residuals())
      }
    }
  }

  func testLinksOfOtherFamiliesAreRefused() {
    let design = DesignMatrix(rows: 3, names: ["1"], blocks: [.intercept])
    for (family, link) in [
      (GLMFamily.poisson, GLMLink.logit), (.binomial, .inverse), (.gaussian, .probit),
      (.gamma, .cauchit), (.binomial, .power(2)), (.gamma, .power(0)),
    ] {
      XCTAssertThrowsError(
        try GLMFit(design: design, response: [0.2, 0.4, 0.3], family: family, link: link))
    }
  }

  func testTheNullModelIsTheMean() throws {
    for family in families {
      let (_, response) = sample(family, family.defaultLink)
      let design = DesignMatrix(rows: response.count, names: ["1"], blocks: [.intercept])
      let fit = try GLMFit(design: design, response: response, family: family)
      let mean = response.reduce(0, +) / Double(response.count)
      assertClose(fit.link.mean(fit.estimates[0]), mean, relative: 1e-10, family.name)
      assertClose(fit.deviance, fit.nullDeviance, relative: 1e-10, family.name)
    }
  }
}
