import Foundation
import Statistics
import XCTest

@testable import Forecasting

final class CalibrationTests: XCTestCase {
  /// Errors of `series` series with sizes of their own, growing with the step.
  private func vectors(series: Int, origins: Int, horizon: Int) -> [ErrorVector] {
    var stream = RandomStream(seed: 4, "calibration")
    return (0..<series).flatMap { k in
      (0..<origins).map { place in
        let size = k % 2 == 0 ? 1.0 : 3.0
        return ErrorVector(
          series: k, origin: 40 + place * horizon,
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
        ErrorVector(series: 0, origin: $0 + 10, scaled: [$0 % 2 == 0 ? 1 : -1])
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
        [ErrorVector(series: 0, origin: 1, scaled: [.nan])], seriesCount: 1, horizon: 1))
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

  func testErrorsStillToComeAreNotLearntFrom() {
    // Origins one step apart: of the first vector only its first step is known at the
    // second origin, two steps at the third.
    let vectors = (0..<3).map { place in
      ErrorVector(series: 0, origin: 10 + place, scaled: [1, 100, 100, 100].map { Double($0) })
    }
    let past = PastErrors(vectors, growth: [1, 1, 1, 1], seriesCount: 2)
    // Two series, one of them untested: as one, the pool says it all.
    XCTAssertEqual(past.ratio(series: 0), 1)
    let two = PastErrors(
      vectors + [ErrorVector(series: 1, origin: 10, scaled: [1, 1, 1, 1])],
      growth: [1, 1, 1, 1], seriesCount: 2)
    XCTAssertEqual(two.draw, PastErrors.usualDraw)
    XCTAssertEqual(two.ratio(before: 0), 1)
    // (1/4 + 16)/(1/4 + 16); then 1 + 50 + 1 of three known steps.
    XCTAssertEqual(two.ratio(before: 1), 1)
    XCTAssertEqual(two.ratio(before: 2), (52.0 / 4 + 16) / (3.0 / 4 + 16), accuracy: 1e-12)
  }

  func testSeriesKeepTheirOwnSizeWhereItLasts() throws {
    let lasting = try XCTUnwrap(
      IntervalCalibration(
        vectors(series: 60, origins: 6, horizon: 6), seriesCount: 60, horizon: 6))
    XCTAssertLessThan(lasting.shrinkage, PastErrors.usualDraw)
    // Sizes that change from origin to origin say nothing of the next.
    var stream = RandomStream(seed: 9, "sizes")
    let fickle = (0..<60).flatMap { k in
      (0..<6).map { place in
        let size = stream.uniform() < 0.5 ? 1.0 : 3.0
        return ErrorVector(
          series: k, origin: 40 + 6 * place, scaled: (0..<6).map { _ in size * stream.normal() })
      }
    }
    let calibration = try XCTUnwrap(
      IntervalCalibration(fickle, seriesCount: 60, horizon: 6))
    XCTAssertEqual(calibration.shrinkage, PastErrors.usualDraw)
  }

  func testOneOriginThatHitAStepDoesNotBlowUpTheRest() throws {
    // The only tested origin was right to a thousandth at the first steps. Then comes an
    // ordinary error there: intervals stay of the size of the errors.
    let lucky = ErrorVector(series: 0, origin: 50, scaled: [1e-4, 1e-4, 1e-3, 1, 1, 1])
    let ordinary = ErrorVector(series: 1, origin: 50, scaled: [1, 1, 1, 1, 1, 1])
    for vectors in [[lucky], [lucky, ordinary], [lucky, ordinary, ordinary]] {
      let calibration = try XCTUnwrap(
        IntervalCalibration(vectors, seriesCount: 2, horizon: 6))
      let top = calibration.levels.firstIndex(of: 0.975)!
      for series in 0..<2 {
        let widths = calibration.growth.map {
          $0 * calibration.ratios[series] * calibration.shape[top]
        }
        XCTAssertGreaterThan(widths[0], 0.2 * widths[5])
        XCTAssertLessThan(widths[5], 40)
      }
    }
  }

  func testWidthIsAMeanOfLogarithmsWithinBounds() {
    func width(_ deviation: Double, seasons: [Int] = [12], spread: Double = 0) -> Double {
      ErrorWidth.steps(
        scales: [2], deviations: [[deviation], nil], means: [[10 - spread], [10 + spread]],
        canSpeak: [true, true], seasons: seasons)[0]
    }
    let still = 2 * exp(0.3 * log(0.05))
    XCTAssertEqual(width(2), still, accuracy: 1e-12)
    XCTAssertEqual(width(4), still * 2.squareRoot(), accuracy: 1e-12)
    XCTAssertEqual(width(4, seasons: [24, 168]), still * pow(2, 0.2), accuracy: 1e-12)
    XCTAssertEqual(width(2, spread: 1), 2 * exp(0.3 * log(0.55)), accuracy: 1e-12)
    // A formula gone wild counts as e^1.5 of the scale, no more; a missing one not at all.
    XCTAssertEqual(width(1e12), still * exp(0.75), accuracy: 1e-12)
    XCTAssertEqual(width(.nan), still, accuracy: 1e-12)
    XCTAssertEqual(
      ErrorWidth.steps(
        scales: [0], deviations: [nil], means: [[5]], canSpeak: [true], seasons: []), [0])
  }
}
