/// A roster of named people: what was asked, what it keeps and breaks, and how good it
/// is proved to be.
public struct RosterFacts: Codable, Sendable {
  /// One person over the whole roster.
  public struct Share: Codable, Sendable {
    public var person: String
    public var contract: String
    public var shifts: Int
    public var hours: Double
    public var weekends: Int
    /// Shifts that end on the day after they began.
    public var nights: Int
    public var requests: Int
    public var granted: Int
    /// Days that differ from the published roster.
    public var changes: Int

    public init(
      person: String, contract: String, shifts: Int, hours: Double, weekends: Int, nights: Int,
      requests: Int, granted: Int, changes: Int
    ) {
      self.person = person
      self.contract = contract
      self.shifts = shifts
      self.hours = hours
      self.weekends = weekends
      self.nights = nights
      self.requests = requests
      self.granted = granted
      self.changes = changes
    }
  }

  /// Something that is broken, in plain words, with its price; nil where it must not be.
  public struct Breach: Codable, Sendable {
    public var sentence: String
    public var price: Double?

    public init(sentence: String, price: Double?) {
      self.sentence = sentence
      self.price = price
    }
  }

  /// People in a shift on a day, against the need.
  public struct Cover: Codable, Sendable {
    /// ISO date.
    public var date: String
    public var shift: String
    public var required: Int
    public var given: Int

    public init(date: String, shift: String, required: Int, given: Int) {
      self.date = date
      self.shift = shift
      self.required = required
      self.given = given
    }
  }

  /// Rules and needs that cannot be kept together, in words, and the ways out.
  public struct Impasse: Codable, Sendable {
    /// Whose own rules it is about; nil where it takes needs.
    public var person: String?
    public var reasons: [String]
    public var isSmallest: Bool
    /// What would have to give so that every need is met.
    public var changes: [String]
    public var isLeastChange: Bool
    /// What stays open with every rule kept.
    public var shortages: [String]
    public var isLeastShortage: Bool

    public init(
      person: String?, reasons: [String], isSmallest: Bool, changes: [String],
      isLeastChange: Bool, shortages: [String], isLeastShortage: Bool
    ) {
      self.person = person
      self.reasons = reasons
      self.isSmallest = isSmallest
      self.changes = changes
      self.isLeastChange = isLeastChange
      self.shortages = shortages
      self.isLeastShortage = isLeastShortage
    }

    /// The ways out as sentences.
    public var ways: [String] {
      var list: [String] = []
      if !changes.isEmpty {
        list.append(
          (isLeastChange ? "The least change of these rules" : "A change of rules")
            + " that makes a roster possible: \(Self.shown(changes)).")
      } else if person == nil {
        list.append("No change of these rules was found that helps: it takes more people.")
      }
      if !shortages.isEmpty {
        list.append(
          "With every rule kept, \(isLeastShortage ? "no less than this" : "this") stays open: "
            + "\(Self.shown(shortages)).")
      }
      return list
    }

    private static func shown(_ list: [String]) -> String {
      list.prefix(6).joined(separator: "; ")
        + (list.count > 6 ? "; and \(list.count - 6) more" : "")
    }
  }

  /// ISO date of the first day.
  public var firstDay: String
  public var days: Int
  public var shifts: [String]
  public var penalty: Double
  /// No roster that keeps the rules has a smaller penalty.
  public var bound: Double
  public var isProved: Bool
  public var violations: [Breach]
  public var breaches: [Breach]
  public var people: [Share]
  public var cover: [Cover]
  /// Duties that differ from the published roster; nil where there is none.
  public var changes: Int?
  /// No roster within the rules changes fewer.
  public var leastChanges: Int?
  public var assumptions: [PlanFacts.Assumption]
  public var notes: [String]
  /// Why needs are not met, where it was worked out.
  public var impasse: Impasse?

  public init(
    firstDay: String, days: Int, shifts: [String], penalty: Double, bound: Double, isProved: Bool,
    violations: [Breach], breaches: [Breach], people: [Share], cover: [Cover], changes: Int?,
    leastChanges: Int?, assumptions: [PlanFacts.Assumption], notes: [String],
    impasse: Impasse? = nil
  ) {
    self.firstDay = firstDay
    self.days = days
    self.shifts = shifts
    self.penalty = penalty
    self.bound = bound
    self.isProved = isProved
    self.violations = violations
    self.breaches = breaches
    self.people = people
    self.cover = cover
    self.changes = changes
    self.leastChanges = leastChanges
    self.assumptions = assumptions
    self.notes = notes
    self.impasse = impasse
  }
}
