import Foundation
import LinearAlgebra
import Regression
import TestSupport
import XCTest

/// NIST's Statistical Reference Datasets, each number through the public interface.
final class NISTTests: XCTestCase {
  private struct Certified: Decodable {
    struct Regression: Decodable {
      var name, sigma, rSquared, residual, explained, f: String
      var degree: Int
      var intercept: Bool
      var estimates, errors: [String]
    }
    struct Variance: Decodable {
      var name, between, within, f, rSquared: String
    }
    var regression: [Regression]
    var anova: [Variance]
  }

  private func certified() throws -> Certified {
    let url = Repository.reference("regression/nist/certified.json")
    return try JSONDecoder().decode(Certified.self, from: Data(contentsOf: url))
  }

  private func rows(_ name: String) throws -> [[Double]] {
    let url = Repository.reference("regression/nist/\(name).csv")
    return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",").map { Double($0)! } }
  }

  /// Correct decimal digits; of zero, how small the value is.
  private func digits(_ value: Double, _ certified: String) -> Double {
    let expected = Double(certified)!
    if value == expected { return 16 }
    return -log10(expected == 0 ? abs(value) : abs(value / expected - 1))
  }

  private func design(_ set: Certified.Regression, _ rows: [[Double]]) -> DesignMatrix {
    var blocks: [DesignMatrix.Block] = set.intercept ? [.intercept] : []
    var corrections: [Int: [Double]] = [:]
    if set.degree > 1 {
      let x = ExtendedColumn(rows.map { $0[1] })
      for k in 1...set.degree {
        let power = x.power(k)
        corrections[blocks.count] = power.low
        blocks.append(.column(power.high))
      }
    } else {
      for j in 1..<rows[0].count { blocks.append(.column(rows.map { $0[j] })) }
    }
    return DesignMatrix(
      rows: rows.count, names: blocks.indices.map { "b\($0)" }, blocks: blocks,
      corrections: corrections)
  }

  func testLinearRegression() throws {
    for set in try certified().regression {
      let data = try rows(set.name)
      let fit = try LinearFit(design: design(set, data), response: data.map { $0[0] })
      let least = set.name == "filip" ? 9.0 : 11
      XCTAssertEqual(fit.coefficients.count, set.estimates.count, set.name)
      for (k, row) in fit.coefficients.enumerated() {
        XCTAssertGreaterThan(digits(row.estimate, set.estimates[k]), least, "\(set.name) \(k)")
        let error = try XCTUnwrap(row.standardError)
        XCTAssertGreaterThan(digits(error, set.errors[k]), least, "\(set.name) error \(k)")
      }
      XCTAssertGreaterThan(digits(fit.sigma, set.sigma), least, "\(set.name) sigma")
      XCTAssertGreaterThan(digits(fit.rSquared, set.rSquared), least, set.name)
      if set.f != "inf" {
        XCTAssertGreaterThan(digits(fit.fTest.statistic, set.f), least, "\(set.name) F")
      }
    }
  }

  /// The same by formula: powers as `I(x^2)` and as raw polynomials.
  func testByFormula() throws {
    for set in try certified().regression where set.degree > 1 {
      let data = try rows(set.name)
      let frame = ModelFrame(columns: [
        .init("y", .numeric(data.map { $0[0] })), .init("x", .numeric(data.map { $0[1] })),
      ])
      let powers = (2...set.degree).map { "I(x^\($0))" }.joined(separator: " + ")
      let products = (2...set.degree).map { degree in
        "I(\([String](repeating: "x", count: degree).joined(separator: " * ")))"
      }.joined(separator: " + ")
      for formula in [
        "y ~ x + \(powers)", "y ~ poly(x, \(set.degree), raw: true)", "y ~ x + \(products)",
      ] {
        let rows = try DesignSchema(Formula(formula), frame).rows(of: frame)
        let fit = try LinearFit(design: rows.design, response: rows.response)
        let least = set.name == "filip" ? 9.0 : 11
        for (k, row) in fit.coefficients.enumerated() {
          XCTAssertGreaterThan(digits(row.estimate, set.estimates[k]), least, formula)
          let error = try XCTUnwrap(row.standardError)
          XCTAssertGreaterThan(digits(error, set.errors[k]), least, formula)
        }
      }
    }
  }

  /// Plain Householder loses Filip, whose powers are not doubles; the note says
  /// that more digits were used.
  func testFilipNeedsTwiceTheDigits() throws {
    let set = try XCTUnwrap(certified().regression.first { $0.name == "filip" })
    let data = try rows("filip")
    let (x, y) = (design(set, data), data.map { $0[0] })
    let chosen = try LinearFit(design: x, response: y)
    XCTAssertEqual(chosen.method, .extended)
    XCTAssertTrue(chosen.notes.contains { $0.kind == .illConditioned })
    var options = LinearFit.Options(method: .householder)
    XCTAssertEqual(try LinearFit(design: x, response: y, options: options).rank, 10)
    options.tolerance = 1e-12
    let plain = try LinearFit(design: x, response: y, options: options)
    XCTAssertLessThan(digits(plain.estimates[0], set.estimates[0]), 9)
    let rounded = DesignMatrix(rows: x.rows, names: x.names, blocks: x.blocks)
    let uncorrected = try LinearFit(design: rounded, response: y)
    XCTAssertLessThan(digits(uncorrected.estimates[0], set.estimates[0]), 9)
  }

  func testAnalysisOfVariance() throws {
    for set in try certified().anova {
      let (response, groups) = try anovaData(set.name)
      let anova = try OneWayANOVA(response, groups: groups)
      XCTAssertGreaterThan(digits(anova.betweenSumOfSquares, set.between), 12, set.name)
      XCTAssertGreaterThan(digits(anova.withinSumOfSquares, set.within), 12, set.name)
      XCTAssertGreaterThan(digits(anova.fTest.statistic, set.f), 12, set.name)
      XCTAssertGreaterThan(digits(anova.rSquared, set.rSquared), 12, set.name)
    }
  }

  /// The sets of Simon and Lesage by their pattern, which `make_reference.py`
  /// compares with NIST's files.
  private func anovaData(_ name: String) throws -> ([Double], [Int32]) {
    guard name.hasPrefix("smls"), let number = Int(name.suffix(1)) else {
      let data = try rows(name)
      return (data.map { $0[1] }, data.map { Int32($0[0]) - 1 })
    }
    let replicates = [21, 201, 2001][(number - 1) % 3]
    let leading = ["1", "1000000", "1000000000000"][(number - 1) / 3]
    var (response, groups): ([Double], [Int32]) = ([], [])
    for (treatment, first) in [4, 3, 5, 3, 5, 3, 5, 3, 5].enumerated() {
      for i in 0..<replicates {
        let tenth = i == 0 ? first : i % 2 == 1 ? first - 1 : first + 1
        response.append(Double("\(leading).\(tenth)")!)
        groups.append(Int32(treatment))
      }
    }
    return (response, groups)
  }
}
