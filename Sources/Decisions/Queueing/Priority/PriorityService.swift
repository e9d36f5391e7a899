/// Crews who answer calls by priority and then have a way to go: how soon they arrive, and how
/// many are needed.
///
/// The wait for a free crew is that of `PriorityDelay`, with one service time for all classes:
/// the mean over the load at hand. The way of each class is a distribution of its own,
/// independent of the wait.
public struct PriorityService: Sendable, Equatable {
  /// Calls of one urgency.
  public struct CallClass: Sendable, Equatable {
    /// Mean seconds from the departure of a crew until it is free again.
    public var meanJobSeconds: Double
    /// Seconds from the departure to the arrival.
    public var way: DurationDistribution
    /// The share of calls that a crew reaches within `seconds` of the call.
    public var share: Double
    public var seconds: Double

    /// `meanJobSeconds` and `seconds` above 0, `share` in (0, 1).
    public init(
      meanJobSeconds: Double, way: DurationDistribution, share: Double, seconds: Double
    ) throws(QueueingError) {
      try require(
        meanJobSeconds > 0 && meanJobSeconds.isFinite, "mean job", meanJobSeconds, "above 0 seconds"
      )
      try require(share > 0 && share < 1, "share reached in time", share, "above 0 and below 1")
      try require(seconds > 0 && seconds.isFinite, "response time", seconds, "above 0 seconds")
      self.meanJobSeconds = meanJobSeconds
      self.way = way
      self.share = share
      self.seconds = seconds
    }
  }

  /// The most urgent first.
  public let classes: [CallClass]

  /// Throws for a class that is late too often even where a crew leaves at once.
  public init(_ classes: [CallClass]) throws(QueueingError) {
    try require(!classes.isEmpty, "number of classes", 0, "at least 1")
    for entry in classes where 1 - entry.way.survival(entry.seconds) < entry.share {
      throw .invalidParameter(
        parameter: "share reached in time", value: entry.share,
        requirement: "at most what the way alone allows, "
          + "\(((1 - entry.way.survival(entry.seconds)) * 1_000).rounded() / 1_000)")
    }
    self.classes = classes
  }

  private static let wayPieces = 48

  /// The crews that all classes together keep busy, in erlangs.
  public func load(ratesPerHour: [Double]) -> Double {
    zip(ratesPerHour, classes).reduce(0) { $0 + $1.0 / 3_600 * $1.1.meanJobSeconds }
  }

  /// The share of each class's calls that a crew reaches in time.
  public func reachedInTime(crews: Int, ratesPerHour: [Double]) throws(QueueingError) -> [Double] {
    let total = ratesPerHour.reduce(0, +)
    let load = load(ratesPerHour: ratesPerHour)
    let mean = total > 0 ? load / (total / 3_600) : classes[0].meanJobSeconds
    let delay = try PriorityDelay(
      servers: crews, arrivalRates: ratesPerHour.map { $0 / 3_600 }, meanServiceTime: mean)
    return classes.indices.map { k in
      if crews == 0 { return 0 }
      let entry = classes[k]
      // P(wait + way > t) by pieces of the way, each at its middle.
      let width = entry.seconds / Double(Self.wayPieces)
      var late = entry.way.survival(entry.seconds)
      var from = 1.0
      for piece in 0..<Self.wayPieces {
        let to = entry.way.survival(Double(piece + 1) * width)
        let left = entry.seconds - (Double(piece) + 0.5) * width
        late += (from - to) * delay.probabilityOfWait(longerThan: left, class: k)
        from = to
      }
      return max(0, 1 - late)
    }
  }

  /// The fewest crews that keep every class's promise.
  public func crewsRequired(ratesPerHour: [Double]) throws(QueueingError) -> Int {
    for rate in ratesPerHour {
      try require(rate >= 0 && rate.isFinite, "arrival rate", rate, "at least 0 an hour")
    }
    guard ratesPerHour.contains(where: { $0 > 0 }) else { return 0 }
    var crews = max(1, Int(load(ratesPerHour: ratesPerHour)))
    while crews < ContactQueue.agentLimit {
      let reached = try reachedInTime(crews: crews, ratesPerHour: ratesPerHour)
      let isKept = classes.indices.allSatisfy {
        ratesPerHour[$0] <= 0 || reached[$0] >= classes[$0].share
      }
      if isKept { return crews }
      crews += 1
    }
    throw .unattainable(limit: ContactQueue.agentLimit)
  }
}
