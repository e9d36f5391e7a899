/// Partial rosters during a search, in memory that is kept from search to search.
///
/// A day's labels are set all at once and then thinned node by node, cheapest first: a label
/// has to be compared only with those that stay, and those most likely to rule it out come
/// first.
final class RosterLabels {
  typealias Counts = DutyGraph.Counts
  private typealias Mask = SIMDMask<SIMD16<Int16>>

  private struct Label {
    var cost: Double
    /// Cost plus multipliers times counts.
    var reduced: Double
    /// Labels of a node are kept in this order.
    var rank: Double
    var counts: Counts
    /// How far the counters may still end above and below their limits.
    var over: Counts
    var under: Counts
    var parent: Int32
    var node: Int32
    var kind: UInt8
  }

  private struct Key {
    var rank: Double
    var index: Int32
  }

  /// What a search found.
  struct Outcome {
    /// With classes for duties.
    var rosters: [PricedRoster]
    /// The cheapest end, limits that were not minded included; the ceiling for none below.
    var least: Double
    /// Limits broken by an end cheaper than the first roster.
    var broken: SIMDMask<SIMD16<Int16>>
    var isComplete: Bool
    var work: Int
  }

  /// Asked now and then; true gives a search up.
  @exclusivity(unchecked) var shouldStop: (() -> Bool)?
  @exclusivity(unchecked) private(set) var isStopped = false

  @exclusivity(unchecked) private var labels: UnsafeMutablePointer<Label>
  @exclusivity(unchecked) private var capacity = 4096
  @exclusivity(unchecked) private var count = 0
  /// The labels of the day at hand before they are thinned.
  @exclusivity(unchecked) private var fresh: UnsafeMutablePointer<Label>
  @exclusivity(unchecked) private var freshCapacity = 4096
  @exclusivity(unchecked) private var freshCount = 0
  @exclusivity(unchecked) private var keys: [Key] = []
  @exclusivity(unchecked) private var offsets: [Int] = []
  /// Labels compared in this search, and the most before it gives up being exact.
  @exclusivity(unchecked) private var comparisons = 0
  private let mostComparisons = 60_000_000
  /// Counters whose hard limits this search minds.
  @exclusivity(unchecked) private var hardOver = Mask(repeating: false)
  @exclusivity(unchecked) private var hardUnder = Mask(repeating: false)
  /// A search that sets more labels than this stops being exact.
  private let most: Int

  init(most: Int = 3_000_000) {
    self.most = most
    labels = .allocate(capacity: capacity)
    fresh = .allocate(capacity: freshCapacity)
  }

  deinit {
    labels.deallocate()
    fresh.deallocate()
  }

