/// Quickest ways (Dijkstra 1959), street to street: at free speed, or at the speeds of the hour.
struct RouteChoice: Sendable {
  private struct Key: Hashable {
    let from: Int
    let to: Int
    let classes: VehicleClasses
  }

  /// A way from one street to the next.
  private struct Way {
    let street: Int
    /// On the way across the junction.
    let seconds: Double
    /// Whom the lane it leaves and the lane it enters admit.
    let from: VehicleClasses
    let to: VehicleClasses
  }

  private let network: StreetNetwork
  /// The ways from all streets in order, and where those of each begin.
  private let ways: [Way]
  private let starts: [Int]
  private var memory: [Key: [Int]?] = [:]
  private var freeTimes: [VehicleClasses: [Double]] = [:]

  /// Seconds a turn that yields without a signal costs beside its length.
  private static let minorPenalty = 1.5

  init(_ network: StreetNetwork) {
    self.network = network
    var ways: [Way] = []
    var starts = [0]
    for street in network.streets {
      for lane in network.lanes[street.lanes] {
        for turn in lane.turns.map({ network.turns[$0] }) {
          let penalty = turn.isMinor && turn.signal == nil ? Self.minorPenalty : 0
          let to = network.lanes[turn.toLane]
          ways.append(
            Way(
              street: to.street, seconds: turn.length / turn.speed + penalty, from: lane.allows,
              to: to.allows))
        }
      }
      starts.append(ways.count)
    }
    self.ways = ways
    self.starts = starts
  }

  /// Streets from `from` to `to`, both included; nil where there is no way.
  mutating func quickest(from: Int, to: Int, for classes: VehicleClasses) -> [Int]? {
    let key = Key(from: from, to: to, classes: classes)
    if let known = memory[key] { return known }
    let times =
      freeTimes[classes]
      ?? network.streets.indices.map {
        Self.freeSeconds(on: $0, of: network, for: classes) ?? .infinity
      }
    freeTimes[classes] = times
    let found = search(from: from, to: to, for: classes, seconds: times)
    memory[key] = .some(found)
    return found
  }

  /// Streets through all of `stops`, first and last included; nil where there is no way.
  /// - Parameter seconds: along each street; infinite where the classes may not go.
  func quickest(through stops: [Int], for classes: VehicleClasses, seconds: [Double]) -> [Int]? {
    var result = Array(stops.prefix(1))
    for (from, to) in zip(stops, stops.dropFirst()) {
      guard let part = search(from: from, to: to, for: classes, seconds: seconds) else {
        return nil
      }
      result += part.dropFirst()
    }
    return result
  }

  /// Seconds along a street on its quickest lane at the limit; nil where the classes may not go.
  static func freeSeconds(
    on street: Int, of network: StreetNetwork, for classes: VehicleClasses
  ) -> Double? {
    network.streets[street].lanes.filter { !network.lanes[$0].allows.isDisjoint(with: classes) }
      .map { network.lanes[$0].length / network.lanes[$0].speed }.min()
  }

  private func search(
    from: Int, to: Int, for classes: VehicleClasses, seconds: [Double]
  ) -> [Int]? {
    if from == to { return [from] }
    var cost = [Double](repeating: .infinity, count: seconds.count)
    var previous = [Int](repeating: -1, count: seconds.count)
    var heap: [Reached] = []
    cost[from] = 0
    heap.append(Reached(cost: 0, street: from))
    while let top = Self.pop(&heap) {
      let street = top.street
      if street == to { break }
      guard top.cost <= cost[street] else { continue }
      for k in starts[street]..<starts[street + 1] {
        let way = ways[k]
        guard !way.from.isDisjoint(with: classes), !way.to.isDisjoint(with: classes) else {
          continue
        }
        let candidate = top.cost + way.seconds + seconds[way.street]
        if candidate < cost[way.street] {
          cost[way.street] = candidate
          previous[way.street] = street
          Self.push(Reached(cost: candidate, street: way.street), &heap)
        }
      }
    }
    guard cost[to].isFinite else { return nil }
    var route = [to]
    while let last = route.last, last != from { route.append(previous[last]) }
    return route.reversed()
  }

  private struct Reached {
    let cost: Double
    let street: Int

    /// Equal costs in the order of the streets, so that a way does not depend on the heap.
    static func < (a: Reached, b: Reached) -> Bool {
      a.cost < b.cost || (a.cost == b.cost && a.street < b.street)
    }
  }

  private static func push(_ item: Reached, _ heap: inout [Reached]) {
    heap.append(item)
    var i = heap.count - 1
    while i > 0, heap[i] < heap[(i - 1) / 2] {
      heap.swapAt(i, (i - 1) / 2)
      i = (i - 1) / 2
    }
  }

  private static func pop(_ heap: inout [Reached]) -> Reached? {
    guard let top = heap.first else { return nil }
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      var i = 0
      while true {
        var least = i
        let child = 2 * i + 1
        if child < heap.count, heap[child] < heap[least] { least = child }
        if child + 1 < heap.count, heap[child + 1] < heap[least] { least = child + 1 }
        if least == i { break }
        heap.swapAt(i, least)
        i = least
      }
    }
    return top
  }
}
