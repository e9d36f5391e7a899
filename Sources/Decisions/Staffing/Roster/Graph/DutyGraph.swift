/// Everything a set of rules allows one person to work, as a layered graph: a path from
/// the only node of layer 0 to a node of the last layer is a roster, an arc is a day's duty.
///
/// The rules are run side by side as finite machines and states with the same future are
/// merged from the last day backwards, which gives the smallest such graph (the regular
/// constraint of Pesant 2004 and its costs in Demassey, Pesant & Rousseau 2006). Sums over
/// the horizon (hours, shifts of a kind, weekends) stay outside, as counters.
final class DutyGraph: Sendable {
  static let maxCounters = 8
  typealias Counts = SIMD8<Int16>

  let days: Int
  /// Kinds of duty: a day off, then the shifts.
  let dutyCount: Int
  let counters: [RosterCounter]
  /// First node of each layer, one more entry than there are nodes' layers.
  let layerStart: [Int]
  /// First arc of each node.
  let arcStart: [Int32]
  let arcDuty: [UInt8]
  let arcTarget: [Int32]
  let arcCost: [Double]
  /// Which of `increments` an arc adds to the counters.
  let arcIncrement: [UInt8]
  let increments: [Counts]
  let nodeFinish: [Double]
  /// The least and the most a counter can still gain after a node.
  let leastAhead: [Counts]
  let mostAhead: [Counts]

  var nodeCount: Int { nodeFinish.count }
  /// False where the hard rules leave nothing, not even on their own.
  var hasPath: Bool { layerStart[1] > 0 }

  init(
    days: Int, dutyCount: Int, counters: [RosterCounter], layers: [[DutyGraphNode]],
    increments: [Counts]
  ) {
    self.days = days
    self.dutyCount = dutyCount
    self.counters = counters
    self.increments = increments
    var layerStart = [0]
    for layer in layers { layerStart.append(layerStart.last! + layer.count) }
    self.layerStart = layerStart
    var arcStart: [Int32] = [0]
    var duty: [UInt8] = []
    var target: [Int32] = []
    var cost: [Double] = []
    var increment: [UInt8] = []
    var finish: [Double] = []
    for (d, layer) in layers.enumerated() {
      for node in layer {
        for arc in node.arcs {
          duty.append(arc.duty)
          target.append(Int32(layerStart[d + 1]) + arc.target)
          cost.append(Double(bitPattern: arc.cost))
          increment.append(arc.increment)
        }
        arcStart.append(Int32(duty.count))
        finish.append(Double(bitPattern: node.finish))
      }
    }
    var least = [Counts](repeating: Counts(), count: finish.count)
    var most = least
    for node in stride(from: finish.count - 1, through: 0, by: -1) {
      let arcs = Int(arcStart[node])..<Int(arcStart[node + 1])
      guard !arcs.isEmpty else { continue }
      var low = Counts(repeating: .max)
      var high = Counts(repeating: 0)
      for a in arcs {
        let step = increments[Int(increment[a])]
        let next = Int(target[a])
        low.replace(with: least[next] &+ step, where: least[next] &+ step .< low)
        high.replace(with: most[next] &+ step, where: most[next] &+ step .> high)
      }
      least[node] = low
      most[node] = high
    }
    self.arcStart = arcStart
    arcDuty = duty
    arcTarget = target
    arcCost = cost
    arcIncrement = increment
    nodeFinish = finish
    leastAhead = least
    mostAhead = most
  }

  /// What a roster costs by these rules and counters; nil where it is forbidden.
  func price(of duties: [UInt8]) -> Double? {
    guard hasPath else { return nil }
    var node = 0
    var cost = 0.0
    var counts = Counts()
    for duty in duties {
      let arcs = Int(arcStart[node])..<Int(arcStart[node + 1])
      guard let a = arcs.first(where: { arcDuty[$0] == duty }) else { return nil }
      cost += arcCost[a]
      counts &+= increments[Int(arcIncrement[a])]
      node = Int(arcTarget[a])
    }
    cost += nodeFinish[node]
    for (c, counter) in counters.enumerated() { cost += counter.prices[Int(counts[c])] }
    return cost.isFinite ? cost : nil
  }
}

/// A node while the graph is built; costs are bit patterns so that nodes compare exactly.
struct DutyGraphNode: Hashable {
  struct Arc: Hashable {
    var duty: UInt8
    /// Within the next layer.
    var target: Int32
    var cost: UInt64
    var increment: UInt8
  }

  var arcs: [Arc] = []
  var finish: UInt64 = 0
}
