import CivilTime
import Optimization
import Queueing
import Statistics
import XCTest

@testable import Staffing

final class PromisedCoverTests: XCTestCase {
  private let patterns = [
    ShiftPattern(
      name: "day", earliestStart: ClockTime(minuteOfDay: 480),
      latestStart: ClockTime(minuteOfDay: 600), length: 300,
      breaks: [BreakRule(minutes: 30, earliest: 120, latest: 180, every: 30)], costPerHour: 10),
    ShiftPattern(
      name: "short", earliestStart: ClockTime(minuteOfDay: 480),
      latestStart: ClockTime(minuteOfDay: 840), length: 180, costPerHour: 11),
  ]

  /// Nine hours of two days whose rates are off by 15 %.
  private func cover(_ scale: Double = 1) throws -> PromisedCover {
    let gamma = try Gamma(mean: 1, variance: 0.0225)
    let course = [20.0, 40, 60, 70, 60, 50, 60, 40, 20]
    let days = try (0..<2).map { day in
      let midnight = Int64(20_000 + day) * 86_400
      return PromisedCover.Day(
        intervals: (0..<9).map { hour in
          let start = midnight + Int64(8 + hour) * 3_600
          return CoverInterval(
            unit: "desk", start: start, end: start + 3_600,
            wallStart: WallTime(wallSeconds: start), required: 0)
        },
        promise: try DayPromise(
          paths: (0..<50).map { path in
            let factor = gamma.quantile((Double(path) + 0.5) / 50)
            return course.map { $0 * factor * scale * (day == 0 ? 1 : 0.7) }
          }, queue: ContactQueue(meanHandleTime: 300, meanPatience: 200), intervalSeconds: 3_600,
          target: .answer(share: 0.8, within: 20)),
        floors: [Int](repeating: 1, count: 9))
    }
    return PromisedCover(days: days, patterns: patterns, shrinkage: try Shrinkage(0.1))
  }

  func testDaysKeepThePromiseAsOftenAsAsked() throws {
    let cover = try cover()
    var wages = 0.0
    for chance in [0.5, 0.8, 0.95] {
      let outcome = try cover.plan(chance: chance)
      for found in outcome.chances { XCTAssertGreaterThanOrEqual(found, chance - 1e-9) }
      XCTAssertGreaterThanOrEqual(outcome.wages, wages - 1e-6)
      XCTAssertLessThanOrEqual(outcome.wageBound, outcome.wages)
      XCTAssert(outcome.people.allSatisfy { $0.allSatisfy { $0 >= 1 } }, "the floor holds")
      wages = outcome.wages
      // The plan passes the checker that knows prices one missing person at a time.
      let checker = PlanChecker(
        intervals: outcome.plan.cover.map(\.interval), patterns: patterns, rules: cover.rules)
      XCTAssertEqual(checker.violations(of: outcome.plan), [])
    }
  }

  /// With hours bought elsewhere, expected misses are no more than those of that plan.
  func testTheSameHoursMissNoMore() throws {
    let cover = try cover()
    let intervals = cover.days.flatMap(\.intervals)
    let queue = cover.days[0].promise.queue
    let required = try cover.days.flatMap { day in
      try (0..<9).map { k in
        let mean = day.promise.paths.reduce(0) { $0 + $1[k] } / 50
        return cover.shrinkage.rostered(
          agents: try queue.agentsRequired(
            arrivalRatePerHour: mean, target: day.promise.target))
      }
    }
    let plain = try CoverModel(
      intervals: zip(intervals, required).map { interval, people in
        var interval = interval
        interval.required = Double(max(1, people))
        return interval
      }, patterns: patterns
    ).solve()
    let ours = try cover.plan(paidHours: plain.paidHours)
    XCTAssertLessThanOrEqual(ours.plan.paidHours, plain.paidHours + 1e-6)
    func misses(_ people: [[Int]]) -> Double {
      zip(cover.days, people).reduce(0) { sum, day in
        sum
          + (0..<9).reduce(0) {
            let all = day.0.promise.misses(interval: $1)
            return $0 + all[min(all.count - 1, cover.agents(day.1)[$1])]
          }
      }
    }
    let present = plain.cover.map(\.present)
    XCTAssertLessThanOrEqual(
      misses(ours.people), misses([Array(present[..<9]), Array(present[9...])]) + 1e-6)
  }

  func testNobodyComes() throws {
    let cover = try cover(0)
    let outcome = try cover.plan(chance: 0.8)
    XCTAssertEqual(outcome.chances, [1, 1])
    XCTAssertEqual(outcome.plan.cover.map(\.present).min(), 1)
  }

  func testPricesOfMissingPersonsMustRise() throws {
    func interval(_ steps: [ShortfallStep]) -> CoverInterval {
      CoverInterval(
        unit: "", start: 28_800, end: 32_400, wallStart: WallTime(wallSeconds: 28_800),
        required: 3, shortfallSteps: steps)
    }
    for steps in [
      [ShortfallStep(persons: 1, pricePerPerson: 5), ShortfallStep(persons: 1, pricePerPerson: 4)],
      [ShortfallStep(persons: 4, pricePerPerson: 1)],
      [ShortfallStep(persons: 0, pricePerPerson: 1)],
    ] {
      XCTAssertThrowsError(try CoverModel(intervals: [interval(steps)], patterns: patterns))
    }
    // A short shift costs 33: two persons missing for 5 and 20 are cheaper than to have them,
    // the third must be there.
    let plan = try CoverModel(
      intervals: [
        interval([
          ShortfallStep(persons: 1, pricePerPerson: 5),
          ShortfallStep(persons: 1, pricePerPerson: 20),
        ])
      ], patterns: patterns
    ).solve()
    XCTAssertEqual(plan.cover[0].present, 1)
    XCTAssertEqual(plan.cost.total, 33 + 25, accuracy: 1e-9)
  }
}
