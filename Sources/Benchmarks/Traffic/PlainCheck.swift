import Traffic

/// A second opinion on flows, from the links and trips alone: nothing of the solver is used.
struct PlainCheck {
  private(set) var objective = 0.0
  private(set) var relativeGap = 0.0
  /// Greatest difference between what leaves a node and what enters it, trips counted.
  private(set) var imbalance = 0.0

  init(_ network: RoadNetwork, _ trips: TripTable, flows: [Double]) {
    let costs = network.links.indices.map { network.cost(of: $0, at: flows[$0]) }
    var balance = [Double](repeating: 0, count: network.nodeCount)
    var total = 0.0
    for (index, link) in network.links.enumerated() where flows[index] != 0 {
      total += flows[index] * costs[index]
      objective += link.timeIntegral(to: flows[index]) + network.fixedCost(of: index) * flows[index]
      balance[link.tail] += flows[index]
      balance[link.head] -= flows[index]
    }
    let search = ShortestPathSearch(network).priced(costs)
    var shortest = 0.0
    for origin in 0..<network.zoneCount
    where trips.originStart[origin] < trips.originStart[origin + 1] {
      let labels = search.labels(from: network.zoneNodes[origin])
      for pair in trips.originStart[origin]..<trips.originStart[origin + 1] {
        let node = network.zoneNodes[trips.destinations[pair]]
        guard labels[node] < .infinity else { continue }
        shortest += trips.trips[pair] * labels[node]
        balance[network.zoneNodes[origin]] -= trips.trips[pair]
        balance[node] += trips.trips[pair]
      }
    }
    relativeGap = total > 0 ? 1 - shortest / total : 0
    imbalance = balance.map(abs).max() ?? 0
  }
}
