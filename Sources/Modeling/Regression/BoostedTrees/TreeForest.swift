/// All trees in one array of nodes, for walking.
struct TreeForest: Sendable {
  /// A split, or a leaf that leads to itself.
  struct Node {
    var threshold: Double
    var column: Int32
    /// Where values ≤ threshold go; the other side is next to it.
    var left: Int32
    /// Which side NaN goes: 0 left, 1 right.
    var missing: Int32
    /// Start in `members` of a split by categories, or −1.
    var set: Int32
  }

  private(set) var nodes: [Node] = []
  private(set) var values: [Double] = []
  /// Training rows that reached each node: those of its leaves.
  private(set) var covers: [Double] = []
  /// One bit a code: whether it goes left.
  private(set) var members: [UInt64] = [0]
  private(set) var roots: [Int] = []
  private(set) var depths: [Int] = []
  let base: [Double]

  init(_ model: BoostedTrees) {
    base = model.base
    for tree in model.trees {
      roots.append(nodes.count)
      nodes.append(Self.unset)
      values.append(0)
      covers.append(0)
      place(tree, tree.column.isEmpty ? ~0 : 0, at: nodes.count - 1, model)
    }
    depths = model.trees.map(\.depth)
  }

  private static let unset = Node(threshold: .infinity, column: 0, left: 0, missing: 0, set: -1)

  private mutating func place(
    _ tree: DecisionTree, _ child: Int, at node: Int, _ model: BoostedTrees
  ) {
    guard child >= 0 else {
      values[node] = tree.leafValue[~child]
      covers[node] = tree.leafCover[~child]
      nodes[node].left = Int32(node)
      return
    }
    let left = nodes.count
    nodes += [Self.unset, Self.unset]
    values += [0, 0]
    covers += [0, 0]
    nodes[node] = Node(
      threshold: tree.threshold[child], column: Int32(tree.column[child]), left: Int32(left),
      missing: tree.missingLeft[child] ? 0 : 1, set: -1)
    if let levels = model.features[tree.column[child]].levels {
      nodes[node].set = Int32(members.count)
      var words = [UInt64](repeating: 0, count: levels.count / 64 + 1)
      for code in tree.categories[child] { words[Int(code) / 64] |= 1 << UInt64(code % 64) }
      members += words
    }
    place(tree, tree.left[child], at: left, model)
    place(tree, tree.right[child], at: left + 1, model)
    covers[node] = covers[left] + covers[left + 1]
  }

  /// Where the row at `panel` goes from `node`: a leaf leads to itself.
  @inline(__always)
  static func next(
    _ node: UnsafePointer<Node>, _ panel: UnsafePointer<Double>, _ members: UnsafePointer<UInt64>
  ) -> Int {
    let value = panel[Int(node.pointee.column)]
    var side: Int32 = value > node.pointee.threshold ? 1 : 0
    if node.pointee.set >= 0, value == value {
      let code = Int(value)
      side = members[Int(node.pointee.set) + code >> 6] >> UInt64(code & 63) & 1 == 1 ? 0 : 1
    }
    side = value == value ? side : node.pointee.missing
    return Int(node.pointee.left &+ side)
  }

  func scores(_ rows: TreeRows, _ range: Range<Int>) -> [[Double]] {
    let width = rows.columns.count
    var result = base.map { [Double](repeating: $0, count: range.count) }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: range.count * width + 1) { panel in
      let panel = panel.baseAddress!
      rows.panel(range, into: panel)
      nodes.withUnsafeBufferPointer { nodes in
        values.withUnsafeBufferPointer { values in
          members.withUnsafeBufferPointer { members in
            for (t, root) in roots.enumerated() {
              result[t % base.count].withUnsafeMutableBufferPointer { scores in
                walk(
                  nodes.baseAddress!, values.baseAddress!, members.baseAddress!, root,
                  depths[t], panel, width, scores)
              }
            }
          }
        }
      }
    }
    return result
  }

  /// Four rows go down together, so that their loads overlap.
  private func walk(
    _ nodes: UnsafePointer<Node>, _ values: UnsafePointer<Double>,
    _ members: UnsafePointer<UInt64>, _ root: Int, _ depth: Int, _ panel: UnsafePointer<Double>,
    _ width: Int, _ scores: UnsafeMutableBufferPointer<Double>
  ) {
    var row = 0
    while row + 4 <= scores.count {
      let place = panel + row * width
      var (a, b, c, d) = (root, root, root, root)
      for _ in 0..<depth {
        a = Self.next(nodes + a, place, members)
        b = Self.next(nodes + b, place + width, members)
        c = Self.next(nodes + c, place + 2 * width, members)
        d = Self.next(nodes + d, place + 3 * width, members)
      }
      scores[row] += values[a]
      scores[row + 1] += values[b]
      scores[row + 2] += values[c]
      scores[row + 3] += values[d]
      row += 4
    }
    while row < scores.count {
      var a = root
      for _ in 0..<depth { a = Self.next(nodes + a, panel + row * width, members) }
      scores[row] += values[a]
      row += 1
    }
  }

  /// Where the row goes from a node; a leaf leads to itself.
  func next(_ node: Int, _ row: UnsafePointer<Double>) -> Int {
    nodes.withUnsafeBufferPointer { nodes in
      members.withUnsafeBufferPointer { members in
        Self.next(nodes.baseAddress! + node, row, members.baseAddress!)
      }
    }
  }
}
