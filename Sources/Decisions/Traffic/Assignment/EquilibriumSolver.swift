import Synchronization

/// Origin-based flows moved between pairs of alternative segments until no used link of any
/// origin costs more than its shortest path: iTAPAS (Xie & Xie 2016, after Bar-Gera 2010).
///
/// One round has two parts. The first works on fixed costs, origin by origin and so on any
/// number of threads with the same result: labels, the excess of every used link, and for
/// links with excess the pair of segments that explains it. The second takes those pairs in
/// order, moves flow by Newton's step and prices the links at once (Gauss–Seidel), then
/// goes over the pairs that stay in use again and again. Pairs of either half of the map
/// come before those across (`LinkRegions`), and the halves at the same time if threads allow.
final class EquilibriumSolver: @unchecked Sendable {
  let compact: CompactNetwork
  let state: LinkState
  private(set) var commodities: [Commodity]
  let flows: CommodityFlows
  let threads: Int
  var pairs = SegmentPairs()
  /// Known once the first flows are.
  var regions: LinkRegions?
  private var team: ThreadTeam?

  let orders: UnsafeMutablePointer<Int32>
  let orderCounts: UnsafeMutablePointer<Int>
  /// Segment pairs found for each commodity: first count, second count, region, links.
  let found: UnsafeMutablePointer<LinkList>
  /// Excess cost of each commodity: flow times reduced cost, summed over its links.
  let excesses: UnsafeMutablePointer<Double>
  let corrections: UnsafeMutablePointer<Int>
  let workers: [Worker]
  private(set) var totalTrips = 0.0
  /// Destinations of each commodity that no path reaches, by place in its list.
  let lost: UnsafeMutablePointer<LinkList>

  /// Memory of one thread.
  final class Worker: @unchecked Sendable {
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
    // More than the members a team can count would be of no use.
    self.threads = min(256, max(1, threads))
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
    lost = .allocate(capacity: count)
    for index in 0..<count { (lost + index).initialize(to: LinkList(capacity: 1)) }
  }

  deinit {
    for index in 0..<max(1, commodities.count) {
      found[index].deallocate()
      lost[index].deallocate()
    }
    lost.deallocate()
    orders.deallocate()
    orderCounts.deallocate()
    found.deallocate()
    excesses.deallocate()
    corrections.deallocate()
    pairs.deallocate()
  }

  /// Keeps threads ready while `body` runs.
  func withThreads<Result>(_ body: () -> Result) -> Result {
    if threads > 1 { team = ThreadTeam.borrow(count: threads) }
    defer {
      team?.giveBack()
      team = nil
    }
    return body()
  }

  /// Runs `body` over the indices, each on one of the threads, in no particular order.
  func forEach(_ indices: Range<Int>, _ body: @Sendable (Int, Worker) -> Void) {
    guard let team, indices.count > 1 else {
      for index in indices { body(index, workers[0]) }
      return
    }
    let next = Atomic<Int>(indices.lowerBound)
    team.run { thread in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < indices.upperBound else { return }
        body(index, workers[thread])
      }
    }
  }

  /// Runs `body` over all links in stretches, on any thread.
  func forLinks(_ body: @Sendable (Range<Int>) -> Void) {
    let (count, stretch) = (compact.linkCount, max(256, compact.linkCount / 32))
    forEach(0..<((count + stretch - 1) / stretch)) { index, _ in
      body((index * stretch)..<min(count, (index + 1) * stretch))
    }
  }

  /// Takes trips that cannot be made out of the commodities.
  func settleTrips() {
    for commodity in commodities.indices {
      for index in 0..<lost[commodity].count {
        commodities[commodity].trips[Int(lost[commodity].elements[index])] = 0
      }
    }
    totalTrips = commodities.reduce(0) { $0 + $1.total }
  }

  /// Pairs that no path joins: commodity, and place in its list.
  var unreachable: [(commodity: Int, place: Int)] {
    commodities.indices.flatMap { commodity in
      (0..<lost[commodity].count).map { (commodity, Int(lost[commodity].elements[$0])) }
    }
  }

  /// One round's moves, and the excess worth tracing in the next.
  ///
  /// - Parameters:
  ///   - relativeGap: of the flows examined.
  ///   - shouldStop: asked between sweeps; true leaves the rest of them out.
  func round(
    excess: Double, relativeGap: Double, number: Int, shouldStop: (@Sendable () -> Bool)? = nil
  ) -> Double {
    moveFound()
    // Sweeps over pairs cost far less than an examination. Near the end it pays to carry them
    // on until hardly anything is saved; before, the next examination finds so many new pairs
    // that it does not. The limit only keeps one round from taking all the time.
    let share = max(1e-10, min(1e-6, 1e4 * relativeGap * relativeGap))
    let limit = max(1e6, 16 * Double(commodities.count * compact.linkCount))
    var work = 0.0
    var small = 0.0
    var isWhole = true
    pairs.wake()
    for _ in 0..<1000 where work < limit {
      work += Double(pairs.linkCount)
      let saved = sweep(negligible: 0.1 * share * excess, small: small)
      if saved <= share * excess {
        if isWhole { break }
        pairs.wake()
        isWhole = true
      } else {
        isWhole = false
      }
      // What the pairs at rest may save is left to a sweep over all of them.
      small = 0.1 * saved
      if shouldStop?() == true { break }
    }
    if number % 10 == 0 { refresh() }
    return totalTrips > 0 ? 0.1 * excess / totalTrips : 0
  }

  // MARK: Totals

  /// Flow of each class by compact link.
  func classFlows(_ travelClass: Int) -> [Double] {
    if state.classCount == 1 {
      return Array(UnsafeBufferPointer(start: state.flow, count: compact.linkCount))
    }
    var result = [Double](repeating: 0, count: compact.linkCount)
    for commodity in commodities.indices where commodities[commodity].travelClass == travelClass {
      let flow = flows.flow(of: commodity)
      let used = flows.used[commodity]
      for place in 0..<used.count {
        result[Int(used.elements[place])] += flow[Int(used.elements[place])]
      }
    }
    return result
  }

  /// Σ flow × cost at present costs, classes each at their own.
  var totalCost: Double {
    var sum = CompensatedSum()
    for k in 0..<state.classCount {
      let flow = classFlows(k)
      for link in 0..<compact.linkCount where flow[link] > 0 {
        sum.add(flow[link] * state.cost[k * compact.linkCount + link])
      }
    }
    return sum.value
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
