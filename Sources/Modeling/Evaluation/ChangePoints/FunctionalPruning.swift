import Statistics

/// The exact partition into levels by functional pruning: FPOP (Maidstone, Hocking,
/// Rigaill & Fearnhead 2017, "On optimal multiple changepoint algorithms for large
/// data", section 5), with a least length.
///
/// Beside the cost of each last start s it keeps the levels μ for which that start is
/// the best of all. A start is out once no level is left to it, which happens also
/// where nothing changes: PELT keeps every start there. Two starts differ by a constant
/// in every later step, so that a level once lost is lost for good.
enum FunctionalPruning {
  /// The levels of one start.
  private struct Piece {
    var start: Int
    var low: Double
    var high: Double
  }

  /// - Parameters:
  ///   - values: finite; in units of the noise's standard deviation, about their mean.
  ///   - penalty: of a change, in squared units; at least 0.
  ///   - minimumLength: of a stretch, at least 1.
  /// - Returns: first steps of new stretches, and the cost: Σ (y − level)² and a penalty
  ///   a change.
  static func partition(
    _ values: [Double], penalty: Double, minimumLength m: Int
  ) -> (changes: [Int], cost: Double) {
    let n = values.count
    var sums = [Double](repeating: 0, count: n + 1)
    var (sum, square) = (CompensatedSum(), CompensatedSum())
    for (t, value) in values.enumerated() {
      sum.add(value)
      square.add(value * value)
      sums[t + 1] = sum.value
    }
    let low = values.min() ?? 0
    let high = values.max() ?? 0
    guard low < high else { return ([], 0) }
    // Costs less the sum of all squares so far, which every partition shares.
    var best = [Double](repeating: .infinity, count: n + 1)
    var previous = [Int](repeating: 0, count: n + 1)
    best[0] = -penalty
    var pieces = [Piece(start: 0, low: low, high: high)]
    var next: [Piece] = []
    sums.withUnsafeBufferPointer { sums in
      for t in stride(from: m, through: n, by: 1) {
        let entering = t - m
        if entering >= m {
          insert(entering, into: &pieces, &next, sums, best)
        }
        var least = Double.infinity
        var from = 0
        for piece in pieces {
          let total = sums[t] - sums[piece.start]
          let length = Double(t - piece.start)
          let level = min(piece.high, max(piece.low, total / length))
          let value = best[piece.start] + level * (length * level - 2 * total)
          if value < least { (least, from) = (value, piece.start) }
        }
        best[t] = least + penalty
        previous[t] = from
      }
    }
    var changes: [Int] = []
    var end = n
    while previous[end] > 0 {
      end = previous[end]
      changes.append(end)
    }
    return (changes.reversed(), best[n] + square.value)
  }

  /// Gives a new start the levels at which it is better than every start before.
  @inline(__always)
  private static func insert(
    _ new: Int, into pieces: inout [Piece], _ next: inout [Piece],
    _ sums: UnsafeBufferPointer<Double>, _ best: [Double]
  ) {
    next.removeAll(keepingCapacity: true)
    let bar = best[new]
    // Upper end of the levels the new start holds at present; nothing where it is below.
    var open = false
    func gain(_ from: Double, _ to: Double, _ next: inout [Piece]) {
      guard to > from else { return }
      if open {
        next[next.count - 1].high = to
      } else {
        next.append(Piece(start: new, low: from, high: to))
        open = true
      }
    }
    for piece in pieces {
      // best[s] + (n μ − 2 Σ) μ ≤ best[new] between the roots.
      let length = Double(new - piece.start)
      let center = (sums[new] - sums[piece.start]) / length
      let slack = (bar - best[piece.start]) / length + center * center
      guard slack >= 0 else {
        gain(piece.low, piece.high, &next)
        continue
      }
      let radius = slack.squareRoot()
      let from = max(piece.low, center - radius)
      let to = min(piece.high, center + radius)
      guard from <= to else {
        gain(piece.low, piece.high, &next)
        continue
      }
      gain(piece.low, from, &next)
      next.append(Piece(start: piece.start, low: from, high: to))
      open = false
      gain(to, piece.high, &next)
    }
    swap(&pieces, &next)
  }
}
