import Foundation
import TestSupport
import XCTest

@testable import Statistics

/// Densities, tails and quantiles of every family against tables made with 40 digits
/// (Tests/Reference/statistics/distributions.py).
final class DistributionGoldenTests: XCTestCase {
  func testAgainstTables() throws {
    var families = Set<String>()
    for row in try Golden.rows(Repository.reference("statistics/distributions.csv")) {
      let family = try XCTUnwrap(DistributionFamily.named(row[0]), row[0])
      families.insert(row[0])
      let member = try family.member(row[1].split(separator: " ").map { Double($0)! })
      let x = Double(row[3])!
      let expected = Double(row[4])!
      let value: Double =
        switch row[2] {
        case "cdf": member.cdf(x)
        case "survival": member.survival(x)
        case "quantile": member.quantile(x)
        case "upperQuantile": member.upperQuantile(x)
        case "pdf": (member as! any ContinuousDistribution).pdf(x)
        case "pmf": (member as! any DiscreteDistribution).pmf(x)
        default: .nan
        }
      var error = Golden.relativeError(value, expected)
      // Far tails: the exponent is only as good as a rounding error of its size.
      if expected < 1e-100, row[2] != "quantile" { error /= 4 }
      XCTAssertLessThanOrEqual(error, 1e-13, "\(row): \(value)")
      if value > 0, let density = member as? any ContinuousDistribution, row[2] == "pdf" {
        XCTAssertEqual(density.logPDF(x), log(expected), accuracy: 1e-13 * (1 + abs(log(expected))))
      }
    }
    XCTAssertEqual(families, Set(DistributionFamily.all.map(\.name)))
  }
}
