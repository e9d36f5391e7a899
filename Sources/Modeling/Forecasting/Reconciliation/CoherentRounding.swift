internal import Foundation

/// Rounds coherent values so that what is printed adds up to the last digit.
///
/// In units of the last digit the total is rounded to the nearest whole number
/// and handed down a chain of nested levels, each child its whole part and the
/// units left over to the largest remainders (Hamilton's rule). Every node of the
/// chain and every single series is within one unit of its value. Sums that are
/// not on the chain (the second way of a crossing) are sums of the rounded series
/// and can be off by more, but they add up: not all sums of a crossed table can
/// be rounded to nearest at once.
public struct CoherentRounding: Sendable {
  /// Digits after the point.
  public let digits: Int
  private let hierarchy: Hierarchy
  /// Groups of bottom series, coarse to fine; each group lies in one group of the
  /// level before. `chain[level][bottom]` is the number of its group.
  private let chain: [[Int]]

  public init(_ hierarchy: Hierarchy, digits: Int = 4) {
    precondition((0...9).contains(digits), "0 to 9 digits")
    self.hierarchy = hierarchy
    self.digits = digits
    var chain: [[Int]] = []
    var columns: [String] = []
    for (index, level) in hierarchy.levels.enumerated()
    where columns.allSatisfy(level.columns.contains) {
      columns = level.columns
      var groups = [Int](repeating: 0, count: hierarchy.bottomCount)
      for (number, node) in hierarchy.nodes.enumerated() where node.level == index {
        for bottom in hierarchy.bottoms(ofRow: node.row) { groups[bottom] = number }
      }
      chain.append(groups)
    }
    self.chain = chain
  }

  /// Values of all rows of the system with `digits` digits, from bottom values.
  ///
  /// Values too large for their last digit to be held by a Double (or not
  /// finite) are returned as they are, summed.
  public func system(ofBottom values: [Double]) -> [Double] {
    precondition(values.count == hierarchy.bottomCount, "one value a bottom series")
    let scale = pow(10, Double(digits))
    let size = values.reduce(0) { $0 + abs($1) }
    guard size.isFinite, size * scale < 0x1p52 else {
      return hierarchy.aggregates(of: values) + values
    }
    let units = wholeUnits(values.map { $0 * scale })
    var system: [Double] = []
    system.reserveCapacity(hierarchy.rowCount)
    for row in 0..<hierarchy.rowCount {
      var sum: Int64 = 0
      if row < hierarchy.aggregateCount {
        for k in hierarchy.starts[row]..<hierarchy.starts[row + 1] {
          sum += units[Int(hierarchy.members[k])]
        }
      } else {
        sum = units[row - hierarchy.aggregateCount]
      }
      system.append(Double(sum) / scale)
    }
    return system
  }

  private func wholeUnits(_ values: [Double]) -> [Int64] {
    var whole = Int64(values.reduce(0, +).rounded())
    var parents = [0: Array(values.indices)]
    var targets = [0: whole]
    var order = [0]
    for groups in chain.dropFirst() {
      var nextParents: [Int: [Int]] = [:]
      var nextTargets: [Int: Int64] = [:]
      var nextOrder: [Int] = []
      for parent in order {
        var children: [Int] = []
        for bottom in parents[parent] ?? [] {
          if nextParents[groups[bottom]] == nil { children.append(groups[bottom]) }
          nextParents[groups[bottom], default: []].append(bottom)
        }
        let sums = children.map { child in
          (nextParents[child] ?? []).reduce(0.0) { $0 + values[$1] }
        }
        let shares = CoherentRounding.shared(targets[parent] ?? 0, among: sums)
        for (child, share) in zip(children, shares) { nextTargets[child] = share }
        nextOrder += children
      }
      (parents, targets, order) = (nextParents, nextTargets, nextOrder)
    }
    var units = [Int64](repeating: 0, count: values.count)
    for group in order {
      let bottoms = parents[group] ?? []
      whole = targets[group] ?? 0
      let shares = CoherentRounding.shared(whole, among: bottoms.map { values[$0] })
      for (bottom, share) in zip(bottoms, shares) { units[bottom] = share }
    }
    return units
  }

  /// Whole numbers that add up to `total`, each the floor of its value or one
  /// more; ties go to the first.
  static func shared(_ total: Int64, among values: [Double]) -> [Int64] {
    guard !values.isEmpty else { return [] }
    var shares = values.map { Int64($0.rounded(.down)) }
    var left = total - shares.reduce(0, +)
    let order = values.indices.sorted { a, b in
      let (x, y) = (values[a] - values[a].rounded(.down), values[b] - values[b].rounded(.down))
      return x == y ? a < b : x > y
    }
    var next = 0
    // Rounding of the sums can ask for a unit more or fewer than remainders.
    while left != 0 {
      let step: Int64 = left > 0 ? 1 : -1
      shares[left > 0 ? order[next % order.count] : order[order.count - 1 - next % order.count]] +=
        step
      left -= step
      next += 1
    }
    return shares
  }
}
