import Foundation
import Provenance
import TestSupport
import XCTest

/// What is hidden is enough, no more than needed, and said plainly.
final class SuppressedTableTests: XCTestCase {
  private struct Case: Decodable {
    let sizes: [Int]
    let inner: [Int]
    let loss: Double
  }

  private static let reference = URL(filePath: #filePath)
    .deletingLastPathComponent().appending(path: "../../Reference/provenance/suppression")

  private func cross(_ sizes: [Int], _ inner: [Int]) throws -> CountTable {
    let names = ["a", "b", "c"]
    return try CountTable(
      zip(names, sizes).map { name, size in
        CountTable.Dimension(name, (0..<size).map { "\(name)\($0)" })
      }, counts: inner)
  }

  private func loss(_ table: SuppressedTable, _ dimensions: Int) -> Double {
    var sum = 0.0
    for (cell, standing) in table.standings.enumerated() where standing == .complementary {
      let summed = dimensions - table.table.places[cell].levels.count
      sum += log2(2 + Double(table.table.counts[cell])) * pow(4, Double(summed))
    }
    return sum
  }

  func testLeastLossAsFoundByTryingAll() throws {
    let file = Self.reference.appending(path: "least_loss.json")
    let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
    XCTAssertGreaterThan(cases.count, 15)
    var sequentialLoss = 0.0
    var leastLoss = 0.0
    for (number, example) in cases.enumerated() {
      let table = try cross(example.sizes, example.inner)
      let exact = try SuppressedTable(table)
      XCTAssertTrue(exact.isProvedBest, "case \(number)")
      assertClose(
        loss(exact, example.sizes.count), example.loss, relative: 1e-9, "case \(number)")
      let sequential = try SuppressedTable(table, exactCells: 0)
      XCTAssertGreaterThanOrEqual(
        loss(sequential, example.sizes.count), example.loss * (1 - 1e-9), "case \(number)")
      sequentialLoss += loss(sequential, example.sizes.count)
      leastLoss += example.loss
    }
    XCTAssertLessThan(sequentialLoss / leastLoss, 1.3)
  }

  func testHidingSmallCountsAloneIsFoundUnsafe() throws {
    var unsafe = 0
    for number in 0..<100 {
      let table = try RandomTable.make(number)
      let suppressed = try SuppressedTable(table, exactCells: 0)
      let onlySmall = suppressed.standings.map { $0 == .small }
      guard suppressed.summary.complementary > 0 else { continue }
      let left = suppressed.proof.unprovenCells(
        of: table, hidden: onlySmall, under: suppressed.rule)
      XCTAssertFalse(left.isEmpty, "table \(number)")
      unsafe += 1
    }
    XCTAssertGreaterThan(unsafe, 50)
  }

  func testSharesNeedBothCounts() throws {
    let table = try CountTable(
      [.init("theme", ["care", "parking", "food", "none"])], counts: [60, 5, 25, 0])
    let published = try SuppressedTable(table)
    let all = CountTable.Place()
    func place(_ name: String) -> CountTable.Place { .init([("theme", name)]) }
    XCTAssertEqual(published.count(at: place("none")), 0)
    XCTAssertNil(published.count(at: place("parking")))
    // 90 − 60 − 0 = 30 would leave parking in 1…29 only if food is hidden too.
    XCTAssertNil(published.count(at: place("food")))
    XCTAssertEqual(published.count(at: place("care")), 60)
    XCTAssertEqual(published.share(of: place("care"), in: all), 60.0 / 90)
    XCTAssertNil(published.share(of: place("food"), in: all))
    XCTAssertNil(published.share(of: all, in: place("parking")))
    let summary = published.summary
    XCTAssertEqual([summary.shown, summary.small, summary.complementary], [3, 1, 1])
    assertClose(summary.hiddenShare, 0.4, relative: 1e-12)
  }

  func testZerosMayBeHiddenToo() throws {
    let rule = try SuppressionRule(threshold: 11, showsZeros: false)
    let table = try CountTable([.init("theme", ["a", "b", "c"])], counts: [60, 0, 25])
    let published = try SuppressedTable(table, under: rule)
    XCTAssertNil(published.count(at: .init([("theme", "b")])))
    XCTAssertEqual(published.summary.small, 1)
    XCTAssertEqual(published.summary.complementary, 1)
  }

  func testTablesThatContradictThemselves() throws {
    XCTAssertThrowsError(try CountTable([.init("a", ["x", "y"])], counts: [1])) {
      XCTAssertEqual($0 as? CountTable.TableError, .cellCount(expected: 2, found: 1))
    }
    XCTAssertThrowsError(try CountTable([.init("a", ["x", "x"])], counts: [1, 2])) {
      XCTAssertEqual($0 as? CountTable.TableError, .category(dimension: "a", name: "x"))
    }
    var table = try CountTable([.init("a", ["x", "y"])], counts: [1, 2])
    let other = try CountTable([.init("a", ["x", "y"])], counts: [1, 3])
    XCTAssertThrowsError(try table.link(other)) {
      XCTAssertEqual($0 as? CountTable.TableError, .disagreement(.init([("a", "y")])))
    }
    XCTAssertThrowsError(try SuppressionRule(threshold: 2)) {
      XCTAssertEqual($0 as? SuppressionRule.RuleError, .threshold(2))
    }
  }

  func testALargeTableOfMonths() throws {
    let inner = (0..<20 * 36).map { ($0 * 7_919 + $0 / 36 * 31) % (3 + $0 / 36 * 4) }
    let published = try SuppressedTable(
      CountTable(
        [
          .init("theme", (0..<20).map { "t\($0)" }), .init("month", (0..<36).map { "m\($0)" }),
        ], counts: inner))
    XCTAssertGreaterThan(published.summary.small, 200)
    XCTAssertNotNil(published.count(at: .init()))
  }
}
