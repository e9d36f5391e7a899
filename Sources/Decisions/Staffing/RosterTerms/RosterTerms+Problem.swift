public import CivilTime

extension RosterTerms {
  /// Somebody to be rostered.
  public struct Person: Hashable, Sendable {
    public var name: String
    public var contract: String
    public var skills: [String]

    public init(name: String, contract: String, skills: [String] = []) {
      self.name = name
      self.contract = contract
      self.skills = skills
    }
  }

  /// What somebody asked for, or what is settled.
  public struct Request: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
      /// Away: cannot work.
      case leave
      /// Would rather be off, or not in the shift named.
      case off
      /// Would like to work, or to work the shift named.
      case on
      /// Has to work, or to work the shift named.
      case fixed
    }
    public var person: String
    public var date: CivilDate
    public var kind: Kind
    /// Nil for any shift.
    public var shift: String?
    /// Price of not granting it; leave and what is fixed have none.
    public var price: Double

    public init(
      person: String, date: CivilDate, kind: Kind, shift: String? = nil, price: Double = 1
    ) {
      self.person = person
      self.date = date
      self.kind = kind
      self.shift = shift
      self.price = price
    }
  }

  /// People needed in a kind of shift on a day.
  public struct DatedNeed: Hashable, Sendable {
    public var date: CivilDate
    public var shift: String
    public var people: Int
    /// Whether it must be met; else too few people have a price.
    public var isMust: Bool

    public init(date: CivilDate, shift: String, people: Int, isMust: Bool = false) {
      self.date = date
      self.shift = shift
      self.people = people
      self.isMust = isMust
    }
  }

  /// A name that leads nowhere.
  public enum Stranger: Error, Hashable, Sendable {
    case contract(String, person: String)
    case person(String)
    case shift(String)
    case twice(person: String)
  }

  /// The needs by weekday, laid out over a roster.
  public func needs(from first: CivilDate, days: Int) -> [DatedNeed] {
    (0..<days).flatMap { day in
      let date = first.adding(days: day)
      return shifts.compactMap { shift in
        let own = needs.filter { $0.shift == shift.name && $0.days.contains(date.weekday) }
        let people = own.reduce(0) { $0 + $1.people }
        return people > 0
          ? DatedNeed(
            date: date, shift: shift.name, people: people, isMust: own.contains(where: \.isMust))
          : nil
      }
    }
  }

  /// The roster problem of these people over `days` days from `first`.
  ///
  /// Shifts between which the rest is too short may not follow each other. Requests and
  /// needs outside the roster's days are left out. Every kind of shift has a need on every
  /// day, zero where nobody is asked for.
  public func problem(
    people: [Person], requests: [Request], needs: [DatedNeed], from first: CivilDate, days: Int
  ) throws(Stranger) -> RosterProblem {
    let index = Dictionary(
      shifts.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    func shift(_ name: String) throws(Stranger) -> Int {
      guard let place = index[name] else { throw .shift(name) }
      return place
    }
    func day(_ date: CivilDate) -> Int? {
      let day = date.daysSinceEpoch - first.daysSinceEpoch
      return (0..<days).contains(day) ? day : nil
    }
    var wishes: [String: [RosterWish]] = [:]
    let names = Set(people.map(\.name))
    for request in requests {
      guard names.contains(request.person) else { throw .person(request.person) }
      let wanted = try request.shift.map { name throws(Stranger) in [try shift(name)] }
      guard let day = day(request.date) else { continue }
      let wish =
        switch request.kind {
        case .leave: RosterWish.leave(day: day)
        case .off:
          RosterWish(day: day, shifts: wanted, isWanted: false, .soft(request.price))
        case .on: RosterWish(day: day, shifts: wanted, isWanted: true, .soft(request.price))
        case .fixed: RosterWish(day: day, shifts: wanted, isWanted: true, .hard)
        }
      wishes[request.person, default: []].append(wish)
    }
    var required = [[Int]](repeating: [Int](repeating: 0, count: shifts.count), count: days)
    var isMust = [[Bool]](repeating: [Bool](repeating: false, count: shifts.count), count: days)
    for need in needs {
      let place = try shift(need.shift)
      guard let day = day(need.date) else { continue }
      required[day][place] += need.people
      if need.isMust { isMust[day][place] = true }
    }
    var problem = RosterProblem(
      days: days, firstWeekday: first.weekday - 1, shifts: rosterShifts, people: [], cover: [])
    var seen: Set<String> = []
    for person in people {
      guard seen.insert(person.name).inserted else { throw .twice(person: person.name) }
      guard let contract = contracts.first(where: { $0.name == person.contract }) else {
        throw .contract(person.contract, person: person.name)
      }
      problem.people.append(
        RosterPerson(
          name: person.name, skills: person.skills, rules: contract.rules(shift: { index[$0]! }),
          wishes: wishes[person.name] ?? []))
    }
    for day in 0..<days {
      for place in shifts.indices {
        problem.cover.append(
          RosterCover(
            day: day, shifts: [place], required: required[day][place],
            under: isMust[day][place] ? .hard : .soft(underPrice), over: .soft(overPrice)))
      }
    }
    return problem
  }

  private var rosterShifts: [RosterShift] {
    let rest = Int((restHours * 60).rounded())
    return shifts.map { shift in
      let end = shift.start.minuteOfDay + shift.length
      return RosterShift(
        name: shift.name, minutes: shift.paidMinutes ?? shift.length,
        start: shift.start.minuteOfDay, skills: shift.skills,
        neverFollowedBy: shifts.indices.filter {
          shifts[$0].start.minuteOfDay + 1_440 - end < rest
        })
    }
  }
}

extension RosterTerms.Contract {
  /// The contract's rules, shifts by their index.
  fileprivate func rules(shift: (String) -> Int) -> [RosterRule] {
    func force(_ price: Double?) -> RosterForce { price.map { .soft($0) } ?? .hard }
    func whole(_ value: Double?) -> Int? { value.map { Int($0.rounded()) } }
    var rules: [RosterRule] = []
    if let hours {
      rules.append(
        RosterRule(
          .minutes(
            min: Int(((hours.min ?? 0) * 60).rounded()), max: whole(hours.max.map { $0 * 60 })),
          // Hours are broken by the minute.
          force(hours.price.map { $0 / 60 })))
    }
    for limit in shifts {
      rules.append(
        RosterRule(
          .shifts(of: limit.shifts?.map(shift), min: whole(limit.min) ?? 0, max: whole(limit.max)),
          force(limit.price)))
    }
    if let weekends {
      rules.append(
        RosterRule(
          .weekends(min: whole(weekends.min) ?? 0, max: whole(weekends.max)),
          force(weekends.price)))
    }
    func run(_ run: RosterRule.Run, _ limit: RosterTerms.Limit) {
      rules.append(
        RosterRule(
          .run(of: run, min: whole(limit.min) ?? 0, max: whole(limit.max), edges: .open),
          force(limit.price)))
    }
    if let daysInARow { run(.work, daysInARow) }
    if let daysOffInARow { run(.off, daysOffInARow) }
    for limit in runs { run(.shifts((limit.shifts ?? []).map(shift)), limit) }
    if let wholeWeekends {
      rules.append(
        RosterRule(.wholeWeekends, wholeWeekends == 0 ? .hard : .soft(wholeWeekends)))
    }
    for rest in rests {
      rules.append(
        RosterRule(.daysOffAfter(rest.after.map(shift), count: rest.days), force(rest.price)))
    }
    return rules
  }
}
