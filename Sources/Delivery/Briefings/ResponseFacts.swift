/// How soon an emergency service arrives, class by class.
public struct ResponseFacts: Codable, Sendable {
  public struct CallClass: Codable, Sendable {
    public var name: String
    /// Expected in the whole period.
    public var calls: Double
    /// The promise: this share within so many seconds.
    public var share: Double
    public var withinSeconds: Double
    /// Worked out at the expected rates, and at those of a busy time, 1 in 10.
    public var expected: Double
    public var busy: Double
    /// Played through, with the range that chance leaves, 19 times in 20.
    public var played: Double
    public var playedLow: Double
    public var playedHigh: Double
    /// Half and nine in ten are reached by then, played through; seconds.
    public var median: Double
    public var ninetieth: Double
    /// Mean wait for a free crew, seconds.
    public var wait: Double

    public init(
      name: String, calls: Double, share: Double, withinSeconds: Double, expected: Double,
      busy: Double, played: Double, playedLow: Double, playedHigh: Double, median: Double,
      ninetieth: Double, wait: Double
    ) {
      self.name = name
      self.calls = calls
      self.share = share
      self.withinSeconds = withinSeconds
      self.expected = expected
      self.busy = busy
      self.played = played
      self.playedLow = playedLow
      self.playedHigh = playedHigh
      self.median = median
      self.ninetieth = ninetieth
      self.wait = wait
    }
  }
  public var classes: [CallClass]
  public var replications: Int
  /// Share of their time that crews are on a call.
  public var occupancy: Double

  public init(classes: [CallClass], replications: Int, occupancy: Double) {
    self.classes = classes
    self.replications = replications
    self.occupancy = occupancy
  }
}
