/// Something nobody likes and all should have a share of: nights, weekends, holidays. What
/// people had of it in earlier rosters is carried over.
public struct RosterBurden: Hashable, Codable, Sendable {
  /// What counts as one.
  public enum Unit: Hashable, Codable, Sendable {
    /// A shift of any of these kinds (indices of `RosterProblem.shifts`).
    case shifts([Int])
    /// A weekend with work on at least one day.
    case weekends
    /// Work on one of these days of the horizon: holidays.
    case days([Int])
  }

  public var name: String
  public var unit: Unit
  /// What each person had before this horizon, in the order of the people; at least 0.
  public var carried: [Int]
  /// Each person's part of the whole, contracted hours say; they need not add up to one.
  /// Who has none does not take part: 0.
  public var parts: [Double]
  /// Price of one unit more or fewer than a fair share.
  public var price: Double

  public init(
    name: String, unit: Unit, carried: [Int], parts: [Double], price: Double
  ) {
    self.name = name
    self.unit = unit
    self.carried = carried
    self.parts = parts
    self.price = price
  }
}

/// One person's share of a burden: one line of a fairness table.
public struct RosterShare: Hashable, Sendable {
  public var burden: String
  /// Index of the person.
  public var person: Int
  public var carried: Int
  /// In the roster at hand.
  public var here: Int
  /// A fair share of what all had, carried over and here together.
  public var fair: Double

  public var total: Int { carried + here }
  /// How far above a fair share; negative below it.
  public var deviation: Double { Double(total) - fair }
}

extension RosterProblem {
  /// The same problem where a burden beyond, or short of, a person's fair share has a price.
  ///
  /// The fair share is the person's part of all that was carried over and all that the
  /// requirements here ask for at least; its whole numbers below and above are both fair.
  /// - Throws: `.invalidPerson` where a burden has not one number a person or they are
  ///   negative.
  public func sharing(_ burdens: [RosterBurden]) throws(RosterProblemError) -> RosterProblem {
    var problem = self
    for burden in burdens {
      try check(burden)
      let whole = burden.parts.reduce(0, +)
      guard whole > 0, burden.price > 0 else { continue }
      let asked = expected(burden.unit) + Double(burden.carried.reduce(0, +))
      for p in people.indices where burden.parts[p] > 0 {
        let left = burden.parts[p] / whole * asked - Double(burden.carried[p])
        let low = max(Int((left + 1e-9).rounded(.down)), 0)
        let high = max(Int((left - 1e-9).rounded(.up)), 0)
        let kind: RosterRule.Kind =
          switch burden.unit {
          case .shifts(let list): .shifts(of: list, min: low, max: high)
          case .weekends: .weekends(min: low, max: high)
          case .days(let list): .daysWorked(of: list, min: low, max: high)
          }
        problem.people[p].rules.append(RosterRule(kind, .soft(burden.price)))
      }
    }
    try problem.validate()
    return problem
  }

  /// Everybody's share of each burden once a roster is made, in the order of the burdens.
  public func shares(
    of burdens: [RosterBurden], in roster: Roster
  ) throws(RosterProblemError) -> [RosterShare] {
    try validate(roster)
    var result: [RosterShare] = []
    for burden in burdens {
      try check(burden)
      let here = people.indices.map { count(burden.unit, person: $0, roster.duties[$0]) }
      let all = Double(here.reduce(0, +) + burden.carried.reduce(0, +))
      let whole = burden.parts.reduce(0, +)
      for p in people.indices {
        result.append(
          RosterShare(
            burden: burden.name, person: p, carried: burden.carried[p], here: here[p],
            fair: whole > 0 ? burden.parts[p] / whole * all : 0))
      }
    }
    return result
  }

  private func check(_ burden: RosterBurden) throws(RosterProblemError) {
    guard burden.carried.count == people.count, burden.parts.count == people.count else {
      throw .invalidPerson("\(burden.name)", "not one number a person")
    }
    for p in people.indices
    where burden.carried[p] < 0 || !(burden.parts[p] >= 0) || !burden.parts[p].isFinite {
      throw .invalidPerson(people[p].name, "a share of \(burden.name) that is negative")
    }
  }

  /// Units that the requirements ask for at least.
  private func expected(_ unit: RosterBurden.Unit) -> Double {
    switch unit {
    case .shifts(let list):
      let kinds = Set(list)
      return cover.reduce(0) {
        $0 + (Set($1.shifts).isSubset(of: kinds) ? Double($1.required) : 0)
      }
    case .days(let list):
      let days = Set(list)
      return cover.reduce(0) { $0 + (days.contains($1.day) ? Double($1.required) : 0) }
    case .weekends:
      // On each weekend as many people as its busiest day takes.
      var busiest: [Int: Int] = [:]
      for day in 0..<self.days where weekday(day) >= 5 {
        let people = cover.reduce(0) { $0 + ($1.day == day ? $1.required : 0) }
        let saturday = day - (weekday(day) - 5)
        busiest[saturday] = max(busiest[saturday] ?? 0, people)
      }
      return Double(busiest.values.reduce(0, +))
    }
  }

  private func count(_ unit: RosterBurden.Unit, person: Int, _ duties: [Int?]) -> Int {
    switch unit {
    case .shifts(let list): return duties.filter { $0.map(list.contains) ?? false }.count
    case .days(let list): return Set(list).filter { days > $0 && duties[$0] != nil }.count
    case .weekends:
      let weekend = people[person].weekend
      var worked: Set<Int> = []
      for (day, duty) in duties.enumerated() where duty != nil {
        let position = (weekday(day) - weekend.lowerBound + 7) % 7
        if position < weekend.count { worked.insert(day - position) }
      }
      return worked.count
    }
  }
}
