import CivilTime
import Staffing
import XCTest

/// Chicago in 2025: 9 March has 23 hours, 2 November has 25.
final class ClockChangeTests: XCTestCase {
  /// Hourly intervals in UTC, read off a wall that changes at `change`.
  private func intervals(
    from start: Int64, count: Int, change: Int64, before: Int64, after: Int64,
    required: (Int) -> Double
  ) -> [CoverInterval] {
    (0..<count).map { k in
      let position = start + Int64(k) * 3600
      let offset = position < change ? before : after
      return CoverInterval(
        unit: "", start: position, end: position + 3600,
        wallStart: WallTime(wallSeconds: position + offset * 3600), required: required(k))
    }
  }

  private func night(endsByClock: Bool) -> ShiftPattern {
    ShiftPattern(
      name: "night", earliestStart: ClockTime("22:00")!, latestStart: ClockTime("22:00")!,
      length: 480, endsByClock: endsByClock, costPerHour: 10,
      nightPremium: NightPremium(from: ClockTime("00:00")!, to: ClockTime("06:00")!, perHour: 1))
  }

  func testTheShortNight() throws {
    // 2025-03-08 12:00 to 2025-03-09 12:00 wall time: 23 hours.
    let change: Int64 = 1_741_507_200
    let day = intervals(
      from: change - 14 * 3600, count: 23, change: change, before: -6, after: -5,
      required: { (10..<17).contains($0) ? 1 : 0 })
    XCTAssertEqual(day[14].wallStart.secondOfDay, 3 * 3600)
    let plan = try checkedPlan(day, [night(endsByClock: false)])
    XCTAssertEqual(plan.shifts.count, 1)
    XCTAssertEqual(plan.shifts[0].wallEnd.secondOfDay, 7 * 3600, "eight hours end an hour later")
    // Five hours of night: 00:00 to 02:00 and 03:00 to 06:00.
    XCTAssertEqual(plan.cost.total, 85)

    let usual = try checkedPlan(day, [night(endsByClock: true)])
    XCTAssertEqual(usual.shifts[0].wallEnd.secondOfDay, 6 * 3600)
    XCTAssertEqual(usual.shifts[0].paidHours, 7)
    XCTAssertEqual(usual.cost.total, 70 + 5)

    // Nothing begins in the hour that is skipped.
    let early = shift("early", "01:00", "04:00", length: 60)
    let starts = try checkedPlan(
      intervals(
        from: change - 3600, count: 3, change: change, before: -6, after: -5, required: { _ in 1 }),
      [early])
    XCTAssertEqual(starts.shifts.map { $0.wallStart.secondOfDay / 3600 }, [1, 3, 4])
  }

  func testTheLongNight() throws {
    // Wall 01:00 to 02:00 comes twice.
    let change: Int64 = 1_762_066_800
    let day = intervals(
      from: change - 14 * 3600, count: 25, change: change, before: -5, after: -6,
      required: { (10..<18).contains($0) ? 1 : 0 })
    XCTAssertEqual(day[13].wallStart, day[14].wallStart)
    let plan = try checkedPlan(day, [night(endsByClock: false)])
    XCTAssertEqual(plan.shifts.count, 1)
    XCTAssertEqual(plan.shifts[0].wallEnd.secondOfDay, 5 * 3600)
    XCTAssertEqual(plan.cost.total, 80 + 6)

    let usual = try checkedPlan(day, [night(endsByClock: true)])
    XCTAssertEqual(usual.shifts[0].wallEnd.secondOfDay, 6 * 3600)
    XCTAssertEqual(usual.shifts[0].paidHours, 9)
    XCTAssertEqual(usual.cost.total, 90 + 7)
    // A repeating plan has no such day.
    XCTAssertThrowsError(
      try CoverModel(
        intervals: day, patterns: [night(endsByClock: true)], rules: CoverRules(repeatEveryDays: 2))
    )
  }

  func testChangesInClosedHours() throws {
    // Open from 8 to 12 on Saturday and Sunday; the clocks change in between.
    let change: Int64 = 1_741_507_200
    let saturday = intervals(
      from: change - 18 * 3600, count: 4, change: change, before: -6, after: -5,
      required: { _ in 1 })
    let sunday = intervals(
      from: change + 5 * 3600, count: 4, change: change, before: -6, after: -5,
      required: { _ in 1 })
    XCTAssertEqual(saturday[0].wallStart.secondOfDay, 8 * 3600)
    XCTAssertEqual(sunday[0].wallStart.secondOfDay, 8 * 3600)
    let plan = try checkedPlan(saturday + sunday, [shift("six", "06:00", "06:00", length: 360)])
    XCTAssertEqual(plan.shifts.map { $0.wallStart.secondOfDay / 3600 }, [6, 6])
    XCTAssertEqual(plan.shifts.map { $0.wallEnd.secondOfDay / 3600 }, [12, 12])
  }
}