  private static func grow(
    _ pointer: inout UnsafeMutablePointer<Label>, _ capacity: inout Int, count: Int
  ) {
    let larger = UnsafeMutablePointer<Label>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: pointer, count: count)
    pointer.deallocate()
    pointer = larger
    capacity *= 2
  }

  @inline(__always)
  private func isAny(_ mask: Mask) -> Bool {
    let parts = unsafeBitCast(mask, to: SIMD4<UInt64>.self)
    return (parts.lowHalf | parts.highHalf) != .zero
  }

  /// Sets labels over the pricer's graph at the potentials of its last relaxation, minding
  /// the hard limits of the `critical` counters only.
  ///
  /// - Parameter prices: price of every class of duties, `day · classes + class`.
  func search(
    _ pricer: RosterPricer, _ prices: UnsafePointer<Double>, ceiling: Double, count wanted: Int,
    width: Int?
  ) -> Outcome {
    let graph = pricer.graph
    let kinds = graph.classes.count
    hardOver = pricer.hardOver .& pricer.critical
    hardUnder = pricer.hardUnder .& pricer.critical
    let zero = Counts(repeating: 0)
    let (lower, upper) = (pricer.lower, pricer.upper)
    var isComplete = true
    var work = 0
    comparisons = 0
    isStopped = false
    labels.initialize(
      to: Label(
        cost: 0, reduced: 0, rank: 0, counts: zero, over: zero, under: zero, parent: -1, node: 0,
        kind: 0))
    count = 1
    var layer = 0..<1
    let limit = ceiling - pricer.conjugates
    let shares = pricer.pace > 0 ? workableShares(graph, prices) : []
    for day in 0..<graph.days {
      freshCount = 0
      for index in layer {
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
          let mostly = counts &+ graph.mostAhead[node]
          if isAny(((least .> upper) .& hardOver) .| ((mostly .< lower) .& hardUnder)) {
            continue
          }
          var over = mostly &- upper
          over.replace(with: zero, where: over .< zero)
          var under = lower &- least
          under.replace(with: zero, where: under .< zero)
          let kind = graph.arcClass[a]
          if freshCount == freshCapacity {
            Self.grow(&fresh, &freshCapacity, count: freshCount)
          }
          (fresh + freshCount).initialize(
            to: Label(
              cost: label.cost + graph.arcCost[a] + prices[day * kinds + Int(kind)],
              reduced: reduced, rank: reduced, counts: counts, over: over, under: under,
              parent: Int32(index),
              node: Int32(node), kind: kind))
          freshCount += 1
        }
        if index & 1023 == 0, index > 0, shouldStop?() == true {
          isStopped = true
          break
        }
      }
      let begin = count
      if !isStopped, freshCount < most {
        if pricer.pace > 0 { keepPace(pricer, at: shares[day]) }
        thin(graph.layerStart[day + 1]..<graph.layerStart[day + 2], pricer, width, &isComplete)
      }
      if isStopped || count + freshCount >= most
        || (width == nil && comparisons > mostComparisons)
      {
        var outcome = finished(pricer, layer: begin..<begin, ceiling, wanted)
        outcome.work = work + comparisons
        return outcome
      }
      layer = begin..<count
    }
    var outcome = finished(pricer, layer: layer, ceiling, wanted)
    outcome.isComplete = isComplete
    outcome.work = work + comparisons
    return outcome
  }

  /// The part of the days that can be worked at all which lies before each day's end.
  private func workableShares(
    _ graph: DutyGraph, _ prices: UnsafePointer<Double>
  ) -> [Double] {
    let kinds = graph.classes.count
    var sum = 0.0
    let sums = (0..<graph.days).map { day in
      let isWorkable = (0..<kinds).contains {
        $0 != Int(graph.classes.classOf[0]) && prices[day * kinds + $0] < .infinity
      }
      sum += isWorkable ? 1 : 0
      return sum
    }
    return sums.map { $0 / max(sum, 1) }
  }

  /// Sets labels back that are ahead of, or behind, an even pace towards the limits.
  private func keepPace(_ pricer: RosterPricer, at share: Double) {
    for i in 0..<freshCount {
      var off = 0.0
      for c in pricer.graph.counters.indices {
        let sum = Double(fresh[i].counts[c])
        if pricer.hardOver[c] { off += max(sum - share * Double(pricer.upper[c]), 0) }
        if pricer.hardUnder[c] { off += max(share * Double(pricer.lower[c]) - sum, 0) }
      }
      fresh[i].rank = fresh[i].reduced + pricer.pace * off
    }
  }

  /// Keeps those of the day's labels that none of their node rules out, `width` a node at most.
  private func thin(
    _ nodes: Range<Int>, _ pricer: RosterPricer, _ width: Int?, _ isComplete: inout Bool
  ) {
    offsets.removeAll(keepingCapacity: true)
    offsets.append(contentsOf: repeatElement(0, count: nodes.count + 1))
    for i in 0..<freshCount { offsets[Int(fresh[i].node) - nodes.lowerBound + 1] += 1 }
    for n in 0..<nodes.count { offsets[n + 1] += offsets[n] }
    if keys.count < freshCount {
      keys = Array(repeating: Key(rank: 0, index: 0), count: freshCount * 2)
    }
    let soft = pricer.softCounters
    keys.withUnsafeMutableBufferPointer { keys in
      for i in 0..<freshCount {
        let n = Int(fresh[i].node) - nodes.lowerBound
        keys[offsets[n]] = Key(rank: fresh[i].rank, index: Int32(i))
        offsets[n] += 1
      }
      var from = 0
      for n in 0..<nodes.count {
        let to = offsets[n]
        if to == from { continue }
        if to - from > 1 {
          keys[from..<to].sort { ($0.rank, $0.index) < ($1.rank, $1.index) }
        }
        let base = count
        for k in from..<to {
          let label = fresh[Int(keys[k].index)]
          if isDominated(label, from: base, soft, pricer) { continue }
          if let width, count - base >= width {
            isComplete = false
            break
          }
          if count == capacity { Self.grow(&labels, &capacity, count: count) }
          (labels + count).initialize(to: label)
          count += 1
        }
        from = to
        if width == nil, comparisons > mostComparisons { return }
        if n & 15 == 15, shouldStop?() == true {
          isStopped = true
          return
        }
      }
    }
  }

  /// Whether a label kept from `base` on is at least as good whatever follows. Their reduced
  /// cost is no greater, so that the bound of a limit nobody minds yet cannot cut off a
  /// label after it has taken another's place.
  @inline(__always)
  private func isDominated(
    _ label: Label, from base: Int, _ soft: [Int], _ pricer: RosterPricer
  ) -> Bool {
    for i in base..<count {
      comparisons += 1
      let other = labels + i
      guard other.pointee.cost <= label.cost else { continue }
      let isWorse =
        ((other.pointee.over .> label.over) .& hardOver)
        .| ((other.pointee.under .> label.under) .& hardUnder)
      if isAny(isWorse) { continue }
      if soft.isEmpty || bought(other.pointee, soft, pricer, counters: label) <= label.cost {
        return true
      }
    }
    return false
  }

  /// Cost of a label once it has paid for standing where another does with soft counters.
  private func bought(
    _ a: Label, _ soft: [Int], _ pricer: RosterPricer, counters b: Label
  ) -> Double {
    var cost = a.cost
    for c in soft {
      let counter = pricer.graph.counters[c]
      if a.over[c] > b.over[c], counter.overPrice < .infinity {
        cost += Double(a.over[c] - b.over[c]) * counter.overPrice
      }
      if a.under[c] > b.under[c], counter.underPrice < .infinity {
        cost += Double(a.under[c] - b.under[c]) * counter.underPrice
      }
    }
    return cost
  }

  private func finished(
    _ pricer: RosterPricer, layer: Range<Int>, _ ceiling: Double, _ wanted: Int
  ) -> Outcome {
    let graph = pricer.graph
    var outcome = Outcome(
      rosters: [], least: ceiling, broken: SIMDMask(repeating: false), isComplete: false, work: 0)
    var ends: [(cost: Double, index: Int)] = []
    var broken: (cost: Double, index: Int)?
    for index in layer {
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
        duties[day] = labels[at].kind
        at = Int(labels[at].parent)
      }
      return PricedRoster(cost: end.cost, duties: duties)
    }
    return outcome
  }
}
