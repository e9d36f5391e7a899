import Foundation
import Statistics

/// How long customers are willing to wait, from a log of waits: who was answered is known to
/// have been willing to wait at least that long, no more.
///
/// The survival curve is the product-limit estimate of Kaplan and Meier (1958, JASA 53) with
/// Greenwood's errors; the exponential mean is the likelihood's maximum under censoring, total
/// time waited over abandonments (Brown et al. 2005, "Statistical analysis of a telephone
/// call center", JASA 100, section 5).
public struct PatienceEstimate: Sendable, Equatable {
  /// One step of the survival curve.
  public struct Step: Sendable, Equatable {
    /// Seconds.
    public let time: Double
    /// P(patience > time).
    public let survival: Double
    public let standardError: Double
  }

  /// At each time at which somebody abandoned, ascending.
  public let curve: [Step]
  public let abandonments: Int
  /// Seconds waited by all.
  public let totalWait: Double
  /// Mean of an exponential patience, seconds.
  public let exponentialMean: Double

  /// `waits` in seconds, at least 0, and whether each ended with the customer giving up. Waits
  /// of 0 say nothing and are left out. Throws unless somebody abandoned after a wait.
  public init(waits: [Double], abandoned: [Bool]) throws(QueueingError) {
    precondition(waits.count == abandoned.count, "an end for each wait")
    var log: [(wait: Double, gone: Bool)] = []
    for (wait, gone) in zip(waits, abandoned) {
      try require(wait >= 0 && wait.isFinite, "wait", wait, "at least 0 seconds")
      if wait > 0 { log.append((wait, gone)) }
    }
    log.sort { $0.wait < $1.wait }
    let count = log.reduce(0) { $0 + ($1.gone ? 1 : 0) }
    try require(count > 0, "abandonments after a wait", 0, "at least 1")
    abandonments = count
    totalWait = log.reduce(0) { $0 + $1.wait }
    exponentialMean = totalWait / Double(count)
    var steps: [Step] = []
    var survival = 1.0
    var sum = 0.0
    var at = 0
    while at < log.count {
      var end = at
      var gone = 0.0
      while end < log.count, log[end].wait == log[at].wait {
        if log[end].gone { gone += 1 }
        end += 1
      }
      // Who is answered at the same second was still there.
      let present = Double(log.count - at)
      if gone > 0 {
        survival *= 1 - gone / present
        sum += present > gone ? gone / (present * (present - gone)) : 0
        steps.append(
          Step(
            time: log[at].wait, survival: survival,
            standardError: survival * sum.squareRoot()))
      }
      at = end
    }
    curve = steps
  }

  /// P(patience > t): 1 before the first abandonment; beyond the last with the exponential
  /// mean, since the curve ends there.
  public func survival(_ t: Double) -> Double {
    guard let last = curve.last else { return 1 }
    if t > last.time { return last.survival * exp(-(t - last.time) / exponentialMean) }
    var low = -1
    var high = curve.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if curve[middle].time <= t { low = middle } else { high = middle }
    }
    return low < 0 ? 1 : curve[low].survival
  }

  /// The confidence interval of the exponential mean at `level`: the number of abandonments is
  /// Poisson given the time waited.
  public func exponentialMeanInterval(level: Double = 0.95) -> ClosedRange<Double> {
    let count = Double(abandonments)
    let tail = (1 - level) / 2
    let low = SpecialFunctions.inverseRegularizedGammaP(count, tail)
    let high = SpecialFunctions.inverseRegularizedGammaQ(count + 1, tail)
    return totalWait / high...totalWait / low
  }

  /// The curve as a distribution to simulate with: its quantiles at `points` equal steps of
  /// probability, with an exponential tail.
  public func distribution(points: Int = 400) throws(QueueingError) -> DurationDistribution {
    try require(points >= 1, "points", Double(points), "at least 1")
    var values: [Double] = []
    var step = 0
    for k in 0..<points {
      let left = 1 - (Double(k) + 0.5) / Double(points)
      while step < curve.count, curve[step].survival > left { step += 1 }
      if step < curve.count {
        values.append(curve[step].time)
      } else {
        let last = curve[curve.count - 1]
        values.append(last.time + exponentialMean * log(last.survival / left))
      }
    }
    return try .empirical(values)
  }
}
