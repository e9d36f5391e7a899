import Foundation
import LinearAlgebra

/// Agents for a day whose rate is known as sample paths of a forecast: what each path asks for,
/// the expected cost of too few, and plans that keep a promise on a share of days.
///
/// The paths are of the *rate*, without the Poisson noise of counts. They carry how intervals
/// go together, so that a busy morning is followed by a busy afternoon where the forecast says
/// so.
public struct SampledStaffing: Sendable {
  /// One queue a path.
  public let queues: [TimeVaryingQueue]
  public let target: ServiceTarget
  /// The agents that each path asks for in each interval, by the modified offered load.
  public let required: [[Int]]
  /// The steady-state rate that stands for each path's load in each interval, contacts an hour.
  private let effectiveRates: [[Double]]

  /// `paths` holds for each sample the rate in each interval, contacts an hour; the other
  /// parameters are those of `TimeVaryingQueue`.
  public init(
    paths: [[Double]], service: DurationDistribution, meanPatience: Double? = nil,
    intervalSeconds: Double, cyclic: Bool = false, target: ServiceTarget
  ) throws(QueueingError) {
    try require(!paths.isEmpty, "number of paths", 0, "at least 1")
    try target.validate(customersAbandon: meanPatience != nil)
    let stationary = try ContactQueue(meanHandleTime: service.mean, meanPatience: meanPatience)
    var queues: [TimeVaryingQueue] = []
    var rates: [[Double]] = []
    var required: [[Int]] = []
    for path in paths {
      try require(
        path.count == paths[0].count, "intervals of a path", Double(path.count),
        "the same for all paths")
      let queue = try TimeVaryingQueue(
        rate: ArrivalRate(perHour: path, intervalSeconds: intervalSeconds, cyclic: cyclic),
        service: service, meanPatience: meanPatience, intervalSeconds: intervalSeconds)
      let effective = queue.effectiveRatesPerHour(.mean)
      var agents: [Int] = []
      for rate in effective {
        agents.append(
          try stationary.agentsRequired(
            arrivalRatePerHour: rate < 1e-9 ? 0 : rate, target: target))
      }
      queues.append(queue)
      rates.append(effective)
      required.append(agents)
    }
    self.queues = queues
    self.target = target
    self.required = required
    effectiveRates = rates
  }

  public var intervalCount: Int { queues[0].intervalCount }

  /// The expected number of agents missing in an interval, E[max(0, required − agents)], times
  /// the `price` of an agent missing: exactly convex. Its minimum with a wage w an agent is the
  /// newsvendor's, the requirement's quantile at 1 − w / price.
  public func shortfall(interval: Int, price: Double = 1) -> StaffingPenalty {
    let needs = required.map { $0[interval] }
    let most = needs.max() ?? 0
    let scale = price / Double(needs.count)
    return StaffingPenalty(
      hullOf: (0...most).map { agents in
        scale * needs.reduce(0.0) { $0 + Double(max(0, $1 - agents)) }
      })
  }

  /// The expected number of an interval's contacts that are not answered in time (of the
  /// target's answer time; else those who have to wait), times the `price` of one: the convex
  /// hull from below, by steady states at the modified offered load. The hull differs from the
  /// function where agents are far fewer than the load, where one more helps little.
  public func lateContacts(
    interval: Int, price: Double = 1
  ) throws(QueueingError) -> StaffingPenalty {
    let first = queues[0]
    let stationary = try ContactQueue(
      meanHandleTime: first.service.mean, meanPatience: first.meanPatience)
    var values: [Double] = []
    var agents = 0
    let scale = price / Double(queues.count)
    let start = Double(interval) * first.intervalSeconds
    let contacts = queues.map {
      $0.rate.arrivals(from: start, to: start + first.intervalSeconds)
    }
    let all = contacts.reduce(0, +) * scale
    while agents <= ContactQueue.agentLimit {
      var late = 0.0
      for (contact, rates) in zip(contacts, effectiveRates) where contact > 0 {
        let service = try stationary.service(
          agents: agents, arrivalRatePerHour: max(rates[interval], 1e-9), answer: target.answer)
        late += contact * (1 - service.answeredInTime)
      }
      values.append(late * scale)
      if late * scale <= 1e-4 * all { break }
      agents += 1
    }
    return StaffingPenalty(hullOf: values)
  }

