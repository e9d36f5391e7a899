/// A person's roster and what it costs at the prices of a call.
struct PricedRoster {
  var cost: Double
  var duties: [UInt8]
}

/// The answer of one call of a pricer.
struct PricingResult {
  /// No roster of this person costs less; at least the ceiling where nothing below it exists.
  var bound: Double
  /// Rosters below the ceiling, cheapest first.
  var rosters: [PricedRoster]
  /// Arcs looked at.
  var work: Int
}

/// Finds the cheapest rosters of one person for given prices of duties: a shortest path
/// with resources in the person's duty graph (Irnich & Desaulniers 2005).
///
/// The counters are first relaxed with multipliers (Handler & Zang 1980), which gives a
/// bound and, for every node, the least the rest of the horizon can cost. Labels are then
/// set day by day; one is kept only while its cost and that remainder stay below the
/// ceiling and no other label of its node is at least as good in every way.
final class RosterPricer {
  typealias Counts = DutyGraph.Counts

  let graph: DutyGraph
  /// Price of duties by wishes and skills, `day · dutyCount + duty`; infinite is forbidden.
  let wishes: [Double]
  /// Multipliers of the counters, kept from call to call.
  var multipliers: [Double]
  var potential: [Double]
  /// Reduced cost of every arc at the multipliers of the last relaxation.
  var arcReduced: [Double]
  var conjugates = 0.0
  /// The least price of each class of duties, `day · classes + class`, and the duty that has it.
  private(set) var kindPrices: [Double]
  private var kindDuty: [UInt8]
  let hardOver: SIMDMask<SIMD16<Int16>>
  let hardUnder: SIMDMask<SIMD16<Int16>>
  let upper: Counts
  let lower: Counts
  /// Counters whose hard limits labels mind from the start of a search: those that were
  /// broken without it lately.
  var critical = SIMDMask<SIMD16<Int16>>(repeating: false)
  /// What a unit off an even pace towards hard limits sets a label back when few are kept: it
  /// leads to some roster where limits are tight, though not to a cheap one.
  var pace = 0.0
  private var calls = 0
  /// Counters whose limits are soft, for which a label can buy its way.
  let softCounters: [Int]

  init(graph: DutyGraph, wishes: [Double]) {
    self.graph = graph
    self.wishes = wishes
    multipliers = [Double](repeating: 0, count: graph.counters.count)
    potential = [Double](repeating: 0, count: graph.nodeCount)
    arcReduced = [Double](repeating: 0, count: graph.arcClass.count)
    kindPrices = [Double](repeating: 0, count: graph.days * graph.classes.count)
    kindDuty = [UInt8](repeating: 0, count: kindPrices.count)
    var hardOver = SIMDMask<SIMD16<Int16>>(repeating: false)
    var hardUnder = hardOver
    var upper = Counts(repeating: Int16.max / 2)
    var lower = Counts(repeating: 0)
    var soft: [Int] = []
    for (c, counter) in graph.counters.enumerated() {
      hardOver[c] = counter.overPrice == .infinity
      hardUnder[c] = counter.underPrice == .infinity
      upper[c] = Int16(clamping: min(counter.upper, Int(Int16.max / 2)))
      lower[c] = Int16(clamping: counter.lower)
      if (counter.overPrice > 0 && counter.overPrice < .infinity)
        || (counter.underPrice > 0 && counter.underPrice < .infinity)
      {
        soft.append(c)
      }
    }
    self.hardOver = hardOver
    self.hardUnder = hardUnder
    self.upper = upper
    self.lower = lower
    softCounters = soft
  }

  /// A pricer of the same person, whose multipliers go their own way.
  convenience init(like other: RosterPricer) {
    self.init(graph: other.graph, wishes: other.wishes)
    startLike(other)
  }

  func startLike(_ other: RosterPricer) {
    multipliers = other.multipliers
    critical = other.critical
  }

  /// What a roster costs by the person's rules and wishes alone; nil where forbidden.
  func ownCost(of duties: [UInt8]) -> Double? {
    guard var cost = graph.price(of: duties) else { return nil }
    for (day, duty) in duties.enumerated() { cost += wishes[day * graph.dutyCount + Int(duty)] }
    return cost.isFinite ? cost : nil
  }

  /// Rosters that cost less than `ceiling`.
  ///
  /// - Parameters:
  ///   - prices: price of every duty, wishes included, `day · dutyCount + duty`.
  ///   - count: so many rosters at most.
  ///   - width: labels kept a node; nil for all, which makes the answer exact.
  func cheapest(
    _ prices: UnsafePointer<Double>, below ceiling: Double, count: Int = 1, width: Int? = nil,
    labels: RosterLabels
  ) -> PricingResult {
    guard graph.hasPath else { return PricingResult(bound: .infinity, rosters: [], work: 1) }
    setKindPrices(prices)
    var result = kindPrices.withUnsafeBufferPointer {
      cheapestKinds($0.baseAddress!, below: ceiling, count: count, width: width, labels: labels)
    }
    for r in result.rosters.indices {
      result.rosters[r].duties = translated(result.rosters[r].duties)
    }
    return result
  }

  /// Duties for classes of duties.
  func translated(_ kinds: [UInt8]) -> [UInt8] {
    kinds.enumerated().map { kindDuty[$0 * graph.classes.count + Int($1)] }
  }

  func setKindPrices(_ prices: UnsafePointer<Double>) {
    for day in 0..<graph.days {
      for (kind, members) in graph.classes.members.enumerated() {
        var best = members[0]
        for duty in members.dropFirst()
        where prices[day * graph.dutyCount + Int(duty)]
          < prices[day * graph.dutyCount + Int(best)]
        {
          best = duty
        }
        let at = day * graph.classes.count + kind
        kindPrices[at] = prices[day * graph.dutyCount + Int(best)]
        kindDuty[at] = best
      }
    }
  }

  /// The same with classes of duties for duties.
  private func cheapestKinds(
    _ prices: UnsafePointer<Double>, below ceiling: Double, count: Int, width: Int?,
    labels: RosterLabels
  ) -> PricingResult {
    let relaxed = relax(prices, ceiling: ceiling)
    var result = PricingResult(bound: relaxed.bound, rosters: [], work: relaxed.work)
    if relaxed.bound >= ceiling { return result }
    if let path = relaxed.optimum, count == 1 || path.cost >= ceiling {
      if path.cost < ceiling { result.rosters = [path] }
      return result
    }
    let limit = count == 1 ? min(ceiling, relaxed.known) : ceiling
    // Limits are minded only once they are broken (Righini & Salani 2008): the fewer of
    // them tell labels apart, the more labels are dominated.
    calls += 1
    if calls % 16 == 0 { critical = SIMDMask(repeating: false) }
    var found: RosterLabels.Outcome
    var width = width
    while true {
      found = labels.search(self, prices, ceiling: limit, count: count, width: width)
      result.work += found.work
      if labels.isStopped { break }
      if !found.isComplete, width == nil {
        // Too many labels to be exact: the bound stays that of the relaxation.
        width = 24
        continue
      }
      if found.isComplete { result.bound = max(result.bound, found.least) }
      let fresh = found.broken .& .!critical
      guard any(fresh) else { break }
      critical = critical .| fresh
      if width != nil, !found.rosters.isEmpty { break }
    }
    if let path = relaxed.path, path.cost < ceiling,
      !found.rosters.contains(where: { $0.duties == path.duties })
    {
      found.rosters.append(path)
      found.rosters.sort { $0.cost < $1.cost }
    }
    result.rosters = Array(found.rosters.prefix(count))
    return result
  }
}
