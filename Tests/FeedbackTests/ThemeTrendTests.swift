import CivilTime
import Feedback
import Foundation
import Statistics
import TestSupport
import XCTest

final class ThemeTrendTests: XCTestCase {
  private struct Reference: Decodable {
    struct Words: Decodable {
      let before: [Int]
      let after: [Int]
      let prior: Double
      let delta: [Double]
      let lower: [Double]
      let score: [Double]
      let q: [Double]
    }
    struct Rate: Decodable {
      let counts: [Double]
      let exposures: [Double]
      let overdispersion: Double
      let changes: [Int]
    }
    let garwood: [[Double]]
    let words: Words
    let rate: Rate
  }

  private let reference: Reference = {
    let data = try! Data(contentsOf: Repository.reference("feedback/trends/trends.json"))
    return try! JSONDecoder().decode(Reference.self, from: data)
  }()

  func testSmallCountsHaveExactIntervals() throws {
    // Equal periods: no overdispersion, so the interval is Garwood's over the exposure.
    for row in reference.garwood {
      let trend = try ThemeTrend(counts: [row[0], row[0]], exposures: [50, 50])
      XCTAssertEqual(trend.overdispersion, 1)
      XCTAssertEqual(trend.periods[0].lower, row[1] / 50, accuracy: 1e-10)
      XCTAssertEqual(trend.periods[0].upper, row[2] / 50, accuracy: 1e-10)
    }
  }

  func testChangesAreThoseOfFullEnumeration() throws {
    let rate = reference.rate
    let trend = try ThemeTrend(counts: rate.counts, exposures: rate.exposures)
    XCTAssertEqual(trend.overdispersion, rate.overdispersion, accuracy: 1e-12)
    XCTAssertEqual(trend.changes.map(\.period), rate.changes)
    let rise = try XCTUnwrap(trend.changes.first)
    XCTAssertEqual(rise.before, 69.0 / 645, accuracy: 1e-12)
    XCTAssertEqual(rise.after, 120.0 / 418, accuracy: 1e-12)
    XCTAssertGreaterThan(rise.lower, 1.5)
    XCTAssertLessThan(rise.upper, 4.5)
  }

  func testIntervalsCoverTheRateOfOverdispersedCounts() throws {
    var (inside, all) = (0, 0)
    for run in 0..<60 {
      var stream = RandomStream(seed: 11, "coverage").substream(run)
      let counts = try (0..<36).map { _ in
        // Variance 3 times the mean.
        try NegativeBinomial(mean: 20, size: 10).sample(using: &stream)
      }
      let trend = try ThemeTrend(counts: counts, exposures: [Double](repeating: 200, count: 36))
      for period in trend.periods {
        all += 1
        if period.lower <= 0.1, period.upper >= 0.1 { inside += 1 }
      }
    }
    let coverage = Double(inside) / Double(all)
    XCTAssertGreaterThan(coverage, 0.93)
    XCTAssertLessThan(coverage, 0.98)
  }

  func testQuietRatesSeldomChange() throws {
    var changed = 0
    for run in 0..<200 {
      var stream = RandomStream(seed: 12, "quiet").substream(run)
      let poisson = try Poisson(mean: 15)
      let counts = (0..<36).map { _ in poisson.sample(using: &stream) }
      let trend = try ThemeTrend(counts: counts, exposures: [Double](repeating: 100, count: 36))
      if !trend.changes.isEmpty { changed += 1 }
    }
    XCTAssertLessThan(changed, 20)
  }

  func testPeriodsWithoutCommentsHaveNoRate() throws {
    let trend = try ThemeTrend(
      counts: [3, 0, 4, 5, 3], exposures: [30, 0, 35, 40, 30])
    XCTAssertTrue(trend.periods[1].rate.isNaN)
    XCTAssertEqual(trend.changes, [])
    XCTAssertThrowsError(try ThemeTrend(counts: [1, 2], exposures: [5, 0])) {
      XCTAssertEqual($0 as? TrendError, .value("counts", at: 1))
    }
  }

