/// How sure a plan is of whole days, over the courses that the forecast holds possible.
public struct SampledPlanFacts: Codable, Sendable {
  /// A day of a unit.
  public struct Day: Codable, Sendable {
    public var unit: String
    /// ISO date.
    public var date: String
    public var contacts: Double
    /// Share of the courses on which the day keeps the promise.
    public var chance: Double
    /// Share of the contacts served as promised; ends of its 80 % range over the courses.
    public var service: Double
    public var low: Double
    public var high: Double
    /// What a contact not served as promised costs in the plan.
    public var missedPrice: Double

    public init(
      unit: String, date: String, contacts: Double, chance: Double, service: Double, low: Double,
      high: Double, missedPrice: Double
    ) {
      self.unit = unit
      self.date = date
      self.contacts = FileNumbers.rounded(contacts)
      self.chance = FileNumbers.rounded(chance)
      self.service = FileNumbers.rounded(service)
      self.low = FileNumbers.rounded(low)
      self.high = FileNumbers.rounded(high)
      self.missedPrice = FileNumbers.rounded(missedPrice)
    }
  }

  /// What one more person in an interval would do.
  public struct Gain: Codable, Sendable {
    public var unit: String
    public var start: String
    public var people: Int
    /// Contacts more that are served as promised.
    public var contacts: Double
    /// What they are worth at the day's price.
    public var worth: Double

    public init(unit: String, start: String, people: Int, contacts: Double, worth: Double) {
      self.unit = unit
      self.start = start
      self.people = people
      self.contacts = FileNumbers.rounded(contacts)
      self.worth = FileNumbers.rounded(worth)
    }
  }

  /// A plan for the forecast's means, by the same shifts, held against the same courses.
  public struct MeanPlan: Codable, Sendable {
    public var cost: Double
    public var paidHours: Double
    /// Share of days that keep the promise.
    public var chance: Double
    public var service: Double

    public init(cost: Double, paidHours: Double, chance: Double, service: Double) {
      self.cost = cost
      self.paidHours = paidHours
      self.chance = FileNumbers.rounded(chance)
      self.service = FileNumbers.rounded(service)
    }
  }

  /// Courses of a day.
  public var courses: Int
  /// Whether they are sample paths of the forecast; else each is quiet or busy throughout.
  public var isJoint: Bool
  public var days: [Day]
  /// By worth, the most first.
  public var gains: [Gain]
  public var meanPlan: MeanPlan?

  public init(
    courses: Int, isJoint: Bool, days: [Day], gains: [Gain], meanPlan: MeanPlan?
  ) {
    self.courses = courses
    self.isJoint = isJoint
    self.days = days
    self.gains = gains
    self.meanPlan = meanPlan
  }

  /// Mean of the days, each as one.
  public var meanChance: Double {
    days.isEmpty ? 1 : days.reduce(0) { $0 + $1.chance } / Double(days.count)
  }

  /// Mean over all contacts.
  public var meanService: Double {
    let contacts = days.reduce(0) { $0 + $1.contacts }
    return contacts > 0 ? days.reduce(0) { $0 + $1.contacts * $1.service } / contacts : 1
  }
}
