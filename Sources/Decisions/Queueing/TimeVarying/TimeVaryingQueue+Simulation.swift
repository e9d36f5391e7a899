import Foundation

extension TimeVaryingQueue {
  /// A plan found by simulation, and how its days went.
  public struct SimulatedPlan: Sendable {
    public let agents: [Int]
    /// Measured on days that the search never saw.
    public let measured: [Interval]
    /// Simulations run by the search.
    public let rounds: Int

    public struct Interval: Sendable, Equatable {
      /// How many customers were seen, all days together.
      public let customers: Double
      /// By the target's convention.
      public let answeredInTime: Estimate
      public let abandonment: Estimate
      public let meanWait: Estimate
    }
  }

  /// The agents of each interval for any service time and any patience, where the forward
  /// equations do not hold: iterative staffing.
  ///
  /// In the manner of Feldman, Mandelbaum, Massey and Whitt (2008, "Staffing of time-varying
  /// queues to achieve time-stable performance", Management Science 54(2)): staff, simulate,
  /// and staff again by what was seen, from the modified offered load on. What is seen is read
  /// as the rate at which the stationary queue would give the same service, so that any target
  /// can be iterated. Then agents are added where the target is still missed. Agents finish the
  /// customer at hand when they leave. Intervals in which fewer than 200 customers are seen keep
  /// close to the modified offered load. A target of occupancy is not taken into account.
  ///
  /// - Parameter patience: nil for an exponential patience with `meanPatience`.
  public func agentsBySimulation(
    target: ServiceTarget, patience: DurationDistribution? = nil, replications: Int = 400,
    seed: UInt64, threads: Int = 1
  ) throws(QueueingError) -> SimulatedPlan {
    let mean = patience?.mean ?? meanPatience
    try target.validate(customersAbandon: mean != nil)
    let wait: DurationDistribution?
    if let patience { wait = patience } else { wait = try meanPatience.map(Self.exponential) }
    let stationary = try ContactQueue(meanHandleTime: service.mean, meanPatience: mean)
    var rates = effectiveRatesPerHour(.maximum)
    var agents = try required(stationary, rates, target)
    var best: [Int]?
    var rounds = 0
    for _ in 0..<8 {
      let seen = try play(agents, wait, target, replications, seed, threads)
      rounds += 1
      if seen.indices.allSatisfy({ Self.isMet(target, seen[$0]) }) {
        if best.map({ $0.reduce(0, +) > agents.reduce(0, +) }) ?? true { best = agents }
      }
      for k in rates.indices {
        if let rate = try Self.rate(stationary, agents[k], seen[k], target, near: rates[k]) {
          // At most halfway, and less where few were seen, so that the noise of one round does
          // not swing the next.
          let weight = 0.5 * seen[k].customers / (seen[k].customers + Self.enough)
          rates[k] += weight * (rate - rates[k])
        }
      }
      let next = try required(stationary, rates, target)
      if next == agents { break }
      agents = next
    }
    if let best { agents = best }
    for _ in 0..<50 {
      let seen = try play(agents, wait, target, replications, seed, threads)
      rounds += 1
      let missed = seen.indices.filter { !Self.isMet(target, seen[$0]) }
      if missed.isEmpty { break }
      for k in missed { agents[k] += 1 }
    }
    return SimulatedPlan(
      agents: agents,
      measured: try play(agents, wait, target, replications, seed &+ 1, threads), rounds: rounds)
  }

  /// Customers from which a share is worth reading.
  private static let enough = 200.0

  private static func exponential(_ mean: Double) throws(QueueingError) -> DurationDistribution {
    try .exponential(mean: mean)
  }

  private func required(
    _ queue: ContactQueue, _ rates: [Double], _ target: ServiceTarget
  ) throws(QueueingError) -> [Int] {
    var agents: [Int] = []
    for rate in rates {
      agents.append(
        try queue.agentsRequired(arrivalRatePerHour: rate < 1e-9 ? 0 : rate, target: target))
    }
    return agents
  }

  private static func isMet(_ target: ServiceTarget, _ seen: SimulatedPlan.Interval) -> Bool {
    // Next to nobody came: the modified offered load stands.
    if seen.customers < enough { return true }
    var limits = target
    limits.maximumOccupancy = nil
    return limits.isMet(
      by: ServiceMeasures(
        answeredInTime: seen.answeredInTime.value, abandonment: seen.abandonment.value,
        meanWait: seen.meanWait.value, occupancy: 0))
  }

  /// The rate at which `agents` in steady state answer as many in time (or keep as many from
  /// waiting, without an answer time), within a factor of two of `near`; nil where nothing can
  /// be read off.
  private static func rate(
    _ queue: ContactQueue, _ agents: Int, _ seen: SimulatedPlan.Interval, _ target: ServiceTarget,
    near: Double
  ) throws(QueueingError) -> Double? {
    let share = seen.answeredInTime.value
    if share.isNaN || near <= 0 { return nil }
    var low = near / 2
    var high = near * 2
    for _ in 0..<40 {
      let middle = (low + high) / 2
      let service = try queue.service(
        agents: agents, arrivalRatePerHour: middle, answer: target.answer)
      if service.answeredInTime >= share { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  private func play(
    _ agents: [Int], _ patience: DurationDistribution?, _ target: ServiceTarget,
    _ replications: Int, _ seed: UInt64, _ threads: Int
  ) throws(QueueingError) -> [SimulatedPlan.Interval] {
    // A day that repeats is watched on its second round.
    let days = rate.isCyclic ? 2 : 1
    let system = ServiceSystem(
      rates: [rate.repeated(days)], service: service, patience: patience,
      agents: Array(repeatElement(agents, count: days).joined()),
      intervalSeconds: intervalSeconds)
    let result = try Simulation(system, threshold: target.answer?.seconds ?? 0)
      .run(replications: replications, seed: seed, threads: threads)
    let first = (days - 1) * intervalCount
    return (first..<first + intervalCount).map { k in
      let scope = SimulationResult.Scope(interval: k)
      return SimulatedPlan.Interval(
        customers: result.offered(scope).value * Double(replications),
        answeredInTime: result.estimate(
          .answeredInTime(target.answer?.convention ?? .answered), scope),
        abandonment: result.estimate(.abandoned, scope),
        meanWait: result.estimate(.wait, scope))
    }
  }
}
