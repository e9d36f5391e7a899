import Foundation
import Queueing
import Statistics

/// Time-varying staffing on sixteen sinusoidal days, known and uncertain, and the simulator's
/// speed and agreement with Erlang A.
enum QueueingStudy {
  static func run(directory: String?, emit: (String) -> Void) {
    for load in [8.0, 40] {
      for amplitude in [0.5, 1] {
        for hours in [0.1, 0.5, 1, 3] {
          do {
            try staffing(load, amplitude, hours, emit)
            try uncertain(load, amplitude, hours, emit)
          } catch {
            emit(line("load \(load)", "failed", .nan))
          }
        }
      }
    }
    for servers in [10, 50, 200] {
      for pools in [1, 2] { try? speed(servers, pools, emit) }
    }
    if let directory { try? agreement(directory, emit) }
  }

  private static func line(
    _ name: String, _ measure: String, _ value: Double, _ more: [String: Double] = [:]
  ) -> String {
    Measurement.line(study: "queueing", case: name, measure: measure, value: value, more: more)
  }

  /// Nobody but one in five finds every agent busy.
  private static let target = ServiceTarget.answer(share: 0.8, within: 0, counting: .offeredWait)

  private static func name(_ load: Double, _ amplitude: Double, _ hours: Double) -> String {
    "load \(load), amplitude \(amplitude), service \(hours) h"
  }

  /// A day of 24 hours, rate 1 ± amplitude, half hours; nobody abandons.
  private static func staffing(
    _ load: Double, _ amplitude: Double, _ hours: Double, _ emit: (String) -> Void
  ) throws {
    let rate = try ArrivalRate(duration: 86400, step: 300, cyclic: true) {
      load / hours * (1 + amplitude * sin(2 * .pi * $0 / 86400))
    }
    let queue = try TimeVaryingQueue(
      rate: rate, service: .exponential(mean: hours * 3600), intervalSeconds: 1800)
    for (label, method) in [
      ("stationary mean", TimeVaryingQueue.StaffingMethod.stationary(.mean)),
      ("stationary maximum", .stationary(.maximum)),
      ("offered load maximum", .modifiedOfferedLoad(.maximum)),
      ("forward equations", .forwardEquations),
    ] {
      let start = Stopwatch.cpuSeconds
      let agents = try queue.agentsRequired(target: target, method: method)
      let seconds = Stopwatch.cpuSeconds - start
      let day = try queue.performance(agents: agents)
      let missed = day.intervals.filter { $0.probabilityOfDelay > 0.22 }.count
      emit(
        line(
          "\(name(load, amplitude, hours)), \(label)", "worst half hour's P(delay)",
          day.worstProbabilityOfDelay,
          [
            "agent_hours": Double(agents.reduce(0, +)) / 2, "cpu_seconds": seconds,
            "share_over_target_by_10pct": Double(missed) / Double(agents.count),
          ]))
    }
  }

  /// The same with a patience of one service and a factor on the day's rate with a coefficient
  /// of variation of 10 %, forty days.
  private static func uncertain(
    _ load: Double, _ amplitude: Double, _ hours: Double, _ emit: (String) -> Void
  ) throws {
    let factor = try Gamma(mean: 1, variance: 0.01)
    let course = (0..<48).map { (k: Int) -> Double in
      let turn = (Double(k) + 0.5) / 48
      return load / hours * (1 + amplitude * sin(2 * Double.pi * turn))
    }
    let paths = (0..<40).map { (day: Int) -> [Double] in
      let size = factor.quantile((Double(day) + 0.5) / 40)
      return course.map { $0 * size }
    }
    let staffing = try SampledStaffing(
      paths: paths, service: .exponential(mean: hours * 3600), meanPatience: hours * 3600,
      intervalSeconds: 1800, cyclic: true, target: target)
    let steady = try ContactQueue(meanHandleTime: hours * 3600, meanPatience: hours * 3600)
    let known = try course.map {
      try steady.agentsRequired(arrivalRatePerHour: max(1e-9, $0), target: target)
    }
    let quantile = try course.map {
      try steady.agentsRequired(
        arrivalRatePerHour: max(1e-9, $0 * factor.quantile(0.8)), target: target)
    }
    let start = Stopwatch.cpuSeconds
    let exact = try staffing.agentsRequired(confidence: 0.8, exactly: true)
    let seconds = Stopwatch.cpuSeconds - start
    for (label, agents) in [
      ("stationary mean", known), ("stationary quantile", quantile),
      ("offered load quantile", try staffing.agentsRequired(confidence: 0.8)),
      ("forward equations", exact),
    ] {
      let shares = try staffing.shareOfDaysOnTarget(agents: agents)
      emit(
        line(
          "\(name(load, amplitude, hours)), uncertain, \(label)",
          "worst half hour's share of days on target", shares.intervals.min() ?? .nan,
          [
            "agent_hours": Double(agents.reduce(0, +)) / 2, "days_on_target": shares.day,
            "cpu_seconds": label == "forward equations" ? seconds : .nan,
          ]))
    }
  }

