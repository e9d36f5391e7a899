import Foundation
import LinearAlgebra
import Regression
import Statistics
import TestSupport
import XCTest

/// Data that go wrong, each with a message or a documented result.
final class GLMRobustnessTests: XCTestCase {
  private func design(_ columns: [[Double]]) -> DesignMatrix {
    DesignMatrix(
      rows: columns[0].count, names: ["(Intercept)"] + columns.indices.map { "x\($0 + 1)" },
      blocks: [.intercept] + columns.map { .column($0) })
  }

  private func fails(
    _ message: String, _ line: UInt = #line, _ body: () throws -> Any
  ) {
    XCTAssertThrowsError(try body(), line: line) { XCTAssertEqual("\($0)", message, line: line) }
  }

  func testResponsesOutOfRangeAreNamedByRow() {
    let one = design([[1, 2, 3]])
    fails("response, row 2: a count cannot be negative") {
      try GLMFit(design: one, response: [1, -1, 2], family: .poisson)
    }
    fails("response, row 3: must lie from 0 to 1 (or give the trials)") {
      try GLMFit(design: one, response: [0, 1, 1.2], family: .binomial)
    }
    fails("response, row 1: successes must lie from 0 to the trials") {
      try GLMFit(design: one, response: [4, 1, 1], trials: [3, 3, 3], family: .binomial)
    }
    fails("response, row 3: the gamma family needs values above 0") {
      try GLMFit(design: one, response: [4, 1, 0], family: .gamma)
    }
    fails("response, row 1: the inverse Gaussian family needs values above 0") {
      try GLMFit(design: one, response: [0, 1, 1], family: .inverseGaussian)
    }
    fails("response, row 1: this Tweedie power needs values above 0") {
      try GLMFit(design: one, response: [0, 1, 1], family: .tweedie(power: 2.5))
    }
  }

  func testNumbersThatAreNoneAreNamed() {
    let rows = [1, 2, .nan, 4.0]
    fails("column \"x1\", row 3: missing or not a finite number") {
      try GLMFit(design: design([rows]), response: [1, 2, 3, 4], family: .poisson)
    }
    fails("column \"x2\", row 1: missing or not a finite number") {
      try GLMFit(
        design: design([[1, 2, 3, 4], [.infinity, 0, 1, 0]]), response: [1, 2, 3, 4],
        family: .gaussian)
    }
    fails("column \"response\", row 4: missing or not a finite number") {
      try GLMFit(design: design([[1, 2, 3, 4]]), response: [1, 2, 3, .nan], family: .poisson)
    }
    fails("column \"offset\", row 1: missing or not a finite number") {
      try GLMFit(
        design: design([[1, 2, 3, 4]]), response: [1, 2, 3, 4], offset: [.infinity, 0, 0, 0],
        family: .poisson)
    }
  }

  func testSettingsAreChecked() {
    let one = design([[1, 2, 3]])
    let y = [1.0, 2, 3]
    fails("weights: 2 values for 3 rows") {
      try GLMFit(design: one, response: y, weights: [1, 1], family: .poisson)
    }
    fails("weights: row 2 has a negative weight") {
      try GLMFit(design: one, response: y, weights: [1, -1, 1], family: .poisson)
    }
    fails("exposure: row 3 has an exposure that is not positive") {
      try GLMFit(design: one, response: y, exposure: [1, 1, 0], family: .poisson)
    }
    fails("exposure: an exposure needs the log link") {
      try GLMFit(design: one, response: y, exposure: y, family: .poisson, link: .identity)
    }
    fails("0 rows are too few for 2 coefficients") {
      try GLMFit(design: one, response: y, weights: [0, 0, 0], family: .poisson)
    }
    fails("power: must lie between 1 and 2, or above 2 (2 is the gamma family)") {
      try GLMFit(design: one, response: y, family: .tweedie(power: 2))
    }
    var firth = GLMFit.Options()
    firth.estimator = .firth
    fails("estimator: Firth's is for the binomial with logit and Poisson with log link") {
      try GLMFit(design: one, response: y, family: .gamma, options: firth)
    }
  }

