public import CivilTime

/// A stretch of time and how many persons must be there through all of it.
public struct CoverInterval: Hashable, Sendable {
  /// Which centre, queue or skill it belongs to; units are staffed apart.
  public var unit: String
  /// From `start` up to, not including, `end`: seconds on the time axis (UTC
  /// where the axis has a zone), whole minutes.
  public var start: Int64
  public var end: Int64
  /// What the clock on the wall shows at `start`.
  public var wallStart: WallTime
  /// Persons, zero or more; a fraction is rounded up unless shortfalls are
  /// priced.
  public var required: Double
  /// What persons missing here cost, from the first one missing on; empty where the rules
  /// of the plan say it for all intervals alike. Together at most `required` persons: what
  /// these steps leave out of it must be there.
  public var shortfallSteps: [ShortfallStep]

  public init(
    unit: String, start: Int64, end: Int64, wallStart: WallTime, required: Double,
    shortfallSteps: [ShortfallStep] = []
  ) {
    self.unit = unit
    self.start = start
    self.end = end
    self.wallStart = wallStart
    self.required = required
    self.shortfallSteps = shortfallSteps
  }

  public var hours: Double { Double(end - start) / 3600 }

  /// The most persons that may be missing, where steps price them.
  var mostMissing: Double { shortfallSteps.reduce(0) { $0 + Double($1.persons) } }

  /// What it costs that so many are there, by the interval's own steps; `price` is the rules'
  /// for an hour of a person where it has none.
  func shortfallCost(present: Int, price: Double) -> Double {
    var missing = max(0, required - Double(present))
    guard !shortfallSteps.isEmpty else { return price * missing * hours }
    var cost = 0.0
    for step in shortfallSteps {
      let share = min(missing, Double(step.persons))
      cost += share * step.pricePerPerson
      missing -= share
    }
    return cost
  }
}

/// A stretch of a convex, piecewise linear price of missing persons: so many, at so much each
/// for the whole interval.
public struct ShortfallStep: Hashable, Sendable {
  public var persons: Int
  public var pricePerPerson: Double

  public init(persons: Int, pricePerPerson: Double) {
    self.persons = persons
    self.pricePerPerson = pricePerPerson
  }
}

/// What a plan may do beside covering the requirement, for each unit by itself.
public struct CoverRules: Hashable, Sendable, Codable {
  /// Price of a person-hour that is required but not covered; nil when every
  /// interval must be covered.
  public var underCoverPrice: Double?
  /// Price of a person-hour beyond the requirement, on top of its pay.
  public var overCoverPrice: Double
  /// The most paid hours that may be planned.
  public var maximumPaidHours: Double?
  /// When set, the plan repeats after this many days from the first interval: a
  /// shift that runs over the end covers the beginning. Otherwise shifts may
  /// begin before the first interval and end after the last, at full cost.
  public var repeatEveryDays: Int?
  /// The day from which the weeks of tours are counted; nil for the first interval's.
  public var weekOrigin: CivilDate?
  /// Cycles of days that crews may work; the patterns they name are worked in them alone.
  public var rotations: [Rotation]
  /// Where set, limits on all shifts of a pattern and on paid hours count those that reach into
  /// this span of the time axis: the plan proper, of one made with the days around it.
  public var countedSpan: Range<Int64>?

  public init(
    underCoverPrice: Double? = nil, overCoverPrice: Double = 0, maximumPaidHours: Double? = nil,
    repeatEveryDays: Int? = nil, weekOrigin: CivilDate? = nil,
    rotations: [Rotation] = [], countedSpan: Range<Int64>? = nil
  ) {
    self.countedSpan = countedSpan
    self.weekOrigin = weekOrigin
    self.rotations = rotations
    self.underCoverPrice = underCoverPrice
    self.overCoverPrice = overCoverPrice
    self.maximumPaidHours = maximumPaidHours
    self.repeatEveryDays = repeatEveryDays
  }

  func validate() throws(StaffingError) {
    func check(_ value: Double?, _ name: String) throws(StaffingError) {
      if let value, !(value >= 0 && value.isFinite) {
        throw .invalidRule(name, "expected 0 or more, found \(value)")
      }
    }
    try check(underCoverPrice, "underCoverPrice")
    try check(overCoverPrice, "overCoverPrice")
    try check(maximumPaidHours, "maximumPaidHours")
    if let days = repeatEveryDays, !(1...366).contains(days) {
      throw .invalidRule("repeatEveryDays", "expected 1 to 366, found \(days)")
    }
  }
}

extension CoverRules {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case underCoverPrice, overCoverPrice, maximumPaidHours, repeatEveryDays, rotations
  }

  /// JSON as people edit it: absent keys take their defaults, a key that is not
  /// known is an error.
  public init(from decoder: any Decoder) throws {
    let json = try StrictReader<CodingKeys>(decoder)
    self.init(
      underCoverPrice: try json.optional(
        Double.self, .underCoverPrice, "a price (or no such key, to cover everything)"),
      overCoverPrice: try json.optional(Double.self, .overCoverPrice, "a price") ?? 0,
      maximumPaidHours: try json.optional(Double.self, .maximumPaidHours, "a number of hours"),
      repeatEveryDays: try json.optional(Int.self, .repeatEveryDays, "a whole number of days"),
      rotations: try json.optional([Rotation].self, .rotations, "a list of rotations") ?? [])
  }
}
