import Foundation
import LinearAlgebra
import Regression
import Statistics
import TestSupport
import XCTest

final class QuantileRegressionTests: XCTestCase {
  /// Coefficients and three kinds of standard errors, against quantreg.
  func testEqualsQuantreg() throws {
    let reference = try PathsReference("quantile/quantile.csv")
    let data = try PathsReference("quantile/data.csv")
    let (names, columns) = (reference.text("case"), reference.text("column"))
    let (levels, values) = (reference.numbers("level"), reference.numbers("value"))
    let errors: [(String, QuantileRegression.Errors)] = [
      ("iid", .identical), ("nid", .sandwich), ("ker", .kernel),
    ]
    for name in ["plain", "weighted"] {
      let design = data.design(
        name == "plain" ? ["x1", "x2", "year", "x3"] : ["x1", "x2", "x3"])
      for (column, kind) in errors {
        let expected = reference.numbers(column)
        let fit = try QuantileRegression(
          design: design, response: data.numbers("y"),
          weights: name == "weighted" ? data.numbers("w") : nil,
          levels: [0.9, 0.05, 0.27, 0.52], errors: kind)
        XCTAssertEqual(fit.notes, [])
        for row in names.indices where names[row] == name {
          let found = fit.coefficients(level: levels[row]).first { $0.name == columns[row] }!
          assertClose(found.estimate, values[row], relative: 1e-9, "\(name) \(levels[row])")
          assertClose(
            found.standardError!, expected[row], relative: 1e-6,
            "\(name) \(levels[row]) \(column)")
        }
      }
    }
  }

  private func simulated(_ rows: Int) -> (design: DesignMatrix, response: [Double]) {
    var random = RandomStream(seed: 9, "quantile")
    let x = (0..<rows).map { _ in random.normal() }
    let codes = (0..<rows).map { _ in Int32(random.integer(below: 6)) - 1 }
    let y = (0..<rows).map {
      1 + x[$0] + 0.3 * Double(codes[$0]) + (1 + 0.2 * x[$0]) * random.normal()
    }
    return (
      DesignMatrix(
        rows: rows, names: ["(Intercept)", "x", "b", "c", "d", "e", "f"],
        blocks: [.intercept, .column(x), .indicators(codes: codes, width: 5, values: nil)]), y
    )
  }

  /// Optimality stated by the subgradient: as many rows are met exactly as there are
  /// columns, and the shares above and below are what the level says.
  func testLevelsPartTheRows() throws {
    let (design, response) = simulated(5000)
    let fit = try QuantileRegression(
      design: design, response: response, levels: [0.1, 0.5, 0.9], errors: .none)
    for (k, level) in fit.levels.enumerated() {
      let residuals = zip(response, design.times(fit.path.column(k))).map { $0 - $1 }
      let met = residuals.count { abs($0) < 1e-10 }
      let below = residuals.count { $0 < -1e-10 }
      XCTAssertEqual(met, 7)
      XCTAssertLessThanOrEqual(Double(below), level * 5000)
      XCTAssertGreaterThanOrEqual(Double(below + met), level * 5000)
    }
    let prediction = fit.predict(design)
    for i in 0..<design.rows { XCTAssertLessThanOrEqual(prediction[i, 0], prediction[i, 2]) }
  }

  func testBootstrapIsNearTheSandwichAndRepeats() throws {
    let (design, response) = simulated(400)
    let kind = QuantileRegression.Errors.bootstrap(samples: 60, seed: 5)
    let one = try QuantileRegression(design: design, response: response, errors: kind)
    let two = try QuantileRegression(
      design: design, response: response, errors: kind, threads: 3)
    XCTAssertEqual(one, two)
    let sandwich = try QuantileRegression(design: design, response: response)
    for (a, b) in zip(one.coefficients, sandwich.coefficients) {
      XCTAssertEqual(log(a.standardError! / b.standardError!), 0, accuracy: 0.6)
    }
  }

  func testHardInputs() throws {
    let x = Matrix(rows: [[1, 1], [2, 2], [3, 3], [4, 4], [5, 5]])
    let design = DesignMatrix(x).withIntercept()
    let fit = try QuantileRegression(
      design: design, response: [1, 2, 3, 4, 100], errors: .none)
    XCTAssertEqual(fit.coefficients.prefix(2).map(\.estimate), [0, 1])
    XCTAssert(fit.coefficients[2].estimate.isNaN)
    XCTAssertEqual(fit.notes.map(\.kind), [.droppedColumn])
    let zero = try QuantileRegression(
      design: design, response: [0, 0, 0, 0, 0], errors: .none)
    XCTAssertEqual(zero.coefficients.prefix(2).map(\.estimate), [0, 0])
    // Any number between the middle two is a median.
    let even = try QuantileRegression(
      design: DesignMatrix(Matrix(rows: 4, columns: 0)).withIntercept(), response: [1, 2, 5, 9],
      errors: .none)
    XCTAssertEqual(even.notes.map(\.kind), [.boundary])
    XCTAssertTrue((2...5).contains(even.path[0, 0]))
    let weights = try QuantileRegression(
      design: DesignMatrix(Matrix(rows: 4, columns: 0)).withIntercept(), response: [1, 2, 5, 9],
      weights: [0, 0, 1, 0], errors: .none)
    XCTAssertEqual(weights.path[0, 0], 5)
    XCTAssertThrowsError(
      try QuantileRegression(design: design, response: [1, 2, .infinity, 4, 5])
    ) { XCTAssertEqual($0 as? RegressionError, .notFinite(column: "response", row: 2)) }
    XCTAssertThrowsError(
      try QuantileRegression(design: design, response: [1, 2, 3, 4, 5], levels: [1]))
    let wide = try QuantileRegression(
      design: DesignMatrix(Matrix(rows: [[1, 2, 3], [4, 5, 7]])), response: [1, 2])
    XCTAssertEqual(wide.notes.map(\.kind), [.droppedColumn, .other])
    XCTAssertEqual(wide.predict(DesignMatrix(Matrix(rows: [[4, 5, 7]])))[0, 0], 2, accuracy: 1e-12)
  }

  func testSavesAndReads() throws {
    let (design, response) = simulated(200)
    let fit = try QuantileRegression(design: design, response: response)
    let read = try JSONDecoder().decode(QuantileRegression.self, from: JSONEncoder().encode(fit))
    XCTAssertEqual(read, fit)
  }
}
