import Foundation
import Statistics
import TimeSeries
import XCTest

@testable import Forecasting

final class ResumeTests: XCTestCase {
  private static let ids = ["east", "north", "west"]

  /// Quarterly counts; the same beginning for every length.
  private func panel(_ length: Int, ids: [String] = ids, from first: Int = 0) -> Panel {
    let series = ids.map { id -> Series in
      var stream = RandomStream(seed: 12, "resume", id)
      let values = (0..<length).map { t in
        (30 + 5 * sin(Double(t) * .pi / 2) + 4 * stream.normal()).rounded()
      }
      return Series(id: id, firstStep: 0, values: Array(values[first...]))
    }
    return Panel(
      index: TimeIndex(
        domain: .integer, frequency: .index(step: 1), start: Int64(first), count: length - first),
      series: series)
  }

  private static let options = ForecastOptions(
    horizon: 4, seasonalPeriods: [4], model: "theta", backtestOrigins: 3)

  private func state(_ length: Int, options: ForecastOptions = options) throws -> (
    PanelForecast, ForecastState
  ) {
    let made = try forecastToResume(panel: panel(length), options: options, fingerprint: "a")
    return (made.forecast, try ForecastState(json: made.state.json()))
  }

  private func bits(_ forecast: PanelForecast) -> [[UInt64]] {
    forecast.series.map { series in
      (series.forecast.mean + [0.025, 0.1, 0.5, 0.9].flatMap { series.forecast.quantile($0) })
        .map(\.bitPattern)
    }
  }

  func testWithoutNewValuesTheForecastIsTheSameToTheBit() throws {
    var whole = Self.options
    whole.model = "auto"
    whole.backtestOrigins = 2
    for options in [Self.options, whole] {
      let (made, saved) = try state(40, options: options)
      let plain = try forecast(panel: panel(40), options: options)
      XCTAssertEqual(bits(made), bits(plain))
      let again = try resume(saved, panel: saved.merged(with: panel(40)))
      XCTAssertEqual(bits(again.forecast), bits(made))
      XCTAssertEqual(again.changes.map(\.kind), [.unchanged, .unchanged, .unchanged])
      XCTAssertEqual(
        try again.state.json(), try saved.json(), "and so is what is saved")
      for (a, b) in zip(again.forecast.series, made.series) {
        XCTAssertEqual(a.modelName, b.modelName)
        XCTAssertEqual(a.members.map(\.weight), b.members.map(\.weight))
      }
    }
  }

  func testMembersDoNotDependOnHowNewValuesAreSplit() throws {
    let (_, saved) = try state(40)
    let once = try resume(saved, panel: saved.merged(with: panel(47)), fingerprint: "b")
    var steps = saved
    for length in 41...47 {
      steps = try resume(steps, panel: steps.merged(with: panel(length)), fingerprint: "b").state
    }
    for (a, b) in zip(once.state.series, steps.series) {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      XCTAssertEqual(
        try a.members.map { try encoder.encode($0.fit) },
        try b.members.map { try encoder.encode($0.fit) })
      XCTAssertEqual(a.members.map(\.weights), b.members.map(\.weights))
      XCTAssertEqual(a.issued.mean.map(\.bitPattern), b.issued.mean.map(\.bitPattern))
      XCTAssertEqual(a.errors.count, 3 + 2, "two horizons were begun")
      XCTAssertEqual(b.errors.count, 3 + 7, "seven forecasts were held against one value each")
    }
  }

  func testTheForecastIsThatOfTheMembersRunOverTheLongerSeries() throws {
    let (_, saved) = try state(40)
    let resumed = try resume(saved, panel: saved.merged(with: panel(45)))
    for (k, series) in panel(45).series.enumerated() {
      var fit = try Theta().fit(
        TrainingSeries(
          id: series.id, values: Array(series.values.prefix(40)), seasonalPeriods: [4],
          isCount: true))
      fit.update(with: Array(series.values.suffix(5)))
      XCTAssertEqual(
        resumed.forecast.series[k].forecast.mean.map(\.bitPattern),
        fit.forecast(horizon: 4).mean.map { max(0, $0) }.map(\.bitPattern))
      XCTAssertEqual(resumed.forecast.series[k].firstStep, 45)
    }
  }

