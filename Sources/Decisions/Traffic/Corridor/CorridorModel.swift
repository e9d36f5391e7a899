/// A network and its demand made ready for fast simulation of signal plans.
///
/// Vehicle by vehicle in steps of one second: car following by Krauss's safe speed, lanes that
/// fill and spill back, changes of lane before a turn, gap acceptance of turns that yield, and
/// drivers who wait inside the junction. Start-up loss, saturation flow and the dispersion of
/// platoons follow from these; none is set by hand.
///
/// Trips of the demand that are given by their ends alone choose their way at departure, by the
/// speeds driven on every street in the minutes before (`StreetPace`): a plan that makes a queue
/// sends some of its drivers round it.
public struct CorridorModel: Sendable {
  public let network: StreetNetwork
  public let demand: TripDemand
  /// Seconds since midnight at which simulation begins, and at which it ends at the latest.
  public let period: Range<Double>

  // Lanes first, then ways across junctions.
  let lengths: [Double]
  let speeds: [Double]
  let routes: RouteTable
  let tripRoutes: [Int32]
  /// For each turn, its conflicts: the other turn, where on this way the conflict begins,
  /// where on the other it begins and ends, and whether the other yields to this one.
  let conflicts: [[Conflict]]
  let yields: [[Int32]]
  let waysInto: [[Int32]]
  let isYieldedTo: [Bool]
  /// For trips that choose their way; nil where all ways are given.
  let choice: RouteChoice?

  struct Conflict: Sendable {
    let other: Int32
    let start: Double
    let otherStart: Double
    let otherEnd: Double
    let otherYields: Bool
    let merges: Bool
  }

  /// - Parameter period: what is simulated; from the first departure to an hour past the last
  ///   where nil. It may end sooner, when the last vehicle has arrived.
  public init(network: StreetNetwork, demand: TripDemand, period: Range<Double>? = nil) {
    self.network = network
    let first = demand.trips.first?.departure ?? 0
    let last = demand.trips.last?.departure ?? 0
    let range = period ?? first.rounded(.down)..<(last + 3600).rounded(.up)
    self.period = range
    self.demand = period == nil ? demand : demand.during(range)
    lengths = network.lanes.map(\.length) + network.turns.map(\.length)
    speeds = network.lanes.map(\.speed) + network.turns.map(\.speed)
    choice = self.demand.trips.contains { !$0.stops.isEmpty } ? RouteChoice(network) : nil
    (routes, tripRoutes) = RouteTable.compiled(network: network, demand: self.demand)
    let turns = network.turns
    conflicts = turns.indices.map { i in
      turns[i].conflicts.enumerated().map { k, other in
        let back = turns[other].conflicts.firstIndex(of: i)
        let span =
          back.map { turns[other].conflictSpans[$0] }
          ?? (0.3 * turns[other].length)...(0.7 * turns[other].length)
        return Conflict(
          other: Int32(other), start: turns[i].conflictSpans[k].lowerBound,
          otherStart: span.lowerBound, otherEnd: span.upperBound,
          otherYields: turns[other].yieldsTo.contains(i),
          merges: turns[i].toLane == turns[other].toLane)
      }
    }
    yields = turns.map { $0.yieldsTo.map { Int32($0) } }
    var into = [[Int32]](repeating: [], count: network.lanes.count)
    var yieldedTo = [Bool](repeating: false, count: turns.count)
    for (i, turn) in turns.enumerated() {
      into[turn.toLane].append(Int32(i))
      for other in turn.yieldsTo { yieldedTo[other] = true }
    }
    waysInto = into
    isYieldedTo = yieldedTo
  }

  /// What a plan costs its drivers.
  public struct Outcome: Sendable {
    /// Seconds lost against driving freely, departures held back included, mean of all vehicles.
    public let delay: Double
    /// The part of it spent waiting to enter the network.
    public let departureDelay: Double
    public let vehicles: Int
    /// Vehicles still under way, or not yet entered, at the end.
    public let unfinished: Int
    /// Seconds lost on the approaches of each signal, in the order of the plan's programs, summed
    /// over vehicles.
    public let delayBySignal: [Double]
    /// Seconds lost on each lane, summed over vehicles.
    public let delayByLane: [Double]
    /// Seconds each trip of the demand lost, waiting to enter included.
    public let delayByTrip: [Double]
    /// Whether each trip arrived.
    public let arrivedTrips: [Bool]
    /// Vehicles that passed each turn.
    public let passedByTurn: [Int]
    /// Seconds lost on the way to each turn since the turn before, waiting to enter included,
    /// summed over vehicles.
    public let delayByTurn: [Double]
  }

  /// Simulates a plan. The same plan and seed give the same bits.
  /// - Parameters:
  ///   - plan: programs for signals of the network; signals without one are off.
  ///   - seed: of the drivers' own speeds and imperfections; the same for all plans compared.
  ///   - limit: seconds of mean delay above which simulation stops early: the plan is worse.
  public func outcome(of plan: SignalPlan, seed: UInt64, limit: Double = .infinity) -> Outcome {
    let run = CorridorRun(self, plan: plan, seed: seed)
    return run.finished(limit: limit)
  }

  /// The demand with every trip on the way its driver takes under a plan: what a search compares
  /// plans on, cheaply and without the chance of who goes round which queue.
  public func settled(under plan: SignalPlan, seed: UInt64) -> TripDemand {
    guard choice != nil else { return demand }
    let run = CorridorRun(self, plan: plan, seed: seed)
    _ = run.finished(limit: .infinity)
    var result = demand
    for i in result.trips.indices {
      result.trips[i].route = run.route(ofTrip: i)
      result.trips[i].stops = []
    }
    return result
  }
}
