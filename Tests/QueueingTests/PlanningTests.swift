import Foundation
import Statistics
import TestSupport
import XCTest

@testable import Queueing

/// Patience from logs, retrials, appointments, backlogs.
final class PlanningTests: XCTestCase {
  private func rows(_ name: String) throws -> [[String: String]] {
    try Golden.rows(Repository.reference("queueing/\(name)"))
  }

  /// The waits of Tests/Reference/queueing/patience.py.
  private func recordedWaits() -> (waits: [Double], gone: [Bool]) {
    var x = 12345
    var waits: [Double] = []
    var gone: [Bool] = []
    for k in 0..<60 {
      x = (1_103_515_245 * x + 12345) % (1 << 31)
      waits.append(Double(1 + x / 65536 % 97))
      gone.append(k % 5 == 0 || k % 5 == 3)
    }
    return (waits, gone)
  }

  func testPatience() throws {
    let (waits, gone) = recordedWaits()
    // Customers who did not wait say nothing.
    let estimate = try PatienceEstimate(waits: waits + [0, 0], abandoned: gone + [false, true])
    let interval = estimate.exponentialMeanInterval()
    var place = 0
    for row in try rows("patience.csv") {
      let value = Double(row["survival"]!)!
      switch row["time"]! {
      case "mean": assertClose(estimate.exponentialMean, value, relative: 1e-13)
      case "low": assertClose(interval.lowerBound, value, relative: 1e-10)
      case "high": assertClose(interval.upperBound, value, relative: 1e-10)
      default:
        let step = estimate.curve[place]
        place += 1
        XCTAssertEqual(step.time, Double(row["time"]!)!)
        assertClose(step.survival, value, relative: 1e-13)
        if value > 0 { assertClose(step.standardError, Double(row["error"]!)!, relative: 1e-12) }
        XCTAssertEqual(estimate.survival(step.time), step.survival)
        XCTAssertEqual(estimate.survival(step.time + 0.001), step.survival, accuracy: 1e-4)
      }
    }
    XCTAssertEqual(place, estimate.curve.count)
    XCTAssertEqual(estimate.survival(0.5), 1)
    XCTAssertThrowsError(try PatienceEstimate(waits: [3, 0], abandoned: [false, true]))
  }

  /// Patience that is known comes back from waits censored by chance.
  func testPatienceComesBack() throws {
    var stream = RandomStream(seed: 8, "patience")
    var waits: [Double] = []
    var gone: [Bool] = []
    for _ in 0..<6000 {
      let (patience, offered) = (-90 * log(stream.uniformOpen()), -60 * log(stream.uniformOpen()))
      waits.append(min(patience, offered))
      gone.append(patience < offered)
    }
    let estimate = try PatienceEstimate(waits: waits, abandoned: gone)
    XCTAssert(estimate.exponentialMeanInterval(level: 0.999).contains(90))
    for t in [20.0, 60, 120] {
      let step = estimate.curve.last { $0.time <= t }!
      XCTAssertEqual(step.survival, exp(-t / 90), accuracy: 4 * step.standardError)
    }
    let distribution = try estimate.distribution()
    XCTAssertEqual(distribution.survival(60), exp(-60.0 / 90), accuracy: 0.03)
    XCTAssertEqual(distribution.mean, 90, accuracy: 8)
  }

  /// The fixed point balances, and the simulator with late retrials agrees.
  func testRetrials() throws {
    let queue = try ContactQueue(meanHandleTime: 300, meanPatience: 60)
    let all = try queue.arrivalRateWithRetrials(perHour: 100, agents: 7, retrialProbability: 0.6)
    let gone = try queue.service(agents: 7, arrivalRatePerHour: all).abandonment
    assertClose(all, 100 + 0.6 * gone * all, relative: 1e-10)
    XCTAssertEqual(
      try queue.arrivalRateWithRetrials(perHour: 100, agents: 7, retrialProbability: 0), 100)
    XCTAssertThrowsError(
      try queue.arrivalRateWithRetrials(perHour: 100, agents: 2, retrialProbability: 1))
    let system = ServiceSystem(
      classes: [
        .init(
          rates: [
            try ArrivalRate(perHour: .init(repeating: 100, count: 20), intervalSeconds: 3600)
          ],
          service: try .exponential(mean: 300), patience: try .exponential(mean: 60),
          retrialProbability: 0.6, retrialDelay: try .exponential(mean: 7200))
      ],
      pools: [.init(skills: [0], agents: .init(repeating: 7, count: 20))], intervalSeconds: 3600)
    let result = try Simulation(system).run(replications: 60, seed: 3)
    let found = result.estimate(.abandoned, .init(interval: 17), level: 0.999)
    XCTAssert(found.contains(gone), "\(found), \(gone)")
  }

