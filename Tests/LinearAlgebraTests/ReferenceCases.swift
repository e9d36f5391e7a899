import Foundation
import LinearAlgebra
import TestSupport
import XCTest

/// `Tests/Reference/linear-algebra/dense.json`, made by `make_reference.py` there.
struct ReferenceCases: Decodable {
  var square: [Case]
  var definite: [Case]
  var leastSquares: [Case]
  var eigen: [Case]
  var bandedGeneral: [Case]
  var bandedDefinite: [Case]
  var hilbert: [Case]
  var product: [Case]

  struct Case: Decodable {
    var rows: Int
    var columns: Int
    private var matrix: [Double]
    private var values: [String: [Double]] = [:]

    var a: Matrix { Matrix(rows: rows, columns: columns, storage: matrix) }

    /// A vector or matrix of the case, by columns.
    subscript(name: String) -> [Double] { values[name]! }

    func scalar(_ name: String) -> Double { values[name]![0] }

    private struct Key: CodingKey {
      var stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { return nil }
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      for key in container.allKeys {
        if let number = try? container.decode(Double.self, forKey: key) {
          values[key.stringValue] = [number]
        } else {
          values[key.stringValue] = try container.decode([Double].self, forKey: key)
        }
      }
      rows = Int(values["rows"]![0])
      columns = Int(values["columns"]![0])
      matrix = values["matrix"]!
    }
  }

  static func load() throws -> ReferenceCases {
    let data = try Data(contentsOf: Repository.reference("linear-algebra/dense.json"))
    return try JSONDecoder().decode(ReferenceCases.self, from: data)
  }
}

/// Fails unless every value is within `tolerance` of its reference, relative to
/// the reference but not below `floor` times the largest of them.
func assertClose(
  _ values: [Double], _ expected: [Double], relative tolerance: Double = 1e-12,
  floor: Double = 1e-2, _ message: String = "", file: StaticString = #filePath,
  line: UInt = #line
) {
  XCTAssertEqual(values.count, expected.count, message, file: file, line: line)
  let largest = expected.map { abs($0) }.max() ?? 0
  var worst = 0.0
  for (value, reference) in zip(values, expected) where value != reference {
    let error = abs(value - reference) / max(abs(reference), floor * largest)
    worst = error.isNaN ? .infinity : max(worst, error)
  }
  XCTAssertLessThanOrEqual(worst, tolerance, message, file: file, line: line)
}

/// Draws that depend on the seed alone (SplitMix64; Steele, Lea & Flood 2014).
struct Draws {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// Uniform on −1 … 1.
  mutating func next() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    z ^= z >> 31
    return Double(Int64(bitPattern: z) >> 11) * 0x1p-52
  }

  mutating func vector(_ count: Int) -> [Double] { (0..<count).map { _ in next() } }

  mutating func matrix(_ rows: Int, _ columns: Int, shift: Double = 0) -> Matrix {
    var a = Matrix(rows: rows, columns: columns, storage: vector(rows * columns))
    for i in 0..<min(rows, columns) { a[i, i] += shift }
    return a
  }

  mutating func definite(_ order: Int) -> Matrix {
    let a = matrix(order, order)
    return a.gram() + Matrix.identity(order)
  }
}
