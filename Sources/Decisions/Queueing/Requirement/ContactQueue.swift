/// One kind of contact in one interval, as a queue in steady state: Poisson arrivals,
/// exponential handle times, and exponential patience (Erlang A) or none (Erlang C).
public struct ContactQueue: Sendable, Equatable {
  /// Mean handle time, seconds.
  public let meanHandleTime: Double
  /// Mean patience, seconds; nil where nobody abandons.
  public let meanPatience: Double?

  /// Both times are in seconds and above 0.
  public init(meanHandleTime: Double, meanPatience: Double? = nil) throws(QueueingError) {
    try require(
      meanHandleTime > 0 && meanHandleTime.isFinite, "mean handle time", meanHandleTime,
      "above 0 seconds")
    if let meanPatience {
      try require(
        meanPatience > 0 && meanPatience.isFinite, "mean patience", meanPatience,
        "above 0 seconds")
    }
    self.meanHandleTime = meanHandleTime
    self.meanPatience = meanPatience
  }

  /// The work offered by `arrivalRatePerHour` contacts, in erlangs.
  public func offeredLoad(arrivalRatePerHour: Double) -> Double {
    arrivalRatePerHour / 3600 * meanHandleTime
  }

  /// The service that `agents` give at `arrivalRatePerHour`; `answer` says what counts as
  /// answered in time. Without arrivals nobody waits and nobody is busy.
  public func service(
    agents: Int, arrivalRatePerHour: Double, answer: ServiceTarget.AnswerTime? = nil
  ) throws(QueueingError) -> ServiceMeasures {
    try require(agents >= 0, "agents", Double(agents), "at least 0")
    try require(
      arrivalRatePerHour >= 0 && arrivalRatePerHour.isFinite, "arrival rate",
      arrivalRatePerHour, "at least 0 an hour")
    if arrivalRatePerHour == 0 {
      return ServiceMeasures(answeredInTime: 1, abandonment: 0, meanWait: 0, occupancy: 0)
    }
    guard let meanPatience else {
      let queue = try ErlangC(
        servers: agents, offeredLoad: offeredLoad(arrivalRatePerHour: arrivalRatePerHour),
        meanServiceTime: meanHandleTime)
      return ServiceMeasures(
        answeredInTime: 1 - queue.probabilityWaitExceeds(answer?.seconds ?? 0),
        abandonment: 0, meanWait: queue.meanWait, occupancy: queue.occupancy)
    }
    let queue = try ErlangA(
      servers: agents, arrivalRate: arrivalRatePerHour / 3600, meanServiceTime: meanHandleTime,
      meanPatience: meanPatience)
    return ServiceMeasures(
      answeredInTime: answered(queue, answer), abandonment: queue.probabilityOfAbandonment,
      meanWait: queue.meanWait, occupancy: queue.occupancy)
  }

  private func answered(_ queue: ErlangA, _ answer: ServiceTarget.AnswerTime?) -> Double {
    guard let answer else { return 1 - queue.probabilityOfWait }
    let t = answer.seconds
    switch answer.convention {
    case .answered: return queue.probabilityServedWithin(t)
    case .answeredOrAbandoned: return 1 - queue.probabilityWaitExceeds(t)
    case .offeredWait: return 1 - queue.probabilityOfferedWaitExceeds(t)
    case .excludingShortAbandons:
      let served = queue.probabilityServedWithin(t)
      let counted = served + queue.probabilityWaitExceeds(t)
      return counted > 0 ? served / counted : 0
    }
  }
}
