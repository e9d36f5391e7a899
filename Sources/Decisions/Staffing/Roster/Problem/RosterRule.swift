/// What breaking a rule means: forbidden, or allowed at a price.
public enum RosterForce: Hashable, Codable, Sendable {
  case hard
  /// The price of one unit of breach: a day, a shift, a minute or an occurrence.
  case soft(Double)

  /// The price of `amount` units of breach; infinite where it is forbidden.
  func price(_ amount: Double) -> Double {
    guard amount > 0 else { return 0 }
    switch self {
    case .hard: return .infinity
    case .soft(let weight): return weight * amount
    }
  }
}

/// One rule on the roster of one person.
public struct RosterRule: Hashable, Codable, Sendable {
  /// Days that follow each other and belong to one run.
  public enum Run: Hashable, Codable, Sendable {
    case work, off
    /// Days worked in any of these shifts (indices of `RosterProblem.shifts`).
    case shifts([Int])
  }

  /// How a run that touches the first or the last day of the horizon is judged
  /// against a minimum length.
  public enum Edge: Hashable, Codable, Sendable {
    /// It may go on outside the horizon: never too short.
    case open
    /// What lies outside the horizon does not count.
    case closed
  }

  /// One day of an unwanted pattern.
  public enum Step: Hashable, Codable, Sendable {
    case off, work, any
    case shifts([Int])
  }

  public enum Kind: Hashable, Codable, Sendable {
    /// Minutes worked over the horizon; a breach is counted by the minute.
    case minutes(min: Int, max: Int?)
    /// Shifts worked over the horizon, of any kind or of those listed.
    case shifts(of: [Int]?, min: Int, max: Int?)
    /// Days worked among those listed (holidays, say), from the start of the horizon.
    case daysWorked(of: [Int], min: Int, max: Int?)
    /// Weekends on which at least one day is worked.
    case weekends(min: Int, max: Int?)
    /// Length of runs in days; a breach is counted by the day too long or too short.
    case run(of: Run, min: Int, max: Int?, edges: Edge)
    /// Length of runs of weekends worked.
    case weekendRun(min: Int, max: Int?, edges: Edge)
    /// Weekends are worked whole or not at all. A breach counts the days off, and the
    /// weekend's length again where a day off lies between days worked (Haspeslagh,
    /// De Causmaecker, Schaerf & Stølevik 2014). Weekends cut by the horizon are let be.
    case wholeWeekends
    /// A weekend worked whole has one kind of shift. A breach counts, for each day whose
    /// shift has not come before in the weekend, the days with another shift.
    case sameShiftOnWeekends
    /// None of these shifts on the day before a weekend off.
    case notBeforeWeekendOff([Int])
    /// So many days off after these shifts before any other shift.
    case daysOffAfter([Int], count: Int)
    /// These days in a row are unwanted; with `weekday` (0 is Monday) only from that day.
    case unwanted([Step], weekday: Int?)
  }

  public var kind: Kind
  public var force: RosterForce

  public init(_ kind: Kind, _ force: RosterForce = .hard) {
    self.kind = kind
    self.force = force
  }
}

/// What a person wants, or what is settled, on one day.
public struct RosterWish: Hashable, Codable, Sendable {
  /// Days from the start of the horizon, from 0.
  public var day: Int
  /// The shifts meant; nil for any shift, so that an unwanted nil is a day off.
  public var shifts: [Int]?
  /// Whether these shifts are wanted or unwanted.
  public var isWanted: Bool
  public var force: RosterForce

  public init(day: Int, shifts: [Int]? = nil, isWanted: Bool, _ force: RosterForce) {
    self.day = day
    self.shifts = shifts
    self.isWanted = isWanted
    self.force = force
  }

  /// A day that cannot be worked: leave, training, a contract's free day.
  public static func leave(day: Int) -> RosterWish {
    RosterWish(day: day, isWanted: false, .hard)
  }

  /// Whether a day with this shift (nil is a day off) goes against the wish.
  func isBroken(by shift: Int?) -> Bool {
    guard let shift else { return isWanted }
    let isMeant = shifts?.contains(shift) ?? true
    return isMeant != isWanted
  }
}
