/// The interventional Shapley values of one row after another, against each row of
/// a background.
///
/// Where row x and background row b part at a split by column j, j is x's on x's side
/// and b's on the other. A leaf of value v with p columns of x's and q of b's gives
/// each of x's v (p − 1)! q! / (p + q)! and takes v p! (q − 1)! / (p + q)! from each of
/// b's (Lundberg et al. 2020, algorithm 3).
struct PairWalker: ShapleyWalker {
  private let forest: TreeForest
  private let width: Int
  /// For each node, background row: the node it goes to.
  private let sides: [Int32]
  private let others: Int
  /// 1: x's, 2: b's, 0: neither, of each column.
  private var owner: [UInt8]
  private var mine: [Int] = []
  private var theirs: [Int] = []
  private var taken: [Int32]

  init(_ forest: TreeForest, width: Int, sides: [Int32], others: Int) {
    self.forest = forest
    self.width = width
    self.sides = sides
    self.others = others
    owner = [UInt8](repeating: 0, count: width)
    taken = [Int32](repeating: 0, count: forest.nodes.count)
  }

  /// Adds the values of the row at `row` to `values`, outputs × columns.
  mutating func explain(_ row: UnsafePointer<Double>, into values: UnsafeMutablePointer<Double>) {
    let outputs = forest.base.count
    for node in taken.indices { taken[node] = Int32(forest.next(node, row)) }
    for (index, root) in forest.roots.enumerated() {
      let place = values + (index % outputs) * width
      for other in 0..<others { descend(root, other, place) }
    }
    for k in 0..<width * outputs { values[k] /= Double(others) }
  }

  private mutating func descend(
    _ node: Int, _ other: Int, _ values: UnsafeMutablePointer<Double>
  ) {
    let x = Int(taken[node])
    let b = Int(sides[node * others + other])
    if Int(forest.nodes[node].left) == node {
      let value = forest.values[node]
      let (p, q) = (mine.count, theirs.count)
      if p > 0 {
        let share = value * Self.weight(p - 1, q)
        for column in mine { values[column] += share }
      }
      if q > 0 {
        let share = value * Self.weight(p, q - 1)
        for column in theirs { values[column] -= share }
      }
      return
    }
    if x == b { return descend(x, other, values) }
    let column = Int(forest.nodes[node].column)
    switch owner[column] {
    case 1: descend(x, other, values)
    case 2: descend(b, other, values)
    default:
      owner[column] = 1
      mine.append(column)
      descend(x, other, values)
      mine.removeLast()
      owner[column] = 2
      theirs.append(column)
      descend(b, other, values)
      theirs.removeLast()
      owner[column] = 0
    }
  }

  /// a! b! / (a + b + 1)!
  private static func weight(_ a: Int, _ b: Int) -> Double {
    var result = 1 / Double(a + b + 1)
    for k in 0..<min(a, b) { result *= Double(k + 1) / Double(a + b - k) }
    return result
  }
}

extension TreeForest {
  /// For each node and each row of a panel: the node that the row goes to.
  func sides(_ panel: [Double], rows: Int, width: Int) -> [Int32] {
    panel.withUnsafeBufferPointer { panel in
      nodes.indices.flatMap { node in
        (0..<rows).map { Int32(next(node, panel.baseAddress! + $0 * width)) }
      }
    }
  }
}
