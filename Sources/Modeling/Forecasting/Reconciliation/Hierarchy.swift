public import LinearAlgebra

/// Series and their sums: nested, crossed, or both.
///
/// The system of n rows has the `aggregateCount` distinct sums first and the
/// `bottomCount` single series after them. A value of the system is coherent when
/// its aggregates are `summing` times its bottom rows. A node that sums the same
/// series as another one (a region with a single board) is shown, and shares the
/// other's row, so that it is forecast once and weighed once.
public struct Hierarchy: Sendable {
  /// One line of the result: a sum or a single series.
  public struct Node: Sendable, Equatable {
    /// "total", or the keys joined by `/` with `*` for columns summed over:
    /// `C/*/AMB/*`. A bottom node is named by its keys alone.
    public var id: String
    /// Index into `levels`.
    public var level: Int
    /// One a column; nil where the node sums over the column.
    public var keys: [String?]
    /// Row of the system it is read from.
    public var row: Int
  }
  public let columns: [String]
  public let levels: [HierarchyLevel]
  /// Level by level, within a level by the bytes of the keys; the bottom last,
  /// in the order of the series.
  public let nodes: [Node]
  public let bottomCount: Int
  /// `aggregateCount × bottomCount`, ones where an aggregate holds a series.
  public let summing: SparseMatrix
  /// Bottom series of aggregate a, ascending: `members[starts[a]..<starts[a + 1]]`.
  let starts: [Int]
  let members: [Int32]

  public var aggregateCount: Int { starts.count - 1 }
  /// Rows of the system.
  public var rowCount: Int { aggregateCount + bottomCount }
  /// The node whose row each row of the system first is.
  public let nodeOfRow: [Int]

  /// - Parameters:
  ///   - expression: which sums.
  ///   - keys: for each bottom series the values of `expression.columns`.
  /// - Throws: `.noSeries`, `.wrongKeyCount`, `.repeatedKey`.
  public init(_ expression: GroupingExpression, keys: [[String]]) throws(HierarchyError) {
    columns = expression.columns
    levels = expression.levels
    bottomCount = keys.count
    guard !keys.isEmpty else { throw .noSeries }
    for key in keys where key.count != columns.count {
      throw .wrongKeyCount(expected: columns.count, got: key.count)
    }
    var build = HierarchyBuild(columns: columns, keys: keys)
    for (level, description) in levels.enumerated() where description.columns.count < columns.count
    {
      build.add(level: level, columns: description.columns)
    }
    try build.addBottom(level: levels.count - 1)
    nodes = build.finishedNodes
    starts = build.starts
    members = build.members
    let (starts, members) = (build.starts, build.members)
    var triplets: [SparseMatrix.Triplet] = []
    triplets.reserveCapacity(members.count)
    for a in 0..<(starts.count - 1) {
      for k in starts[a]..<starts[a + 1] {
        triplets.append(.init(row: a, column: Int(members[k]), value: 1))
      }
    }
    summing = SparseMatrix(rows: starts.count - 1, columns: keys.count, triplets: triplets)
    var first = [Int](repeating: -1, count: starts.count - 1 + keys.count)
    for (k, node) in nodes.enumerated() where first[node.row] < 0 { first[node.row] = k }
    nodeOfRow = first
  }

  /// Bottom series that a row of the system sums.
  public func bottoms(ofRow row: Int) -> [Int] {
    row < aggregateCount
      ? members[starts[row]..<starts[row + 1]].map(Int.init) : [row - aggregateCount]
  }

  /// The aggregates of bottom values: A b, for `bottomCount` values.
  public func aggregates(of bottom: [Double]) -> [Double] {
    precondition(bottom.count == bottomCount, "one value a bottom series")
    var sums = [Double](repeating: 0, count: aggregateCount)
    for a in 0..<aggregateCount {
      var sum = 0.0
      for k in starts[a]..<starts[a + 1] { sum += bottom[Int(members[k])] }
      sums[a] = sum
    }
    return sums
  }

