import Briefings
import Queueing

extension ServiceModel {
  /// How many courses of demand a forecast without sample paths is taken as: equally likely,
  /// from quiet to busy, each quiet or busy throughout the day.
  private static let courses = 40

  /// Plays the days of a plan through.
  ///
  /// - Parameters:
  ///   - people: on the schedule in each interval; those at work are the whole number below
  ///     what shrinkage leaves.
  ///   - actuals: contacts that really came in each interval; nil draws from the forecast.
  ///   - paths: the forecast's sample paths, to draw from; nil draws from its intervals.
  func played(
    _ slots: [ForecastSlot], people: [Int], actuals: [Double]?, paths: SamplePaths?,
    replications: Int, seed: UInt64,
    threads: Int
  ) throws -> (
    days: [SimulatedServiceFacts.Stretch], intervals: [SimulatedServiceFacts.Stretch],
    events: Int
  ) {
    var days: [SimulatedServiceFacts.Stretch] = []
    var intervals: [SimulatedServiceFacts.Stretch] = []
    var events = 0
    for stretch in stretches(slots, joined: true) where !slots[stretch.lowerBound].isClosed {
      let own = Array(slots[stretch])
      let seconds = Double(own[0].seconds)
      let agents = stretch.map { self.agents(people[$0]) }
      do {
        let system = ServiceSystem(
          rates: try rates(own, actuals: actuals.map { Array($0[stretch]) }, paths),
          service: try .exponential(mean: queue.meanHandleTime),
          patience: try queue.meanPatience.map { mean throws(QueueingError) in
            try DurationDistribution.exponential(mean: mean)
          },
          agents: agents, intervalSeconds: seconds)
        // Every day of a plan has chances of its own.
        let result = try Simulation(system, threshold: target.answer?.seconds ?? 0)
          .run(
            replications: replications, seed: seed &+ UInt64(stretch.lowerBound), threads: threads)
        events += result.events
        days.append(
          self.stretch(result, .all, own[0], own[own.count - 1], people: people[stretch].max() ?? 0)
        )
        for (k, place) in stretch.enumerated() {
          intervals.append(
            self.stretch(
              result, SimulationResult.Scope(interval: k), slots[place], slots[place],
              people: people[place], interval: k))
        }
      } catch {
        throw PipelineError(.software, "\(own[0].row.start.text): \(error).")
      }
    }
    return (days, intervals, events)
  }

  private func rates(
    _ slots: [ForecastSlot], actuals: [Double]?, _ paths: SamplePaths?
  ) throws -> [ArrivalRate] {
    let seconds = Double(slots[0].seconds)
    if let actuals {
      return [
        try ArrivalRate(perHour: actuals.map { $0 * 3_600 / seconds }, intervalSeconds: seconds)
      ]
    }
    if let counts = paths?.counts(of: slots[...]) {
      return try RatePaths(counts: counts).contacts.map { path in
        try ArrivalRate(
          perHour: path.map { $0 * volume * 3_600 / seconds }, intervalSeconds: seconds)
      }
    }
    let known = try slots.map { try rate(of: $0) }
    return try (0..<Self.courses).map { course in
      let chance = (Double(course) + 0.5) / Double(Self.courses)
      return try ArrivalRate(
        perHour: known.map { $0.quantile(chance) }, intervalSeconds: seconds)
    }
  }

  private func stretch(
    _ result: SimulationResult, _ scope: SimulationResult.Scope, _ first: ForecastSlot,
    _ last: ForecastSlot, people: Int, interval: Int? = nil
  ) -> SimulatedServiceFacts.Stretch {
    func estimate(_ found: Estimate) -> SimulatedServiceFacts.Estimate {
      .init(value: found.value, low: found.low, high: found.high)
    }
    let convention = target.answer?.convention ?? .answered
    return SimulatedServiceFacts.Stretch(
      unit: first.row.id, start: first.row.start.text, end: last.end.text, people: people,
      contacts: result.offered(scope).value,
      answered: estimate(result.estimate(.answeredInTime(convention), scope)),
      abandoned: estimate(result.estimate(.abandoned, scope)),
      wait: estimate(result.estimate(.wait, scope)),
      occupancy: estimate(result.occupancy(interval: interval)),
      onTarget: interval == nil ? estimate(result.shareOfDaysOnTarget(target)) : nil)
  }
}
