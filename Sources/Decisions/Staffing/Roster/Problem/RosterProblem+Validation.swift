/// What is wrong with a roster problem as it was given.
public enum RosterProblemError: Error, Equatable, Sendable {
  case noDays, noShifts, noPeople
  case tooManyShifts(Int)
  /// A shift's field, and what is wrong with it.
  case invalidShift(String, String)
  case invalidPerson(String, String)
  /// The requirement at this index.
  case invalidCover(Int, String)
  /// The roster handed in does not have one duty a person and day.
  case invalidRoster(String)
}

extension RosterProblemError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noDays: "the horizon has no days"
    case .noShifts: "there is no kind of shift"
    case .noPeople: "there is nobody to roster"
    case .tooManyShifts(let count): "\(count) kinds of shift; at most 250 are taken"
    case .invalidShift(let name, let reason): "shift \(name): \(reason)"
    case .invalidPerson(let name, let reason): "\(name): \(reason)"
    case .invalidCover(let index, let reason): "requirement \(index + 1): \(reason)"
    case .invalidRoster(let reason): "the roster given: \(reason)"
    }
  }
}

extension RosterProblem {
  /// Throws what makes the problem unreadable: indices out of range, negative lengths,
  /// prices that are no numbers.
  public func validate() throws(RosterProblemError) {
    guard days > 0 else { throw .noDays }
    guard !shifts.isEmpty else { throw .noShifts }
    guard shifts.count <= 250 else { throw .tooManyShifts(shifts.count) }
    guard !people.isEmpty else { throw .noPeople }
    for shift in shifts {
      guard shift.minutes >= 0 else {
        throw .invalidShift(shift.name, "a length of \(shift.minutes) minutes")
      }
      guard areShifts(shift.neverFollowedBy) else {
        throw .invalidShift(shift.name, "is never followed by a shift there is none of")
      }
    }
    for person in people {
      if let reason = fault(of: person) { throw .invalidPerson(person.name, reason) }
    }
    for (i, need) in cover.enumerated() {
      guard (0..<days).contains(need.day) else {
        throw .invalidCover(i, "day \(need.day) lies outside the horizon")
      }
      guard areShifts(need.shifts), !need.shifts.isEmpty else {
        throw .invalidCover(i, "names a shift there is none of, or no shift")
      }
      guard need.required >= 0 else { throw .invalidCover(i, "a negative number of people") }
      guard isPrice(need.under), isPrice(need.over) else {
        throw .invalidCover(i, "a price that is negative or no number")
      }
    }
  }

  /// Throws where `roster` does not give every person a known duty on every day.
  public func validate(_ roster: Roster) throws(RosterProblemError) {
    guard roster.duties.count == people.count else {
      throw .invalidRoster("\(roster.duties.count) people instead of \(people.count)")
    }
    for (person, duties) in zip(people, roster.duties) {
      guard duties.count == days else {
        throw .invalidRoster("\(person.name) has \(duties.count) days instead of \(days)")
      }
      guard areShifts(duties.compactMap { $0 }) else {
        throw .invalidRoster("\(person.name) has a shift there is none of")
      }
    }
  }

  private func areShifts(_ list: [Int]) -> Bool { list.allSatisfy(shifts.indices.contains) }

  private func isPrice(_ force: RosterForce) -> Bool {
    guard case .soft(let weight) = force else { return true }
    return weight >= 0 && weight.isFinite
  }

  private func fault(of person: RosterPerson) -> String? {
    guard areShifts(person.history.compactMap { $0 }) else {
      return "the days before the horizon name a shift there is none of"
    }
    guard (0...6).contains(person.weekend.lowerBound), person.weekend.count <= 4 else {
      return "the weekend is not one to four days that start on a weekday"
    }
    guard isPrice(person.withoutSkill) else { return "a price that is negative or no number" }
    for wish in person.wishes {
      guard (0..<days).contains(wish.day) else {
        return "a wish for day \(wish.day), outside the horizon"
      }
      guard areShifts(wish.shifts ?? []) else { return "a wish names a shift there is none of" }
      guard isPrice(wish.force) else { return "a wish with a price that is no number" }
    }
    for rule in person.rules {
      guard isPrice(rule.force) else { return "a rule with a price that is negative" }
      switch rule.kind {
      case .daysWorked(let list, let low, let high):
        guard low >= 0, (high ?? 0) >= 0 else { return "a limit below zero" }
        guard list.allSatisfy((0..<days).contains) else {
          return "a rule names a day outside the horizon"
        }
      case .minutes(let low, let high), .shifts(_, let low, let high),
        .weekends(let low, let high), .run(_, let low, let high, _),
        .weekendRun(let low, let high, _):
        guard low >= 0, (high ?? 0) >= 0 else { return "a limit below zero" }
      case .daysOffAfter(_, let count):
        guard (0...30).contains(count) else { return "a rule of \(count) days off" }
      case .unwanted(let steps, let weekday):
        guard (1...14).contains(steps.count), (0...6).contains(weekday ?? 0) else {
          return "an unwanted pattern that is not 1 to 14 days from a weekday"
        }
        for case .shifts(let list) in steps where !areShifts(list) {
          return "an unwanted pattern names a shift there is none of"
        }
      case .wholeWeekends, .sameShiftOnWeekends, .notBeforeWeekendOff: break
      }
      switch rule.kind {
      case .shifts(let list?, _, _), .run(.shifts(let list), _, _, _),
        .notBeforeWeekendOff(let list), .daysOffAfter(let list, _):
        guard areShifts(list) else { return "a rule names a shift there is none of" }
      default: break
      }
    }
    return nil
  }
}
