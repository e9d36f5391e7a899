/// A roster as planners write it in a recipe: kinds of shift, contracts, how many are
/// needed, and what may be broken at which price. `problem` turns it, with the people and
/// their requests, into a `RosterProblem`.
public struct RosterTerms: Hashable, Codable, Sendable {
  /// A kind of shift.
  public struct Shift: Hashable, Codable, Sendable {
    public var name: String
    public var start: ClockTime
    /// Minutes from start to end; 1 … 1,440.
    public var length: Int
    /// Minutes it counts for; nil for `length`.
    public var paidMinutes: Int?
    /// Skills a person needs for it.
    public var skills: [String]

    public init(
      name: String, start: ClockTime, length: Int, paidMinutes: Int? = nil, skills: [String] = []
    ) {
      self.name = name
      self.start = start
      self.length = length
      self.paidMinutes = paidMinutes
      self.skills = skills
    }
  }

  /// A limit from below, from above or both; without a price it must hold.
  public struct Limit: Hashable, Codable, Sendable {
    public var min: Double?
    public var max: Double?
    /// Price of one unit of breach: an hour, a shift, a day, a weekend.
    public var price: Double?
    /// The shifts it is about; nil for all.
    public var shifts: [String]?

    public init(
      min: Double? = nil, max: Double? = nil, price: Double? = nil, shifts: [String]? = nil
    ) {
      self.min = min
      self.max = max
      self.price = price
      self.shifts = shifts
    }
  }

  /// Days off after some shifts.
  public struct Rest: Hashable, Codable, Sendable {
    public var after: [String]
    public var days: Int
    public var price: Double?

    public init(after: [String], days: Int, price: Double? = nil) {
      self.after = after
      self.days = days
      self.price = price
    }
  }

  /// What people of one kind of contract may be asked.
  public struct Contract: Hashable, Codable, Sendable {
    public var name: String
    /// Hours over the whole roster.
    public var hours: Limit?
    /// Shifts over the whole roster, of all kinds or of some.
    public var shifts: [Limit]
    /// Weekends with work on at least one day.
    public var weekends: Limit?
    /// Days worked in a row.
    public var daysInARow: Limit?
    /// Days off in a row.
    public var daysOffInARow: Limit?
    /// Days in a row in some kinds of shift.
    public var runs: [Limit]
    /// Weekends are worked whole or not at all: 0 for a must, a price for a wish, nil for
    /// neither.
    public var wholeWeekends: Double?
    public var rests: [Rest]

    public init(
      name: String, hours: Limit? = nil, shifts: [Limit] = [], weekends: Limit? = nil,
      daysInARow: Limit? = nil, daysOffInARow: Limit? = nil, runs: [Limit] = [],
      wholeWeekends: Double? = nil, rests: [Rest] = []
    ) {
      self.name = name
      self.hours = hours
      self.shifts = shifts
      self.weekends = weekends
      self.daysInARow = daysInARow
      self.daysOffInARow = daysOffInARow
      self.runs = runs
      self.wholeWeekends = wholeWeekends
      self.rests = rests
    }
  }

  /// How many are needed in a kind of shift on some weekdays.
  public struct Need: Hashable, Codable, Sendable {
    public var shift: String
    /// ISO weekdays, 1 (Monday) to 7.
    public var days: [Int]
    public var people: Int
    /// Whether it must be met; else too few people have a price.
    public var isMust: Bool

    public init(
      shift: String, days: [Int] = [1, 2, 3, 4, 5, 6, 7], people: Int, isMust: Bool = false
    ) {
      self.shift = shift
      self.days = days
      self.people = people
      self.isMust = isMust
    }
  }

  public var shifts: [Shift]
  public var contracts: [Contract]
  /// By weekday; empty where the needs come from a file.
  public var needs: [Need]
  /// Hours between the end of a shift and the start of the next, at least.
  public var restHours: Double
  /// Price of one person too few in a shift of a day, and of one too many.
  public var underPrice: Double
  public var overPrice: Double
  /// Price of a duty that differs from a published roster.
  public var changePrice: Double

  public init(
    shifts: [Shift], contracts: [Contract], needs: [Need] = [], restHours: Double = 11,
    underPrice: Double = 100, overPrice: Double = 1, changePrice: Double = 10
  ) {
    self.shifts = shifts
    self.contracts = contracts
    self.needs = needs
    self.restHours = restHours
    self.underPrice = underPrice
    self.overPrice = overPrice
    self.changePrice = changePrice
  }
}
