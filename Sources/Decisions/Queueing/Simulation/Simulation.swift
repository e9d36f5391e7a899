import LinearAlgebra
import Statistics

/// Plays days of a service system, each with random numbers that depend on the seed and the
/// day's number alone: the same result on any number of threads.
public struct Simulation: Sendable {
  public let system: ServiceSystem
  /// For each class, the wait in seconds up to which an answer counts as in time.
  public let thresholds: [Double]

  /// The same threshold for all classes.
  public init(_ system: ServiceSystem, threshold: Double = 0) throws(QueueingError) {
    try self.init(system, thresholds: system.classes.map { _ in threshold })
  }

  /// One threshold a class.
  public init(_ system: ServiceSystem, thresholds: [Double]) throws(QueueingError) {
    try system.validate()
    try require(
      thresholds.count == system.classes.count, "thresholds", Double(thresholds.count),
      "one a class")
    for threshold in thresholds {
      try require(
        threshold >= 0 && threshold.isFinite, "answer time", threshold, "at least 0 seconds")
    }
    self.system = system
    self.thresholds = thresholds
  }

  /// `replications` days, at least 1. The same seed gives two systems that differ in their
  /// agents alone the same customers' arrivals, so that they can be compared day by day.
  public func run(
    replications: Int, seed: UInt64, threads: Int = 1
  ) throws(QueueingError) -> SimulationResult {
    try require(replications >= 1, "replications", Double(replications), "at least 1")
    let root = RandomStream(seed: seed, "queue")
    // Whole batches share a histogram of waits; counts add up in any order.
    let batches = min(replications, 64)
    let parts = parallelMap(batches, threads: threads) { batch in
      var days: [DayTally] = []
      var waits = [Int](
        repeating: 0,
        count: system.classes.count * system.intervalCount * WaitHistogram.size)
      let isSingle =
        system.classes.count == 1 && system.pools.count == 1
        && system.classes[0].retrialProbability == 0 && system.pools[0].skills == [0]
      for day in batch * replications / batches..<(batch + 1) * replications / batches {
        let stream = root.substream(day)
        let rates = system.classes.map { $0.rates[day % $0.rates.count] }
        let tally: DayTally
        if isSingle {
          let play = SinglePoolDay(system, threshold: thresholds[0], stream: stream, waits: waits)
          waits = []
          (tally, waits) = play.run(rate: rates[0], stream: stream)
        } else {
          let play = MultiPoolDay(system, thresholds: thresholds, stream: stream, waits: waits)
          waits = []
          (tally, waits) = play.run(rates: rates, stream: stream)
        }
        days.append(tally)
      }
      return (days: days, waits: waits)
    }
    var days: [DayTally] = []
    var waits = parts[0].waits
    for (number, part) in parts.enumerated() {
      days += part.days
      if number > 0 { for k in waits.indices { waits[k] += part.waits[k] } }
    }
    return SimulationResult(system: system, thresholds: thresholds, days: days, waits: waits)
  }
}
