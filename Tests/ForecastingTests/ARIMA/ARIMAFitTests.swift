import Foundation
import LinearAlgebra
import Statistics
import TestSupport
import XCTest

@testable import Forecasting

final class ARIMAFitTests: XCTestCase {
  /// φ(B) y = θ(B) ε around a mean of 20.
  private func process(_ ar: [Double], _ ma: [Double], count: Int, seed: UInt64) -> [Double] {
    var stream = RandomStream(seed: seed, "arma")
    var values = [Double](repeating: 0, count: count + 100)
    var shocks = values
    for t in values.indices {
      shocks[t] = stream.normal()
      values[t] = shocks[t]
      for (i, phi) in ar.enumerated() where t > i { values[t] += phi * values[t - 1 - i] }
      for (i, theta) in ma.enumerated() where t > i { values[t] += theta * shocks[t - 1 - i] }
    }
    return values.suffix(count).map { 20 + $0 }
  }

  private func series(_ values: [Double], period: Int = 1) -> TrainingSeries {
    TrainingSeries(id: "s", values: values, seasonalPeriods: period > 1 ? [period] : [])
  }

  /// The density of a stationary ARMA sample as one multivariate normal.
  func testLikelihoodIsTheDensityOfTheWholeSample() throws {
    let values = process([0.5, 0.2], [0.4], count: 25, seed: 1)
    let coefficients = ARIMACoefficients(ar: [0.5, 0.2], ma: [0.4])
    let fit = try FittedARIMA(
      order: ARIMAOrder(2, 0, 1), coefficients: coefficients, constant: 20, variance: 1.5,
      values: values)
    // Autocovariances from impulse responses, summed until nothing is left.
    var impulse = [1.0]
    for k in 1..<2_000 {
      var sum = k == 1 ? 0.4 : 0
      sum += 0.5 * impulse[k - 1]
      if k > 1 { sum += 0.2 * impulse[k - 2] }
      impulse.append(sum)
    }
    var covariance = Matrix(rows: 25, columns: 25)
    for i in 0..<25 {
      for j in 0..<25 {
        var sum = 0.0
        for k in 0..<1_900 { sum += impulse[k] * impulse[k + abs(i - j)] }
        covariance[i, j] = 1.5 * sum
      }
    }
    let cholesky = try Cholesky(covariance)
    let centred = values.map { $0 - 20 }
    let solved = try cholesky.solve(centred)
    let density =
      -0.5
      * (25 * Foundation.log(2 * Double.pi) + cholesky.logDeterminant + dot(centred, solved))
    assertClose(try XCTUnwrap(fit.logLikelihood), density, relative: 1e-10)
  }

  func testFastRecursionEqualsKalmanFilter() throws {
    let order = ARIMAOrder(2, 0, 1, seasonal: (1, 0, 1), period: 4)
    let values = process([0.6], [0.3], count: 80, seed: 5)
    let data = ARIMAData(
      [values.map { $0 - 20 }, values.indices.map { Double($0 % 3) }], order: order)
    // Near the unit circle both lose digits to the large stationary variance.
    for (partials, accuracy) in [
      ([0.5, -0.3, 0.4, 0.6, -0.2], 1e-10), ([0.99, 0.5, 0.9, -0.9, 0.95], 1e-8),
      ([0.9999, 0.9, 1, -0.99, 1], 1e-5),
    ] {
      let process = ARIMAProcess(
        ARIMACoefficients(partials: partials, order: order), order: order)
      let fast = try XCTUnwrap(process.filtered(data))
      let covariance = try XCTUnwrap(process.stationaryCovariance)
      var filter = KalmanFilter(process.stateSpace(covariance: covariance), columns: 2)
      guard case .differenced(let columns) = data.form else { return XCTFail("complete data") }
      let slow = filter.run(columns, steps: data.steps)
      assertClose(fast.logDeterminant, slow.logDeterminant, relative: accuracy)
      for (a, b) in zip(fast.innovations, slow.innovations) {
        XCTAssertEqual(a, b, accuracy: accuracy)
      }
    }
  }

  func testPartialAutocorrelationsGoThereAndBack() throws {
    let order = ARIMAOrder(3, 0, 2, seasonal: (1, 0, 2), period: 12)
    let partials = [0.3, -0.8, 0.5, 0.9, -0.2, 0.7, 0.4, -0.6]
    let back = try XCTUnwrap(ARIMACoefficients(partials: partials, order: order).partials)
    for (a, b) in zip(back, partials) { XCTAssertEqual(a, b, accuracy: 1e-12) }
    XCTAssertNil(ARIMACoefficients(ar: [1.2]).partials)
    XCTAssertNil(ARIMACoefficients(ar: [0.5, 0.5]).partials)
  }

  func testNoParameterNearTheFitIsMoreLikely() throws {
    let values = process([0.7], [0.4], count: 150, seed: 8)
    let order = ARIMAOrder(1, 0, 1)
    let fit = try ARIMA(order).fit(series(values))
    let best = try XCTUnwrap(fit.logLikelihood)
    for (i, step) in [(0, 1e-3), (0, -1e-3), (1, 1e-3), (1, -1e-3), (2, 1e-2), (2, -1e-2)] {
      var coefficients = fit.coefficients
      var mean = fit.constant ?? 0
      if i == 0 { coefficients.ar[0] += step }
      if i == 1 { coefficients.ma[0] += step }
      if i == 2 { mean += step }
      let other = try FittedARIMA(
        order: order, coefficients: coefficients, constant: mean, values: values)
      XCTAssertLessThan(try XCTUnwrap(other.logLikelihood), best)
    }
  }

