import Foundation
import Statistics
import TestSupport
import XCTest

@testable import Queueing

/// The simulator against exact formulas, the forward equations, and its own books.
final class ServiceSystemTests: XCTestCase {
  private func constant(_ perHour: Double, _ intervals: Int) throws -> [ArrivalRate] {
    [try ArrivalRate(perHour: .init(repeating: perHour, count: intervals), intervalSeconds: 1800)]
  }

  /// At 99.99 %: of some thirty comparisons none should fail by chance.
  private let level = 0.9999

  /// The second half of a day of steady arrivals is Erlang A, played by the fast path and by the
  /// calendar (a skill named twice takes it).
  func testErlangA() throws {
    for (servers, rate, patience) in [(4, 42.0, 200.0), (12, 130, 120), (25, 330, 60)] {
      let model = try ErlangA(
        servers: servers, arrivalRate: rate / 3600, meanServiceTime: 300, meanPatience: patience)
      for skills in [[0], [0, 0]] {
        var system = ServiceSystem(
          rates: try constant(rate, 12), service: try .exponential(mean: 300),
          patience: try .exponential(mean: patience), agents: .init(repeating: servers, count: 12),
          intervalSeconds: 1800)
        system.pools[0].skills = skills
        let result = try Simulation(system, threshold: 20).run(replications: 150, seed: 5)
        let late = SimulationResult.Scope(interval: 8)
        for (measure, expected) in [
          (SimulationResult.Measure.delayed, model.probabilityOfWait),
          (.abandoned, model.probabilityOfAbandonment), (.wait, model.meanWait),
          (.answeredInTime(.answered), model.probabilityServedWithin(20)),
        ] {
          let found = result.estimate(measure, late, level: level)
          XCTAssert(found.contains(expected), "\(servers), \(measure): \(found) not \(expected)")
          XCTAssertLessThan(found.high - found.low, 0.7 * found.value + 0.1)
        }
        XCTAssert(
          result.occupancy(interval: 8, level: level).contains(model.occupancy), "\(servers)")
        // P(wait > t) = 10 % at the quantile of 90 %.
        let quantile = result.waitQuantile(0.9, late)
        if quantile > 0 {
          XCTAssertEqual(model.probabilityWaitExceeds(quantile), 0.1, accuracy: 0.03)
        }
      }
    }
  }

  /// A day whose rate and staff change, with hand-over, against the forward equations.
  func testTheForwardEquations() throws {
    let rate = try ArrivalRate(
      perHourAtBounds: [10, 60, 90, 30, 0], intervalSeconds: 1800)
    let agents = [3, 7, 6, 2]
    let queue = try TimeVaryingQueue(
      rate: rate, service: .exponential(mean: 400), meanPatience: 500, intervalSeconds: 1800)
    let exact = try queue.performance(agents: agents, answer: .init(share: 0.8, seconds: 60))
    for skills in [[0], [0, 0]] {
      var system = ServiceSystem(
        rates: [rate], service: try .exponential(mean: 400),
        patience: try .exponential(mean: 500), agents: agents, intervalSeconds: 1800,
        leaving: .handsOver)
      system.pools[0].skills = skills
      let result = try Simulation(system, threshold: 60).run(replications: 900, seed: 11)
      for (k, interval) in exact.intervals.enumerated() {
        let scope = SimulationResult.Scope(interval: k)
        let label = "interval \(k), skills \(skills)"
        XCTAssert(
          result.estimate(.delayed, scope, level: level).contains(interval.probabilityOfDelay),
          label)
        XCTAssert(
          result.estimate(.answeredInTime(.answered), scope, level: level)
            .contains(interval.service.answeredInTime), label)
        XCTAssert(
          result.occupancy(interval: k, level: level).contains(interval.service.occupancy), label)
      }
    }
  }

