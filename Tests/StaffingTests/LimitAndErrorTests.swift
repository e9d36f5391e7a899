import CivilTime
import Optimization
import Staffing
import XCTest

/// Limits on shifts, and why there may be no plan.
final class LimitAndErrorTests: XCTestCase {
  private let need = hours(from: 8, [1, 3, 3, 1])

  func testLimitsHoldAndBearPrices() throws {
    var cheap = shift("cheap", "08:00", "08:00", length: 240, cost: 1)
    let dear = shift("dear", "09:00", "09:00", length: 120, cost: 5)
    XCTAssertEqual(try checkedPlan(need, [cheap, dear]).cost.total, 12)
    cheap.maximumPerDay = 2
    let plan = try checkedPlan(need, [cheap, dear])
    XCTAssertEqual(plan.cost.total, 18)
    XCTAssertEqual(plan.bindingLimits.map(\.text), ["\"cheap\": at most 2 on 2025-03-03"])
    XCTAssertEqual(plan.bindingLimits[0].price, -6, accuracy: 1e-6)
    cheap.maximumPerDay = nil
    cheap.maximumTotal = 1
    XCTAssertEqual(try checkedPlan(need, [cheap, dear]).cost.total, 24)
    cheap.maximumTotal = nil
    cheap.minimumTotal = 5
    XCTAssertEqual(try checkedPlan(need, [cheap, dear]).cost.total, 20)
    cheap.minimumTotal = nil
    cheap.minimumPerDay = 4
    XCTAssertEqual(try checkedPlan(need, [cheap, dear]).shifts.map(\.count), [4])
  }

  func testPaidHoursAreLimited() throws {
    let pattern = shift("four", "08:00", "08:00", length: 240)
    let plan = try checkedPlan(
      need, [pattern], CoverRules(underCoverPrice: 100, maximumPaidHours: 9))
    XCTAssertEqual(plan.paidHours, 8)
    XCTAssertEqual(plan.underHours, 2)
  }

  func testIntervalsThatNoShiftCoversAreNamed() {
    let pattern = shift("two", "09:00", "09:00", length: 120)
    XCTAssertThrowsError(try CoverModel(intervals: need, patterns: [pattern])) {
      XCTAssertEqual($0 as? StaffingError, .uncoverable([need[0], need[3]]))
      XCTAssertEqual(
        "\($0)",
        "no shift can cover 2025-03-03 08:00, 2025-03-03 11:00. Add a pattern that works then, "
          + "or set underCoverPrice to allow shortfalls.")
    }
    // A break that lies on an interval wherever it is placed.
    let rests = [
      BreakRule(minutes: 15, earliest: 60, latest: 75),
      BreakRule(minutes: 15, earliest: 180, latest: 180),
    ]
    let broken = shift("broken", "08:00", "08:00", length: 240, breaks: rests)
    XCTAssertThrowsError(try CoverModel(intervals: need, patterns: [broken])) {
      XCTAssertEqual($0 as? StaffingError, .uncoverable([need[1], need[3]]))
    }
  }

  func testLimitsThatConflictAreNamed() throws {
    var pattern = shift("four", "08:00", "08:00", length: 240)
    pattern.maximumPerDay = 2
    let model = try CoverModel(intervals: need, patterns: [pattern])
    XCTAssertThrowsError(try model.solve()) {
      guard case .conflictingRules(let conflict)? = $0 as? StaffingError else {
        return XCTFail("\($0)")
      }
      XCTAssertEqual(conflict.limits, ["\"four\": at most 2 on 2025-03-03"])
      XCTAssertEqual(conflict.needs.count, 1)
      XCTAssert(conflict.isSmallest)
      XCTAssertEqual(conflict.changes.map(\.from), [2])
      XCTAssertEqual(conflict.changes.map(\.to), [Int(need[1].required.rounded(.up))])
    }
    // Limits that contradict each other, whatever the requirement.
    pattern.maximumPerDay = nil
    pattern.minimumTotal = 4
    let rules = CoverRules(underCoverPrice: 1, maximumPaidHours: 12)
    let other = try CoverModel(intervals: need, patterns: [pattern], rules: rules)
    XCTAssertThrowsError(try other.solve()) {
      guard case .conflictingRules(let conflict)? = $0 as? StaffingError else {
        return XCTFail("\($0)")
      }
      XCTAssertEqual(
        Set(conflict.limits), ["\"four\": at least 4 in total", "at most 12.0 paid hours"])
      XCTAssertEqual(conflict.needs, [])
      XCTAssert(conflict.isSmallest)
    }
  }

