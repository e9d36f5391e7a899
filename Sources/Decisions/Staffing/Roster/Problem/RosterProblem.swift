/// A kind of shift people can be given.
public struct RosterShift: Hashable, Codable, Sendable {
  public var name: String
  /// Minutes of work it counts for.
  public var minutes: Int
  /// Minutes after midnight at which it starts, where that is known.
  public var start: Int?
  /// Skills it takes.
  public var skills: [String]
  /// Shifts that must not be worked on the day after it.
  public var neverFollowedBy: [Int]

  public init(
    name: String, minutes: Int, start: Int? = nil, skills: [String] = [],
    neverFollowedBy: [Int] = []
  ) {
    self.name = name
    self.minutes = minutes
    self.start = start
    self.skills = skills
    self.neverFollowedBy = neverFollowedBy
  }
}

/// A person to be rostered.
public struct RosterPerson: Hashable, Codable, Sendable {
  public var name: String
  public var skills: [String]
  /// What working a shift without one of its skills means, once a shift.
  public var withoutSkill: RosterForce
  public var rules: [RosterRule]
  public var wishes: [RosterWish]
  /// Weekdays of the weekend from 0, Monday; 7 is the Monday after: 5...6, 4...6, 5...7.
  public var weekend: ClosedRange<Int>
  /// The days just before the horizon, oldest first; nil is a day off.
  public var history: [Int?]

  public init(
    name: String, skills: [String] = [], withoutSkill: RosterForce = .hard,
    rules: [RosterRule], wishes: [RosterWish] = [], weekend: ClosedRange<Int> = 5...6,
    history: [Int?] = []
  ) {
    self.name = name
    self.skills = skills
    self.withoutSkill = withoutSkill
    self.rules = rules
    self.wishes = wishes
    self.weekend = weekend
    self.history = history
  }
}

/// How many people are needed on a day in one of some kinds of shift.
public struct RosterCover: Hashable, Codable, Sendable {
  public var day: Int
  /// A person in any of these counts once.
  public var shifts: [Int]
  public var required: Int
  /// One person too few, and one too many.
  public var under: RosterForce
  public var over: RosterForce

  public init(
    day: Int, shifts: [Int], required: Int, under: RosterForce, over: RosterForce = .soft(0)
  ) {
    self.day = day
    self.shifts = shifts
    self.required = required
    self.under = under
    self.over = over
  }
}

/// Who works which shift on which day: what is needed, and what the rules are.
public struct RosterProblem: Hashable, Codable, Sendable {
  /// Length of the horizon in days.
  public var days: Int
  /// The weekday of day 0; 0 is Monday.
  public var firstWeekday: Int
  public var shifts: [RosterShift]
  public var people: [RosterPerson]
  public var cover: [RosterCover]

  public init(
    days: Int, firstWeekday: Int = 0, shifts: [RosterShift], people: [RosterPerson],
    cover: [RosterCover]
  ) {
    self.days = days
    self.firstWeekday = firstWeekday
    self.shifts = shifts
    self.people = people
    self.cover = cover
  }

  /// The weekday of a day of the horizon, or of one before it; 0 is Monday.
  func weekday(_ day: Int) -> Int { ((firstWeekday + day) % 7 + 7) % 7 }

  /// What a person's wishes and skills make of a shift on a day (nil is a day off).
  func price(person: Int, day: Int, shift: Int?) -> Double {
    let someone = people[person]
    var price = 0.0
    for wish in someone.wishes where wish.day == day && wish.isBroken(by: shift) {
      price += wish.force.price(1)
    }
    if let shift, !shifts[shift].skills.allSatisfy(someone.skills.contains) {
      price += someone.withoutSkill.price(1)
    }
    return price
  }
}

/// Who works what: for every person, the shift of every day or nil for a day off.
public struct Roster: Hashable, Codable, Sendable {
  /// `duties[person][day]`, indices of `RosterProblem.shifts`.
  public var duties: [[Int?]]

  public init(duties: [[Int?]]) {
    self.duties = duties
  }

  /// Days on which a person's duty differs from that in another roster.
  public func changes(from other: Roster) -> Int {
    zip(duties, other.duties).reduce(0) { sum, pair in
      sum + zip(pair.0, pair.1).reduce(0) { $0 + ($1.0 == $1.1 ? 0 : 1) }
    }
  }
}
