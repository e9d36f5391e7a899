import Foundation
import TestSupport
import XCTest

@testable import Statistics

final class SampleTests: XCTestCase {
  /// All nine definitions against R (Tests/Reference/statistics/quantiles.R).
  func testQuantilesAgainstR() throws {
    var checked = 0
    for row in try Golden.rows(Repository.reference("statistics/quantiles.csv")) {
      let sample = row[0].split(separator: " ").map { Double($0)! }
      let definition = SampleQuantile.Definition(rawValue: Int(row[1])!)!
      let p = Double(row[2])!
      let expected = Double(row[3])!
      let label = "\(definition) at \(p) of \(sample)"
      let accuracy = 1e-14 * sample.map(abs).max()!
      XCTAssertEqual(
        SampleQuantile.of(sample, at: p, definition), expected, accuracy: accuracy, label)
      XCTAssertEqual(
        SampleQuantile.ofSorted(sample.sorted(), at: p, definition), expected,
        accuracy: accuracy, label)
      checked += 1
    }
    XCTAssertEqual(checked, 5 * 9 * 13)
  }

  func testSelectionAgreesWithSorting() {
    var stream = RandomStream(seed: 1, "selection")
    for count in [1, 2, 3, 10, 599, 2000, 10_000] {
      for ties in [false, true] {
        let sample = (0..<count).map { _ in
          ties ? Double(stream.integer(below: 5)) : stream.normal()
        }
        for p in [0, 0.001, 0.5, 0.9, 1] {
          XCTAssertEqual(
            SampleQuantile.of(sample, at: p), SampleQuantile.ofSorted(sample.sorted(), at: p))
        }
      }
    }
  }

  func testQuantilesOfWhatHasNone() {
    XCTAssert(SampleQuantile.of([], at: 0.5).isNaN)
    XCTAssert(SampleQuantile.of([1, .nan], at: 0.5).isNaN)
    XCTAssert(SampleQuantile.of([1, 2], at: 1.5).isNaN)
    XCTAssertEqual(SampleQuantile.of([1, .infinity, .infinity], at: 0.75), .infinity)
    XCTAssertEqual(SampleQuantile.of([4, 1, 3], at: [0, 0.5, 1]), [1, 3, 4])
  }

  func testCompensatedSumKeepsWhatPlainAdditionLoses() {
    // 1 + 1e16 − 1e16 repeated: plain addition returns 0.
    let values = (0..<3000).map { [1, 1e16, -1e16][$0 % 3] }
    XCTAssertEqual(Descriptive.sum(values), 1000)
    XCTAssertEqual(Descriptive.sum([1e308, 1e308, -1e308]), .infinity)
    XCTAssertEqual(Descriptive.sum([]), 0)
  }

  func testSummaryCountsWhatIsMissing() {
    let summary = SampleSummary([4, .nan, 1, 3, 2, .nan, 5])
    XCTAssertEqual(summary.count, 5)
    XCTAssertEqual(summary.missing, 2)
    XCTAssertEqual(summary.mean, 3)
    XCTAssertEqual(summary.standardDeviation, 2.5.squareRoot(), accuracy: 1e-15)
    XCTAssertEqual(
      [summary.minimum, summary.lowerQuartile, summary.median, summary.upperQuartile],
      [1, 2, 3, 4])
    XCTAssertEqual(summary.maximum, 5)
    XCTAssert(SampleSummary([.nan]).mean.isNaN)
  }

  func testCorrelation() {
    XCTAssertEqual(
      Descriptive.correlation([1, 2, 3, 4], [2, 4, 6, 8]), 1, accuracy: 1e-15)
    // By hand, of the deviations: Σxy 4.25, Σx² 5, Σy² 9.6875.
    XCTAssertEqual(
      Descriptive.correlation([1, 2, 3, 4], [3, 1, 5, 4.5]), 4.25 / (5 * 9.6875).squareRoot(),
      accuracy: 1e-15)
    XCTAssert(Descriptive.correlation([1, 1, 1], [1, 2, 3]).isNaN)
  }
}
