/// What a plan achieves, interval by interval: the service its agents give on average over
/// the uncertain rate, and at both ends of the rate's interval.
public struct PerformanceProfile: Sendable, Equatable {
  public struct Interval: Sendable, Equatable {
    public let agents: Int
    public let rate: RateDistribution
    /// On average over the uncertain rate.
    public let expected: ServiceMeasures
    /// At the low end of the rate's interval: service on a quiet day.
    public let quiet: ServiceMeasures
    /// At the high end: service on a busy day.
    public let busy: ServiceMeasures
    /// The probability that the target is met.
    public let probabilityTargetIsMet: Double
  }

  /// The probability of the rate's central interval.
  public let level: Double
  public let intervals: [Interval]

  /// The profile of `agents` against the arrival `rates`, one of each an interval. `level`
  /// is in (0, 1).
  public init(
    queue: ContactQueue, agents: [Int], rates: [RateDistribution], target: ServiceTarget,
    level: Double = 0.8
  ) throws(QueueingError) {
    precondition(agents.count == rates.count, "a number of agents for each interval")
    try require(level > 0 && level < 1, "level", level, "above 0 and below 1")
    self.level = level
    var intervals: [Interval] = []
    intervals.reserveCapacity(agents.count)
    for (agents, rate) in zip(agents, rates) {
      func at(_ p: Double) throws(QueueingError) -> ServiceMeasures {
        try queue.service(
          agents: agents, arrivalRatePerHour: rate.quantile(p), answer: target.answer)
      }
      intervals.append(
        Interval(
          agents: agents, rate: rate,
          expected: try queue.expectedService(agents: agents, rate: rate, answer: target.answer),
          quiet: try at((1 - level) / 2), busy: try at((1 + level) / 2),
          probabilityTargetIsMet: try queue.probabilityTargetIsMet(
            agents: agents, rate: rate, target: target)))
    }
    self.intervals = intervals
  }

  /// The whole plan on average over contacts: measures of customers weighted by the mean
  /// arrivals of each interval, occupancy by its agents. NaN where nothing arrives.
  public var overall: ServiceMeasures {
    var arrivals = 0.0
    var agents = 0.0
    var sum = ServiceMeasures(answeredInTime: 0, abandonment: 0, meanWait: 0, occupancy: 0)
    for interval in intervals {
      let weight = interval.rate.mean
      let staff = Double(interval.agents)
      arrivals += weight
      agents += staff
      if weight > 0 {
        sum.answeredInTime += weight * interval.expected.answeredInTime
        sum.abandonment += weight * interval.expected.abandonment
        sum.meanWait += weight * interval.expected.meanWait
      }
      sum.occupancy += staff * interval.expected.occupancy
    }
    return ServiceMeasures(
      answeredInTime: sum.answeredInTime / arrivals, abandonment: sum.abandonment / arrivals,
      meanWait: sum.meanWait / arrivals, occupancy: agents > 0 ? sum.occupancy / agents : 0)
  }
}
