import Foundation
import Statistics
import TestSupport
import XCTest

@testable import Forecasting

final class AlarmTests: XCTestCase {
  /// The maximum that scipy finds of the same likelihood; see make_tail.py.
  func testTailIsTheMaximumOfItsLikelihood() throws {
    let url = Repository.reference("traffic/alarms/tail.csv")
    let rows = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: ",").compactMap { Double($0) }
    }
    XCTAssertEqual(rows.count, 3)
    for row in rows {
      let tail = try XCTUnwrap(AlarmTail(maxima: Array(row[5...]), blocksPerWeek: 84))
      assertClose(tail.base, row[1], relative: 1e-8)
      assertClose(tail.scale, row[2], relative: 1e-4)
      XCTAssertEqual(tail.shape, row[3], accuracy: 1e-4)
      assertClose(tail.level(alarmsPerWeek: 1), row[4], relative: 1e-4)
      assertClose(tail.rate(over: tail.level(alarmsPerWeek: 0.3)), 0.3, relative: 1e-9)
    }
  }

  func testSizesOfPastIncidentsDoNotRaiseTheBar() throws {
    var maxima = (0..<200).map { 1 + Double(($0 * 37) % 100) / 50 }
    for k in 0..<10 { maxima[k * 20] = 8 }
    var wilder = maxima
    for k in 0..<10 { wilder[k * 20] = 800 }
    let tail = try XCTUnwrap(AlarmTail(maxima: maxima, blocksPerWeek: 84))
    let other = try XCTUnwrap(AlarmTail(maxima: wilder, blocksPerWeek: 84))
    XCTAssertEqual(tail, other)
  }

  func testTooFewOrConstantMaximaHaveNoTail() {
    XCTAssertNil(AlarmTail(maxima: [1, 2, 3], blocksPerWeek: 84))
    XCTAssertNil(AlarmTail(maxima: [Double](repeating: 2, count: 300), blocksPerWeek: 84))
  }

  /// Noise of neighbours that hang together, at five minutes.
  private func noise(days: Int, seed: UInt64) -> (seconds: [Double], values: [Double]) {
    var generator = RandomStream(seed: seed, "alarm noise")
    var level = 0.0
    var seconds: [Double] = []
    var values: [Double] = []
    for step in 0..<days * 288 {
      let draw = (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &generator)
      }
      level = 0.6 * level + draw
      seconds.append(Double(step) * 300)
      values.append(level)
    }
    return (seconds, values)
  }

  func testFalseAlarmsStayBelowTheAskedRate() {
    var alarms = 0
    for seed in 0..<6 {
      let (seconds, values) = noise(days: 56, seed: UInt64(seed))
      alarms +=
        AlarmMonitor(alarmsPerWeek: 1).incidents(
          seconds: seconds, departures: values, from: 7 * 288
        ).count
    }
    // 42 weeks are judged in all; the prior of the shape makes normal noise come well below.
    XCTAssertGreaterThan(alarms, 0)
    XCTAssertLessThanOrEqual(alarms, 42)
  }

  func testAJumpAndASmallLastingShiftAreFound() throws {
    var (seconds, values) = noise(days: 28, seed: 11)
    let jump = 20 * 288 + 100
    for step in jump..<jump + 4 { values[step] -= 14 }
    let shift = 25 * 288 + 50
    for step in shift..<shift + 30 { values[step] += 5 }
    let incidents = AlarmMonitor().incidents(
      seconds: seconds, departures: values, from: 7 * 288)
    let first = try XCTUnwrap(incidents.first { $0.start >= jump && $0.start < jump + 4 })
    XCTAssertLessThan(first.departure, -8)
    XCTAssertLessThan(first.timesPerWeek, 0.1)
    XCTAssert(incidents.contains { $0.start <= shift + 30 && $0.end >= shift })
  }

  func testWhatComesLaterChangesNoEarlierAlarm() {
    var (seconds, values) = noise(days: 21, seed: 5)
    values[3_000] = 20
    let short = AlarmMonitor().incidents(
      seconds: Array(seconds[..<4_000]), departures: Array(values[..<4_000]), from: 2_016)
    for step in 4_100..<5_000 { values[step] *= 9 }
    let long = AlarmMonitor().incidents(seconds: seconds, departures: values, from: 2_016)
    XCTAssert(short.contains { $0.peak == 3_000 })
    XCTAssertEqual(short, Array(long.prefix(short.count)))
  }

  func testBaselineIsTheUsualValueOfTheHourAndKindOfDay() {
    // Thursday 1970-01-01 on: 10 on workdays before noon, 30 after, 5 at weekends.
    var seconds: [Double] = []
    var values: [Double] = []
    for step in 0..<21 * 48 {
      let day = step / 48
      let isFree = (day + 3) % 7 >= 5
      seconds.append(Double(step) * 1_800)
      values.append(isFree ? 5 : step % 48 < 24 ? 10 : 30)
    }
    values[20 * 48 - 40] += 7
    let departures = AlarmBaseline.departures(seconds: seconds, values: values)
    XCTAssert(departures[..<48].allSatisfy(\.isNaN))
    XCTAssertEqual(departures[20 * 48 - 40], 7)
    for step in 14 * 48..<19 * 48 where step % 24 > 3 && step % 24 < 21 {
      XCTAssertEqual(departures[step], 0, "\(step)")
    }
  }

  func testConstantAndMissingSeriesRaiseNothing() {
    let seconds = (0..<3_000).map { Double($0) * 300 }
    for value in [0.0, .nan] {
      let values = [Double](repeating: value, count: 3_000)
      let departures = AlarmBaseline.departures(seconds: seconds, values: values)
      XCTAssertEqual(
        AlarmMonitor().incidents(seconds: seconds, departures: departures, from: 1_000), [])
    }
  }
}
