/// A node of the search tree: one bound change on top of its parent.
final class SearchNode {
  let parent: SearchNode?
  let bound: Double
  /// The basis of the parent's relaxation, shared by its children.
  let basis: [BasisState]
  /// The branching variable and its bounds here; −1 at the root.
  let variable: Int
  let lower: Double
  let upper: Double
  /// How far the variable was moved, the parent's objective, and which way it went.
  let fraction: Double
  let objective: Double
  let isUp: Bool
  let depth: Int
  fileprivate(set) var sequence = 0

  init(
    parent: SearchNode?, bound: Double, basis: [BasisState], variable: Int = -1,
    lower: Double = 0, upper: Double = 0, fraction: Double = 0, objective: Double = 0,
    isUp: Bool = false
  ) {
    self.parent = parent
    self.bound = bound
    self.basis = basis
    self.variable = variable
    self.lower = lower
    self.upper = upper
    self.fraction = fraction
    self.objective = objective
    self.isUp = isUp
    depth = parent.map { $0.depth + 1 } ?? 0
  }
}

/// Open nodes: least bound first; among equals the deepest, then the latest.
struct NodeHeap {
  private var nodes: [SearchNode] = []

  var leastBound: Double { nodes.first?.bound ?? .infinity }
  var count: Int { nodes.count }

  private static func precedes(_ a: SearchNode, _ b: SearchNode) -> Bool {
    if a.bound != b.bound { return a.bound < b.bound }
    if a.depth != b.depth { return a.depth > b.depth }
    return a.sequence > b.sequence
  }

  mutating func push(_ node: SearchNode, sequence: inout Int) {
    sequence += 1
    node.sequence = sequence
    push(node)
  }

  mutating func push(_ node: SearchNode) {
    nodes.append(node)
    var k = nodes.count - 1
    while k > 0 {
      let up = (k - 1) / 2
      guard Self.precedes(nodes[k], nodes[up]) else { break }
      nodes.swapAt(k, up)
      k = up
    }
  }

  mutating func pop() -> SearchNode? {
    guard let top = nodes.first else { return nil }
    let last = nodes.removeLast()
    if !nodes.isEmpty {
      nodes[0] = last
      var k = 0
      while true {
        var least = k
        for child in [2 * k + 1, 2 * k + 2]
        where child < nodes.count && Self.precedes(nodes[child], nodes[least]) {
          least = child
        }
        if least == k { break }
        nodes.swapAt(k, least)
        k = least
      }
    }
    return top
  }
}

/// What branching on a variable has cost so far, per unit moved, each way.
struct PseudoCosts {
  private var sums: [[Double]]
  private var counts: [[Double]]
  private var allSums = [0.0, 0.0]
  private var allCounts = [0.0, 0.0]

  init(count: Int) {
    sums = [[Double]](repeating: [Double](repeating: 0, count: count), count: 2)
    counts = sums
  }

  mutating func record(_ node: SearchNode, _ objective: Double) {
    guard node.variable >= 0, node.fraction > 1e-9 else { return }
    record(node.variable, up: node.isUp, rise: objective - node.objective, move: node.fraction)
  }

  mutating func record(_ j: Int, up: Bool, rise: Double, move: Double) {
    let side = up ? 1 : 0
    let rate = max(0, rise) / move
    sums[side][j] += rate
    counts[side][j] += 1
    allSums[side] += rate
    allCounts[side] += 1
  }

  /// Observations on the side that has fewer.
  func reliability(_ j: Int) -> Double { min(counts[0][j], counts[1][j]) }

  func estimate(_ j: Int, up: Bool, move: Double) -> Double {
    let side = up ? 1 : 0
    if counts[side][j] > 0 { return move * sums[side][j] / counts[side][j] }
    return move * (allCounts[side] > 0 ? allSums[side] / allCounts[side] : 1)
  }

  static func score(_ down: Double, _ up: Double) -> Double {
    max(down, 1e-6) * max(up, 1e-6)
  }
}
