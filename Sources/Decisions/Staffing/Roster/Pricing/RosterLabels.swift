/// Partial rosters during a search, in memory that is kept from search to search.
final class RosterLabels {
  typealias Counts = DutyGraph.Counts

  private struct Label {
    var cost: Double
    /// Cost plus multipliers times counts.
    var reduced: Double
    var counts: Counts
    /// How far the counters may still end above and below their limits.
    var over: Counts
    var under: Counts
    var parent: Int32
    var node: Int32
    /// The next label of the same node; −1 at the end.
    var next: Int32
    var duty: UInt8
    var isDominated: Bool
  }

  @exclusivity(unchecked) private var labels: UnsafeMutablePointer<Label>
  @exclusivity(unchecked) private var capacity: Int
  @exclusivity(unchecked) private var count = 0
  @exclusivity(unchecked) private var heads: [Int32] = []
  @exclusivity(unchecked) private var sizes: [Int32] = []
  /// Labels compared in this search, and the most before it gives up being exact.
  @exclusivity(unchecked) private var comparisons = 0
  private let mostComparisons = 60_000_000
  /// Counters whose hard limits this search minds.
  @exclusivity(unchecked) private var hardOver = SIMDMask<SIMD8<Int16>>(repeating: false)
  @exclusivity(unchecked) private var hardUnder = SIMDMask<SIMD8<Int16>>(repeating: false)
  /// A search that sets more labels than this stops being exact.
  private let most: Int

  init(most: Int = 3_000_000) {
    self.most = most
    capacity = 4096
    labels = .allocate(capacity: capacity)
  }

  deinit { labels.deallocate() }