  func testPriorities() throws {
    let rates = [30.0, 20, 40]
    let model = try PriorityDelay(
      servers: 9, arrivalRates: rates.map { $0 / 3600 }, meanServiceTime: 300)
    let system = ServiceSystem(
      classes: try rates.enumerated().map { item, rate in
        .init(
          rates: try constant(rate, 16), service: try .exponential(mean: 300), priority: -item)
      },
      pools: [.init(skills: [0, 1, 2], agents: .init(repeating: 9, count: 16))],
      intervalSeconds: 1800)
    let result = try Simulation(system).run(replications: 250, seed: 2)
    for item in rates.indices {
      let scope = SimulationResult.Scope(classIndex: item, interval: 12)
      let found = result.estimate(.wait, scope, level: level)
      XCTAssert(found.contains(model.meanWaits[item]), "\(item): \(found), \(model.meanWaits)")
      XCTAssert(
        result.estimate(.delayed, scope, level: level).contains(model.probabilityOfWait))
    }
    // Waits weighted by arrivals are those without priorities.
    let plain = try ErlangC(servers: 9, offeredLoad: 7.5, meanServiceTime: 300)
    let mean = zip(rates, model.meanWaits).reduce(0) { $0 + $1.0 * $1.1 } / 90
    assertClose(mean, plain.meanWait, relative: 1e-12)
    // Overload below the second class.
    let flooded = try PriorityDelay(servers: 1, arrivalRates: [0.5, 0.7], meanServiceTime: 1)
    XCTAssertEqual(flooded.meanWaits, [2, .infinity])
  }

  private func mixed(threads: Int) throws -> SimulationResult {
    let system = ServiceSystem(
      classes: [
        .init(
          rates: try constant(60, 6), service: try .lognormal(mean: 240, coefficientOfVariation: 1),
          patience: try .exponential(mean: 90), retrialProbability: 0.5,
          retrialDelay: try .exponential(mean: 600)),
        .init(
          rates: try constant(30, 6) + constant(50, 6),
          service: try .gamma(mean: 400, coefficientOfVariation: 0.6),
          patience: try .empirical([30, 60, 300]), priority: 1),
      ],
      pools: [
        .init(skills: [0], agents: [4, 5, 2, 4, 5, 1]),
        .init(skills: [0, 1], agents: [5, 3, 6, 1, 4, 4]),
      ],
      intervalSeconds: 1800, leaving: .handsOver, closing: .sendAway)
    return try Simulation(system, threshold: 30).run(
      replications: 40, seed: 9, threads: threads)
  }

  /// The same days, to the bit, on any number of threads; and no customer is lost.
  func testThreadsAndBooks() throws {
    let (one, two) = (try mixed(threads: 1), try mixed(threads: 3))
    for (a, b) in zip(one.days, two.days) {
      XCTAssertEqual(a.events, b.events)
      XCTAssertEqual(a.end.bitPattern, b.end.bitPattern)
      for (x, y) in zip(a.cells, b.cells) {
        XCTAssertEqual(x.wait.bitPattern, y.wait.bitPattern)
        XCTAssertEqual(x.offered, y.offered)
      }
      XCTAssertEqual(a.busy.map(\.bitPattern), b.busy.map(\.bitPattern))
    }
    XCTAssertEqual(one.waitQuantile(0.9), two.waitQuantile(0.9))
    for result in [one, try plain(.sendAway), try plain(.serveEveryone)] {
      for day in result.days {
        // Arrival, start, end; or arrival and one way out.
        let offered = day.cells.reduce(0) { $0 + $1.offered }
        let lost = day.cells.reduce(0) { $0 + $1.abandoned + $1.sentAway }
        XCTAssertEqual(day.events, 3 * offered - lost)
        XCTAssert(day.busy.allSatisfy { $0 >= 0 })
      }
    }
    XCTAssertEqual(try plain(.serveEveryone).estimate(.sentAway).value, 0)
    XCTAssertGreaterThan(try plain(.sendAway).estimate(.sentAway).value, 0)
    // Half of those who give up come again.
    XCTAssertGreaterThan(
      one.offered(.init(classIndex: 0)).value,
      180 + 0.4 * 180 * one.estimate(.abandoned, .init(classIndex: 0)).value)
  }

  private func plain(_ closing: ServiceSystem.Closing) throws -> SimulationResult {
    let system = ServiceSystem(
      rates: try constant(60, 2), service: try .constant(300), agents: [5, 4],
      intervalSeconds: 1800, closing: closing)
    return try Simulation(system).run(replications: 30, seed: 1)
  }

  func testSharesOfDays() throws {
    let result = try mixed(threads: 1)
    let easy = result.shareOfDaysOnTarget(.answer(share: 0.01, within: 30))
    XCTAssertEqual(easy.value, 1)
    XCTAssertLessThan(easy.low, 1)
    let hard = result.shareOfDaysOnTarget(.answer(share: 0.9999, within: 30))
    XCTAssertEqual(hard.value, 0)
  }

