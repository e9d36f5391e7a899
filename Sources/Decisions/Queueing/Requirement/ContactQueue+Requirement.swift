import Foundation

extension ContactQueue {
  /// No search goes beyond this many agents.
  public static let agentLimit = 1_000_000

  /// The smallest number of agents that meets `target` at `arrivalRatePerHour`.
  public func agentsRequired(
    arrivalRatePerHour: Double, target: ServiceTarget
  ) throws(QueueingError) -> Int {
    try target.validate(customersAbandon: meanPatience != nil)
    try require(
      arrivalRatePerHour >= 0 && arrivalRatePerHour.isFinite, "arrival rate",
      arrivalRatePerHour, "at least 0 an hour")
    if arrivalRatePerHour == 0 { return 0 }
    return try smallestAgents(load: offeredLoad(arrivalRatePerHour: arrivalRatePerHour)) {
      agents throws(QueueingError) in
      try isMet(target, agents: agents, arrivalRatePerHour: arrivalRatePerHour)
    }
  }

  /// The same without a queue at hand: `patience` nil for Erlang C, seconds for Erlang A.
  public static func agentsRequired(
    arrivalRatePerHour: Double, meanHandleTime: Double, patience: Double?,
    target: ServiceTarget
  ) throws(QueueingError) -> Int {
    try ContactQueue(meanHandleTime: meanHandleTime, meanPatience: patience)
      .agentsRequired(arrivalRatePerHour: arrivalRatePerHour, target: target)
  }

  /// Whether `agents` meet the target at this rate. A queue that never settles meets none.
  func isMet(
    _ target: ServiceTarget, agents: Int, arrivalRatePerHour: Double
  ) throws(QueueingError) -> Bool {
    let measures = try service(
      agents: agents, arrivalRatePerHour: arrivalRatePerHour, answer: target.answer)
    return measures.meanWait < .infinity && target.isMet(by: measures)
  }

  /// The smallest number that `suffices`, which is monotone: from the square-root rule
  /// R + √R (Halfin and Whitt 1981) outwards by doubling steps, then by bisection.
  func smallestAgents(
    load: Double, _ suffices: (Int) throws(QueueingError) -> Bool
  ) throws(QueueingError) -> Int {
    guard load < Double(Self.agentLimit) else { throw .unattainable(limit: Self.agentLimit) }
    var high = min(Self.agentLimit, Int((load + sqrt(load)).rounded(.up)))
    var low = high
    var step = 1
    if try suffices(high) {
      repeat {
        high = low
        low = max(-1, low - step)
        step *= 2
        if low < 0 { break }
      } while try suffices(low)
    } else {
      repeat {
        if high == Self.agentLimit { throw .unattainable(limit: Self.agentLimit) }
        low = high
        high = min(Self.agentLimit, high + step)
        step *= 2
      } while try !suffices(high)
    }
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if try suffices(middle) { high = middle } else { low = middle }
    }
    return high
  }
}
