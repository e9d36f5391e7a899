public import Reports

/// What `traffic assign` found.
public struct AssignFacts: VerbFacts {
  public static let verb = "assign"

  /// A number with the 80 % range over what the demand leaves open; nil ends where that was not
  /// sampled.
  public struct Span: Codable, Sendable, Equatable {
    public var value: Double
    public var low: Double?
    public var high: Double?

    public init(_ value: Double, low: Double? = nil, high: Double? = nil) {
      self.value = FileNumbers.rounded(value)
      self.low = low.map(FileNumbers.rounded)
      self.high = high.map(FileNumbers.rounded)
    }
  }
  public struct Totals: Codable, Sendable, Equatable {
    /// Vehicle-hours on the road, and lost against an empty road.
    public var hours: Span
    public var delayHours: Span
    /// Mean of a trip.
    public var minutesPerTrip: Double

    public init(hours: Span, delayHours: Span, minutesPerTrip: Double) {
      self.hours = hours
      self.delayHours = delayHours
      self.minutesPerTrip = minutesPerTrip
    }
  }
  public struct Link: Codable, Sendable, Equatable {
    /// "12 → 13".
    public var name: String
    public var flow: Span
    public var capacity: Double
    /// Flow over capacity; nil where the link's time does not depend on flow.
    public var ratio: Double?
    /// To pass it, in minutes: now, and when empty.
    public var minutes: Double
    public var freeMinutes: Double
    public var delayHours: Span
    /// Against the base, of a what-if.
    public var flowChange: Span?

    public init(
      name: String, flow: Span, capacity: Double, ratio: Double?, minutes: Double,
      freeMinutes: Double, delayHours: Span, flowChange: Span? = nil
    ) {
      self.name = name
      self.flow = flow
      self.capacity = capacity
      self.ratio = ratio
      self.minutes = minutes
      self.freeMinutes = freeMinutes
      self.delayHours = delayHours
      self.flowChange = flowChange
    }
  }
  /// Trips from one zone before and after a change.
  public struct Zone: Codable, Sendable, Equatable {
    public var name: String
    public var trips: Double
    /// Mean of a trip.
    public var minutesBefore: Double
    public var minutesAfter: Double
    /// Of all its trips, after less before.
    public var hours: Double

    public init(
      name: String, trips: Double, minutesBefore: Double, minutesAfter: Double, hours: Double
    ) {
      self.name = name
      self.trips = FileNumbers.rounded(trips)
      self.minutesBefore = FileNumbers.rounded(minutesBefore)
      self.minutesAfter = FileNumbers.rounded(minutesAfter)
      self.hours = FileNumbers.rounded(hours)
    }
  }
  /// Set against the same demand on today's network.
  public struct Change: Codable, Sendable, Equatable {
    public var sentences: [String]
    public var before: Totals
    /// After less before.
    public var hours: Span
    public var delayHours: Span
    /// Share of the draws in which all trips together take longer; nil where not sampled.
    public var shareLonger: Double?
    public var zones: [Zone]
    /// Links whose flow changes most.
    public var links: [Link]
    /// Trips that could be made before and no longer can.
    public var lostTrips: Double
    public var scalesDemand: Bool

    public init(
      sentences: [String], before: Totals, hours: Span, delayHours: Span, shareLonger: Double?,
      zones: [Zone], links: [Link], lostTrips: Double, scalesDemand: Bool
    ) {
      self.sentences = sentences
      self.before = before
      self.hours = hours
      self.delayHours = delayHours
      self.shareLonger = shareLonger
      self.zones = zones
      self.links = links
      self.lostTrips = FileNumbers.rounded(lostTrips)
      self.scalesDemand = scalesDemand
    }
  }
  public struct Pair: Codable, Sendable, Equatable {
    public var from: String
    public var to: String
    public var trips: Double

    public init(from: String, to: String, trips: Double) {
      self.from = from
      self.to = to
      self.trips = FileNumbers.rounded(trips)
    }
  }
  public struct Selection: Codable, Sendable, Equatable {
    public var links: [String]
    public var trips: Double
    public var pairCount: Int
    /// The largest.
    public var pairs: [Pair]

    public init(links: [String], trips: Double, pairCount: Int, pairs: [Pair]) {
      self.links = links
      self.trips = FileNumbers.rounded(trips)
      self.pairCount = pairCount
      self.pairs = pairs
    }
  }
  /// How well flows meet counts.
  public struct Fit: Codable, Sendable, Equatable {
    /// Root of the mean squared difference over the mean count.
    public var relativeError: Double
    /// Share of counts with a GEH below 5.
    public var shareGood: Double

