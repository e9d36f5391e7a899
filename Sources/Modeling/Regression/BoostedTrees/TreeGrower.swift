import LinearAlgebra

/// Grows trees best leaf first (Shi 2007, "Best-first decision tree learning"; Ke
/// et al. 2017) over rows that it reorders so that a leaf's rows lie together.
final class TreeGrower {
  /// A finished tree and what the fit still needs of it.
  struct Grown {
    var tree = DecisionTree()
    /// For each split: 1 for the bins that go left.
    var leftBins: [[UInt8]] = []
    /// For each leaf: its rows in `order`, and the values its split points allow it.
    var ranges: [Range<Int>] = []
    var bounds: [SplitSearch.Bounds] = []
  }

  private struct Leaf {
    var range: Range<Int>
    var total: GradientSums
    var bounds: SplitSearch.Bounds
    var depth: Int
    var histogram: Int
    var best = SplitCandidate()
    /// The split that leads here, and on which side.
    var parent = -1
    var isLeft = false
  }

  let data: BinnedRows
  /// The rows in play; a leaf holds a stretch, each in ascending order.
  let order: UnsafeMutablePointer<UInt32>
  private let scratch: UnsafeMutablePointer<UInt32>
  private let options: BoostedTrees.Options
  private let directions: [Int]
  private let isCategorical: [Bool]
  private var histograms: [UnsafeMutablePointer<Int64>] = []
  private var free: [Int] = []

  init(_ data: BinnedRows, options: BoostedTrees.Options, directions: [Int]) {
    self.data = data
    self.options = options
    self.directions = directions
    isCategorical = data.bins.map(\.isCategorical)
    order = .allocate(capacity: max(1, data.rows))
    scratch = .allocate(capacity: max(1, data.rows))
  }

  deinit {
    order.deallocate()
    scratch.deallocate()
    for histogram in histograms { histogram.deallocate() }
  }

  /// - Parameters:
  ///   - gradients: packed, one entry a row of the data.
  ///   - count: the tree sees rows `order[0..<count]`, ascending.
  ///   - columns: the columns it may split on, ascending; nil for all.
  ///   - step: leaf values lie within ± this.
  func grow(
    _ packing: GradientPacking, gradients: UnsafePointer<Int64>, count: Int, columns: [Int]?,
    step: Double
  ) -> Grown {
    let search = SplitSearch(
      data: data, packing: packing, options: options, directions: directions,
      isCategorical: isCategorical)
    var grown = Grown()
    var leaves = [
      Leaf(
        range: 0..<count, total: GradientSums(), bounds: -step...step, depth: 0, histogram: -1)
    ]
    if canSplit(leaves[0]) {
      leaves[0].histogram = take(packing)
      build(leaves[0], packing, gradients, columns)
      leaves[0].total = total(leaves[0], column: columns?[0] ?? 0, packing)
      seek(&leaves[0], search, columns)
    } else {
      for k in 0..<count {
        let row = Int(order[k])
        leaves[0].total = leaves[0].total + packing.sums(gradients + row * packing.words)
      }
    }
    while leaves.count < options.maximumLeaves {
      var chosen = -1
      for (k, leaf) in leaves.enumerated() where leaf.best.exists {
        if chosen < 0 || leaf.best.gain > leaves[chosen].best.gain { chosen = k }
      }
      guard chosen >= 0 else { break }
      let parent = leaves[chosen]
      var (left, right) = divide(parent, search, leaf: chosen, newLeaf: leaves.count, &grown)
      if leaves.count + 1 < options.maximumLeaves {
        prepare(&left, &right, parent, packing, gradients, search, columns)
      }
      leaves[chosen] = left
      leaves.append(right)
    }
    for leaf in leaves {
      grown.tree.leafValue.append(search.value(leaf.total, bounds: leaf.bounds))
      grown.tree.leafCover.append(Double(leaf.range.count))
      grown.ranges.append(leaf.range)
      grown.bounds.append(leaf.bounds)
    }
    free = Array(histograms.indices)
    return grown
  }

  private func canSplit(_ leaf: Leaf) -> Bool {
    leaf.range.count >= 2 * options.minimumRowsPerLeaf
      && leaf.depth < options.maximumDepth ?? .max
  }

  private func seek(_ leaf: inout Leaf, _ search: SplitSearch, _ columns: [Int]?) {
    leaf.best = search.best(
      histograms[leaf.histogram], total: leaf.total, bounds: leaf.bounds, columns: columns)
  }

