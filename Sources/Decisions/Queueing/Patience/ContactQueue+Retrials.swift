extension ContactQueue {
  /// All contacts an hour, first calls and repeated ones, when a customer who abandons calls
  /// again with probability `retrialProbability`, at some later time that is long beside the
  /// waits.
  ///
  /// The fixed point x = λ + r P(abandon at x) x. The right side less x falls in x, so that
  /// there is one; with r = 1 it may not exist (everyone comes back until served, and the
  /// agents cannot serve them all): then `unattainable` is thrown. Repeated calls are taken
  /// as a Poisson stream of their own (Cohen 1957; Koole 2013, "Call center optimization",
  /// section 6.6).
  public func arrivalRateWithRetrials(
    perHour rate: Double, agents: Int, retrialProbability: Double
  ) throws(QueueingError) -> Double {
    try require(
      retrialProbability >= 0 && retrialProbability <= 1, "retrial probability",
      retrialProbability, "from 0 to 1")
    func excess(_ all: Double) throws(QueueingError) -> Double {
      let gone = try service(agents: agents, arrivalRatePerHour: all).abandonment
      return rate + retrialProbability * gone * all - all
    }
    if meanPatience == nil || retrialProbability == 0 || rate == 0 { return rate }
    if retrialProbability == 1, offeredLoad(arrivalRatePerHour: rate) >= Double(agents) {
      throw .unattainable(limit: agents)
    }
    var low = rate
    var high = rate
    while try excess(high) > 0 {
      low = high
      high *= 2
    }
    while high - low > 1e-12 * high {
      let middle = (low + high) / 2
      if middle == low || middle == high { break }
      if try excess(middle) > 0 { low = middle } else { high = middle }
    }
    return high
  }
}