  func testSystemsThatDoNotFit() throws {
    var system = ServiceSystem(
      rates: try constant(60, 2), service: try .constant(300), agents: [5, 4],
      intervalSeconds: 1800)
    XCTAssertThrowsError(try Simulation(system).run(replications: 0, seed: 1))
    system.pools[0].agents = [5]
    XCTAssertThrowsError(try Simulation(system))
    system.pools[0].agents = [5, -1]
    XCTAssertThrowsError(try Simulation(system))
    system.pools = [.init(skills: [1], agents: [1, 1])]
    XCTAssertThrowsError(try Simulation(system))
  }

  /// Nobody at work: all give up, or are sent away at once.
  func testNoAgents() throws {
    for patience in [nil, try DurationDistribution.exponential(mean: 60)] {
      for skills in [[0], [0, 0]] {
        var system = ServiceSystem(
          rates: try constant(60, 2), service: try .constant(300), patience: patience,
          agents: [0, 0], intervalSeconds: 1800)
        system.pools[0].skills = skills
        let result = try Simulation(system).run(replications: 20, seed: 4)
        XCTAssertEqual(result.estimate(patience == nil ? .sentAway : .abandoned).value, 1)
        XCTAssertEqual(result.estimate(.answeredInTime(.answered)).value, 0)
      }
    }
  }

  /// Services of any kind: on target on days the search never saw, where the steady state of
  /// each interval misses.
  func testIterativeStaffing() throws {
    let rate = try ArrivalRate(
      perHourAtBounds: [4, 20, 40, 30, 10, 6], intervalSeconds: 1800)
    let queue = try TimeVaryingQueue(
      rate: rate, service: .lognormal(mean: 1200, coefficientOfVariation: 0.8),
      meanPatience: 900, intervalSeconds: 1800)
    let target = ServiceTarget.answer(share: 0.8, within: 60)
    let plan = try queue.agentsBySimulation(target: target, replications: 150, seed: 5)
    for interval in plan.measured {
      XCTAssertGreaterThan(interval.answeredInTime.high, 0.8)
    }
    let worst = plan.measured.map(\.answeredInTime.value).min() ?? 0
    XCTAssertGreaterThan(worst, 0.75)
    XCTAssertEqual(
      plan.agents,
      try queue.agentsBySimulation(target: target, replications: 150, seed: 5, threads: 2).agents)
  }

  /// Half the agents leave at once: those who stay are no faster for it.
  func testHandOver() throws {
    let rate = try ArrivalRate(perHour: [300, 300], intervalSeconds: 900)
    let queue = try TimeVaryingQueue(
      rate: rate, service: .exponential(mean: 600), meanPatience: 120, intervalSeconds: 900)
    let exact = try queue.performance(agents: [40, 15], answer: .init(share: 0.8, seconds: 60))
    for skills in [[0], [0, 0]] {
      var system = ServiceSystem(
        rates: [rate], service: try .exponential(mean: 600),
        patience: try .exponential(mean: 120), agents: [40, 15], intervalSeconds: 900,
        leaving: .handsOver)
      system.pools[0].skills = skills
      let late = try Simulation(system, threshold: 60).run(replications: 300, seed: 6)
        .estimate(.answeredInTime(.answered), .init(interval: 1), level: level)
      XCTAssert(
        late.contains(exact.intervals[1].service.answeredInTime),
        "\(late), \(exact.intervals[1].service)")
      XCTAssertLessThan(late.high - late.low, 0.06)
    }
  }

  func testTheHeapKeepsItsOrder() {
    var stream = RandomStream(seed: 3, "heap")
    var heap = TimeHeap(capacity: 2)
    var all: [Double] = []
    for round in 0..<400 {
      let time = stream.uniform()
      heap.insert(time)
      all.append(time)
      if round % 3 == 2 {
        let gone = heap.remove(at: stream.integer(below: heap.count))
        all.removeAll { $0 == gone }
      }
    }
    for time in all.sorted() {
      XCTAssertEqual(heap.least, time)
      heap.removeLeast()
    }
    XCTAssertEqual(heap.least, .infinity)
  }
}
