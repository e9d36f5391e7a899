import Dispatch
import Synchronization

/// Origin-based flows moved between pairs of alternative segments until no used link of any
/// origin costs more than its shortest path: iTAPAS (Xie & Xie 2016, after Bar-Gera 2010).
///
/// One round has two parts. The first works on fixed costs, origin by origin and so on any
/// number of threads with the same result: labels, the excess of every used link, and for
/// links with excess the pair of segments that explains it. The second takes those pairs in
/// order, moves flow by Newton's step and prices the links at once (Gauss–Seidel), then
/// goes over the pairs that stay in use again and again.
final class EquilibriumSolver: @unchecked Sendable {
  let compact: CompactNetwork
  let state: LinkState
  let commodities: [Commodity]
  let flows: CommodityFlows
  let threads: Int
  private(set) var pairs = SegmentPairs()

  private let orders: UnsafeMutablePointer<Int32>
  private let orderCounts: UnsafeMutablePointer<Int>
  /// Segment pairs found for each commodity: first count, second count, links.
  private let found: UnsafeMutablePointer<LinkList>
  /// Excess cost of each commodity: flow times reduced cost, summed over its links.
  private let excesses: UnsafeMutablePointer<Double>
  private let corrections: UnsafeMutablePointer<Int>
  private let workers: [Worker]
  let totalTrips: Double

  /// Memory of one thread.
  private final class Worker: @unchecked Sendable {
    let labels: LabelSweep
    let volume: UnsafeMutablePointer<Double>
    let stamp: UnsafeMutablePointer<Int32>
    var tick: Int32 = 0
    var segment = LinkList()

    init(nodeCount: Int) {
      labels = LabelSweep(nodeCount: nodeCount)
      volume = .allocate(capacity: max(1, nodeCount))
      stamp = .allocate(capacity: max(1, nodeCount))
      volume.initialize(repeating: 0, count: max(1, nodeCount))
      stamp.initialize(repeating: 0, count: max(1, nodeCount))
    }

    deinit {
      volume.deallocate()
      stamp.deallocate()
      segment.deallocate()
    }
  }

  init(compact: CompactNetwork, state: LinkState, commodities: [Commodity], threads: Int) {
    self.compact = compact
    self.state = state
    self.commodities = commodities
    self.threads = max(1, threads)
    let count = max(1, commodities.count)
    flows = CommodityFlows(commodities: commodities.count, links: compact.linkCount)
    orders = .allocate(capacity: count * max(1, compact.nodeCount))
    orderCounts = .allocate(capacity: count)
    found = .allocate(capacity: count)
    for index in 0..<count { (found + index).initialize(to: LinkList(capacity: 16)) }
    excesses = .allocate(capacity: count)
    excesses.initialize(repeating: 0, count: count)
    corrections = .allocate(capacity: count)
    corrections.initialize(repeating: 0, count: count)
    workers = (0..<self.threads).map { _ in Worker(nodeCount: compact.nodeCount) }
    totalTrips = commodities.reduce(0) { $0 + $1.total }
  }

  deinit {
    for index in 0..<max(1, commodities.count) { found[index].deallocate() }
    orders.deallocate()
    orderCounts.deallocate()
    found.deallocate()
    excesses.deallocate()
    corrections.deallocate()
    pairs.deallocate()
  }

