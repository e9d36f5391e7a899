import Foundation

extension TimeVaryingQueue {
  /// How the agents of an interval are found from the course of the rate.
  public enum StaffingMethod: Sendable, Equatable, Codable {
    /// Each interval as a queue in steady state at its mean or largest rate (SIPP, "stationary
    /// independent period by period"; Green, Kolesar and Soares 2001, Operations Research
    /// 49(4)): what most tools do. Misses the target where services are long.
    case stationary(Level)
    /// The same at the modified offered load of the interval (Jennings, Mandelbaum, Massey and
    /// Whitt 1996, "Server staffing to meet time-varying demand", Management Science 42(10)):
    /// the rate is that whose load in steady state is the load at the time.
    case modifiedOfferedLoad(Level)
    /// The fewest agents, one interval after the other, with which the interval meets the
    /// target by the forward equations, given what came before (compare Izady and Worthington
    /// 2012, EJOR 219(3)). Exponential service only.
    case forwardEquations
  }

  /// Which value of an interval counts.
  public enum Level: String, Sendable, Equatable, Codable, CaseIterable {
    case mean
    case maximum
  }

  /// The agents of each interval.
  ///
  /// With `forwardEquations` every interval meets the target; intervals in which nobody comes
  /// keep the agents that the modified offered load asks for.
  public func agentsRequired(
    target: ServiceTarget, method: StaffingMethod
  ) throws(QueueingError) -> [Int] {
    switch method {
    case .stationary(let level):
      return try agents(forRates: ratesPerHour(level), target)
    case .modifiedOfferedLoad(let level):
      return try agents(forRates: effectiveRatesPerHour(level), target)
    case .forwardEquations:
      return try forwardAgents(target)
    }
  }

  /// The mean or largest rate of each interval, contacts an hour.
  func ratesPerHour(_ level: Level) -> [Double] {
    (0..<intervalCount).map { k in
      let (start, end) = (Double(k) * intervalSeconds, Double(k + 1) * intervalSeconds)
      return level == .maximum
        ? rate.maximumPerHour(from: start, to: end)
        : rate.arrivals(from: start, to: end) * 3600 / intervalSeconds
    }
  }

  /// The rate of each interval that has the offered load of the interval in steady state,
  /// contacts an hour.
  public func effectiveRatesPerHour(_ level: Level) -> [Double] {
    let loads = offeredLoad.perInterval(seconds: intervalSeconds)
    return (level == .maximum ? loads.maximum : loads.mean).map { $0 * 3600 / service.mean }
  }

  private func agents(
    forRates rates: [Double], _ target: ServiceTarget
  ) throws(QueueingError) -> [Int] {
    let queue = try ContactQueue(meanHandleTime: service.mean, meanPatience: meanPatience)
    var agents: [Int] = []
    for rate in rates {
      agents.append(
        try queue.agentsRequired(arrivalRatePerHour: rate < 1e-9 ? 0 : rate, target: target))
    }
    return agents
  }

  private func forwardAgents(_ target: ServiceTarget) throws(QueueingError) -> [Int] {
    let day = try ForwardDay(self, target.answer)
    let guess = try agentsRequired(target: target, method: .modifiedOfferedLoad(.maximum))
    var floors = [Int](repeating: 0, count: intervalCount)
    for k in floors.indices where !hasArrivals(k) { floors[k] = guess[k] }
    var state = try day.start(guess)
    var agents = guess
    // A repeating day: until it staffs itself as the day before.
    for _ in 0..<(rate.isCyclic ? 20 : 1) {
      let before = agents
      agents = try day.fewestAgents(from: &state, target, guess: before, floors: floors)
      if agents == before { break }
    }
    // Customers who wait across a bound meet the agents of the next interval, which the pass
    // above did not know yet, and a repeating day may swing between two plans.
    for round in 0..<50 {
      let found = try performance(agents: agents, answer: target.answer).intervals
      let missed = found.indices.filter { hasArrivals($0) && !target.isMet(by: found[$0].service) }
      if missed.isEmpty { return agents }
      for k in missed {
        let next = (k + 1) % intervalCount
        let drops = agents[next] < agents[k] && (rate.isCyclic || next > 0)
        if drops, (target.answer?.seconds ?? 0) > 0 {
          var later = agents
          later[next] = agents[k]
          let service = try performance(agents: later, answer: target.answer).intervals[k].service
          if target.isMet(by: service) {
            agents[next] += 1
            continue
          }
        }
        // In growing steps, where a long way is left.
        agents[k] += 1 + round / 8
      }
    }
    throw .unattainable(limit: agents.max() ?? 0)
  }

  /// Whether anybody to speak of comes in interval k.
  private func hasArrivals(_ k: Int) -> Bool {
    let start = Double(k) * intervalSeconds
    return rate.arrivals(from: start, to: start + intervalSeconds) > 1e-9
  }
}

extension ForwardDay {
  /// The fewest agents for each interval in turn, at least its floor; `state` goes to the end
  /// of the day.
  func fewestAgents(
    from state: inout BirthDeathState, _ target: ServiceTarget, guess: [Int], floors: [Int]
  ) throws(QueueingError) -> [Int] {
    var agents: [Int] = []
    for k in guess.indices {
      let beyond = Int(((answer?.seconds ?? 0) / queue.intervalSeconds).rounded(.up))
      let floor = floors[k]
      var best: (agents: Int, state: BirthDeathState)?
      var low = floor - 1
      var next = max(floor, guess[k])
      var step = 1
      // Out from the guess by doubling steps, then bisection.
      while best.map({ $0.agents - low > 1 }) ?? true {
        var trial = state
        let found = measure(
          k, next, later: [Int](repeating: next, count: beyond), &trial)
        if found.arrivals < 1e-9 || target.isMet(by: found.service) {
          best = (next, trial)
          if low >= floor || next == floor {
            next = low + (next - low) / 2
          } else {
            next = max(floor, next - step)
            step *= 2
          }
        } else {
          low = next
          if let best {
            next = low + (best.agents - low) / 2
          } else {
            if next >= ContactQueue.agentLimit {
              throw .unattainable(limit: ContactQueue.agentLimit)
            }
            next += step
            step *= 2
          }
        }
      }
      guard let best else { throw .unattainable(limit: ContactQueue.agentLimit) }
      agents.append(best.agents)
      state = best.state
    }
    return agents
  }
}