  func testEveryModelGoesOnFromAFileToTheBit() throws {
    var stream = RandomStream(seed: 3, "resume models")
    let values = (0..<66).map { t in
      (20 + 6 * sin(Double(t) * .pi / 6) + 2 * stream.normal()).rounded()
    }
    for model in ForecasterRegistry.all {
      let training = TrainingSeries(
        id: "a", values: Array(values[..<60]), seasonalPeriods: [12], isCount: true)
      guard let fit = try? model.fit(training) else { continue }
      let data = try JSONEncoder().encode(SavedFit(model: model.name, fit: fit))
      var read = try JSONDecoder().decode(SavedFit.self, from: data).fit
      var straight = fit
      straight.update(with: Array(values[60...]))
      for value in values[60...] { read.update(with: [value]) }
      XCTAssertEqual(
        read.forecast(horizon: 8).mean.map(\.bitPattern),
        straight.forecast(horizon: 8).mean.map(\.bitPattern), model.name)
    }
  }

  func testETSGoesOnAsItsParametersRunOverAllValues() throws {
    let values = panel(45).series[0].values
    var fit = try ETS().fit(
      TrainingSeries(id: "a", values: Array(values[..<40]), seasonalPeriods: [4]))
    fit.update(with: Array(values[40...]))
    let whole = fit.model.recursion(
      values, parameters: fit.parameters, initialState: fit.initialState)
    XCTAssertEqual(whole.finalState, fit.finalState)
    XCTAssertEqual(whole.fitted.map(\.bitPattern), fit.fittedValues.map(\.bitPattern))
  }

  func testNewErrorsAreToldAndJoinTheIntervals() throws {
    let (made, saved) = try state(40)
    let resumed = try resume(saved, panel: saved.merged(with: panel(42)))
    for (k, change) in resumed.changes.enumerated() {
      XCTAssertEqual(change.kind, .updated)
      XCTAssertEqual(change.newSteps, 2)
      XCTAssertEqual(change.newValues, 2)
      let came = panel(42).series[k].values.suffix(2)
      let errors = zip(came, made.series[k].forecast.mean).map { abs($0 - $1) }
      XCTAssertEqual(change.meanAbsoluteError, (errors[0] + errors[1]) / 2, accuracy: 1e-12)
      XCTAssertEqual(change.coverage.count, 2)
      XCTAssert(change.backtestError > 0)
      XCTAssertEqual(
        change.meanBefore, made.series[k].forecast.mean.suffix(2).reduce(0, +) / 2,
        accuracy: 1e-12)
      XCTAssertEqual(
        change.meanNow, resumed.forecast.series[k].forecast.mean.prefix(2).reduce(0, +) / 2,
        accuracy: 1e-12)
      XCTAssertEqual(resumed.state.series[k].errors.count, 4)
      XCTAssertEqual(resumed.forecast.series[k].backtest.map(\.y), Array(came))
    }
  }

  func testAFileOfNewRowsAloneIsEnough() throws {
    let (_, saved) = try state(40)
    let whole = try saved.merged(with: panel(44))
    let part = try saved.merged(with: panel(44, from: 38))
    XCTAssertEqual(whole.series, part.series)
    XCTAssertEqual(whole.index, part.index)
  }

  func testSeriesThatCannotGoOnAreFittedAnew() throws {
    let (_, saved) = try state(40)
    var newer = panel(42, ids: ["east", "north", "south"])
    newer.series[1].values[5] += 1
    let resumed = try resume(saved, panel: saved.merged(with: newer))
    XCTAssertEqual(resumed.changes.map(\.kind), [.updated, .refitted, .new])
    XCTAssert(resumed.forecast.notes.contains { $0.hasPrefix("1 saved series") })
    let plain = try forecast(panel: newer, options: Self.options)
    for k in 1...2 {
      XCTAssertEqual(resumed.forecast.series[k].forecast.mean, plain.series[k].forecast.mean)
    }
    XCTAssertEqual(resumed.state.ids, ["east", "north", "south"])
  }

  func testTheSameOnAnyThreads() throws {
    let (_, saved) = try state(40)
    let merged = try saved.merged(with: panel(43))
    XCTAssertEqual(
      bits(try resume(saved, panel: merged).forecast),
      bits(try resume(saved, panel: merged, threads: 2).forecast))
  }

  func testWhatIsNotAStateIsRefused() throws {
    XCTAssertThrowsError(try ForecastState(json: Data("{}".utf8))) {
      XCTAssertEqual($0 as? ResumeError, .unreadable("it is not a saved forecast model"))
    }
    XCTAssertThrowsError(try ForecastState(json: Data("{\"version\": 9}".utf8))) {
      XCTAssertEqual(
        $0 as? ResumeError, .otherVersion(found: 9, known: ForecastState.currentVersion))
    }
    let (_, saved) = try state(40)
    var other = panel(42)
    other.index.frequency = .index(step: 2)
    XCTAssertThrowsError(try saved.merged(with: other)) {
      XCTAssertEqual($0 as? ResumeError, .otherAxis)
    }
  }
}
