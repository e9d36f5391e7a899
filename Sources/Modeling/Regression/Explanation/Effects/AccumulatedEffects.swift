import Statistics

/// Accumulated local effects of a number (Apley & Zhu 2020, eq. 15–16): differences of predictions
/// across narrow intervals, each averaged over the rows that lie there, summed along the input and
/// centred. Unlike partial dependence it never asks the model about rows that do not occur, such
/// as frost in July.
public struct AccumulatedEffects: Codable, Equatable, Sendable {
  public var input: String
  /// Ends of the intervals: quantiles, each once.
  public var edges: [Double]
  /// Rows in each interval: one fewer than edges.
  public var counts: [Int]
  /// The effect at each edge; its mean over the rows is zero.
  public var effects: [Double]
  /// Standard errors over rows, the model being taken as it is: local differences of rows are
  /// independent, so the variances of their means add up.
  public var standardErrors: [Double]
}

extension ExplainableModel {
  /// - Parameter intervals: at least 1.
  /// - Throws: `.unknownColumn`, `.unusableColumn` for what is no number, and what the model throws.
  public func accumulatedEffects(
    of input: String, _ frame: ModelFrame, scale: PredictionScale = .link, intervals: Int = 20
  ) throws(RegressionError) -> AccumulatedEffects {
    guard intervals >= 1 else { throw .setting("intervals", reason: "must be at least 1") }
    let column = try requireInput(input, frame)
    guard case .numeric(let values) = column.values else {
      throw .unusableColumn(input, reason: "accumulated effects are of numbers")
    }
    guard case .numbers(let edges) = try EffectGrid(column, count: intervals + 1), edges.count > 1
    else {
      throw .unusableColumn(input, reason: "has one value only")
    }
    // Interval k is from edge k to edge k + 1, its upper end included.
    var place = [Int](repeating: -1, count: values.count)
    var (lower, upper) = (values, values)
    for i in values.indices where values[i].isFinite {
      var (low, high) = (0, edges.count - 1)
      while high - low > 1 {
        let middle = (low + high) / 2
        if values[i] <= edges[middle] { high = middle } else { low = middle }
      }
      place[i] = low
      (lower[i], upper[i]) = (edges[low], edges[low + 1])
    }
    let below = try predictions(of: frame.replacing(input, with: .numeric(lower)), on: scale)
    let above = try predictions(of: frame.replacing(input, with: .numeric(upper)), on: scale)
    var differences = [[Double]](repeating: [], count: edges.count - 1)
    for i in values.indices where place[i] >= 0 {
      let difference = above[i] - below[i]
      if !difference.isNaN { differences[place[i]].append(difference) }
    }
    return Self.accumulated(input, edges, differences)
  }

  private static func accumulated(
    _ input: String, _ edges: [Double], _ differences: [[Double]]
  ) -> AccumulatedEffects {
    let counts = differences.map(\.count)
    let total = Double(counts.reduce(0, +))
    let means = differences.map { $0.isEmpty ? 0 : Descriptive.mean($0) }
    let variances = differences.map {
      $0.count > 1 ? Descriptive.variance($0) / Double($0.count) : 0
    }
    var effects = [0.0]
    for mean in means { effects.append(effects.last! + mean) }
    // What each interval's mean counts in the centre: all of it for the rows above, half of it
    // for its own.
    var weights = [Double](repeating: 0, count: counts.count)
    for k in counts.indices {
      let beyond = Double(counts[(k + 1)...].reduce(0, +)) + Double(counts[k]) / 2
      weights[k] = total > 0 ? beyond / total : 0
    }
    let centre = zip(weights, means).reduce(0) { $0 + $1.0 * $1.1 }
    let errors = effects.indices.map { edge in
      var variance = 0.0
      for k in counts.indices {
        let factor = (k < edge ? 1 : 0) - weights[k]
        variance += factor * factor * variances[k]
      }
      return variance.squareRoot()
    }
    return AccumulatedEffects(
      input: input, edges: edges, counts: counts, effects: effects.map { $0 - centre },
      standardErrors: errors)
  }
}
