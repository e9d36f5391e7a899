import LinearAlgebra
import Statistics
public import Tables

extension TripDemand {
  /// How vehicles are made of flows.
  public struct Spreading: Sendable {
    /// Seconds since midnight in which all vehicles depart.
    public var period: Range<Double>
    public var profile = DepartureProfile.even
    /// Vehicles for every trip of the table: above 1 for a period longer than the table's.
    public var factor = 1.0
    /// By travel class; the last serves for classes beyond.
    public var kinds = [VehicleKind()]
    public var seed: UInt64 = 1

    public init(period: Range<Double>) { self.period = period }
  }

  /// The vehicles of an assignment: street i of `network` is link i of the assigned one.
  ///
  /// Path flows are those of `PathShares`: the way back from a destination chooses among the links
  /// into a node by their flows. All path flows stand in one row, by class, origin, destination
  /// and path, and one vehicle is taken at every whole step along it (systematic sampling: Cochran
  /// 1977, ch. 8): the vehicles in all are the trips times `factor`, rounded, and every path has
  /// its flow rounded up or down. Departures are drawn from the profile. Ways that the turns of
  /// the streets do not allow are replaced by the quickest between the same ends; trips that have
  /// none, or that the assignment could not carry, go to `unserved` by their zones.
  public init(
    assigned: AssignedTraffic, on network: StreetNetwork, spreading: Spreading
  ) {
    precondition(assigned.network.links.count == network.streets.count)
    let solver = assigned.solver
    var maker = VehicleMaker(network: network, spreading: spreading)
    for commodity in solver.commodities.indices {
      let values = solver.commodities[commodity]
      let shares = PathShares(solver, commodity: commodity)
      let ways = PathWays(shares)
      let equivalent = assigned.classes[values.travelClass].carEquivalent
      for (place, node) in shares.destinationPlaces.enumerated() {
        let trips = values.trips[place] / equivalent
        guard node >= 0, trips > 0 else { continue }
        let names = (
          assigned.network.zoneName(values.zone),
          assigned.network.zoneName(Int(values.destinationZones[place]))
        )
        maker.take(trips: trips, from: names.0, to: names.1, kind: values.travelClass) { share in
          // A compact link may be a chain of links.
          ways.path(to: node, share: share).flatMap { link in
            solver.compact.members[
              Int(solver.compact.firstMember[link])..<Int(solver.compact.firstMember[link + 1])
            ].map { Int($0) }
          }
        }
      }
    }
    self = maker.finished()
    for pair in assigned.unreachable {
      let network = assigned.network
      unserved.append("\(network.zoneName(pair.origin)) → \(network.zoneName(pair.destination))")
    }
  }

  /// The vehicles of a trip table on the quickest ways at free speed, for a network on which
  /// nobody has assigned them.
  ///
  /// - Throws: as `RoadNetwork.changing`.
  public init(
    trips: TripTable, roads: RoadNetwork, on network: StreetNetwork, spreading: Spreading
  ) throws(TableError) {
    // Constant times: equilibrium is the quickest way.
    let free = try roads.changing { _, link in link.b = 0 }
    let assigned = TrafficAssignment(network: free, classes: [TravelClass(trips: trips)]).solve()
    self.init(assigned: assigned, on: network, spreading: spreading)
  }

  /// One row a vehicle: `vehicle, departure_s, kind, route`, the route as street identifiers with
  /// spaces between.
  public func csv(on network: StreetNetwork) -> [UInt8] {
    var writer = CSVWriter(header: ["vehicle", "departure_s", "kind", "route"])
    for trip in trips {
      writer.text(trip.id)
      writer.number(trip.departure, decimals: 2)
      writer.integer(trip.kind)
      writer.text(trip.route.map { network.streets[$0].id }.joined(separator: " "))
      writer.endRow()
    }
    return writer.bytes
  }
}

/// The paths that a commodity's flow takes, found back from its destinations.
private struct PathWays {
  /// By place of the node: links with flow into it, and the shares of the flow up to each.
  private var into: [[(link: Int, tail: Int, upTo: Double)]]

  init(_ shares: PathShares) {
    into = .init(repeating: [], count: shares.nodes.count)
    for k in shares.links.indices where shares.flows[k] > 0 {
      let node = shares.heads[k]
      into[node].append(
        (shares.links[k], shares.tails[k], (into[node].last?.upTo ?? 0) + shares.flows[k]))
    }
  }

  /// The path at a share (0…1) of the flow to a node, as compact links in order.
  func path(to node: Int, share: Double) -> [Int] {
    var path: [Int] = []
    var at = node
    var share = share
    while let total = into[at].last?.upTo {
      let wanted = share * total
      let k = into[at].firstIndex { $0.upTo > wanted } ?? into[at].count - 1
      let before = k > 0 ? into[at][k - 1].upTo : 0
      // What remains chooses among the paths that go on through this link.
      share = min(1, max(0, (wanted - before) / (into[at][k].upTo - before)))
      path.append(into[at][k].link)
      at = into[at][k].tail
    }
    return path.reversed()
  }
}

/// Vehicles while they are taken from a row of path flows.
private struct VehicleMaker {
  private let network: StreetNetwork
  private let spreading: TripDemand.Spreading
  private var choice: RouteChoice
  private var draws: RandomStream
  /// Vehicles so far along the row, and the next whole step and a half.
  private var reached = 0.0
  private var next = 0.5
  private var trips: [TripDemand.Trip] = []
  private var unserved: [String] = []
  private var rerouted = 0
  /// Whether one street leads into another.
  private let leadsTo: [Set<Int>]

  init(network: StreetNetwork, spreading: TripDemand.Spreading) {
    self.network = network
    self.spreading = spreading
    choice = RouteChoice(network)
    draws = RandomStream(seed: spreading.seed, "departures")
    leadsTo = network.streets.map { street in
      Set(
        street.lanes.flatMap { lane in
          network.lanes[lane].turns.map { network.lanes[network.turns[$0].toLane].street }
        })
    }
  }

  mutating func take(
    trips count: Double, from origin: String, to destination: String, kind: Int,
    path: (Double) -> [Int]
  ) {
    let vehicles = count * spreading.factor
    let start = reached
    reached += vehicles
    let kind = min(kind, spreading.kinds.count - 1)
    var number = 0
    while next < reached {
      let share = (next - start) / vehicles
      next += 1
      number += 1
      let id = "\(origin)-\(destination).\(number)"
      // Drawn whether or not there is a way, so that one pair does not move another's times.
      let time = spreading.profile.time(of: draws.uniform(), in: spreading.period)
      guard let route = allowed(path(share), classes: spreading.kinds[kind].classes) else {
        unserved.append("\(origin) → \(destination)")
        continue
      }
      trips.append(
        .init(
          id: id, departure: (time * 100).rounded(.down) / 100, route: route, kind: kind,
          lane: .best, speed: .maximum))
    }
  }

  private mutating func allowed(_ route: [Int], classes: VehicleClasses) -> [Int]? {
    guard let first = route.first, let last = route.last else { return nil }
    if zip(route, route.dropFirst()).allSatisfy({ leadsTo[$0].contains($1) }) { return route }
    guard let other = choice.quickest(from: first, to: last, for: classes) else { return nil }
    rerouted += 1
    return other
  }

  func finished() -> TripDemand {
    let order = trips.indices.sorted {
      (trips[$0].departure, $0) < (trips[$1].departure, $1)
    }
    var demand = TripDemand(kinds: spreading.kinds, trips: order.map { trips[$0] })
    demand.unserved = unserved
    demand.rerouted = rerouted
    return demand
  }
}
