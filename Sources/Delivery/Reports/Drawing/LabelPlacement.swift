/// Keeps labels along one line apart.
enum LabelPlacement {
  /// Positions at least `gap` apart, in the order of the wanted ones, that lie within
  /// `range` where they fit and move the labels least (in the sum of squared moves).
  ///
  /// With the k-th wanted position moved back by k gaps, the problem is isotonic
  /// regression, solved exactly by pooling adjacent violators (Ayer et al., 1955);
  /// bounds are met by clamping the pooled values (Barlow et al., 1972).
  static func apart(_ wanted: [Double], gap: Double, within range: ClosedRange<Double>) -> [Double]
  {
    guard !wanted.isEmpty else { return [] }
    let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
    var pools: [(sum: Double, count: Int)] = []
    for (rank, index) in order.enumerated() {
      pools.append((wanted[index] - Double(rank) * gap, 1))
      while pools.count > 1 {
        let (a, b) = (pools[pools.count - 2], pools[pools.count - 1])
        guard a.sum / Double(a.count) > b.sum / Double(b.count) else { break }
        pools.removeLast(2)
        pools.append((a.sum + b.sum, a.count + b.count))
      }
    }
    let highest = range.upperBound - Double(wanted.count - 1) * gap
    var placed = wanted
    var rank = 0
    for pool in pools {
      let mean = pool.sum / Double(pool.count)
      for _ in 0..<pool.count {
        let clamped = max(range.lowerBound, min(mean, highest))
        placed[order[rank]] = clamped + Double(rank) * gap
        rank += 1
      }
    }
    return placed
  }
}