  private func build(
    _ leaf: Leaf, _ packing: GradientPacking, _ gradients: UnsafePointer<Int64>, _ columns: [Int]?
  ) {
    let isEveryRow = leaf.range.count == data.rows
    HistogramKernel.build(
      data, packing, gradients: gradients, order: isEveryRow ? nil : order + leaf.range.lowerBound,
      count: leaf.range.count, columns: columns, threads: options.threads,
      into: histograms[leaf.histogram])
  }

  /// What the bins of one column add up to.
  private func total(_ leaf: Leaf, column: Int, _ packing: GradientPacking) -> GradientSums {
    let start = histograms[leaf.histogram] + column * HistogramKernel.slots * packing.words
    let missing =
      data.anyMissing[column]
      ? packing.sums(start + ColumnBins.missing * packing.words) : GradientSums()
    return (0..<data.binCounts[column]).reduce(missing) { sum, bin in
      sum + packing.sums(start + bin * packing.words)
    }
  }

  /// Histograms and best splits of two siblings: the smaller is counted, the larger
  /// is the parent less the smaller.
  private func prepare(
    _ left: inout Leaf, _ right: inout Leaf, _ parent: Leaf, _ packing: GradientPacking,
    _ gradients: UnsafePointer<Int64>, _ search: SplitSearch, _ columns: [Int]?
  ) {
    guard canSplit(left) || canSplit(right) else {
      free.append(parent.histogram)
      return
    }
    let leftIsSmaller = left.range.count <= right.range.count
    let counted = take(packing)
    left.histogram = leftIsSmaller ? counted : parent.histogram
    right.histogram = leftIsSmaller ? parent.histogram : counted
    build(leftIsSmaller ? left : right, packing, gradients, columns)
    HistogramKernel.subtract(
      histograms[counted], from: histograms[parent.histogram], data: data, packing: packing,
      columns: columns)
    for side in [true, false] {
      var leaf = side ? left : right
      if canSplit(leaf) { seek(&leaf, search, columns) }
      if !leaf.best.exists {
        free.append(leaf.histogram)
        leaf.histogram = -1
      }
      if side { left = leaf } else { right = leaf }
    }
  }

  private func take(_ packing: GradientPacking) -> Int {
    if let place = free.popLast() { return place }
    histograms.append(
      .allocate(capacity: max(1, data.columns) * HistogramKernel.slots * packing.words))
    return histograms.count - 1
  }

  // MARK: Division

  private func divide(
    _ leaf: Leaf, _ search: SplitSearch, leaf number: Int, newLeaf: Int, _ grown: inout Grown
  ) -> (Leaf, Leaf) {
    let best = leaf.best
    let bins = data.bins[best.column]
    let others = leaf.total - best.left
    // A side for rows without a value where training has none: the larger one.
    let anyMissing =
      bins.hasMissing && rows(inBin: ColumnBins.missing, of: leaf, search.packing) > 0
    let missingLeft = anyMissing ? best.missingLeft : best.left.rows >= others.rows
    let table = table(leaf, search.packing, missingLeft: missingLeft)

    let split = grown.tree.column.count
    grown.tree.column.append(best.column)
    grown.tree.threshold.append(
      bins.isCategorical
        ? 0 : best.bin < bins.cuts.count ? bins.cuts[best.bin] : .greatestFiniteMagnitude)
    grown.tree.categories.append(bins.isCategorical ? bins.codes(left: table) : [])
    grown.tree.missingLeft.append(missingLeft)
    grown.tree.left.append(~number)
    grown.tree.right.append(~newLeaf)
    grown.tree.gain.append(Float(best.gain))
    grown.tree.cover.append(Double(leaf.range.count))
    grown.leftBins.append(table)
    if leaf.parent >= 0 {
      if leaf.isLeft {
        grown.tree.left[leaf.parent] = split
      } else {
        grown.tree.right[leaf.parent] = split
      }
    }

    let leftCount = Self.partition(
      order + leaf.range.lowerBound, leaf.range.count, data.byColumn + best.column * data.rows,
      table, scratch, threads: options.threads)
    let middle = leaf.range.lowerBound + leftCount
    var (leftBounds, rightBounds) = (leaf.bounds, leaf.bounds)
    let direction = directions[best.column]
    if direction != 0 {
      // Neither subtree may cross the middle of the two values.
      let a = search.value(best.left, bounds: leaf.bounds)
      let b = search.value(others, bounds: leaf.bounds)
      let limit = a / 2 + b / 2
      if direction > 0 {
        leftBounds = leaf.bounds.lowerBound...limit
        rightBounds = limit...leaf.bounds.upperBound
      } else {
        leftBounds = limit...leaf.bounds.upperBound
        rightBounds = leaf.bounds.lowerBound...limit
      }
    }
    return (
      Leaf(
        range: leaf.range.lowerBound..<middle, total: best.left, bounds: leftBounds,
        depth: leaf.depth + 1, histogram: -1, parent: split, isLeft: true),
      Leaf(
        range: middle..<leaf.range.upperBound, total: others, bounds: rightBounds,
        depth: leaf.depth + 1, histogram: -1, parent: split, isLeft: false)
    )
  }

