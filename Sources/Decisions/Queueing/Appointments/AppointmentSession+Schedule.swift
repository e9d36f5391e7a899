extension AppointmentSession {
  /// What a second of each is worth, on one scale.
  public struct Weights: Sendable, Equatable, Codable {
    /// Of a customer's wait.
    public var wait: Double
    /// Of the server's idle time in the session.
    public var idle: Double
    /// Of overtime.
    public var overtime: Double

    public init(wait: Double, idle: Double, overtime: Double) {
      self.wait = wait
      self.idle = idle
      self.overtime = overtime
    }

    func validate() throws(QueueingError) {
      for weight in [wait, idle, overtime] {
        try require(weight >= 0 && weight.isFinite, "weight", weight, "at least 0")
      }
    }
  }

  /// A schedule and what it costs.
  public struct Plan: Sendable, Equatable {
    /// Booked at the start of each slot.
    public let schedule: [Int]
    public let performance: Performance
    public let cost: Double
    /// Whether the whole neighbourhood was searched in which a least cost is the least of all.
    public let isProvenOptimal: Bool
  }

  private func cost(_ performance: Performance, _ weights: Weights) -> Double {
    weights.wait * performance.totalWait + weights.idle * performance.idle
      + weights.overtime * performance.overtime
  }

  /// The slots for so many customers with the least weighted sum of waits, idle time and
  /// overtime.
  ///
  /// Local search. The cost is multimodular in the schedule, so that one which no combination of
  /// moves of a customer to the slot before (cyclically) improves is optimal (Kaandorp and
  /// Koole 2007, theorems 1 and 2; Koole and van der Sluis 2003, "Optimal shift scheduling
  /// with a global service level constraint"). First single moves between any two slots, then,
  /// up to twelve slots, all 2ⁿ − 2 combinations.
  public func bestSchedule(
    customers: Int, weights: Weights
  ) throws(QueueingError) -> Plan {
    try require(customers >= 0, "customers", Double(customers), "at least 0")
    try weights.validate()
    // Evenly, as a start.
    var schedule = (0..<slots).map { k in
      (k + 1) * customers / slots - k * customers / slots
    }
    var least = cost(evaluate(schedule), weights)
    let searchesAll = slots <= 12
    var improved = true
    while improved {
      improved = descend(&schedule, &least, weights)
      if !improved, searchesAll, slots > 1 {
        improved = searchCombinations(&schedule, &least, weights)
      }
    }
    let found = evaluate(schedule)
    return Plan(
      schedule: schedule, performance: found, cost: least, isProvenOptimal: searchesAll)
  }

  /// Moves one customer at a time while that helps; whether anything did.
  private func descend(
    _ schedule: inout [Int], _ least: inout Double, _ weights: Weights
  ) -> Bool {
    var any = false
    var improved = true
    while improved {
      improved = false
      for from in 0..<slots where schedule[from] > 0 {
        for to in 0..<slots where to != from && schedule[from] > 0 {
          schedule[from] -= 1
          schedule[to] += 1
          let next = cost(evaluate(schedule), weights)
          if next < least - 1e-12 * (1 + least) {
            least = next
            improved = true
            any = true
          } else {
            schedule[from] += 1
            schedule[to] -= 1
          }
        }
      }
    }
    return any
  }

  /// The first better schedule among all combinations of moves to the slot before.
  private func searchCombinations(
    _ schedule: inout [Int], _ least: inout Double, _ weights: Weights
  ) -> Bool {
    for moves in 1..<(1 << slots) - 1 {
      var next = schedule
      for k in 0..<slots where moves >> k & 1 == 1 {
        next[k] -= 1
        next[(k + slots - 1) % slots] += 1
      }
      if next.contains(where: { $0 < 0 }) { continue }
      let value = cost(evaluate(next), weights)
      if value < least - 1e-12 * (1 + least) {
        schedule = next
        least = value
        return true
      }
    }
    return false
  }

  /// Bailey and Welch's rule (1952): two customers at the start, then one at a time, spaced by
  /// the mean time a booking takes.
  public func baileyWelchSchedule(customers: Int) -> [Int] {
    var schedule = [Int](repeating: 0, count: slots)
    var mean = 0.0
    for (k, p) in service.enumerated() { mean += Double(k) * p * showProbability }
    for customer in 0..<customers {
      let slot = Double(max(0, customer - 1)) * mean / Double(stepsPerSlot)
      schedule[min(slots - 1, Int(slot.rounded()))] += 1
    }
    return schedule
  }

  /// How many customers to book, and where, when each who is seen is worth `value`: the number
  /// with the greatest value less weighted waits, idle time and overtime. `limit` is the most
  /// to book.
  public func bestBooking(
    value: Double, weights: Weights, limit: Int
  ) throws(QueueingError) -> Plan {
    try require(value >= 0 && value.isFinite, "value of a customer", value, "at least 0")
    try require(limit >= 1, "limit", Double(limit), "at least 1")
    var best = try bestSchedule(customers: 0, weights: weights)
    var greatest = -best.cost
    var worse = 0
    for customers in 1...limit {
      let plan = try bestSchedule(customers: customers, weights: weights)
      let gain = value * showProbability * Double(customers) - plan.cost
      if gain > greatest {
        (best, greatest, worse) = (plan, gain, 0)
      } else {
        worse += 1
        // The least cost is convex in the number: what one more adds only grows.
        if worse == 3 { break }
      }
    }
    return best
  }
}
