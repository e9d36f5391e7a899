import Foundation
import Optimization

/// The search for a staffing of pools: guess, cuts, and a polish.
struct SkillSearch {
  private let staffing: SkillStaffing
  private let replications: Int
  private let hours: Int
  private let seed: UInt64
  private let threads: Int
  private var master = Problem()
  /// What each staffing gave: answered in time less the share wanted, of each class.
  private var known: [[Int]: [Double]] = [:]
  private(set) var guessedCost = 0.0
  private(set) var simulations = 0

  init(
    _ staffing: SkillStaffing, replications: Int, hours: Int, seed: UInt64, threads: Int
  ) throws(QueueingError) {
    self.staffing = staffing
    self.replications = replications
    self.hours = hours
    self.seed = seed
    self.threads = threads
    for pool in staffing.pools {
      master.addVariable(cost: pool.cost, upper: 100_000, isInteger: true)
    }
    try addGuess()
  }

  /// For each set of classes, the agents with any of their skills are at least as many as a
  /// queue of their own would need, with everybody able to serve everybody: the square-root
  /// rule's staffing, exactly by Erlang A or C, for the set as one class.
  private mutating func addGuess() throws(QueueingError) {
    let demands = staffing.demands
    for set in 1..<(1 << demands.count) {
      let members = demands.indices.filter { set >> $0 & 1 == 1 }
      let rate = members.reduce(0.0) { $0 + demands[$1].perHour }
      if rate == 0 { continue }
      func mean(_ value: (SkillStaffing.Demand) -> Double) -> Double {
        members.reduce(0.0) { $0 + demands[$1].perHour * value(demands[$1]) } / rate
      }
      let patient = members.contains { demands[$0].patience == nil }
      let queue = try ContactQueue(
        meanHandleTime: mean { $0.service.mean },
        meanPatience: patient ? nil : mean { $0.patience?.mean ?? 0 })
      let agents = try queue.agentsRequired(
        arrivalRatePerHour: rate,
        target: .answer(
          share: mean { $0.target.share }, within: mean { $0.target.seconds },
          counting: .answered))
      let able = staffing.pools.indices.filter { pool in
        staffing.pools[pool].skills.contains { set >> $0 & 1 == 1 }
      }
      master.addConstraint(
        terms: able.map { Problem.Term($0, 1) },
        lower: Double(members.count == 1 || members.count == demands.count ? agents : agents - 1))
    }
  }

  func cost(_ agents: [Int]) -> Double {
    zip(agents, staffing.pools).reduce(0) { $0 + Double($1.0) * $1.1.cost }
  }

  mutating func run() throws(QueueingError) -> [Int] {
    var agents = try solveMaster()
    guessedCost = cost(agents)
    for _ in 0..<200 {
      let found = try slack(agents)
      let missed = found.indices.filter { found[$0] < 0 }
      if missed.isEmpty { return try polish(agents) }
      try addCuts(at: agents, found, missed)
      let next = try solveMaster()
      // A cut from a noisy slope may leave the staffing where it is.
      agents = next == agents ? try raised(agents, found) : next
    }
    while try !isOnTarget(agents) { agents = try raised(agents, try slack(agents)) }
    return try polish(agents)
  }

  private func solveMaster() throws(QueueingError) -> [Int] {
    let solution = minimize(master, limits: .init(nodes: 20_000))
    guard !solution.primal.isEmpty else { throw .unattainable(limit: 100_000) }
    return solution.primal.map { Int($0.rounded()) }
  }

  private mutating func isOnTarget(_ agents: [Int]) throws(QueueingError) -> Bool {
    try slack(agents).allSatisfy { $0 >= 0 }
  }

