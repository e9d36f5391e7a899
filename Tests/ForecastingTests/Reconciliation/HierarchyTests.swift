import Foundation
import LinearAlgebra
import Statistics
import TimeSeries
import XCTest

@testable import Forecasting

final class HierarchyTests: XCTestCase {
  func testExpressionsNameTheirLevels() throws {
    let crossed = try GroupingExpression("region/lhb, category")
    XCTAssertEqual(crossed.columns, ["region", "lhb", "category"])
    XCTAssertEqual(
      crossed.levels.map(\.title),
      ["total", "region", "category", "lhb", "region × category", "series"])
    let beside = try GroupingExpression("region/lhb+category+nature")
    XCTAssertEqual(
      beside.levels.map(\.title), ["total", "region", "category", "nature", "lhb", "series"])
    XCTAssertEqual(try GroupingExpression("site").levels.map(\.title), ["total", "series"])
  }

  func testBadExpressionsSayWhy() {
    for (text, reason) in [
      ("", "a column name is missing"), ("a,,b", "a column name is missing"),
      ("a/", "a column name is missing"), ("a,b/a", "\"a\" stands in it twice"),
    ] {
      XCTAssertThrowsError(try GroupingExpression(text)) {
        XCTAssertEqual($0 as? HierarchyError, .badExpression(text, reason: reason))
      }
    }
  }

  func testNodesOfTheReference() throws {
    let reference = try ReconciliationReference.read()
    let hierarchy = try reference.hierarchy()
    let rows = (0..<hierarchy.aggregateCount).map {
      hierarchy.nodes[hierarchy.nodeOfRow[$0]].id
    }
    XCTAssertEqual(rows, reference.names)
    // A site with one service is shown, and is the row of that service.
    let single = try XCTUnwrap(hierarchy.nodes.first { $0.id == "S/d/*" })
    XCTAssertEqual(hierarchy.bottoms(ofRow: single.row), [8])
    XCTAssertEqual(single.row, hierarchy.nodes.last?.row)
    XCTAssertEqual(hierarchy.nodes.last?.id, "S/d/medical")
    XCTAssertEqual(
      hierarchy.nodes.map(\.level), hierarchy.nodes.map(\.level).sorted(), "level by level")
  }

  func testKeysAreChecked() throws {
    let expression = try GroupingExpression("a,b")
    XCTAssertThrowsError(try Hierarchy(expression, keys: [])) {
      XCTAssertEqual($0 as? HierarchyError, .noSeries)
    }
    XCTAssertThrowsError(try Hierarchy(expression, keys: [["x"]])) {
      XCTAssertEqual($0 as? HierarchyError, .wrongKeyCount(expected: 2, got: 1))
    }
    XCTAssertThrowsError(try Hierarchy(expression, keys: [["x", "y"], ["x", "y"]])) {
      XCTAssertEqual($0 as? HierarchyError, .repeatedKey(["x", "y"]))
    }
    let one = try Hierarchy(expression, keys: [["x", "y"]])
    XCTAssertEqual(one.aggregateCount, 0)
    XCTAssertEqual(one.nodes.map(\.row), [0, 0, 0, 0])
  }

  func testAKeyCalledTotalDoesNotTakeTheTotalsName() throws {
    let hierarchy = try Hierarchy(GroupingExpression("a"), keys: [["total"], ["x"]])
    XCTAssertEqual(Set(hierarchy.nodes.map(\.id)).count, hierarchy.nodes.count)
  }

  func testPrintedDecimalsAddUp() throws {
    var stream = RandomStream(seed: 3, "rounding")
    for seed in 0..<20 {
      let test = try ReconciliationCase(
        seed: UInt64(seed), bottoms: 30, moments: 2, steps: 1, zeros: 0.3)
      let hierarchy = test.hierarchy
      let bottom = (0..<30).map { _ in (stream.uniform() - 0.2) * 7 }
      for digits in [0, 2, 4] {
        let rounding = CoherentRounding(hierarchy, digits: digits)
        let values = rounding.system(ofBottom: bottom)
        let texts = values.map { String(format: "%.\(digits)f", $0) }
        let units = texts.map { Int($0.replacingOccurrences(of: ".", with: "")) ?? .max }
        for row in 0..<hierarchy.aggregateCount {
          let sum = hierarchy.bottoms(ofRow: row)
            .reduce(0) { $0 + units[hierarchy.aggregateCount + $1] }
          XCTAssertEqual(units[row], sum)
        }
        // Total, regions, sites and series within a unit of themselves.
        let unit = Foundation.pow(10.0, Double(-digits)) * (1 + 1e-9)
        let exact = hierarchy.aggregates(of: bottom) + bottom
        let chain = hierarchy.nodes.filter {
          ["total", "region", "site", "series"].contains(hierarchy.levels[$0.level].title)
        }
        for node in chain { XCTAssertLessThan(abs(values[node.row] - exact[node.row]), unit) }
        XCTAssertLessThanOrEqual(abs(values[0] - exact[0]), unit / 2)
      }
    }
  }

  func testSumsOfGapsAndLateStarts() throws {
    let hierarchy = try Hierarchy(
      GroupingExpression("a"), keys: [["big"], ["late"], ["over"], ["small"]])
    let big = (0..<40).map { Double(100 + $0 % 7) }
    var small = (0..<40).map { _ in 2.0 }
    small[10] = .nan
    var gap = big
    gap[20] = .nan
    let panel = Panel(
      index: TimeIndex(domain: .integer, frequency: .index(step: 1), start: 0, count: 40),
      series: [
        Series(id: "big", firstStep: 0, values: gap),
        Series(id: "late", firstStep: 30, values: [Double](repeating: 5, count: 10)),
        Series(id: "over", firstStep: 0, values: [Double](repeating: 3, count: 12)),
        Series(id: "small", firstStep: 0, values: small),
      ])
    let made = HierarchyPanel(hierarchy, bottom: panel, horizon: 6, seasonalPeriods: [7])
    let total = made.panel.series[0].values
    XCTAssertEqual(total[0], 100 + 3 + 2, "a series that has not begun is zero")
    XCTAssertEqual(total[39], big[39] + 5 + 2, "a series that stopped long ago is zero")
    XCTAssertEqual(total[10], big[10] + 3 + 2, accuracy: 0.1, "a small part is estimated")
    XCTAssert(total[20].isNaN, "a large part is not")
    XCTAssertEqual(made.panel.series[3].values.count, 40)
    XCTAssertEqual(made.notes.count, 2)
  }
}
