/// Everything a set of rules allows one person to work, as a layered graph: a path from
/// the only node of layer 0 to a node of the last layer is a roster, an arc is a day's duty.
///
/// The rules are run side by side as finite machines and states with the same future are
/// merged from the last day backwards, which gives the smallest such graph (the regular
/// constraint of Pesant 2004 and its costs in Demassey, Pesant & Rousseau 2006). Sums over
/// the horizon (hours, shifts of a kind, weekends) stay outside, as counters.
final class DutyGraph: Sendable {
  static let maxCounters = 16
  typealias Counts = SIMD16<Int16>

  let days: Int
  /// Kinds of duty: a day off, then the shifts.
  let dutyCount: Int
  /// Duties that no rule tells apart share a class: arcs are drawn once for all of them.
  let classes: DutyClasses
  let counters: [RosterCounter]
  /// First node of each layer, one more entry than there are nodes' layers.
  let layerStart: [Int]
  /// First arc of each node.
  let arcStart: [Int32]
  /// The class of an arc's duty.
  let arcClass: [UInt8]
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

  /// - Parameter classes: those the arcs of `layers` are drawn for; nil where there is an arc
  ///   a duty, and classes are to be found.
  init(
    days: Int, dutyCount: Int, counters: [RosterCounter], layers: [[DutyGraphNode]],
    increments: [Counts], classes known: DutyClasses? = nil
  ) {
    self.days = days
    self.dutyCount = dutyCount
    let classes = known ?? DutyClasses(layers: layers, dutyCount: dutyCount)
    self.classes = classes
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
        for arc in node.arcs where known != nil || classes.isFirst(Int(arc.duty)) {
          duty.append(known == nil ? classes.classOf[Int(arc.duty)] : arc.duty)
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
    arcClass = duty
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
      let kind = classes.classOf[Int(duty)]
      guard let a = arcs.first(where: { arcClass[$0] == kind }) else { return nil }
      cost += arcCost[a]
      counts &+= increments[Int(arcIncrement[a])]
      node = Int(arcTarget[a])
    }
    cost += nodeFinish[node]
    for (c, counter) in counters.enumerated() { cost += counter.prices[Int(counts[c])] }
    return cost.isFinite ? cost : nil
  }
}

/// Duties in classes that the rules do not tell apart.
struct DutyClasses {
  /// The class of every duty; 255 for one no roster has.
  let classOf: [UInt8]
  /// The duties of every class.
  let members: [[UInt8]]

  var count: Int { members.count }

  func isFirst(_ duty: Int) -> Bool {
    classOf[duty] != 255 && Int(members[Int(classOf[duty])][0]) == duty
  }

  /// Duties are alike where every node has the same arcs for them.
  init(layers: [[DutyGraphNode]], dutyCount: Int) {
    var arcs = [[UInt64]](repeating: [], count: dutyCount)
    var number: UInt64 = 0
    for node in layers.joined() {
      for arc in node.arcs {
        arcs[Int(arc.duty)] += [
          number, UInt64(UInt32(bitPattern: arc.target)) << 8 | UInt64(arc.increment), arc.cost,
        ]
      }
      number += 1
    }
    var classOf = [UInt8](repeating: 255, count: dutyCount)
    var members: [[UInt8]] = []
    for duty in 0..<dutyCount where !arcs[duty].isEmpty {
      if let known = members.firstIndex(where: { arcs[Int($0[0])] == arcs[duty] }) {
        members[known].append(UInt8(duty))
        classOf[duty] = UInt8(known)
      } else {
        classOf[duty] = UInt8(members.count)
        members.append([UInt8(duty)])
      }
    }
    self.classOf = classOf
    self.members = members
  }
}

/// A node while the graph is built; costs are bit patterns so that nodes compare exactly.
struct DutyGraphNode: Hashable {
  struct Arc: Hashable {
    /// A duty, or a class of duties once these are known.
    var duty: UInt8
    /// Within the next layer.
    var target: Int32
    var cost: UInt64
    var increment: UInt8
  }

  var arcs: [Arc] = []
  var finish: UInt64 = 0
}
