import Foundation

/// The mean number of customers in service if there were servers for all: the load that a
/// time-varying rate puts on the servers, later and flatter than the rate itself.
///
/// Eick, Massey and Whitt (1993), "The physics of the Mt/G/∞ queue", Operations Research
/// 41(4), theorem 1: m(t) = ∫₀^∞ λ(t − u) P(S > u) du. Over a straight piece of the rate
/// the integral is a difference of E[min(S, u)] and E[min(S, u)²]/2, so that no quadrature
/// is needed.
public struct OfferedLoad: Sendable {
  public let rate: ArrivalRate
  /// Seconds.
  public let service: DurationDistribution

  public init(rate: ArrivalRate, service: DurationDistribution) {
    self.rate = rate
    self.service = service
  }

  /// Erlangs at a time in seconds from 0 to the duration.
  public func value(at t: Double) -> Double {
    var sum = part(at: t, upTo: t)
    guard rate.isCyclic else { return sum }
    var age = t
    // Past days, until no service is that long.
    for _ in 0..<10_000 {
      if service.mean - service.truncatedMoments(age).first < 1e-13 * service.mean { break }
      sum += part(at: rate.duration + age, upTo: rate.duration)
      age += rate.duration
    }
    return sum
  }

  /// What arrivals before `limit` within one duration leave after `t` seconds from its start.
  private func part(at t: Double, upTo limit: Double) -> Double {
    var sum = 0.0
    for piece in rate.pieces {
      let end = min(piece.end, limit)
      if end <= piece.start { break }
      let near = service.truncatedMoments(t - end)
      let far = service.truncatedMoments(t - piece.start)
      let slope = (piece.last - piece.first) / (piece.end - piece.start)
      sum +=
        (piece.first + slope * (t - piece.start)) * (far.first - near.first)
        - slope * (far.halfSecond - near.halfSecond)
    }
    return max(0, sum)
  }

  /// Mean and maximum over each of the intervals of `seconds`, by `points` equal steps in
  /// each (Simpson's rule for the mean).
  public func perInterval(
    seconds: Double, points: Int = 8
  ) -> (mean: [Double], maximum: [Double]) {
    let count = Int((rate.duration / seconds).rounded())
    let steps = max(2, points + points % 2)
    var means: [Double] = []
    var maxima: [Double] = []
    for k in 0..<count {
      var (sum, largest) = (0.0, 0.0)
      for j in 0...steps {
        let m = value(at: (Double(k) + Double(j) / Double(steps)) * seconds)
        largest = max(largest, m)
        sum += m * (j == 0 || j == steps ? 1 : j % 2 == 1 ? 4 : 2)
      }
      means.append(sum / Double(3 * steps))
      maxima.append(largest)
    }
    return (means, maxima)
  }
}
