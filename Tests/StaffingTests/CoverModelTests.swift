import CivilTime
import Optimization
import Staffing
import TestSupport
import XCTest

/// Hourly intervals from a moment on the wall, on a clock that never changes.
func hours(
  from hour: Int, on date: CivilDate = CivilDate(year: 2025, month: 3, day: 3),
  _ required: [Double], unit: String = "", minutes: Int = 60
) -> [CoverInterval] {
  let first = Int64(date.daysSinceEpoch) * 86_400 + Int64(hour) * 3600
  return required.enumerated().map { k, persons in
    let start = first + Int64(k * minutes) * 60
    return CoverInterval(
      unit: unit, start: start, end: start + Int64(minutes) * 60,
      wallStart: WallTime(wallSeconds: start), required: persons)
  }
}

func shift(
  _ name: String, _ earliest: String, _ latest: String, every: Int = 60, length: Int,
  cost: Double = 1, fixed: Double = 0, breaks: [BreakRule] = []
) -> ShiftPattern {
  ShiftPattern(
    name: name, earliestStart: ClockTime(earliest)!, latestStart: ClockTime(latest)!,
    startEvery: every, length: length, breaks: breaks, costPerHour: cost, fixedCost: fixed)
}

final class CoverModelTests: XCTestCase {
  /// Shifts of 2 and 3 hours on a day of six, against every way to use them.
  func testEqualsEnumeration() throws {
    var state: UInt64 = 7
    func draw(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    let patterns = [
      shift("two", "08:00", "12:00", every: 120, length: 120, cost: 5, fixed: 1),
      shift("three", "08:00", "11:00", every: 180, length: 180, cost: 4, fixed: 3),
    ]
    /// First hour, length, cost: 2 hours at 8, 10, 12 and 3 hours at 8, 11.
    let columns = [(0, 2, 11.0), (2, 2, 11), (4, 2, 11), (0, 3, 15), (3, 3, 15)]
    for round in 0..<30 {
      let required = (0..<6).map { _ in Double(draw(4)) }
      let rules = CoverRules(
        underCoverPrice: round % 3 == 1 ? Double(1 + draw(9)) : nil,
        overCoverPrice: round % 2 == 1 ? Double(draw(5)) : 0)
      var best = Double.infinity
      for code in 0..<1024 {
        let counts = (0..<5).map { code >> (2 * $0) & 3 }
        var present = [Int](repeating: 0, count: 6)
        var cost = 0.0
        for (column, count) in zip(columns, counts) {
          cost += column.2 * Double(count)
          for hour in column.0..<column.0 + column.1 { present[hour] += count }
        }
        for (persons, need) in zip(present, required) {
          let short = max(0, need - Double(persons))
          if short > 0 && rules.underCoverPrice == nil { cost = .infinity }
          cost +=
            short * (rules.underCoverPrice ?? 0)
            + max(0, Double(persons) - need) * rules.overCoverPrice
        }
        best = min(best, cost)
      }
      let plan = try checkedPlan(hours(from: 8, required), patterns, rules)
      XCTAssertEqual(plan.status, .optimal)
      assertClose(plan.cost.total, best, relative: 1e-9, "round \(round)")
      assertClose(plan.bound, best, relative: 1e-6)
    }
  }

  func testUnimodularModelsAreSolvedAtTheRoot() throws {
    var required: [Double] = []
    for hour in 0..<48 { required.append(Double((hour * 7919) % 13)) }
    let model = try CoverModel(
      intervals: hours(from: 0, required),
      patterns: [
        shift("four", "00:00", "23:00", length: 240, cost: 3, fixed: 2),
        shift("seven", "00:00", "23:00", length: 420, cost: 2.9, fixed: 5),
        shift("nine", "00:00", "23:00", length: 540, cost: 2.7, fixed: 1),
      ])
    let solution = minimize(model.problem(ofUnit: "")!)
    XCTAssertEqual(solution.status, .optimal)
    XCTAssertLessThanOrEqual(solution.nodes, 1)
    XCTAssertLessThan(
      OptimalityCheck(solution, of: model.problem(ofUnit: "")!).primalViolation, 1e-6)
    let plan = try model.solve()
    assertClose(plan.bound, plan.cost.total, relative: 1e-9)

    // The least cost is convex in the requirement, and the price a slope of it.
    for k in [3, 17, 29, 40] {
      let price = try XCTUnwrap(plan.cover[k].price)
      for step in [1.0, -1] where required[k] + step >= 0 {
        var changed = required
        changed[k] += step
        let other = try CoverModel(
          intervals: hours(from: 0, changed), patterns: model.patterns
        ).solve()
        XCTAssertGreaterThanOrEqual(other.cost.total, plan.cost.total + step * price - 1e-6)
      }
    }
    XCTAssertGreaterThan(plan.cover.compactMap(\.price).max() ?? 0, 0)
  }

  func testABreakThatTouchesAnIntervalTakesIt() throws {
    let rest = BreakRule(minutes: 15, earliest: 60, latest: 60)
    let one = shift("one", "08:00", "08:00", length: 240, breaks: [rest])
    let rules = CoverRules(underCoverPrice: 0.01)
    let plan = try checkedPlan(
      hours(from: 8, [1, 1, 1, 1, 1, 1, 1, 1], minutes: 30), [one], CoverRules(underCoverPrice: 99))
    XCTAssertEqual(plan.cover.map(\.present), [1, 1, 0, 1, 1, 1, 1, 1])
    XCTAssertEqual(plan.underHours, 0.5)
    XCTAssertEqual(plan.cost.shifts, 3.75)
    XCTAssertEqual(plan.cost.underCover, 49.5)
    // A shift that begins within an interval is not there for all of it.
    let late = shift("late", "08:10", "08:10", length: 120)
    let none = try checkedPlan(hours(from: 8, [1, 1, 1]), [late], rules)
    XCTAssertEqual(none.shiftCount, 0)
    XCTAssertEqual(none.cover.map(\.under), [1, 1, 1])
  }

  func testClosedNightsAndShiftsThatReachIntoThem() throws {
    var intervals: [CoverInterval] = []
    for day in 3...5 {
      intervals += hours(
        from: 8, on: CivilDate(year: 2025, month: 3, day: day), [2, 3, 4, 4, 3, 2])
    }
    let pattern = shift("four", "06:00", "12:00", length: 240, cost: 2)
    let model = try CoverModel(intervals: intervals, patterns: [pattern])
    // From 8 to 10 lie the starts that are not beaten by a later or earlier one.
    XCTAssertEqual(model.candidateCount, 9)
    let plan = try checkedPlan(intervals, [pattern])
    XCTAssertEqual(plan.cost.total, 3 * 5 * 8)
    XCTAssertEqual(plan.status, .optimal)
  }

  func testNightsCrossMidnightAndTheEdgesOfThePlan() throws {
    let night = shift("night", "22:00", "22:00", length: 480, cost: 1)
    let intervals = hours(from: 0, [Double](repeating: 1, count: 30))
    let day = shift("day", "06:00", "14:00", every: 480, length: 480)
    let plan = try checkedPlan(intervals, [night, day])
    XCTAssertEqual(plan.cost.total, 32)
    XCTAssertEqual(
      plan.shifts.map { "\($0.pattern) \($0.wallStart.date) \($0.wallStart.secondOfDay / 3600)" },
      ["night 2025-03-02 22", "day 2025-03-03 6", "day 2025-03-03 14", "night 2025-03-03 22"])
  }

  func testARepeatingWeekWrapsRound() throws {
    var need = [Double](repeating: 0, count: 168)
    for hour in [166, 167, 0, 1, 2] { need[hour] = 2 }
    let plan = try checkedPlan(
      hours(from: 0, need), [shift("five", "00:00", "23:00", length: 300)],
      CoverRules(repeatEveryDays: 7))
    XCTAssertEqual(plan.shifts.count, 1)
    XCTAssertEqual(plan.shifts[0].wallStart.secondOfDay, 22 * 3600)
    XCTAssertEqual(plan.shifts[0].wallStart.date.weekday, 7)
    XCTAssertEqual(plan.cost.total, 10)
  }

  func testUnitsAreStaffedApartAndPatternsMayBeTheirs() throws {
    var own = shift("own", "08:00", "08:00", length: 120, cost: 1)
    own.units = ["south"]
    let common = shift("common", "08:00", "08:00", length: 120, cost: 2)
    let intervals = hours(from: 8, [1, 1], unit: "south") + hours(from: 8, [2, 1], unit: "north")
    let plan = try checkedPlan(intervals, [common, own])
    XCTAssertEqual(
      plan.shifts.map { "\($0.count) \($0.unit) \($0.pattern)" },
      ["2 north common", "1 south own"])
    XCTAssertEqual(plan.units.map(\.unit), ["north", "south"])
    XCTAssertEqual(plan.cost.total, 10)
    XCTAssertEqual(plan.overHours, 1)
  }

  func testFractionsAreRoundedUpUnlessShortfallsArePriced() throws {
    let pattern = shift("two", "08:00", "08:00", length: 120, cost: 10)
    let need = hours(from: 8, [2.2, 1])
    XCTAssertEqual(try checkedPlan(need, [pattern]).shiftCount, 3)
    let plan = try checkedPlan(need, [pattern], CoverRules(underCoverPrice: 50))
    XCTAssertEqual(plan.shiftCount, 2)
    assertClose(plan.cost.underCover, 10, relative: 1e-12)
  }

  func testTheSameInputGivesTheSamePlan() throws {
    let need = (0..<72).map { Double(($0 * 31) % 7) }
    let patterns = [
      shift("a", "00:00", "23:00", length: 360), shift("b", "00:00", "23:00", length: 360),
      shift(
        "c", "00:00", "23:00", length: 480,
        breaks: [
          BreakRule(minutes: 60, earliest: 180, latest: 300, every: 60)
        ]),
    ]
    let first = try checkedPlan(hours(from: 0, need), patterns)
    XCTAssertEqual(try checkedPlan(hours(from: 0, need), patterns), first)
    // Of equal columns the first pattern's stays.
    XCTAssertFalse(first.shifts.contains { $0.pattern == "b" })
    XCTAssertEqual(first.shifts.map(\.start), first.shifts.map(\.start).sorted())
  }
}
