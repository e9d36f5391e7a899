import Foundation
import TestSupport
import XCTest

@testable import Queueing

/// Time-varying queues against the forward equations solved by scipy and loads integrated by
/// mpmath (Tests/Reference/queueing/time_varying.py), and by their own laws.
final class TimeVaryingTests: XCTestCase {
  private struct Case {
    let name: String
    let linear: Bool
    let rates: [Double]
    let agents: [Int]
    let service: Double
    let patience: Double?
    let width: Double
    let threshold: Double
  }

  /// As in the script.
  private let cases = [
    Case(
      name: "linear patient", linear: true, rates: [30, 60, 90, 70, 40], agents: [3, 7, 9, 7],
      service: 300, patience: nil, width: 1800, threshold: 20),
    Case(
      name: "constant impatient", linear: false, rates: [40, 100, 20, 80], agents: [4, 7, 4, 6],
      service: 360, patience: 240, width: 900, threshold: 60),
    Case(
      name: "long service", linear: true, rates: [4, 10, 16, 6, 0], agents: [4, 8, 12, 12],
      service: 3600, patience: 1800, width: 1800, threshold: 900),
    Case(
      name: "threshold beyond an interval", linear: false, rates: [60, 120, 50, 40],
      agents: [6, 8, 9, 6], service: 400, patience: 900, width: 600, threshold: 800),
    Case(
      name: "drop to none", linear: false, rates: [30, 30, 10, 20], agents: [4, 0, 3, 5],
      service: 300, patience: 200, width: 600, threshold: 30),
  ]

  func testTheForwardEquations() throws {
    let rows = try Golden.rows(Repository.reference("queueing/day.csv"))
    for item in cases {
      let rate =
        try item.linear
        ? ArrivalRate(perHourAtBounds: item.rates, intervalSeconds: item.width)
        : ArrivalRate(perHour: item.rates, intervalSeconds: item.width)
      let queue = try TimeVaryingQueue(
        rate: rate, service: .exponential(mean: item.service), meanPatience: item.patience,
        intervalSeconds: item.width)
      func day(_ convention: ServiceTarget.Convention) throws -> DayPerformance {
        try queue.performance(
          agents: item.agents,
          answer: .init(share: 0.8, seconds: item.threshold, convention: convention))
      }
      let (answered, reached) = (try day(.answered), try day(.offeredWait))
      for (k, row) in rows.filter({ $0["case"] == item.name }).enumerated() {
        func value(_ name: String) -> Double { Double(row[name]!)! }
        let got = answered.intervals[k]
        let label = "\(item.name), interval \(k)"
        assertClose(got.arrivals, value("arrivals"), relative: 1e-9, label)
        for (found, name) in [
          (got.probabilityOfDelay, "delay"), (got.service.abandonment, "abandonment"),
          (got.meanQueue, "queue"), (got.meanInSystem, "present"),
          (got.service.occupancy * Double(got.agents), got.agents == 0 ? "" : "busy"),
          (got.service.answeredInTime, "answered"),
          (reached.intervals[k].service.answeredInTime, "reached"),
        ] where name != "" {
          XCTAssertEqual(found, value(name), accuracy: 2e-7, "\(name) of \(label)")
        }
      }
    }
  }

  func testTheOfferedLoad() throws {
    let services: [String: DurationDistribution] = [
      "exponential": try .exponential(mean: 1800), "constant": try .constant(1800),
      "gamma": try .gamma(mean: 1800, coefficientOfVariation: 0.5),
      "lognormal": try .lognormal(mean: 1800, coefficientOfVariation: 1.2),
      "hyperexponential": try .hyperexponential(weights: [3, 2], means: [720, 3420]),
      "empirical": try .empirical([360, 4140, 1080, 1620]),
    ]
    for row in try Golden.rows(Repository.reference("queueing/offered_load.csv")) {
      let rates = [5.0, 20, 35, 10]
      let rate =
        try row["rate"] == "linear"
        ? ArrivalRate(perHourAtBounds: rates + [0], intervalSeconds: 3600)
        : ArrivalRate(perHour: rates, intervalSeconds: 3600)
      let load = OfferedLoad(rate: rate, service: services[row["service"]!]!)
      assertClose(
        load.value(at: 3600 * Double(row["hours"]!)!), Double(row["load"]!)!, relative: 1e-11,
        "\(row)")
    }
  }

