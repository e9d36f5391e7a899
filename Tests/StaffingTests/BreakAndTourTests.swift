import CivilTime
import Optimization
import Staffing
import TestSupport
import XCTest

/// Breaks that are placed apart from their shifts, and weeks of one person.
final class BreakAndTourTests: XCTestCase {
  private let tea = [60, 75, 90]
  private let lunch = [210, 240, 270]

  /// A day of quarter-hours with a peak about noon.
  private let day = hours(
    from: 8, (0..<40).map { [1, 2, 2, 3, 4, 4, 3, 3, 2, 1][$0 / 4] }, minutes: 15)

  func testBreaksPlacedApartCostWhatEnumeratedOnesCost() throws {
    let breaks = [
      BreakRule(minutes: 15, earliest: tea[0], latest: tea[2], every: 15, paid: true),
      BreakRule(minutes: 30, earliest: lunch[0], latest: lunch[2], every: 30),
    ]
    let night = NightPremium(from: ClockTime("12:00")!, to: ClockTime("13:00")!, perHour: 4)
    var pattern = shift("eight", "08:00", "10:00", length: 480, cost: 2, fixed: 1, breaks: breaks)
    pattern.nightPremium = night
    let short = shift("short", "08:00", "14:00", every: 30, length: 240, cost: 2.5)
    let apart = try checkedPlan(day, [pattern, short])

    // The same shift as nine patterns whose breaks cannot move.
    var fixed: [ShiftPattern] = []
    for first in tea {
      for second in lunch {
        var one = pattern
        one.name = "eight \(first) \(second)"
        one.breaks[0].earliest = first
        one.breaks[0].latest = first
        one.breaks[1].earliest = second
        one.breaks[1].latest = second
        fixed.append(one)
      }
    }
    let enumerated = try checkedPlan(day, fixed + [short])
    XCTAssertEqual(apart.status, .optimal)
    XCTAssertEqual(enumerated.status, .optimal)
    assertClose(apart.cost.total, enumerated.cost.total, relative: 1e-9)
    XCTAssert(apart.shifts.contains { $0.breaks.count == 2 })
  }

  func testBreaksWhoseWindowsMeetAreEnumerated() throws {
    let breaks = [
      BreakRule(minutes: 30, earliest: 120, latest: 240, every: 30),
      BreakRule(minutes: 30, earliest: 180, latest: 300, every: 30),
    ]
    let pattern = shift("eight", "08:00", "10:00", length: 480, breaks: breaks)
    let model = try CoverModel(
      intervals: day, patterns: [pattern], rules: CoverRules(overCoverPrice: 0.1))
    // 5 · 5 places, less the three in which the breaks are the same half hour.
    XCTAssertEqual(model.candidateCount, 3 * (25 - 3))
    try checkedPlan(
      day, [pattern], CoverRules(overCoverPrice: 0.1), limits: SolverLimits(nodes: 20))
  }

  func testDaysOffOfATour() throws {
    let week = hours(from: 0, [Double](repeating: 1, count: 168))
    for (rule, count) in [
      (TourRule(daysOn: 5, consecutiveDaysOff: false), 21), (TourRule(daysOn: 5), 7),
      (TourRule(daysOn: 7), 1), (TourRule(daysOn: 1), 7),
    ] {
      var pattern = shift("tour", "00:00", "16:00", every: 480, length: 480)
      pattern.tour = rule
      let model = try CoverModel(
        intervals: week, patterns: [pattern], rules: CoverRules(repeatEveryDays: 7))
      XCTAssertEqual(model.candidateCount, 3 * count)
    }
  }

  func testAWeekOfTours() throws {
    let week = hours(from: 0, (0..<168).map { $0 / 24 < 5 ? 3 : 2 })
    var pattern = shift(
      "tour", "00:00", "16:00", every: 480, length: 480, cost: 1,
      breaks: [BreakRule(minutes: 60, earliest: 180, latest: 240, every: 60, paid: true)])
    pattern.tour = TourRule(daysOn: 5)
    pattern.weekendPremium = 2
    let rules = CoverRules(repeatEveryDays: 7)
    let plan = try checkedPlan(week, [pattern], rules)
    XCTAssertEqual(plan.status, .optimal)
    XCTAssertFalse(plan.tours.isEmpty)
    // Nobody's break may leave fewer than are required, so one more is there on
    // each shift than without breaks: 4 on weekdays and 3 at weekends.
    for day in 0..<7 {
      for turn in 0..<3 {
        let start = week[day * 24 + turn * 8].start
        let present = plan.shifts.filter { $0.start == start }.reduce(0) { $0 + $1.count }
        XCTAssertGreaterThanOrEqual(present, day < 5 ? 4 : 3)
      }
    }
    pattern.maximumTotal = 3
    XCTAssertThrowsError(
      try CoverModel(intervals: week, patterns: [pattern], rules: rules).solve())
  }

  func testAWeekThatIsCutShort() throws {
    // Ten days: the second week has three, and a tour works those it can.
    let days = hours(from: 0, [Double](repeating: 1, count: 240))
    var pattern = shift("tour", "00:00", "12:00", every: 720, length: 720)
    pattern.tour = TourRule(daysOn: 4, consecutiveDaysOff: true)
    let plan = try checkedPlan(days, [pattern])
    XCTAssertEqual(plan.status, .optimal)
    XCTAssertGreaterThanOrEqual(plan.shiftCount, 20)
  }
}
