import TestSupport
import XCTest

@testable import Statistics

final class RandomStreamTests: XCTestCase {
  /// Known answers published with Salmon et al. (2011) in the Random123 library.
  func testPhiloxKnownAnswers() {
    XCTAssertEqual(
      Philox.block(counter: SIMD4(repeating: 0), key: SIMD2(repeating: 0)),
      SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    XCTAssertEqual(
      Philox.block(counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max)),
      SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    XCTAssertEqual(
      Philox.block(
        counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
        key: SIMD2(0xa409_3822, 0x299f_31d0)),
      SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  func testSkipGoesWhereDrawingGoes() {
    var drawn = RandomStream(seed: 7, "series", "model")
    let words = (0..<40).map { _ in drawn.next() }
    for position in [0, 1, 2, 3, 17, 38, 39] {
      var stream = RandomStream(seed: 7, "series", "model")
      stream.skip(to: UInt64(position))
      XCTAssertEqual(stream.position, UInt64(position))
      XCTAssertEqual((position..<40).map { _ in stream.next() }, Array(words[position...]))
    }
  }

  func testNamesAreDelimited() {
    func first(_ keys: String...) -> UInt64 {
      var stream = RandomStream(seed: 1, keys: keys)
      return stream.next()
    }
    let starts = [
      first(), first(""), first("", ""), first("ab", "c"), first("a", "bc"), first("abc"),
      first("c", "ab"),
    ]
    XCTAssertEqual(Set(starts).count, starts.count)
    var otherSeed = RandomStream(seed: 2, "abc")
    XCTAssertNotEqual(otherSeed.next(), first("abc"))
  }

  func testSubstreamIsTheLongerNameWhereverTheStreamStands() {
    var parent = RandomStream(seed: 3, "a")
    _ = parent.next()
    var child = parent.substream("b")
    var named = RandomStream(seed: 3, "a", "b")
    XCTAssertEqual(child.next(), named.next())
    var numbered = parent.substream(12)
    var text = parent.substream("12")
    XCTAssertEqual(numbered.next(), text.next())
  }

  /// Pinned, so that a change of the draws of published results is noticed.
  func testDrawsStayTheSame() {
    var stream = RandomStream(seed: 42, "pinned")
    XCTAssertEqual(
      (0..<3).map { _ in stream.next() },
      [10_992_695_509_850_161_071, 12_240_421_063_971_881_459, 8_808_080_611_212_055_873])
  }

  func testUniformsFillTheUnitInterval() {
    var stream = RandomStream(seed: 11, "uniform")
    var counts = [Int](repeating: 0, count: 64)
    let draws = 64_000
    for _ in 0..<draws {
      let u = stream.uniform()
      XCTAssert(u >= 0 && u < 1)
      counts[Int(u * 64)] += 1
      let open = stream.uniformOpen()
      XCTAssert(open > 0 && open < 1)
    }
    let expected = Double(draws) / 64
    let statistic = counts.reduce(0) { $0 + pow(Double($1) - expected, 2) / expected }
    // 63 degrees of freedom: 1e-6 of all seeds would be above 125.
    XCTAssertLessThan(statistic, 125)
  }

  func testIntegersAreUnbiased() {
    var stream = RandomStream(seed: 5, "integers")
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[stream.integer(below: 7)] += 1 }
    XCTAssert(counts.allSatisfy { abs($0 - 10_000) < 500 }, "\(counts)")
  }

  func testNormalsHaveNormalMoments() {
    var stream = RandomStream(seed: 9, "normal")
    let draws = (0..<50_000).map { _ in stream.normal() }
    XCTAssertEqual(Descriptive.mean(draws), 0, accuracy: 5 / 50_000.0.squareRoot())
    XCTAssertEqual(Descriptive.variance(draws), 1, accuracy: 5 * (2 / 50_000.0).squareRoot())
  }
}
