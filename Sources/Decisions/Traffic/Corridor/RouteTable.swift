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

  private struct Key: Hashable {
    let route: [Int]
    let classes: VehicleClasses
  }
  private var known: [Key: Int32] = [:]

  /// Metres a driver needs for a change of lane.
  private static let metresAChange = 60.0

  static func compiled(
    network: StreetNetwork, demand: TripDemand
  ) -> (RouteTable, [Int32]) {
    var table = RouteTable()
    let result = demand.trips.map { trip in
      table.index(of: trip.route, for: demand.kinds[trip.kind].classes, on: network)
    }
    return (table, result)
  }

  /// The number of a way, which is added where it is new.
  mutating func index(
    of route: [Int], for classes: VehicleClasses, on network: StreetNetwork
  ) -> Int32 {
    let key = Key(route: route, classes: classes)
    if let index = known[key] { return index }
    let index = Int32(starts.count - 1)
    known[key] = index
    append(route, classes, network)
    return index
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
