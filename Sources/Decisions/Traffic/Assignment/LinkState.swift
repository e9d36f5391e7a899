/// Flow, time, slope and generalised cost of every compact link.
///
/// A class of traveller adds its own constant to a link's time (toll over value of time,
/// length); times are shared. Costs of class k begin at `cost + k·linkCount`.
final class LinkState: @unchecked Sendable {
  let linkCount: Int
  let classCount: Int
  /// Vehicles, in units that congest.
  let flow: UnsafeMutablePointer<Double>
  /// d time / d flow.
  let slope: UnsafeMutablePointer<Double>
  let cost: UnsafeMutablePointer<Double>
  private let constant: UnsafeMutablePointer<Double>
  /// t₀b/cᵖ and p of each compact link's first member that depends on flow.
  private let factor: UnsafeMutablePointer<Double>
  private let power: UnsafeMutablePointer<Double>
  /// Further members that depend on flow.
  private let firstMore: UnsafeMutablePointer<Int32>
  private let moreFactor: UnsafeMutablePointer<Double>
  private let morePower: UnsafeMutablePointer<Double>
  /// Capacities of terms with powers above 8, which are not taken into their factors.
  private let capacity: UnsafeMutablePointer<Double>
  private let moreCapacity: UnsafeMutablePointer<Double>
  /// Price x·t′(x) too.
  private let isMarginal: Bool

  deinit {
    for pointer in [
      flow, slope, cost, constant, factor, power, moreFactor, morePower, capacity, moreCapacity,
    ] {
      pointer.deallocate()
    }
    firstMore.deallocate()
  }

  /// - Parameters:
  ///   - fixedCosts: per class, per link of the road network; +∞ closes a link to the class.
  ///   - isMarginal: price x·t′(x) too, for the system optimum.
  init(
    _ compact: CompactNetwork, links: [RoadLink], fixedCosts: [[Double]], isMarginal: Bool
  ) {
    linkCount = compact.linkCount
    classCount = fixedCosts.count
    let size = max(1, linkCount)
    flow = .allocate(capacity: size)
    slope = .allocate(capacity: size)
    cost = .allocate(capacity: size * classCount)
    constant = .allocate(capacity: size * classCount)
    factor = .allocate(capacity: size)
    power = .allocate(capacity: size)
    capacity = .allocate(capacity: size)
    self.isMarginal = isMarginal
    firstMore = .allocate(capacity: size + 1)
    flow.initialize(repeating: 0, count: size)
    var more: [(factor: Double, power: Double, capacity: Double)] = []
    for link in 0..<linkCount {
      firstMore[link] = Int32(more.count)
      var free = 0.0
      var fixed = [Double](repeating: 0, count: classCount)
      var varying: [(factor: Double, power: Double, capacity: Double)] = []
      for place in compact.firstMember[link]..<compact.firstMember[link + 1] {
        let member = Int(compact.members[Int(place)])
        let values = links[member]
        for k in 0..<classCount { fixed[k] += fixedCosts[k][member] }
        free += values.isConstant ? values.time(at: 0) : values.freeFlowTime
        guard !values.isConstant else { continue }
        guard values.power <= 8 else {
          varying.append((values.freeFlowTime * values.b, values.power, values.capacity))
          continue
        }
        let scale = isMarginal ? 1 + values.power : 1
        // Kept as t₀b and 1/cᵖ in one: whole powers of capacities stay far from overflow.
        varying.append(
          (
            values.freeFlowTime * values.b * scale / raise(values.capacity, to: values.power),
            values.power, 1
          ))
      }
      // Members of one power add up to one term.
      var terms: [(factor: Double, power: Double, capacity: Double)] = []
      for term in varying {
        if let same = terms.firstIndex(where: {
          $0.power == term.power && $0.capacity == term.capacity
        }) {
          terms[same].factor += term.factor
        } else {
          terms.append(term)
        }
      }
      factor[link] = terms.first?.factor ?? 0
      power[link] = terms.first?.power ?? 1
      capacity[link] = terms.first?.capacity ?? 1
      more += terms.dropFirst()
      for k in 0..<classCount { constant[k * linkCount + link] = free + fixed[k] }
    }
    firstMore[linkCount] = Int32(more.count)
    moreFactor = .allocate(capacity: max(1, more.count))
    morePower = .allocate(capacity: max(1, more.count))
    moreCapacity = .allocate(capacity: max(1, more.count))
    for (index, term) in more.enumerated() {
      moreFactor[index] = term.factor
      morePower[index] = term.power
      moreCapacity[index] = term.capacity
    }
    for link in 0..<linkCount { update(link) }
  }

  /// Brings cost and slope of a link up to its flow.
  @inline(__always)
  func update(_ link: Int) {
    let x = max(0, flow[link])
    var time = 0.0
    var rise = 0.0
    if power[link] > 8 {
      addSteep(factor[link], power[link], capacity[link], x, &time, &rise)
    } else {
      LinkState.add(factor[link], power[link], x, &time, &rise)
    }
    let (begin, end) = (Int(firstMore[link]), Int(firstMore[link + 1]))
    if begin < end { addMore(begin, end, x, &time, &rise) }
    slope[link] = rise
    cost[link] = constant[link] + time
    if classCount > 1 {
      for k in 1..<classCount {
        cost[k * linkCount + link] = constant[k * linkCount + link] + time
      }
    }
  }

  @inline(__always)
  private static func add(
    _ factor: Double, _ power: Double, _ x: Double, _ time: inout Double, _ rise: inout Double
  ) {
    if power == 4 {
      let cube = x * x * x
      time += factor * (cube * x)
      rise += factor * 4 * cube
    } else if power == 1 {
      time += factor * x
      rise += factor
    } else if x > 0 {
      let lower = factor * raise(x, to: power - 1)
      time += lower * x
      rise += lower * power
    } else if power < 1 {
      // Infinite at 0: any finite slope keeps a Newton step within the flow there is.
      rise += 1e30 * factor
    }
  }

  @inline(never)
  private func addMore(
    _ begin: Int, _ end: Int, _ x: Double, _ time: inout Double, _ rise: inout Double
  ) {
    for index in begin..<end {
      if morePower[index] > 8 {
        addSteep(moreFactor[index], morePower[index], moreCapacity[index], x, &time, &rise)
      } else {
        LinkState.add(moreFactor[index], morePower[index], x, &time, &rise)
      }
    }
  }

  /// A power above 8 by the ratio of flow to capacity: the parts alone would overflow.
  @inline(never)
  private func addSteep(
    _ factor: Double, _ power: Double, _ capacity: Double, _ x: Double, _ time: inout Double,
    _ rise: inout Double
  ) {
    let steep = SteepPower(power)
    let ratio = x / capacity
    let slope = factor * steep.slope(ratio) / capacity
    time += factor * steep.value(ratio)
    guard isMarginal else {
      rise += slope
      return
    }
    // d(x·t)/dx = t + x·t′; beyond the limit t″ is 0.
    time += x * slope
    rise += 2 * slope
    if ratio <= steep.limit, x > 0 { rise += (power - 1) * slope }
  }
}