  /// The whole system from bottom values, one column a case: S B.
  func system(of bottom: Matrix) -> Matrix {
    precondition(bottom.rows == bottomCount, "one row a bottom series")
    var system = Matrix(rows: rowCount, columns: bottom.columns)
    for column in 0..<bottom.columns {
      let values = bottom.column(column)
      system.setColumn(column, to: aggregates(of: values) + values)
    }
    return system
  }

  /// Whether the aggregates of a system equal the sums of its bottom rows within
  /// `tolerance` times the sum of their sizes.
  public func isCoherent(_ values: [Double], tolerance: Double = 1e-10) -> Bool {
    precondition(values.count == rowCount, "one value a row of the system")
    for a in 0..<aggregateCount {
      var sum = 0.0
      var size = 0.0
      for k in starts[a]..<starts[a + 1] {
        let value = values[aggregateCount + Int(members[k])]
        sum += value
        size += abs(value)
      }
      if !(abs(values[a] - sum) <= tolerance * max(size, 1)) { return false }
    }
    return true
  }
}

/// Collects nodes level by level.
private struct HierarchyBuild {
  let columns: [String]
  let keys: [[String]]
  var nodes: [Hierarchy.Node] = []
  var starts = [0]
  var members: [Int32] = []
  /// Row by member set; looked up, never iterated.
  private var rows: [[Int32]: Int] = [:]

  init(columns: [String], keys: [[String]]) {
    self.columns = columns
    self.keys = keys
  }

  mutating func add(level: Int, columns chosen: [String]) {
    let places = columns.indices.filter { chosen.contains(columns[$0]) }
    let order = keys.indices.sorted { a, b in
      let order = HierarchyBuild.compare(keys[a], keys[b], places)
      return order == 0 ? a < b : order < 0
    }
    var first = 0
    while first < order.count {
      var end = first + 1
      while end < order.count,
        HierarchyBuild.compare(keys[order[end]], keys[order[first]], places) == 0
      { end += 1 }
      let set = order[first..<end].sorted().map(Int32.init)
      let key = keys[order[first]]
      let shown = columns.indices.map { places.contains($0) ? key[$0] : nil }
      let isTotal = chosen.isEmpty && !keys.contains(["total"])
      let id = isTotal ? "total" : shown.map { $0 ?? "*" }.joined(separator: "/")
      nodes.append(Hierarchy.Node(id: id, level: level, keys: shown, row: row(of: set)))
      first = end
    }
  }

  mutating func addBottom(level: Int) throws(HierarchyError) {
    let order = keys.indices.sorted {
      HierarchyBuild.compare(keys[$0], keys[$1], Array(columns.indices)) < 0
    }
    for (a, b) in zip(order, order.dropFirst()) where keys[a] == keys[b] {
      throw .repeatedKey(keys[a])
    }
    for (bottom, key) in keys.enumerated() {
      nodes.append(
        Hierarchy.Node(
          id: key.joined(separator: "/"), level: level, keys: key, row: ~bottom))
    }
  }

  /// Rows of bottom series are known once all aggregates are.
  var finishedNodes: [Hierarchy.Node] {
    nodes.map { node in
      var node = node
      if node.row < 0 { node.row = starts.count - 1 + ~node.row }
      return node
    }
  }

  private mutating func row(of set: [Int32]) -> Int {
    if set.count == 1 { return ~Int(set[0]) }
    if let known = rows[set] { return known }
    rows[set] = starts.count - 1
    members += set
    starts.append(members.count)
    return starts.count - 2
  }

  /// Below, at or above 0 as `a` stands before, with or after `b`.
  private static func compare(_ a: [String], _ b: [String], _ places: [Int]) -> Int {
    for place in places where a[place] != b[place] {
      return a[place].utf8.lexicographicallyPrecedes(b[place].utf8) ? -1 : 1
    }
    return 0
  }
}
