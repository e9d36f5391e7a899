public import Reports

/// What changed in what people write, as `apportion feedback trends` tells it.
public struct TrendsFacts: VerbFacts {
  public static let verb = "trends"

  public struct Theme: Codable, Sendable {
    public var name: String
    /// A value a period; nil where the count is hidden.
    public var counts: [Int?]
    public var rates: [Double?]
    public var lower: [Double?]
    public var upper: [Double?]
    /// The last change of its rate: the first day of the period, the rate after over before
    /// with its 95 % interval; nil for none, or where it would tell a hidden count.
    public var change: Change?

    public init(
      name: String, counts: [Int?], rates: [Double?], lower: [Double?], upper: [Double?],
      change: Change?
    ) {
      self.name = name
      self.counts = counts
      self.rates = rates
      self.lower = lower
      self.upper = upper
      self.change = change
    }
  }

  public struct Change: Codable, Sendable {
    public var day: String
    public var ratio: Double
    public var lower: Double
    public var upper: Double

    public init(day: String, ratio: Double, lower: Double, upper: Double) {
      self.day = day
      self.ratio = ratio
      self.lower = lower
      self.upper = upper
    }
  }

  public struct Alarm: Codable, Sendable {
    public var name: String
    /// Periods of the window, and its comments over those expected.
    public var window: Int
    public var ratio: Double
    /// Chance that anything at all would look like this in a quiet time.
    public var chance: Double

    public init(name: String, window: Int, ratio: Double, chance: Double) {
      self.name = name
      self.window = window
      self.ratio = ratio
      self.chance = chance
    }
  }

  public struct Word: Codable, Sendable {
    public var word: String
    /// Odds in the last periods over those before, with the 95 % interval.
    public var ratio: Double
    public var lower: Double
    public var upper: Double

    public init(word: String, ratio: Double, lower: Double, upper: Double) {
      self.word = word
      self.ratio = ratio
      self.lower = lower
      self.upper = upper
    }
  }

  public var title: String
  public var data: CommentFacts
  public var privacy: PrivacyFacts
  /// First days of the periods.
  public var days: [String]
  public var period: String
  /// Comments of each period; nil where hidden.
  public var volumes: [Int?]
  public var themes: [Theme]
  public var alarms: [Alarm]
  /// Whether the alarm could be looked for: there are periods enough.
  public var isWatched: Bool
  /// Periods at the end whose words are compared with those before.
  public var lastPeriods: Int
  public var risen: [Word]
  public var fallen: [Word]
  public var quotes: [String]
  /// Where the themes came from, in words.
  public var origin: String

  public init(
    title: String, data: CommentFacts, privacy: PrivacyFacts, days: [String], period: String,
    volumes: [Int?], themes: [Theme], alarms: [Alarm], isWatched: Bool, lastPeriods: Int,
    risen: [Word], fallen: [Word], quotes: [String], origin: String
  ) {
    self.title = title
    self.data = data
    self.privacy = privacy
    self.days = days
    self.period = period
    self.volumes = volumes
    self.themes = themes
    self.alarms = alarms
    self.isWatched = isWatched
    self.lastPeriods = lastPeriods
    self.risen = risen
    self.fallen = fallen
    self.quotes = quotes
    self.origin = origin
  }

  public func report(origin: Report.Origin) -> Report {
    TrendsBriefing.report(facts: self, origin: origin)
  }
}