  private func rows(inBin bin: Int, of leaf: Leaf, _ packing: GradientPacking) -> Int {
    let slot = leaf.best.column * HistogramKernel.slots + bin
    return packing.sums(histograms[leaf.histogram] + slot * packing.words).rows
  }

  /// 1 for each bin of the split column that goes left. Categories without a row in
  /// this leaf go where rows without a value go.
  private func table(_ leaf: Leaf, _ packing: GradientPacking, missingLeft: Bool) -> [UInt8] {
    let bins = data.bins[leaf.best.column]
    var table = [UInt8](repeating: 0, count: HistogramKernel.slots)
    for bin in 0..<bins.count {
      var goesLeft = bin <= leaf.best.bin
      if let leftBins = leaf.best.leftBins {
        goesLeft = rows(inBin: bin, of: leaf, packing) > 0 ? leftBins[bin] != 0 : missingLeft
      }
      table[bin] = goesLeft ? 1 : 0
    }
    table[ColumnBins.missing] = missingLeft ? 1 : 0
    return table
  }

  /// Stable: rows whose bin is marked in `table` come first. Returns their number.
  static func partition(
    _ order: UnsafeMutablePointer<UInt32>, _ count: Int, _ column: UnsafePointer<UInt8>,
    _ table: [UInt8], _ scratch: UnsafeMutablePointer<UInt32>, threads: Int
  ) -> Int {
    nonisolated(unsafe) let (order, column, scratch) = (order, column, scratch)
    @Sendable func run(_ range: Range<Int>) -> Int {
      table.withUnsafeBufferPointer { table in
        let table = table.baseAddress!
        var (left, right) = (range.lowerBound, range.lowerBound)
        for k in range {
          let row = order[k]
          let goesLeft = Int(table[Int(column[Int(row)])])
          // Both are written and one place moves on: no branch to guess wrong.
          order[left] = row
          scratch[right] = row
          left &+= goesLeft
          right &+= 1 &- goesLeft
        }
        return left - range.lowerBound
      }
    }
    let parts = max(1, min(threads, count / 65_536))
    let counts = parallelMap(parts, threads: threads) { part in
      run(part * count / parts..<(part + 1) * count / parts)
    }
    var left = 0
    for (part, size) in counts.enumerated() {
      let start = part * count / parts
      if start != left { (order + left).update(from: order + start, count: size) }
      left += size
    }
    var place = left
    for (part, size) in counts.enumerated() {
      let (start, end) = (part * count / parts, (part + 1) * count / parts)
      (order + place).update(from: scratch + start, count: end - start - size)
      place += end - start - size
    }
    return left
  }

  /// The leaf of each of `count` rows of `order`, which is reordered, into `leafOfRow`.
  static func assign(
    _ grown: Grown, _ data: BinnedRows, order: UnsafeMutablePointer<UInt32>, count: Int,
    scratch: UnsafeMutablePointer<UInt32>, threads: Int,
    leafOfRow: UnsafeMutablePointer<UInt16>
  ) {
    var pending = [(node: grown.tree.column.isEmpty ? ~0 : 0, range: 0..<count)]
    while let (node, range) = pending.popLast() {
      guard !range.isEmpty else { continue }
      if node < 0 {
        for k in range { leafOfRow[Int(order[k])] = UInt16(truncatingIfNeeded: ~node) }
        continue
      }
      let left = partition(
        order + range.lowerBound, range.count,
        data.byColumn + grown.tree.column[node] * data.rows, grown.leftBins[node], scratch,
        threads: threads)
      let middle = range.lowerBound + left
      pending.append((grown.tree.right[node], middle..<range.upperBound))
      pending.append((grown.tree.left[node], range.lowerBound..<middle))
    }
  }
}
