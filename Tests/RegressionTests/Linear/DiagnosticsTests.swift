import Foundation
import LinearAlgebra
import Regression
import Statistics
import TestSupport
import XCTest

/// Influence, collinearity, tables of variance and tests of residuals against R's
/// stats, car and lmtest.
final class DiagnosticsTests: XCTestCase {
  func testInfluence() throws {
    let reference = try LinearReference()
    for (name, fit) in try reference.fits {
      let influence = try fit.influence()
      for (key, values) in [
        ("hat", influence.leverage), ("rstandard", influence.standardized),
        ("rstudent", influence.studentized), ("cook", influence.cooksDistance),
        ("dffits", influence.dffits),
      ] {
        assertAll(values, reference.values("\(name).\(key)"), relative: 1e-10, "\(name) \(key)")
      }
      XCTAssertEqual(influence.leverage.reduce(0, +), 5, accuracy: 1e-11)
    }
  }

  /// Leaving a row out by hand moves the fit as its influence says.
  func testInfluenceIsWhatLeavingOutDoes() throws {
    let reference = try LinearReference()
    let fit = try reference.fits[1].fit
    let influence = try fit.influence()
    let n = reference.design.rows
    let row = 17
    let rest = (0..<n).filter { $0 != row }
    let without = try LinearFit(
      design: reference.design.selecting(rows: rest),
      response: rest.map { reference.numbers("y")[$0] },
      weights: rest.map { reference.numbers("w")[$0] })
    let x = reference.design.selecting(rows: [row])
    let moved = x.times(fit.fullEstimates)[0] - x.times(without.fullEstimates)[0]
    let scale =
      without.sigma * (influence.leverage[row] / reference.numbers("w")[row]).squareRoot()
    assertClose(influence.dffits[row], moved / scale, relative: 1e-9)
  }

  private func spans(_ terms: [(String, Range<Int>, [String])]) -> [TermSpan] {
    terms.map { TermSpan(label: $0.0, columns: $0.1, atoms: $0.2, variables: $0.2) }
  }

  func testVarianceInflation() throws {
    let reference = try LinearReference()
    let terms = spans([
      ("(Intercept)", 0..<1, []), ("x", 1..<2, ["x"]), ("z", 2..<3, ["z"]),
      ("level", 3..<5, ["level"]),
    ])
    for (name, fit) in try reference.fits {
      let inflation = fit.classicalInference.varianceInflation(terms)
      let expected = reference.values("\(name).vif")
      assertAll(
        inflation.map(\.factor) + inflation.map { Double($0.columns) }
          + inflation.map(\.perColumn), expected, relative: 1e-11)
    }
  }

  func testAnalysisOfVariance() throws {
    let reference = try LinearReference()
    let x = reference.numbers("x")
    let q = reference.indicator("half", "q")
    let design = DesignMatrix(
      rows: x.count, names: ["1", "x", "halfq", "z", "levelb", "levelc", "x:halfq"],
      blocks: [
        .intercept, .column(x), .column(q), .column(reference.numbers("z")),
        .column(reference.indicator("level", "b")), .column(reference.indicator("level", "c")),
        .column(zip(x, q).map { $0 * $1 }),
      ])
    let fit = try LinearFit(
      design: design, response: reference.numbers("y"), weights: reference.numbers("w"))
    let terms = spans([
      ("(Intercept)", 0..<1, []), ("x", 1..<2, ["x"]), ("half", 2..<3, ["half"]),
      ("z", 3..<4, ["z"]), ("level", 4..<6, ["level"]), ("x:half", 6..<7, ["x", "half"]),
    ])
    for kind in AnalysisOfVariance.Kind.allCases {
      let table = fit.analysisOfVariance(terms, kind: kind)
      let expected = reference.values("crossed.type\(kind.rawValue)")
      let rows = expected.count / 3
      XCTAssertEqual(table.terms.count, rows - 1)
      assertClose(table.residualSumOfSquares, expected[rows - 1], relative: 1e-11)
      for (i, row) in table.terms.enumerated() {
        assertClose(row.sumOfSquares, expected[i], relative: 1e-9, "\(kind) \(row.label)")
        assertClose(row.fStatistic!, expected[rows + i], relative: 1e-9)
        assertClose(row.pValue!, expected[2 * rows + i], relative: 1e-8)
      }
    }
  }

