import XCTest

@testable import Forecasting

/// The arrow-shaped regression and the distributions against statsmodels and scipy
/// (`Tests/Reference/forecasting/calendar-counts/glm.py`).
final class CalendarCountsKernelTests: XCTestCase {
  /// Border: sine, cosine, line; block: seven weekdays in each of four slots.
  private func design() throws -> ArrowDesign {
    let rows = try ReferenceRows.read("forecasting/calendar-counts/rows.csv")
    let numbers = rows.map { row in
      (
        day: Int(row["day"]!)!, slot: Int(row["slot"]!)!, y: Double(row["y"]!)!,
        weight: Double(row["weight"]!)!
      )
    }.sorted { ($0.slot, $0.day) < ($1.slot, $1.day) }
    var starts = [0]
    for slot in 0..<4 { starts.append(numbers.filter { $0.slot <= slot }.count) }
    var design = ArrowDesign(
      slotStart: starts, day: numbers.map { Int32($0.day) }, y: numbers.map(\.y),
      weight: numbers.map(\.weight), border: 3, blockCount: 7)
    for day in 0..<70 {
      let angle = 2 * Double.pi * Double(day) / 35
      design.append(
        border: [sin(angle), cos(angle), Double(day - 69) / 70], block: [(day % 7, 1)])
    }
    return design
  }

  private func reference(_ name: String) throws -> [Double] {
    try ReferenceRows.read("forecasting/calendar-counts/coefficients.csv").filter {
      $0["case"] == name
    }
    .map { Double($0["value"]!)! }
  }

  private func check(
    _ name: String, alpha: Double, penalties: [CountPenalty] = [], accuracy: Double
  ) throws -> PenalizedCounts {
    let start = ArrowCoefficients(
      border: [0, 0, 0], block: [Double](repeating: 1, count: 28))
    let fit = try XCTUnwrap(
      PenalizedCounts(
        design(), start: start, penalties: penalties,
        alpha: [Double](repeating: alpha, count: 4), tolerance: 0))
    let expected = try reference(name)
    XCTAssertEqual(expected.count, 31)
    for (value, known) in zip(fit.coefficients.border + fit.coefficients.block, expected) {
      XCTAssertEqual(value, known, accuracy: accuracy, name)
    }
    return fit
  }

  func testPoissonAndNegativeBinomialEqualStatsmodels() throws {
    for (name, alpha) in [("poisson", 0.0), ("negative-binomial", 0.15)] {
      let fit = try check(name, alpha: alpha, accuracy: 1e-8)
      let covariance = try reference(name + " border covariance")
      for i in 0..<3 {
        for j in 0..<3 {
          XCTAssertEqual(fit.borderCovariance[i, j], covariance[3 * i + j], accuracy: 1e-8)
        }
      }
    }
  }

  func testPenaltiesEqualDenseNewton() throws {
    let penalties = [
      CountPenalty(.border, 0..<3, .diagonal([1, 1, 1]), deviation: 0.5),
      CountPenalty(.block, 0..<7, .deviation, deviation: 0.5.squareRoot()),
    ]
    _ = try check("ridge", alpha: 0, penalties: penalties, accuracy: 1e-8)
  }

  func testColumnWithinDaysEqualsTheSameColumnOfDays() throws {
    // The line given as a column that differs within a day, by the same values.
    var border = try design()
    let whole = try check("poisson", alpha: 0, accuracy: 1e-8)
    let x = border.day.map { Double($0 - 69) / 70 }
    var moved = ArrowDesign(
      slotStart: border.slotStart, day: border.day, y: border.y, weight: border.weight, x: x,
      extra: 1, border: 2, blockCount: 7)
    for day in 0..<70 {
      let angle = 2 * Double.pi * Double(day) / 35
      moved.append(border: [sin(angle), cos(angle)], block: [(day % 7, 1)])
    }
    border = moved
    let fit = try XCTUnwrap(
      PenalizedCounts(
        border,
        start: ArrowCoefficients(border: [0, 0, 0], block: [Double](repeating: 1, count: 28)),
        penalties: [], alpha: [0, 0, 0, 0], tolerance: 0))
    for (a, b) in zip(
      fit.coefficients.border + fit.coefficients.block,
      whole.coefficients.border + whole.coefficients.block)
    {
      XCTAssertEqual(a, b, accuracy: 1e-9)
    }
  }

  func testQuantilesEqualScipy() throws {
    for row in try ReferenceRows.read("forecasting/calendar-counts/margins.csv") {
      let mean = Double(row["mean"]!)!
      let margin = CountMargin(
        mean: mean, relativeVariance: Double(row["v"]!)!, isInteger: true)
      let known = Double(row["quantile"]!)!
      XCTAssertEqual(
        margin.quantile(Double(row["p"]!)!), known, accuracy: mean > 500 ? 1 : 0, "\(row)")
      XCTAssertEqual(margin.bounds(of: known).through, margin.cumulative(known))
    }
  }

  func testLevelIsExponentialSmoothingWithTheGainOfItsVariances() {
    // A random walk seen with noise: P = (q + √(q² + 4qr))/2, gain P/(P + r).
    let (q, r) = (1e-4, 1e-3)
    var level = DayLevel(
      DayLevel.Parameters(
        slowNoise: q, slowDecay: 1, fastVariance: 0, fastDecay: 0, ownVariance: r))
    for _ in 0..<400 {
      level.advance()
      level.observe(total: 100, expected: 100, countNoise: 0)
    }
    level.advance()
    let variance = (q + (q * q + 4 * q * r).squareRoot()) / 2
    XCTAssertEqual(level.variance, variance + r, accuracy: 1e-12)
    level.observe(total: 104, expected: 100, countNoise: 0)
    XCTAssertEqual(level.value, 0.04 * variance / (variance + r), accuracy: 1e-12)
  }

  func testCalibrationLeavesARightModelAloneAndWidensANarrowOne() {
    let uniform = (0..<1_000).map { k -> (below: Double, through: Double) in
      (Double(k) / 1_000, Double(k + 1) / 1_000)
    }
    let right = CountCalibration(bounds: uniform, independent: 1_000)
    for level in [0.025, 0.3, 0.5, 0.9, 0.975] {
      XCTAssertEqual(right.level(level), level, accuracy: 0.005)
    }
    // Outcomes spread twice as far as the model said.
    let narrow = uniform.map { bound -> (below: Double, through: Double) in
      let score = 2 * StandardNormal.quantile((bound.below + bound.through) / 2)
      let level = StandardNormal.cdf(score)
      return (level, level)
    }
    let widened = CountCalibration(bounds: narrow, independent: 1e6)
    XCTAssertEqual(widened.score(1), 2, accuracy: 0.1)
    XCTAssertEqual(widened.score(-1), -2, accuracy: 0.1)
  }
}