  /// The load of a sinusoid and exponential service is a sinusoid, later and flatter (Eick,
  /// Massey and Whitt 1993, "Mt/G/∞ queues with sinusoidal arrival rates", Management Science
  /// 39(2), equations 15 to 18).
  func testTheLoadOfASinusoid() throws {
    let turn = 2 * Double.pi / 86400
    let rate = try ArrivalRate(duration: 86400, step: 60, cyclic: true) {
      40 * (1 + 0.5 * sin(turn * $0))
    }
    let load = OfferedLoad(rate: rate, service: try .exponential(mean: 7200))
    let x = turn * 7200
    for hour in 0..<24 {
      let t = Double(hour) * 3600
      let expected = 80 * (1 + 0.5 * (sin(turn * t) - x * cos(turn * t)) / (1 + x * x))
      assertClose(load.value(at: t), expected, relative: 2e-6)
    }
  }

  /// A constant rate for a long day is Erlang A in its last interval.
  func testAConstantRateSettles() throws {
    let queue = try TimeVaryingQueue(
      rate: ArrivalRate(perHour: [Double](repeating: 120, count: 20), intervalSeconds: 1800),
      service: .exponential(mean: 300), meanPatience: 180, intervalSeconds: 1800)
    for convention in ServiceTarget.Convention.allCases {
      let answer = ServiceTarget.AnswerTime(share: 0.8, seconds: 20, convention: convention)
      let last = try XCTUnwrap(
        try queue.performance(agents: .init(repeating: 10, count: 20), answer: answer).intervals
          .last)
      let expected = try ContactQueue(meanHandleTime: 300, meanPatience: 180)
        .service(agents: 10, arrivalRatePerHour: 120, answer: answer)
      assertClose(last.service.answeredInTime, expected.answeredInTime, relative: 1e-11)
      assertClose(last.service.abandonment, expected.abandonment, relative: 1e-11)
      assertClose(last.service.meanWait, expected.meanWait, relative: 1e-11)
      assertClose(last.service.occupancy, expected.occupancy, relative: 1e-11)
    }
  }

  /// A sinusoidal half day with services of two hours: every half hour on target, with no more
  /// hours than steady states at the largest rate of each half hour ask for.
  func testEveryHalfHourIsOnTarget() throws {
    let target = ServiceTarget.answer(share: 0.8, within: 0, counting: .offeredWait)
    let (load, amplitude, hours) = (6.0, 1.0, 2.0)
    let rate = try ArrivalRate(
      perHour: (0..<24).map { load / hours * (1 + amplitude * sin(2 * .pi * Double($0) / 24)) },
      intervalSeconds: 1800, cyclic: true)
    let queue = try TimeVaryingQueue(
      rate: rate, service: .exponential(mean: 3600 * hours), intervalSeconds: 1800)
    let plain = try queue.agentsRequired(target: target, method: .stationary(.maximum))
    let modified = try queue.agentsRequired(
      target: target, method: .modifiedOfferedLoad(.maximum))
    let exact = try queue.agentsRequired(target: target, method: .forwardEquations)
    let label = "load \(load), amplitude \(amplitude), service \(hours) h"
    XCTAssertLessThanOrEqual(
      try queue.performance(agents: exact).worstProbabilityOfDelay, 0.2 + 1e-9, label)
    XCTAssertLessThanOrEqual(
      try queue.performance(agents: modified).worstProbabilityOfDelay, 0.22, label)
    XCTAssertGreaterThan(
      try queue.performance(agents: plain).worstProbabilityOfDelay, 0.22, label)
    XCTAssertLessThan(exact.reduce(0, +), plain.reduce(0, +), label)
  }

