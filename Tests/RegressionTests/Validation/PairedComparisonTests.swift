import Foundation
import Regression
import TestSupport
import XCTest

/// Paired tests equal to those of R's packages (Tests/Reference/regression/validation).
final class PairedComparisonTests: XCTestCase {
  private let reference: [String: [Double]] = {
    let url = Repository.reference("regression/validation/comparison.csv")
    var result: [String: [Double]] = [:]
    for line in try! String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst() {
      let fields = line.split(separator: ",")
      result["\(fields[0]) \(fields[1])"] = fields[2].split(separator: " ").map { Double($0)! }
    }
    return result
  }()

  private func values(_ name: String) throws -> [Double] { try XCTUnwrap(reference[name], name) }

  func testDeLongEqualsPROC() throws {
    let (outcome, first) = (try values("roc outcome"), try values("roc first"))
    let second = try values("roc second")
    let test = try PairedComparison.deLong(outcomes: outcome, first: first, second: second)
    let expected = try values("roc test")
    assertClose(test.statistic!, expected[0], relative: 1e-10)
    assertClose(test.pValue, expected[1], relative: 1e-10)
    assertClose(test.lower!, expected[2], relative: 1e-10)
    assertClose(test.upper!, expected[3], relative: 1e-10)
    let area = try AreaUnderROC(outcome, first)
    assertClose(area.area, try values("roc areas")[0], relative: 1e-13)
    assertClose(area.variance, try values("roc variance")[0], relative: 1e-12)
    assertClose(area.area, ClassMetrics.rocAUC(outcome, first), relative: 1e-13)
    let interval = try values("roc interval")
    assertClose(area.interval(level: 0.9).lowerBound, interval[0], relative: 1e-12)
    assertClose(area.interval(level: 0.9).upperBound, interval[1], relative: 1e-12)
  }

  func testDeLongOfScoresThatOrderAlike() throws {
    let outcome = try values("roc outcome")
    let first = try values("roc first")
    let same = try PairedComparison.deLong(
      outcomes: outcome, first: first, second: first.map { exp($0) })
    XCTAssertEqual(same.pValue, 1)
    XCTAssertNil(same.statistic)
    XCTAssertThrowsError(
      try PairedComparison.deLong(outcomes: [1, 0, 0], first: [1, 2, 3], second: [1, 2, 3]))
  }

  func testDieboldMarianoEqualsForecast() throws {
    let first = try values("dm first").map { $0 * $0 }
    let second = try values("dm second").map { $0 * $0 }
    for horizon in [1, 2, 5] {
      let test = try PairedComparison.dieboldMariano(first, second, horizon: horizon)
      let expected = try values("dm horizon \(horizon)")
      assertClose(test.statistic!, expected[0], relative: 1e-11)
      assertClose(test.pValue, expected[1], relative: 1e-11)
      XCTAssert(test.lower! < test.difference && test.difference < test.upper!)
    }
    XCTAssertThrowsError(try PairedComparison.dieboldMariano([1, 2], [2, 1], horizon: 2))
    XCTAssertThrowsError(try PairedComparison.dieboldMariano([1, .nan], [2, 1])) {
      XCTAssertEqual($0 as? RegressionError, .notFinite(column: "difference", row: 1))
    }
  }

  func testWilcoxonEqualsR() throws {
    for name in ["exact", "tied", "many"] {
      let d = try values("wilcoxon \(name) differences")
      let test = try PairedComparison.wilcoxon(d, d.map { _ in 0 })
      let expected = try values("wilcoxon \(name)")
      XCTAssertEqual(test.statistic, expected[0], name)
      assertClose(test.pValue, expected[1], relative: 1e-11, name)
    }
    XCTAssertEqual(try PairedComparison.wilcoxon([1, 2], [1, 2]).pValue, 1)
  }

  func testCorrectedTAllowsForSharedRows() throws {
    func scores(_ name: String) throws -> FoldScores {
      FoldScores(
        metric: "r2", values: try values("corrected \(name)"),
        trainRows: Array(repeating: 100, count: 6), testRows: Array(repeating: 20, count: 6))
    }
    let test = try PairedComparison.correctedT(scores("first"), scores("second"))
    let expected = try values("corrected test")
    assertClose(test.statistic!, expected[0], relative: 1e-11)
    assertClose(test.pValue, expected[1], relative: 1e-11)
    let same = try PairedComparison.correctedT(scores("first"), scores("first"))
    XCTAssertEqual(same.pValue, 1)
    XCTAssertNoThrow(try JSONEncoder().encode(same))
  }

  func testWilsonEqualsPropTest() throws {
    for k in [0, 1, 7, 20] {
      let interval = CalibrationCurve.wilsonInterval(successes: k, trials: 20, level: 0.9)
      let expected = try values("wilson \(k) of 20")
      assertClose(interval.lowerBound, expected[0], relative: 1e-12)
      assertClose(interval.upperBound, expected[1], relative: 1e-12)
    }
  }
}
