import Foundation
import Regression
import Statistics
import TestSupport
import XCTest

final class IsotonicTests: XCTestCase {
  func testEqualsScikitLearn() throws {
    let data = try PathsReference("isotonic/isotonic.csv")
    let (x, y, w) = (data.numbers("x"), data.numbers("y"), data.numbers("w"))
    for (column, weights, isIncreasing) in [
      ("increasing", nil, true), ("decreasing", nil, false), ("weighted", w, true),
    ] {
      let fit = try IsotonicRegression(
        x: x, response: y, weights: weights, isIncreasing: isIncreasing)
      for (found, expected) in zip(fit.predict(x), data.numbers(column)) {
        XCTAssertEqual(found, expected, accuracy: 1e-12, column)
      }
    }
  }

  func testCalibratorsEqualTheReference() throws {
    let data = try PathsReference("isotonic/calibration.csv")
    let (scores, outcomes) = (data.numbers("score"), data.numbers("outcome"))
    for method in ProbabilityCalibrator.Method.allCases {
      let fit = try ProbabilityCalibrator(method, scores: scores, outcomes: outcomes)
      for (found, expected) in zip(
        fit.probabilities(scores), data.numbers(method.rawValue))
      {
        XCTAssertEqual(found, expected, accuracy: 1e-9, method.rawValue)
      }
      let read = try JSONDecoder().decode(
        ProbabilityCalibrator.self, from: JSONEncoder().encode(fit))
      XCTAssertEqual(read, fit)
    }
  }

  /// The projection on a cone: the fit is monotone, keeps the mean, and the residual
  /// is orthogonal to it.
  func testIsAProjection() throws {
    var random = RandomStream(seed: 8, "isotonic")
    for count in [1, 2, 3, 10, 500] {
      let x = (0..<count).map { _ in Double(random.integer(below: 40)) }
      let y = x.map { 0.1 * $0 + random.normal() }
      let w = x.map { _ in 0.1 + random.uniform() }
      let fit = try IsotonicRegression(x: x, response: y, weights: w)
      for (a, b) in zip(fit.values, fit.values.dropFirst()) { XCTAssertLessThanOrEqual(a, b) }
      for (a, b) in zip(fit.knots, fit.knots.dropFirst()) { XCTAssertLessThan(a, b) }
      let fitted = fit.predict(x)
      var (mean, product) = (0.0, 0.0)
      for i in x.indices {
        mean += w[i] * (y[i] - fitted[i])
        product += w[i] * (y[i] - fitted[i]) * fitted[i]
      }
      XCTAssertEqual(mean, 0, accuracy: 1e-9)
      XCTAssertEqual(product, 0, accuracy: 1e-9)
    }
  }

  func testCenteredRisesBetweenItsStretches() throws {
    let fit = try IsotonicRegression(
      x: [1, 2, 3, 4], response: [1, 3, 2, 5], isCentered: true)
    XCTAssertEqual(fit.knots, [1, 2.5, 4])
    XCTAssertEqual(fit.values, [1, 2.5, 5])
    XCTAssertEqual(fit.value(at: 2), 2)
    XCTAssertEqual(fit.value(at: 0), 1)
    XCTAssertEqual(fit.value(at: 9), 5)
    XCTAssert(fit.value(at: .nan).isNaN)
  }

  func testHardInputs() throws {
    XCTAssertThrowsError(try IsotonicRegression(x: [], response: []))
    XCTAssertThrowsError(try IsotonicRegression(x: [1, .nan], response: [1, 2])) {
      XCTAssertEqual($0 as? RegressionError, .notFinite(column: "x", row: 1))
    }
    XCTAssertThrowsError(
      try IsotonicRegression(x: [1, 2], response: [1, 2], weights: [0, 0]))
    let flat = try IsotonicRegression(x: [3, 1, 2], response: [0, 0, 0])
    XCTAssertEqual(flat.predict([0, 1.5, 7]), [0, 0, 0])
    // Scores that part the outcomes: Platt's targets keep the line finite.
    let apart = try ProbabilityCalibrator(
      .platt, scores: [1, 2, 3, 4], outcomes: [0, 0, 1, 1])
    XCTAssertEqual(apart.probability(2.5), 0.5, accuracy: 1e-9)
    XCTAssertLessThan(apart.probability(4), 1)
    XCTAssertThrowsError(
      try ProbabilityCalibrator(.beta, scores: [0.1, 0.2, 0.8, 0.9], outcomes: [0, 0, 1, 1]))
    XCTAssertThrowsError(
      try ProbabilityCalibrator(.beta, scores: [0.1, 1.2], outcomes: [0, 1])
    ) {
      XCTAssertEqual(
        $0 as? RegressionError,
        .responseOutOfRange(reason: "a probability lies in 0 ... 1", row: 1))
    }
  }
}
