import Briefings
import CivilTime
import Reports
import Staffing

/// Why rules cannot be kept together, as a planner would say it.
struct RosterImpasseWords {
  var terms: RosterTerms
  var people: [RosterTerms.Person]

  func facts(_ impasse: RosterImpasse) -> RosterFacts.Impasse {
    RosterFacts.Impasse(
      person: impasse.person, reasons: reasons(impasse.reasons),
      isSmallest: impasse.isSmallest,
      changes: impasse.changes.map { change($0) }, isLeastChange: impasse.isLeastChange,
      shortages: needs(
        impasse.shortages.map {
          .init(date: $0.need.date, shift: $0.need.shift, people: $0.missing)
        }), isLeastShortage: impasse.isLeastShortage)
  }

  /// For the terminal: the conflict and the ways out of it.
  static func sentence(_ facts: RosterFacts.Impasse) -> String {
    let who = facts.person.map { "no roster for \($0) keeps" } ?? "no roster keeps"
    return "\(who) all of: \(facts.reasons.joined(separator: "; "))"
      + (facts.isSmallest ? " (without any one of them the others can be kept)." : ".")
      + facts.ways.map { " \($0)" }.joined()
  }

  // MARK: Reasons

  private func reasons(_ list: [RosterReason]) -> [String] {
    let needs = list.compactMap { reason -> RosterTerms.DatedNeed? in
      guard case .need(let need) = reason else { return nil }
      return need
    }
    return list.filter { !$0.isNeed }.map { reason($0) } + self.needs(needs)
  }

  func reason(_ reason: RosterReason) -> String {
    switch reason {
    case .need(let need): return self.need(need.people, need.shift, PlainWords.date(need.date))
    case .request(let request):
      let date = PlainWords.date(request.date)
      if request.kind == .leave { return "\(request.person) is away on \(date)" }
      return request.shift.map { "\(request.person) has to work \"\($0)\" on \(date)" }
        ?? "\(request.person) has to work on \(date)"
    case .limit(let contract, let member, let side, let value, let shifts):
      return "\"\(contract)\": \(side == .least ? "at least" : "at most") "
        + "\(PlainWords.number(value)) \(noun(member, shifts))"
    case .wholeWeekends(let contract): return "\"\(contract)\": weekends whole or not at all"
    case .daysOff(let contract, let rest):
      return "\"\(contract)\": \(PlainWords.count(rest.days, "day")) off after "
        + PlainWords.list(rest.after.map { "\"\($0)\"" }, joining: "or")
    case .rest(let hours):
      return "at least \(PlainWords.number(hours)) hours of rest between two shifts"
    case .skill(let skill, let shift):
      let able = people.filter { $0.skills.contains(skill) }.map(\.name)
      let whose =
        able.isEmpty
        ? "nobody has"
        : able.count <= 4
          ? "only \(PlainWords.list(able)) \(able.count == 1 ? "has" : "have")"
          : "\(able.count) of \(people.count) have"
      return "\"\(shift)\" takes the skill \"\(skill)\", which \(whose)"
    }
  }

  private func noun(_ member: RosterReason.Member, _ shifts: [String]?) -> String {
    let kinds = shifts.map {
      " of " + PlainWords.list($0.map { name in "\"\(name)\"" }, joining: "or")
    }
    switch member {
    case .hours: return "hours"
    case .weekends: return "weekends"
    case .daysInARow: return "days in a row"
    case .daysOffInARow: return "days off in a row"
    case .shifts: return "shifts" + (kinds ?? "")
    case .runs: return "days in a row" + (kinds ?? "")
    }
  }

  // MARK: Needs

  private func need(_ people: Int, _ shift: String, _ when: String) -> String {
    "\(PlainWords.count(people, "person", plural: "people")) in \"\(shift)\" on \(when)"
  }

  /// Needs alike on days that follow each other are one phrase.
  private func needs(_ list: [RosterTerms.DatedNeed]) -> [String] {
    var runs: [(need: RosterTerms.DatedNeed, last: CivilDate)] = []
    for need in list {
      if let k = runs.firstIndex(where: {
        $0.need.shift == need.shift && $0.need.people == need.people
          && $0.last.adding(days: 1) == need.date
      }) {
        runs[k].last = need.date
      } else {
        runs.append((need, need.date))
      }
    }
    return runs.map { run in
      run.last == run.need.date
        ? need(run.need.people, run.need.shift, PlainWords.date(run.last))
        : need(run.need.people, run.need.shift, "each day")
          + " \(PlainWords.dates(from: run.need.date, to: run.last))"
    }
  }

  // MARK: Changes

  private func change(_ change: RosterImpasse.Change) -> String {
    let who = change.people.isEmpty ? "" : " for \(PlainWords.list(change.people))"
    switch change.reason {
    case .request(let request):
      let date = PlainWords.date(request.date)
      if request.kind == .leave { return "\(request.person) works on \(date) after all" }
      return request.shift.map { "\(request.person) does not work \"\($0)\" on \(date)" }
        ?? "\(request.person) does not work on \(date)"
    case .limit(_, let member, let side, let value, _):
      let amount = member == .hours ? change.amount / 60 : change.amount
      let moved = side == .most ? value + amount : max(0, value - amount)
      return "\(reason(change.reason))\(who): \(PlainWords.number(moved)) instead"
    case .rest, .wholeWeekends, .daysOff: return "not so\(who): \(reason(change.reason))"
    case .skill(let skill, let shift): return "\"\(shift)\" without the skill \"\(skill)\"\(who)"
    case .need: return reason(change.reason)
    }
  }
}
