import Statistics

extension TripDemand {
  /// Vehicles whose ways carry what was counted on every turn.
  ///
  /// A vehicle at the end of a street takes a turn by the shares counted there (a Markov chain of
  /// links: Akamatsu 1996, section 2). Where more leave a street than enter it, the rest start
  /// there; where more enter than leave, the rest end there: so that counts which disagree between
  /// two junctions are all met, and vehicles start and end along the street between, as they do.
  /// Shares are dealt like cards, a deck of as many as were counted shuffled for every street, so
  /// that turns carry their counts to a vehicle or two and not only on average.
  ///
  /// Who drives from where to where is not in such counts: ways of many turns are a guess, and a
  /// plan made on them suits the counts.
  public init(turns: TurningCounts, on network: StreetNetwork, spreading: Spreading) {
    var decks = TurningDecks(turns, streets: network.streets.count, factor: spreading.factor)
    var draws = RandomStream(seed: spreading.seed, "turning counts")
    var starts: [(time: Double, street: Int, number: Int)] = []
    for (street, count) in decks.starting.enumerated() {
      for number in 0..<count {
        let time = spreading.profile.time(of: draws.uniform(), in: spreading.period)
        starts.append(((time * 100).rounded(.down) / 100, street, number + 1))
      }
    }
    starts.sort { ($0.time, $0.street, $0.number) < ($1.time, $1.street, $1.number) }
    // Counts of a closed circle would lead round it for ever.
    let longest = 2 * network.streets.count
    var trips: [Trip] = []
    for start in starts {
      var route = [start.street]
      while route.count < longest, let next = decks.deal(after: route[route.count - 1], &draws) {
        route.append(next)
      }
      trips.append(
        Trip(
          id: "\(network.streets[start.street].id).\(start.number)", departure: start.time,
          route: route, kind: 0, lane: .best, speed: .maximum))
    }
    self.init(kinds: spreading.kinds, trips: trips)
  }
}

/// What comes after each street: as many cards as vehicles were counted.
private struct TurningDecks {
  /// Vehicles that start on each street.
  private(set) var starting: [Int]
  /// By street: the street after it, −1 for the end of the way.
  private var full: [[Int32]]
  private var left: [[Int32]]

  init(_ turns: TurningCounts, streets: Int, factor: Double) {
    var entering = [Double](repeating: 0, count: streets)
    var leaving = [Double](repeating: 0, count: streets)
    full = .init(repeating: [], count: streets)
    for count in turns.counts {
      entering[count.to] += count.vehicles * factor
      leaving[count.from] += count.vehicles * factor
    }
    // Rounded along the row of a street's turns, so that their sum is right.
    var dealt = [Double](repeating: 0, count: streets)
    func cards(_ street: Int, _ vehicles: Double) -> Int {
      let before = dealt[street].rounded()
      dealt[street] += vehicles
      return Int(dealt[street].rounded() - before)
    }
    for count in turns.counts {
      let number = cards(count.from, count.vehicles * factor)
      full[count.from] += [Int32](repeating: Int32(count.to), count: number)
    }
    starting = []
    for street in 0..<streets {
      let surplus = entering[street] - leaving[street]
      if surplus > 0 {
        full[street] += [Int32](repeating: -1, count: cards(street, surplus))
      }
      starting.append(max(0, Int((-surplus).rounded())))
    }
    left = .init(repeating: [], count: streets)
  }

  /// The street after one; nil where the way ends.
  mutating func deal(after street: Int, _ draws: inout RandomStream) -> Int? {
    if left[street].isEmpty {
      guard full[street].contains(where: { $0 >= 0 }) else { return nil }
      left[street] = full[street]
      // Fisher–Yates; the order of the standard library's shuffle is not promised to stay.
      for k in stride(from: left[street].count - 1, to: 0, by: -1) {
        left[street].swapAt(k, draws.integer(below: k + 1))
      }
    }
    let next = Int(left[street].removeLast())
    return next >= 0 ? next : nil
  }
}
