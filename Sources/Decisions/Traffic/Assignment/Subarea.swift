import LinearAlgebra
public import Tables

/// A part of a network with the traffic that begins in it, ends in it or crosses it.
public struct Subarea: Sendable {
  /// Links with an end inside, nodes at those ends. Zones are those inside and, as gates
  /// that paths only begin or end at, the nodes outside that the links lead to.
  public let network: RoadNetwork
  /// Trips of the part: by gate where they come from or go to the outside.
  public let trips: TripTable
  /// The whole network's link of each link of the part.
  public let links: [Int]
}

extension AssignedTraffic {
  /// Cuts out a part: assigned to its own network, its trips give the same flows.
  ///
  /// Gate-to-gate trips follow each origin's proportions at nodes (see `PathShares`); a trip
  /// that leaves and comes back counts as two. One class only.
  ///
  /// - Parameter isInside: by node.
  /// - Throws: as `RoadNetwork` and `TripTable`; the parts of a valid network are valid.
  public func subarea(_ isInside: [Bool]) throws(TableError) -> Subarea {
    precondition(isInside.count == network.nodeCount && classes.count == 1)
    let kept = network.links.indices.filter {
      network.links[$0].isOpen
        && (isInside[network.links[$0].tail] || isInside[network.links[$0].head])
    }
    var isZone = [Bool](repeating: false, count: network.nodeCount)
    for node in network.zoneNodes { isZone[node] = true }
    var isTouched = isInside
    for link in kept {
      isTouched[network.links[link].tail] = true
      isTouched[network.links[link].head] = true
    }
    let nodes = isTouched.indices.filter { isTouched[$0] }
    var place = [Int](repeating: -1, count: network.nodeCount)
    for (index, node) in nodes.enumerated() { place[node] = index }
    let zones = nodes.filter { isZone[$0] || !isInside[$0] }
    var zoneOf = [Int](repeating: -1, count: network.nodeCount)
    for (index, node) in zones.enumerated() { zoneOf[node] = index }
    let part = try RoadNetwork(
      nodeNames: nodes.map { network.nodeNames[$0] },
      coordinates: nodes.map { network.coordinates[$0] },
      zoneNodes: zones.map { place[$0] },
      isThrough: nodes.map { network.isThrough[$0] && isInside[$0] },
      links: kept.map { index in
        var link = network.links[index]
        link.tail = place[link.tail]
        link.head = place[link.head]
        return link
      }, tollWeight: network.tollWeight, lengthWeight: network.lengthWeight)
    var entries: [TripTable.Entry] = []
    for commodity in solver.commodities.indices {
      entries += crossings(of: commodity, isInside, zoneOf)
    }
    return Subarea(
      network: part, trips: try TripTable(zoneCount: zones.count, entries: entries), links: kept)
  }

  /// Trips of one origin between the zones and gates of the part.
  private func crossings(
    of commodity: Int, _ isInside: [Bool], _ zoneOf: [Int]
  ) -> [TripTable.Entry] {
    let compact = solver.compact
    let shares = PathShares(solver, commodity: commodity)
    // Links of the network in the order of `shares`, those of a chain one after the other.
    var steps: [(tail: Int, head: Int, flow: Double)] = []
    // Flow that goes on from each node, and trips that end there.
    var onward: [Int: Double] = [:]
    for (link, flow) in zip(shares.links, shares.flows) {
      for place in compact.firstMember[link]..<compact.firstMember[link + 1] {
        let values = network.links[Int(compact.members[Int(place)])]
        steps.append((values.tail, values.head, flow))
        onward[values.tail, default: 0] += flow
      }
    }
    let values = solver.commodities[commodity]
    var ending: [Int: Double] = [:]
    for (index, zone) in values.destinationZones.enumerated() where values.trips[index] > 0 {
      ending[network.zoneNodes[Int(zone)], default: 0] += values.trips[index]
    }
    // Where trips begin, as the part sees it: at the origin, and at every way in.
    let origin = network.zoneNodes[values.zone]
    var starts: [(zone: Int, node: Int, flow: Double, next: Int)] = []
    if isInside[origin] { starts.append((zoneOf[origin], origin, onward[origin] ?? 0, 0)) }
    for (index, step) in steps.enumerated() where !isInside[step.tail] && isInside[step.head] {
      starts.append((zoneOf[step.tail], step.head, step.flow, index + 1))
    }
    var entries: [TripTable.Entry] = []
    let equivalent = classes[0].carEquivalent
    for start in starts {
      var amount = [start.node: start.flow]
      for step in steps[start.next...] where isInside[step.tail] {
        guard let here = amount[step.tail] else { continue }
        let all = (onward[step.tail] ?? 0) + (ending[step.tail] ?? 0)
        let moved = here * step.flow / all
        if isInside[step.head] {
          amount[step.head, default: 0] += moved
        } else {
          entries.append(
            .init(origin: start.zone, destination: zoneOf[step.head], trips: moved / equivalent))
        }
      }
      for (node, here) in amount.sorted(by: { $0.key < $1.key }) {
        guard let last = ending[node] else { continue }
        entries.append(
          .init(
            origin: start.zone, destination: zoneOf[node],
            trips: here * last / ((onward[node] ?? 0) + last) / equivalent))
      }
    }
    return entries
  }
}
