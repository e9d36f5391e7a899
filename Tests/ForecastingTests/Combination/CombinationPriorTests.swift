import TestSupport
import XCTest

@testable import Forecasting

final class CombinationPriorTests: XCTestCase {
  /// `Models/forecasting/combination.json` is the home of the weights; the program
  /// carries a copy.
  func testShippedWeightsAreThoseOfTheFile() throws {
    let file = try String(
      contentsOf: Repository.root.appendingPathComponent("Models/forecasting/combination.json"),
      encoding: .utf8)
    XCTAssertEqual(CombinationPrior.shippedJSON, file)
    XCTAssertEqual(
      CombinationPrior.shipped.entries.map(\.kind), CombinationPrior.Kind.allCases)
  }

  func testWeightsOfAMonthlySeriesAreThoseLearntForYearsOfMonths() {
    let weights = CombinationPrior.shipped.weights(names: ["ETS", "unheard-of"], seasons: [12])
    XCTAssertNotEqual(weights.members[0].bias, 0)
    XCTAssertEqual(weights.members[1], CombinationWeights.Member(name: "unheard-of"))
  }

  func testKindsOfSeason() {
    XCTAssertEqual(CombinationPrior.Kind(seasons: []), .none)
    XCTAssertEqual(CombinationPrior.Kind(seasons: [4]), .quarters)
    XCTAssertEqual(CombinationPrior.Kind(seasons: [7]), .week)
    XCTAssertEqual(CombinationPrior.Kind(seasons: [12]), .year)
    XCTAssertEqual(CombinationPrior.Kind(seasons: [52]), .long)
    XCTAssertEqual(CombinationPrior.Kind(seasons: [24, 168]), .several)
  }
}
