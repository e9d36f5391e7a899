import Foundation
import LinearAlgebra
import Regression
import Statistics
import TestSupport
import XCTest

final class IndependentColumnsTests: XCTestCase {
  private func normals(_ rows: Int, _ name: String) -> [Double] {
    var random = RandomStream(seed: 11, name)
    return (0..<rows).map { _ in random.normal() }
  }

  func testSaysWhatADroppedColumnEquals() throws {
    let (a, c) = (normals(200, "a"), normals(200, "c"))
    let design = DesignMatrix(
      rows: 200, names: ["(Intercept)", "a", "twice", "same", "c", "mix", "seven", "none"],
      blocks: [
        .intercept, .column(a), .column(a.map { 2 * $0 }), .column(a), .column(c),
        .column(a.indices.map { 3 - a[$0] + 0.5 * c[$0] }), .column(a.map { _ in 7 }),
        .column(a.map { _ in 0 }),
      ])
    let found = try design.independentColumns()
    XCTAssertEqual(found.kept, [0, 1, 4])
    XCTAssertEqual(
      found.dropped.map(\.sentence),
      [
        "dropped twice: it equals 2 × a", "dropped same: it equals a",
        "dropped mix: it equals 3 − a + 0.5 × c",
        "dropped seven: it has the same value in every row",
        "dropped none: it is zero in every row",
      ])
    XCTAssertEqual(found.notes.map(\.kind), Array(repeating: .droppedColumn, count: 5))
    for dropped in found.dropped {
      var combined = [Double](repeating: 0, count: design.columns)
      for part in dropped.parts { combined[part.column] = part.factor }
      let values = design.times(combined)
      for (value, own) in zip(values, design.column(dropped.column)) {
        XCTAssertEqual(value, own, accuracy: 1e-12)
      }
    }
  }

  func testKeepsTheColumnsRKeeps() throws {
    var frame = ModelMatrixTests.frame()
    guard case .numeric(let x)? = frame["x"]?.values, case .numeric(let z)? = frame["z"]?.values
    else { return XCTFail("no numbers") }
    frame = frame.replacing("twice", with: .numeric(x.map { 2 * $0 }))
    frame = frame.replacing("sum", with: .numeric(x.indices.map { x[$0] - z[$0] + 1 }))
    let url = Repository.reference("regression/design/rank.csv")
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst()
    XCTAssertEqual(lines.count, 8)
    for line in lines {
      let fields = line.split(separator: ",")
      let design = try DesignSchema(Formula(String(fields[0])), frame).rows(of: frame).design
      XCTAssertEqual(
        try design.independentColumns().kept, fields[1].split(separator: " ").map { Int($0)! },
        String(fields[0]))
    }
  }

  func testMoreColumnsThanRowsKeepsTheFirst() throws {
    let rows = 6
    let blocks = (0..<10).map { DesignMatrix.Block.column(normals(rows, "c\($0)")) }
    let found = try DesignMatrix(
      rows: rows, names: (0..<10).map { "c\($0)" }, blocks: blocks
    ).independentColumns()
    XCTAssertEqual(found.kept, Array(0..<6))
    XCTAssertEqual(found.dropped.count, 4)
  }

  func testNearlyDependentColumnsStay() throws {
    let (a, e) = (normals(500, "a"), normals(500, "e"))
    func kept(_ size: Double) throws -> [Int] {
      try DesignMatrix(
        rows: 500, names: ["a", "b"],
        blocks: [.column(a), .column(a.indices.map { a[$0] + size * e[$0] })]
      ).independentColumns().kept
    }
    XCTAssertEqual(try kept(1e-8), [0, 1])
    XCTAssertEqual(try kept(1e-12), [0])
  }

  func testWeightsOfZeroHideRows() throws {
    let a = normals(50, "a")
    let b = a.indices.map { $0 < 10 ? 4 : a[$0] }
    let design = DesignMatrix(
      rows: 50, names: ["a", "b"], blocks: [.column(a), .column(b)])
    XCTAssertEqual(try design.independentColumns().kept, [0, 1])
    let weights = a.indices.map { $0 < 10 ? 0.0 : 2 }
    XCTAssertEqual(try design.independentColumns(weights: weights).kept, [0])
  }

  /// Districts lie within cities, so of the cities all are told by their districts.
  func testWideFactorsAreScreenedByTheirGram() throws {
    let (rows, districts, cities) = (25_000, 90, 6)
    var random = RandomStream(seed: 5, "wide")
    let district = (0..<rows).map { _ in Int32(random.integer(below: districts)) }
    let x = normals(rows, "x")
    let design = DesignMatrix(
      rows: rows,
      names: ["(Intercept)"] + (1..<districts).map { "d\($0)" } + (1..<cities).map { "c\($0)" }
        + ["x", "z"],
      blocks: [
        .intercept, .indicators(codes: district.map { $0 - 1 }, width: districts - 1, values: nil),
        .indicators(
          codes: district.map { $0 % Int32(cities) - 1 }, width: cities - 1, values: nil),
        .column(x), .column(x.indices.map { x[$0] + 1e-7 * Double($0 % 7) }),
      ])
    let found = try design.independentColumns()
    XCTAssertEqual(found.dropped.map(\.name), (1..<cities).map { "c\($0)" })
    XCTAssertEqual(found.kept.count, districts + 2)
    XCTAssertEqual(found.dropped[0].parts.count, districts / cities)
    let triangle = try IndependentColumns(
      triangle: stacked(design), names: design.names)
    XCTAssertEqual(triangle.kept, found.kept)
    for (a, b) in zip(triangle.dropped, found.dropped) {
      XCTAssertEqual(a.parts.map(\.column), b.parts.map(\.column))
      for (p, q) in zip(a.parts, b.parts) { XCTAssertEqual(p.factor, q.factor, accuracy: 1e-9) }
    }
  }

  private func stacked(_ design: DesignMatrix) throws -> Matrix {
    var triangle = StackedQR(columns: design.columns)
    let panel = RowPanel(columns: design.columns)
    for first in stride(from: 0, to: design.rows, by: panel.capacity) {
      let rows = first..<min(design.rows, first + panel.capacity)
      design.fill(panel, rows: rows)
      try triangle.absorb(panel, rows: rows.count)
    }
    return triangle.upper
  }

  func testNotFiniteValuesAreNamed() {
    let design = DesignMatrix(
      rows: 3, names: ["a", "b"], blocks: [.column([1, 2, 3]), .column([1, .infinity, 2])])
    XCTAssertThrowsError(try design.independentColumns()) {
      XCTAssertEqual($0 as? RegressionError, .notFinite(column: "b", row: 1))
    }
  }
}
