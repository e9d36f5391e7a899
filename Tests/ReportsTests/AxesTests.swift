import CivilTime
import XCTest

@testable import Reports

final class AxesTests: XCTestCase {
  func testRoundTicks() {
    XCTAssertEqual(NiceScale(covering: 0, 1375, targetCount: 4).ticks, [0, 500, 1000, 1500])
    XCTAssertEqual(NiceScale(covering: 0, 97, targetCount: 6).ticks, [0, 20, 40, 60, 80, 100])
    XCTAssertEqual(NiceScale(covering: 0, 0.3, targetCount: 4).ticks, [0, 0.1, 0.2, 0.3])
    XCTAssertEqual(NiceScale(covering: 0, 0, targetCount: 4).lower, -1)
    XCTAssertEqual(NiceScale(covering: 0, 0.3, targetCount: 4).digits, 1)
    XCTAssertEqual(NiceScale(covering: 0, 10, targetCount: 5).digits, 1, "steps of 2.5")
  }

  func testTicksCoverTheDataEvenlyAndRoundly() {
    var noise = DemoReport.Noise(state: 99)
    for _ in 0..<400 {
      let low = (noise.next() - 0.5) * pow(10, 12 * noise.next() - 4)
      let high = low + pow(10, 12 * noise.next() - 4) * max(1e-3, abs(low) * 1e-3)
      let target = 3 + Int(noise.next() * 7)
      let scale = NiceScale(covering: low, high, targetCount: target)
      XCTAssertLessThanOrEqual(scale.lower, low + 1e-6 * (high - low))
      XCTAssertGreaterThanOrEqual(scale.upper, high - 1e-6 * (high - low))
      XCTAssertTrue((2...2 * target + 2).contains(scale.ticks.count))
      let step = scale.ticks[1] - scale.ticks[0]
      for (a, b) in zip(scale.ticks, scale.ticks.dropFirst()) {
        XCTAssertEqual(b - a, step, accuracy: 1e-9 * max(abs(scale.lower), abs(scale.upper)))
      }
      XCTAssertLessThan(scale.upper - scale.lower, 3 * (high - low), "\(low) \(high) \(target)")
      let words = scale.ticks.map { scale.words($0, format: .automatic) }
      XCTAssertEqual(Set(words).count, words.count, "labels differ: \(words)")
    }
  }

  func testOddRangesStillGiveAnAxis() {
    for (low, high) in [
      (Double.nan, Double.nan), (-1e308, 1e308), (5, 5), (-3, -3), (1e-300, 2e-300), (2, 1),
      (0, .infinity),
    ] {
      let scale = NiceScale(covering: low, high, targetCount: 5)
      XCTAssertGreaterThan(scale.ticks.count, 1)
      XCTAssertTrue(scale.ticks.allSatisfy(\.isFinite))
      XCTAssertLessThan(scale.lower, scale.upper)
    }
  }

  private func ticks(_ from: WallTime, days: Double, length: Double, times: Bool) -> [TimeTick] {
    let start = Double(from.wallSeconds)
    return TimeTicks.along(
      start...(start + days * 86_400), length: length, fontSize: 13, showsTimes: times)
  }

  func testTicksFollowTheCalendar() {
    let monday = WallTime(date: CivilDate(year: 2025, month: 3, day: 3))
    let day = ticks(monday, days: 1, length: 700, times: true)
    XCTAssertEqual(day.first?.label, "00:00")
    XCTAssertEqual(day.first?.context, "Mon 3 Mar")
    XCTAssertEqual(day.count, 13, "every second hour")

    let week = ticks(monday, days: 7, length: 700, times: true)
    XCTAssertEqual(
      week.map(\.label), ["Mon 3", "Tue 4", "Wed 5", "Thu 6", "Fri 7", "Sat 8", "Sun 9"])
    XCTAssertEqual(week[0].labelPosition - week[0].position, 43_200, "in the middle of the day")

    let quarter = ticks(monday, days: 60, length: 300, times: false)
    for tick in quarter {
      XCTAssertEqual(WallTime(wallSeconds: Int64(tick.position)).date.weekday, 1, "Mondays")
    }
    let years = ticks(monday, days: 900, length: 700, times: false)
    for tick in years {
      XCTAssertEqual(WallTime(wallSeconds: Int64(tick.position)).date.day, 1)
    }
    XCTAssertEqual(years.filter { !$0.context.isEmpty }.map(\.context), ["2025", "2026", "2027"])
  }

  func testLabelsOfTicksNeverTouch() {
    var noise = DemoReport.Noise(state: 21)
    for _ in 0..<300 {
      let start = WallTime(
        date: CivilDate(daysSinceEpoch: Int(noise.next() * 40_000) - 10_000), secondOfDay: 0)
      let days = pow(10, 4.5 * noise.next() - 1)
      let length = 200 + 600 * noise.next()
      let found = ticks(start, days: days, length: length, times: noise.next() < 0.5)
      XCTAssertGreaterThan(found.count, 1)
      let scale = length / (days * 86_400)
      for (a, b) in zip(found, found.dropFirst()) {
        let room = (b.labelPosition - a.labelPosition) * scale
        let needed = 0.5 * (TextWidth.of(a.label, size: 13) + TextWidth.of(b.label, size: 13))
        XCTAssertGreaterThanOrEqual(room, needed, "\(a.label) \(b.label) over \(days) days")
      }
    }
  }

  func testThinningKeepsWhatTheReferenceKeeps() throws {
    for example in try Reference.load().thinning {
      let x = example.y.indices.map(Double.init)
      XCTAssertEqual(
        Thinning.largestTriangles(x: x, y: example.y, limit: example.limit), example.kept)
    }
  }

  func testEnvelopeContainsTheBand() {
    var noise = DemoReport.Noise(state: 4)
    let x = (0..<1000).map(Double.init)
    let lower = x.map { _ in noise.next() }
    let upper = lower.map { $0 + noise.next() }
    let thin = Thinning.envelope(x: x, lower: lower, upper: upper, limit: 60)
    XCTAssertEqual(thin.x.count, 60)
    XCTAssertEqual(thin.lower.min(), lower.min())
    XCTAssertEqual(thin.upper.max(), upper.max())
    XCTAssertEqual([thin.x[0], thin.x[59]], [0, 999])
  }

  func testLabelsMoveAsLittleAsTheReference() throws {
    for example in try Reference.load().labels {
      let placed = LabelPlacement.apart(example.wanted, gap: example.gap, within: -1000...1000)
      for (a, b) in zip(placed, example.placed) { XCTAssertEqual(a, b, accuracy: 1e-9) }
    }
  }

  func testLabelsStayInsideAndApart() {
    let placed = LabelPlacement.apart([95, 96, 97, 1, 2], gap: 10, within: 0...100)
    XCTAssertEqual(placed.sorted(), [0, 10, 80, 90, 100])
  }

  func testHistogramCountsEveryValueOnce() {
    var noise = DemoReport.Noise(state: 8)
    for size in [1, 2, 7, 100, 3000] {
      let values = (0..<size).map { _ in (noise.next() * 40).rounded() / 4 - 3 }
      let bins = Histogram(values: values + [.nan], countUnit: "days", valueName: "v").bins
      XCTAssertEqual(bins.map(\.count).reduce(0, +), size)
      for bin in bins.dropLast() {
        let inside = values.filter { $0 >= bin.lower && $0 < bin.upper }.count
        XCTAssertEqual(bin.count, inside)
      }
      XCTAssertLessThan(bins.count, 62)
    }
  }
}