  func testDuplicatedAndConstantColumnsAreDroppedByName() throws {
    let x = (0..<30).map { Double(($0 * 7) % 11) }
    let y = (0..<30).map { Double(($0 * 5) % 4) }
    let columns = [x, x.map { 2 * $0 + 1 }, [Double](repeating: 3, count: 30), x.map { $0 * $0 }]
    let fit = try GLMFit(design: design(columns), response: y, family: .poisson)
    let plain = try GLMFit(
      design: design([columns[0], columns[3]]), response: y, family: .poisson)
    XCTAssertEqual(fit.kept, [0, 1, 4])
    XCTAssertEqual(fit.notes.filter { $0.kind == .droppedColumn }.count, 2)
    XCTAssert(fit.notes.contains { $0.sentence.contains("x2") })
    XCTAssert(fit.notes.contains { $0.sentence.contains("x3") })
    assertClose(fit.deviance, plain.deviance, relative: 1e-12)
    for (a, b) in zip([0, 1, 4], [0, 1, 2]) {
      assertClose(fit.estimates[a], plain.estimates[b], relative: 1e-9)
      assertClose(
        fit.coefficients[a].standardError!, plain.coefficients[b].standardError!, relative: 1e-9)
    }
    XCTAssertEqual(fit.estimates[2], 0)
    XCTAssert(fit.coefficients[2].estimate.isNaN)
    let again = try JSONDecoder().decode(GLMFit.self, from: JSONEncoder().encode(fit))
    XCTAssert(again.coefficients[2].estimate.isNaN)
    XCTAssertEqual(again.estimates, fit.estimates)
    XCTAssertNil(fit.coefficients[2].standardError)
    let rows = design(columns)
    let (mine, theirs) = (
      try fit.predict(design: rows), try plain.predict(design: design([columns[0], columns[3]]))
    )
    for i in 0..<30 { assertClose(mine.meanUpper![i], theirs.meanUpper![i], relative: 1e-8) }
  }

  func testIllConditionedColumnsKeepTheirDigits() throws {
    // The same model about another origin: slopes and their errors must agree.
    let x = (0..<60).map { Double($0) / 10 }
    let y = (0..<60).map { i -> Double in
      let curve: Int = i * i / 300
      return Double(1 + (curve + i * 7) % 6)
    }
    let near = try GLMFit(design: design([x]), response: y, family: .poisson)
    let far = try GLMFit(design: design([x.map { $0 + 1e5 }]), response: y, family: .poisson)
    assertClose(far.estimates[1], near.estimates[1], relative: 1e-8)
    assertClose(
      far.coefficients[1].standardError!, near.coefficients[1].standardError!, relative: 1e-8)
    assertClose(far.deviance, near.deviance, relative: 1e-11)
  }

  func testRowsOfWeightZeroCountNothing() throws {
    let x = (0..<40).map { Double(($0 * 7) % 13) }
    let y = (0..<40).map { Double(($0 * 5) % 7) }
    let weights = (0..<40).map { $0 % 4 == 0 ? 0 : 1.0 }
    let kept = (0..<40).filter { $0 % 4 != 0 }
    for family in [GLMFamily.poisson, .negativeBinomial(theta: 3), .gaussian] {
      let weighted = try GLMFit(
        design: design([x]), response: y, weights: weights, family: family)
      let part = try GLMFit(
        design: design([kept.map { x[$0] }]), response: kept.map { y[$0] }, family: family)
      XCTAssertEqual(weighted.observations, 30)
      for (a, b) in zip(weighted.coefficients, part.coefficients) {
        assertClose(a.estimate, b.estimate, relative: 1e-9)
        assertClose(a.standardError!, b.standardError!, relative: 1e-9)
      }
      assertClose(weighted.logLikelihood!, part.logLikelihood!, relative: 1e-11)
    }
  }

