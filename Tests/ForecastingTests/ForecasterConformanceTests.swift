import Statistics
import XCTest

@testable import Forecasting

/// What every forecaster in the registry must do.
final class ForecasterConformanceTests: XCTestCase {
  private let season = 7

  private func series(_ values: [Double], isCount: Bool = false) -> TrainingSeries {
    TrainingSeries(id: "s", values: values, seasonalPeriods: [season], isCount: isCount)
  }

  private func noisy(_ count: Int) -> [Double] {
    var stream = RandomStream(seed: 3, "conformance")
    return (0..<count).map { t -> Double in
      let wave = 6 * Double(t % season)
      return 60 + wave + 0.1 * Double(t) + 4 * stream.normal()
    }
  }

  func testOddSeriesAreForecastOrRefusedButNeverBreak() {
    var gaps = noisy(60)
    for t in stride(from: 3, to: 60, by: 11) { gaps[t] = .nan }
    var cases: [(String, [Double])] = []
    for count in 0...5 { cases.append(("\(count) values", Array(noisy(60).prefix(count)))) }
    var spiked = noisy(60)
    spiked[20] = 1e6
    cases += [
      ("constant", [Double](repeating: 4, count: 40)),
      ("zeros", [Double](repeating: 0, count: 40)),
      ("negative", noisy(60).map { -$0 }),
      ("around zero", noisy(60).map { $0 - 80 }),
      ("gaps", gaps),
      ("all missing", [Double](repeating: .nan, count: 30)),
      ("huge", noisy(60).map { $0 * 1e12 }),
      ("tiny", noisy(60).map { $0 * 1e-12 }),
      ("one spike", spiked),
    ]
    for model in ForecasterRegistry.all {
      for (name, values) in cases {
        do throws(FitError) {
          let fit = try model.fit(series(values))
          let forecast = fit.forecast(horizon: 9)
          XCTAssertEqual(forecast.horizon, 9, "\(model.name) \(name)")
          XCTAssert(forecast.mean.allSatisfy(\.isFinite), "\(model.name) \(name)")
          let band = forecast.interval(0.9)
          for step in 0..<9 {
            XCTAssertLessThanOrEqual(band.lower[step], band.upper[step], "\(model.name) \(name)")
          }
          let length = series(values).values.count
          XCTAssertEqual(fit.fittedValues.count, length, "\(model.name) \(name)")
          XCTAssertEqual(fit.residuals.count, length, "\(model.name) \(name)")
          XCTAssertEqual(fit.forecast(horizon: 0).horizon, 0, "\(model.name) \(name)")
          for part in fit.components {
            XCTAssertEqual(part.values.count, length, "\(model.name) \(name) \(part.name)")
          }
        } catch {
          XCTAssertNotEqual(error.inWords, "")
          if !model.promises.contains(.nonNegative) {
            XCTAssertNotEqual(name, "negative", "\(model.name) must take negative values")
          }
        }
      }
    }
  }

  func testMissingValuesAreTakenWherePromised() {
    var values = noisy(80)
    for t in 20..<33 { values[t] = .nan }
    for model in ForecasterRegistry.all where model.promises.contains(.missing) {
      XCTAssertNoThrow(try model.fit(series(values)), model.name)
    }
  }

  func testShiftAndScaleWherePromised() throws {
    let values = noisy(70)
    for model in ForecasterRegistry.all {
      let base = try model.fit(series(values)).forecast(horizon: 10).mean
      if model.promises.contains(.shift) {
        let moved = try model.fit(series(values.map { $0 + 500 })).forecast(horizon: 10).mean
        for (a, b) in zip(base, moved) { XCTAssertEqual(a + 500, b, accuracy: 1e-4, model.name) }
      }
      if model.promises.contains(.scale) {
        let grown = try model.fit(series(values.map { $0 * 8 })).forecast(horizon: 10).mean
        for (a, b) in zip(base, grown) { XCTAssertEqual(a * 8, b, accuracy: 1e-4 * b, model.name) }
      }
    }
  }

  func testRoundTripKeepsForecasts() throws {
    var values = noisy(60)
    values[12] = .nan
    for model in ForecasterRegistry.all {
      let fit = try model.fit(series(values))
      let back = try model.roundTrip(fit)
      XCTAssertEqual(back.forecast(horizon: 12).mean, fit.forecast(horizon: 12).mean, model.name)
      XCTAssertEqual(back.modelName, fit.modelName)
      XCTAssertEqual(back.fittedValues.count, fit.fittedValues.count)
    }
  }

  func testUpdateInPiecesEqualsUpdateAtOnce() throws {
    let values = noisy(80)
    for model in ForecasterRegistry.all {
      var once = try model.fit(series(Array(values.prefix(60))))
      var pieces = once
      let before = once.forecast(horizon: 5).mean
      once.update(with: Array(values[60...]))
      for value in values[60...] { pieces.update(with: [value]) }
      let after = once.forecast(horizon: 5).mean
      for (a, b) in zip(after, pieces.forecast(horizon: 5).mean) {
        XCTAssertEqual(a, b, accuracy: 1e-9 * abs(a), model.name)
      }
      XCTAssertNotEqual(after, before, "\(model.name) did not learn")
      var silent = once
      silent.update(with: [.nan])
      XCTAssert(silent.forecast(horizon: 5).mean.allSatisfy(\.isFinite), model.name)
    }
  }

  func testSimulatedMeanIsNearForecastMean() throws {
    let values = noisy(70)
    for model in ForecasterRegistry.all {
      let fit = try model.fit(series(values))
      let forecast = fit.forecast(horizon: 8)
      var stream = RandomStream(seed: 11, model.name)
      let paths = fit.simulate(horizon: 8, paths: 600, stream: &stream)
      XCTAssertEqual(paths.rows, 8)
      XCTAssertEqual(paths.columns, 600)
      for step in 0..<8 {
        var sum = 0.0
        var squares = 0.0
        for path in 0..<600 {
          sum += paths[step, path]
          squares += paths[step, path] * paths[step, path]
        }
        let mean = sum / 600
        let deviation = max(0, squares / 600 - mean * mean).squareRoot()
        XCTAssertEqual(
          mean, forecast.mean[step], accuracy: 5 * deviation / 600.0.squareRoot() + 1e-9,
          "\(model.name) step \(step)")
      }
    }
  }

  func testCountsAreNeverForecastBelowZero() throws {
    let falling = (0..<60).map { max(0, 40 - Double($0)) + Double($0 % 3) }
    for model in ForecasterRegistry.all {
      let fit = try model.fit(series(falling, isCount: true))
      let forecast = fit.forecast(horizon: 20)
      XCTAssert(forecast.mean.allSatisfy { $0 >= 0 }, model.name)
      XCTAssert(forecast.interval(0.95).lower.allSatisfy { $0 >= 0 }, model.name)
      var stream = RandomStream(seed: 1, "counts")
      let paths = fit.simulate(horizon: 20, paths: 50, stream: &stream)
      XCTAssert(paths.storage.allSatisfy { $0 >= 0 }, model.name)
    }
  }

  func testSameSeriesSameForecast() throws {
    let values = noisy(90)
    for model in ForecasterRegistry.all {
      let a = try model.fit(series(values)).forecast(horizon: 6).mean
      let b = try model.fit(series(values)).forecast(horizon: 6).mean
      XCTAssertEqual(a, b, model.name)
    }
  }
}
