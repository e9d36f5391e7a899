/// What kind of demand a series shows (Syntetos, Boylan & Croston 2005).
public struct DemandProfile: Sendable, Codable, Equatable {
  /// The four classes, split at an average interval of 1.32 steps and a squared
  /// coefficient of variation of the sizes of 0.49.
  public enum Kind: String, Sendable, Codable {
    /// Often, and of much the same size.
    case smooth
    /// Often, of very different sizes.
    case erratic
    /// Seldom, and of much the same size.
    case intermittent
    /// Seldom, of very different sizes.
    case lumpy
    /// No demand at all.
    case none
  }

  /// Steps observed for each step with demand; NaN without demand.
  public var averageInterval: Double
  /// (σ / mean)² of the sizes of demand; NaN without demand.
  public var squaredVariation: Double
  /// Share of the observed steps without demand.
  public var zeroShare: Double

  /// - Parameter values: observations; NaN is missing and left out.
  public init(_ values: [Double]) {
    var observed = 0.0
    var count = 0.0
    var sum = 0.0
    for value in values where !value.isNaN {
      observed += 1
      if value != 0 {
        count += 1
        sum += value
      }
    }
    let mean = sum / count
    var squares = 0.0
    for value in values where !value.isNaN && value != 0 {
      squares += (value - mean) * (value - mean)
    }
    averageInterval = count > 0 ? observed / count : .nan
    squaredVariation = count > 0 ? squares / count / (mean * mean) : .nan
    zeroShare = observed > 0 ? 1 - count / observed : .nan
  }

  public var kind: Kind {
    guard !averageInterval.isNaN else { return .none }
    let seldom = averageInterval > 1.32
    let various = squaredVariation > 0.49
    return seldom ? (various ? .lumpy : .intermittent) : (various ? .erratic : .smooth)
  }
}
