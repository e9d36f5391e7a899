import TimeSeries
import XCTest

@testable import Forecasting

final class MemberSelectionTests: XCTestCase {
  private let horizon = 4

  /// A series, and members that are off by a factor of its naive's error, silent at the
  /// first `silent` origins.
  private func trial(
    _ members: [(name: String, factor: Double, silent: Int)]
  ) -> (PreparedSeries, SeriesTrial) {
    let values = ForecastPanelTests.wave(80)
    let options = ForecastOptions(horizon: horizon)
    let index = TimeIndex(
      domain: .integer, frequency: .index(step: 1), start: 1, count: values.count)
    let series = PreparedSeries(
      Series(id: "s", firstStep: 0, values: values), options: options,
      axis: StepAxis(index, ahead: horizon, calendar: nil), regressors: nil)
    let pooled = members.map { member in
      let means = (series.origins + [values.count]).enumerated().map { k, origin -> [Double]? in
        guard k >= member.silent else { return nil }
        return (0..<horizon).map { step in
          let last = values[origin - 1]
          let truth = origin + step < values.count ? values[origin + step] : last
          return truth + member.factor * (last - truth)
        }
      }
      return (name: member.name, means: means)
    }
    return (series, SeriesTrial(series, names: [Naive.name], pooled: pooled, horizon: horizon))
  }

  private func last(_ series: PreparedSeries, _ trial: SeriesTrial) -> MemberSelection {
    MemberSelection(
      trial, actuals: SeriesActuals(series, trial: trial, horizon: horizon),
      origin: trial.origins.count - 1)
  }

  func testAMemberThatComesLateIsJudgedByTheOriginsItSaw() throws {
    let (series, trial) = trial([("early", 0.5, 0), ("late", 0.5, 2)])
    XCTAssertGreaterThan(series.origins.count, 3)
    let selection = last(series, trial)
    XCTAssertEqual(selection.status, [.used, .used, .used])
    // The same errors, known from fewer origins, and trusted as much less.
    XCTAssertLessThan(selection.errors[2], -0.05)
    XCTAssertGreaterThan(selection.errors[2], selection.errors[1])
  }

  func testAMemberFarWorseIsPruned() {
    let (series, trial) = trial([("fair", 0.5, 0), ("bad", 40, 2)])
    XCTAssertEqual(last(series, trial).status[2], .pruned)
  }

  func testAMemberNeverTestedWeighsAsAnAverageOne() {
    let (series, trial) = trial([("fair", 0.5, 0), ("new", 0.5, 6)])
    let selection = last(series, trial)
    XCTAssertEqual(selection.status[2], .used)
    XCTAssertEqual(selection.errors[2], 0)
  }
}
