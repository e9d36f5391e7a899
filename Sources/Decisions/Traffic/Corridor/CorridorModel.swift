/// A network and its demand made ready for fast simulation of signal plans.
///
/// Vehicle by vehicle in steps of one second: car following by Krauss's safe speed, lanes that
/// fill and spill back, changes of lane before a turn, gap acceptance of turns that yield, and
/// drivers who wait inside the junction. Start-up loss, saturation flow and the dispersion of
/// platoons follow from these; none is set by hand.
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
}

/// The ways of all trips, lane by lane.
struct RouteTable: Sendable {
  /// Where each route's positions begin in `streets` and `bases`.
  private(set) var starts: [Int32] = [0]
  private(set) var streets: [Int32] = []
  /// Where the lanes of a position begin in `turns` and `shifts`.
  private(set) var bases: [Int32] = []
  /// The turn a vehicle takes from that lane; −1 where the lane does not lead on.
  private(set) var turns: [Int32] = []
  /// Lanes to the left (above 0) or right that it must move to go on.
  private(set) var shifts: [Int8] = []

  /// Metres a driver needs for a change of lane.
  private static let metresAChange = 60.0

  static func compiled(
    network: StreetNetwork, demand: TripDemand
  ) -> (RouteTable, [Int32]) {
    struct Key: Hashable {
      let route: [Int]
      let classes: VehicleClasses
    }
    var table = RouteTable()
    var known: [Key: Int32] = [:]
    var result: [Int32] = []
    for trip in demand.trips {
      let key = Key(route: trip.route, classes: demand.kinds[trip.kind].classes)
      if let index = known[key] {
        result.append(index)
        continue
      }
      let index = Int32(table.starts.count - 1)
      known[key] = index
      result.append(index)
      table.append(trip.route, key.classes, network)
    }
    return (table, result)
  }

  private mutating func append(
    _ route: [Int], _ classes: VehicleClasses, _ network: StreetNetwork
  ) {
    var choices: [[(turn: Int32, shift: Int8)]] = []
    // Lane changes still needed on the street after, by its lanes.
    var after: [Int]?
    for position in route.indices.reversed() {
      let lanes = network.streets[route[position]].lanes
      let admitted = lanes.map { !network.lanes[$0].allows.isDisjoint(with: classes) }
      guard position + 1 < route.count, let later = after else {
        choices.append(lanes.map { _ in (-1, 0) })
        after = admitted.map { $0 ? 0 : 99 }
        continue
      }
      let next = network.streets[route[position + 1]].lanes
      let length = network.lanes[next.lowerBound].length
      var turnOf = [Int32](repeating: -1, count: lanes.count)
      var changes = [Int](repeating: 99, count: lanes.count)
      for (k, lane) in lanes.enumerated() where admitted[k] {
        for turn in network.lanes[lane].turns where next.contains(network.turns[turn].toLane) {
          let needed = later[network.turns[turn].toLane - next.lowerBound]
          if needed < changes[k] {
            changes[k] = needed
            turnOf[k] = Int32(turn)
          }
        }
      }
      // A lane leads on well where what remains to change fits the next street.
      let least = changes.min() ?? 99
      let fits = max(least, min(98, Int(length / Self.metresAChange)))
      let good = changes.map { $0 <= fits && $0 < 99 }
      let nearest = lanes.indices.map { lane -> Int in
        let k = lane - lanes.lowerBound
        let reach = good.indices.filter { good[$0] }
          .min { (abs($0 - k), $0) < (abs($1 - k), $1) }
        return reach.map { $0 - k } ?? 0
      }
      choices.append(
        lanes.indices.map { lane in
          let k = lane - lanes.lowerBound
          return (turnOf[k], Int8(clamping: nearest[k]))
        })
      after = nearest.indices.map { admitted[$0] ? abs(nearest[$0]) : 99 }
    }
    for (position, lanes) in choices.reversed().enumerated() {
      streets.append(Int32(route[position]))
      bases.append(Int32(turns.count))
      for choice in lanes {
        turns.append(choice.turn)
        shifts.append(choice.shift)
      }
    }
    starts.append(Int32(streets.count))
  }
}
