/// Starting from the flows of another run.
extension EquilibriumSolver {
  /// Takes over flows of the same links, some of which may have been closed or changed, each
  /// origin's in proportion to its trips, and mends them to the trips of this run: more trips
  /// of a pair go on its shortest path, fewer come off the paths that carry most. An origin
  /// that used a link no longer there is loaded anew.
  func load(from other: EquilibriumSolver) {
    var otherLink: [Int32: Int32] = [:]
    for link in 0..<other.compact.linkCount {
      for place in other.compact.firstMember[link]..<other.compact.firstMember[link + 1] {
        otherLink[other.compact.members[Int(place)]] = Int32(link)
      }
    }
    // Old flows price the links before anything is added.
    let source = (0..<compact.linkCount).map { link in
      otherLink[compact.members[Int(compact.firstMember[link])]] ?? -1
    }
    var isCarried = [Bool](repeating: false, count: other.compact.linkCount)
    for link in 0..<compact.linkCount where source[link] >= 0 {
      state.flow[link] = other.state.flow[Int(source[link])]
      isCarried[Int(source[link])] = true
      state.update(link)
    }
    var otherCommodity: [Int: Int] = [:]
    let zones = 1 + (commodities.map(\.zone) + other.commodities.map(\.zone)).reduce(0, max)
    for (index, values) in other.commodities.enumerated() {
      otherCommodity[values.travelClass * zones + values.zone] = index
    }
    let (places, carried) = (otherCommodity, isCarried)
    forEach(0..<commodities.count) { commodity, worker in
      self.searchFirst(commodity, worker)
      let values = self.commodities[commodity]
      let old = places[values.travelClass * zones + values.zone]
      self.take(commodity, from: other, old, source, carried, worker)
    }
    settleTrips()
    refresh()
    regions = LinkRegions(compact, state)
  }

  private func take(
    _ commodity: Int, from other: EquilibriumSolver, _ old: Int?, _ source: [Int32],
    _ isCarried: [Bool], _ worker: Worker
  ) {
    let values = commodities[commodity]
    let distance = worker.labels.distance
    var had: [Int32: Double] = [:]
    if let old {
      let used = other.flows.used[old]
      let before = other.flows.flow(of: old)
      let isWhole = (0..<used.count).allSatisfy {
        before[Int(used.elements[$0])] == 0 || isCarried[Int(used.elements[$0])]
      }
      let earlierTotal = other.commodities[old].total
      if isWhole, earlierTotal > 0 {
        let flow = flows.flow(of: commodity)
        // A demand that grows everywhere alike keeps its paths.
        let factor = values.total / earlierTotal
        for link in 0..<compact.linkCount where source[link] >= 0 {
          let amount = factor * before[Int(source[link])]
          if amount > 0 {
            flow[link] = amount
            flows.list(link, of: commodity)
          }
        }
        let earlier = other.commodities[old]
        for (place, zone) in earlier.destinationZones.enumerated() {
          had[zone] = factor * earlier.trips[place]
        }
        for (place, zone) in earlier.destinationZones.enumerated()
        where !values.destinationZones.contains(zone) {
          let node = compact.zoneNode[Int(zone)]
          if node >= 0 { remove(factor * earlier.trips[place], at: Int(node), commodity) }
        }
      }
    }
    for (place, zone) in values.destinationZones.enumerated() {
      let node = Int(values.destinations[place])
      guard distance[node] < .infinity else { continue }
      let more = values.trips[place] - (had[zone] ?? 0)
      if more > 0 { worker.volume[node] += more }
      if more < 0 { remove(-more, at: node, commodity) }
    }
    loadVolumes(commodity, worker)
  }

  /// Takes trips to a node off the paths with the greatest flow.
  private func remove(_ trips: Double, at destination: Int, _ commodity: Int) {
    let flow = flows.flow(of: commodity)
    let origin = commodities[commodity].origin
    var left = trips
    // Each walk empties a link or ends the work.
    for _ in 0..<(4 * compact.linkCount) where left > 0 {
      var path: [Int] = []
      var node = destination
      var least = left
      while node != origin, path.count <= compact.nodeCount {
        var best = -1
        var most = 0.0
        for place in Int(compact.firstIn[node])..<Int(compact.firstIn[node + 1]) {
          let link = Int(compact.inLinks[place])
          if flow[link] > most {
            most = flow[link]
            best = link
          }
        }
        guard best >= 0 else { return }
        least = min(least, most)
        path.append(best)
        node = Int(compact.tail[best])
      }
      guard node == origin else { return }
      for link in path { flow[link] -= least }
      left -= least
    }
  }
}
