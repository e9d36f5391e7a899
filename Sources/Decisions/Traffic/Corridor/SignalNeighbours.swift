/// Which signals follow each other on drivers' ways, and how strongly.
struct SignalNeighbours: Sendable {
  struct Pair: Sendable {
    let from: Int
    let to: Int
    /// Links of the two signals that most of its vehicles use.
    let fromLink: Int
    let toLink: Int
    let vehicles: Int
    /// Seconds from stop line to stop line at free speed, and metres.
    let seconds: Double
    let metres: Double
  }

  /// Strongest first.
  let pairs: [Pair]

  init(network: StreetNetwork, demand: TripDemand) {
    struct Key: Hashable {
      let from: Int
      let to: Int
      let fromLink: Int
      let toLink: Int
    }
    var counts: [Key: (vehicles: Int, seconds: Double, metres: Double)] = [:]
    for trip in demand.trips {
      var last: (signal: Int, link: Int)?
      var seconds = 0.0
      var metres = 0.0
      for (a, b) in zip(trip.route, trip.route.dropFirst()) {
        let lane = network.lanes[network.streets[a].lanes.lowerBound]
        seconds += lane.length / lane.speed
        metres += lane.length
        let turn = network.streets[a].lanes.lazy.flatMap { network.lanes[$0].turns }
          .first { network.lanes[network.turns[$0].toLane].street == b }
        guard let turn else { continue }
        if let signal = network.turns[turn].signal {
          if let last, last.signal != signal.signal {
            let key = Key(
              from: last.signal, to: signal.signal, fromLink: last.link, toLink: signal.link)
            counts[key, default: (0, seconds, metres)].vehicles += 1
          }
          last = signal
          seconds = 0
          metres = 0
        }
        seconds += network.turns[turn].length / network.turns[turn].speed
        metres += network.turns[turn].length
      }
    }
    pairs = counts.map { key, value in
      Pair(
        from: key.from, to: key.to, fromLink: key.fromLink, toLink: key.toLink,
        vehicles: value.vehicles, seconds: value.seconds, metres: value.metres)
    }.sorted {
      ($1.vehicles, $0.from, $0.to, $0.fromLink, $0.toLink)
        < ($0.vehicles, $1.from, $1.to, $1.fromLink, $1.toLink)
    }
  }

  /// The strongest pairs that join all signals without a ring (Kruskal 1956).
  func tree(of count: Int) -> [Pair] {
    var group = Array(0..<count)
    func root(_ i: Int) -> Int {
      var i = i
      while group[i] != i { i = group[i] }
      return i
    }
    var chosen: [Pair] = []
    for pair in pairs {
      let a = root(pair.from)
      let b = root(pair.to)
      if a != b {
        group[max(a, b)] = min(a, b)
        chosen.append(pair)
      }
    }
    return chosen
  }

  /// The line of signals with the strongest streams, in the direction of the strongest: grown at
  /// both ends by the strongest stream that goes straight on.
  func mainLine() -> [Pair] {
    guard let first = pairs.first else { return [] }
    var line = [first]
    var used: Set<Int> = [first.from, first.to]
    while let next = pairs.first(where: { pair in
      guard let last = line.last else { return false }
      return pair.from == last.to && pair.fromLink == last.toLink && !used.contains(pair.to)
        && 4 * pair.vehicles > first.vehicles
    }) {
      line.append(next)
      used.insert(next.to)
    }
    while let previous = pairs.first(where: { pair in
      pair.to == line[0].from && pair.toLink == line[0].fromLink && !used.contains(pair.from)
        && 4 * pair.vehicles > first.vehicles
    }) {
      line.insert(previous, at: 0)
      used.insert(previous.from)
    }
    return line
  }
}
