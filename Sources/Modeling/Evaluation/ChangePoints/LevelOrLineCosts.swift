import Statistics

/// Sums of squares of stretches about their level or their line, from running sums in
/// constant time; several series are added up.
struct LevelOrLineCosts: Sendable {
  let count: Int
  let series: Int
  /// Σ y, Σ y², Σ t y over the first k values of series d, at d (count + 1) + k.
  private var sums: [Double] = []
  private var squares: [Double] = []
  private var moments: [Double] = []
  private let values: [[Double]]

  /// - Parameter values: of equal length, finite, about 0.
  init(_ values: [[Double]]) {
    count = values[0].count
    series = values.count
    self.values = values
    for one in values {
      var (sum, square, moment) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
      sums.append(0)
      squares.append(0)
      moments.append(0)
      for (t, y) in one.enumerated() {
        sum.add(y)
        square.add(y * y)
        moment.add(Double(t) * y)
        sums.append(sum.value)
        squares.append(square.value)
        moments.append(moment.value)
      }
    }
  }

  /// Σ (y − level)², and how much a slope takes off it, at `start ..< end`.
  @inline(__always)
  func both(_ start: Int, _ end: Int) -> (level: Double, gain: Double) {
    let n = Double(end - start)
    let middle = Double(start + end - 1) / 2
    var (level, gain) = (0.0, 0.0)
    var base = 0
    for _ in 0..<series {
      let sum = sums[base + end] - sums[base + start]
      let around = squares[base + end] - squares[base + start] - sum * sum / n
      level += max(0, around)
      if n > 1 {
        let slope = moments[base + end] - moments[base + start] - middle * sum
        gain += min(max(0, around), slope * slope / (n * (n * n - 1) / 12))
      }
      base += count + 1
    }
    return (level, gain)
  }

  func callAsFunction(_ start: Int, _ end: Int, line: Bool) -> Double {
    guard end > start else { return 0 }
    let (level, gain) = both(start, end)
    return line ? level - gain : level
  }

  /// Fitted values of series d at the first and last step of a stretch.
  func ends(_ start: Int, _ end: Int, line: Bool, of d: Int) -> (Double, Double) {
    let base = d * (count + 1)
    let n = Double(end - start)
    let sum = sums[base + end] - sums[base + start]
    guard line, n > 1 else { return (sum / n, sum / n) }
    let middle = Double(start + end - 1) / 2
    let cross = moments[base + end] - moments[base + start] - middle * sum
    let slope = cross / (n * (n * n - 1) / 12)
    return (sum / n - slope * (n - 1) / 2, sum / n + slope * (n - 1) / 2)
  }

  /// First-order autocorrelation of what a partition leaves; steps across a change are
  /// left out of the products.
  func autocorrelation(_ partition: LevelOrLinePath.Partition) -> Double {
    var (products, squares) = (0.0, 0.0)
    for k in partition.isLine.indices {
      let (start, end) = (partition.bounds[k], partition.bounds[k + 1])
      for d in 0..<series {
        let (from, to) = ends(start, end, line: partition.isLine[k], of: d)
        let step = end - start > 1 ? (to - from) / Double(end - start - 1) : 0
        var last = 0.0
        for t in start..<end {
          let residual = values[d][t] - from - step * Double(t - start)
          products += last * residual
          squares += residual * residual
          last = residual
        }
      }
    }
    return squares > 0 ? products / squares : 0
  }

  /// Bounds known to a block, each moved to the best place within a block's length.
  func placed(_ rough: [Int], within block: Int, _ isLine: [Bool]) -> [Int] {
    var bounds = rough
    for k in stride(from: 1, to: bounds.count - 1, by: 1) {
      let (left, right) = (bounds[k - 1], bounds[k + 1])
      var best = (place: bounds[k], cost: Double.infinity)
      for place in max(left + 2, bounds[k] - block)...min(right - 2, bounds[k] + block) {
        let cost = self(left, place, line: isLine[k - 1]) + self(place, right, line: isLine[k])
        if cost < best.cost { best = (place, cost) }
      }
      bounds[k] = best.place
    }
    return bounds
  }

  /// Dates about which a change between two others costs less than `within` more than
  /// at its best place: the likelihood-ratio set of Eo & Morley (2015), from the lowest
  /// date to the highest. Their law of the ratio, P(LR ≤ x) = (1 − e^(−x/2))², is that of
  /// the maximum of a two-sided Brownian motion with drift; `MeanShifts` gives Bai's
  /// intervals, for levels alone.
  func dates(
    around place: Int, _ left: Int, _ right: Int, lines before: Bool, _ after: Bool,
    within threshold: Double
  ) -> ClosedRange<Int> {
    func cost(_ at: Int) -> Double {
      self(left, at, line: before) + self(at, right, line: after)
    }
    let candidates = (left + 1)..<right
    var least = cost(place)
    for at in candidates { least = min(least, cost(at)) }
    var range = place...place
    for at in candidates where cost(at) <= least + threshold {
      range = min(range.lowerBound, at)...max(range.upperBound, at)
    }
    return range
  }
}
