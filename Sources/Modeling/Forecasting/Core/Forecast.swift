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
  /// The least value the quantity can take: 0 for counts, nil for none. Every
  /// mean, quantile and path is raised to it.
  public var floor: Double?
  /// How errors at different steps hang together; paths and totals use it.
  public var dependence: ErrorDependence

  public init(
    _ distribution: Distribution, floor: Double? = nil, dependence: ErrorDependence = .independent
  ) {
    self.distribution = distribution
    self.floor = floor
    self.dependence = dependence
  }

  /// How many steps.
  public var horizon: Int {
    switch distribution {
    case .normal(let mean, _), .quantiles(let mean, _, _): mean.count
    case .paths(let paths): paths.rows
    }
  }

  /// The levels at which a calibrated forecast holds its quantiles, close enough
  /// together for moments and one-sided service levels.
  public static let standardLevels: [Double] = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65,
    0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.975, 0.99, 0.995,
  ]
}

/// Correlation between forecast errors of one origin, k ≥ 1 steps apart:
/// `persistent + (1 − persistent) decay^k`. A level missed at the origin stays
/// missed (`persistent`), a disturbance fades (`decay`).
public struct ErrorDependence: Sendable, Codable, Equatable {
  /// 0 ... 1.
  public var persistent: Double
  /// 0 ..< 1.
  public var decay: Double

  public init(persistent: Double, decay: Double) {
    self.persistent = persistent
    self.decay = decay
  }

  public static let independent = ErrorDependence(persistent: 0, decay: 0)
}

/// Lower and upper bound of each step.
public struct Interval: Sendable, Codable, Equatable {
  /// The share of outcomes the bounds are meant to hold, 0 ..< 1.
  public var level: Double
  public var lower: [Double]
  public var upper: [Double]

  public init(level: Double, lower: [Double], upper: [Double]) {
    self.level = level
    self.lower = lower
    self.upper = upper
  }
}
