import Foundation

/// A queue whose arrival rate changes through the day and whose agents change at the bounds
/// of intervals of equal length: M(t)/G/s(t)+M.
///
/// `performance` is exact for exponential service, by the forward equations: no interval is
/// taken to be in steady state, and what one interval leaves behind is met by the next.
/// An agent who leaves hands the customer at hand over to a colleague, or back to the head
/// of the queue, who may give up there like the others.
public struct TimeVaryingQueue: Sendable, Equatable {
  public let rate: ArrivalRate
  /// Seconds.
  public let service: DurationDistribution
  /// Mean of the exponential patience, seconds; nil where nobody abandons.
  public let meanPatience: Double?
  /// Length of an interval, seconds.
  public let intervalSeconds: Double
  /// How many intervals there are.
  public let intervalCount: Int

  /// The rate's duration is a whole number of intervals.
  public init(
    rate: ArrivalRate, service: DurationDistribution, meanPatience: Double? = nil,
    intervalSeconds: Double
  ) throws(QueueingError) {
    try require(
      intervalSeconds > 0 && intervalSeconds.isFinite, "interval", intervalSeconds,
      "above 0 seconds")
    if let meanPatience {
      try require(
        meanPatience > 0 && meanPatience.isFinite, "mean patience", meanPatience,
        "above 0 seconds")
    }
    let count = (rate.duration / intervalSeconds).rounded()
    try require(
      count >= 1 && abs(count * intervalSeconds - rate.duration) <= 1e-9 * rate.duration,
      "duration of the rate", rate.duration, "a whole number of intervals")
    self.rate = rate
    self.service = service
    self.meanPatience = meanPatience
    self.intervalSeconds = intervalSeconds
    intervalCount = Int(count)
  }

  /// The offered load, the mean number in service with agents for all.
  public var offeredLoad: OfferedLoad { OfferedLoad(rate: rate, service: service) }

  /// What these agents, one number an interval, give in each interval, exactly. `answer` says
  /// what counts as answered in time; without it, who need not wait. A cyclic rate is in its
  /// periodic steady state; another begins with nobody in the system. After the last
  /// interval of a rate that is not cyclic its agents stay until everyone present is
  /// answered.
  ///
  /// Throws `serviceNotExponential`, or `neverSettles` for a cyclic rate without patience
  /// whose load exceeds the agents.
  public func performance(
    agents: [Int], answer: ServiceTarget.AnswerTime? = nil
  ) throws(QueueingError) -> DayPerformance {
    let day = try ForwardDay(self, answer)
    try require(
      agents.count == intervalCount, "numbers of agents", Double(agents.count),
      "\(intervalCount), one an interval")
    for count in agents { try require(count >= 0, "agents", Double(count), "at least 0") }
    var state = try day.start(agents)
    return day.performance(of: agents, from: &state)
  }
}