    public init(relativeError: Double, shareGood: Double) {
      self.relativeError = FileNumbers.rounded(relativeError)
      self.shareGood = FileNumbers.rounded(shareGood)
    }
  }
  public struct Count: Codable, Sendable, Equatable {
    public var name: String
    public var counted: Double
    public var prior: Double
    public var estimated: Double
    public var leftOut: Double

    public init(name: String, counted: Double, prior: Double, estimated: Double, leftOut: Double) {
      self.name = name
      self.counted = FileNumbers.rounded(counted)
      self.prior = FileNumbers.rounded(prior)
      self.estimated = FileNumbers.rounded(estimated)
      self.leftOut = FileNumbers.rounded(leftOut)
    }
  }
  /// A trip table fitted to counts.
  public struct Estimate: Codable, Sendable, Equatable {
    public var counts: [Count]
    /// Standard error allowed to a pair, as a share of its trips.
    public var spread: Double
    public var tripsBefore: Double
    public var tripsAfter: Double
    /// Σ|after − before| over trips before.
    public var shareMoved: Double
    public var prior: Fit
    public var fit: Fit
    public var leftOut: Fit

    public init(
      counts: [Count], spread: Double, tripsBefore: Double, tripsAfter: Double, shareMoved: Double,
      prior: Fit, fit: Fit, leftOut: Fit
    ) {
      self.counts = counts
      self.spread = spread
      self.tripsBefore = FileNumbers.rounded(tripsBefore)
      self.tripsAfter = FileNumbers.rounded(tripsAfter)
      self.shareMoved = FileNumbers.rounded(shareMoved)
      self.prior = prior
      self.fit = fit
      self.leftOut = leftOut
    }
  }
  /// What the road network is.
  public struct Network: Codable, Sendable, Equatable {
    public var file: String
    public var format: String
    public var nodes: Int
    public var links: Int
    public var zones: Int

    public init(file: String, format: String, nodes: Int, links: Int, zones: Int) {
      self.file = file
      self.format = format
      self.nodes = nodes
      self.links = links
      self.zones = zones
    }
  }
  /// How near the flows are to what was asked.
  public struct Convergence: Codable, Sendable, Equatable {
    public enum Status: String, Codable, Sendable {
      case converged
      case timeLimit = "time_limit"
      case roundLimit = "round_limit"
    }
    public var status: Status
    public var asked: Double
    public var reached: Double
    public var rounds: Int

    public init(status: Status, asked: Double, reached: Double, rounds: Int) {
      self.status = status
      self.asked = asked
      self.reached = reached
      self.rounds = rounds
    }
  }

  /// The links a map shows: the most important where there are many.
  public var map: AssignMap?
  public var title: String
  public var period: String
  public var network: Network
  public var classNames: [String]
  public var isSystemOptimum: Bool
  public var convergence: Convergence
  /// Vehicles that could be sent on their way, and those no path serves.
  public var served: Double
  public var unserved: Double
  public var unservedPairs: Int
  /// The largest of them.
  public var unservedExamples: [Pair]
  public var totals: Totals
  /// The most delay first.
  public var bottlenecks: [Link]
  /// Links with flow above capacity, and their share of all delay.
  public var overloaded: Int
  public var change: Change?
  public var selection: Selection?
  public var estimate: Estimate?
  public var valueOfTime: Double
  /// Standard deviation over mean of a pair's trips, draws made and wanted.
  public var demandSpread: Double
  public var samples: Int
  public var samplesWanted: Int
  public var sampleGap: Double
  public var notes: [String]

  public init(
    title: String, period: String, network: Network, classNames: [String], isSystemOptimum: Bool,
    convergence: Convergence, served: Double, unserved: Double, unservedPairs: Int,
    unservedExamples: [Pair], totals: Totals, bottlenecks: [Link], overloaded: Int,
    change: Change? = nil, selection: Selection? = nil, estimate: Estimate? = nil,
    valueOfTime: Double, demandSpread: Double, samples: Int, samplesWanted: Int,
    sampleGap: Double, notes: [String], map: AssignMap? = nil
  ) {
    self.map = map
    self.title = title
    self.period = period
    self.network = network
    self.classNames = classNames
    self.isSystemOptimum = isSystemOptimum
    self.convergence = convergence
    self.served = FileNumbers.rounded(served)
    self.unserved = FileNumbers.rounded(unserved)
    self.unservedPairs = unservedPairs
    self.unservedExamples = unservedExamples
    self.totals = totals
    self.bottlenecks = bottlenecks
    self.overloaded = overloaded
    self.change = change
    self.selection = selection
    self.estimate = estimate
    self.valueOfTime = valueOfTime
    self.demandSpread = demandSpread
    self.samples = samples
    self.samplesWanted = samplesWanted
    self.sampleGap = sampleGap
    self.notes = notes
  }

  public func report(origin: Report.Origin) -> Report {
    AssignBriefing(facts: self).report(origin: origin)
  }
}
