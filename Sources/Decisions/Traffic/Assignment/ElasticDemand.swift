import LinearAlgebra

/// Equilibrium where costs change how many travel: trips of a pair are
/// d = q·(c/c⁰)⁻ᵉ, with q trips at the reference cost c⁰ and elasticity −e
/// (Sheffi 1985, chapter 6).
///
/// Demand and assignment are solved in turn, each assignment from the flows of the last.
/// Trips move towards what present costs would draw by a step that grows while the
/// mismatch falls and shrinks when it does not: demand falls with cost, so a step that is
/// short enough always gets nearer.
public struct ElasticDemand: Sendable {
  public struct Options: Sendable {
    /// Stop when Σ|trips − demand at present costs| is below this share of the trips.
    public var mismatch = 1e-6
    public var maximumRounds = 100
    public var assignment = TrafficAssignment.Options()

    public init() { assignment.relativeGap = 1e-9 }
  }

  /// An equilibrium of demand and traffic.
  public struct Outcome: Sendable {
    public let trips: TripTable
    public let assignment: AssignedTraffic
    /// Σ|trips − demand at present costs| / Σ trips.
    public let mismatch: Double
    public let isConverged: Bool
    public let rounds: Int
  }

  public let network: RoadNetwork
  /// q, by pair.
  public let reference: TripTable
  /// c⁰ by pair, above 0, in the order of the table's pairs.
  public let referenceCosts: [Double]
  /// e, at least 0.
  public let elasticity: Double
  public var options: Options

  public init(
    network: RoadNetwork, reference: TripTable, referenceCosts: [Double], elasticity: Double,
    options: Options = Options()
  ) {
    precondition(referenceCosts.count == reference.trips.count)
    precondition(referenceCosts.allSatisfy { $0 > 0 } && elasticity >= 0)
    self.network = network
    self.reference = reference
    self.referenceCosts = referenceCosts
    self.elasticity = elasticity
    self.options = options
  }

  /// The reference costs are those of a base: its flows draw exactly the table's trips.
  public init(
    base: AssignedTraffic, on network: RoadNetwork, elasticity: Double, options: Options = Options()
  ) {
    let reference = base.classes[0].trips
    let costs = ElasticDemand.costs(base, reference, threads: options.assignment.threads)
    self.init(
      network: network, reference: reference,
      referenceCosts: costs.map { $0 > 0 && $0 < .infinity ? $0 : 1 }, elasticity: elasticity,
      options: options)
  }

  /// - Parameter onRound: told the mismatch after every assignment; false stops there.
  public func solve(
    onRound: (_ round: Int, _ mismatch: Double) -> Bool = { _, _ in true }
  ) -> Outcome {
    var table = reference
    var assigned = TrafficAssignment(
      network: network, trips: table, options: options.assignment
    ).solve()
    var step = 1.0
    var last = Double.infinity
    var round = 0
    while true {
      let costs = ElasticDemand.costs(assigned, reference, threads: options.assignment.threads)
      let drawn = costs.indices.map { pair in
        // A pair that nothing joins, or that costs nothing, keeps its trips.
        costs[pair] > 0 && costs[pair] < .infinity
          ? reference.trips[pair] * generalPower(costs[pair] / referenceCosts[pair], -elasticity)
          : reference.trips[pair]
      }
      var difference = 0.0
      for (pair, value) in drawn.enumerated() { difference += abs(value - table.trips[pair]) }
      let total = table.total
      let mismatch = total > 0 ? difference / total : 0
      let goesOn = onRound(round, mismatch)
      if mismatch <= options.mismatch || !goesOn || round == options.maximumRounds {
        return Outcome(
          trips: table, assignment: assigned, mismatch: mismatch,
          isConverged: mismatch <= options.mismatch, rounds: round)
      }
      step = mismatch < last ? min(1, step * 1.1) : max(1.0 / 256, step / 2)
      last = mismatch
      table = table.withTrips(zip(table.trips, drawn).map { $0 + step * ($1 - $0) })
      assigned = TrafficAssignment(
        network: network, trips: table, options: options.assignment
      ).solve(from: assigned)
      round += 1
    }
  }

  /// Least generalised cost of every pair at the flows of an assignment.
  private static func costs(
    _ assigned: AssignedTraffic, _ trips: TripTable, threads: Int
  ) -> [Double] {
    let network = assigned.network
    let fixed = assigned.classes[0].fixedCosts(on: network)
    let costs = network.links.indices.map { assigned.times[$0] + fixed[$0] }
    let search = ShortestPathSearch(network).priced(costs)
    return parallelMap(trips.zoneCount, threads: threads) { origin -> [Double] in
      let pairs = trips.originStart[origin]..<trips.originStart[origin + 1]
      guard !pairs.isEmpty else { return [] }
      let labels = search.labels(from: network.zoneNodes[origin])
      return pairs.map { labels[network.zoneNodes[trips.destinations[$0]]] }
    }.flatMap { $0 }
  }
}
