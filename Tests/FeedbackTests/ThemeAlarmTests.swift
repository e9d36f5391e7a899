import Feedback
import Foundation
import Statistics
import TestSupport
import XCTest

/// Made comments over time, each holding items at rates of their own.
struct EmergingComments {
  var holds: DocumentTermMatrix
  var periods: [Int]

  /// - Parameters:
  ///   - wander: the size of the gamma factor on each item's rate in each period; nil for
  ///     none. Counts then have variance 1 + mean / wander times their mean.
  ///   - surge: an item and the factor on its rate in the last period.
  init(
    periods count: Int, each: Int, items: Int, wander: Double? = nil,
    surge: (item: Int, factor: Double)? = nil, stream: inout RandomStream
  ) {
    var starts = [0]
    var indices: [Int32] = []
    periods = []
    for period in 0..<count {
      let rates = (0..<items).map { item -> Double in
        var rate = 0.02 + 0.2 * Double(item) / Double(items)
        if let wander, let gamma = try? Gamma(shape: wander, scale: 1 / wander) {
          rate *= gamma.sample(using: &stream)
        }
        if let surge, surge.item == item, period == count - 1 { rate *= surge.factor }
        return min(1, rate)
      }
      for _ in 0..<each {
        for item in 0..<items where stream.uniform() < rates[item] { indices.append(Int32(item)) }
        starts.append(indices.count)
        periods.append(period)
      }
    }
    holds = DocumentTermMatrix(
      terms: items, documentStarts: starts, termIndices: indices,
      weights: [Float](repeating: 1, count: indices.count))
  }
}

final class ThemeAlarmTests: XCTestCase {
  /// How often a look at quiet comments raises an alarm.
  private func rate(looks: Int, wander: Double?, seed: UInt64) throws -> Double {
    var raised = 0
    for look in 0..<looks {
      var stream = RandomStream(seed: seed, "quiet").substream(look)
      let made = EmergingComments(
        periods: 14, each: 24, items: 12, wander: wander, stream: &stream)
      var options = EmergingAlarm.Options()
      options.falseAlarms = 0.1
      options.deals = 19
      options.seed = UInt64(look)
      let alarm = try EmergingAlarm(
        made.holds, periods: made.periods, count: 14, options: options)
      if !alarm.alarms.isEmpty { raised += 1 }
    }
    return Double(raised) / Double(looks)
  }

  /// 300 looks at .1: two and a half standard errors are .043.
  func testQuietTimesRaiseAlarmsAtTheRateStated() throws {
    let rate = try rate(looks: 300, wander: nil, seed: 21)
    XCTAssertLessThan(rate, 0.143)
    XCTAssertGreaterThan(rate, 0.05, "an alarm that never rings is none")
  }

  /// Counts of up to three times a Poisson's variance; 150 looks at .1: .061.
  func testWanderingRatesRaiseNoMore() throws {
    let rate = try rate(looks: 150, wander: 3, seed: 22)
    XCTAssertLessThan(rate, 0.161)
  }

  func testASurgeIsFound() throws {
    var found = 0
    for look in 0..<8 {
      var stream = RandomStream(seed: 23, "surge").substream(look)
      let made = EmergingComments(
        periods: 12, each: 80, items: 12, surge: (3, 4), stream: &stream)
      var options = EmergingAlarm.Options()
      options.deals = 39
      let alarm = try EmergingAlarm(
        made.holds, periods: made.periods, count: 12, options: options)
      if let first = alarm.alarms.first, first.item == 3 {
        found += 1
        XCTAssertEqual(first.window, 1)
        XCTAssertGreaterThan(first.score, alarm.threshold)
        XCTAssertGreaterThan(Double(first.count), 2 * first.expected)
      }
    }
    XCTAssertGreaterThan(found, 5)
  }

  /// The deviance of two rates, from an independent fit (trends.json, "rates").
  func testScoreIsTheRootOfTheDeviance() throws {
    struct Reference: Decodable { let rates: [[Double]] }
    let data = try Data(contentsOf: Repository.reference("feedback/trends/trends.json"))
    for row in try JSONDecoder().decode(Reference.self, from: data).rates {
      // Baseline: 6 equal periods that hold the item equally often, so no spread.
      let (y, volume, before, base) = (Int(row[0]), Int(row[1]), Int(row[2]), Int(row[3]))
      guard before % 6 == 0, base % 6 == 0 else { continue }
      var starts = [0]
      var indices: [Int32] = []
      var periods: [Int] = []
      for period in 0..<7 {
        let (count, size) = period < 6 ? (before / 6, base / 6) : (y, volume)
        for k in 0..<size {
          if k < count { indices.append(0) }
          starts.append(indices.count)
          periods.append(period)
        }
      }
      let holds = DocumentTermMatrix(
        terms: 1, documentStarts: starts, termIndices: indices,
        weights: [Float](repeating: 1, count: indices.count))
      var options = EmergingAlarm.Options()
      options.windows = 1
      options.falseAlarms = 0.9
      options.deals = 19
      let alarm = try EmergingAlarm(holds, periods: periods, count: 7, options: options)
      if row[4] > 0.5 { XCTAssertEqual(alarm.alarms[0].score, row[4], accuracy: 1e-8) }
      XCTAssertEqual(alarm.looked, 1)
    }
  }

  func testTooShortAPastIsSaid() {
    var stream = RandomStream(seed: 1, "short")
    let made = EmergingComments(periods: 5, each: 20, items: 3, stream: &stream)
    XCTAssertThrowsError(try EmergingAlarm(made.holds, periods: made.periods, count: 5)) {
      XCTAssertEqual(
        "\($0)", "2 periods before the 3 watched; at least 6 are needed")
    }
  }
}
