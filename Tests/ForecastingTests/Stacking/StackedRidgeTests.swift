import Statistics
import TimeSeries
import XCTest

@testable import Forecasting

final class StackedRidgeTests: XCTestCase {
  private static let names = ["a", "b", "c"]
  private static let horizon = 4

  private static func rough(_ a: Int, _ b: Int, _ c: Int) -> Double {
    let mixed: Int = a * 7919 + b * 104729 + c * 1_299_709
    return Double(mixed % 97 - 48) / 48
  }

  /// The windows of `stacked.py`.
  private func sample(_ k: Int, place: Int, unitOfData: Double = 1) throws -> StackedRidge.Sample {
    let level = Double(50 + 3 * k)
    let truth = (0..<Self.horizon).map { level + 4 * Self.rough(k, place, $0) + 2 * Double($0) }
    let means = (0..<3).map { m in
      truth.indices.map { s -> Double in
        let noise = 3 * Self.rough(k + 31 * m, place, s + 5)
        return (truth[s] * (0.9 + 0.1 * Double(m)) + noise) * unitOfData
      }
    }
    let turn = [level - 2, level + 1.5 * Self.rough(k, place, 9)].map { $0 * unitOfData }
    let window = try XCTUnwrap(
      StackWindow(
        means: means, turn: turn, unit: (2 + 0.1 * Double(k)) * unitOfData, horizon: Self.horizon))
    return StackedRidge.Sample(
      window: window, actual: truth.map { $0 * unitOfData }, place: place, fold: k % 4)
  }

  private func samples() throws -> [StackedRidge.Sample] {
    try (0..<28).flatMap { k in try (0..<4).map { try sample(k, place: $0) } }
  }

  func testCoefficientsEqualThoseOfNumpy() throws {
    let (model, heldOut) = try XCTUnwrap(
      StackedRidge.fitted(samples(), members: Self.names, horizon: Self.horizon))
    let rows = try ReferenceRows.read("forecasting/stacked-ridge/stacked.csv")
    let cases: [(name: String, got: [Double])] = [
      ("all", model.coefficients),
      ("0-1", try XCTUnwrap(heldOut.coefficients(place: 0, fold: 1))),
      ("2-3", try XCTUnwrap(heldOut.coefficients(place: 2, fold: 3))),
    ]
    for entry in cases {
      let expected = ReferenceRows.column(rows, "value", of: entry.name)
      XCTAssertEqual(entry.got.count, expected.count)
      for (a, b) in zip(entry.got, expected) { XCTAssertEqual(a, b, accuracy: 1e-9, entry.name) }
    }
  }

  func testForecastFollowsTheUnitOfTheData() throws {
    let (model, _) = try XCTUnwrap(
      StackedRidge.fitted(samples(), members: Self.names, horizon: Self.horizon))
    let small = StackedRidge.forecast(try sample(3, place: 0).window, model.coefficients)
    let large = StackedRidge.forecast(
      try sample(3, place: 0, unitOfData: 1000).window, model.coefficients)
    for (a, b) in zip(small, large) { XCTAssertEqual(1000 * a, b, accuracy: 1e-9 * abs(b)) }
  }

  func testFewMembersOrNoMovementGiveNoWindow() {
    XCTAssertNil(StackWindow(means: [[1, 2], nil, nil], turn: [1], unit: 1, horizon: 2))
    XCTAssertNil(StackWindow(means: [[1, 2], [1, 3]], turn: [1], unit: 0, horizon: 2))
    XCTAssertNotNil(StackWindow(means: [[1, 2], nil, [1, 3]], turn: [1], unit: 1, horizon: 2))
  }
}

final class StackedMemberTests: XCTestCase {
  /// Yearly series that rise three years and fall the fourth, all together.
  private func panel(_ count: Int, length: Int = 26) -> Panel {
    let series = (0..<count).map { k -> Series in
      var stream = RandomStream(seed: 5, "stacked", "\(k)")
      var level = 100 + 5 * Double(k)
      let values = (0..<length).map { t -> Double in
        level += t % 4 == 3 ? -6 : 4
        return level + stream.normal()
      }
      return Series(id: "s\(100 + k)", firstStep: 0, values: values)
    }
    return Panel(
      index: TimeIndex(domain: .integer, frequency: .index(step: 1), start: 0, count: length),
      series: series)
  }

  private static let options = ForecastOptions(horizon: 3, backtestOrigins: 4)

  func testItJoinsALargePanelAndIsGoneOnWithToTheBit() throws {
    let (made, state) = try forecastToResume(
      panel: panel(26), options: Self.options, fingerprint: "a")
    XCTAssert(made.notes.contains { $0.contains("learnt from their backtests") })
    let members = made.series[0].members
    let stacked = try XCTUnwrap(members.first { $0.name == StackedRidge.name })
    XCTAssertGreaterThan(stacked.weight, 0)
    let saved = try ForecastState(json: state.json())
    let again = try resume(saved, panel: saved.merged(with: panel(26)))
    for (a, b) in zip(again.forecast.series, made.series) {
      XCTAssertEqual(a.forecast.mean.map(\.bitPattern), b.forecast.mean.map(\.bitPattern))
      XCTAssertEqual(a.members.map(\.weight), b.members.map(\.weight))
    }
    var threads = Self.options
    threads.threads = 2
    let other = try forecast(panel: panel(26), options: threads)
    for (a, b) in zip(other.series, made.series) {
      XCTAssertEqual(a.forecast.mean.map(\.bitPattern), b.forecast.mean.map(\.bitPattern))
    }
    let later = try resume(saved, panel: saved.merged(with: panel(26, length: 27)))
    XCTAssert(later.forecast.series.allSatisfy { $0.forecast.mean.allSatisfy(\.isFinite) })
    XCTAssertGreaterThan(
      later.forecast.series.filter { series in
        series.members.contains { $0.name == StackedRidge.name && $0.status == .used }
      }.count, 20)
  }

  func testASmallPanelHasNone() throws {
    let made = try forecast(panel: panel(6), options: Self.options)
    XCTAssertFalse(made.series[0].members.contains { $0.name == StackedRidge.name })
  }

  func testSeasonsThatGainByIt() {
    for periods in [[], [1], [7], [52]] { XCTAssert(StackedMember.suits(periods), "\(periods)") }
    for periods in [[4], [12], [24], [24, 168], [7, 365]] {
      XCTAssertFalse(StackedMember.suits(periods), "\(periods)")
    }
  }
}
