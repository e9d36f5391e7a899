/// What detectors will show: medians and bounds, step by step.
public struct DetectorForecast: Sendable, Equatable {
  /// The last known step.
  public let origin: Int
  public let detectors: Int
  /// Coverages of the bounds, in (0, 1), ascending.
  public let coverages: [Double]
  /// Median of step origin + 1 + k and detector i at k · detectors + i; NaN for
  /// detectors that never showed a value.
  public internal(set) var median: [Double]
  /// Bounds at each coverage, in the order of `median`.
  public internal(set) var lower: [[Double]]
  public internal(set) var upper: [[Double]]

  public var steps: Int { median.count / detectors }
}
