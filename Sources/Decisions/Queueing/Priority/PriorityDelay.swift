/// The delay system M/M/c whose customers have priorities: a free server takes the first of
/// the most urgent class, and no service is broken off. All classes have the same
/// exponential service time.
///
/// Cobham (1954), "Priority assignment in waiting line problems", Operations Research 2(1);
/// Kella and Yechiali (1985), "Waiting times in the non-preemptive priority M/M/c queue",
/// Stochastic Models 1(2): E[W_k] = C(c, a) / (cμ (1 − σ_{k−1}) (1 − σ_k)), with σ_k the load a
/// server of the k most urgent classes.
public struct PriorityDelay: Sendable, Equatable {
  public let servers: Int
  /// Class by class, the most urgent first.
  public let arrivalRates: [Double]
  public let meanServiceTime: Double
  /// The share of all customers who find every server busy.
  public let probabilityOfWait: Double
  /// The mean wait of each class's customers; +∞ from the first class that is never reached.
  public let meanWaits: [Double]

  /// One unit of time throughout; `arrivalRates` with the most urgent class first, at least 0.
  public init(
    servers: Int, arrivalRates: [Double], meanServiceTime: Double
  ) throws(QueueingError) {
    for rate in arrivalRates {
      try require(rate >= 0 && rate.isFinite, "arrival rate", rate, "at least 0 and finite")
    }
    let total = arrivalRates.reduce(0, +)
    let all = try ErlangC(
      servers: servers, offeredLoad: total * meanServiceTime, meanServiceTime: meanServiceTime)
    self.servers = servers
    self.arrivalRates = arrivalRates
    self.meanServiceTime = meanServiceTime
    probabilityOfWait = all.probabilityOfWait
    let count = Double(servers)
    var before = 0.0
    var waits: [Double] = []
    for rate in arrivalRates {
      let upTo = before + (servers == 0 ? .infinity : rate * meanServiceTime / count)
      // In overload every server is always busy; classes below full load still settle.
      waits.append(
        upTo < 1
          ? all.probabilityOfWait * meanServiceTime / (count * (1 - before) * (1 - upTo))
          : .infinity)
      before = upTo
    }
    meanWaits = waits
  }
}