  /// For each class that misses: service at `agents` and its slope by one agent more in each
  /// pool, several where service is so low that one more shows little (the function is not
  /// concave there; Cezik and L'Ecuyer, section 3.2).
  private mutating func addCuts(
    at agents: [Int], _ found: [Double], _ missed: [Int]
  ) throws(QueueingError) {
    var slopes: [[Double]] = []
    let worst = missed.map { found[$0] }.min() ?? 0
    let reach = worst < -0.3 ? 3 : worst < -0.15 ? 2 : 1
    for pool in staffing.pools.indices {
      var more = agents
      more[pool] += reach
      let next = try slack(more)
      slopes.append(next.indices.map { max(0, (next[$0] - found[$0]) / Double(reach)) })
    }
    for item in missed {
      var terms: [Problem.Term] = []
      var right = -found[item]
      for pool in staffing.pools.indices where slopes[pool][item] > 0 {
        terms.append(.init(pool, slopes[pool][item]))
        right += slopes[pool][item] * Double(agents[pool])
      }
      if !terms.isEmpty { master.addConstraint(terms: terms, lower: right) }
    }
  }

  /// One agent more, where it helps the worst class most for its cost.
  private mutating func raised(
    _ agents: [Int], _ found: [Double]
  ) throws(QueueingError) -> [Int] {
    var worst = 0
    for item in found.indices where found[item] < found[worst] { worst = item }
    var best = agents
    var greatest = -Double.infinity
    for pool in staffing.pools.indices where staffing.pools[pool].skills.contains(worst) {
      var more = agents
      more[pool] += 1
      let gain = (try slack(more)[worst] - found[worst]) / staffing.pools[pool].cost
      if gain > greatest { (best, greatest) = (more, gain) }
    }
    return best
  }

  /// Removes agents, and exchanges one for a cheaper one, while all classes stay on target.
  private mutating func polish(_ start: [Int]) throws(QueueingError) -> [Int] {
    var agents = start
    let order = staffing.pools.indices.sorted {
      (-staffing.pools[$0].cost, $0) < (-staffing.pools[$1].cost, $1)
    }
    var improved = true
    search: while improved {
      improved = false
      for pool in order where agents[pool] > 0 {
        var fewer = agents
        fewer[pool] -= 1
        if try isOnTarget(fewer) {
          agents = fewer
          improved = true
          continue search
        }
        for other in order.reversed()
        where staffing.pools[other].cost < staffing.pools[pool].cost {
          var swapped = fewer
          swapped[other] += 1
          if try isOnTarget(swapped) {
            agents = swapped
            improved = true
            continue search
          }
        }
      }
    }
    return agents
  }

  private mutating func slack(_ agents: [Int]) throws(QueueingError) -> [Double] {
    if let value = known[agents] { return value }
    let result = try simulate(agents, replications: replications, seed: seed)
    simulations += 1
    let value = staffing.demands.indices.map { item in
      let demand = staffing.demands[item]
      if demand.perHour == 0 { return 0.0 }
      let share = answered(result, item).value
      // Nobody came by chance: nothing to complain of.
      return share.isNaN ? 0 : share - demand.target.share
    }
    known[agents] = value
    return value
  }

  /// The class's share in time after the first interval, which fills the empty system.
  func answered(_ result: SimulationResult, _ item: Int) -> Estimate {
    result.estimate(
      .answeredInTime(staffing.demands[item].target.convention),
      .init(classIndex: item, intervals: 1..<intervalCount))
  }

  func simulate(
    _ agents: [Int], replications: Int, seed: UInt64
  ) throws(QueueingError) -> SimulationResult {
    let demands = staffing.demands
    var classes: [ServiceSystem.CustomerClass] = []
    for demand in demands {
      classes.append(
        .init(
          rates: [
            try ArrivalRate(
              perHour: .init(repeating: demand.perHour, count: intervalCount),
              intervalSeconds: seconds)
          ],
          service: demand.service, patience: demand.patience, priority: demand.priority))
    }
    let system = ServiceSystem(
      classes: classes,
      pools: zip(staffing.pools, agents).map {
        .init(skills: $0.skills, agents: .init(repeating: $1, count: intervalCount))
      },
      intervalSeconds: seconds, routing: staffing.routing)
    let thresholds = demands.map(\.target.seconds)
    return try Simulation(system, thresholds: thresholds)
      .run(replications: replications, seed: seed, threads: threads)
  }

  /// Long enough for an empty system to fill.
  private var seconds: Double {
    max(3600, 3 * staffing.demands.reduce(0) { max($0, $1.service.mean) })
  }

  private var intervalCount: Int { 1 + Int((Double(hours) * 3600 / seconds).rounded(.up)) }
}
