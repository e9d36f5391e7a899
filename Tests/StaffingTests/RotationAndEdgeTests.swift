import CivilTime
import Staffing
import XCTest

/// Rotations of several weeks, nights at the edges of a plan, clock changes between.
final class RotationAndEdgeTests: XCTestCase {
  private let monday = CivilDate(year: 2025, month: 3, day: 3)

  private func round(_ days: Int, from date: CivilDate? = nil, _ need: (Int, Int) -> Double)
    -> [CoverInterval]
  {
    (0..<days).flatMap { day in
      hours(from: 0, on: (date ?? monday).adding(days: day), (0..<24).map { need(day, $0) })
    }
  }

  private var dayAndNight: [ShiftPattern] {
    [
      shift("Day", "07:00", "07:00", length: 720), shift("Night", "19:00", "19:00", length: 720),
    ]
  }

  private func pitman(_ name: String, _ shift: String) -> Rotation {
    Rotation(
      name: name,
      cycle: [1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0].map { $0 == 1 ? shift : nil })
  }

  /// Two crews opposite each other cover every day: the textbook property of 2-2-3.
  func testPitmanNeedsTwoCrewsAShift() throws {
    let need = round(28) { _, _ in 3 }
    let rules = CoverRules(
      repeatEveryDays: 28, rotations: [pitman("days", "Day"), pitman("nights", "Night")])
    let plan = try checkedPlan(need, dayAndNight, rules)
    XCTAssertEqual(plan.tours.reduce(0) { $0 + $1.count }, 12)
    XCTAssertEqual(plan.cover.map(\.present).max(), 3)
    // 14 shifts of twelve hours in four weeks: 42 hours a week.
    for tour in plan.tours { XCTAssertEqual(tour.days.count, 14) }
  }

  /// Four nights, three off, three days, one off, three nights, three off, four days, seven off.
  func testDuPontNeedsFourCrews() throws {
    let cycle: [String?] =
      Array(repeating: "Night", count: 4) + [nil, nil, nil, "Day", "Day", "Day", nil]
      + ["Night", "Night", "Night", nil, nil, nil, "Day", "Day", "Day", "Day"]
      + Array(repeating: nil, count: 7)
    let rules = CoverRules(
      repeatEveryDays: 28,
      rotations: [Rotation(name: "DuPont", cycle: cycle, phaseEvery: 7)])
    let plan = try checkedPlan(round(28) { _, _ in 1 }, dayAndNight, rules)
    XCTAssertEqual(plan.tours.count, 4)
    XCTAssertEqual(plan.tours.reduce(0) { $0 + $1.count }, 4)
    XCTAssertEqual(plan.cost.total, plan.bound, accuracy: 1e-9)
    // The checker sees a day that is not the rotation's.
    var broken = plan
    broken.tours[0].count = 2
    let checker = PlanChecker(
      intervals: round(28) { _, _ in 1 }, patterns: dayAndNight, rules: rules)
    XCTAssertFalse(checker.violations(of: broken).isEmpty)
  }

  func testRotationsWithoutSenseAreNamed() {
    func message(_ rotation: Rotation) -> String {
      do {
        try Rotation.validate([rotation], dayAndNight)
        return ""
      } catch { return "\(error)" }
    }
    XCTAssert(message(Rotation(name: "x", cycle: ["Dya"])).contains("rotations[0].cycle[0]"))
    XCTAssert(message(Rotation(name: "x", cycle: [nil, nil])).contains("a day of work"))
    XCTAssert(message(Rotation(name: "Day", cycle: ["Day"])).contains("no shift bears"))
    XCTAssert(message(Rotation(name: "x", cycle: ["Day"], phaseEvery: 2)).contains("phaseEvery"))
    let rules = CoverRules(
      repeatEveryDays: 7, rotations: [Rotation(name: "x", cycle: ["Day", nil])])
    XCTAssertThrowsError(
      try CoverModel(intervals: round(7) { _, _ in 0 }, patterns: dayAndNight, rules: rules)
    ) { XCTAssert("\($0)".contains("does not divide"), "\($0)") }
  }

  /// A plan of a week, cut out of one with the days around it, has the nights of a plan that
  /// repeats for ever.
  func testTheFirstAndTheLastNightAreThoseOfThePlanThatRepeats() throws {
    let need = round(7) { _, hour in hour < 7 ? 2 : hour < 19 ? 6 : 4 }
    let patterns = [
      shift("Early", "07:00", "07:00", length: 480), shift("Late", "13:00", "13:00", length: 600),
      shift("Night", "21:00", "23:00", length: 600), shift("Long", "19:00", "19:00", length: 720),
    ]
    let rules = CoverRules(weekOrigin: monday)
    let extended = PlanEdges.extended(need)
    XCTAssertEqual(extended.count, need.count + 48)
    let part = try checkedPlan(extended, patterns, rules).part(covering: need, rules: rules)
    XCTAssertEqual(part.cover.map(\.interval), need)
    for place in part.cover {
      XCTAssertGreaterThanOrEqual(Double(place.present), place.interval.required)
    }
    let steady = try checkedPlan(need, patterns, CoverRules(repeatEveryDays: 7))
    // One night more than a week has: that of the Sunday before.
    let own = part.shifts.filter { $0.wallStart.date >= monday }
    XCTAssertEqual(
      own.reduce(0) { $0 + Double($1.count) * $1.cost }, steady.cost.total, accuracy: 1e-9)
    XCTAssertLessThanOrEqual(part.bound, part.cost.total)
    // Cut at midnight, the last evening is staffed for its own hours alone.
    let cut = try checkedPlan(need, patterns, CoverRules())
    XCTAssertNotEqual(cut.shifts.count, 0)
  }

