public import LinearAlgebra

/// A distribution for each of the next steps of a series. Means, quantiles and
/// intervals are derived from it.
public struct Forecast: Sendable, Codable {
  public enum Distribution: Sendable, Codable {
    /// Independent normal margins, one mean and standard deviation a step.
    case normal(mean: [Double], standardDeviation: [Double])
    /// Means, and quantiles at ascending `levels`: a `horizon × levels` matrix.
    case quantiles(mean: [Double], levels: [Double], values: Matrix)
    /// Sample paths: a `horizon × paths` matrix.
    case paths(Matrix)
  }
  public var distribution: Distribution

  public init(_ distribution: Distribution) { self.distribution = distribution }

  /// How many steps.
  public var horizon: Int {
    switch distribution {
    case .normal(let mean, _), .quantiles(let mean, _, _): mean.count
    case .paths(let paths): paths.rows
    }
  }
}
