import Foundation

/// Partitions into levels and straight lines that are best at some penalty: PELT
/// (Killick, Fearnhead & Eckley 2012) at the penalties CROPS asks for (Haynes, Eckley &
/// Fearnhead 2017).
enum LevelOrLinePath {
  struct Partition: Sendable {
    /// 0, the first steps of new stretches, and the end.
    var bounds: [Int]
    /// A stretch each.
    var isLine: [Bool]
    /// Left unexplained, all series together.
    var squares: Double
    /// 2 a stretch (date and level), 1 a slope.
    var parameters: Int
  }

  /// - Parameter costs: of series with variance 1.
  /// - Returns: at least one, of descending numbers of parameters. Penalties run from a
  ///   hundredth to four times log n a parameter.
  static func partitions(_ costs: LevelOrLineCosts, minimumLength: Int) -> [Partition] {
    let unit = log(Double(costs.count)) * Double(costs.series)
    func solve(_ penalty: Double) -> Partition {
      best(costs, penalty: penalty * unit, minimumLength: minimumLength)
    }
    var (low, high) = (solve(0.01), solve(4))
    if low.parameters < high.parameters { swap(&low, &high) }
    var found = [low, high]
    var open = [(low, high)]
    while let (many, few) = open.popLast(), found.count < mostPartitions {
      guard many.parameters > few.parameters + 1 else { continue }
      let penalty =
        (few.squares - many.squares) / Double(many.parameters - few.parameters) / unit
      let between = solve(penalty)
      guard between.parameters < many.parameters, between.parameters > few.parameters else {
        continue
      }
      found.append(between)
      // The coarser side last, so that it is looked at first.
      open.append((many, between))
      open.append((between, few))
    }
    found.sort { ($0.parameters, $0.squares) > ($1.parameters, $1.squares) }
    return found
  }

  /// A rough series has hundreds; the coarse ones, from which one is chosen, come first.
  private static let mostPartitions = 120

  /// Σ squares + penalty × parameters, least.
  static func best(
    _ costs: LevelOrLineCosts, penalty: Double, minimumLength m: Int
  ) -> Partition {
    let n = costs.count
    func stretch(_ start: Int, _ end: Int) -> (value: Double, isLine: Bool) {
      let (level, gain) = costs.both(start, end)
      return gain > penalty ? (level - gain + 3 * penalty, true) : (level + 2 * penalty, false)
    }
    var total = [Double](repeating: .infinity, count: n + 1)
    var previous = [Int](repeating: 0, count: n + 1)
    total[0] = 0
    var starts = [0]
    /// The step from which a start is out: it cannot win where a cut at that step can be
    /// made, which a further stretch has to leave room for.
    var leaves = [Int.max]
    var values = [Double](repeating: 0, count: n + 1)
    for t in stride(from: min(m, n), through: n, by: 1) {
      if t >= 2 * m {
        starts.append(t - m)
        leaves.append(.max)
      }
      var least = Double.infinity
      for k in starts.indices {
        let value = total[starts[k]] + stretch(starts[k], t).value
        values[k] = value
        if value < least { (least, previous[t]) = (value, starts[k]) }
      }
      total[t] = least
      // A cut adds at most a line to a line: 3 parameters.
      var kept = 0
      for k in starts.indices {
        if leaves[k] == .max, values[k] - 3 * penalty >= least { leaves[k] = t + m }
        if leaves[k] > t + 1 {
          starts[kept] = starts[k]
          leaves[kept] = leaves[k]
          kept += 1
        }
      }
      starts.removeLast(starts.count - kept)
      leaves.removeLast(leaves.count - kept)
    }
    var bounds = [n]
    while let end = bounds.last, end > 0 { bounds.append(previous[end]) }
    bounds.reverse()
    let isLine = zip(bounds, bounds.dropFirst()).map { stretch($0, $1).isLine }
    let squares = isLine.indices.reduce(0.0) {
      $0 + costs(bounds[$1], bounds[$1 + 1], line: isLine[$1])
    }
    let parameters = isLine.reduce(0) { $0 + ($1 ? 3 : 2) }
    return Partition(bounds: bounds, isLine: isLine, squares: squares, parameters: parameters)
  }
}
