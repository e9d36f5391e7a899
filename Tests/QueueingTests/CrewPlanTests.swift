import Statistics
import TestSupport
import XCTest

@testable import Queueing

final class CrewPlanTests: XCTestCase {
  /// Case by case: a queue of whole cases, each closed by whole units of work.
  private func oneByOne(_ onHand: Int, _ arrivals: [Int], _ capacity: [Int], within days: Int)
    -> [Double]
  {
    var queue = [Int](repeating: -1, count: onHand)
    var inTime = [Int](repeating: 0, count: arrivals.count)
    for day in arrivals.indices {
      queue += [Int](repeating: day, count: arrivals[day])
      for _ in 0..<min(capacity[day], queue.count) {
        let came = queue.removeFirst()
        if came >= 0, day - came <= days { inTime[came] += 1 }
      }
    }
    return inTime.map(Double.init)
  }

  func testTheFluidIsTheQueueOfWholeCases() throws {
    var stream = RandomStream(seed: 3, "crew plan")
    for _ in 0..<200 {
      let count = 4 + stream.integer(below: 20)
      let within = stream.integer(below: 4)
      let arrivals = (0..<count).map { _ in stream.integer(below: 9) }
      let capacity = (0..<count).map { _ in stream.integer(below: 9) }
      let onHand = stream.integer(below: 12)
      let work = try PromisedWork(
        onHand: Double(onHand), arrivals: arrivals.map(Double.init), withinDays: within)
      let days = Array(arrivals.indices)
      let kept = work.kept(capacity: capacity.map(Double.init), blocks: days, count: count)
      let expected = oneByOne(onHand, arrivals, capacity, within: within)
      for day in work.promisedDays {
        XCTAssertEqual(kept[day].inTime, expected[day], accuracy: 1e-9)
      }
    }
  }

  private func season(_ futures: Int, _ stream: inout RandomStream) throws -> CrewPlan.Season {
    let days = 17
    let work = try (0..<futures).map { _ in
      try PromisedWork(
        onHand: Double(stream.integer(below: 10)),
        arrivals: (0..<days).map { _ in Double(stream.integer(below: 12)) }, withinDays: 2)
    }
    return try CrewPlan.Season(
      futures: work, casesPerCrewDay: work.map { _ in 1 + stream.uniform() },
      isOpen: (0..<days).map { $0 % 7 < 5 }, block: (0..<days).map { min($0 / 5, 2) }, blocks: 3)
  }

  func testNoPlanOfFewerCrewDaysKeepsThePromise() throws {
    var stream = RandomStream(seed: 11, "crew plan search")
    for _ in 0..<12 {
      let season = try season(8, &stream)
      let plan = try CrewPlan(season, share: 0.9, certainty: 0.75)
      XCTAssertGreaterThanOrEqual(plan.chance, 0.75)
      let days = season.openDays
      var least = Int.max
      for a in 0...30 {
        for b in 0...30 {
          for c in 0...30 {
            let cost = a * days[0] + b * days[1] + c * days[2]
            if cost < least, season.chance(crews: [a, b, c], share: 0.9) >= 0.75 { least = cost }
          }
        }
      }
      XCTAssertEqual(plan.crewDays, least)
    }
  }

  func testMoreCertaintyNeverTakesFewerCrewDays() throws {
    var stream = RandomStream(seed: 12, "crew plan certainty")
    let season = try season(20, &stream)
    var last = 0
    for certainty in [0.2, 0.5, 0.8, 1] {
      let plan = try CrewPlan(season, share: 0.9, certainty: certainty)
      XCTAssertGreaterThanOrEqual(plan.crewDays, last)
      last = plan.crewDays
    }
    for future in season.futures.indices {
      let known = CrewPlan.crewDaysKnown(season, future: future, share: 0.9)
      XCTAssertLessThanOrEqual(known, Double(last) + 40)
      XCTAssertGreaterThan(known, 0)
    }
  }

  func testClosedDaysAreNoPlan() throws {
    let work = try PromisedWork(onHand: 0, arrivals: [5, 5, 5, 0], withinDays: 1)
    let season = try CrewPlan.Season(
      futures: [work], casesPerCrewDay: [2], isOpen: [false, false, false, false],
      block: [0, 0, 0, 0], blocks: 1)
    XCTAssertThrowsError(try CrewPlan(season, share: 0.9, certainty: 0.5, most: 50)) {
      XCTAssertEqual($0 as? QueueingError, .unattainable(limit: 50))
    }
    XCTAssertEqual(CrewPlan.crewDaysKnown(season, future: 0, share: 0.9), .infinity)
    XCTAssertThrowsError(try PromisedWork(onHand: -1, arrivals: [1, 2], withinDays: 0))
    XCTAssertThrowsError(try PromisedWork(onHand: 0, arrivals: [1, 2], withinDays: 2))
  }
}
