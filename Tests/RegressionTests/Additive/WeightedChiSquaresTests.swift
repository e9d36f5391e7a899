import Foundation
import TestSupport
import XCTest

@testable import Regression

final class WeightedChiSquaresTests: XCTestCase {
  private struct Case: Decodable {
    var weights: [Double]
    var q: Double
    var k: Double?
    var tail: Double
  }

  func testTailsEqualQuadrature() throws {
    let url = Repository.reference("regression/additive/weighted_sums.json")
    let cases = try JSONDecoder().decode([Case].self, from: try Data(contentsOf: url))
    XCTAssertEqual(cases.count, 8)
    for one in cases {
      assertClose(
        WeightedChiSquares.upperTail(one.q, weights: one.weights, denominator: one.k), one.tail,
        relative: 1e-9, "\(one)")
    }
  }

  func testEndsOfTheLine() {
    XCTAssertEqual(WeightedChiSquares.upperTail(0, weights: [1, 2]), 1)
    XCTAssertEqual(WeightedChiSquares.upperTail(-1, weights: [1, 2]), 1)
    // exp(−q/2) for two degrees of freedom.
    assertClose(
      WeightedChiSquares.upperTail(1000, weights: [1, 1]), exp(-500), relative: 1e-9)
    XCTAssertEqual(WeightedChiSquares.upperTail(1e-8, weights: [1, 1, 1]), 1, accuracy: 1e-9)
  }
}
