/// Flows of an assignment, and what they prove.
public struct AssignedTraffic: Sendable {
  /// Why the run ended.
  public enum Status: String, Sendable {
    /// The relative gap asked for is reached.
    case converged
    /// All rounds were used; the gap reached is that of the last round.
    case roundLimit
    /// The caller stopped it; the gap reached is that of the last round.
    case stopped
  }

  public let network: RoadNetwork
  public let classes: [TravelClass]
  public let principle: TrafficAssignment.Principle
  public let status: Status
  /// Every round, the last last.
  public let rounds: [TrafficAssignment.Round]
  /// Trips no path can carry; they are on no link and in no total.
  public let unreachable: [TrafficAssignment.UnreachablePair]
  /// Flow by link of the network, in car equivalents.
  public let flows: [Double]
  /// The same by class, in vehicles of that class.
  public let classFlows: [[Double]]
  /// Travel time by link, tolls and length apart.
  public let times: [Double]
  /// Σ flow × generalised cost (TSTT), and what cheapest paths would cost (SPTT); for the
  /// system optimum both at marginal costs.
  public let totalCost: Double
  public let shortestCost: Double
  /// Σ flow × travel time.
  public let totalTime: Double
  let solver: EquilibriumSolver

  init(
    network: RoadNetwork, classes: [TravelClass], principle: TrafficAssignment.Principle,
    status: Status, rounds: [TrafficAssignment.Round],
    unreachable: [TrafficAssignment.UnreachablePair], solver: EquilibriumSolver
  ) {
    self.network = network
    self.classes = classes
    self.principle = principle
    self.status = status
    self.rounds = rounds
    self.unreachable = unreachable
    self.solver = solver
    let compact = solver.compact
    func spread(_ values: [Double]) -> [Double] {
      var result = [Double](repeating: 0, count: network.links.count)
      for link in 0..<compact.linkCount {
        for place in compact.firstMember[link]..<compact.firstMember[link + 1] {
          result[Int(compact.members[Int(place)])] = values[link]
        }
      }
      return result
    }
    let flows = spread(
      Array(UnsafeBufferPointer(start: solver.state.flow, count: compact.linkCount)))
    self.flows = flows
    classFlows = classes.indices.map { index in
      let equivalent = classes[index].carEquivalent
      return spread(solver.classFlows(index)).map { $0 / equivalent }
    }
    let times = network.links.indices.map { network.links[$0].time(at: flows[$0]) }
    self.times = times
    var time = CompensatedSum()
    for link in flows.indices where flows[link] > 0 { time.add(flows[link] * times[link]) }
    totalTime = time.value
    totalCost = solver.totalCost
    shortestCost = totalCost * (1 - (rounds.last?.relativeGap ?? 0))
  }

  /// 1 − SPTT/TSTT of the flows.
  public var relativeGap: Double { rounds.last?.relativeGap ?? 0 }
  /// Beckmann's objective of the flows; total cost for the system optimum.
  public var objective: Double { rounds.last?.objective ?? 0 }
  /// No flows that carry the demand have a lower objective than this.
  public var lowerBound: Double { rounds.last?.lowerBound ?? 0 }
  /// (TSTT − SPTT) / trips: what the average car equivalent could save.
  public var averageExcessCost: Double {
    solver.totalTrips > 0 ? relativeGap * totalCost / solver.totalTrips : 0
  }
}
