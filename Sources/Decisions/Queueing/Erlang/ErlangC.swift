import Foundation

/// The delay system M/M/c: customers wait as long as it takes.
///
/// With an offered load of at least the number of servers the queue grows without
/// bound: everyone waits, for ever.
public struct ErlangC: Sendable, Equatable {
  public let servers: Int
  /// Arrival rate times mean service time, in erlangs.
  public let offeredLoad: Double
  /// The unit of time of every wait.
  public let meanServiceTime: Double
  /// P(wait > 0), Erlang's C(c, a).
  public let probabilityOfWait: Double

  /// `servers` and `offeredLoad` are at least 0, `meanServiceTime` is above 0.
  public init(
    servers: Int, offeredLoad: Double, meanServiceTime: Double = 1
  ) throws(QueueingError) {
    let blocked = try ErlangB.blocking(servers: servers, offeredLoad: offeredLoad)
    try require(
      meanServiceTime > 0 && meanServiceTime.isFinite, "mean service time", meanServiceTime,
      "above 0 and finite")
    self.servers = servers
    self.offeredLoad = offeredLoad
    self.meanServiceTime = meanServiceTime
    let count = Double(servers)
    if offeredLoad == 0 {
      probabilityOfWait = servers == 0 ? 1 : 0
    } else if offeredLoad >= count {
      probabilityOfWait = 1
    } else {
      // C = c B / (c − a (1 − B)), as a sum of positive terms.
      probabilityOfWait = count * blocked / ((count - offeredLoad) + offeredLoad * blocked)
    }
  }

  /// Whether the queue settles at all.
  public var isStable: Bool { offeredLoad < Double(servers) || offeredLoad == 0 }
  private var idle: Double { Double(servers) - offeredLoad }

  /// The mean wait of all customers; +∞ when unstable.
  public var meanWait: Double {
    if offeredLoad == 0 { return servers == 0 ? .infinity : 0 }
    return isStable ? probabilityOfWait * meanServiceTime / idle : .infinity
  }

  /// The mean wait of those who wait; +∞ when unstable.
  public var meanWaitOfDelayed: Double { idle > 0 ? meanServiceTime / idle : .infinity }

  /// The mean number waiting; +∞ when unstable.
  public var meanQueue: Double {
    if offeredLoad == 0 { return 0 }
    return isStable ? probabilityOfWait * offeredLoad / idle : .infinity
  }

  /// The share of time a server is busy; 1 when unstable.
  public var occupancy: Double {
    servers == 0 ? (offeredLoad > 0 ? 1 : 0) : min(1, offeredLoad / Double(servers))
  }

  /// P(wait > t), t ≥ 0.
  public func probabilityWaitExceeds(_ t: Double) -> Double {
    if t < 0 { return 1 }
    return isStable && idle > 0
      ? probabilityOfWait * exp(-idle * t / meanServiceTime) : probabilityOfWait
  }
}