  private func grow() {
    let larger = UnsafeMutablePointer<Label>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: labels, count: count)
    labels.deallocate()
    labels = larger
    capacity *= 2
  }

  /// Whether label `a` is at least as good as `b` whatever follows.
  @inline(__always)
  private func dominates(_ a: Label, _ b: Label, _ pricer: RosterPricer) -> Bool {
    // The reduced cost too, so that the bound of a limit nobody minds yet cannot cut off
    // a label after it has taken another's place.
    guard a.cost <= b.cost, a.reduced <= b.reduced + 1e-9 else { return false }
    if any((a.over .> b.over) .& hardOver) { return false }
    if any((a.under .> b.under) .& hardUnder) { return false }
    var cost = a.cost
    for c in pricer.softCounters {
      let counter = pricer.graph.counters[c]
      if a.over[c] > b.over[c], counter.overPrice < .infinity {
        cost += Double(a.over[c] - b.over[c]) * counter.overPrice
      }
      if a.under[c] > b.under[c], counter.underPrice < .infinity {
        cost += Double(a.under[c] - b.under[c]) * counter.underPrice
      }
      if cost > b.cost { return false }
    }
    return true
  }

  /// What a search found.
  struct Outcome {
    var rosters: [PricedRoster]
    /// The cheapest end, limits that were not minded included; the ceiling for none below.
    var least: Double
    /// Limits broken by an end cheaper than the first roster.
    var broken: SIMDMask<SIMD8<Int16>>
    var isComplete: Bool
    var work: Int
  }

  /// Sets labels over the pricer's graph at the potentials of its last relaxation, minding
  /// the hard limits of the `critical` counters only.
  func search(
    _ pricer: RosterPricer, _ prices: UnsafePointer<Double>, ceiling: Double, count wanted: Int,
    width: Int?
  ) -> Outcome {
    let graph = pricer.graph
    hardOver = pricer.hardOver .& pricer.critical
    hardUnder = pricer.hardUnder .& pricer.critical
    let zero = Counts(repeating: 0)
    var isComplete = true
    var work = 0
    comparisons = 0
    count = 0
    heads = [Int32](repeating: -1, count: graph.nodeCount)
    sizes = [Int32](repeating: 0, count: graph.nodeCount)
    (labels + count).initialize(
      to: Label(
        cost: 0, reduced: 0, counts: zero, over: zero, under: zero, parent: -1, node: 0, next: -1,
        duty: 0, isDominated: false))
    count = 1
    var layer = 0..<1
    let limit = ceiling - pricer.conjugates
    for day in 0..<graph.days {
      let begin = count
      for index in layer where !labels[index].isDominated {
        let label = labels[index]
        let arcs =
          Int(graph.arcStart[Int(label.node)])..<Int(graph.arcStart[Int(label.node) + 1])
        work += arcs.count
        for a in arcs {
          let node = Int(graph.arcTarget[a])
          let reduced = label.reduced + pricer.arcReduced[a]
          guard reduced + pricer.potential[node] < limit else { continue }
          let counts = label.counts &+ graph.increments[Int(graph.arcIncrement[a])]
          let least = counts &+ graph.leastAhead[node]
          let most = counts &+ graph.mostAhead[node]
          if any((least .> pricer.upper) .& hardOver)
            || any((most .< pricer.lower) .& hardUnder)
          {
            continue
          }
          var over = most &- pricer.upper
          over.replace(with: zero, where: over .< zero)
          var under = pricer.lower &- least
          under.replace(with: zero, where: under .< zero)
          let duty = graph.arcDuty[a]
          let fresh = Label(
            cost: label.cost + graph.arcCost[a] + prices[day * graph.dutyCount + Int(duty)],
            reduced: reduced, counts: counts, over: over, under: under, parent: Int32(index),
            node: Int32(node), next: heads[node], duty: duty, isDominated: false)
          if !insert(fresh, at: node, pricer, width: width, &isComplete) { continue }
          if count >= self.most || (width == nil && comparisons > mostComparisons) {
            var outcome = finished(pricer, layer: begin..<begin, ceiling, wanted)
            outcome.work = work + comparisons
            return outcome
          }
        }
      }
      layer = begin..<count
    }
    var outcome = finished(pricer, layer: layer, ceiling, wanted)
    outcome.isComplete = isComplete
    outcome.work = work + comparisons
    return outcome
  }

  /// Puts a label into its node's list unless it is dominated; those it dominates leave.
  @inline(__always)
  private func insert(
    _ fresh: Label, at node: Int, _ pricer: RosterPricer, width: Int?, _ isComplete: inout Bool
  ) -> Bool {
    var previous = -1
    var at = Int(heads[node])
    var worst = -1
    while at >= 0 {
      let other = labels[at]
      comparisons += 1
      if dominates(other, fresh, pricer) { return false }
      if dominates(fresh, other, pricer) {
        labels[at].isDominated = true
        sizes[node] -= 1
        if previous >= 0 { labels[previous].next = other.next } else { heads[node] = other.next }
      } else {
        if worst < 0 || other.reduced > labels[worst].reduced { worst = at }
        previous = at
      }
      at = Int(other.next)
    }
    if let width, Int(sizes[node]) >= width {
      isComplete = false
      if fresh.reduced >= labels[worst].reduced { return false }
      // The list keeps its length: the worst one gives up its place.
      labels[worst].isDominated = true
      unlink(worst, from: node)
    }
    if count == capacity { grow() }
    var placed = fresh
    placed.next = heads[node]
    (labels + count).initialize(to: placed)
    heads[node] = Int32(count)
    sizes[node] += 1
    count += 1
    return true
  }

  private func unlink(_ target: Int, from node: Int) {
    var previous = -1
    var at = Int(heads[node])
    while at != target {
      previous = at
      at = Int(labels[at].next)
    }
    let next = labels[target].next
    if previous >= 0 { labels[previous].next = next } else { heads[node] = next }
    sizes[node] -= 1
  }

  private func finished(
    _ pricer: RosterPricer, layer: Range<Int>, _ ceiling: Double, _ wanted: Int
  ) -> Outcome {
    let graph = pricer.graph
    var outcome = Outcome(
      rosters: [], least: ceiling, broken: SIMDMask(repeating: false), isComplete: false, work: 0)
    var ends: [(cost: Double, index: Int)] = []
    var broken: (cost: Double, index: Int)?
    for index in layer where !labels[index].isDominated {
      let label = labels[index]
      var cost = label.cost + graph.nodeFinish[Int(label.node)]
      var isAllowed = true
      for (c, counter) in graph.counters.enumerated() {
        let price = counter.prices[Int(label.counts[c])]
        if price < .infinity { cost += price } else { isAllowed = false }
      }
      guard cost < ceiling else { continue }
      outcome.least = min(outcome.least, cost)
      if isAllowed {
        ends.append((cost, index))
      } else if broken == nil || cost < broken!.cost {
        broken = (cost, index)
      }
    }
    ends.sort { ($0.cost, $0.index) < ($1.cost, $1.index) }
    if let broken, broken.cost < ends.first?.cost ?? .infinity {
      let counts = labels[broken.index].counts
      outcome.broken =
        ((counts .> pricer.upper) .& pricer.hardOver)
        .| ((counts .< pricer.lower) .& pricer.hardUnder)
    }
    outcome.rosters = ends.prefix(wanted).map { end in
      var duties = [UInt8](repeating: 0, count: graph.days)
      var at = end.index
      for day in stride(from: graph.days - 1, through: 0, by: -1) {
        duties[day] = labels[at].duty
        at = Int(labels[at].parent)
      }
      return PricedRoster(cost: end.cost, duties: duties)
    }
    return outcome
  }
}
