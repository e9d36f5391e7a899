import Foundation

/// How many agents of each pool serve several classes of customers, each on target, at the
/// least cost: one interval in steady state, pools with different skills.
///
/// Integer programming with cuts from simulation (Atlason, Epelman and Henderson 2008,
/// "Optimizing call center staffing using simulation and analytic center cutting-plane
/// methods", Management Science 54(2); Cezik and L'Ecuyer 2008, "Staffing multiskill call
/// centers via linear programming and simulation", Management Science 54(2)).
public struct SkillStaffing: Sendable {
  /// What one class asks for.
  public struct Demand: Sendable, Equatable {
    /// Contacts an hour, at least 0.
    public var perHour: Double
    public var service: DurationDistribution
    /// nil for customers who never give up.
    public var patience: DurationDistribution?
    /// By the conventions that a simulation can observe: all but `offeredWait`, which counts as
    /// `answered`.
    public var target: ServiceTarget.AnswerTime
    /// Higher goes first.
    public var priority: Int

    public init(
      perHour: Double, service: DurationDistribution, patience: DurationDistribution? = nil,
      target: ServiceTarget.AnswerTime, priority: Int = 0
    ) {
      self.perHour = perHour
      self.service = service
      self.patience = patience
      self.target = target
      self.priority = priority
    }
  }

  /// A kind of agent.
  public struct PoolKind: Sendable, Equatable {
    /// Numbers of the classes they serve.
    public var skills: [Int]
    /// Of one agent, above 0.
    public var cost: Double

    public init(skills: [Int], cost: Double) {
      self.skills = skills
      self.cost = cost
    }
  }

  /// A staffing and what it does.
  public struct Plan: Sendable {
    /// Agents of each pool.
    public let agents: [Int]
    public let cost: Double
    /// The share answered in time of each class, by a simulation that the search never saw.
    public let answered: [Estimate]
    /// The cost of the first guess, which no pooling can undercut for long: the program with no
    /// cut from simulation.
    public let guessedCost: Double
    /// Staffings simulated on the way.
    public let simulations: Int
  }

  public let demands: [Demand]
  public let pools: [PoolKind]
  public let routing: ServiceSystem.Routing

  /// At most ten classes. Every class with contacts is served by some pool.
  public init(
    demands: [Demand], pools: [PoolKind], routing: ServiceSystem.Routing = .longestIdle
  ) throws(QueueingError) {
    try require(
      (1...10).contains(demands.count), "number of classes", Double(demands.count), "from 1 to 10")
    try require(!pools.isEmpty, "number of pools", 0, "at least 1")
    for pool in pools {
      try require(pool.cost > 0 && pool.cost.isFinite, "cost of an agent", pool.cost, "above 0")
      for skill in pool.skills {
        try require(
          demands.indices.contains(skill), "skill", Double(skill), "the number of a class")
      }
    }
    for (item, demand) in demands.enumerated() {
      try require(
        demand.perHour >= 0 && demand.perHour.isFinite, "arrival rate", demand.perHour,
        "at least 0 an hour")
      try ServiceTarget(answer: demand.target).validate(customersAbandon: false)
      let isServed = demand.perHour == 0 || pools.contains { $0.skills.contains(item) }
      try require(isServed, "pools that serve a class", 0, "at least 1")
    }
    self.demands = demands
    self.pools = pools
    self.routing = routing
  }

  /// The staffing. Each is judged by the same `replications` days of `hours` in steady state,
  /// after an hour or three services to settle; the answer is what the judge lets pass, and
  /// `answered` says what it is worth on other days.
  public func solve(
    replications: Int = 40, hours: Int = 8, seed: UInt64, threads: Int = 1
  ) throws(QueueingError) -> Plan {
    try require(hours >= 1, "hours", Double(hours), "at least 1")
    var search = try SkillSearch(
      self, replications: replications, hours: hours, seed: seed, threads: threads)
    let agents = try search.run()
    let fresh = try search.simulate(agents, replications: 2 * replications, seed: seed &+ 1)
    return Plan(
      agents: agents, cost: search.cost(agents),
      answered: demands.indices.map { search.answered(fresh, $0) },
      guessedCost: search.guessedCost, simulations: search.simulations)
  }
}
