import Statistics
import XCTest

@testable import Forecasting

final class CalibrationTests: XCTestCase {
  /// Errors of `series` series with sizes of their own, growing with the step.
  private func vectors(series: Int, origins: Int, horizon: Int) -> [ErrorVector] {
    var stream = RandomStream(seed: 4, "calibration")
    return (0..<series).flatMap { k in
      (0..<origins).map { _ in
        let size = k % 2 == 0 ? 1.0 : 3.0
        return ErrorVector(
          series: k,
          scaled: (0..<horizon).map { size * Double($0 + 1).squareRoot() * stream.normal() })
      }
    }
  }

  func testBandsOfAKnownLawAreFound() throws {
    let calibration = try XCTUnwrap(
      IntervalCalibration(
        vectors(series: 60, origins: 20, horizon: 6), seriesCount: 60, horizon: 6))
    let high = calibration.levels.firstIndex(of: 0.95)!
    for (k, size) in [(0, 1.0), (1, 3.0)] {
      for step in 0..<6 {
        let width = calibration.growth[step] * calibration.ratios[k] * calibration.shape[high]
        let expected = 1.645 * size * Double(step + 1).squareRoot()
        XCTAssertEqual(width, expected, accuracy: 0.2 * expected)
      }
    }
    XCTAssertLessThan(calibration.dependence.persistent, 0.1)
    XCTAssertLessThan(calibration.dependence.decay, 0.1)
  }

  func testFewErrorsGiveWiderBandsThanMany() throws {
    func width(_ origins: Int) throws -> Double {
      let vectors = (0..<origins).map {
        ErrorVector(series: 0, scaled: [$0 % 2 == 0 ? 1 : -1])
      }
      let calibration = try XCTUnwrap(
        IntervalCalibration(vectors, seriesCount: 1, horizon: 1))
      let high = calibration.levels.firstIndex(of: 0.975)!
      return calibration.growth[0] * calibration.shape[high]
    }
    let few = try width(2)
    let many = try width(200)
    XCTAssertGreaterThan(few, 1.5 * many)
  }

  func testNoErrorsNoCalibration() {
    XCTAssertNil(
      IntervalCalibration(
        [ErrorVector(series: 0, scaled: [.nan])], seriesCount: 1, horizon: 1))
  }

  func testIsotonicRegressionPoolsViolators() {
    XCTAssertEqual(
      isotonic([1, 3, 2, 4], weights: [1, 1, 1, 1]), [1, 2.5, 2.5, 4])
    XCTAssertEqual(isotonic([3, 1], weights: [1, 3]), [1.5, 1.5])
  }

  func testWideningIsStudentOverNormal() {
    // t quantiles from tables: 2.2281 at 0.975 with 10, 2.0423 with 30.
    XCTAssertEqual(
      IntervalCalibration.widening(0.975, freedom: 10) * 1.959964, 2.2281, accuracy: 0.003)
    XCTAssertEqual(
      IntervalCalibration.widening(0.975, freedom: 30) * 1.959964, 2.0423, accuracy: 0.001)
  }
}
