extension FlowNetwork {
  /// Minimizes the cost of the flow by the primal network simplex method: strongly
  /// feasible spanning trees, which cannot cycle (Cunningham 1976), and pricing by blocks
  /// of arcs (Grigoriadis 1986); see Ahuja, Magnanti & Orlin (1993), chapter 11.
  ///
  /// With whole supplies and bounds the flows are whole; with whole costs the prices are.
  public func minimumCostFlow() -> FlowSolution {
    for a in arcs
    where !a.cost.isFinite || !a.lower.isFinite || a.upper.isNaN || a.lower > a.upper {
      return Self.empty(.malformed)
    }
    for s in supplies where !s.isFinite { return Self.empty(.malformed) }
    let scale = supplies.reduce(0) { max($0, abs($1)) }
    let surplus = supplies.reduce(0, +)
    if abs(surplus) > 1e-9 * max(1, scale) {
      var solution = Self.empty(.infeasible)
      solution.cut = Array(0..<nodeCount)
      return solution
    }
    let simplex = NetworkSimplex(self)
    return simplex.run()
  }

  fileprivate static func empty(_ status: FlowSolution.Status) -> FlowSolution {
    FlowSolution(
      status: status, objective: status == .unbounded ? -.infinity : .infinity, flows: [],
      prices: [], cut: [], iterations: 0)
  }
}

/// The spanning tree and the flows on it. The root is an artificial node, tied to every
/// other by an artificial arc dear enough to be left as soon as there is another way.
private final class NetworkSimplex {
  private let network: FlowNetwork
  private let nodeCount: Int
  private let arcCount: Int
  private let root: Int

  // Arcs, the artificial ones last; flows are measured from the lower bounds.
  private var from: [Int32] = []
  private var to: [Int32] = []
  private var capacity: [Double] = []
  private var cost: [Double] = []
  private var flow: [Double]
  /// 1 at lower bound, −1 at upper, 0 in the tree: times a reduced cost below zero, the
  /// arc improves.
  private var side: [Double]

  // The tree: the arc to the parent, whether it points up, and children as lists.
  private var parent: [Int32]
  private var parentArc: [Int32]
  private var pointsUp: [Bool]
  private var depth: [Int32]
  private var firstChild: [Int32]
  private var nextSibling: [Int32]
  private var previousSibling: [Int32]
  private var price: [Double]
  private var stack: [Int32] = []

  private let artificialCost: Double
  private let costTolerance: Double
  private let flowTolerance: Double
  private var blockStart = 0
  private var iterations = 0

  init(_ network: FlowNetwork) {
    self.network = network
    nodeCount = network.nodeCount
    arcCount = network.arcs.count
    root = nodeCount
    let total = arcCount + nodeCount
    from.reserveCapacity(total)
    to.reserveCapacity(total)
    var left = network.supplies
    var largest = 0.0
    for a in network.arcs {
      from.append(Int32(a.from))
      to.append(Int32(a.to))
      capacity.append(a.upper - a.lower)
      cost.append(a.cost)
      left[a.from] -= a.lower
      left[a.to] += a.lower
      largest = max(largest, abs(a.cost))
    }
    // Dearer than any path, so that artificial flow stays only where there is none.
    artificialCost = (largest + 1) * Double(nodeCount + 1)
    costTolerance = 1e-12 * artificialCost / Double(nodeCount + 1)
    flowTolerance = 1e-9 * max(1, network.supplies.reduce(0) { max($0, abs($1)) })
    flow = [Double](repeating: 0, count: total)
    side = [Double](repeating: 1, count: total)
    parent = [Int32](repeating: Int32(root), count: nodeCount + 1)
    parentArc = [Int32](repeating: -1, count: nodeCount + 1)
    pointsUp = [Bool](repeating: true, count: nodeCount + 1)
    depth = [Int32](repeating: 1, count: nodeCount + 1)
    firstChild = [Int32](repeating: -1, count: nodeCount + 1)
    nextSibling = firstChild
    previousSibling = firstChild
    price = [Double](repeating: 0, count: nodeCount + 1)
    parent[root] = -1
    depth[root] = 0
    for v in 0..<nodeCount {
      let arc = arcCount + v
      // Strongly feasible: arcs without flow point to the root.
      let up = left[v] >= 0
      from.append(Int32(up ? v : root))
      to.append(Int32(up ? root : v))
      capacity.append(.infinity)
      cost.append(artificialCost)
      flow[arc] = abs(left[v])
      side[arc] = 0
      parentArc[v] = Int32(arc)
      pointsUp[v] = up
      price[v] = up ? artificialCost : -artificialCost
      link(v, under: root)
    }
  }

  private func link(_ v: Int, under p: Int) {
    parent[v] = Int32(p)
    let head = firstChild[p]
    nextSibling[v] = head
    previousSibling[v] = -1
    if head >= 0 { previousSibling[Int(head)] = Int32(v) }
    firstChild[p] = Int32(v)
  }

  private func unlink(_ v: Int) {
    let (before, after) = (previousSibling[v], nextSibling[v])
    if before >= 0 {
      nextSibling[Int(before)] = after
    } else {
      firstChild[Int(parent[v])] = after
    }
    if after >= 0 { previousSibling[Int(after)] = before }
  }

  func run() -> FlowSolution {
    while let entering = chooseArc() {
      iterations += 1
      if !pivot(entering) {
        var solution = FlowNetwork.empty(.unbounded)
        solution.iterations = iterations
        return solution
      }
    }
    return solution()
  }

