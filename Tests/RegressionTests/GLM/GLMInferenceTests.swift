import Foundation
import Regression
import TestSupport
import XCTest

/// Profiles, analysis of deviance and tests beside R's.
final class GLMInferenceTests: XCTestCase {
  private func fits(_ reference: GLMReference) throws -> [String: GLMFit] {
    let design = reference.design
    return [
      "poisson": try GLMFit(design: design, response: reference["count"], family: .poisson),
      "binary": try GLMFit(design: design, response: reference["binary"], family: .binomial),
      "gamma": try GLMFit(design: design, response: reference["amount"], family: .gamma),
    ]
  }

  func testProfileIntervalsEqualRefitsInR() throws {
    let reference = try GLMReference("inference.csv")
    for (name, fit) in try fits(reference) {
      for column in [0, 1, 4] {
        let expected = try XCTUnwrap(reference.values[name]?["profile\(column)"])
        let interval = try fit.profileInterval(column: column)
        XCTAssertEqual(interval.lower, expected[0], accuracy: 1e-8, "\(name) \(column)")
        XCTAssertEqual(interval.upper, expected[1], accuracy: 1e-8, "\(name) \(column)")
      }
    }
  }

  func testAnalysisOfDevianceEqualsR() throws {
    let reference = try GLMReference("inference.csv")
    let terms = [("x1", [1]), ("x2", [2]), ("g", [3, 4, 5])]
    for (name, fit) in try fits(reference) where name != "binary" {
      let expected = try XCTUnwrap(reference.values[name])
      let table = try fit.analysisOfDeviance(terms: terms)
      XCTAssertEqual(table.rows.map(\.degreesOfFreedom), [1, 1, 3])
      XCTAssertEqual(table.rows.map(\.residualDegreesOfFreedom), [78, 77, 74])
      for (k, row) in table.rows.enumerated() {
        assertClose(row.deviance, expected["sequential_deviance"]![k], relative: 1e-9)
        assertClose(row.residualDeviance, expected["sequential_rest"]![k], relative: 1e-9)
        assertClose(row.test!.pValue, expected["sequential_p"]![k], relative: 1e-7)
      }
      let marginal = try fit.analysisOfDeviance(terms: terms, order: .marginal)
      for (k, row) in marginal.rows.enumerated() {
        assertClose(row.residualDeviance, expected["marginal_rest"]![k], relative: 1e-9)
        guard let p = expected["marginal_p"] else { continue }
        assertClose(row.test!.pValue, p[k], relative: 1e-7)
      }
    }
  }

  func testOverdispersionTestEqualsAER() throws {
    let reference = try GLMReference("inference.csv")
    let expected = try XCTUnwrap(reference.values["overdispersion"])
    let fit = try GLMFit(
      design: reference.design, response: reference["nb"], family: .poisson)
    for (kind, name) in [(GLMFit.Overdispersion.linear, "trafo1"), (.quadratic, "trafo2")] {
      let result = try fit.overdispersionTest(kind)
      let values = expected[name]!
      assertClose(result.alpha, values[0], relative: 1e-9)
      assertClose(result.test.statistic, values[1], relative: 1e-9)
      assertClose(result.test.pValue, values[2], relative: 1e-8)
    }
    XCTAssert(fit.notes.contains { $0.kind == .overdispersion })
    let quasi = try GLMFit(
      design: reference.design, response: reference["nb"], family: .quasiPoisson)
    XCTAssertFalse(quasi.notes.contains { $0.kind == .overdispersion })
  }

  func testAProfileMayHaveNoEnd() throws {
    // All events in one group: any large enough coefficient fits as well.
    let group = DesignMatrix(
      rows: 8, names: ["(Intercept)", "g"],
      blocks: [.intercept, .column([0, 0, 0, 0, 1, 1, 1, 1])])
    let fit = try GLMFit(
      design: group, response: [1, 3, 2, 2, 0, 0, 0, 0], family: .poisson)
    XCTAssertEqual(fit.separated, ["g"])
    let interval = try fit.profileInterval(column: 1)
    XCTAssertEqual(interval.lower, -.infinity)
    // With the mean of the rest refitted the rise is 16 ln(1 + e^γ).
    XCTAssertEqual(interval.upper, log(exp(3.841458820694124 / 16) - 1), accuracy: 1e-7)
  }

  func testSandwichesEqualR() throws {
    let reference = try GLMReference("inference.csv")
    let clusters = (0..<80).map { Int32($0 / 5) }
    for (name, fit) in try fits(reference) {
      for (kind, estimator) in [
        ("HC0", CovarianceEstimator.hc0), ("HC1", .hc1), ("cluster", .cluster(clusters, .cr1)),
        ("hac", .neweyWest(.fixed(3))),
      ] {
        let expected = try XCTUnwrap(reference.values[name]?[kind])
        let inference = try fit.inference(estimator)
        for (error, wanted) in zip(inference.standardErrors, expected) {
          assertClose(error, wanted, relative: 1e-8, "\(name) \(kind)")
        }
        XCTAssertEqual(inference.degreesOfFreedom == nil, name != "gamma")
      }
      let classical = try fit.inference(.classical).coefficients()
      for (a, b) in zip(classical, fit.coefficients) {
        assertClose(a.pValue!, b.pValue!, relative: 1e-10)
        assertClose(a.upper!, b.upper!, relative: 1e-12)
      }
    }
  }
}
