/// The rest of a day, seen again from what its first hours brought.
public struct IntradayFacts: Codable, Sendable {
  /// A share with the 80 % range over the courses that the day may still take.
  public struct Range: Codable, Sendable {
    public var expected: Double
    public var low: Double
    public var high: Double

    public init(expected: Double, low: Double, high: Double) {
      self.expected = FileNumbers.rounded(expected)
      self.low = FileNumbers.rounded(low)
      self.high = FileNumbers.rounded(high)
    }
  }

  /// People of a line of the schedule whose day changes.
  public struct Change: Codable, Sendable {
    public var shiftID: String
    public var unit: String
    public var pattern: String
    public var count: Int
    public var start: String
    public var end: String
    public var newEnd: String
    /// As in `schedule.csv`.
    public var breaks: String
    public var newBreaks: String
    /// Change of pay of all of them together.
    public var cost: Double

    public init(
      shiftID: String, unit: String, pattern: String, count: Int, start: String, end: String,
      newEnd: String, breaks: String, newBreaks: String, cost: Double
    ) {
      self.shiftID = shiftID
      self.unit = unit
      self.pattern = pattern
      self.count = count
      self.start = start
      self.end = end
      self.newEnd = newEnd
      self.breaks = breaks
      self.newBreaks = newBreaks
      self.cost = FileNumbers.rounded(cost)
    }
  }

  /// An interval of the day.
  public struct Interval: Codable, Sendable {
    public var start: String
    public var end: String
    /// What came, where it is known.
    public var came: Double?
    public var before: Double
    public var after: Range
    public var peopleBefore: Int
    public var peopleAfter: Int
    /// What one more person here would save in missed contacts, in money.
    public var saving: Double

    public init(
      start: String, end: String, came: Double?, before: Double, after: Range, peopleBefore: Int,
      peopleAfter: Int, saving: Double
    ) {
      self.start = start
      self.end = end
      self.came = came
      self.before = FileNumbers.rounded(before)
      self.after = after
      self.peopleBefore = peopleBefore
      self.peopleAfter = peopleAfter
      self.saving = FileNumbers.rounded(saving)
    }
  }

  /// One unit's rest of the day.
  public struct Unit: Codable, Sendable {
    public var unit: String
    /// Expected of the intervals seen, and what they brought.
    public var morningExpected: Double
    public var morningCame: Double
    /// Contacts of the rest, before and after the morning was seen.
    public var restBefore: Range
    public var restAfter: Range
    /// Service of the rest without and with the changes, and the share of such days that keep
    /// the promise.
    public var serviceKept: Range
    public var chanceKept: Double
    public var serviceChanged: Range
    public var chanceChanged: Double
    public var absent: Int
    /// Whether the promise stays out of reach with everybody asked who could help.
    public var isOutOfStaff: Bool?
    /// Pay, price of changes and of missed contacts, and what they cannot be below.
    public var objective: Double
    public var bound: Double
    public var missedPrice: Double
    public var changes: [Change]
    public var intervals: [Interval]

    public init(
      unit: String, morningExpected: Double, morningCame: Double, restBefore: Range,
      restAfter: Range, serviceKept: Range, chanceKept: Double, serviceChanged: Range,
      chanceChanged: Double, absent: Int, isOutOfStaff: Bool, objective: Double, bound: Double,
      missedPrice: Double, changes: [Change], intervals: [Interval]
    ) {
      self.unit = unit
      self.morningExpected = FileNumbers.rounded(morningExpected)
      self.morningCame = morningCame
      self.restBefore = restBefore
      self.restAfter = restAfter
      self.serviceKept = serviceKept
      self.chanceKept = FileNumbers.rounded(chanceKept)
      self.serviceChanged = serviceChanged
      self.chanceChanged = FileNumbers.rounded(chanceChanged)
      self.absent = absent
      self.isOutOfStaff = isOutOfStaff
      self.objective = objective
      self.bound = bound
      self.missedPrice = FileNumbers.rounded(missedPrice)
      self.changes = changes
      self.intervals = intervals
    }

    public var cost: Double { changes.reduce(0) { $0 + $1.cost } }
    public var people: Int { changes.reduce(0) { $0 + $1.count } }
  }

  public var currency: String
  public var promise: String
  public var confidence: Double
  /// As a label of the files.
  public var now: String
  /// Whether the day's courses are sample paths of the forecast.
  public var isJoint: Bool
  public var units: [Unit]
  public var notes: [String]
  public var assumptions: [PlanFacts.Assumption]

  public init(
    currency: String, promise: String, confidence: Double, now: String, isJoint: Bool,
    units: [Unit], notes: [String], assumptions: [PlanFacts.Assumption]
  ) {
    self.currency = currency
    self.promise = promise
    self.confidence = confidence
    self.now = now
    self.isJoint = isJoint
    self.units = units
    self.notes = notes
    self.assumptions = assumptions
  }

  public var changes: [Change] { units.flatMap(\.changes) }
  public var people: Int { units.reduce(0) { $0 + $1.people } }
  public var cost: Double { units.reduce(0) { $0 + $1.cost } }
  public var objective: Double { units.reduce(0) { $0 + $1.objective } }
  public var bound: Double { units.reduce(0) { $0 + $1.bound } }
}
