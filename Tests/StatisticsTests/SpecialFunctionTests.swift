import Foundation
import TestSupport
import XCTest

@testable import Statistics

/// Every special function against tables made with 40 to 400 digits
/// (Tests/Reference/statistics/special_functions.py).
final class SpecialFunctionTests: XCTestCase {
  private typealias Function = (Double, Double, Double) -> Double

  private let functions: [String: (tolerance: Double, of: Function)] = [
    "erf": (1e-15, { x, _, _ in SpecialFunctions.erf(x) }),
    "erfc": (1e-15, { x, _, _ in SpecialFunctions.erfc(x) }),
    "erfcx": (2e-15, { x, _, _ in SpecialFunctions.erfcx(x) }),
    "normalCDF": (2e-15, { x, _, _ in SpecialFunctions.normalCDF(x) }),
    "normalDensity": (1e-15, { x, _, _ in SpecialFunctions.normalDensity(x) }),
    "logNormalCDF": (1e-14, { x, _, _ in SpecialFunctions.logNormalCDF(x) }),
    "normalQuantile": (2e-15, { p, _, _ in SpecialFunctions.normalQuantile(p) }),
    "inverseErf": (2e-15, { x, _, _ in SpecialFunctions.inverseErf(x) }),
    "inverseErfc": (2e-15, { x, _, _ in SpecialFunctions.inverseErfc(x) }),
    "logGamma": (1e-14, { x, _, _ in SpecialFunctions.logGamma(x) }),
    "gamma": (2e-15, { x, _, _ in SpecialFunctions.gamma(x) }),
    "logGammaOnePlus": (2e-15, { x, _, _ in SpecialFunctions.logGammaOnePlus(x) }),
    "digamma": (1e-14, { x, _, _ in SpecialFunctions.digamma(x) }),
    "trigamma": (1e-14, { x, _, _ in SpecialFunctions.trigamma(x) }),
    "logBeta": (1e-14, { a, b, _ in SpecialFunctions.logBeta(a, b) }),
    "log1mexp": (1e-15, { x, _, _ in SpecialFunctions.log1mexp(x) }),
    "log1pmx": (2e-15, { x, _, _ in SpecialFunctions.log1pmx(x) }),
    "gammaP": (1e-13, { a, x, _ in SpecialFunctions.regularizedGammaP(a, x) }),
    "gammaQ": (1e-13, { a, x, _ in SpecialFunctions.regularizedGammaQ(a, x) }),
    "logGammaP": (1e-14, { a, x, _ in SpecialFunctions.logRegularizedGammaP(a, x) }),
    "logGammaQ": (1e-14, { a, x, _ in SpecialFunctions.logRegularizedGammaQ(a, x) }),
    "scaledGammaP": (1e-13, { a, x, _ in SpecialFunctions.scaledGammaP(a, x) }),
    "betaI": (1e-13, { x, a, b in SpecialFunctions.regularizedBeta(x, a, b) }),
    "betaJ": (1e-13, { x, a, b in SpecialFunctions.regularizedBetaComplement(x, a, b) }),
  ]

  func testAgainstTables() throws {
    var worst: [String: (error: Double, row: [String])] = [:]
    for row in try Golden.rows(Repository.reference("statistics/special_functions.csv")) {
      let function = try XCTUnwrap(functions[row[0]], row[0])
      let arguments = row[1...3].map { Double($0) ?? 0 }
      let value = function.of(arguments[0], arguments[1], arguments[2])
      let expected = Double(row[4])!
      // As documented: near its zero log B is right to an absolute error, and incomplete
      // functions lose digits as they near underflow.
      var error = Golden.relativeError(value, expected)
      if row[0] == "logBeta" { error *= min(1, abs(expected)) }
      if abs(expected) < 1e-100, function.tolerance == 1e-13 { error /= 4 }
      if error >= worst[row[0]]?.error ?? 0 { worst[row[0]] = (error, row) }
    }
    for (name, function) in functions {
      let found = try XCTUnwrap(worst[name], name)
      XCTAssertLessThanOrEqual(found.error, function.tolerance, "\(found.row)")
    }
  }
}
