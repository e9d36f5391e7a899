import LinearAlgebra
import XCTest

final class ThreadTests: XCTestCase {
  func testParallelMapIsTheSameAtAnyThreadCount() throws {
    let before = BLASThreads.count
    defer { BLASThreads.set(before) }
    BLASThreads.set(1)
    let work: @Sendable (Int) -> [Double] = { index in
      var draws = Draws(seed: UInt64(index))
      // Odd sizes, so that the threads never finish in index order.
      let n = 3 + index * 7 % 40
      let a = draws.matrix(n, n, shift: 3)
      return (try? LU(a).solve(draws.vector(n))) ?? []
    }
    let alone = parallelMap(60, threads: 1, work)
    XCTAssert(alone.allSatisfy { !$0.isEmpty })
    for threads in [2, 3, 8, 100] {
      for _ in 0..<3 { XCTAssertEqual(parallelMap(60, threads: threads, work), alone) }
    }
    XCTAssertEqual(parallelMap(0, threads: 4) { $0 }, [])
  }

  func testEachIndexRunsOnce() {
    final class Tally: @unchecked Sendable {
      let lock = NSLock()
      var counts = [Int](repeating: 0, count: 1000)
      func add(_ index: Int) { lock.withLock { counts[index] += 1 } }
    }
    let tally = Tally()
    let results = parallelMap(1000, threads: 4) { index -> Int in
      tally.add(index)
      return index * index
    }
    XCTAssertEqual(results, (0..<1000).map { $0 * $0 })
    XCTAssertEqual(tally.counts, [Int](repeating: 1, count: 1000))
  }

  func testTheLowestFailureIsThrown() throws {
    for threads in [1, 2, 8] {
      XCTAssertThrowsError(
        try parallelTryMap(50, threads: threads) { index throws(FactorizationError) -> Int in
          if index % 7 == 5 { throw .singular(pivot: index) }
          return index
        }
      ) { XCTAssertEqual($0 as? FactorizationError, .singular(pivot: 5)) }
      XCTAssertEqual(try parallelTryMap(50, threads: threads) { $0 }, Array(0..<50))
    }
  }

  func testThreadControl() {
    let before = BLASThreads.count
    defer { BLASThreads.set(before) }
    BLASThreads.set(1)
    XCTAssertEqual(BLASThreads.count, 1)
    XCTAssertFalse(BLASThreads.coreName.isEmpty)
    XCTAssert(BLASThreads.version.first?.isNumber == true, BLASThreads.version)
  }
}