  /// Events a CPU second, an event being an arrival, the start or end of a service or an
  /// abandonment.
  private static func speed(_ servers: Int, _ pools: Int, _ emit: (String) -> Void) throws {
    let perHour = Double(servers) * 11.5 / Double(pools)
    let rate = try ArrivalRate(
      perHour: .init(repeating: perHour, count: 48), intervalSeconds: 1800)
    let item = ServiceSystem.CustomerClass(
      rates: [rate], service: try .exponential(mean: 300), patience: try .exponential(mean: 180))
    let system = ServiceSystem(
      classes: .init(repeating: item, count: pools),
      pools: (0..<pools).map {
        .init(
          skills: $0 == 0 ? Array(0..<pools) : [$0],
          agents: .init(repeating: servers / pools, count: 48))
      }, intervalSeconds: 1800)
    let simulation = try Simulation(system, threshold: 20)
    for threads in [1, 2] {
      let clock = ContinuousClock()
      var result: SimulationResult?
      let began = clock.now
      let seconds = Stopwatch.least(of: 1) {
        result = try? simulation.run(
          replications: max(64, 200_000 / servers), seed: 1, threads: threads)
      }
      let wall = (clock.now - began) / .seconds(1)
      let events = Double(result?.events ?? 0)
      emit(
        line(
          "\(servers) agents, \(pools) pools, \(threads) threads", "million events a CPU second",
          events / seconds / 1e6, ["million_events_a_second": events / wall / 1e6]))
    }
  }

  /// How many values of the table of Erlang A lie in the simulator's 99 % interval.
  private static func agreement(_ directory: String, _ emit: (String) -> Void) throws {
    let text = try String(
      contentsOf: URL(filePath: directory).appending(path: "erlang_a.csv"), encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline)
    let names = lines[0].split(separator: ",").map(String.init)
    var inside = 0.0
    var compared = 0.0
    for (number, row) in lines.dropFirst().enumerated() {
      let cells = row.split(separator: ",").compactMap { Double($0) }
      guard cells.count == names.count else { continue }
      let values = Dictionary(uniqueKeysWithValues: zip(names, cells))
      guard let servers = values["servers"], let arrivals = values["lambda"],
        let rate = values["mu"], let leaving = values["theta"], let t = values["t"],
        servers <= 1000
      else { continue }
      // One unit of the table is a minute; the empty system fills in thirty services.
      let settle = 30 * 60 / min(rate, leaving)
      let system = ServiceSystem(
        rates: [
          try ArrivalRate(perHour: [arrivals * 60, arrivals * 60], intervalSeconds: settle)
        ],
        service: try .exponential(mean: 60 / rate), patience: try .exponential(mean: 60 / leaving),
        agents: [Int(servers), Int(servers)], intervalSeconds: settle)
      let days = Int(min(4000, max(100, 3e6 / (arrivals * settle / 30))))
      let result = try Simulation(system, threshold: t * 60)
        .run(replications: days, seed: UInt64(number), threads: 2)
      let late = SimulationResult.Scope(interval: 1)
      func compare(_ measure: SimulationResult.Measure, _ column: String, _ unit: Double = 1) {
        guard let value = values[column], value > 1e-4, value < 1 - 1e-4 || unit != 1 else {
          return
        }
        compared += 1
        if result.estimate(measure, late, level: 0.99).contains(value * unit) { inside += 1 }
      }
      compare(.delayed, "prob_wait")
      compare(.abandoned, "prob_abandon")
      compare(.wait, "mean_wait", 60)
    }
    emit(
      line(
        "Erlang A table", "share of values inside the 99 % interval", inside / compared,
        ["compared": compared]))
  }
}
