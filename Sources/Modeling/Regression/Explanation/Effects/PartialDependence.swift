public import LinearAlgebra
import Statistics

/// The mean prediction as a function of one input, all rows having it in turn at each point
/// (Friedman 2001, sec. 8.2), and how single rows differ from that mean (individual conditional
/// expectations; Goldstein et al. 2015).
public struct PartialDependence: Codable, Equatable, Sendable {
  public var input: String
  public var grid: EffectGrid
  /// On the scale asked for.
  public var means: [Double]
  /// 10 % and 90 % quantiles over rows of each row's curve about its own mean, put back at the
  /// mean: far apart where the effect depends on other inputs.
  public var lower: [Double]
  public var upper: [Double]
}

/// The mean prediction as a function of two inputs.
public struct PartialDependenceSurface: Codable, Equatable, Sendable {
  public var inputs: [String]
  public var grids: [EffectGrid]
  /// A row for each point of the first grid.
  public var means: Matrix
  /// The share of the surface's variance, over the grid, that the sum of the two separate effects
  /// does not explain (after Friedman & Popescu 2008, eq. 44).
  public var interaction: Double
}

extension ExplainableModel {
  /// - Parameters:
  ///   - points: of the grid, for a number: at quantiles.
  ///   - rows: at most so many rows of the frame are averaged over, evenly spread.
  /// - Throws: `.unknownColumn`, `.unusableColumn` for a time, and what the model throws.
  public func partialDependence(
    on input: String, _ frame: ModelFrame, scale: PredictionScale = .response, points: Int = 20,
    rows: Int = 500
  ) throws(RegressionError) -> PartialDependence {
    let grid = try EffectGrid(try requireInput(input, frame), count: points)
    let sample = frame.thinned(to: rows)
    let column = try requireInput(input, sample)
    var curves: [[Double]] = []
    for k in 0..<grid.count {
      curves.append(
        try predictions(
          of: sample.replacing(input, with: grid.constant(k, like: column)), on: scale))
    }
    let complete = (0..<sample.rowCount).filter { i in curves.allSatisfy { !$0[i].isNaN } }
    guard !complete.isEmpty else { throw .tooFewRows(rows: 0, columns: inputNames.count) }
    let means = curves.map { curve in
      complete.reduce(0) { $0 + curve[$1] } / Double(complete.count)
    }
    let own = complete.map { i in curves.reduce(0) { $0 + $1[i] } / Double(curves.count) }
    let centre = Descriptive.mean(means)
    var result = PartialDependence(
      input: input, grid: grid, means: means, lower: [], upper: [])
    for curve in curves {
      let moved = zip(complete, own).map { curve[$0] - $1 + centre }.sorted()
      result.lower.append(SampleQuantile.ofSorted(moved, at: 0.1))
      result.upper.append(SampleQuantile.ofSorted(moved, at: 0.9))
    }
    return result
  }

  /// - Parameters:
  ///   - points: each way, for a number.
  ///   - rows: at most so many rows of the frame are averaged over.
  public func partialDependence(
    on first: String, and second: String, _ frame: ModelFrame, scale: PredictionScale = .link,
    points: Int = 10, rows: Int = 200
  ) throws(RegressionError) -> PartialDependenceSurface {
    guard first != second else { throw .setting("inputs", reason: "must be two") }
    let grids = [
      try EffectGrid(try requireInput(first, frame), count: points),
      try EffectGrid(try requireInput(second, frame), count: points),
    ]
    let sample = frame.thinned(to: rows)
    let columns = [try requireInput(first, sample), try requireInput(second, sample)]
    var means = Matrix(rows: grids[0].count, columns: grids[1].count)
    for a in 0..<grids[0].count {
      let moved = sample.replacing(first, with: grids[0].constant(a, like: columns[0]))
      for b in 0..<grids[1].count {
        let values = try predictions(
          of: moved.replacing(second, with: grids[1].constant(b, like: columns[1])), on: scale
        ).filter { !$0.isNaN }
        guard !values.isEmpty else { throw .tooFewRows(rows: 0, columns: inputNames.count) }
        means[a, b] = Descriptive.mean(values)
      }
    }
    return PartialDependenceSurface(
      inputs: [first, second], grids: grids, means: means,
      interaction: Self.interaction(means))
  }

  private static func interaction(_ means: Matrix) -> Double {
    let all = Descriptive.mean(means.storage)
    let byRow = (0..<means.rows).map { Descriptive.mean(means.row($0)) }
    let byColumn = (0..<means.columns).map { Descriptive.mean(means.column($0)) }
    var (left, total) = (0.0, 0.0)
    for a in 0..<means.rows {
      for b in 0..<means.columns {
        let rest = means[a, b] - byRow[a] - byColumn[b] + all
        left += rest * rest
        total += (means[a, b] - all) * (means[a, b] - all)
      }
    }
    return total > 0 ? left / total : 0
  }
}
