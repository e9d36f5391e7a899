/// Static traffic assignment: which links the trips of a period take.
///
/// **User equilibrium** (Wardrop 1952, first principle): no traveller could pay less by
/// another path. Its flows minimise Beckmann's objective (Beckmann, McGuire & Winsten
/// 1956) Z(v) = Σₐ ∫₀^{vₐ} cₐ(s) ds over flows that carry the demand. **System optimum**
/// (second principle) minimises Σₐ vₐcₐ(vₐ): the equilibrium at marginal costs.
///
/// The relative gap is 1 − SPTT/TSTT: TSTT = Σₐ vₐcₐ is what travellers pay, SPTT what the
/// cheapest paths at the same costs would cost them. It is summed as flow times reduced
/// cost, TSTT − SPTT = Σ xₒₐ(πₒᵢ + cₐ − πₒⱼ) over origins and links, all terms ≥ 0, and so
/// is true to the last digits however small. Pairs that no path joins are listed and are no
/// part of any total. Results are the same bits for any number of threads.
public struct TrafficAssignment: Sendable {
  /// What the flows are to be.
  public enum Principle: Sendable {
    case userEquilibrium, systemOptimum
  }

  /// When to stop, and with how many threads.
  public struct Options: Sendable {
    /// Stop at this relative gap.
    public var relativeGap = 1e-6
    /// Stop after so many rounds, converged or not.
    public var maximumRounds = 1000
    public var threads = 1
    public var principle = Principle.userEquilibrium
    /// Asked between passes over the flows; true ends the run soon after, with the gap of the
    /// flows it then has. The first loading is always done.
    public var shouldStop: (@Sendable () -> Bool)?

    public init() {}
  }

  /// Where a run stands after a round.
  public struct Round: Sendable, Equatable {
    public var number: Int
    public var relativeGap: Double
    /// Z at the round's flows, and the best lower bound on Z so far.
    public var objective: Double
    public var lowerBound: Double
  }

  /// Trips that no open path can carry.
  public struct UnreachablePair: Sendable, Equatable {
    public var travelClass: Int
    /// Zones by index.
    public var origin: Int
    public var destination: Int
    public var trips: Double

    public init(travelClass: Int, origin: Int, destination: Int, trips: Double) {
      self.travelClass = travelClass
      self.origin = origin
      self.destination = destination
      self.trips = trips
    }
  }

  public let network: RoadNetwork
  public let classes: [TravelClass]
  public var options: Options

  /// - Parameter classes: one or more; their tables have the network's zones.
  public init(network: RoadNetwork, classes: [TravelClass], options: Options = Options()) {
    precondition(!classes.isEmpty)
    precondition(classes.allSatisfy { $0.trips.zoneCount == network.zoneCount })
    precondition(classes.allSatisfy { $0.closedLinks.allSatisfy(network.links.indices.contains) })
    self.network = network
    self.classes = classes
    self.options = options
  }

  public init(network: RoadNetwork, trips: TripTable, options: Options = Options()) {
    self.init(network: network, classes: [TravelClass(trips: trips)], options: options)
  }

  /// Assigns the trips.
  ///
  /// - Parameters:
  ///   - start: an assignment of the same links (some opened, closed or changed) and other
  ///     or equal trips, from whose flows to go on.
  ///   - onRound: told after every round; false stops there, with the gap reached.
  public func solve(
    from start: AssignedTraffic? = nil, onRound: (Round) -> Bool = { _ in true }
  ) -> AssignedTraffic {
    let solver = prepare()
    return solver.withThreads { solve(solver, from: start, onRound) }
  }

