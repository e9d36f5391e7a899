import Foundation
import LinearAlgebra
import Regression
import Statistics
import TestSupport
import XCTest

final class LinearFitTests: XCTestCase {
  private struct Problem {
    var design: DesignMatrix
    var response: [Double]
    var weights: [Double]
    var offset: [Double]
  }

  private func problem(rows: Int, seed: UInt64 = 1) -> Problem {
    var random = RandomStream(seed: seed, "linear")
    let x = (0..<rows).map { _ in random.normal() }
    let z = (0..<rows).map { _ in 5 + random.normal() }
    let codes = (0..<rows).map { _ in Int32(random.integer(below: 4)) - 1 }
    let design = DesignMatrix(
      rows: rows, names: ["(Intercept)", "x", "z", "b", "c", "d"],
      blocks: [
        .intercept, .column(x), .column(z), .indicators(codes: codes, width: 3, values: nil),
      ])
    let response = (0..<rows).map { 1 + 2 * x[$0] - z[$0] + Double(codes[$0]) + random.normal() }
    return Problem(
      design: design, response: response, weights: (0..<rows).map { Double($0 % 3) },
      offset: (0..<rows).map { Double($0 % 5) })
  }

  /// Every route, with weights and offset, against the normal equations solved
  /// densely; rows of weight zero might as well not be there.
  func testRoutesAgree() throws {
    let problem = problem(rows: 300)
    let used = (0..<300).filter { problem.weights[$0] > 0 }
    let fits = try LinearFit.Method.allCases.map {
      try LinearFit(
        design: problem.design, response: problem.response, weights: problem.weights,
        offset: problem.offset, options: .init(method: $0))
    }
    let without = try LinearFit(
      design: problem.design.selecting(rows: used), response: used.map { problem.response[$0] },
      weights: used.map { problem.weights[$0] }, offset: used.map { problem.offset[$0] })
    for fit in fits + [without] {
      XCTAssertEqual(fit.count, 200)
      XCTAssertTrue(fit.hasConstant)
      for (one, other) in zip(fit.estimates, fits[0].estimates) {
        assertClose(one, other, relative: 1e-12)
      }
      for (one, other) in zip(
        fit.unscaledCovariance.storage, fits[0].unscaledCovariance.storage)
      {
        assertClose(one, other, relative: 1e-11)
      }
      for (one, other) in zip(fit.effects, fits[0].effects) {
        assertClose(abs(one), abs(other), relative: 1e-11)
      }
      assertClose(fit.residualSumOfSquares, fits[0].residualSumOfSquares, relative: 1e-12)
      assertClose(fit.totalSumOfSquares, fits[0].totalSumOfSquares, relative: 1e-12)
      assertClose(fit.rSquared, fits[0].rSquared, relative: 1e-12)
      assertClose(fit.logLikelihood, fits[0].logLikelihood, relative: 1e-12)
    }
    // Residuals are orthogonal to the columns.
    let fitted = problem.design.times(fits[0].fullEstimates)
    let weighted = (0..<300).map {
      problem.weights[$0] * (problem.response[$0] - problem.offset[$0] - fitted[$0])
    }
    for value in problem.design.transposeTimes(weighted) {
      XCTAssertEqual(value, 0, accuracy: 1e-10)
    }
  }

