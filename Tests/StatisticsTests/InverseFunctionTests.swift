import Foundation
import TestSupport
import XCTest

@testable import Statistics

/// The inverses against the functions they invert, over shapes from 10⁻³ to 10⁶ and
/// probabilities down to 10⁻³⁰⁰. A relative error of ε in x is one of ε · d log P / d log x
/// in P, so that is what the comparison allows.
final class InverseFunctionTests: XCTestCase {
  private let probabilities = [
    1e-300, 1e-100, 1e-30, 1e-10, 1e-4, 0.01, 0.3, 0.5, 0.7, 0.99, 1 - 1e-6, 1 - 1e-15,
  ]

  func testIncompleteGamma() {
    for a in [0.001, 0.05, 0.5, 1, 1.3, 4, 19, 21, 150, 1e4, 1e6] {
      for p in probabilities {
        let label = "a = \(a), p = \(p)"
        let x = SpecialFunctions.inverseRegularizedGammaP(a, p)
        // Small shapes reach below the smallest double.
        if x > 1e-300 {
          let slope = a / p * SpecialFunctions.gammaKernel(a, x)
          assertClose(
            SpecialFunctions.regularizedGammaP(a, x), p,
            relative: 4e-15 * (1 + slope) + (p < 1e-100 ? 2e-13 : 5e-14),
            label)
        }
        let y = SpecialFunctions.inverseRegularizedGammaQ(a, p)
        if y > 1e-300 {
          let slope = a / p * SpecialFunctions.gammaKernel(a, y)
          assertClose(
            SpecialFunctions.regularizedGammaQ(a, y), p,
            relative: 4e-15 * (1 + slope) + (p < 1e-100 ? 2e-13 : 5e-14),
            label)
        }
      }
      XCTAssertEqual(SpecialFunctions.inverseRegularizedGammaP(a, 0), 0)
      XCTAssertEqual(SpecialFunctions.inverseRegularizedGammaP(a, 1), .infinity)
      XCTAssertEqual(SpecialFunctions.inverseRegularizedGammaQ(a, 0), .infinity)
      XCTAssert(SpecialFunctions.inverseRegularizedGammaP(a, 1.5).isNaN)
    }
    XCTAssert(SpecialFunctions.inverseRegularizedGammaP(-1, 0.5).isNaN)
  }

  func testIncompleteBeta() {
    for a in [0.05, 0.5, 1, 3.5, 40, 2000, 1e5] {
      for b in [0.05, 0.5, 1, 7, 90, 3e4] {
        for p in probabilities {
          let label = "a = \(a), b = \(b), p = \(p)"
          let x = SpecialFunctions.inverseBeta(a, b, lower: p, upper: 1 - p)
          guard x.x > 1e-300, x.y > 1e-300 else { continue }
          let tails = SpecialFunctions.incompleteBeta(a, b, x.x, x.y)
          let slope = SpecialFunctions.betaKernel(a, b, x.x, x.y)
          // The smaller tail decides.
          let (value, target) = p < 0.5 ? (tails.lower, p) : (tails.upper, 1 - p)
          assertClose(
            value, target, relative: 8e-15 * (1 + slope / target) + 1e-13, label)
          XCTAssertEqual(x.x + x.y, 1, accuracy: 1e-15, label)
        }
      }
    }
    XCTAssertEqual(SpecialFunctions.inverseRegularizedBeta(0, 2, 3), 0)
    XCTAssertEqual(SpecialFunctions.inverseRegularizedBeta(1, 2, 3), 1)
    XCTAssertEqual(SpecialFunctions.inverseRegularizedBetaComplement(0, 2, 3), 1)
    XCTAssert(SpecialFunctions.inverseRegularizedBeta(.nan, 2, 3).isNaN)
    // Symmetric shapes have their median in the middle.
    XCTAssertEqual(SpecialFunctions.inverseRegularizedBeta(0.5, 6.5, 6.5), 0.5, accuracy: 1e-15)
  }

  func testArgumentsOutsideTheDomain() {
    XCTAssert(SpecialFunctions.regularizedGammaP(-1, 2).isNaN)
    XCTAssert(SpecialFunctions.regularizedGammaP(1, -2).isNaN)
    XCTAssert(SpecialFunctions.regularizedGammaP(.nan, 2).isNaN)
    XCTAssertEqual(SpecialFunctions.regularizedGammaP(3, .infinity), 1)
    XCTAssertEqual(SpecialFunctions.regularizedGammaQ(3, 0), 1)
    XCTAssert(SpecialFunctions.regularizedBeta(1.5, 2, 3).isNaN)
    XCTAssert(SpecialFunctions.regularizedBeta(0.5, -2, 3).isNaN)
    XCTAssertEqual(SpecialFunctions.regularizedBeta(1, 2, 3), 1)
    XCTAssert(SpecialFunctions.digamma(-3).isNaN)
    XCTAssertEqual(SpecialFunctions.trigamma(0), .infinity)
    XCTAssertEqual(SpecialFunctions.signedLogGamma(-0.5).sign, -1)
    XCTAssertEqual(SpecialFunctions.signedLogGamma(-1.5).sign, 1)
    XCTAssert(SpecialFunctions.normalQuantile(.nan).isNaN)
    XCTAssertEqual(SpecialFunctions.normalQuantile(0), -.infinity)
    XCTAssertEqual(SpecialFunctions.normalQuantile(1), .infinity)
    XCTAssertEqual(SpecialFunctions.normalCDF(-.infinity), 0)
    XCTAssertEqual(SpecialFunctions.normalDensity(.infinity), 0)
    XCTAssertEqual(SpecialFunctions.erfcx(-30), .infinity)
    XCTAssert(SpecialFunctions.inverseErf(1.1).isNaN)
    XCTAssertEqual(SpecialFunctions.log1pexp(800), 800)
    XCTAssertEqual(SpecialFunctions.logSumExp(-1000, -1000), -1000 + log(2), accuracy: 1e-12)
    XCTAssertEqual(SpecialFunctions.logSumExp(-.infinity, -.infinity), -.infinity)
  }
}
