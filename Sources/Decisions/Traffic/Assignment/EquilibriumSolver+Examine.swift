/// What is out of equilibrium, at fixed costs.
extension EquilibriumSolver {
  /// Finds excess costs and their segment pairs at present costs.
  ///
  /// - Returns: excess cost Σ flow × reduced cost, which is TSTT − SPTT without cancellation.
  func examine(threshold: Double) -> Double {
    forEach(0..<commodities.count) { commodity, worker in
      self.examine(commodity, threshold, worker)
    }
    var sum = CompensatedSum()
    for commodity in commodities.indices { sum.add(excesses[commodity]) }
    return sum.value
  }

  private func examine(_ commodity: Int, _ threshold: Double, _ worker: Worker) {
    let values = commodities[commodity]
    let cost = state.cost + values.travelClass * compact.linkCount
    let labels = worker.labels
    let order = orders + commodity * compact.nodeCount
    let count = orderCounts[commodity]
    corrections[commodity] = labels.sweep(
      from: values.origin, in: compact, cost: cost, order: order, count: count)
    if corrections[commodity] > count / 64 { labels.reorder(order, count: count) }
    let (distance, flow) = (labels.distance, flows.flow(of: commodity))
    let (head, tail) = (compact.head, compact.tail)
    flows.tidy(commodity)
    let used = flows.used[commodity]
    // A copy in this frame: lists of neighbours, in other threads' hands, share lines of the
    // cache.
    var list = found[commodity]
    list.clear()
    var excess = 0.0
    for place in 0..<used.count {
      let link = Int(used.elements[place])
      let reduced = distance[Int(tail[link])] + cost[link] - distance[Int(head[link])]
      if reduced > 0 {
        excess += flow[link] * reduced
        if reduced > threshold { trace(link, commodity, flow, worker, &list) }
      }
    }
    excesses[commodity] = excess
    // Moves are made on several threads at once and must find every link listed.
    var place = 0
    while place < list.count {
      let segments = list.elements + place
      let first = Int(segments[0])
      for index in 3..<(3 + first) { flows.list(Int(segments[index]), of: commodity) }
      if let regions {
        segments[2] = Int32(regions.place(of: segments + 3, count: first + Int(segments[1])))
      }
      place += 3 + first + Int(segments[1])
    }
    found[commodity] = list
  }

  /// The pair of segments that ends in a link with excess cost: forward along the shortest
  /// path, and backward from the link along the greatest flows until they meet.
  private func trace(
    _ link: Int, _ commodity: Int, _ flow: UnsafeMutablePointer<Double>, _ worker: Worker,
    _ list: inout LinkList
  ) {
    let (stamp, parent) = (worker.stamp, worker.labels.parent)
    let (head, tail) = (compact.head, compact.tail)
    if worker.tick > Int32.max - 4 {
      worker.tick = 0
      stamp.update(repeating: 0, count: compact.nodeCount)
    }
    worker.tick += 2
    let onPath = worker.tick
    let onSegment = worker.tick + 1
    let origin = commodities[commodity].origin
    let goal = Int(head[link])
    var node = goal
    while node != origin {
      stamp[node] = onPath
      node = Int(tail[Int(parent[node])])
    }
    stamp[origin] = onPath
    worker.segment.clear()
    worker.segment.append(Int32(truncatingIfNeeded: link))
    node = Int(tail[link])
    var isCycle = node == goal
    while stamp[node] != onPath {
      stamp[node] = onSegment
      var best = -1
      var most = 0.0
      for place in Int(compact.firstIn[node])..<Int(compact.firstIn[node + 1]) {
        let candidate = Int(compact.inLinks[place])
        if flow[candidate] > most {
          most = flow[candidate]
          best = candidate
        }
      }
      // Only rounding leaves flow that comes from nowhere.
      guard best >= 0 else { return }
      worker.segment.append(Int32(truncatingIfNeeded: best))
      node = Int(tail[best])
      if stamp[node] == onSegment || node == goal {
        isCycle = true
        break
      }
    }
    if isCycle {
      // Links from the first visit of `node` on make the cycle.
      var length = 0
      var end = worker.segment.count
      let elements = worker.segment.elements
      while length < end, Int(head[Int(elements[length])]) != node { length += 1 }
      let begin = node == goal ? 0 : length
      end = worker.segment.count
      list.append(0)
      list.append(Int32(end - begin))
      list.append(Int32(LinkRegions.across))
      list.append(elements + begin, count: end - begin)
      return
    }
    let place = list.count
    list.append(0)
    list.append(Int32(worker.segment.count))
    list.append(Int32(LinkRegions.across))
    var first: Int32 = 0
    var at = goal
    while at != node {
      let step = parent[at]
      list.append(step)
      first += 1
      at = Int(tail[Int(step)])
    }
    list.elements[place] = first
    list.append(worker.segment.elements, count: worker.segment.count)
  }
}
