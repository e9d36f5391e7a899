/// A day a plan must serve, and how much it counts beside the others.
public struct DemandSample: Sendable {
  public var demand: TripDemand
  /// Above 0; only their ratios matter.
  public var weight: Double

  public init(_ demand: TripDemand, weight: Double = 1) {
    precondition(weight > 0 && weight.isFinite, "a weight is above 0")
    self.demand = demand
    self.weight = weight
  }
}

/// What a plan is judged by over several demands: one number from the delay under each.
public enum PlanObjective: Equatable, Sendable {
  /// The mean day.
  case mean
  /// The day that is worse than a part of all days, 0<..<1: the plan for the 90 % day is 0.9.
  case quantile(Double)
  /// The mean of the worst days, those beyond a part of all, 0..<1 (conditional value at risk;
  /// Rockafellar & Uryasev 2000).
  case tailMean(Double)

  /// The part of all days below those that count.
  var level: Double {
    switch self {
    case .mean: 0
    case .quantile(let level), .tailMean(let level): level
    }
  }

  /// The objective of delays with weights above 0; it never falls when a delay grows.
  public func value(_ delays: [Double], weights: [Double]) -> Double {
    precondition(delays.count == weights.count && !delays.isEmpty, "a weight for each delay")
    let total = weights.reduce(0, +)
    switch self {
    case .mean:
      return zip(delays, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
    case .quantile(let level):
      let order = delays.indices.sorted { (delays[$0], $0) < (delays[$1], $1) }
      var below = 0.0
      for k in order {
        below += weights[k]
        // Weights that add up to the level but for rounding reach it.
        if below >= level * total * (1 - 1e-12) { return delays[k] }
      }
      return delays[order[order.count - 1]]
    case .tailMean(let level):
      let tail = (1 - level) * total
      var rest = tail
      var sum = 0.0
      for k in delays.indices.sorted(by: { (delays[$1], $0) < (delays[$0], $1) }) where rest > 0 {
        let part = min(rest, weights[k])
        sum += part * delays[k]
        rest -= part
      }
      return sum / tail
    }
  }

  /// The delay of sample `k` above which the objective exceeds `limit` whatever the samples after
  /// it cost; `known` are the delays of those before it.
  func allowance(of k: Int, known: [Double], weights: [Double], below limit: Double) -> Double {
    guard limit.isFinite else { return .infinity }
    let after = [Double](repeating: 0, count: weights.count - k - 1)
    func exceeds(_ delay: Double) -> Bool {
      value(known + [delay] + after, weights: weights) > limit
    }
    if case .mean = self {
      let spent = zip(known, weights).reduce(0) { $0 + $1.0 * $1.1 }
      return (limit * weights.reduce(0, +) - spent) / weights[k]
    }
    if exceeds(0) { return 0 }
    var high = max(limit, 1)
    while !exceeds(high) {
      // The others alone decide: this one may cost anything.
      if high > 1e6 { return .infinity }
      high *= 4
    }
    var low = 0.0
    for _ in 0..<40 {
      let middle = (low + high) / 2
      if exceeds(middle) { high = middle } else { low = middle }
    }
    return high
  }
}
