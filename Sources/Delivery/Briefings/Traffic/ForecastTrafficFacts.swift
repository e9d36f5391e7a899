public import CivilTime
public import Reports

/// What a forecast of detectors found: what its report says.
public struct TrafficForecastFacts: VerbFacts {
  public static let verb = "forecast"

  /// How far a method was off in the part that was held out.
  public struct Score: Codable, Sendable {
    public var method: String
    /// Whether zeros were judged like other values.
    public var zerosCounted: Bool
    /// Mean absolute error at each step ahead.
    public var error: [Double]
    public var rootMeanSquare: [Double]
    public var judged: Int
    public var missing: Int
    public var mean: Double { error.reduce(0, +) / Double(max(1, error.count)) }

    public init(
      method: String, zerosCounted: Bool, error: [Double], rootMeanSquare: [Double], judged: Int,
      missing: Int
    ) {
      self.method = method
      self.zerosCounted = zerosCounted
      self.error = error
      self.rootMeanSquare = rootMeanSquare
      self.judged = judged
      self.missing = missing
    }
  }

  /// Days' mean error less another method's, with a 95 per cent interval; nil from one day.
  public struct Gain: Codable, Sendable {
    public var method: String
    public var value: Double
    public var low: Double?
    public var high: Double?

    public init(method: String, value: Double, low: Double?, high: Double?) {
      self.method = method
      self.value = value
      self.low = low
      self.high = high
    }
  }

  /// Share of values inside bounds, by two hours of the day.
  public struct Coverage: Codable, Sendable {
    public var level: Double
    public var shares: [Double]
    public var width: Double

    public init(level: Double, shares: [Double], width: Double) {
      self.level = level
      self.shares = shares
      self.width = width
    }
  }

  public struct Event: Codable, Sendable {
    /// nil for the whole area.
    public var detector: String?
    public var start: String
    public var end: String
    public var observed: Double?
    public var usual: Double?
    public var timesPerWeek: Double
    /// Greatest evidence over the level it had to reach.
    public var excess: Double
    public var isDrop: Bool

    public init(
      detector: String?, start: String, end: String, observed: Double?, usual: Double?,
      timesPerWeek: Double, excess: Double, isDrop: Bool
    ) {
      self.detector = detector
      self.start = start
      self.end = end
      self.observed = observed
      self.usual = usual
      self.timesPerWeek = timesPerWeek
      self.excess = excess
      self.isDrop = isDrop
    }
  }

  /// A detector's last day and what comes; wall-clock seconds since 1970, NaN as null.
  public struct Fan: Codable, Sendable {
    public var detector: String
    public var past: [Int64]
    public var recorded: [Double?]
    public var ahead: [Int64]
    public var median: [Double]
    public var levels: [Double]
    public var lower: [[Double]]
    public var upper: [[Double]]

    public init(
      detector: String, past: [Int64], recorded: [Double?], ahead: [Int64], median: [Double],
      levels: [Double], lower: [[Double]], upper: [[Double]]
    ) {
      self.detector = detector
      self.past = past
      self.recorded = recorded
      self.ahead = ahead
      self.median = median
      self.levels = levels
      self.lower = lower
      self.upper = upper
    }
  }

  /// A detector not to rely on, and why.
  public struct Doubt: Codable, Sendable {
    public var detector: String
    public var reason: String

    public init(detector: String, reason: String) {
      self.detector = detector
      self.reason = reason
    }
  }

  public var title = ""
  public var file = ""
  /// "vehicles", "share of time", "mph".
  public var unit = ""
  public var stepMinutes = 5.0
  public var detectors = 0
  public var steps = 0
  public var horizon = 0
  public var first = ""
  public var last = ""
  public var missingShare = 0.0
  public var zeroShare = 0.0
  public var zeroIsMissing = false
  public var quick = false
  public var heldOutDays = 0
  public var heldOutFrom = ""
  public var scores: [Score] = []
  public var gains: [Gain] = []
  public var coverage: [Coverage] = []
  public var alarmsPerWeek = 1.0
  public var weeksJudged = 0.0
  public var incidentCount = 0
  public var areaIncidentCount = 0
  /// The strongest first.
  public var incidents: [Event] = []
  public var fans: [Fan] = []
  public var doubts: [Doubt] = []
  public var doubtCount = 0
  public var notes: [String] = []

  public init() {}

  /// The ensemble's score, or that of the only member.
  public func score(_ method: String, zerosCounted: Bool) -> Score? {
    scores.first { $0.method == method && $0.zerosCounted == zerosCounted }
  }

  public func report(origin: Report.Origin) -> Report {
    TrafficForecastBriefing.report(self, origin: origin)
  }
}
