import Optimization
import Staffing
import TestSupport
import XCTest

/// Generated weeks whose optima other solvers have proved.
final class ShiftCoverTests: XCTestCase {
  func testWithoutBreaks() throws {
    let week = try ShiftCoverInstance.load("flow_small")
    let plan = try checkedPlan(week.intervals, week.patterns, week.rules)
    XCTAssertEqual(plan.status, .optimal)
    assertClose(plan.cost.total, 15_884, relative: 1e-9)
    assertClose(plan.bound, 15_884, relative: 1e-6)
  }

  func testWithBreaks() throws {
    let week = try ShiftCoverInstance.load("brk_small")
    let model = try CoverModel(
      intervals: week.intervals, patterns: week.patterns, rules: week.rules)
    XCTAssertEqual(model.candidateCount, 1680)
    let plan = try checkedPlan(week.intervals, week.patterns, week.rules)
    XCTAssertEqual(plan.status, .optimal)
    assertClose(plan.cost.total, 16_028, relative: 1e-9)
  }
}