  /// With a threshold and impatience the plan is on target in every interval too, also where
  /// nobody comes at all for a while.
  func testTheForwardPlanMeetsOtherTargets() throws {
    let rates = [0.0, 20, 60, 0, 30]
    for target in [
      ServiceTarget.answer(share: 0.8, within: 60), ServiceTarget(maximumAbandonment: 0.05),
      .init(answer: .init(share: 0.7, seconds: 20), maximumMeanWait: 30, maximumOccupancy: 0.9),
    ] {
      let queue = try TimeVaryingQueue(
        rate: ArrivalRate(perHour: rates, intervalSeconds: 1800),
        service: .exponential(mean: 600), meanPatience: 300, intervalSeconds: 1800)
      let agents = try queue.agentsRequired(target: target, method: .forwardEquations)
      let day = try queue.performance(agents: agents, answer: target.answer)
      for (k, interval) in day.intervals.enumerated() where rates[k] > 0 {
        XCTAssert(target.isMet(by: interval.service), "\(target), interval \(k): \(interval)")
        // One agent less is not enough here, or moves the trouble to a neighbour.
        var fewer = agents
        fewer[k] -= 1
        guard fewer[k] >= 0 else { continue }
        let less = try queue.performance(agents: fewer, answer: target.answer)
        XCTAssert(
          less.intervals.enumerated().contains {
            rates[$0.offset] > 0 && !target.isMet(by: $0.element.service)
          }, "\(target): interval \(k) has an agent too many")
      }
    }
  }

  /// Nobody there and nobody coming, from the start or after all have left.
  func testNobody() throws {
    let queue = try TimeVaryingQueue(
      rate: ArrivalRate(perHour: [0, 0, 60, 0, 0], intervalSeconds: 600),
      service: .exponential(mean: 60), meanPatience: 60, intervalSeconds: 600)
    let day = try queue.performance(
      agents: [0, 2, 3, 4, 1], answer: .init(share: 0.8, seconds: 20))
    for k in [0, 1, 3, 4] {
      XCTAssertEqual(day.intervals[k].arrivals, 0, accuracy: 1e-15)
      XCTAssertEqual(day.intervals[k].service.answeredInTime, 1)
    }
    XCTAssertEqual(day.intervals[1].meanInSystem, 0)
    assertClose(day.intervals[2].arrivals, 10, relative: 1e-12)
    XCTAssertLessThan(day.errorBound, 1e-10)
  }

  func testParametersOutsideTheirRange() throws {
    XCTAssertThrowsError(try ArrivalRate(perHour: [], intervalSeconds: 60))
    XCTAssertThrowsError(try ArrivalRate(perHour: [1, -1], intervalSeconds: 60))
    XCTAssertThrowsError(try DurationDistribution.empirical([0, 0]))
    XCTAssertThrowsError(try DurationDistribution.lognormal(mean: 3, coefficientOfVariation: 0))
    let rate = try ArrivalRate(perHour: [10, 20], intervalSeconds: 1800, cyclic: true)
    XCTAssertThrowsError(
      try TimeVaryingQueue(rate: rate, service: .constant(60), intervalSeconds: 1000))
    let constant = try TimeVaryingQueue(
      rate: rate, service: .constant(60), intervalSeconds: 1800)
    XCTAssertThrowsError(try constant.performance(agents: [1, 1])) {
      XCTAssertEqual($0 as? QueueingError, .serviceNotExponential)
    }
    let queue = try TimeVaryingQueue(
      rate: rate, service: .exponential(mean: 600), intervalSeconds: 1800)
    XCTAssertThrowsError(try queue.performance(agents: [2, 3])) {
      XCTAssertEqual($0 as? QueueingError, .neverSettles)
    }
    XCTAssertThrowsError(try queue.performance(agents: [4]))
    XCTAssertEqual(try queue.performance(agents: [4, 6]).intervals.count, 2)
  }
}
