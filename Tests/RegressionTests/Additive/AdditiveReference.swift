import Foundation
import LinearAlgebra
import Regression
import TestSupport
import XCTest

/// Models fitted by mgcv: data, and what it found.
struct AdditiveReference: Decodable {
  enum Column: Decodable {
    case numbers([Double])
    case words([String])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let numbers = try? container.decode([Double].self) {
        self = .numbers(numbers)
      } else if let number = try? container.decode(Double.self) {
        self = .numbers([number])
      } else {
        self = .words(try container.decode([String].self))
      }
    }
  }

  /// R writes a vector of one as a number.
  struct Numbers: Decodable {
    var values: [Double]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        values = [number]
      } else {
        values = try container.decode([Double].self)
      }
    }
  }

  var data: [String: Column]
  var new: [String: Column]
  var coefficients, errors, p, fitted, edf, sp, smoothP, referenceDf, smoothStatistic: Numbers
  var newLink, newError, concurvity: Numbers
  var score, scale, deviance, nullDeviance: Double
  var theta: Double?

  static func named(_ name: String) throws -> AdditiveReference {
    let url = Repository.reference("regression/additive/cases.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let all = try decoder.decode(
      [String: AdditiveReference].self, from: try Data(contentsOf: url))
    return try XCTUnwrap(all[name])
  }

  func numbers(_ name: String, new: Bool = false) -> [Double] {
    guard case .numbers(let values) = (new ? self.new : data)[name] else { return [] }
    return values
  }

  func factor(_ name: String, new: Bool = false) -> Factor {
    guard case .words(let words) = (new ? self.new : data)[name],
      case .words(let fitted) = data[name]
    else { return Factor(codes: [], levels: []) }
    let levels = Set(fitted).sorted()
    return Factor(codes: words.map { Int32(levels.firstIndex(of: $0)!) }, levels: levels)
  }

  func rows(new: Bool) -> Int { new ? newLink.values.count : fitted.values.count }

  /// An intercept, numeric columns, and a factor's levels against its first.
  func parametric(_ columns: [String] = [], factor name: String? = nil, new: Bool = false)
    -> DesignMatrix
  {
    var names = ["(Intercept)"] + columns
    var blocks: [DesignMatrix.Block] =
      [.intercept] + columns.map { .column(numbers($0, new: new)) }
    if let name {
      let factor = factor(name, new: new)
      names += factor.levels.dropFirst().map { name + $0 }
      blocks.append(
        .indicators(
          codes: factor.codes.map { $0 - 1 }, width: factor.levels.count - 1, values: nil))
    }
    return DesignMatrix(rows: rows(new: new), names: names, blocks: blocks)
  }

  func smooth(_ name: String, _ basis: SmoothSpecification.Basis = .cubic, size: Int)
    -> SmoothSpecification
  {
    SmoothSpecification(name, numbers(name), basis: basis, size: size)
  }

  /// Checks a fit and its predictions at new rows against the reference.
  func assertEqual(
    _ fit: AdditiveFit, parametric: DesignMatrix, smooths: [SmoothRows], offset: [Double]? = nil,
    tolerance: Double = 1e-7, comparesConcurvity: Bool = true, line: UInt = #line
  ) throws {
    func check(_ values: [Double], _ expected: [Double], _ what: String, _ tolerance: Double) {
      XCTAssertEqual(values.count, expected.count, what, line: line)
      let size = expected.map(abs).max() ?? 1
      for (value, reference) in zip(values, expected) {
        XCTAssert(
          abs(value - reference) <= tolerance * max(abs(reference), 1e-3 * size),
          "\(what): \(value) is not \(reference)", line: line)
      }
    }
    check(fit.fittedValues, fitted.values, "fitted values", tolerance)
    check(fit.smooths.map(\.effectiveDegrees), edf.values, "effective degrees", tolerance)
    check([fit.score], [score], "score", tolerance)
    check([fit.scale], [scale], "scale", tolerance)
    check([fit.deviance], [deviance], "deviance", tolerance)
    check([fit.nullDeviance], [nullDeviance], "null deviance", tolerance)
    check(fit.coefficients.map(\.estimate), coefficients.values, "coefficients", tolerance)
    check(fit.coefficients.map { $0.standardError! }, errors.values, "errors", tolerance)
    // The peer leaves weights out, and has an arbitrary direction where columns are dependent.
    for (own, expected) in zip(fit.concurvity, concurvity.values) where comparesConcurvity {
      XCTAssertEqual(own, expected, accuracy: 1e-6, line: line)
    }
    let link = try fit.linearPredictor(parametric: parametric, smooths: smooths, offset: offset)
    check(link.values, newLink.values, "predictions", tolerance)
    check(link.errors, newError.values, "errors of predictions", tolerance)
    // The peer integrates to 2e-5.
    for (own, expected) in zip(fit.smooths, smoothP.values) {
      XCTAssertEqual(own.pValue, expected, accuracy: 4e-5, line: line)
    }
    for (j, own) in fit.coefficients.enumerated() {
      XCTAssertEqual(own.pValue!, p.values[j], accuracy: 1e-7, line: line)
    }
    check(fit.smooths.map(\.referenceDegrees), referenceDf.values, "reference degrees", 1e-5)
  }
}
