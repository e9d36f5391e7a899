/// How a stock of cases is cleared by a date.
public struct BacklogFacts: Codable, Sendable {
  /// A week of the plan.
  public struct Week: Codable, Sendable {
    /// ISO dates of its first and last day.
    public var first: String
    public var last: String
    public var inflow: Double
    public var inflowLow: Double
    public var inflowHigh: Double
    /// Paid persons, new ones among them.
    public var people: Double
    public var hires: Int
    public var overtimeHours: Double
    /// Cases that can be worked on.
    public var capacity: Double
    /// Left at the end: median, and the range that holds 8 times in 10.
    public var left: Double
    public var leftLow: Double
    public var leftHigh: Double
    /// Chance that no more than the allowed cases are left.
    public var chance: Double

    public init(
      first: String, last: String, inflow: Double, inflowLow: Double, inflowHigh: Double,
      people: Double, hires: Int, overtimeHours: Double, capacity: Double, left: Double,
      leftLow: Double, leftHigh: Double, chance: Double
    ) {
      self.first = first
      self.last = last
      self.inflow = inflow
      self.inflowLow = inflowLow
      self.inflowHigh = inflowHigh
      self.people = people
      self.hires = hires
      self.overtimeHours = overtimeHours
      self.capacity = capacity
      self.left = left
      self.leftLow = leftLow
      self.leftHigh = leftHigh
      self.chance = chance
    }
  }

  /// The same cases cleared by another date; no cost where that is impossible.
  public struct Deadline: Codable, Sendable {
    public var date: String
    public var cost: Double?
    public var bound: Double?
    public var hires: Int?
    public var overtimeHours: Double?
    /// The best chance within the limits, where the date cannot be kept.
    public var bestChance: Double?

    public init(
      date: String, cost: Double? = nil, bound: Double? = nil, hires: Int? = nil,
      overtimeHours: Double? = nil, bestChance: Double? = nil
    ) {
      self.date = date
      self.cost = cost
      self.bound = bound
      self.hires = hires
      self.overtimeHours = overtimeHours
      self.bestChance = bestChance
    }
  }
  public var currency: String
  public var onHand: Double
  public var allowedLeft: Double
  public var clearBy: String
  public var certainty: Double
  public var people: Double
  /// Beyond the staff already there.
  public var cost: Double
  public var bound: Double
  public var relativeGap: Double
  /// Chance on futures the plan was not made for.
  public var checkedChance: Double
  /// Chance without hires and overtime.
  public var standingChance: Double
  public var paths: Int
  public var weeks: [Week]
  public var deadlines: [Deadline]
  public var assumptions: [PlanFacts.Assumption]
  public var notes: [String]

  public init(
    currency: String, onHand: Double, allowedLeft: Double, clearBy: String, certainty: Double,
    people: Double, cost: Double, bound: Double, relativeGap: Double, checkedChance: Double,
    standingChance: Double, paths: Int, weeks: [Week], deadlines: [Deadline],
    assumptions: [PlanFacts.Assumption], notes: [String]
  ) {
    self.currency = currency
    self.onHand = onHand
    self.allowedLeft = allowedLeft
    self.clearBy = clearBy
    self.certainty = certainty
    self.people = people
    self.cost = cost
    self.bound = bound
    self.relativeGap = relativeGap
    self.checkedChance = checkedChance
    self.standingChance = standingChance
    self.paths = paths
    self.weeks = weeks
    self.deadlines = deadlines
    self.assumptions = assumptions
    self.notes = notes
  }

  public var hires: Int { weeks.reduce(0) { $0 + $1.hires } }
  public var overtimeHours: Double { weeks.reduce(0) { $0 + $1.overtimeHours } }
}
