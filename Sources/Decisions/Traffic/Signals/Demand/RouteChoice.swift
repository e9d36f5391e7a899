/// Quickest ways at free speed (Dijkstra 1959), street to street.
struct RouteChoice {
  private struct Key: Hashable {
    let from: Int
    let to: Int
    let classes: VehicleClasses
  }

  private let network: StreetNetwork
  /// Streets that follow each street, with the seconds on the way across the junction.
  private let next: [[(street: Int, seconds: Double, turn: Int)]]
  private var memory: [Key: [Int]?] = [:]

  /// Seconds a turn that yields without a signal costs beside its length.
  private static let minorPenalty = 1.5

  init(_ network: StreetNetwork) {
    self.network = network
    next = network.streets.map { street in
      street.lanes.flatMap { lane in
        network.lanes[lane].turns.map { turn in
          let way = network.turns[turn]
          let penalty = way.isMinor && way.signal == nil ? Self.minorPenalty : 0
          return (network.lanes[way.toLane].street, way.length / way.speed + penalty, turn)
        }
      }
    }
  }

  /// Streets from `from` to `to`, both included; nil where there is no way.
  mutating func quickest(from: Int, to: Int, for classes: VehicleClasses) -> [Int]? {
    let key = Key(from: from, to: to, classes: classes)
    if let known = memory[key] { return known }
    let found = search(from: from, to: to, for: classes)
    memory[key] = .some(found)
    return found
  }

  private func seconds(on street: Int, for classes: VehicleClasses) -> Double? {
    network.streets[street].lanes.filter { !network.lanes[$0].allows.isDisjoint(with: classes) }
      .map { network.lanes[$0].length / network.lanes[$0].speed }.min()
  }

  private func search(from: Int, to: Int, for classes: VehicleClasses) -> [Int]? {
    if from == to { return [from] }
    var cost = [Double](repeating: .infinity, count: next.count)
    var previous = [Int](repeating: -1, count: next.count)
    var heap = [(cost: Double, street: Int)]()
    cost[from] = 0
    heap.append((0, from))
    while let (reached, street) = pop(&heap) {
      if street == to { break }
      guard reached <= cost[street] else { continue }
      for way in next[street] {
        let turn = network.turns[way.turn]
        guard !network.lanes[turn.fromLane].allows.isDisjoint(with: classes),
          !network.lanes[turn.toLane].allows.isDisjoint(with: classes),
          let along = seconds(on: way.street, for: classes)
        else { continue }
        let candidate = reached + way.seconds + along
        if candidate < cost[way.street] {
          cost[way.street] = candidate
          previous[way.street] = street
          push((candidate, way.street), &heap)
        }
      }
    }
    guard cost[to].isFinite else { return nil }
    var route = [to]
    while let last = route.last, last != from { route.append(previous[last]) }
    return route.reversed()
  }

  private func push(
    _ item: (cost: Double, street: Int), _ heap: inout [(cost: Double, street: Int)]
  ) {
    heap.append(item)
    var i = heap.count - 1
    while i > 0, (heap[i].cost, heap[i].street) < (heap[(i - 1) / 2].cost, heap[(i - 1) / 2].street)
    {
      heap.swapAt(i, (i - 1) / 2)
      i = (i - 1) / 2
    }
  }

  private func pop(_ heap: inout [(cost: Double, street: Int)]) -> (cost: Double, street: Int)? {
    guard let top = heap.first else { return nil }
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      var i = 0
      while true {
        var least = i
        for child in [2 * i + 1, 2 * i + 2] where child < heap.count {
          if (heap[child].cost, heap[child].street) < (heap[least].cost, heap[least].street) {
            least = child
          }
        }
        if least == i { break }
        heap.swapAt(i, least)
        i = least
      }
    }
    return top
  }
}
