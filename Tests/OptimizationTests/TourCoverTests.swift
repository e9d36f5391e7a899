import Optimization
import XCTest

final class TourCoverTests: XCTestCase {
  /// A small week: `days` days of eight slots, shifts of three slots that start anywhere.
  private func week(days: Int, daysOn: Int, seed: UInt64) throws -> TourCover {
    var state = seed
    func next(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    let kinds = (0..<8).map { start in
      TourCover.Kind(
        slots: [start, start + 1, start + 3], costs: (0..<days).map { $0 >= 5 ? 14 : 12 })
    }
    return try TourCover(
      demand: (0..<8 * days).map { _ in Double(next(4)) }, dayCount: days, daysOn: daysOn,
      kinds: kinds)
  }

  /// The same with a column for every kind and every choice of days on.
  private func explicit(_ cover: TourCover) -> Problem {
    var problem = Problem()
    let slots = cover.demand.count
    for d in cover.demand { problem.addConstraint(lower: d) }
    for kind in cover.kinds {
      for choice in 0..<(1 << cover.dayCount) where choice.nonzeroBitCount == cover.daysOn {
        let days = (0..<cover.dayCount).filter { choice >> $0 & 1 == 1 }
        problem.addColumn(
          cost: days.reduce(0) { $0 + kind.costs[$1] },
          entries: days.flatMap { d in
            kind.slots.map { .init(row: (d * slots / cover.dayCount + $0) % slots, value: 1) }
          }, isInteger: true)
      }
    }
    return problem
  }

  /// Counts people slot by slot from the tours alone.
  private func check(_ plan: TourCover.Plan, of cover: TourCover, line: UInt = #line) {
    var present = [Double](repeating: 0, count: cover.demand.count)
    var cost = 0.0
    for tour in plan.tours {
      XCTAssertEqual(Set(tour.days).count, cover.daysOn, line: line)
      for d in tour.days {
        cost += Double(tour.count) * cover.kinds[tour.kind].costs[d]
        for s in cover.kinds[tour.kind].slots {
          present[(d * present.count / cover.dayCount + s) % present.count] += Double(tour.count)
        }
      }
    }
    for (p, d) in zip(present, cover.demand) { XCTAssertGreaterThanOrEqual(p, d, line: line) }
    XCTAssertEqual(cost, plan.solution.objective, accuracy: 1e-6, line: line)
    XCTAssertLessThanOrEqual(plan.solution.bound, cost + 1e-6, line: line)
  }

  func testAgreesWithAColumnForEveryTour() throws {
    for seed in 1...4 as ClosedRange<UInt64> {
      let cover = try week(days: 4, daysOn: 2 + Int(seed) % 2, seed: seed)
      let plan = cover.minimized()
      XCTAssertEqual(plan.solution.status, .optimal)
      XCTAssertEqual(
        plan.solution.objective, minimize(explicit(cover)).objective, accuracy: 1e-6,
        "seed \(seed)")
      check(plan, of: cover)
    }
  }

  /// Rounded rows over the tours lift the relaxation, never above the optimum.
  func testBoundIsNotBelowTheRelaxationOfAllTours() throws {
    let cover = try week(days: 7, daysOn: 5, seed: 11)
    let all = explicit(cover)
    var relaxed = Problem()
    for d in cover.demand { relaxed.addConstraint(lower: d) }
    for (j, entries) in all.entriesByVariable().enumerated() {
      relaxed.addColumn(cost: all.costs[j], entries: entries)
    }
    let plan = cover.minimized(limits: .init(nodes: 200))
    check(plan, of: cover)
    XCTAssertGreaterThanOrEqual(plan.solution.bound, minimize(relaxed).objective - 1e-6)
    XCTAssertTrue(OptimalityCheck(plan.solution, of: cover.problem).primalViolation < 1e-6)
  }

  func testMoreDemandNeverCostsLess() throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      let cover = try week(days: 4, daysOn: 3, seed: seed)
      var demand = cover.demand
      demand[Int(seed) * 5] += 2
      let more = try TourCover(demand: demand, dayCount: 4, daysOn: 3, kinds: cover.kinds)
      XCTAssertGreaterThanOrEqual(
        more.minimized().solution.objective, cover.minimized().solution.objective)
    }
  }

  func testStoppedAtOnceItStillHasAPlan() throws {
    let cover = try week(days: 7, daysOn: 5, seed: 2)
    let plan = cover.minimized(limits: .init(shouldStop: { true }))
    XCTAssertEqual(plan.solution.status, .feasible)
    check(plan, of: cover)
  }

  func testNoDemandNeedsNobody() throws {
    let kinds = [TourCover.Kind(slots: [0], costs: [1, 1])]
    let cover = try TourCover(demand: [0, 0, 0, 0], dayCount: 2, daysOn: 1, kinds: kinds)
    let plan = cover.minimized()
    XCTAssertEqual(plan.solution.objective, 0)
    XCTAssertEqual(plan.tours, [])
  }

  func testATimeNobodyCoversIsInfeasible() throws {
    let kinds = [TourCover.Kind(slots: [0], costs: [1, 1])]
    let cover = try TourCover(demand: [1, 1, 1, 1], dayCount: 2, daysOn: 1, kinds: kinds)
    XCTAssertEqual(cover.minimized().solution.status, .infeasible)
  }

  func testNumbersThatMeanNothingAreRefused() {
    let kind = TourCover.Kind(slots: [0, 1], costs: [1, 1])
    XCTAssertThrowsError(try TourCover(demand: [1, 2, 3], dayCount: 2, daysOn: 1, kinds: [kind]))
    XCTAssertThrowsError(try TourCover(demand: [1, 2], dayCount: 2, daysOn: 3, kinds: [kind]))
    let backward = TourCover.Kind(slots: [1, 0], costs: [1, 1])
    XCTAssertThrowsError(
      try TourCover(demand: [1, 2, 3, 4], dayCount: 2, daysOn: 1, kinds: [backward]))
  }
}
