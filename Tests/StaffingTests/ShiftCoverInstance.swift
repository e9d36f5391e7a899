import CivilTime
import Foundation
import Optimization
import Staffing
import TestSupport
import XCTest

/// A cyclic week of quarter-hours and the shifts that may cover it.
struct ShiftCoverInstance: Decodable {
  var kind: String
  var demand: [Double]
  var startGrid: Int
  var lengths: [Int]
  var underPenalty: Double?
  var budgetSlots: Double?

  enum CodingKeys: String, CodingKey {
    case kind, demand
    case startGrid = "start_grid_slots"
    case lengths = "lengths_slots"
    case underPenalty = "under_penalty"
    case budgetSlots = "budget_slots"
  }

  static func load(_ name: String) throws -> ShiftCoverInstance {
    let url = try SharedData.url("optimization/shiftcover/\(name).json")
    return try JSONDecoder().decode(ShiftCoverInstance.self, from: Data(contentsOf: url))
  }

  var intervals: [CoverInterval] { quarterHours(demand) }

  /// 8 a shift, 4 a paid quarter-hour, 1 for each of the shift from 22:00 to
  /// 06:00. Shifts of six hours or more have half an hour off near the middle
  /// (but for `flow`), which is not paid but for the night. A tour works eight or
  /// ten hours on any five days, with 6 more a weekend day.
  var patterns: [ShiftPattern] {
    (kind == "tour" ? [32, 40] : lengths).map { slots in
      let hasBreak = kind != "flow" && slots >= 24
      let first = kind == "tour" ? slots / 2 - 1 : slots / 2 - 5
      let last = kind == "tour" ? first : slots / 2 + 3
      return ShiftPattern(
        name: "\(slots) quarters", earliestStart: ClockTime("00:00")!,
        latestStart: ClockTime(minuteOfDay: 1440 - 15 * startGrid), startEvery: 15 * startGrid,
        length: 15 * slots, paidMinutes: 15 * (hasBreak ? slots - 2 : slots),
        breaks: hasBreak
          ? [
            BreakRule(
              minutes: 30, earliest: 15 * first, latest: 15 * last, every: 15 * startGrid,
              paid: true)
          ] : [],
        costPerHour: 16, fixedCost: 8, weekendPremium: kind == "tour" ? 6 : 0,
        nightPremium: NightPremium(from: ClockTime("22:00")!, to: ClockTime("06:00")!, perHour: 4),
        tour: kind == "tour" ? TourRule(daysOn: 5, consecutiveDaysOff: false) : nil)
    }
  }

  var rules: CoverRules {
    CoverRules(
      underCoverPrice: underPenalty.map { 4 * $0 }, maximumPaidHours: budgetSlots.map { $0 / 4 },
      repeatEveryDays: 7)
  }
}

/// Quarter-hours from Monday 2025-03-03 00:00 on a clock that never changes.
func quarterHours(_ demand: [Double], unit: String = "") -> [CoverInterval] {
  let monday = Int64(CivilDate(year: 2025, month: 3, day: 3).daysSinceEpoch) * 86_400
  return demand.enumerated().map { slot, required in
    let start = monday + Int64(slot) * 900
    return CoverInterval(
      unit: unit, start: start, end: start + 900, wallStart: WallTime(wallSeconds: start),
      required: required)
  }
}

/// Solves, has the plan judged by the rules, and returns it.
@discardableResult
func checkedPlan(
  _ intervals: [CoverInterval], _ patterns: [ShiftPattern], _ rules: CoverRules = CoverRules(),
  limits: SolverLimits = SolverLimits(), file: StaticString = #filePath, line: UInt = #line
) throws -> StaffingPlan {
  let model = try CoverModel(intervals: intervals, patterns: patterns, rules: rules)
  let plan = try model.solve(limits: limits)
  let checker = PlanChecker(intervals: intervals, patterns: patterns, rules: rules)
  XCTAssertEqual(checker.violations(of: plan), [], file: file, line: line)
  return plan
}
