import Statistics
import TestSupport
import XCTest

@testable import Forecasting

final class KalmanFilterTests: XCTestCase {
  /// A local level with signal-to-noise ratio `q`.
  private func localLevel(_ q: Double) -> StateSpaceModel {
    LocalTrendForm(slope: .none).stateSpace(LocalTrendParameters(irregular: 1, level: q))
  }

  private func noise(_ count: Int) -> [Double] {
    var stream = RandomStream(seed: 2, "kalman")
    return (0..<count).map { _ in stream.normal() }
  }

  /// The gain of a local level settles at (−q + √(q² + 4q)) / 2 (Harvey 1989, §4.3).
  func testGainSettlesAtItsKnownLimitAndStays() {
    var filter = KalmanFilter(localLevel(0.5))
    let values = noise(300)
    _ = filter.run(values, steps: 300)
    let limit = (-0.5 + (0.25 + 2.0).squareRoot()) / 2
    var copy = filter
    assertClose(copy.innovationGain()[0], limit, relative: 1e-12)
    // Settled or not, further steps give what one long run gives.
    var long = KalmanFilter(localLevel(0.5))
    let more = values + noise(40)
    _ = long.run(more, steps: 340)
    for value in noise(40) { filter.step(value) }
    assertClose(filter.prediction(), long.prediction(), relative: 1e-12)
    assertClose(filter.predictionVariance, long.predictionVariance, relative: 1e-12)
  }

  func testGapAfterTheGainHasSettled() {
    // The variance h steps on is that of a random walk from the settled state.
    var filter = KalmanFilter(localLevel(0.25))
    _ = filter.run(noise(400), steps: 400)
    let before = filter.predictionVariance
    filter.step(.nan)
    assertClose(filter.predictionVariance, before + 0.25, relative: 1e-12)
    filter.step(0)
    XCTAssertLessThan(filter.predictionVariance, before + 0.5)
  }

  func testRegressorsAreFilteredLikeTheSeries() {
    let values = noise(60)
    let column = (0..<60).map { Double($0 % 5) }
    var both = KalmanFilter(localLevel(0.3), columns: 2)
    let pass = both.run(values + column, steps: 60)
    var alone = KalmanFilter(localLevel(0.3))
    let single = alone.run(column, steps: 60)
    for t in 0..<60 {
      assertClose(pass.innovations[60 + t], single.innovations[t], relative: 1e-12)
    }
  }

  func testDuplicateColumnIsLeftOut() {
    let x = noise(30)
    let y = x.map { 3 * $0 + 1 }
    var data = y + [Double](repeating: 1, count: 30) + x + x.map { 2 * $0 }
    let fit = RegressionOnInnovations(&data, columns: 4, steps: 30)
    assertClose(fit.coefficients[0], 1, relative: 1e-12)
    assertClose(fit.coefficients[1], 3, relative: 1e-12)
    XCTAssertEqual(fit.coefficients[2], 0)
    XCTAssertLessThan(fit.sumOfSquares, 1e-24)
  }

  func testDrawsHaveTheForecastsMoments() throws {
    var filter = KalmanFilter(localLevel(0.4))
    _ = filter.run(noise(50), steps: 50)
    let (mean, variance) = filter.forecast(horizon: 6)
    var stream = RandomStream(seed: 5, "draws")
    let count = 20_000
    let drawn = filter.draw(horizon: 6, paths: count, deviation: 2, stream: &stream)
    for h in 0..<6 {
      var sum = 0.0
      var squares = 0.0
      for path in 0..<count {
        let d = drawn[path * 6 + h] - mean[h]
        sum += d
        squares += d * d
      }
      let deviation = 2 * variance[h].squareRoot()
      XCTAssertEqual(sum / Double(count), 0, accuracy: 5 * deviation / Double(count).squareRoot())
      XCTAssertEqual(squares / Double(count) / (deviation * deviation), 1, accuracy: 0.05)
    }
  }
}