  func testMonthsAndWeeksAreWithoutGaps() throws {
    let dates = [
      CivilDate(year: 2024, month: 1, day: 31), CivilDate(year: 2023, month: 11, day: 2),
      CivilDate(year: 2024, month: 2, day: 1),
    ]
    let months = try ThemePeriods(of: dates, by: .month)
    XCTAssertEqual(months.count, 4)
    XCTAssertEqual(months.indices, [2, 0, 3])
    XCTAssertEqual(months.volumes, [1, 0, 1, 1])
    let weeks = try ThemePeriods(of: dates, by: .week)
    XCTAssertTrue(weeks.starts.allSatisfy { $0.weekday == 1 })
    for (date, index) in zip(dates, weeks.indices) {
      let days = date.daysSinceEpoch - weeks.starts[index].daysSinceEpoch
      XCTAssertTrue((0..<7).contains(days))
    }
    XCTAssertThrowsError(try ThemePeriods(of: [], by: .week))
  }

  func testVolumesAreSeriesForAForecast() throws {
    let dates = (1...3).flatMap { month in
      (1...4).map { CivilDate(year: 2024, month: month, day: $0) }
    }
    let labels = dates.map { $0.day <= $0.month ? 1.0 : 0 }
    let trends = try ThemeTrends(
      dates: dates, probabilities: [labels, labels.map { 1 - $0 }], names: ["wait", "food"])
    XCTAssertEqual(trends.volumes.map(\.y), [1, 2, 3, 3, 2, 1])
    XCTAssertEqual(trends.volumes[1].uniqueID, "wait")
    XCTAssertEqual(trends.volumes[1].ds, CivilDate(year: 2024, month: 2, day: 1))
    XCTAssertEqual(trends.themes[0].trend.periods[2].rate, 0.75)
    XCTAssertEqual(trends.themes[0].trend.periods[2].upper, 1, "no more than all comments")
    let calls = try ThemeTrends(
      dates: dates, probabilities: [labels], names: ["wait"], exposures: [10, 10, 10])
    XCTAssertEqual(calls.themes[0].trend.periods[2].rate, 0.3)
    XCTAssertThrowsError(
      try ThemeTrends(dates: dates, probabilities: [[1]], names: ["wait"])
    ) { XCTAssertEqual("\($0)", "probabilities of wait: 1 values where 12 belong") }
  }

  func testWordShiftIsThatOfTheFormulas() throws {
    let words = reference.words
    // One term a comment: comment counts are the counts of the reference.
    var indices: [Int32] = []
    for (term, count) in words.before.enumerated() {
      indices += [Int32](repeating: Int32(term), count: count)
    }
    let split = indices.count
    for (term, count) in words.after.enumerated() {
      indices += [Int32](repeating: Int32(term), count: count)
    }
    let counts = DocumentTermMatrix(
      terms: 6, documentStarts: Array(0...indices.count), termIndices: indices,
      weights: [Float](repeating: 2, count: indices.count))
    var options = WordShift.Options()
    options.priorSize = words.prior
    let shift = try WordShift(
      counts, before: Array(0..<split), after: Array(split..<indices.count), options: options)
    XCTAssertEqual(shift.moves.map(\.score), shift.moves.map(\.score).sorted(by: >))
    for move in shift.moves {
      XCTAssertEqual(move.logOdds, words.delta[move.term], accuracy: 1e-12)
      XCTAssertEqual(move.lower, words.lower[move.term], accuracy: 1e-9)
      XCTAssertEqual(move.score, words.score[move.term], accuracy: 1e-12)
      XCTAssertEqual(move.q, words.q[move.term], accuracy: 1e-10)
    }
    let moved = words.q.indices.filter { words.q[$0] <= 0.05 }
    XCTAssertEqual(Set(shift.risen().map(\.term)), Set(moved.filter { words.score[$0] > 0 }))
    XCTAssertEqual(Set(shift.fallen().map(\.term)), Set(moved.filter { words.score[$0] < 0 }))
    let quotes = shift.quotes(
      in: counts, from: Array(split..<indices.count), showing: shift.risen())
    XCTAssertEqual(
      quotes.map { Int(indices[$0]) }, Array(shift.risen().prefix(3).map(\.term)),
      "one comment of the same words is enough")
  }

  func testThreadsAndSeedsOfTheAlarm() throws {
    var stream = RandomStream(seed: 3, "alarm")
    let made = EmergingComments(periods: 12, each: 60, items: 15, stream: &stream)
    var options = EmergingAlarm.Options()
    options.deals = 99
    let one = try EmergingAlarm(made.holds, periods: made.periods, count: 12, options: options)
    options.threads = 3
    let three = try EmergingAlarm(made.holds, periods: made.periods, count: 12, options: options)
    XCTAssertEqual(one.alarms, three.alarms)
    XCTAssertEqual(one.threshold, three.threshold)
  }
}
