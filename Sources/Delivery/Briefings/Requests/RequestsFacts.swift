public import Evaluation

/// What a log of requests says of its backlog: what changed, why by the counts, and what it
/// takes to keep a promise in the next season.
public struct RequestsFacts: Codable, Sendable {
  /// The lasting change of the backlog.
  public struct Shift: Codable, Sendable {
    /// ISO dates of the first day of its week, and of the ends of its range.
    public var date: String
    public var earliest: String
    public var latest: String
    /// How many times what it was at the same time of the year.
    public var ratio: StockChange.Ratio
    /// How often a series without a change shows one as clear.
    public var chance: Double
    /// Open at the end of the month before its month, and of its month.
    public var openBefore: Double
    public var openAfter: Double

    public init(
      date: String, earliest: String, latest: String, ratio: StockChange.Ratio, chance: Double,
      openBefore: Double, openAfter: Double
    ) {
      self.date = date
      self.earliest = earliest
      self.latest = latest
      self.ratio = ratio
      self.chance = chance
      self.openBefore = openBefore
      self.openAfter = openAfter
    }
  }

  /// The weeks since the change beside those before it, at the same times of the year.
  public struct Comparison: Codable, Sendable {
    /// Since the change.
    public var weeks: Int
    /// ISO dates: first and last day of both stretches.
    public var before: [String]
    public var after: [String]
    public var change: StockChange
    public var closed: StockChange.Ratio
    public var closingBefore: Closing
    public var closingAfter: Closing

    public init(
      weeks: Int, before: [String], after: [String], change: StockChange,
      closed: StockChange.Ratio, closingBefore: Closing, closingAfter: Closing
    ) {
      self.weeks = weeks
      self.before = before
      self.after = after
      self.change = change
      self.closed = closed
      self.closingBefore = closingBefore
      self.closingAfter = closingAfter
    }

    /// Whether more came, beyond what chance does.
    public var demandRose: Bool { change.arrivals.lower > 1 }
    /// Whether cases stayed open longer, beyond what chance does.
    public var durationRose: Bool { change.timeOpen.lower > 1 }
  }

  /// How long the cases of a stretch took.
  public struct Closing: Codable, Sendable {
    public var name: String
    public var cases: Int
    public var open: Int
    /// Closed within the days promised, and its 95 % range.
    public var share: Double
    public var low: Double
    public var high: Double
    public var median: Double?
    public var ninetieth: Double?

    public init(
      name: String, cases: Int, open: Int, share: Double, low: Double, high: Double,
      median: Double?, ninetieth: Double?
    ) {
      self.name = name
      self.cases = cases
      self.open = open
      self.share = share
      self.low = low
      self.high = high
      self.median = median
      self.ninetieth = ninetieth
    }
  }

  public struct Week: Codable, Sendable {
    /// ISO date of its Monday.
    public var first: String
    public var came: Double
    public var closed: Double
    public var open: Double

    public init(first: String, came: Double, closed: Double, open: Double) {
      self.first = first
      self.came = came
      self.closed = closed
      self.open = open
    }
  }

  /// The season of a year: what came, what was done, what the promise took.
  public struct Season: Codable, Sendable {
    public var year: Int
    public var came: Double
    /// Cases closed, as crew-days.
    public var worked: Double
    /// Crew-days that keep the promise, and their range.
    public var needed: Double
    public var neededLow: Double
    public var neededHigh: Double
    public var kept: Closing

    public init(
      year: Int, came: Double, worked: Double, needed: Double, neededLow: Double,
      neededHigh: Double, kept: Closing
    ) {
      self.year = year
      self.came = came
      self.worked = worked
      self.needed = needed
      self.neededLow = neededLow
      self.neededHigh = neededHigh
      self.kept = kept
    }
  }

  /// A month of the plan.
  public struct Month: Codable, Sendable {
    public var first: String
    public var last: String
    public var openDays: Int
    public var crews: Int
    public var expected: Double
    public var low: Double
    public var high: Double
    /// Median share kept on the futures that check, and its 80 % range.
    public var kept: Double
    public var keptLow: Double
    public var keptHigh: Double

    public init(
      first: String, last: String, openDays: Int, crews: Int, expected: Double, low: Double,
      high: Double, kept: Double, keptLow: Double, keptHigh: Double
    ) {
      self.first = first
      self.last = last
      self.openDays = openDays
      self.crews = crews
      self.expected = expected
      self.low = low
      self.high = high
      self.kept = kept
      self.keptLow = keptLow
      self.keptHigh = keptHigh
    }
  }

  /// Crews for the next season.
  public struct Plan: Codable, Sendable {
    public var year: Int
    public var months: [Month]
    public var crewDays: Int
    /// Crew-days of futures that were known: median and 80 % range.
    public var known: Double
    public var knownLow: Double
    public var knownHigh: Double
    /// Chance on futures the plan was not made for.
    public var checkedChance: Double
    public var futures: Int
    public var cost: Double?

    public init(
      year: Int, months: [Month], crewDays: Int, known: Double, knownLow: Double,
      knownHigh: Double, checkedChance: Double, futures: Int, cost: Double?
    ) {
      self.year = year
      self.months = months
      self.crewDays = crewDays
      self.known = known
      self.knownLow = knownLow
      self.knownHigh = knownHigh
      self.checkedChance = checkedChance
      self.futures = futures
      self.cost = cost
    }
  }

  public var withinDays: Int
  public var share: Double
  public var certainty: Double
  /// "spring", or "1 March to 31 May" where no season has that name.
  public var seasonName: String
  public var currency: String
  /// Nil where nothing lasting changed or the log is too short to tell.
  public var shift: Shift?
  public var comparison: Comparison?
  /// The most open at the end of a day.
  public var peak: Double
  public var peakDate: String
  public var openNow: Double
  public var weeks: [Week]
  public var years: [Closing]
  public var months: [Closing]
  /// The best month of the log with 100 cases or more.
  public var best: Closing?
  public var groupName: String
  public var groups: [Closing]
  /// Groups with fewer cases than may be shown.
  public var groupsHidden: Int
  public var seasons: [Season]
  public var plan: Plan
  public var assumptions: [PlanFacts.Assumption]

  public init(
    withinDays: Int, share: Double, certainty: Double, seasonName: String, currency: String,
    shift: Shift?, comparison: Comparison?, peak: Double, peakDate: String, openNow: Double,
    weeks: [Week], years: [Closing], months: [Closing], best: Closing?, groupName: String,
    groups: [Closing], groupsHidden: Int, seasons: [Season], plan: Plan,
    assumptions: [PlanFacts.Assumption]
  ) {
    self.withinDays = withinDays
    self.share = share
    self.certainty = certainty
    self.seasonName = seasonName
    self.currency = currency
    self.shift = shift
    self.comparison = comparison
    self.peak = peak
    self.peakDate = peakDate
    self.openNow = openNow
    self.weeks = weeks
    self.years = years
    self.months = months
    self.best = best
    self.groupName = groupName
    self.groups = groups
    self.groupsHidden = groupsHidden
    self.seasons = seasons
    self.plan = plan
    self.assumptions = assumptions
  }
}
