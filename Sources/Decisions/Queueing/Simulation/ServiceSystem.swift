/// A place where customers of several classes are served by pools of agents with different
/// skills, through one day: what the simulator plays.
public struct ServiceSystem: Sendable, Equatable {
  /// One class of customers.
  public struct CustomerClass: Sendable, Equatable {
    /// How they arrive: replication r takes entry r modulo the count, so that sample paths of
    /// an uncertain rate can be given. All cover the system's intervals.
    public var rates: [ArrivalRate]
    /// Seconds of an agent's time.
    public var service: DurationDistribution
    /// How long they wait before they give up, seconds; nil for ever.
    public var patience: DurationDistribution?
    /// Higher goes first, whoever came first. An agent is never called away.
    public var priority: Int
    /// The probability that who gave up tries again, after `retrialDelay`, unless the day is over
    /// by then.
    public var retrialProbability: Double
    /// Seconds until a customer who gave up tries again.
    public var retrialDelay: DurationDistribution?

    public init(
      rates: [ArrivalRate], service: DurationDistribution, patience: DurationDistribution? = nil,
      priority: Int = 0, retrialProbability: Double = 0,
      retrialDelay: DurationDistribution? = nil
    ) {
      self.rates = rates
      self.service = service
      self.patience = patience
      self.priority = priority
      self.retrialProbability = retrialProbability
      self.retrialDelay = retrialDelay
    }
  }

  /// Agents with the same skills.
  public struct Pool: Sendable, Equatable {
    /// The classes they serve, by their number.
    public var skills: [Int]
    /// How many are at work in each interval.
    public var agents: [Int]

    public init(skills: [Int], agents: [Int]) {
      self.skills = skills
      self.agents = agents
    }
  }

  /// Which free agent takes a customer.
  public enum Routing: String, Sendable, Equatable, Codable, CaseIterable {
    /// Who has been free the longest, of all pools with the skill.
    case longestIdle
    /// The first pool, in the order they are listed, with the skill and a free agent.
    case poolOrder
  }

  /// What an agent does with the customer at hand when the shift ends.
  public enum Leaving: String, Sendable, Equatable, Codable, CaseIterable {
    /// Serves to the end, then leaves.
    case finishes
    /// Hands over: a customer goes back to the head of the queue with the service that is left,
    /// at once to a colleague who is free, and with new patience.
    case handsOver
  }

  /// What happens at the end of the last interval with those who wait.
  public enum Closing: String, Sendable, Equatable, Codable, CaseIterable {
    /// The last interval's agents stay until all are served.
    case serveEveryone
    /// They are sent away; agents finish the services they are at.
    case sendAway
  }

  public var classes: [CustomerClass]
  public var pools: [Pool]
  /// Length of an interval, seconds.
  public var intervalSeconds: Double
  public var routing: Routing
  public var leaving: Leaving
  public var closing: Closing

  public init(
    classes: [CustomerClass], pools: [Pool], intervalSeconds: Double,
    routing: Routing = .longestIdle, leaving: Leaving = .finishes,
    closing: Closing = .serveEveryone
  ) {
    self.classes = classes
    self.pools = pools
    self.intervalSeconds = intervalSeconds
    self.routing = routing
    self.leaving = leaving
    self.closing = closing
  }

  /// One class and one pool.
  public init(
    rates: [ArrivalRate], service: DurationDistribution, patience: DurationDistribution? = nil,
    agents: [Int], intervalSeconds: Double, leaving: Leaving = .finishes,
    closing: Closing = .serveEveryone
  ) {
    self.init(
      classes: [CustomerClass(rates: rates, service: service, patience: patience)],
      pools: [Pool(skills: [0], agents: agents)], intervalSeconds: intervalSeconds,
      leaving: leaving, closing: closing)
  }

  /// How many intervals a day has.
  public var intervalCount: Int { pools.first?.agents.count ?? 0 }

  /// Throws where the parts do not fit together.
  public func validate() throws(QueueingError) {
    try require(
      intervalSeconds > 0 && intervalSeconds.isFinite, "interval", intervalSeconds,
      "above 0 seconds")
    try require(!classes.isEmpty, "number of classes", 0, "at least 1")
    try require(!pools.isEmpty, "number of pools", 0, "at least 1")
    try require(intervalCount > 0, "number of intervals", 0, "at least 1")
    for pool in pools {
      try require(
        pool.agents.count == intervalCount, "intervals of a pool", Double(pool.agents.count),
        "the same for all pools")
      for agents in pool.agents {
        try require(agents >= 0, "agents", Double(agents), "at least 0")
      }
      for skill in pool.skills {
        try require(
          classes.indices.contains(skill), "skill", Double(skill), "the number of a class")
      }
    }
    let day = Double(intervalCount) * intervalSeconds
    for item in classes {
      try require(!item.rates.isEmpty, "number of rates of a class", 0, "at least 1")
      for rate in item.rates {
        try require(
          abs(rate.duration - day) <= 1e-9 * day, "duration of a rate", rate.duration,
          "that of the intervals, \(day) seconds")
      }
      let again = item.retrialProbability
      try require(again >= 0 && again <= 1, "retrial probability", again, "from 0 to 1")
      if again > 0 {
        try require(item.retrialDelay != nil, "retrial probability", again, "0 without a delay")
      }
    }
  }
}