  func testMissingValuesCostTheirOwnLikelihoodOnly() throws {
    // A value taken out and put back at its prediction changes no prediction.
    var values = process([0.8], [], count: 60, seed: 9)
    values[30] = .nan
    let coefficients = ARIMACoefficients(ar: [0.8])
    let gap = try FittedARIMA(
      order: ARIMAOrder(1, 0, 0), coefficients: coefficients, constant: 20, variance: 1,
      values: values)
    var filled = values
    filled[30] = gap.fittedValues[30]
    let whole = try FittedARIMA(
      order: ARIMAOrder(1, 0, 0), coefficients: coefficients, constant: 20, variance: 1,
      values: filled)
    for t in 0..<60 {
      XCTAssertEqual(gap.fittedValues[t], whole.fittedValues[t], accuracy: 1e-10)
    }
  }

  func testAutomaticOrderFindsWhatIsThere() throws {
    let autoregression = try ARIMA().fit(series(process([-0.6], [], count: 200, seed: 4)))
    XCTAssertEqual(autoregression.order.d, 0)
    XCTAssertGreaterThanOrEqual(autoregression.order.p + autoregression.order.q, 1)
    XCTAssertEqual(try XCTUnwrap(autoregression.constant), 20, accuracy: 1.5)
    var sum = 0.0
    let walk = process([], [], count: 200, seed: 6).map { value -> Double in
      sum += value - 20
      return sum
    }
    XCTAssertEqual(try ARIMA().fit(series(walk)).order.d, 1)
    let seasonal = process([], [], count: 144, seed: 7).enumerated().map { t, value in
      value + 0.2 * Double(t) + 8 * Double((t * 5) % 12)
    }
    let fit = try ARIMA().fit(series(seasonal, period: 12))
    XCTAssertEqual(fit.order.seasonalD, 1)
    let future = fit.forecast(horizon: 12).mean
    for h in 0..<12 {
      let t = 144 + h
      XCTAssertEqual(future[h], 20 + 0.2 * Double(t) + 8 * Double((t * 5) % 12), accuracy: 3)
    }
  }

  func testChosenOrderIsNoWorseThanItsStarts() throws {
    let values = process([0.4, 0.3], [0.5], count: 120, seed: 12)
    let chosen = try XCTUnwrap(ARIMA().fit(series(values)).aicc)
    for order in [ARIMAOrder(0, 0, 0), ARIMAOrder(1, 0, 0), ARIMAOrder(0, 0, 1)] {
      let other = try XCTUnwrap(ARIMA(order).fit(series(values)).aicc)
      XCTAssertLessThanOrEqual(chosen, other + 1e-6)
    }
  }

  func testSeriesThatCarryTooLittle() throws {
    XCTAssertThrowsError(try ARIMA().fit(series([]))) {
      XCTAssertEqual($0 as? FitError, .tooShort(needed: 1, got: 0))
    }
    XCTAssertThrowsError(try ARIMA(ARIMAOrder(2, 1, 2)).fit(series([1, 2, 3, 4, 5])))
    XCTAssertThrowsError(
      try ARIMA(ARIMAOrder(0, 0, 0, seasonal: (1, 0, 0))).fit(series([1, 2, 3])))
    XCTAssertThrowsError(try ARIMA().fit(series([1, .infinity, 3])))
    let constant = try ARIMA().fit(series([Double](repeating: 7, count: 30)))
    XCTAssertEqual(constant.forecast(horizon: 3).mean, [7, 7, 7])
    XCTAssertEqual(constant.variance, 0)
    let two = try ARIMA().fit(series([3, 5]))
    XCTAssertEqual(two.order, ARIMAOrder(0, 1, 0))
    XCTAssertEqual(two.forecast(horizon: 2).mean, [5, 5])
    let line = try ARIMA().fit(series((0..<40).map { 3 + 0.5 * Double($0) }))
    XCTAssertEqual(line.forecast(horizon: 4).mean[3], 3 + 0.5 * 43, accuracy: 1e-6)
  }

  func testSeriesWithGapsAndSeasonIsFitted() throws {
    var values = process([0.5], [], count: 96, seed: 3).enumerated().map { t, value in
      value + 5 * Double(t % 4)
    }
    for t in [5, 6, 7, 33, 70] { values[t] = .nan }
    let fit = try ARIMA().fit(series(values, period: 4))
    XCTAssertEqual(fit.values.filter(\.isNaN).count, 5)
    XCTAssert(fit.fittedValues[33].isFinite)
    XCTAssert(fit.residuals[33].isNaN)
    let future = fit.forecast(horizon: 4).mean
    for h in 0..<4 { XCTAssertEqual(future[h], 20 + 5 * Double(h), accuracy: 2.5) }
  }
}
