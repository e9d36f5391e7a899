import Foundation
import TestSupport
import XCTest

@testable import Forecasting

final class PretrainedNetworkTests: XCTestCase {
  /// A growing seasonal series by formula; the reference script has the same.
  private func series(_ count: Int, period: Int, k: Int) -> [Double] {
    (0..<count).map { t -> Double in
      let turn = 2 * Double.pi * Double(t + k) / Double(max(period, 2))
      let wave = period > 1 ? 1 + 0.2 * sin(turn) : 1
      let rough = Double((t * 7919 + 104729 * k) % 13 - 6) / 50
      return (100 + 20 * Double(k)) * wave * pow(1.01, Double(t)) * (1 + rough)
    }
  }

  func testTextsAreThoseOfTheModelFiles() throws {
    for (frequency, text) in TrainedNetworks.texts {
      let file = Repository.root.appending(path: "Models/forecasting/network-\(frequency).json")
      XCTAssertEqual(text, try String(contentsOf: file, encoding: .utf8), frequency)
    }
  }

  func testEveryShippedNetworkIsReadyAndHasACard() throws {
    XCTAssertEqual(TrainedNetworks.all.map(\.frequency), TrainedNetworks.texts.map(\.0))
    for model in TrainedNetworks.all {
      XCTAssertNotNil(PretrainedNetwork.Ready(model), model.frequency)
      for words in [model.card.trainedOn, model.card.measured, model.card.notFor] {
        XCTAssertGreaterThan(words.count, 40, model.frequency)
      }
      XCTAssertLessThan(try model.encoded().count, 150_000, model.frequency)
    }
  }

  func testForecastsEqualThoseOfNumpy() throws {
    let rows = try ReferenceRows.read("forecasting/pretrained/pretrained.csv")
    for model in TrainedNetworks.all {
      let made = (0..<4).map { k in
        series(
          model.period > 1 ? 2 * model.period + 1 + 13 * k : 4 + 5 * k,
          period: model.period, k: k)
      }
      let got = model.forecasts(after: made, horizon: model.horizon).flatMap { $0 ?? [] }
      let expected = ReferenceRows.column(rows, "value", of: model.frequency)
      XCTAssertEqual(got.count, expected.count)
      for (a, b) in zip(got, expected) {
        XCTAssertEqual(a, b, accuracy: 1e-9 * b, model.frequency)
      }
    }
  }

  func testForecastFollowsTheScaleOfTheSeries() throws {
    for model in TrainedNetworks.all {
      let small = series(60, period: model.period, k: 1)
      let answers = model.forecasts(after: [small, small.map { 1e6 * $0 }], horizon: 4)
      let (a, b) = (try XCTUnwrap(answers[0]), try XCTUnwrap(answers[1]))
      for (x, y) in zip(a, b) { XCTAssertEqual(1e6 * x, y, accuracy: 1e-9 * y) }
    }
  }

  func testUnsuitableSeriesGetNoForecast() {
    for model in TrainedNetworks.all {
      let good = series(60, period: model.period, k: 0)
      let odd = [
        [], [1, 2, 3], good.map { $0 - 200 }, [0] + good,
        Array(good.prefix(model.window.shortest - 1)),
      ]
      let answers = model.forecasts(after: odd, horizon: 2)
      XCTAssert(answers.allSatisfy { $0 == nil }, model.frequency)
      XCTAssertNil(model.forecasts(after: [good], horizon: model.horizon + 1)[0])
      XCTAssertEqual(model.forecasts(after: [good], horizon: 3)[0]?.count, 3)
    }
  }

  func testJumpsDoNotSendTheForecastAway() throws {
    for model in TrainedNetworks.all {
      let steady = [Double](repeating: 1, count: 70)
      let jump = steady + steady.map { 20 * $0 }
      for values in [steady, jump, jump.reversed()] {
        let answer = try XCTUnwrap(model.forecasts(after: [values], horizon: 4)[0])
        let last = try XCTUnwrap(values.last)
        // The profile of a series that jumps once cannot exceed the jump.
        let bound = 20 * exp(model.reach)
        XCTAssert(
          answer.allSatisfy { $0 > last / bound && $0 < last * bound }, "\(model.frequency)")
      }
    }
  }

  func testDefaultForecastAsksTheNetworkAndTheRidge() throws {
    let made = (0..<8).map { series(80, period: 4, k: $0) }
    let panel = ForecastPanelTests.panel(
      Dictionary(uniqueKeysWithValues: made.enumerated().map { ("s\($0)", $1) }))
    let result = try forecast(
      panel: panel, options: ForecastOptions(horizon: 6, seasonalPeriods: [4], backtestOrigins: 2))
    let members = result.series[3].members
    for name in ["ridge-short", "network-quarterly"] {
      let member = try XCTUnwrap(members.first { $0.name == name }, name)
      XCTAssert(member.backtestMASE.isFinite, name)
      XCTAssertNotNil(member.title)
    }
  }

  func testQuantizedWeightsAreHalfAUnitAway() throws {
    let values = (0..<501).map { sin(Double($0)) * 0.3 }
    let block = QuantizedBlock(values)
    let back = try XCTUnwrap(block.values)
    XCTAssertEqual(back.count, values.count)
    for (a, b) in zip(values, back) { XCTAssertEqual(a, b, accuracy: 0.5001 * block.unit) }
    XCTAssertEqual(QuantizedBlock(back), block)
  }

  func testProfileOfAPureSeasonIsTheSeason() {
    let season = [0.3, -0.1, -0.4, 0.2]
    let logs = (0..<32).map { season[$0 % 4] + 0.02 * Double($0) }
    for (a, b) in zip(SeasonalProfile(logs, end: 32, period: 4).deviations, season) {
      XCTAssertEqual(a, b, accuracy: 1e-12)
    }
    XCTAssertEqual(
      SeasonalProfile(logs, end: 7, period: 4).deviations, [Double](repeating: 0, count: 4))
  }

  func testProfileUsesNothingAfterTheOrigin() {
    let values = series(80, period: 12, k: 2).map { log($0) }
    let changed = values[..<50] + values[50...].map { -$0 }
    XCTAssertEqual(
      SeasonalProfile(values, end: 50, period: 12).deviations,
      SeasonalProfile(Array(changed), end: 50, period: 12).deviations)
  }
}
