import Foundation
import LinearAlgebra
import Regression
import Statistics
import TestSupport
import XCTest

final class RidgeTests: XCTestCase {
  func testEqualsTheDefinition() throws {
    let reference = try PathsReference("regularized/ridge.csv")
    let data = try PathsReference("regularized/tall.csv")
    let columns = data.names.filter { $0.hasPrefix("x") }
    let (names, what) = (reference.text("case"), reference.text("column"))
    let (lambdas, values) = (reference.numbers("lambda"), reference.numbers("value"))
    var options = Ridge.Options()
    for name in ["standardized", "weighted", "free columns", "no intercept"] {
      let rows = names.indices.filter { names[$0] == name }
      options.lambdas = Array(Set(rows.map { lambdas[$0] }))
      options.standardize = name != "weighted"
      options.factors = name == "free columns" ? [9, 1, 0, 2, 1, 1, 0, 1, 3, 1] : nil
      let weighted = name == "weighted" || name == "free columns"
      let fit = try Ridge(
        design: data.design(columns, intercept: name != "no intercept"),
        response: data.numbers("y"), weights: weighted ? data.numbers("w") : nil,
        options: options)
      for row in rows {
        let k = fit.lambdas.firstIndex(of: lambdas[row])!
        let found: Double
        switch what[row] {
        case "df": found = fit.effectiveDegrees[k]
        case "gcv": found = fit.generalizedScores![k]
        case "loo": found = fit.leaveOneOutScores![k]
        case let column: found = fit.path[fit.names.firstIndex(of: column)!, k]
        }
        assertClose(found, values[row], relative: 1e-9, "\(name) \(lambdas[row]) \(what[row])")
      }
      XCTAssertTrue(fit.lambdas.contains(fit.lambda))
    }
  }

  private func noise(_ rows: Int, _ columns: Int, key: String) -> Matrix {
    var random = RandomStream(seed: 4, key)
    return Matrix(
      rows: rows, columns: columns, storage: (0..<rows * columns).map { _ in random.normal() })
  }

  /// The Gram route, a block of rows at a time, gives what the SVD of the whole gives.
  func testManyRowsEqualTheNormalEquations() throws {
    let x = noise(17_000, 30, key: "many")
    let b = (0..<30).map { Double($0 % 5) - 2 }
    let y = zip(x * b, noise(17_000, 1, key: "errors").storage).map { $0 + $1 }
    var options = Ridge.Options()
    options.lambdas = [1000]
    options.standardize = false
    let fit = try Ridge(design: DesignMatrix(x), response: y, options: options)
    var system = x.gram()
    for j in 0..<30 { system[j, j] += 1000 }
    let expected = try Cholesky(system).solve(x.transposeTimes(y))
    for (j, value) in expected.enumerated() {
      XCTAssertEqual(fit.path[j, 0], value, accuracy: 1e-10)
    }
  }

  func testChoosesAmongMoreColumnsThanRows() throws {
    let x = noise(20, 45, key: "wide")
    let y = (0..<20).map { x[$0, 0] + 0.1 * x[$0, 1] }
    let fit = try Ridge(design: DesignMatrix(x).withIntercept(), response: y)
    XCTAssertEqual(fit.coefficients.count, 46)
    XCTAssertTrue(fit.path.storage.allSatisfy(\.isFinite))
    let best = fit.leaveOneOutScores!.min()!
    XCTAssertEqual(fit.leaveOneOutScores![fit.lambdas.firstIndex(of: fit.lambda)!], best)
    // Less penalty, more freedom, and never more than the rows allow.
    for (a, b) in zip(fit.effectiveDegrees, fit.effectiveDegrees.dropFirst()) {
      XCTAssertLessThan(a, b)
    }
    XCTAssertLessThan(fit.effectiveDegrees.last!, 20)
  }

  func testHardInputs() throws {
    let x = Matrix(rows: [[1, 1, 7], [2, 2, 7], [3, 3, 7], [5, 5, 7]])
    let design = DesignMatrix(x).withIntercept()
    let zero = try Ridge(design: design, response: [0, 0, 0, 0])
    XCTAssertEqual(zero.coefficients.map(\.estimate), [0, 0, 0, 0])
    XCTAssertEqual(zero.notes.first?.kind, .droppedColumn)
    // Twins share what one would get.
    let fit = try Ridge(design: design, response: [1, 2, 4, 4])
    XCTAssertEqual(fit.path[1, 50], fit.path[2, 50], accuracy: 1e-12)
    XCTAssertEqual(fit.path[3, 50], 0)
    let one = try Ridge(
      design: DesignMatrix(Matrix(rows: [[1, 2]])).withIntercept(), response: [3])
    XCTAssertEqual(one.coefficients[0].estimate, 3, accuracy: 1e-12)
    XCTAssertNil(one.leaveOneOutScores)
    XCTAssertThrowsError(try Ridge(design: design, response: [1, .nan, 1, 1])) {
      XCTAssertEqual($0 as? RegressionError, .notFinite(column: "response", row: 1))
    }
    let infinite = DesignMatrix(Matrix(rows: [[1, 2], [.infinity, 3]]))
    XCTAssertThrowsError(try Ridge(design: infinite, response: [1, 2])) {
      XCTAssertEqual($0 as? RegressionError, .notFinite(column: "x1", row: 1))
    }
    XCTAssertThrowsError(
      try Ridge(design: DesignMatrix(Matrix(rows: 0, columns: 2)), response: []))
  }

  func testSavesAndReads() throws {
    let x = noise(30, 3, key: "saved")
    let fit = try Ridge(design: DesignMatrix(x).withIntercept(), response: x.column(1))
    let read = try JSONDecoder().decode(Ridge.self, from: JSONEncoder().encode(fit))
    XCTAssertEqual(read, fit)
    XCTAssertEqual(read.predict(DesignMatrix(x).withIntercept()).count, 30)
  }
}
