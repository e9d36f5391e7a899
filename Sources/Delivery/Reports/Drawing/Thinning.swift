/// Fewer points for the same picture.
enum Thinning {
  /// Indices of at most `limit` points that keep the line's look: Largest Triangle Three
  /// Buckets (Steinarsson, "Downsampling Time Series for Visual Representation", 2013).
  /// The first and last stay. All indices where there are no more than `limit`.
  static func largestTriangles(x: [Double], y: [Double], limit: Int) -> [Int] {
    let count = x.count
    guard count > limit, limit >= 3 else { return Array(0..<count) }
    let bucket = Double(count - 2) / Double(limit - 2)
    var kept = [0]
    kept.reserveCapacity(limit)
    for index in 0..<(limit - 2) {
      let start = 1 + Int(Double(index) * bucket)
      let end = min(1 + Int(Double(index + 1) * bucket), count - 1)
      let nextEnd = min(1 + Int(Double(index + 2) * bucket), count)
      let next = end..<max(nextEnd, end + 1)
      let meanX = next.reduce(0) { $0 + x[$1] } / Double(next.count)
      let meanY = next.reduce(0) { $0 + y[$1] } / Double(next.count)
      let from = kept[kept.count - 1]
      var best = start
      var largest = -1.0
      for candidate in start..<max(end, start + 1) {
        let first = (x[from] - meanX) * (y[candidate] - y[from])
        let second = (x[from] - x[candidate]) * (meanY - y[from])
        let area = abs(first - second)
        if area > largest { (largest, best) = (area, candidate) }
      }
      kept.append(best)
    }
    kept.append(count - 1)
    return kept
  }

  /// An upper and a lower edge in at most `limit` columns that contain the full ones: the
  /// outermost values of each column (the min–max part of M4; Jugel et al., VLDB 2014).
  static func envelope(x: [Double], lower: [Double], upper: [Double], limit: Int)
    -> (x: [Double], lower: [Double], upper: [Double])
  {
    let count = x.count
    guard count > limit, limit >= 2 else { return (x, lower, upper) }
    var thin: (x: [Double], lower: [Double], upper: [Double]) = ([], [], [])
    for column in 0..<limit {
      let range = (column * count / limit)..<((column + 1) * count / limit)
      // The edges keep their place, so that the band starts and ends where it did.
      let place =
        column == 0
        ? x[0] : column == limit - 1 ? x[count - 1] : x[range].reduce(0, +) / Double(range.count)
      thin.x.append(place)
      thin.lower.append(lower[range].min() ?? .nan)
      thin.upper.append(upper[range].max() ?? .nan)
    }
    return thin
  }

  /// Runs of neighbouring finite values.
  static func runs(of values: [Double]) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start: Int?
    for index in values.indices {
      if values[index].isFinite {
        if start == nil { start = index }
      } else if let begun = start {
        runs.append(begun..<index)
        start = nil
      }
    }
    if let begun = start { runs.append(begun..<values.count) }
    return runs
  }

  /// Runs of finite values whose intervals, each of `length` from its start, follow one
  /// another: a place that is closed at night has a run a day.
  static func runs(of values: [Double], at starts: [Double], length: Double) -> [Range<Int>] {
    runs(of: values).flatMap { run in
      var parts: [Range<Int>] = []
      var begun = run.lowerBound
      for index in run.dropFirst() where starts[index] > starts[index - 1] + 1.01 * length {
        parts.append(begun..<index)
        begun = index
      }
      return parts + [begun..<run.upperBound]
    }
  }
}
