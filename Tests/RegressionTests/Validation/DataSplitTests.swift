import Regression
import Statistics
import TestSupport
import XCTest

final class DataSplitTests: XCTestCase {
  /// Every row is tested once, and no row trains for its own test.
  private func assertPartition(_ splits: [DataSplit], rows: Int, line: UInt = #line) {
    XCTAssertEqual(splits.flatMap(\.test).sorted(), Array(0..<rows), line: line)
    for split in splits {
      XCTAssertEqual((split.train + split.test).sorted(), Array(0..<rows), line: line)
      XCTAssertEqual(split.train, split.train.sorted(), line: line)
    }
  }

  func testKFoldsAreEvenShuffledAndRepeatable() throws {
    for (rows, folds) in [(10, 3), (7, 7), (100, 5), (2, 2)] {
      let splits = try DataSplit.kFold(rows: rows, folds: folds, seed: 1)
      assertPartition(splits, rows: rows)
      let sizes = splits.map(\.test.count)
      XCTAssertLessThanOrEqual(sizes.max()! - sizes.min()!, 1)
      XCTAssertEqual(splits, try DataSplit.kFold(rows: rows, folds: folds, seed: 1))
    }
    XCTAssertNotEqual(
      try DataSplit.kFold(rows: 100, folds: 5, seed: 1),
      try DataSplit.kFold(rows: 100, folds: 5, seed: 2))
    for (rows, folds) in [(3, 4), (3, 1), (0, 2)] {
      XCTAssertThrowsError(try DataSplit.kFold(rows: rows, folds: folds, seed: 1))
    }
  }

  func testStratifiedFoldsShareEveryClass() throws {
    let classes = (0..<103).map { $0 % 10 == 0 ? 2 : $0 % 3 == 0 ? 1 : 0 }
    let splits = try DataSplit.stratified(classes: classes, folds: 4, seed: 3)
    assertPartition(splits, rows: 103)
    for wanted in 0...2 {
      let counts = splits.map { split in split.test.filter { classes[$0] == wanted }.count }
      XCTAssertLessThanOrEqual(counts.max()! - counts.min()!, 1, "class \(wanted)")
    }
    let sizes = splits.map(\.test.count)
    XCTAssertLessThanOrEqual(sizes.max()! - sizes.min()!, 1)
  }

  func testGroupsAreNeverParted() throws {
    var random = RandomStream(seed: 8, "groups")
    let groups = (0..<200).map { _ in random.integer(below: 5) * random.integer(below: 6) }
    let splits = try DataSplit.grouped(groups: groups, folds: 3, seed: 1)
    assertPartition(splits, rows: 200)
    for split in splits {
      XCTAssert(
        Set(split.train.map { groups[$0] }).isDisjoint(with: split.test.map { groups[$0] }))
    }
    let one = try DataSplit.leaveOneGroupOut(groups: groups)
    assertPartition(one, rows: 200)
    XCTAssertEqual(one.map { groups[$0.test[0]] }, Set(groups).sorted())
    XCTAssertThrowsError(try DataSplit.grouped(groups: [1, 1, 2], folds: 3, seed: 1))
    XCTAssertThrowsError(try DataSplit.leaveOneGroupOut(groups: [4, 4]))
  }

  func testForwardFoldsNeverSeeTheFuture() throws {
    var random = RandomStream(seed: 9, "times")
    let times = (0..<300).map { _ in Double(random.integer(below: 60)) }
    let splits = try DataSplit.forwardChaining(times: times, folds: 5, gap: 2)
    XCTAssertEqual(splits.count, 5)
    for split in splits {
      let start = split.test.map { times[$0] }.min()!
      XCTAssert(split.train.allSatisfy { times[$0] + 2 < start })
    }
    let tested = splits.flatMap(\.test)
    XCTAssertEqual(Set(tested).count, tested.count)
    XCTAssertThrowsError(try DataSplit.forwardChaining(times: [1, 2, 3], folds: 3))
    XCTAssertThrowsError(try DataSplit.forwardChaining(times: [1, 2, 3, 4], folds: 1, gap: 9))
    XCTAssertThrowsError(try DataSplit.forwardChaining(times: [1, 2, .nan, 4], folds: 1)) {
      XCTAssertEqual($0 as? RegressionError, .notFinite(column: "time", row: 2))
    }
  }

  func testTimeBlocksKeepTheirDistance() throws {
    let times = (0..<100).map { Double($0 / 2) }
    let splits = try DataSplit.timeBlocks(times: times, folds: 5, gap: 3, embargo: 4)
    XCTAssertEqual(splits.flatMap(\.test), Array(0..<100))
    for split in splits {
      let (start, end) = (times[split.test.first!], times[split.test.last!])
      XCTAssert(split.train.allSatisfy { times[$0] < start - 3 || times[$0] > end + 4 })
      XCTAssertGreaterThanOrEqual(split.train.count, 100 - 20 - 6 - 8)
    }
  }

  func testCrossValidationJudgesRowsTheFitHasNotSeen() throws {
    let y = (0..<50).map { Double($0 % 7) }
    let splits = try DataSplit.kFold(rows: 50, folds: 5, seed: 1)
    func run(_ threads: Int) throws -> CrossValidation {
      try CrossValidation(splits, threads: threads) { split throws(RegressionError) in
        let mean = split.train.reduce(0.0) { $0 + y[$1] } / Double(split.train.count)
        return split.test.map { _ in mean }
      }
    }
    let result = try run(1)
    XCTAssertEqual(result.predictions, try run(2).predictions)
    let scores = result.scores(.rmse, actual: y)
    XCTAssertEqual(scores.values.count, 5)
    let predicted = result.outOfFold(rows: 50)
    for (k, split) in splits.enumerated() {
      let mean = split.train.reduce(0.0) { $0 + y[$1] } / 40
      XCTAssert(split.test.allSatisfy { predicted[$0] == mean })
      assertClose(
        scores.values[k],
        RegressionMetrics.rmse(split.test.map { y[$0] }, split.test.map { _ in mean }),
        relative: 1e-15)
    }
    // Four rows train for each that tests: the honest error is 1.5 times the naive.
    assertClose(scores.standardError, 1.5 * scores.naiveStandardError, relative: 1e-12)
    XCTAssert(scores.interval()!.contains(scores.mean))
    XCTAssertThrowsError(
      try CrossValidation(splits) { _ throws(RegressionError) in throw .singular("no") })
  }

  func testFoldsOfForwardTestsLeaveRowsWithoutPrediction() throws {
    let splits = try DataSplit.forwardChaining(times: [1, 2, 3, 4, 5, 6], folds: 2)
    let result = try CrossValidation(splits) { split throws(RegressionError) in
      split.test.map { _ in 1.0 }
    }
    XCTAssertEqual(
      result.outOfFold(rows: 6).map(\.isNaN), [true, true, false, false, false, false])
  }
}
