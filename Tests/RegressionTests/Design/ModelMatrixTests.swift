import Foundation
import Regression
import TestSupport
import XCTest

/// Designs equal to those of R's `model.matrix` (Tests/Reference/regression/design).
final class ModelMatrixTests: XCTestCase {
  static func frame() -> ModelFrame {
    let i = Array(0..<24)
    func factor(_ values: [String]) -> ModelFrame.Values { .factor(Factor(values.map { $0 })) }
    return ModelFrame(columns: [
      .init("x", .numeric(i.map { Double($0 * 7 % 11) / 4 - 1 })),
      .init("z", .numeric(i.map { Double($0 + 2).squareRoot() })),
      .init("t", .numeric(i.map { 2000 + Double($0 * 3) + Double($0 % 4) / 8 })),
      .init("a", factor(i.map { ["low", "mid", "high"][$0 % 3] })),
      .init("b", factor(i.map { ["no", "yes"][$0 / 3 % 2] })),
      .init("c", factor(i.map { ["d", "e", "f", "g"][($0 * 5 + $0 / 7) % 4] })),
    ])
  }

  private struct Cell {
    var row: Int
    var column: Int
    var value: Double
  }

  private func reference() throws -> [(formula: String, cells: [Cell])] {
    let url = Repository.reference("regression/design/model_matrix.csv")
    var result: [(formula: String, cells: [Cell])] = []
    for line in try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst() {
      let close = line.lastIndex(of: "\"")!
      let formula = line[..<close].dropFirst().replacingOccurrences(of: "\"\"", with: "\"")
      let rest = line[close...].dropFirst(2).split(separator: ",")
      if result.last?.formula != formula { result.append((formula, [])) }
      result[result.count - 1].cells.append(
        Cell(row: Int(rest[0])!, column: Int(rest[1])!, value: Double(rest[2])!))
    }
    return result
  }

  func testEqualsModelMatrix() throws {
    let frame = Self.frame()
    var compared = 0
    for (text, cells) in try reference() where !text.hasPrefix("new") {
      let schema = try DesignSchema(Formula(text), frame)
      let design = try schema.rows(of: frame).design.dense()
      XCTAssertEqual(design.columns, cells.map(\.column).max()! + 1, text)
      XCTAssertEqual(schema.columnNames.count, design.columns)
      guard design.columns == cells.map(\.column).max()! + 1 else { continue }
      for cell in cells {
        XCTAssertEqual(
          design[cell.row, cell.column], cell.value, accuracy: 1e-12 * max(1, abs(cell.value)),
          "\(text) row \(cell.row) column \(schema.columnNames[cell.column])")
      }
      compared += 1
    }
    XCTAssertEqual(compared, 25)
  }

  /// Where a factor is coded by contrasts and where by all its levels, in formulas
  /// drawn at random.
  func testCodesFactorsAsRDoes() throws {
    let frame = Self.frame()
    let url = Repository.reference("regression/design/coding.csv")
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst()
    XCTAssertEqual(lines.count, 120)
    let waves = (1...24).map { cos(Double($0)) }
    for line in lines {
      let comma = line.firstIndex(of: ",")!
      let text = String(line[..<comma])
      let expected = line[comma...].dropFirst().split(separator: " ").map { Double($0)! }
      let design = try DesignSchema(Formula(text), frame).rows(of: frame).design
      let products = design.transposeTimes(waves).sorted()
      XCTAssertEqual(products.count, expected.count, text)
      for (product, expected) in zip(products, expected) {
        XCTAssertEqual(product, expected, accuracy: 1e-12 * max(1, abs(expected)), text)
      }
    }
  }

  func testNewRowsRunThroughTheFitsOwnBasis() throws {
    let frame = Self.frame()
    let fresh = ModelFrame(columns: [
      .init("t", .numeric([1990, 2001.5, 2040, 2100])), .init("z", .numeric([1, 2.5, 4, 6])),
    ])
    for (text, cells) in try reference() where text.hasPrefix("new") {
      let schema = try DesignSchema(Formula(String(text.dropFirst(4))), frame)
      let rows = try schema.rows(of: fresh, policy: .predict)
      let design = rows.design.dense()
      for cell in cells {
        XCTAssertEqual(
          design[cell.row, cell.column], cell.value, accuracy: 1e-11 * max(1, abs(cell.value)), text
        )
      }
      XCTAssertEqual(rows.notes.map(\.kind), [.outOfRange])
    }
  }
}
