import CKernels
import Foundation
import LinearAlgebra
import Statistics
import XCTest

final class ExponentialTests: XCTestCase {
  /// The C library's exponential is within a unit in the last place, and so is this one.
  func testAgreesWithTheLibrary() {
    var random = RandomStream(seed: 5, "exponentials")
    let z =
      [0, -0.0, 1, -1, 1e-300, -1e-17, 690, -690]
      + (0..<20_000).map { _ in 1380 * random.uniform() - 690 }
      + (0..<20_000).map { _ in 6 * random.uniform() - 3 }
      + (-900...900).map { Double($0) * 0.5 * M_LN2 }
    for (z, found) in zip(z, exponentials(z)) {
      XCTAssertEqual(found, exp(z), accuracy: exp(z).ulp, "\(z)")
    }
  }

  func testEndsOfTheRange() {
    let found = exponentials([.infinity, 691, -.infinity, -1e300, .nan, 0])
    XCTAssertEqual(found[0], exp(690), accuracy: exp(690).ulp)
    XCTAssertEqual(found[1], found[0])
    XCTAssertEqual(found[2], exp(-690), accuracy: exp(-690).ulp)
    XCTAssertEqual(found[3], found[2])
    XCTAssert(found[4].isNaN)
    XCTAssertEqual(found[5], 1)
  }

  func testSameBitsInEitherWidthAtAnyPlace() {
    var random = RandomStream(seed: 6, "widths")
    for count in 0...37 {
      var wide = (0..<count).map { _ in 40 * random.normal() }
      var narrow = wide
      let single = wide.map { exponentials([$0])[0] }
      apportion_exp(&wide, count)
      apportion_exp_narrow(&narrow, count)
      XCTAssertEqual(wide.map(\.bitPattern), narrow.map(\.bitPattern))
      XCTAssertEqual(wide, single)
    }
  }

  private func exponentials(_ z: [Double]) -> [Double] {
    var values = z
    values.withUnsafeMutableBufferPointer { buffer in
      guard let first = buffer.baseAddress else { return }
      exponentiate(first, count: buffer.count)
    }
    return values
  }
}
