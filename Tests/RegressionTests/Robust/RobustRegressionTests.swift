import Foundation
import LinearAlgebra
import Regression
import Statistics
import TestSupport
import XCTest

final class RobustRegressionTests: XCTestCase {
  private func reference(
    _ name: String
  ) throws -> (values: [String: Double], errors: [String: Double]) {
    let table = try PathsReference("robust/robust.csv")
    let (cases, columns) = (table.text("case"), table.text("column"))
    let (values, errors) = (table.numbers("value"), table.numbers("error"))
    let rows = cases.indices.filter { cases[$0] == name }
    XCTAssertEqual(rows.count, 5, name)
    return (
      Dictionary(uniqueKeysWithValues: rows.map { (columns[$0], values[$0]) }),
      Dictionary(uniqueKeysWithValues: rows.map { (columns[$0], errors[$0]) })
    )
  }

  /// Coefficients, errors and scales, against MASS::rlm.
  func testEqualsRlm() throws {
    let data = try PathsReference("robust/data.csv")
    let design = data.design(["x1", "x2", "x3"])
    for (name, loss, scale, weighted) in [
      ("huber", RobustLoss.huber, RobustRegression.Scale.medianAbsoluteDeviation, false),
      ("huber proposal 2", .huber, .proposal2, false),
      ("huber weighted", .huber, .medianAbsoluteDeviation, true),
      ("bisquare", .bisquare, .medianAbsoluteDeviation, false),
    ] {
      let fit = try RobustRegression(
        design: design, response: data.numbers("y"),
        weights: weighted ? data.numbers("w") : nil, loss: loss, scale: scale)
      let expected = try reference(name)
      assertClose(fit.scale, expected.values["scale"]!, relative: 1e-9, name)
      for found in fit.coefficients {
        assertClose(found.estimate, expected.values[found.name]!, relative: 1e-9, name)
        assertClose(found.standardError!, expected.errors[found.name]!, relative: 1e-9, name)
      }
      XCTAssertEqual(fit.notes, [])
    }
  }

  /// The same minimum of the scale, and the same fit from it, as robustbase::lmrob.
  func testResistantStartFindsTheMinimum() throws {
    let data = try PathsReference("robust/data.csv")
    let fit = try RobustRegression(
      design: data.design(["x1", "x2", "x3"]), response: data.numbers("y"),
      loss: .bisquare(c: 4.685061), scale: .resistant(samples: 200, seed: 1))
    let expected = try reference("mm").values
    assertClose(fit.scale, expected["scale"]!, relative: 1e-8)
    for found in fit.coefficients {
      assertClose(found.estimate, expected[found.name]!, relative: 1e-6, found.name)
    }
  }

  /// Two rows in five far off in column and response: least squares goes with them.
  func testFarRowsDoNotCarryTheFitOff() throws {
    var random = RandomStream(seed: 2, "robust")
    let rows = 200
    var x = (0..<rows).map { _ in random.normal() }
    var y = x.map { 1 + 2 * $0 + 0.1 * random.normal() }
    for i in 0..<80 { (x[i], y[i]) = (20 + random.normal(), -50 + random.normal()) }
    let design = DesignMatrix(
      rows: rows, names: ["(Intercept)", "x"], blocks: [.intercept, .column(x)])
    let fit = try RobustRegression(
      design: design, response: y, loss: .bisquare, scale: .resistant(samples: 60, seed: 1))
    XCTAssertEqual(fit.estimates[0], 1, accuracy: 0.05)
    XCTAssertEqual(fit.estimates[1], 2, accuracy: 0.05)
    let weights = fit.rowWeights(design, response: y)
    XCTAssertEqual(weights[..<80].max(), 0)
    XCTAssertGreaterThan(weights[80...].reduce(0, +), 100)
  }

  func testHardInputs() throws {
    let x = Matrix(rows: (0..<8).map { [Double($0), 2 * Double($0), 5] })
    let design = DesignMatrix(x).withIntercept()
    let y = (0..<8).map { $0 == 3 ? 99 : Double($0) }
    for scale in [
      RobustRegression.Scale.medianAbsoluteDeviation, .resistant(samples: 60, seed: 1),
    ] {
      let fit = try RobustRegression(
        design: design, response: y, loss: .bisquare, scale: scale)
      XCTAssertEqual(fit.estimates[1], 1, accuracy: 1e-6)
      XCTAssertEqual(fit.notes.map(\.kind), [.droppedColumn, .droppedColumn, .boundary])
      XCTAssertNil(fit.standardErrors)
    }
    let zero = try RobustRegression(design: design, response: [Double](repeating: 0, count: 8))
    XCTAssertEqual(zero.estimates, [0, 0, 0, 0])
    let one = try RobustRegression(
      design: DesignMatrix(Matrix(rows: [[2.0]])), response: [6])
    XCTAssertEqual(one.estimates[0], 3, accuracy: 1e-12)
    XCTAssertThrowsError(try RobustRegression(design: design, response: [.nan] + y.dropFirst())) {
      XCTAssertEqual($0 as? RegressionError, .notFinite(column: "response", row: 0))
    }
    XCTAssertThrowsError(
      try RobustRegression(design: design, response: y, loss: .huber(k: 0)))
    let read = try JSONDecoder().decode(
      RobustRegression.self, from: JSONEncoder().encode(zero))
    XCTAssertEqual(read, zero)
  }
}