  /// Tall designs take Cholesky's QR after preconditioning, to Householder's digits
  /// whatever the condition, and to the same bits at any thread count.
  func testTallDesignsKeepHouseholdersDigits() throws {
    var random = RandomStream(seed: 5, "tall")
    let rows = 70_000
    let t = (0..<rows).map { 1e4 + Double($0) / 7 }
    let square = t.map { $0 * $0 }
    let spike = (0..<rows).map { $0 % 97 == 0 ? 1.0 : 0 }
    let design = DesignMatrix(
      rows: rows, names: ["one", "t", "t2", "spike"],
      blocks: [.intercept, .column(t), .column(square), .column(spike)])
    let response = (0..<rows).map { 1e-3 * t[$0] + spike[$0] + random.normal() }
    let chosen = try LinearFit(design: design, response: response)
    XCTAssertEqual(chosen.method, .preconditioned)
    XCTAssertGreaterThan(chosen.condition, 50)
    let plain = try LinearFit(
      design: design, response: response, options: .init(method: .householder))
    XCTAssertEqual(plain.method, .householder)
    for (one, other) in zip(chosen.estimates, plain.estimates) {
      assertClose(one, other, relative: 1e-10)
    }
    for (one, other) in zip(
      chosen.classicalInference.standardErrors, plain.classicalInference.standardErrors)
    {
      assertClose(one, other, relative: 1e-12)
    }
    var options = LinearFit.Options()
    options.threads = 2
    let threaded = try LinearFit(design: design, response: response, options: options)
    XCTAssertEqual(threaded.estimates, chosen.estimates)
    XCTAssertEqual(threaded.unscaledCovariance, chosen.unscaledCovariance)
    // What no sample of the rows shows needs Householder.
    let rare = DesignMatrix(
      rows: rows, names: ["one", "rare"],
      blocks: [.intercept, .column((0..<rows).map { $0 == 5 ? 1 : 0 })])
    XCTAssertEqual(try LinearFit(design: rare, response: response).method, .householder)
  }

  func testDependentColumnsAreDroppedInOrder() throws {
    let base = problem(rows: 120)
    let x = base.design.column(1)
    let z = base.design.column(2)
    let design = DesignMatrix(
      rows: 120, names: ["one", "x", "twice x", "zero", "z", "sum"],
      blocks: [
        .intercept, .column(x), .column(x.map { 2 * $0 }),
        .column([Double](repeating: 0, count: 120)), .column(z),
        .column(zip(x, z).map { 0.1 * $0 + 0.3 * $1 + 7 }),
      ])
    for method in [nil] + LinearFit.Method.allCases {
      let fit = try LinearFit(
        design: design, response: base.response, options: .init(method: method))
      XCTAssertEqual(fit.kept, [0, 1, 4], "\(String(describing: method))")
      let rows = fit.coefficients
      XCTAssertEqual(rows.count, 6)
      XCTAssertTrue(rows[2].estimate.isNaN)
      XCTAssertNil(rows[2].standardError)
      XCTAssertNotNil(rows[4].pValue)
      let note = try XCTUnwrap(fit.notes.first { $0.kind == .droppedColumn })
      XCTAssertTrue(note.sentence.contains("\"twice x\", \"zero\", \"sum\""))
      let plain = try LinearFit(
        design: design.selecting(columns: [0, 1, 4]), response: base.response)
      for (one, other) in zip(fit.estimates, plain.estimates) {
        assertClose(one, other, relative: 1e-11)
      }
      assertClose(fit.residualSumOfSquares, plain.residualSumOfSquares, relative: 1e-12)
    }
  }

  /// A full set of indicators spans the constant: R² is about the mean.
  func testConstantIsFoundInTheSpan() throws {
    let codes = (0..<60).map { Int32($0 % 3) }
    let response = (0..<60).map { 100.0 + Double($0 % 3) + sin(Double($0)) }
    let design = DesignMatrix(
      rows: 60, names: ["a", "b", "c"], blocks: [.indicators(codes: codes, width: 3, values: nil)])
    for method in [nil] + LinearFit.Method.allCases {
      let fit = try LinearFit(design: design, response: response, options: .init(method: method))
      XCTAssertTrue(fit.hasConstant)
      XCTAssertLessThan(fit.rSquared, 0.9)
      XCTAssertEqual(fit.fTest.degreesOfFreedom, 2)
    }
    let slope = DesignMatrix(
      rows: 60, names: ["t"], blocks: [.column((0..<60).map { Double($0) })])
    for method in [nil] + LinearFit.Method.allCases {
      let fit = try LinearFit(design: slope, response: response, options: .init(method: method))
      XCTAssertFalse(fit.hasConstant)
      XCTAssertEqual(fit.fTest.degreesOfFreedom, 1)
    }
  }