  /// The best arc of the next block that has one.
  private func chooseArc() -> Int? {
    let blockSize = max(20, Int(Double(arcCount).squareRoot()))
    var best = -1
    var bestGain = costTolerance
    var inBlock = 0
    var a = blockStart
    for _ in 0..<arcCount {
      if a >= arcCount { a = 0 }
      let gain = -side[a] * (cost[a] - price[Int(from[a])] + price[Int(to[a])])
      if gain > bestGain {
        bestGain = gain
        best = a
      }
      a += 1
      inBlock += 1
      if inBlock == blockSize {
        if best >= 0 { break }
        inBlock = 0
      }
    }
    blockStart = a
    return best >= 0 ? best : nil
  }

  /// Sends flow around the cycle of an arc; false when nothing limits it.
  private func pivot(_ entering: Int) -> Bool {
    // The flow goes from `tail` to `head` along the arc, and back through the tree.
    let forward = side[entering] > 0
    let tail = Int(forward ? from[entering] : to[entering])
    let head = Int(forward ? to[entering] : from[entering])
    if tail == head {
      if capacity[entering] == .infinity { return false }
      flow[entering] = forward ? capacity[entering] : 0
      side[entering] = -side[entering]
      return true
    }
    var (u, v) = (tail, head)
    while u != v {
      if depth[u] > depth[v] {
        u = Int(parent[u])
      } else if depth[v] > depth[u] {
        v = Int(parent[v])
      } else {
        u = Int(parent[u])
        v = Int(parent[v])
      }
    }
    let apex = u

    // The last blocking arc from the apex along the cycle leaves: the tree stays strongly
    // feasible (Cunningham 1976). On the way down to the tail flow runs from the apex, so
    // the one nearest the tail is later; from the head up, the one nearest the apex is.
    var length = capacity[entering]
    var leaving = -1
    var isOnTailSide = false
    u = tail
    while u != apex {
      let a = Int(parentArc[u])
      let room = pointsUp[u] ? flow[a] : capacity[a] - flow[a]
      if room < length {
        length = room
        leaving = u
        isOnTailSide = true
      }
      u = Int(parent[u])
    }
    v = head
    while v != apex {
      let a = Int(parentArc[v])
      let room = pointsUp[v] ? capacity[a] - flow[a] : flow[a]
      if room <= length {
        length = room
        leaving = v
        isOnTailSide = false
      }
      v = Int(parent[v])
    }
    if length == .infinity { return false }
    length = max(0, length)

    if length > 0 {
      flow[entering] += forward ? length : -length
      u = tail
      while u != apex {
        flow[Int(parentArc[u])] += pointsUp[u] ? -length : length
        u = Int(parent[u])
      }
      v = head
      while v != apex {
        flow[Int(parentArc[v])] += pointsUp[v] ? length : -length
        v = Int(parent[v])
      }
    }
    if leaving < 0 {
      side[entering] = -side[entering]
      flow[entering] = forward ? capacity[entering] : 0
      return true
    }
    let out = Int(parentArc[leaving])
    // Where it blocked: at its upper bound when the flow ran along it.
    let ranAlong = isOnTailSide != pointsUp[leaving]
    flow[out] = ranAlong ? capacity[out] : 0
    side[out] = ranAlong ? -1 : 1
    side[entering] = 0
    let inner = isOnTailSide ? tail : head
    let outer = isOnTailSide ? head : tail
    hang(inner, under: outer, by: entering, upTo: leaving)
    return true
  }

  /// Turns the path from `inner` up to `last` around and hangs it under `outer`.
  private func hang(_ inner: Int, under outer: Int, by arc: Int, upTo last: Int) {
    var v = inner
    var newParent = outer
    var newArc = arc
    while true {
      let oldParent = Int(parent[v])
      let oldArc = Int(parentArc[v])
      unlink(v)
      link(v, under: newParent)
      parentArc[v] = Int32(newArc)
      pointsUp[v] = Int(from[newArc]) == v
      if v == last { break }
      newParent = v
      newArc = oldArc
      v = oldParent
    }
    // All prices below move by the same amount.
    let a = Int(parentArc[inner])
    let p = price[outer]
    let change = (pointsUp[inner] ? p + cost[a] : p - cost[a]) - price[inner]
    stack.append(Int32(inner))
    while let top = stack.popLast() {
      let w = Int(top)
      price[w] += change
      depth[w] = depth[Int(parent[w])] + 1
      var c = firstChild[w]
      while c >= 0 {
        stack.append(c)
        c = nextSibling[Int(c)]
      }
    }
  }

  private func solution() -> FlowSolution {
    var solution = FlowNetwork.empty(.optimal)
    solution.iterations = iterations
    var stranded = 0.0
    for v in 0..<nodeCount { stranded = max(stranded, flow[arcCount + v]) }
    if stranded > flowTolerance {
      solution.status = .infeasible
      // Every node hangs on an artificial arc up or down; arcs from the first kind to the
      // second are full, those back at their lower bounds, and some supply is still left.
      solution.cut = (0..<nodeCount).filter { price[$0] > 0 }
      return solution
    }
    // Sums anew, from the root down, so that no rounding of the pivots is left.
    price[root] = 0
    stack.append(Int32(root))
    while let top = stack.popLast() {
      var c = firstChild[Int(top)]
      while c >= 0 {
        let w = Int(c)
        let a = Int(parentArc[w])
        price[w] = price[Int(top)] + (pointsUp[w] ? cost[a] : -cost[a])
        stack.append(c)
        c = nextSibling[w]
      }
    }
    var total = CompensatedSum(0)
    solution.flows = network.arcs.indices.map { a in
      let x = network.arcs[a].lower + flow[a]
      total.add(network.arcs[a].cost, x)
      return x
    }
    solution.objective = total.value
    solution.prices = Array(price.prefix(nodeCount))
    return solution
  }
}