  func testMoreColumnsThanRowsAndOneRow() throws {
    var random = RandomStream(seed: 2, "wide")
    let wide = design((0..<8).map { _ in (0..<4).map { _ in random.normal() } })
    let fit = try GLMFit(design: wide, response: [1, 4, 2, 3], family: .poisson)
    XCTAssertEqual(fit.rank, 4)
    XCTAssertEqual(fit.notes.filter { $0.kind == .droppedColumn }.count, 5)
    XCTAssertLessThan(fit.deviance, 1e-10)
    let gaussian = try GLMFit(design: wide, response: [1, 4, 2, 3], family: .gaussian)
    XCTAssertNil(gaussian.coefficients[0].standardError)
    XCTAssert(gaussian.notes.contains { $0.sentence.contains("As many coefficients as rows") })
    let one = try GLMFit(
      design: DesignMatrix(rows: 1, names: ["1"], blocks: [.intercept]), response: [7],
      family: .poisson)
    assertClose(one.estimates[0], log(7), relative: 1e-12)
    assertClose(one.coefficients[0].standardError!, 1 / 7.0.squareRoot(), relative: 1e-10)
  }

  func testHugeOffsetsAreTakenIn() throws {
    let x = (0..<20).map { Double($0 % 5) }
    let y = (0..<20).map { Double(1 + $0 % 3) }
    let plain = try GLMFit(design: design([x]), response: y, family: .poisson)
    for shift in [200.0, -200, 600, -600] {
      let fit = try GLMFit(
        design: design([x]), response: y, offset: [Double](repeating: shift, count: 20),
        family: .poisson)
      XCTAssertEqual(fit.estimates[0], plain.estimates[0] - shift, accuracy: 1e-8)
      XCTAssertEqual(fit.estimates[1], plain.estimates[1], accuracy: 1e-8)
      assertClose(fit.deviance, plain.deviance, relative: 1e-9)
    }
  }

  func testTheIdentityLinkStaysWhereMeansArePossible() throws {
    // The best line would be negative for small x.
    let x = (0..<30).map { Double($0) }
    let y = (0..<30).map { $0 < 12 ? 0 : Double($0 - 11) }
    let fit = try GLMFit(design: design([x]), response: y, family: .poisson, link: .identity)
    XCTAssert(try fit.fittedValues().allSatisfy { $0 > 0 })
    XCTAssertFalse(fit.converged)
    XCTAssert(fit.notes.contains { $0.kind == .boundary })
  }

  func testUnderdispersedCountsHaveNoFiniteTheta() throws {
    let x = (0..<50).map { Double($0 % 10) }
    let fit = try GLMFit(
      design: design([x]), response: x.map { 3 + ($0 / 4).rounded() }, family: .negativeBinomial())
    XCTAssert(fit.notes.contains { $0.kind == .boundary })
    XCTAssertNil(fit.thetaStandardError)
    let poisson = try GLMFit(
      design: design([x]), response: x.map { 3 + ($0 / 4).rounded() }, family: .poisson)
    assertClose(fit.estimates[1], poisson.estimates[1], relative: 1e-6)
  }

  func testThreadsChangeNothing() throws {
    var random = RandomStream(seed: 4, "threads")
    let x = (0..<120_000).map { _ in random.normal() }
    let y = x.map { (exp(0.3 * $0) + 2 * random.uniform()).rounded() }
    var options = GLMFit.Options()
    let one = try GLMFit(design: design([x]), response: y, family: .poisson, options: options)
    options.threads = 3
    let three = try GLMFit(design: design([x]), response: y, family: .poisson, options: options)
    XCTAssertEqual(one.estimates, three.estimates)
    XCTAssertEqual(one.covariance, three.covariance)
    let score = design([x]).transposeTimes(try one.scores())
    XCTAssert(score.allSatisfy { abs($0) < 1e-6 })
  }
}
