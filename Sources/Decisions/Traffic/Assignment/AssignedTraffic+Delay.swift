extension AssignedTraffic {
  /// Vehicles times what they lose on a link against an empty road, by link, in vehicles times
  /// the network's unit of time.
  public var delays: [Double] {
    network.links.indices.map { link in
      flows[link] * max(0, times[link] - network.links[link].time(at: 0))
    }
  }

  /// Σ `delays`.
  public var totalDelay: Double { delays.reduce(0, +) }

  /// Trips that are on the network, in vehicles of their classes.
  public var servedTrips: Double {
    classes.reduce(0) { $0 + $1.trips.total } - unreachable.reduce(0) { $0 + $1.trips }
  }
}
