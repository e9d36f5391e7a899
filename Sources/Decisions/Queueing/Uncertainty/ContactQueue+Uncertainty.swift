extension ContactQueue {
  /// The smallest number of agents that meets `target` with probability at least
  /// `confidence` over the uncertain rate.
  ///
  /// Service gets worse as the rate rises, so this is the requirement at the `confidence`
  /// quantile of the rate.
  public func agentsRequired(
    rate: RateDistribution, target: ServiceTarget, confidence: Double
  ) throws(QueueingError) -> Int {
    try require(
      confidence > 0 && confidence < 1, "confidence", confidence, "above 0 and below 1")
    return try agentsRequired(arrivalRatePerHour: rate.quantile(confidence), target: target)
  }

  /// The requirement at the ends of the central interval that holds the rate with
  /// probability `level`.
  public func agentsRequired(
    rate: RateDistribution, target: ServiceTarget, level: Double
  ) throws(QueueingError) -> ClosedRange<Int> {
    try require(level > 0 && level < 1, "level", level, "above 0 and below 1")
    let low = try agentsRequired(rate: rate, target: target, confidence: (1 - level) / 2)
    let high = try agentsRequired(rate: rate, target: target, confidence: (1 + level) / 2)
    return low...max(low, high)
  }

  /// The smallest number of agents whose *expected* service over the uncertain rate meets
  /// `target`, as `expectedService` defines it.
  ///
  /// Without patience the mean wait is infinite on days when the load exceeds the agents,
  /// and so is its average: a limit on it is then unattainable.
  public func agentsRequiredInExpectation(
    rate: RateDistribution, target: ServiceTarget
  ) throws(QueueingError) -> Int {
    if rate.isKnown { return try agentsRequired(arrivalRatePerHour: rate.mean, target: target) }
    try target.validate(customersAbandon: meanPatience != nil)
    if meanPatience == nil, target.maximumMeanWait != nil {
      throw .unattainable(limit: Self.agentLimit)
    }
    return try smallestAgents(load: offeredLoad(arrivalRatePerHour: rate.mean)) {
      agents throws(QueueingError) in
      target.isMet(by: try expectedService(agents: agents, rate: rate, answer: target.answer))
    }
  }

  /// The service that `agents` give on average over the uncertain rate. Every contact counts
  /// once, so that busy days weigh more in the shares and the wait: in the long run this
  /// share of all contacts is answered in time. Occupancy is averaged over time.
  public func expectedService(
    agents: Int, rate: RateDistribution, answer: ServiceTarget.AnswerTime? = nil
  ) throws(QueueingError) -> ServiceMeasures {
    // The rate at which the agents are just fully loaded.
    let full = Double(agents) * 3600 / meanHandleTime
    if rate.isKnown {
      return try service(agents: agents, arrivalRatePerHour: rate.mean, answer: answer)
    }
    // The mean wait is integrated in units of the handle time, to be of the same size.
    // Without patience it is infinite at some rates, and so on average.
    let settles = meanPatience != nil
    let mean = try rate.expectation(near: [full]) { value throws(QueueingError) in
      let s = try service(agents: agents, arrivalRatePerHour: value, answer: answer)
      let weight = value / rate.mean
      return SIMD4(
        weight * s.answeredInTime, weight * s.abandonment,
        settles ? weight * s.meanWait / meanHandleTime : 0, s.occupancy)
    }
    return ServiceMeasures(
      answeredInTime: mean[0], abandonment: mean[1],
      meanWait: settles ? mean[2] * meanHandleTime : .infinity, occupancy: mean[3])
  }

  /// The probability, over the uncertain rate, that `agents` meet `target`.
  public func probabilityTargetIsMet(
    agents: Int, rate: RateDistribution, target: ServiceTarget
  ) throws(QueueingError) -> Double {
    try target.validate(customersAbandon: meanPatience != nil)
    if rate.isKnown {
      return try isMet(target, agents: agents, arrivalRatePerHour: rate.mean) ? 1 : 0
    }
    // The largest rate at which the target is met, by bisection.
    var low = 0.0
    var high = rate.quantile(1 - 1e-12)
    if try isMet(target, agents: agents, arrivalRatePerHour: high) { return 1 }
    while high - low > 1e-10 * high {
      let middle = (low + high) / 2
      if try isMet(target, agents: agents, arrivalRatePerHour: middle) {
        low = middle
      } else {
        high = middle
      }
    }
    return rate.cdf(low)
  }
}