  /// The fewest agents that meet the target in each interval on a share `confidence` of the
  /// paths. By the requirement's quantile under the modified offered load, or by the forward
  /// equations of every path, which see the queue that this very plan leaves behind on busy
  /// days. Intervals in which nobody comes on any path keep the quantile.
  public func agentsRequired(
    confidence: Double, exactly: Bool = false, threads: Int = 1
  ) throws(QueueingError) -> [Int] {
    try require(
      confidence > 0 && confidence <= 1, "confidence", confidence, "above 0, at most 1")
    // So many paths must be on target.
    let wanted = Int((confidence * Double(queues.count) - 1e-9).rounded(.up))
    let guess = (0..<intervalCount).map { k in
      required.map { $0[k] }.sorted()[max(0, wanted - 1)]
    }
    if !exactly { return guess }
    let answer = target.answer
    let days = try queues.map { queue throws(QueueingError) in try ForwardDay(queue, answer) }
    var states: [BirthDeathState] = []
    for day in days { states.append(try day.start(guess)) }
    let beyond = Int(
      ((answer?.seconds ?? 0) / queues[0].intervalSeconds).rounded(.up))
    var agents: [Int] = []
    for k in guess.indices {
      func trial(_ count: Int) -> (hits: Int, states: [BirthDeathState]) {
        let later = [Int](repeating: count, count: beyond)
        let outcomes = parallelMap(days.count, threads: threads) {
          [states] path -> (Bool, BirthDeathState) in
          var state = states[path]
          let found = days[path].measure(k, count, later: later, &state)
          return (found.arrivals < 1e-9 || target.isMet(by: found.service), state)
        }
        return (outcomes.reduce(0) { $0 + ($1.0 ? 1 : 0) }, outcomes.map(\.1))
      }
      var count = guess[k]
      var best = trial(count)
      if queues.allSatisfy({ $0.ratesPerHour(.mean)[k] < 1e-9 }) {
        agents.append(count)
        states = best.states
        continue
      }
      if best.hits >= wanted {
        while count > 0 {
          let fewer = trial(count - 1)
          if fewer.hits < wanted { break }
          count -= 1
          best = fewer
        }
      } else {
        while best.hits < wanted {
          if count >= ContactQueue.agentLimit {
            throw .unattainable(limit: ContactQueue.agentLimit)
          }
          count += 1
          best = trial(count)
        }
      }
      agents.append(count)
      states = best.states
    }
    return agents
  }

  /// How a plan does on the paths, by the forward equations: for each interval the share of days
  /// on which it meets the target, and the share of days whose customers as a whole get it.
  public func shareOfDaysOnTarget(
    agents: [Int], threads: Int = 1
  ) throws(QueueingError) -> (intervals: [Double], day: Double) {
    let outcomes = try parallelTryMap(queues.count, threads: threads) {
      path throws(QueueingError) in
      let day = try queues[path].performance(agents: agents, answer: target.answer)
      return (
        intervals: day.intervals.map { $0.arrivals < 1e-9 || target.isMet(by: $0.service) },
        day: target.isMet(by: day.overall)
      )
    }
    let count = Double(queues.count)
    return (
      (0..<intervalCount).map { k in
        outcomes.reduce(0.0) { $0 + ($1.intervals[k] ? 1 : 0) } / count
      },
      outcomes.reduce(0.0) { $0 + ($1.day ? 1 : 0) } / count
    )
  }

  /// The plan with the fewest agent hours, among the requirement's quantiles at one level for
  /// all intervals, whose *day as a whole* is on target on a share `confidence` of the paths,
  /// by the forward equations. Cheaper than `agentsRequired` where a quiet hour may make up for
  /// a busy one.
  public func agentsForDays(
    confidence: Double, threads: Int = 1
  ) throws(QueueingError) -> [Int] {
    try require(
      confidence > 0 && confidence <= 1, "confidence", confidence, "above 0, at most 1")
    func plan(_ rank: Int) -> [Int] {
      (0..<intervalCount).map { k in required.map { $0[k] }.sorted()[rank] }
    }
    var low = -1
    var high = queues.count - 1
    let tolerance = 1e-9
    while high - low > 1 {
      let middle = (low + high) / 2
      let share = try shareOfDaysOnTarget(agents: plan(middle), threads: threads).day
      if share >= confidence - tolerance { high = middle } else { low = middle }
    }
    var agents = plan(high)
    // The largest requirement of all paths may still miss by what the method leaves out.
    while try shareOfDaysOnTarget(agents: agents, threads: threads).day < confidence - tolerance {
      agents = agents.map { $0 + 1 }
      if agents[0] > ContactQueue.agentLimit {
        throw .unattainable(limit: ContactQueue.agentLimit)
      }
    }
    return agents
  }
}