  private func solve(
    _ solver: EquilibriumSolver, from start: AssignedTraffic?, _ onRound: (Round) -> Bool
  ) -> AssignedTraffic {
    if let start { solver.load(from: start.solver) } else { solver.load() }
    let fixedCosts = classes.map { $0.fixedCosts(on: network) }
    var best = -Double.infinity
    var rounds: [Round] = []
    var threshold = 0.0
    var status = AssignedTraffic.Status.roundLimit
    while true {
      let excess = solver.examine(threshold: threshold)
      let objective = self.objective(solver, fixedCosts)
      best = max(best, objective - excess)
      let total = solver.totalCost
      let round = Round(
        number: rounds.count, relativeGap: total > 0 ? excess / total : 0, objective: objective,
        lowerBound: best)
      rounds.append(round)
      let goesOn = onRound(round)
      if round.relativeGap <= options.relativeGap {
        status = .converged
        break
      }
      if !goesOn || options.shouldStop?() == true {
        status = .stopped
        break
      }
      if rounds.count > options.maximumRounds { break }
      threshold = solver.round(
        excess: excess, relativeGap: round.relativeGap, number: rounds.count,
        shouldStop: options.shouldStop)
    }
    solver.refresh()
    let unreachable = solver.unreachable.map { commodity, place in
      let values = solver.commodities[commodity]
      let zone = Int(values.destinationZones[place])
      return UnreachablePair(
        travelClass: values.travelClass, origin: values.zone, destination: zone,
        trips: classes[values.travelClass].trips.trips(from: values.zone, to: zone))
    }
    return AssignedTraffic(
      network: network, classes: classes, principle: options.principle, status: status,
      rounds: rounds, unreachable: unreachable, solver: solver)
  }

  /// Beckmann's objective (or the total cost) of a solver's flows, by the road network's
  /// own links.
  private func objective(_ solver: EquilibriumSolver, _ fixedCosts: [[Double]]) -> Double {
    var sum = CompensatedSum()
    let (compact, state) = (solver.compact, solver.state)
    let values = [Double](unsafeUninitializedCapacity: compact.linkCount) { buffer, count in
      nonisolated(unsafe) let slots = buffer
      solver.forLinks { links in
        for link in links {
          slots.initializeElement(at: link, to: value(of: link, compact, flow: state.flow[link]))
        }
      }
      count = compact.linkCount
    }
    for value in values { sum.add(value) }
    for index in classes.indices {
      let flow = solver.classFlows(index)
      let fixed = fixedCosts[index]
      for link in 0..<compact.linkCount where flow[link] > 0 {
        for place in compact.firstMember[link]..<compact.firstMember[link + 1] {
          sum.add(fixed[Int(compact.members[Int(place)])] * flow[link])
        }
      }
    }
    return sum.value
  }

  /// What the members of a compact link add to the objective, fixed costs apart.
  private func value(of link: Int, _ compact: CompactNetwork, flow: Double) -> Double {
    guard flow > 0 else { return 0 }
    var sum = 0.0
    for place in compact.firstMember[link]..<compact.firstMember[link + 1] {
      let values = network.links[Int(compact.members[Int(place)])]
      switch options.principle {
      case .userEquilibrium: sum += values.timeIntegral(to: flow)
      case .systemOptimum: sum += values.time(at: flow) * flow
      }
    }
    return sum
  }

  func prepare() -> EquilibriumSolver {
    var isEnd = [Bool](repeating: false, count: network.zoneCount)
    for travelClass in classes {
      let trips = travelClass.trips
      for zone in 0..<network.zoneCount
      where trips.originStart[zone] < trips.originStart[zone + 1] {
        isEnd[zone] = true
      }
      for zone in trips.destinations { isEnd[zone] = true }
    }
    let compact = CompactNetwork(network, isEnd: isEnd)
    let state = LinkState(
      compact, links: network.links, fixedCosts: classes.map { $0.fixedCosts(on: network) },
      isMarginal: options.principle == .systemOptimum)
    var commodities: [Commodity] = []
    for (index, travelClass) in classes.enumerated() {
      let trips = travelClass.trips
      for zone in 0..<network.zoneCount
      where trips.originStart[zone] < trips.originStart[zone + 1] {
        let pairs = trips.originStart[zone]..<trips.originStart[zone + 1]
        commodities.append(
          Commodity(
            zone: zone, travelClass: index, origin: Int(compact.zoneNode[zone]),
            destinationZones: pairs.map { Int32(trips.destinations[$0]) },
            destinations: pairs.map { compact.zoneNode[trips.destinations[$0]] },
            trips: pairs.map { trips.trips[$0] * travelClass.carEquivalent }))
      }
    }
    return EquilibriumSolver(
      compact: compact, state: state, commodities: commodities, threads: options.threads)
  }
}
