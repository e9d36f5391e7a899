import TestSupport
import XCTest

@testable import Forecasting

final class NaiveTwoTests: XCTestCase {
  func testForecastsEqualReference() throws {
    let rows = try ReferenceRows.read("forecasting/naive2/naive2.csv")
    for name in ["months", "quarters", "no season", "too short"] {
      let own = rows.filter { $0["case"] == name }
      let past = own.filter { !$0["t"]!.hasPrefix("-") }.map { Double($0["value"]!)! }
      let future = own.filter { $0["t"]!.hasPrefix("-") }.map { Double($0["mean"]!)! }
      let fit = try NaiveTwo().fit(
        TrainingSeries(id: name, values: past, seasonalPeriods: [Int(own[0]["period"]!)!]))
      for (mean, expected) in zip(fit.forecast(horizon: future.count).mean, future) {
        assertClose(mean, expected, relative: 1e-9, name)
      }
    }
  }

  func testNewValuesMoveTheLevelAndKeepTheSeason() throws {
    let season = [0.8, 1, 1.4, 0.8]
    let values = (0..<40).map { t -> Double in
      let level = 100 + Double((t * 37) % 11)
      return level * season[t % 4]
    }
    var fit = try NaiveTwo().fit(
      TrainingSeries(id: "s", values: values, seasonalPeriods: [4]))
    let before = fit.forecast(horizon: 4).mean
    fit.update(with: [2 * before[0], .nan])
    let after = fit.forecast(horizon: 4).mean
    // Two steps on, phases 2, 3, 0, 1 of the season.
    for (k, phase) in [2, 3, 0, 1].enumerated() {
      assertClose(after[k], 2 * before[phase], relative: 1e-12, "phase \(phase)")
    }
  }
}