  /// The service of Tests/Reference/queueing/appointments.py, a step being 60 seconds.
  private func session(_ slots: Int, show: Double) throws -> AppointmentSession {
    try AppointmentSession(
      slots: slots, slotSeconds: 180,
      service: .empirical([60, 60, 60, 120, 120, 120, 120, 240, 240, 420]),
      showProbability: show, step: 60)
  }

  func testAppointments() throws {
    for row in try rows("appointments.csv") {
      let schedule = row["schedule"]!.split(separator: "-").map { Int($0)! }
      let found = try session(schedule.count, show: Double(row["show"]!)!)
        .performance(schedule: schedule)
      for (value, name) in [
        (found.totalWait / 60, "wait"), (found.idle / 60, "idle"),
        (found.overtime / 60, "overtime"), (found.probabilityOfOvertime, "late"),
      ] {
        XCTAssertEqual(value, Double(row[name]!)!, accuracy: 1e-12, "\(name) of \(row)")
      }
    }
  }

  /// The search against every schedule.
  func testTheBestSchedule() throws {
    for (slots, customers, show, weights) in [
      (4, 4, 1.0, AppointmentSession.Weights(wait: 1, idle: 0.5, overtime: 1)),
      (5, 4, 0.7, .init(wait: 0.2, idle: 1, overtime: 2)),
      (3, 6, 0.6, .init(wait: 1, idle: 1, overtime: 4)),
    ] {
      let session = try session(slots, show: show)
      func cost(_ schedule: [Int]) throws -> Double {
        let p = try session.performance(schedule: schedule)
        return weights.wait * p.totalWait + weights.idle * p.idle + weights.overtime * p.overtime
      }
      var least = Double.infinity
      var all: [[Int]] = [[]]
      for slot in 0..<slots {
        all = all.flatMap { start -> [[Int]] in
          let left = customers - start.reduce(0, +)
          return (slot == slots - 1 ? left...left : 0...left).map { start + [$0] }
        }
      }
      for schedule in all { least = min(least, try cost(schedule)) }
      let plan = try session.bestSchedule(customers: customers, weights: weights)
      XCTAssert(plan.isProvenOptimal)
      XCTAssertEqual(plan.schedule.reduce(0, +), customers)
      assertClose(plan.cost, least, relative: 1e-12, "\(plan.schedule)")
      assertClose(plan.cost, try cost(plan.schedule), relative: 1e-12)
      XCTAssertLessThanOrEqual(
        plan.cost, try cost(session.baileyWelchSchedule(customers: customers)) + 1e-9)
    }
  }

  /// The more stay away, the more are booked; and the gain is the greatest of all numbers.
  func testOverbooking() throws {
    let weights = AppointmentSession.Weights(wait: 0.1, idle: 0.5, overtime: 1)
    var last = 0
    for show in [1, 0.8, 0.5] {
      let session = try session(5, show: show)
      let plan = try session.bestBooking(value: 200, weights: weights, limit: 16)
      let booked = plan.schedule.reduce(0, +)
      XCTAssertGreaterThanOrEqual(booked, last)
      last = booked
      let gain = 200 * show * Double(booked) - plan.cost
      for other in 0...12 {
        let cost = try session.bestSchedule(customers: other, weights: weights).cost
        XCTAssertLessThanOrEqual(200 * show * Double(other) - cost, gain + 1e-9)
      }
    }
    XCTAssertEqual(
      try session(5, show: 0.8).baileyWelchSchedule(customers: 6).reduce(0, +), 6)
  }

  func testBacklog() throws {
    var stream = RandomStream(seed: 2, "backlog")
    let paths = (0..<50).map { _ in (0..<12).map { _ in Double(stream.integer(below: 40)) } }
    let capacity = (0..<12).map { $0 % 6 == 2 ? 0.0 : 8 }
    let plan = try BacklogPlan(
      backlog: 120, arrivals: paths, casesPerAgent: capacity, allowedLeft: 25)
    for path in paths.indices {
      let need = try XCTUnwrap(plan.agentsRequired(path: path))
      XCTAssertEqual(
        plan.course(path: path, agents: need).last ?? 0, 25, accuracy: need > 0 ? 1e-9 : 25)
      XCTAssertGreaterThan(plan.course(path: path, agents: need * 0.99).last ?? 0, 25)
    }
    let agents = try plan.agentsRequired(confidence: 0.8)
    XCTAssertGreaterThanOrEqual(plan.probabilityCleared(agents: Double(agents)), 0.8)
    XCTAssertLessThan(plan.probabilityCleared(agents: Double(agents - 1)), 0.8)
    XCTAssertNotNil(plan.clearingDay(agents: Double(agents), quantile: 0.8))
    // The last day is off: its cases cannot be done.
    let closed = try BacklogPlan(backlog: 0, arrivals: [[0, 5]], casesPerAgent: [10, 0])
    XCTAssertNil(closed.agentsRequired(path: 0))
    XCTAssertThrowsError(try closed.agentsRequired(confidence: 0.5))
  }
}
