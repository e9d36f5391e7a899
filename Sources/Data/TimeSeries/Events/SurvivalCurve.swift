import Foundation

/// How long things last when some have not ended yet: the product-limit
/// estimator of Kaplan & Meier, "Nonparametric estimation from incomplete
/// observations", JASA 53 (1958), 457–481, equation 2b.
///
///     S(t) = Π over event times t_i ≤ t of (1 − d_i / n_i)
///
/// with d_i ends at t_i among the n_i still open just before it. Cases open at
/// the end of observation (right-censored) count among n_i as long as they were
/// watched. A case censored at an event time was still at risk then.
public struct SurvivalCurve: Sendable, Equatable, Codable {
  /// Distinct times at which something ended, ascending, in the units given.
  public let times: [Double]
  /// S just after each of `times`.
  public let survival: [Double]
  /// Σ d_i / (n_i (n_i − d_i)) up to each of `times`; Greenwood's variance of S
  /// is S² times it. Infinite where S is 0.
  public let greenwoodSum: [Double]
  /// n_i and d_i.
  public let atRisk: [Int]
  public let ended: [Int]
  /// All cases, and those still open when last seen.
  public let count: Int
  public let censoredCount: Int
  /// The longest time any case was watched; S is not known beyond it where that
  /// case was censored.
  public let lastTime: Double

  /// - Parameters:
  ///   - durations: how long each case was watched; zero or more, finite.
  ///   - isCensored: true where it had not ended by then.
  public init(durations: [Double], isCensored: [Bool]) {
    precondition(durations.count == isCensored.count, "one flag a duration")
    precondition(durations.allSatisfy { $0 >= 0 && $0.isFinite }, "durations of zero or more")
    let order = durations.indices.sorted { durations[$0] < durations[$1] }
    var times: [Double] = []
    var survival: [Double] = []
    var sums: [Double] = []
    var atRisk: [Int] = []
    var ended: [Int] = []
    var s = 1.0
    var sum = 0.0
    var k = 0
    while k < order.count {
      let time = durations[order[k]]
      let open = order.count - k
      var ends = 0
      while k < order.count, durations[order[k]] == time {
        if !isCensored[order[k]] { ends += 1 }
        k += 1
      }
      guard ends > 0 else { continue }
      s *= Double(open - ends) / Double(open)
      sum += Double(ends) / (Double(open) * Double(open - ends))
      times.append(time)
      survival.append(s)
      sums.append(sum)
      atRisk.append(open)
      ended.append(ends)
    }
    self.times = times
    self.survival = survival
    greenwoodSum = sums
    self.atRisk = atRisk
    self.ended = ended
    count = durations.count
    censoredCount = isCensored.count { $0 }
    lastTime = order.last.map { durations[$0] } ?? 0
  }

  /// How many of `times` lie at or before `time`.
  private func rank(_ time: Double) -> Int {
    var low = 0
    var high = times.count
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// S(time): the share still open after that long. NaN beyond the last time
  /// watched where cases were still open then, and for no cases at all.
  public func survival(at time: Double) -> Double {
    guard count > 0 else { return .nan }
    let rank = rank(time)
    let value = rank == 0 ? 1 : survival[rank - 1]
    return time > lastTime && value > 0 ? .nan : value
  }

  /// 1 − S(time): the share ended within that long.
  public func share(within time: Double) -> Double { 1 - survival(at: time) }

  /// Greenwood's standard error of S(time) (Greenwood 1926).
  public func standardError(at time: Double) -> Double {
    let value = survival(at: time)
    let rank = rank(time)
    guard rank > 0, value > 0 else { return value.isNaN ? .nan : 0 }
    return value * greenwoodSum[rank - 1].squareRoot()
  }

  /// The interval of S(time) at `z` standard errors (1.96 for 95 %), on the
  /// scale log(−log S), where it stays within 0…1 and is close to normal
  /// (Kalbfleisch & Prentice, The Statistical Analysis of Failure Time Data,
  /// 1980, section 1.3). Both ends equal S where S is 0 or 1.
  public func interval(at time: Double, z: Double) -> (lower: Double, upper: Double) {
    let value = survival(at: time)
    let rank = rank(time)
    guard rank > 0, value > 0, value < 1 else { return (value, value) }
    return SurvivalCurve.interval(value, greenwoodSum[rank - 1], z)
  }

  private static func interval(
    _ s: Double, _ sum: Double, _ z: Double
  ) -> (lower: Double, upper: Double) {
    let spread = z * sum.squareRoot() / abs(log(s))
    return (pow(s, exp(spread)), pow(s, exp(-spread)))
  }

  /// The shortest time by which at least the share `probability` (0…1) has
  /// ended; nil where that many had not ended while watched.
  public func quantile(_ probability: Double) -> Double? {
    quantile(probability) { survival[$0] }
  }

  /// The interval of that quantile at `z` standard errors: the times at which
  /// the bounds of S cross it (Brookmeyer & Crowley, Biometrics 38, 1982, on
  /// the log(−log) scale); nil ends where a bound never does.
  public func quantileInterval(
    _ probability: Double, z: Double
  ) -> (lower: Double?, upper: Double?) {
    func bounds(_ k: Int) -> (lower: Double, upper: Double) {
      survival[k] > 0 && survival[k] < 1
        ? SurvivalCurve.interval(survival[k], greenwoodSum[k], z) : (survival[k], survival[k])
    }
    return (
      quantile(probability) { bounds($0).lower }, quantile(probability) { bounds($0).upper }
    )
  }

  private func quantile(_ probability: Double, _ curve: (Int) -> Double) -> Double? {
    // A hair of slack: S is a product of quotients, and 1 − 0.75 must count as
    // reached when it rounds to 0.25 − 1e-17.
    let target = 1 - probability + 1e-12
    return times.indices.first { curve($0) <= target }.map { times[$0] }
  }
}
