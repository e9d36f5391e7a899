import Foundation
import Optimization
import Provenance
import Statistics
import XCTest

/// No small count can be learnt from a thousand random tables.
final class SuppressionAttackTests: XCTestCase {
  func testNoSmallCountFollowsFromAThousandTables() throws {
    var hiddenTables = 0
    var beside = 0
    var beyond = 0
    for number in 0..<1_000 {
      let table = try RandomTable.make(number)
      let suppressed = try SuppressedTable(table, exactCells: 0)
      try attack(suppressed, "table \(number)")
      let summary = suppressed.summary
      if summary.small > 0 { hiddenTables += 1 }
      beside += summary.complementary
      beyond += suppressed.proof.beyondProtection.count
    }
    // The test would mean nothing on tables without small counts.
    XCTAssertGreaterThan(hiddenTables, 800)
    XCTAssertGreaterThan(beside, 1_000)
    print("beyond", beyond, "beside", beside, "tables", hiddenTables)
  }

  /// Reads only what is published, and looks for the count of every hidden cell.
  private func attack(_ published: SuppressedTable, _ name: String) throws {
    let table = published.table
    let counts = table.counts
    let shown = published.standings.map { $0 == .shown }
    for cell in counts.indices where published.rule.isSmall(counts[cell]) {
      XCTAssertEqual(published.standings[cell], .small, name)
      XCTAssertNil(published.count(at: table.places[cell]), name)
    }
    // Every table offered as a proof agrees with what is shown and adds up …
    for other in published.proof.careful + published.proof.informed {
      for cell in counts.indices where shown[cell] { XCTAssertEqual(other[cell], counts[cell]) }
      for sum in table.sums {
        XCTAssertEqual(other[sum.total], sum.parts.reduce(0) { $0 + other[$1] }, name)
      }
      for cell in counts.indices where !shown[cell] { XCTAssertGreaterThanOrEqual(other[cell], 1) }
    }
    // … and together they leave each small count open.
    for cell in counts.indices where published.standings[cell] == .small {
      let possible = ([counts] + published.proof.careful).map { $0[cell] }
      XCTAssertGreaterThanOrEqual(possible.max()! - possible.min()!, 11, name)
      XCTAssertGreaterThanOrEqual(possible.max()!, 11, name)
      let known = ([counts] + published.proof.informed).map { $0[cell] }
      XCTAssertTrue(known.allSatisfy { (1...10).contains($0) }, name)
      if !published.proof.beyondProtection.contains(cell) {
        XCTAssertGreaterThan(Set(known).count, 1, name)
      }
    }
  }
}

/// Tables of one to three dimensions, dense and sparse, with subtotals and linked ones.
enum RandomTable {
  static func make(_ number: Int) throws -> CountTable {
    var random = RandomStream(seed: 7, "suppression", "\(number)")
    func dimension(_ name: String, _ size: Int, grouped: Bool = false) -> CountTable.Dimension {
      CountTable.Dimension(
        name, (0..<size).map { "\(name)\($0)" },
        groups: grouped && size > 3
          ? [
            .init("\(name) low", Array(0..<size / 2)),
            .init("\(name) high", Array(size / 2..<size)),
          ]
          : [])
    }
    func counts(_ cells: Int, _ random: inout RandomStream) -> [Int] {
      let zeros = random.uniform() * 0.6
      let scale = 3 * pow(20, random.uniform())
      return (0..<cells).map { _ in
        random.uniform() < zeros ? 0 : Int(-log(1 - random.uniform()) * scale)
      }
    }
    func size(_ range: ClosedRange<Int>, _ random: inout RandomStream) -> Int {
      range.lowerBound + Int(random.uniform() * Double(range.count))
    }
    switch number % 5 {
    case 0:
      let n = size(2...12, &random)
      return try CountTable(
        [dimension("a", n, grouped: number % 2 == 0)], counts: counts(n, &random))
    case 1, 2:
      let (n, m) = (size(2...6, &random), size(2...8, &random))
      return try CountTable(
        [dimension("a", n, grouped: number % 3 == 0), dimension("b", m)],
        counts: counts(n * m, &random))
    case 3:
      let (n, m, l) = (size(2...3, &random), size(2...4, &random), size(2...3, &random))
      return try CountTable(
        [dimension("a", n), dimension("b", m), dimension("c", l)],
        counts: counts(n * m * l, &random))
    default:
      // Two tables that share the margin of `a`.
      let (n, m, l) = (size(2...4, &random), size(2...4, &random), size(2...4, &random))
      let inner = counts(n * m * l, &random)
      var first = [Int](repeating: 0, count: n * m)
      var second = [Int](repeating: 0, count: n * l)
      for i in 0..<n {
        for j in 0..<m {
          for k in 0..<l {
            first[i * m + j] += inner[(i * m + j) * l + k]
            second[i * l + k] += inner[(i * m + j) * l + k]
          }
        }
      }
      var table = try CountTable([dimension("a", n), dimension("b", m)], counts: first)
      try table.link(CountTable([dimension("a", n), dimension("c", l)], counts: second))
      return table
    }
  }
}