  func testResiduals() throws {
    let reference = try LinearReference()
    let fit = try reference.fits[0].fit
    func check(_ key: String, _ test: TestResult, relative: Double = 1e-9, line: UInt = #line) {
      let expected = reference.values(key)
      assertClose(test.statistic, expected[0], relative: relative, key, line: line)
      assertClose(test.pValue, expected[1], relative: relative, key, line: line)
    }
    check("bp", try fit.breuschPagan())
    check("bp.classic", try fit.breuschPagan(studentized: false))
    check("white", try fit.white())
    check("bg1", try fit.breuschGodfrey(order: 1))
    check("bg4", try fit.breuschGodfrey(order: 4))
    check("reset", try fit.reset())
    check("lb1", try fit.ljungBox(lags: 1))
    check("lb6", try fit.ljungBox(lags: 6))
    check("lb6.fitted2", try fit.ljungBox(lags: 6, fitted: 2))
    check("jb", try fit.jarqueBera())
  }

  func testDurbinWatson() throws {
    let reference = try LinearReference()
    let order = reference.numbers("w").enumerated().sorted { $0.element < $1.element }
      .map(\.offset)
    let design = reference.design.selecting(columns: [0, 1, 2]).selecting(rows: order)
    let mild = try LinearFit(design: design, response: order.map { reference.numbers("y")[$0] })
    for (key, fit) in [("dw", try reference.fits[0].fit), ("dw.mild", mild)] {
      let expected = reference.values(key)
      let below = try fit.durbinWatson()
      assertClose(below.statistic, expected[0], relative: 1e-12)
      // Of 10⁻¹¹ a few digits are left; of a half all.
      XCTAssertEqual(below.pValue, expected[1], accuracy: 1e-14)
      XCTAssertEqual(
        try fit.durbinWatson(against: .negative).pValue, expected[2], accuracy: 1e-14)
      XCTAssertEqual(
        try fit.durbinWatson(against: .either).pValue, 2 * min(expected[1], expected[2]),
        accuracy: 2e-14)
    }
    let normal = try reference.fits[0].fit.durbinWatson(exactRows: 0)
    assertClose(normal.pValue, reference.values("dw.normal")[1], relative: 1e-9)
  }

  /// Beyond 400 rows the normal distribution stands in; for as many rows as both
  /// can do, they are near each other.
  func testDurbinWatsonOfManyRows() throws {
    var random = RandomStream(seed: 8, "watson")
    func p(_ rows: Int) throws -> (TestResult, TestResult) {
      let x = (0..<rows).map { _ in random.normal() }
      let design = DesignMatrix(rows: rows, names: ["1", "x"], blocks: [.intercept, .column(x)])
      let fit = try LinearFit(design: design, response: x.map { _ in random.normal() })
      return (try fit.durbinWatson(), try fit.durbinWatson(against: .negative))
    }
    let (positive, negative) = try p(500)
    XCTAssertEqual(positive.pValue + negative.pValue, 1, accuracy: 1e-12)
    // The mean of the statistic is near 2 and its variance near 4/n.
    let z = (positive.statistic - 2) / (4.0 / 500).squareRoot()
    XCTAssertEqual(positive.pValue, Normal.standard.cdf(z), accuracy: 0.02)
    let (exact, _) = try p(300)
    let zExact = (exact.statistic - 2) / (4.0 / 300).squareRoot()
    XCTAssertEqual(exact.pValue, Normal.standard.cdf(zExact), accuracy: 0.02)
  }

  func testTestsThatNeedEqualWeightsSaySo() throws {
    let fit = try LinearReference().fits[1].fit
    XCTAssertThrowsError(try fit.durbinWatson())
    XCTAssertThrowsError(try fit.breuschGodfrey(order: 1))
    XCTAssertNoThrow(try fit.breuschPagan())
    XCTAssertNoThrow(try fit.white())
    XCTAssertNoThrow(try fit.reset())
    XCTAssertThrowsError(try fit.ljungBox(lags: 0))
  }
}
