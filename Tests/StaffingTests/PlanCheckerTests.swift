import CivilTime
import Staffing
import XCTest

/// The checker sees every kind of fault: each one is made on purpose here.
final class PlanCheckerTests: XCTestCase {
  private let need = hours(from: 20, [2, 2, 2, 2, 2, 2, 2, 2])
  private var pattern: ShiftPattern {
    ShiftPattern(
      name: "late", units: [""], days: [1, 2], earliestStart: ClockTime("20:00")!,
      latestStart: ClockTime("20:00")!, length: 480,
      breaks: [BreakRule(minutes: 30, earliest: 240, latest: 270, every: 30)], costPerHour: 10,
      fixedCost: 1,
      nightPremium: NightPremium(from: ClockTime("22:00")!, to: ClockTime("06:00")!, perHour: 2))
  }
  private let rules = CoverRules(underCoverPrice: 400, overCoverPrice: 1)

  func testFaultsAreFound() throws {
    let plan = try checkedPlan(need, [pattern], rules)
    XCTAssertGreaterThan(plan.shiftCount, 1)
    let checker = PlanChecker(intervals: need, patterns: [pattern], rules: rules)
    let faults: [(String, (inout StaffingPlan) -> Void)] = [
      ("another count", { $0.shifts[0].count += 1 }),
      ("no shift", { $0.shifts.removeAll() }),
      ("a pattern that is not there", { $0.shifts[0].pattern = "x" }),
      ("a unit that is not there", { $0.shifts[0].unit = "x" }),
      ("an hour later", { $0.shifts[0].start += 3600 }),
      ("a wrong clock", { $0.shifts[0].wallStart.secondOfDay += 60 }),
      ("a longer shift", { $0.shifts[0].end += 3600 }),
      ("no break", { $0.shifts[0].breaks = [] }),
      (
        "a break elsewhere",
        {
          $0.shifts[0].breaks[0].start += 900
          $0.shifts[0].breaks[0].end += 900
        }
      ),
      ("a short break", { $0.shifts[0].breaks[0].end -= 60 }),
      ("a paid break", { $0.shifts[0].breaks[0].paid = true }),
      ("a cheaper shift", { $0.shifts[0].cost -= 1 }),
      ("fewer paid hours", { $0.shifts[0].paidHours -= 1 }),
      ("a tour that is none", { $0.shifts[0].tour = 0 }),
      ("a cheaper plan", { $0.cost.shifts -= 1 }),
      ("a bound above the cost", { $0.bound = $0.cost.total + 1 }),
      ("other cover", { $0.cover[0].present += 1 }),
      ("another requirement", { $0.cover[0].interval.required += 1 }),
      ("an interval left out", { $0.cover.removeLast() }),
    ]
    for (name, fault) in faults {
      var changed = plan
      fault(&changed)
      XCTAssertNotEqual(checker.violations(of: changed), [], name)
    }
  }

  func testBrokenRulesAreFound() throws {
    let plan = try checkedPlan(need, [pattern], rules)
    let changes: [(String, (inout ShiftPattern) -> Void)] = [
      ("days", { $0.days = [3] }), ("unit", { $0.units = ["y"] }),
      ("most a day", { $0.maximumPerDay = 1 }), ("least a day", { $0.minimumPerDay = 9 }),
      ("most", { $0.maximumTotal = 1 }), ("least", { $0.minimumTotal = 9 }),
      ("tour", { $0.tour = TourRule(daysOn: 2) }), ("night", { $0.nightPremium = nil }),
      ("start", { $0.earliestStart = ClockTime("20:30")! }),
      (
        "window",
        {
          $0.breaks[0].latest = 240; $0.breaks[0].earliest = 235
        }
      ),
    ]
    for (name, change) in changes {
      var other = pattern
      change(&other)
      let checker = PlanChecker(intervals: need, patterns: [other], rules: rules)
      XCTAssertNotEqual(checker.violations(of: plan), [], name)
    }
    var strict = rules
    strict.maximumPaidHours = 1
    XCTAssertNotEqual(
      PlanChecker(intervals: need, patterns: [pattern], rules: strict).violations(of: plan), [])
  }

  func testBrokenToursAreFound() throws {
    let week = hours(from: 0, [Double](repeating: 1, count: 168))
    var tour = shift("tour", "00:00", "16:00", every: 480, length: 480)
    tour.tour = TourRule(daysOn: 5)
    let rules = CoverRules(repeatEveryDays: 7)
    let plan = try checkedPlan(week, [tour], rules)
    let checker = PlanChecker(intervals: week, patterns: [tour], rules: rules)
    let faults: [(String, (inout StaffingPlan) -> Void)] = [
      ("persons", { $0.tours[0].count += 1 }), ("days", { $0.tours[0].days.removeLast() }),
      ("pattern", { $0.tours[0].pattern = "x" }),
      ("start", { $0.tours[0].wallStart.secondOfDay += 60 }),
      ("no tour", { $0.shifts[0].tour = nil }),
    ]
    for (name, fault) in faults {
      var changed = plan
      fault(&changed)
      XCTAssertNotEqual(checker.violations(of: changed), [], name)
    }
    var other = tour
    other.tour = TourRule(daysOn: 4)
    XCTAssertNotEqual(
      PlanChecker(intervals: week, patterns: [other], rules: rules).violations(of: plan), [])
  }
}
