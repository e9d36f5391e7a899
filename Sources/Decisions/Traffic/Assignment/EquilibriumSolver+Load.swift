/// The first flows.
extension EquilibriumSolver {
  /// Loads every commodity on shortest paths, in batches that see the flow of those before.
  ///
  /// - Parameter batches: how many; of 24 the last sees all but 4 % of the flow.
  func load(batches: Int = 24) {
    let count = commodities.count
    let batchCount = max(1, min(batches, count))
    // Every batch has origins from all over the list, hence (mostly) from all over the map.
    var order: [Int] = []
    var starts = [0]
    for batch in 0..<batchCount {
      order += stride(from: batch, to: count, by: batchCount)
      starts.append(order.count)
    }
    let sequence = order
    for batch in 0..<batchCount {
      forEach(starts[batch]..<starts[batch + 1]) { place, worker in
        self.loadFirst(sequence[place], worker)
      }
      for place in starts[batch]..<starts[batch + 1] {
        let commodity = order[place]
        let flow = flows.flow(of: commodity)
        let used = flows.used[commodity]
        for index in 0..<used.count {
          let link = Int(used.elements[index])
          state.flow[link] += flow[link]
        }
      }
      forLinks { links in for link in links { self.state.update(link) } }
    }
    settleTrips()
    regions = LinkRegions(compact, state)
  }

  /// Labels and order of a commodity, and which destinations it cannot reach.
  func searchFirst(_ commodity: Int, _ worker: Worker) {
    let values = commodities[commodity]
    let labels = worker.labels
    orderCounts[commodity] = labels.search(
      from: values.origin, in: compact, cost: state.cost + values.travelClass * compact.linkCount,
      order: orders + commodity * compact.nodeCount)
    for (index, node) in values.destinations.enumerated()
    where labels.distance[Int(node)] == .infinity {
      lost[commodity].append(Int32(truncatingIfNeeded: index))
    }
  }

  private func loadFirst(_ commodity: Int, _ worker: Worker) {
    searchFirst(commodity, worker)
    let values = commodities[commodity]
    let volume = worker.volume
    for (index, node) in values.destinations.enumerated()
    where worker.labels.distance[Int(node)] < .infinity {
      volume[Int(node)] += values.trips[index]
    }
    loadVolumes(commodity, worker)
  }

  /// Puts the volumes waiting at nodes on the shortest paths just searched.
  func loadVolumes(_ commodity: Int, _ worker: Worker) {
    let values = commodities[commodity]
    let volume = worker.volume
    let flow = flows.flow(of: commodity)
    let order = orders + commodity * compact.nodeCount
    let count = orderCounts[commodity]
    // Blocked destinations are not in the order; nothing leads on from them.
    for node in values.destinations where compact.isBlocked[Int(node)] {
      pass(Int(node), commodity, flow, worker)
    }
    for place in stride(from: count - 1, through: 0, by: -1) {
      pass(Int(order[place]), commodity, flow, worker)
    }
    volume[values.origin] = 0
  }

  private func pass(
    _ node: Int, _ commodity: Int, _ flow: UnsafeMutablePointer<Double>, _ worker: Worker
  ) {
    let volume = worker.volume[node]
    guard volume > 0 else { return }
    worker.volume[node] = 0
    let link = Int(worker.labels.parent[node])
    flow[link] += volume
    flows.list(link, of: commodity)
    worker.volume[Int(compact.tail[link])] += volume
  }
}