  func testAConflictWithPaidHoursIsNamed() throws {
    var pattern = shift("four", "08:00", "08:00", length: 240)
    pattern.minimumTotal = 1
    pattern.maximumTotal = 3
    let rules = CoverRules(underCoverPrice: 1, maximumPaidHours: 3)
    let model = try CoverModel(intervals: need, patterns: [pattern], rules: rules)
    XCTAssertThrowsError(try model.solve()) {
      guard case .conflictingRules(let conflict)? = $0 as? StaffingError else {
        return XCTFail("\($0)")
      }
      XCTAssertEqual(conflict.limits.count, 2)
      XCTAssert("\($0)".contains("cannot be met together"), "\($0)")
    }
  }

  func testBadIntervalsAndRules() {
    let pattern = shift("four", "08:00", "08:00", length: 240)
    func assertInvalid(
      _ change: (inout [CoverInterval]) -> Void, rules: CoverRules = CoverRules(),
      _ text: String, line: UInt = #line
    ) {
      var intervals = need
      change(&intervals)
      XCTAssertThrowsError(
        try CoverModel(intervals: intervals, patterns: [pattern], rules: rules), line: line
      ) { XCTAssert("\($0)".contains(text), "\($0)", line: line) }
    }
    assertInvalid({ $0 = [] }, "no interval")
    assertInvalid({ $0[1].end = $0[1].start }, "interval 2: it ends before")
    assertInvalid({ $0[2].start -= 60 }, "interval 3: it begins before the one before it ends")
    assertInvalid({ $0.swapAt(0, 1) }, "interval 2: it begins before")
    assertInvalid({ $0[0].start += 7 }, "interval 1: it does not begin and end on a whole minute")
    assertInvalid({ $0[3].required = -1 }, "interval 4: required must be")
    assertInvalid({ $0[3].required = .nan }, "interval 4: required must be")
    assertInvalid(
      { _ in }, rules: CoverRules(underCoverPrice: -1), "underCoverPrice: expected 0 or more")
    assertInvalid({ _ in }, rules: CoverRules(overCoverPrice: .nan), "overCoverPrice: expected")
    assertInvalid(
      { _ in }, rules: CoverRules(repeatEveryDays: 0), "repeatEveryDays: expected 1 to 366")
    XCTAssertThrowsError(try CoverModel(intervals: need, patterns: [])) {
      XCTAssertEqual("\($0)", "shifts: expected at least one shift pattern, found none")
    }
  }

  /// Stopped before it begins, the search leaves a plan that keeps every rule, with a bound that
  /// the optimum does not go below.
  func testASolverThatIsStoppedAtOnceHasAPlanAndABound() throws {
    let monday = CivilDate(year: 2025, month: 3, day: 3)
    let many = (0..<60).map { k in
      let wall = WallTime(wallSeconds: WallTime(date: monday).wallSeconds + Int64(k) * 1_800)
      return CoverInterval(
        unit: "", start: wall.wallSeconds, end: wall.wallSeconds + 1_800, wallStart: wall,
        required: Double((k * 7) % 5 + (14..<40 ~= k ? 6 : 1)))
    }
    func pattern(_ name: String, _ length: Int, _ rests: [BreakRule] = []) -> ShiftPattern {
      ShiftPattern(
        name: name, earliestStart: ClockTime(minuteOfDay: 0),
        latestStart: ClockTime(minuteOfDay: 1_410), startEvery: 30, length: length,
        breaks: rests, costPerHour: length > 300 ? 20 : 22)
    }
    let rests = [(90, 150), (300, 390)].map {
      BreakRule(minutes: 30, earliest: $0.0, latest: $0.1, every: 30)
    }
    var least = pattern("least", 240)
    least.minimumPerDay = 1
    least.maximumPerDay = 30
    for patterns in [[pattern("four", 240)], [pattern("eight", 480, rests), least]] {
      for price in [nil, 15.0, 60] {
        let rules = CoverRules(underCoverPrice: price, overCoverPrice: 1)
        let model = try CoverModel(intervals: many, patterns: patterns, rules: rules)
        let plan = try model.solve(limits: SolverLimits(shouldStop: { true }))
        let checker = PlanChecker(intervals: many, patterns: patterns, rules: rules)
        XCTAssertTrue(checker.violations(of: plan).isEmpty, "\(checker.violations(of: plan))")
        let best = try model.solve()
        XCTAssertLessThanOrEqual(plan.bound, best.cost.total + 1e-6)
        XCTAssertGreaterThan(plan.bound, 0.2 * best.cost.total)
        XCTAssertGreaterThanOrEqual(plan.cost.total, best.bound - 1e-6)
        XCTAssertLessThan(plan.cost.total, 2 * best.cost.total)
      }
    }
  }
}