  /// Runs `body` over the indices, each on one of the threads, in no particular order.
  private func forEach(_ indices: Range<Int>, _ body: @Sendable (Int, Worker) -> Void) {
    guard threads > 1, indices.count > 1 else {
      for index in indices { body(index, workers[0]) }
      return
    }
    let next = Atomic<Int>(indices.lowerBound)
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < indices.upperBound else { return }
        body(index, workers[thread])
      }
    }
  }

  // MARK: Start

  /// Loads every commodity on shortest paths, in batches that see the flow of those before.
  func load(batches: Int) {
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
      for link in 0..<compact.linkCount { state.update(link) }
    }
  }

  private func loadFirst(_ commodity: Int, _ worker: Worker) {
    let values = commodities[commodity]
    let order = orders + commodity * compact.nodeCount
    let labels = worker.labels
    let count = labels.search(
      from: values.origin, in: compact, cost: state.cost + values.travelClass * compact.linkCount,
      order: order)
    orderCounts[commodity] = count
    let flow = flows.flow(of: commodity)
    let volume = worker.volume
    for (index, node) in values.destinations.enumerated() {
      volume[Int(node)] += values.trips[index]
    }
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

  // MARK: Part one: what is out of equilibrium

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
    found[commodity].clear()
    var excess = 0.0
    for place in 0..<used.count {
      let link = Int(used.elements[place])
      let reduced = distance[Int(tail[link])] + cost[link] - distance[Int(head[link])]
      if reduced > 0 {
        excess += flow[link] * reduced
        if reduced > threshold { trace(link, commodity, flow, worker) }
      }
    }
    excesses[commodity] = excess
  }

  /// The pair of segments that ends in a link with excess cost: forward along the shortest
  /// path, and backward from the link along the greatest flows until they meet.
  private func trace(
    _ link: Int, _ commodity: Int, _ flow: UnsafeMutablePointer<Double>, _ worker: Worker
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
      found[commodity].append(0)
      found[commodity].append(Int32(end - begin))
      found[commodity].append(elements + begin, count: end - begin)
      return
    }
    let place = found[commodity].count
    found[commodity].append(0)
    found[commodity].append(Int32(worker.segment.count))
    var first: Int32 = 0
    var at = goal
    while at != node {
      let step = parent[at]
      found[commodity].append(step)
      first += 1
      at = Int(tail[Int(step)])
    }
    found[commodity].elements[place] = first
    found[commodity].append(worker.segment.elements, count: worker.segment.count)
  }

  // MARK: Part two: moving flow

  /// Takes the pairs found in order, moves flow, and keeps those still in use.
  func moveFound() {
    for commodity in commodities.indices {
      let list = found[commodity]
      var place = 0
      while place < list.count {
        let (first, second) = (Int(list.elements[place]), Int(list.elements[place + 1]))
        let segments = list.elements + place + 2
        place += 2 + first + second
        let outcome = move(commodity, segments, first, second)
        if outcome.isShared, first > 0 {
          pairs.insert(
            commodity: commodity, key: commodity, segments, first: first, second: second)
        }
      }
    }
  }

  /// One pass over the pairs kept.
  ///
  /// - Returns: cost saved to first order, and how much was out of balance.
  func sweep() -> Double {
    var isKept = [Bool](repeating: true, count: pairs.count)
    var dropped = 0
    var saved = 0.0
    let base = pairs.linkBase
    pairs.pairs.withUnsafeBufferPointer { list in
      for index in list.indices {
        let pair = list[index]
        let outcome = move(
          Int(pair.commodity), base + pair.begin, pair.middle - pair.begin, pair.end - pair.middle)
        saved += outcome.saved
        if !outcome.isShared {
          isKept[index] = false
          dropped += 1
        }
      }
    }
    if dropped > 0 { pairs.filter(isKept) { $0 } }
    return saved
  }

  /// Newton's step between two segments, held by the flow there is to move.
  ///
  /// - Returns: whether both segments still carry flow or may again, and shift times cost
  ///   difference.
  @inline(__always)
  private func move(
    _ commodity: Int, _ segments: UnsafePointer<Int32>, _ first: Int, _ second: Int
  ) -> (isShared: Bool, saved: Double) {
    let cost = state.cost + commodities[commodity].travelClass * compact.linkCount
    let slope = state.slope
    var difference = 0.0
    var rise = 0.0
    for place in 0..<first {
      let link = Int(segments[place])
      difference -= cost[link]
      rise += slope[link]
    }
    for place in first..<(first + second) {
      let link = Int(segments[place])
      difference += cost[link]
      rise += slope[link]
    }
    let flow = flows.flow(of: commodity)
    let isForward = difference > 0 || first == 0
    let (from, to) = isForward ? (first..<(first + second), 0..<first) : (0..<first, first..<(first + second))
    var available = Double.infinity
    for place in from { available = min(available, flow[Int(segments[place])]) }
    guard available > 0 else { return (false, 0) }
    var shift = abs(difference)
    if first == 0 {
      shift = available
    } else if difference == 0 {
      return (true, 0)
    } else {
      shift = rise > 0 ? min(shift / rise, available) : available
    }
    let total = state.flow
    for place in from {
      let link = Int(segments[place])
      flow[link] = max(0, flow[link] - shift)
      total[link] -= shift
      state.update(link)
    }
    for place in to {
      let link = Int(segments[place])
      flows.list(link, of: commodity)
      flow[link] += shift
      total[link] += shift
      state.update(link)
    }
    return (shift < available, shift * abs(difference))
  }

  /// Adds up link flows anew, so that rounding does not gather.
  func refresh() {
    for link in 0..<compact.linkCount { state.flow[link] = 0 }
    for commodity in commodities.indices {
      let flow = flows.flow(of: commodity)
      let used = flows.used[commodity]
      for place in 0..<used.count {
        let link = Int(used.elements[place])
        state.flow[link] += flow[link]
      }
    }
    for link in 0..<compact.linkCount { state.update(link) }
  }
}

/// Neumaier's sum (1974).
struct CompensatedSum {
  private var sum = 0.0
  private var compensation = 0.0

  @inline(__always)
  mutating func add(_ value: Double) {
    let total = sum + value
    compensation += abs(sum) >= abs(value) ? (sum - total) + value : (value - total) + sum
    sum = total
  }

  var value: Double { sum + compensation }
}
