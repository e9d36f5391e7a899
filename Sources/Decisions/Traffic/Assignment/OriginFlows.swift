import LinearAlgebra

/// Flows by class, origin and link: all it takes to go on from an assignment later, elsewhere
/// or after a change of the network.
public struct OriginFlows: Sendable, Equatable {
  /// Car equivalents of one class from one zone on one link of the network.
  public struct Entry: Sendable, Equatable {
    public var travelClass: Int
    /// Zone and link by index.
    public var origin: Int
    public var link: Int
    /// Above 0.
    public var flow: Double

    public init(travelClass: Int, origin: Int, link: Int, flow: Double) {
      self.travelClass = travelClass
      self.origin = origin
      self.link = link
      self.flow = flow
    }
  }

  public let entries: [Entry]

  public init(_ entries: [Entry]) { self.entries = entries }
}

extension AssignedTraffic {
  /// The flows by origin, by class, origin and link.
  public var originFlows: OriginFlows {
    let compact = solver.compact
    var entries: [OriginFlows.Entry] = []
    for (commodity, values) in solver.commodities.enumerated() {
      let flow = solver.flows.flow(of: commodity)
      var byLink: [(link: Int, flow: Double)] = []
      let used = solver.flows.used[commodity]
      for place in 0..<used.count {
        let link = Int(used.elements[place])
        guard flow[link] > 0 else { continue }
        for member in compact.firstMember[link]..<compact.firstMember[link + 1] {
          byLink.append((Int(compact.members[Int(member)]), flow[link]))
        }
      }
      byLink.sort { $0.link < $1.link }
      entries += byLink.map {
        .init(
          travelClass: values.travelClass, origin: values.zone, link: $0.link, flow: $0.flow)
      }
    }
    return OriginFlows(entries)
  }
}

extension TrafficAssignment {
  /// Goes on from flows by origin of the same links: their balance at the zones says which
  /// trips they carry, and what differs from the trips of this run is mended.
  ///
  /// - Parameter flows: of links and zones of this network; the flows of a class that this
  ///   run lacks are left out, as are those on closed links with their origin.
  public func solve(
    from flows: OriginFlows, onRound: (Round) -> Bool = { _ in true }
  ) -> AssignedTraffic {
    solve(from: restored(flows), onRound: onRound)
  }

  /// The flows as a solver of this network holds them.
  private func restored(_ flows: OriginFlows) -> AssignedTraffic {
    let zones = network.zoneCount
    var zoneOfNode: [Int: Int] = [:]
    for zone in 0..<zones { zoneOfNode[network.zoneNodes[zone]] = zone }
    // What arrives at a zone and does not leave it again ends there.
    var arrivals = [[[Int: Double]]](
      repeating: [[Int: Double]](repeating: [:], count: zones), count: classes.count)
    let named = flows.entries.filter {
      classes.indices.contains($0.travelClass) && (0..<zones).contains($0.origin)
        && network.links.indices.contains($0.link) && $0.flow > 0 && $0.flow.isFinite
    }
    // An origin that used a link no longer there is loaded anew.
    var isLost = [Bool](repeating: false, count: classes.count * zones)
    let closed = classes.map { Set($0.closedLinks) }
    for entry in named
    where !network.links[entry.link].isOpen || closed[entry.travelClass].contains(entry.link) {
      isLost[entry.travelClass * zones + entry.origin] = true
    }
    let usable = named.filter { !isLost[$0.travelClass * zones + $0.origin] }
    for entry in usable {
      let link = network.links[entry.link]
      if let zone = zoneOfNode[link.head] {
        arrivals[entry.travelClass][entry.origin][zone, default: 0] += entry.flow
      }
      if let zone = zoneOfNode[link.tail] {
        arrivals[entry.travelClass][entry.origin][zone, default: 0] -= entry.flow
      }
    }
    var carried = classes
    for index in classes.indices {
      let equivalent = classes[index].carEquivalent
      carried[index].trips = TripTable(
        rows: (0..<zones).map { origin in
          arrivals[index][origin].filter { $0.key != origin && $0.value > 0 }
            .sorted { $0.key < $1.key }.map { ($0.key, $0.value / equivalent) }
        })
    }
    let earlier = TrafficAssignment(network: network, classes: carried, options: options)
    let solver = earlier.prepare()
    var commodityOf: [Int: Int] = [:]
    for (index, values) in solver.commodities.enumerated() {
      commodityOf[values.travelClass * zones + values.zone] = index
    }
    let compact = solver.compact
    var compactLink = [Int](repeating: -1, count: network.links.count)
    for link in 0..<compact.linkCount {
      // One member speaks for a chain: all carry the same flow.
      compactLink[Int(compact.members[Int(compact.firstMember[link])])] = link
    }
    for entry in usable where compactLink[entry.link] >= 0 {
      guard let commodity = commodityOf[entry.travelClass * zones + entry.origin] else { continue }
      let link = compactLink[entry.link]
      solver.flows.flow(of: commodity)[link] = entry.flow
      solver.flows.list(link, of: commodity)
    }
    solver.refresh()
    return AssignedTraffic(
      network: network, classes: carried, principle: options.principle, status: .stopped,
      rounds: [], unreachable: [], solver: solver)
  }
}
