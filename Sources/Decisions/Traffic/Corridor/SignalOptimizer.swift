/// Fixed-time plans for a signal, a corridor or a grid, by search on the corridor model.
///
/// Starting points are Webster's splits at a range of common cycles with offsets along the
/// strongest streams; the best few are improved by coordinate descent on offsets, splits, cycle
/// and half cycles with shrinking steps, each candidate judged by simulation over the same
/// drivers and demands. The given plan is a candidate too and is kept unless another beats it by
/// a margin on demands and drivers the search has not seen, or unless a stage of it is too short
/// for people on foot.
public struct SignalOptimizer: Sendable {
  public struct Settings: Sendable {
    /// Seconds of green a stage has at least, where the given plan has no less.
    public var minimumGreen = 5.0
    /// Longer shortest greens where people on foot need them: seconds for each stage of a signal,
    /// by its identifier.
    public var stageMinimums: [String: [Double]] = [:]
    /// Signals that keep their program, by identifier.
    public var kept: Set<String> = []
    /// Seconds; the shortest and the longest common cycle tried.
    public var cycles: ClosedRange<Double> = 24...120
    /// Demands the plan is searched on where one is given: multiples of it.
    public var demandFactors = [1.0, 1.1]
    /// What the plan is judged by over its demands.
    public var objective = PlanObjective.mean
    /// Simulations of the whole network the search may spend.
    public var simulations = 3000
    /// The part by which a new plan must beat the given one on unseen drivers to replace it.
    public var margin = 0.02
    /// Seeds of drivers, the search has not seen, on which it is judged against the given one for
    /// each demand.
    public var unseenDrivers = 3
    /// For that judgement; the answer does not depend on it.
    public var threads = 1
    /// Whether a protected turn with demand may lose its own stage where it has a green that
    /// yields in another; a stage that serves nobody may always be left out.
    public var dropsProtectedTurns = false
    public var seed: UInt64 = 1

    public init() {}
  }

  public struct Optimum: Sendable {
    public let plan: SignalPlan
    /// Seconds lost a vehicle under the given plan and under this one, on unseen drivers: the
    /// objective over the demands, their mean unless the settings ask for another.
    public let delayBefore: Double
    public let delay: Double
    /// Simulations spent.
    public let simulations: Int
    /// Whether the given plan was kept.
    public let keepsGiven: Bool
  }

  public let settings: Settings

  public init(settings: Settings = Settings()) { self.settings = settings }

  /// - Parameters:
  ///   - plan: the plan in use; the network's own where nil. Signals it does not name keep the
  ///     network's own program.
  ///   - period: what is simulated; see `CorridorModel`.
  ///   - shouldStop: asked between simulations; the best plan so far is then returned.
  public func optimum(
    network: StreetNetwork, demand: TripDemand, plan given: SignalPlan? = nil,
    period: Range<Double>? = nil, shouldStop: () -> Bool = { false }
  ) -> Optimum {
    let first = demand.trips.first?.departure ?? 0
    let last = demand.trips.last?.departure ?? 0
    // As long for every demand as for the given one.
    let period = period ?? first.rounded(.down)..<(last + 3600).rounded(.up)
    return optimum(
      network: network,
      samples: settings.demandFactors.map { DemandSample(demand.scaled(by: $0)) }, plan: given,
      period: period, shouldStop: shouldStop)
  }

  /// A plan for several demands: counted days, or samples of a forecast.
  ///
  /// Coarse steps are judged on one demand, the one whose number of vehicles stands at the level
  /// of the objective (the first for the mean), fine steps on all.
  /// - Parameter samples: at least one; see the other parameters above.
  public func optimum(
    network: StreetNetwork, samples: [DemandSample], plan given: SignalPlan? = nil,
    period: Range<Double>? = nil, shouldStop: () -> Bool = { false }
  ) -> Optimum {
    precondition(!samples.isEmpty, "at least one demand")
    var plan = network.plan
    for program in given?.programs ?? [] {
      if let i = plan.program(program.id) { plan.programs[i] = program }
    }
    var search = TimingSearch(
      network: network, samples: ordered(samples), period: period, given: plan,
      settings: settings)
    search.run(shouldStop: shouldStop)
    return search.verdict()
  }

  /// The sample that stands for the others comes first.
  private func ordered(_ samples: [DemandSample]) -> [DemandSample] {
    guard settings.objective != .mean else { return samples }
    let order = samples.indices.sorted {
      (samples[$0].demand.trips.count, $0) < (samples[$1].demand.trips.count, $1)
    }
    let total = samples.reduce(0) { $0 + $1.weight }
    var below = 0.0
    let chosen = order.first { k in
      below += samples[k].weight
      return below >= settings.objective.level * total
    }
    guard let chosen else { return samples }
    return [samples[chosen]] + samples.indices.filter { $0 != chosen }.map { samples[$0] }
  }
}
