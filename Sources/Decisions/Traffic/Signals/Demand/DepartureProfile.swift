/// How the departures of a period spread over it: equal intervals, one weight each.
public struct DepartureProfile: Sendable, Equatable {
  /// At least 0, one of them above 0.
  public let weights: [Double]
  /// Shares of the departures before the end of each interval; the last is 1.
  private let shares: [Double]

  /// Evenly over the period.
  public static let even = DepartureProfile([1])!

  /// Nil where a weight is negative or not finite, or none is above 0.
  public init?(_ weights: [Double]) {
    guard weights.allSatisfy({ $0 >= 0 && $0.isFinite }) else { return nil }
    let total = weights.reduce(0, +)
    guard total > 0, total.isFinite else { return nil }
    var sum = 0.0
    self.weights = weights
    shares = weights.map { weight in
      sum += weight
      return sum / total
    }
  }

  /// The time before which a share of the departures lies.
  /// - Parameter share: 0…1.
  public func time(of share: Double, in period: Range<Double>) -> Double {
    let width = (period.upperBound - period.lowerBound) / Double(weights.count)
    let k = shares.firstIndex { $0 > share } ?? (weights.lastIndex { $0 > 0 } ?? 0)
    let before = k > 0 ? shares[k - 1] : 0
    let part = shares[k] > before ? min(1, (share - before) / (shares[k] - before)) : 1
    return period.lowerBound + (Double(k) + max(0, part)) * width
  }
}