  /// Closed nights have no edges.
  func testADayCentreIsLeftAsItIs() {
    let need = (0..<7).flatMap {
      hours(from: 8, on: monday.adding(days: $0), [1, 2, 3, 2, 1])
    }
    XCTAssertEqual(PlanEdges.extended(need), need)
  }

  /// Tours alone, day and night, without repetition: the first morning is worked by people
  /// whose week began before the plan.
  func testToursCoverTheFirstMorning() throws {
    let need = round(14) { _, hour in hour < 7 ? 1 : 2 }
    var patterns = [
      shift("Early", "07:00", "07:00", length: 480), shift("Late", "15:00", "15:00", length: 480),
      shift("Night", "23:00", "23:00", length: 480),
    ]
    for k in patterns.indices { patterns[k].tour = TourRule(daysOn: 5) }
    let rules = CoverRules(weekOrigin: monday)
    let plan = try checkedPlan(
      need, patterns, rules, limits: .init(nodes: 50, relativeGap: 0.1))
    XCTAssert(plan.shifts.contains { $0.wallStart.date < monday })
    XCTAssert(plan.tours.contains { $0.days == [monday.adding(days: -1)] })
  }

  /// Weeks with 167 and 169 hours, eight-hour shifts and Pitman crews: nobody is missing.
  func testRoundTheClockThroughBothClockChanges() throws {
    for (date, change, before, after) in [
      (CivilDate(year: 2025, month: 3, day: 3), Int64(1_741_507_200), Int64(-6), Int64(-5)),
      (CivilDate(year: 2025, month: 10, day: 27), Int64(1_762_066_800), Int64(-5), Int64(-6)),
    ] {
      let start = Int64(date.daysSinceEpoch) * 86_400 - before * 3_600
      let count = 24 * 14 + Int(before - after)
      let need = (0..<count).map { k in
        let position = start + Int64(k) * 3_600
        let wall = WallTime(wallSeconds: position + (position < change ? before : after) * 3_600)
        return CoverInterval(
          unit: "", start: position, end: position + 3_600, wallStart: wall,
          required: wall.secondOfDay < 7 * 3_600 ? 2 : 3)
      }
      let three = [
        shift("Early", "07:00", "07:00", length: 480), shift("Late", "15:00", "15:00", length: 480),
        shift("Night", "23:00", "23:00", length: 480),
      ]
      let rules = CoverRules(weekOrigin: date)
      let extended = PlanEdges.extended(need)
      XCTAssertEqual(extended.count, need.count + 48)
      let plan = try checkedPlan(extended, three, rules).part(covering: need, rules: rules)
      XCTAssert(plan.cover.allSatisfy { $0.under == 0 })
      XCTAssertEqual(
        Set(plan.shifts.filter { $0.wallEnd.date != $0.wallStart.date }.map(\.wallEnd.secondOfDay)),
        [7 * 3_600], "nights end by the clock")
      let crews = CoverRules(
        weekOrigin: date, rotations: [pitman("days", "Day"), pitman("nights", "Night")])
      let rotated = try checkedPlan(need, dayAndNight, crews)
      XCTAssert(rotated.cover.allSatisfy { $0.under == 0 })
    }
  }

  /// A limit on all nights of a plan is not one on the nights of the days around it.
  func testTotalsCountThePlanProper() throws {
    let need = round(7) { _, _ in 2 }
    let extended = PlanEdges.extended(need)
    var patterns = dayAndNight
    func part(_ most: Int) throws -> StaffingPlan {
      patterns[1].maximumTotal = most
      let rules = CoverRules(countedSpan: need[0].start..<need[need.count - 1].end)
      return try CoverModel(intervals: extended, patterns: patterns, rules: rules).solve()
        .part(covering: need, rules: rules)
    }
    // Seven nights of the plan and the one it begins in, two people each.
    let plan = try part(16)
    XCTAssertEqual(
      plan.shifts.filter { $0.pattern == "Night" }.reduce(0) { $0 + $1.count }, 16)
    XCTAssertTrue(plan.cover.allSatisfy { $0.present >= 2 })
    XCTAssertThrowsError(try part(15))
    patterns[1].maximumTotal = 16
    XCTAssertThrowsError(
      try CoverModel(intervals: extended, patterns: patterns, rules: CoverRules()).solve(),
      "the days around have nights of their own")
  }
}
