public import LinearAlgebra

/// Trips between zones from counts on links: the prior table moved as little as the counts
/// ask for.
///
/// The lower problem is user equilibrium; the upper one generalised least squares (Cascetta
/// 1984) with the shares of the equilibrium (Yang, Sasaki, Iida & Asakura 1992). They are
/// solved in turn, each assignment from the flows of the last, with a step that is halved
/// when the objective at the new equilibrium has not fallen. Pairs without trips in the
/// prior stay without.
public struct DemandEstimation: Sendable {
  public struct Options: Sendable {
    /// How far a pair may be from the prior: its standard error as a share of its trips,
    /// above 0; nil takes the value that predicts counts left out best.
    public var relativeSpread: Double?
    /// Stop after so many assignments.
    public var maximumRounds = 12
    /// Stop when the objective falls by less than this share.
    public var tolerance = 1e-4
    public var assignment = TrafficAssignment.Options()

    public init() { assignment.relativeGap = 1e-7 }
  }

  public let network: RoadNetwork
  public let prior: TripTable
  public let counts: [LinkCount]
  public var options: Options

  /// - Parameter counts: at least one; links of the network.
  public init(
    network: RoadNetwork, prior: TripTable, counts: [LinkCount], options: Options = Options()
  ) {
    precondition(!counts.isEmpty)
    precondition(counts.allSatisfy { network.links.indices.contains($0.link) })
    self.network = network
    self.prior = prior
    self.counts = counts
    self.options = options
  }

  /// - Parameter onRound: told the objective after every assignment; false stops there.
  /// - Throws: `FactorizationError` where counts are so alike and so exact that the
  ///   equations cannot be solved.
  public func solve(
    onRound: (_ round: Int, _ objective: Double) -> Bool = { _, _ in true }
  ) throws(FactorizationError) -> EstimatedDemand {
    var assigned = TrafficAssignment(
      network: network, trips: prior, options: options.assignment
    ).solve()
    let priorFlows = counts.map { assigned.flows[$0.link] }
    var trips = prior.trips
    var problem = self.problem(assigned, prior)
    let spread: Double
    if let given = options.relativeSpread {
      spread = given
    } else {
      spread = try problem.bestSpread()
    }
    var best = problem.objective(trips, flows: priorFlows, spread: spread)
    var history = [best]
    var step = 1.0
    var target = try problem.solve(spread: spread)
    var round = 0
    while round < options.maximumRounds, step > 0.01, onRound(round, best) {
      round += 1
      let candidate = zip(trips, target).map { $0 + step * ($1 - $0) }
      let table = prior.withTrips(candidate)
      let next = TrafficAssignment(
        network: network, trips: table, options: options.assignment
      ).solve(from: assigned)
      let flows = counts.map { next.flows[$0.link] }
      let value = problem.objective(candidate, flows: flows, spread: spread)
      guard value < best else {
        step /= 2
        continue
      }
      let gain = (best - value) / best
      (trips, assigned, best) = (candidate, next, value)
      history.append(value)
      problem = self.problem(assigned, prior)
      target = try problem.solve(spread: spread)
      if gain < options.tolerance { break }
    }
    let leftOut = try problem.leftOutFlows(spread: spread)
    return EstimatedDemand(
      trips: prior.withTrips(trips), assignment: assigned, relativeSpread: spread,
      objectives: history, counts: counts, priorFlows: priorFlows, leftOutFlows: leftOut)
  }

  private func problem(_ assigned: AssignedTraffic, _ prior: TripTable) -> LeastSquaresDemand {
    LeastSquaresDemand(
      shares: CountShares(
        assigned, pairs: prior, counts: counts, threads: options.assignment.threads),
      counts: counts, prior: prior.trips)
  }
}

/// A trip table fitted to counts, and how well.
public struct EstimatedDemand: Sendable {
  /// Pairs of the prior in its order; estimated trips of a pair may be 0.
  public let trips: TripTable
  public let assignment: AssignedTraffic
  /// Standard error allowed to a pair, as a share of its trips in the prior.
  public let relativeSpread: Double
  /// The least-squares objective of the prior and after each step taken.
  public let objectives: [Double]
  public let counts: [LinkCount]
  /// Flows at the counts: of the prior, of the estimate, and predicted for each count by an
  /// estimate without it (at the last shares).
  public let priorFlows: [Double]
  public let flows: [Double]
  public let leftOutFlows: [Double]

  init(
    trips: TripTable, assignment: AssignedTraffic, relativeSpread: Double, objectives: [Double],
    counts: [LinkCount], priorFlows: [Double], leftOutFlows: [Double]
  ) {
    self.trips = trips
    self.assignment = assignment
    self.relativeSpread = relativeSpread
    self.objectives = objectives
    self.counts = counts
    self.priorFlows = priorFlows
    self.leftOutFlows = leftOutFlows
    flows = counts.map { assignment.flows[$0.link] }
  }

  public var priorFit: CountFit { CountFit(modelled: priorFlows, counts: counts) }
  public var fit: CountFit { CountFit(modelled: flows, counts: counts) }
  /// What to expect where nobody counted.
  public var leftOutFit: CountFit { CountFit(modelled: leftOutFlows, counts: counts) }
}
