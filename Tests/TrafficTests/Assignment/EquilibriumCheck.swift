import Traffic

/// A second opinion on an assignment: everything from the road network's own links and the
/// trip table, with the plainest shortest-path method there is (Bellman and Ford).
struct EquilibriumCheck {
  var totalCost = 0.0
  var shortestCost = 0.0
  var objective = 0.0
  /// Greatest difference between what leaves and enters a node and its trips.
  var imbalance = 0.0
  /// Trips no path joins.
  var unreachable = 0.0

  init(_ network: RoadNetwork, _ trips: TripTable, flows: [Double]) {
    let costs = network.links.indices.map { network.cost(of: $0, at: flows[$0]) }
    var balance = [Double](repeating: 0, count: network.nodeCount)
    for (index, link) in network.links.enumerated() where flows[index] > 0 {
      totalCost += flows[index] * costs[index]
      objective += link.timeIntegral(to: flows[index]) + network.fixedCost(of: index) * flows[index]
      balance[link.tail] += flows[index]
      balance[link.head] -= flows[index]
    }
    for origin in 0..<network.zoneCount
    where trips.originStart[origin] < trips.originStart[origin + 1] {
      let labels = EquilibriumCheck.labels(from: network.zoneNodes[origin], network, costs)
      for pair in trips.originStart[origin]..<trips.originStart[origin + 1] {
        let node = network.zoneNodes[trips.destinations[pair]]
        if labels[node] == .infinity {
          unreachable += trips.trips[pair]
          continue
        }
        shortestCost += trips.trips[pair] * labels[node]
        balance[network.zoneNodes[origin]] -= trips.trips[pair]
        balance[node] += trips.trips[pair]
      }
    }
    imbalance = balance.map(abs).max() ?? 0
  }

  var relativeGap: Double { 1 - shortestCost / totalCost }

  static func labels(from origin: Int, _ network: RoadNetwork, _ costs: [Double]) -> [Double] {
    var labels = [Double](repeating: .infinity, count: network.nodeCount)
    labels[origin] = 0
    var waiting = [origin]
    var next = 0
    while next < waiting.count {
      let node = waiting[next]
      next += 1
      guard node == origin || network.isThrough[node] else { continue }
      for place in network.outStart[node]..<network.outStart[node + 1] {
        let link = network.outLinks[place]
        let (head, label) = (network.links[link].head, labels[node] + costs[link])
        if network.links[link].isOpen, label < labels[head] {
          labels[head] = label
          waiting.append(head)
        }
      }
    }
    return labels
  }
}
