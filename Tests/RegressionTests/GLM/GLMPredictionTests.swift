import Foundation
import LinearAlgebra
import Regression
import Statistics
import TestSupport
import XCTest

final class GLMPredictionTests: XCTestCase {
  private let one = DesignMatrix(rows: 1, names: ["(Intercept)"], blocks: [.intercept])

  private func constant(_ rows: Int) -> DesignMatrix {
    DesignMatrix(rows: rows, names: ["(Intercept)"], blocks: [.intercept])
  }

  func testGaussianIntervalsAreThoseOfTheTextbook() throws {
    let y = [3.1, 4.7, 2.2, 5.9, 4.4, 3.8]
    let fit = try GLMFit(design: constant(6), response: y, family: .gaussian)
    let prediction = try fit.predict(design: one, level: 0.9)
    let mean = Descriptive.mean(y)
    let deviation = Descriptive.standardDeviation(y)
    let t = try StudentT(degreesOfFreedom: 5).upperQuantile(0.05)
    assertClose(prediction.mean[0], mean, relative: 1e-13)
    assertClose(
      prediction.meanUpper![0], mean + t * deviation / 6.0.squareRoot(), relative: 1e-12)
    assertClose(
      prediction.lower![0], mean - t * deviation * (7.0 / 6).squareRoot(), relative: 1e-12)
  }

  func testIntervalsOfTheMeanComeFromTheLink() throws {
    let fit = try GLMFit(design: constant(4), response: [3, 5, 1, 7], family: .poisson)
    let prediction = try fit.predict(design: one, exposure: [2])
    let z = 1.959963984540054
    assertClose(prediction.mean[0], 8, relative: 1e-12)
    assertClose(prediction.meanLower![0], 2 * exp(log(4) - z / 4), relative: 1e-10)
    assertClose(prediction.meanUpper![0], 2 * exp(log(4) + z / 4), relative: 1e-10)
    // A falling link turns the ends about.
    let falling = try GLMFit(
      design: constant(4), response: [3, 5, 1, 7], family: .gamma, link: .inverse)
    let turned = try falling.predict(design: one)
    XCTAssertLessThan(turned.meanLower![0], 4)
    XCTAssertGreaterThan(turned.meanUpper![0], 4)
  }

  /// Of counts drawn from each family, the stated share falls inside.
  func testIntervalsOfObservationsHoldTheirShare() throws {
    var random = RandomStream(seed: 21, "coverage")
    let rows = 4000
    let gamma = try Gamma(mean: 3, variance: 4)
    let negative = try NegativeBinomial(mean: 6, size: 2)
    let poisson = try Poisson(mean: 9)
    func draws(_ body: (inout RandomStream) -> Double) -> [Double] {
      (0..<rows).map { _ in body(&random) }
    }
    let cases: [(GLMFamily, [Double])] = [
      (.poisson, draws { poisson.sample(using: &$0) }),
      (.quasiPoisson, draws { negative.sample(using: &$0) }),
      (.negativeBinomial(), draws { negative.sample(using: &$0) }),
      (.gamma, draws { gamma.sample(using: &$0) }),
      (
        .tweedie(power: 1.5),
        draws { stream in
          let jumps = Int(poisson.sample(using: &stream) / 3)
          return (0..<jumps).reduce(0) { sum, _ in sum + gamma.sample(using: &stream) }
        }
      ),
    ]
    for (family, y) in cases {
      let fit = try GLMFit(design: constant(rows), response: y, family: family)
      let prediction = try fit.predict(design: one, level: 0.9)
      let (low, high) = (prediction.lower![0], prediction.upper![0])
      let inside = Double(y.count { $0 >= low && $0 <= high }) / Double(rows)
      XCTAssertGreaterThan(inside, 0.88, family.name)
      XCTAssertLessThan(inside, 0.97, family.name)
      if family.name.contains("poisson") || family.name.contains("negative") {
        XCTAssertEqual(low, low.rounded())
        XCTAssertEqual(high, high.rounded())
      }
    }
  }

  func testBinomialIntervalsCountSuccesses() throws {
    let fit = try GLMFit(
      design: constant(3), response: [30, 45, 25], trials: [100, 100, 100], family: .binomial)
    let prediction = try fit.predict(design: one, trials: [50], level: 0.95)
    let law = try Binomial(trials: 50, probability: prediction.mean[0])
    XCTAssertEqual(prediction.lower, [law.quantile(0.025)])
    XCTAssertEqual(prediction.upper, [law.upperQuantile(0.025)])
    XCTAssertNil(try fit.predict(design: one).lower)
  }

  func testRowsWithoutValuesPredictNone() throws {
    let x = (0..<20).map { Double($0) }
    let design = DesignMatrix(
      rows: 20, names: ["(Intercept)", "x"], blocks: [.intercept, .column(x)])
    for family in [GLMFamily.poisson, .gamma, .inverseGaussian, .tweedie(power: 1.3), .gaussian] {
      let fit = try GLMFit(design: design, response: x.map { $0 + 1 }, family: family)
      let rows = DesignMatrix(
        rows: 2, names: design.names, blocks: [.intercept, .column([.nan, 3])])
      let prediction = try fit.predict(design: rows)
      XCTAssert(prediction.mean[0].isNaN, family.name)
      XCTAssert(prediction.lower![0].isNaN, family.name)
      XCTAssert(prediction.mean[1].isFinite, family.name)
      XCTAssertLessThan(prediction.lower![1], prediction.upper![1], family.name)
    }
    let fit = try GLMFit(design: design, response: x, family: .poisson)
    XCTAssertThrowsError(try fit.predict(design: one))
  }
}