  func testMoreColumnsThanRows() throws {
    var random = RandomStream(seed: 2, "wide")
    let matrix = Matrix(rows: 4, columns: 6, storage: (0..<24).map { _ in random.normal() })
    let values = [1.0, 2, 3, 5]
    for method in [nil] + LinearFit.Method.allCases {
      let fit = try LinearFit(
        design: DesignMatrix(matrix), response: values, options: .init(method: method))
      XCTAssertEqual(fit.kept, [0, 1, 2, 3])
      XCTAssertEqual(fit.residualDegreesOfFreedom, 0)
      XCTAssertNil(fit.coefficients[0].standardError)
      XCTAssertTrue(fit.coefficients[5].estimate.isNaN)
      XCTAssertTrue(fit.notes.contains { $0.sentence.contains("passes through every point") })
      let mean = try fit.predict(DesignMatrix(matrix), level: 0.9)
      XCTAssertNil(mean.lower)
      for (value, expected) in zip(mean.mean, values) {
        XCTAssertEqual(value, expected, accuracy: 1e-9)
      }
      XCTAssertNoThrow(try JSONEncoder().encode(fit))
    }
  }

  func testUnusableInputIsNamed() throws {
    let base = problem(rows: 50)
    func error(_ body: () throws -> LinearFit) -> RegressionError? {
      do {
        _ = try body()
        return nil
      } catch { return error as? RegressionError }
    }
    var response = base.response
    response[3] = .nan
    XCTAssertEqual(
      error { try LinearFit(design: base.design, response: response) },
      .notFinite(column: "response", row: 3))
    for method in [nil] + LinearFit.Method.allCases {
      for value in [Double.nan, .infinity] {
        var x = base.design.column(1)
        x[17] = value
        let design = DesignMatrix(
          rows: 50, names: ["one", "x"], blocks: [.intercept, .column(x)])
        XCTAssertEqual(
          error {
            try LinearFit(design: design, response: base.response, options: .init(method: method))
          }, .notFinite(column: "x", row: 17))
      }
    }
    XCTAssertEqual(
      error { try LinearFit(design: base.design.selecting(rows: []), response: []) },
      .tooFewRows(rows: 0, columns: 6))
    var weights = [Double](repeating: 1, count: 50)
    weights[9] = -1
    for bad in [weights, [Double](repeating: 0, count: 50), [1]] {
      guard
        case .setting("weights", _) = error({
          try LinearFit(design: base.design, response: base.response, weights: bad)
        })
      else { return XCTFail("weights were accepted") }
    }
    let zeros = DesignMatrix(Matrix(rows: 50, columns: 2))
    for method in [nil] + LinearFit.Method.allCases {
      guard
        case .singular = error({
          try LinearFit(design: zeros, response: base.response, options: .init(method: method))
        })
      else { return XCTFail("zero columns were accepted") }
    }
  }

  func testSavedFitPredictsTheSame() throws {
    let base = problem(rows: 80)
    let fit = try LinearFit(design: base.design, response: base.response)
    let saved = try JSONDecoder().decode(LinearFit.self, from: JSONEncoder().encode(fit))
    XCTAssertNil(saved.sample)
    XCTAssertEqual(saved.coefficients, fit.coefficients)
    XCTAssertEqual(
      try saved.predict(base.design, level: 0.8), try fit.predict(base.design, level: 0.8))
  }

  /// The sum of both parts of a power is the power.
  func testExtendedColumnKeepsWhatDoublesLose() {
    let x = ExtendedColumn([0.1, -3.3, 1e200, 0])
    let cube = x.power(3)
    XCTAssertEqual(cube.high[3], 0)
    XCTAssertEqual(cube.high[2], .infinity)
    XCTAssertEqual(cube.low[2], 0)
    XCTAssertEqual(cube.high[0], 0.1 * 0.1 * 0.1, accuracy: 1e-18)
    let odd: Int128 = 3_602_879_701_896_397
    let column = ExtendedColumn([Double(odd)])
    let square = column * column
    XCTAssertEqual(Int128(square.high[0]) + Int128(square.low[0]), odd * odd)
  }
}
