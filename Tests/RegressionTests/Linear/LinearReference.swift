import Foundation
import LinearAlgebra
import Regression
import TestSupport
import XCTest

/// The rows and the values of `Tests/Reference/regression/linear`.
struct LinearReference {
  let columns: [String: [String]]
  private let values: [String: [Double]]

  init() throws {
    func lines(_ name: String) throws -> [[String]] {
      let url = Repository.reference("regression/linear/\(name)")
      return try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
        .filter { !$0.hasPrefix("#") }
        .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    }
    let rows = try lines("sample.csv")
    var columns: [String: [String]] = [:]
    for (j, name) in rows[0].enumerated() { columns[name] = rows.dropFirst().map { $0[j] } }
    self.columns = columns
    var values: [String: [Double]] = [:]
    for row in try lines("reference.csv") + lines("durbin_watson.csv") {
      let key = row[0].prefix { $0 != "[" }
      values[String(key), default: []].append(Double(row[1]) ?? .nan)
    }
    self.values = values
  }

  func values(_ key: String, file: StaticString = #filePath, line: UInt = #line) -> [Double] {
    if values[key] == nil { XCTFail("no reference value \(key)", file: file, line: line) }
    return values[key] ?? []
  }

  func numbers(_ name: String) -> [Double] { columns[name]!.map { Double($0)! } }
  func codes(_ name: String) -> [Int32] { columns[name]!.map { Int32($0)! } }

  /// Rows where a text column has this value.
  func indicator(_ name: String, _ level: String) -> [Double] {
    columns[name]!.map { $0 == level ? 1 : 0 }
  }

  /// 1 + x + z + level.
  var design: DesignMatrix {
    DesignMatrix(
      rows: numbers("y").count, names: ["(Intercept)", "x", "z", "levelb", "levelc"],
      blocks: [
        .intercept, .column(numbers("x")), .column(numbers("z")),
        .indicators(
          codes: columns["level"]!.map { ["a": -1, "b": 0, "c": 1][$0]! }, width: 2, values: nil),
      ])
  }

  var fits: [(name: String, fit: LinearFit)] {
    get throws {
      [
        ("plain", try LinearFit(design: design, response: numbers("y"))),
        ("weighted", try LinearFit(design: design, response: numbers("y"), weights: numbers("w"))),
      ]
    }
  }
}

extension XCTestCase {
  /// Each value within `tolerance` of the reference, relative to its size or, where
  /// it is small beside the others, to a thousandth of the largest.
  func assertAll(
    _ values: [Double], _ expected: [Double], relative tolerance: Double, _ what: String = "",
    file: StaticString = #filePath, line: UInt = #line
  ) {
    XCTAssertEqual(values.count, expected.count, what, file: file, line: line)
    let floor = 1e-3 * (expected.filter(\.isFinite).map(abs).max() ?? 0)
    for (k, (value, reference)) in zip(values, expected).enumerated() {
      if value.isNaN && reference.isNaN { continue }
      let error = abs(value - reference) / max(abs(reference), floor, 1e-300)
      XCTAssertLessThanOrEqual(
        error, tolerance, "\(what)[\(k)]: \(value), expected \(reference)", file: file, line: line)
    }
  }
}
