import LinearAlgebra

extension BoostedTrees {
  /// Raw scores, the offset included: one array an output.
  ///
  /// - Parameter frame: has the model's columns by name; levels of a factor are
  ///   matched by text, so their codes may differ from those in training.
  /// - Throws: `.unknownColumn`, or `.unusableColumn` where numbers are categories or
  ///   the reverse.
  public func rawScores(
    _ frame: ModelFrame, offset: [Double]? = nil, threads: Int = 1
  ) throws(RegressionError) -> [[Double]] {
    let rows = try TreeRows(frame, features: features)
    precondition((offset?.count ?? rows.count) == rows.count, "one offset a row")
    let forest = TreeForest(self)
    let stretch = 512
    let parts = parallelMap((rows.count + stretch - 1) / stretch, threads: threads) { part in
      forest.scores(rows, part * stretch..<min(rows.count, (part + 1) * stretch))
    }
    return base.indices.map { output in
      var scores: [Double] = []
      scores.reserveCapacity(rows.count)
      for part in parts { scores += part[output] }
      if let offset { for row in scores.indices { scores[row] += offset[row] } }
      return scores
    }
  }

  /// The mean of the response (a probability, a rate, a quantile): one value a row.
  ///
  /// - Precondition: the objective is not softmax, whose rows have several.
  public func predict(
    _ frame: ModelFrame, offset: [Double]? = nil, threads: Int = 1
  ) throws(RegressionError) -> [Double] {
    precondition(outputs == 1, "use classProbabilities for several classes")
    var scores = try rawScores(frame, offset: offset, threads: threads)[0]
    TreeObjective(kind: objective).mean(&scores, rows: scores.count)
    return scores
  }

  /// The probability of each class: one array a class.
  public func classProbabilities(
    _ frame: ModelFrame, threads: Int = 1
  ) throws(RegressionError) -> [[Double]] {
    let scores = try rawScores(frame, threads: threads)
    let rows = frame.rowCount
    var flat = scores.flatMap { $0 }
    TreeObjective(kind: objective).mean(&flat, rows: rows)
    return base.indices.map { Array(flat[$0 * rows..<($0 + 1) * rows]) }
  }

  /// The same trees with base scores of least loss on new rows: a shift of level
  /// without new growth. Fitted by Newton's method; not for several classes.
  public func refittingBase(
    _ frame: ModelFrame, response: [Double], weights: [Double]? = nil, offset: [Double]? = nil
  ) throws(RegressionError) -> BoostedTrees {
    guard outputs == 1 else {
      throw .setting("objective", reason: "a base can be refitted for one output only")
    }
    let objective = TreeObjective(kind: objective)
    try objective.check(response)
    guard !response.isEmpty else { throw .tooFewRows(rows: 0, columns: 1) }
    let shift = base[0]
    let scores = try rawScores(frame, offset: offset)[0].map { $0 - shift }
    var copy = self
    copy.base = objective.start(
      response, weights: weights, offset: scores, rows: (0..<response.count).map { UInt32($0) })
    return copy
  }
}

/// A frame's columns in the order and codes of a model.
struct TreeRows: Sendable {
  let count: Int
  /// Categories as their codes in training, NaN where missing or unseen.
  let columns: [[Double]]

  init(_ frame: ModelFrame, features: [BoostedTrees.Feature]) throws(RegressionError) {
    count = frame.rowCount
    var columns: [[Double]] = []
    for feature in features {
      guard let column = frame[feature.name] else {
        throw .unknownColumn(feature.name, nearest: nil)
      }
      switch (column.values, feature.levels) {
      case (.numeric(let values), nil): columns.append(values)
      case (.factor(let factor), let levels?):
        var codes: [String: Int] = [:]
        for (code, level) in levels.enumerated() { codes[level] = code }
        let map = factor.levels.map { codes[$0].map(Double.init) ?? .nan }
        columns.append(factor.codes.map { $0 >= 0 ? map[Int($0)] : .nan })
      case (_, nil): throw .unusableColumn(feature.name, reason: "the model reads numbers here")
      case (_, _?): throw .unusableColumn(feature.name, reason: "the model reads categories here")
      }
    }
    self.columns = columns
  }

  /// Rows `range` side by side.
  func panel(_ range: Range<Int>, into panel: UnsafeMutablePointer<Double>) {
    for (c, column) in columns.enumerated() {
      column.withUnsafeBufferPointer { column in
        var place = panel + c
        for row in range {
          place.pointee = column[row]
          place += columns.count
        }
      }
    }
  }
}

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
  /// One bit a code: whether it goes left.
  private(set) var members: [UInt64] = []
  private var roots: [Int] = []
  private var depths: [Int] = []
  private let base: [Double]

  init(_ model: BoostedTrees) {
    base = model.base

    for tree in model.trees {
      roots.append(nodes.count)
      nodes.append(Self.unset)
      values.append(0)
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
      nodes[node].left = Int32(node)
      return
    }
    let left = nodes.count
    nodes += [Self.unset, Self.unset]
    values += [0, 0]
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
  }

  /// Where the row at `panel` goes from `node`: a leaf leads to itself.
  @inline(__always)
  private static func next(
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
          (members + [0]).withUnsafeBufferPointer { members in
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
}
