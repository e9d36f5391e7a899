public import CivilTime

/// One thing a roster has to keep, as it stands in the recipe and its files: what a conflict is
/// made of, and what a planner can change.
public enum RosterReason: Hashable, Sendable {
  /// The member of a contract that a limit stands under.
  public enum Member: Hashable, Sendable {
    case hours, weekends, daysInARow, daysOffInARow
    /// Places in the contract's lists.
    case shifts(Int)
    case runs(Int)
  }

  /// Which end of a limit.
  public enum Side: Hashable, Sendable {
    case least, most
  }

  /// So many people in a shift on a date.
  case need(RosterTerms.DatedNeed)
  /// Leave, or a duty that is fixed.
  case request(RosterTerms.Request)
  case limit(contract: String, Member, Side, value: Double, shifts: [String]?)
  /// Weekends are worked whole or not at all.
  case wholeWeekends(contract: String)
  /// Days off after some shifts.
  case daysOff(contract: String, RosterTerms.Rest)
  /// Hours between two shifts.
  case rest(hours: Double)
  /// A skill that a shift takes.
  case skill(String, shift: String)

  /// Whether it is a need rather than a rule.
  public var isNeed: Bool {
    if case .need = self { return true }
    return false
  }
}

/// A roster as it is asked for: the terms, the people, what they requested, and what is needed.
public struct RosterCase: Sendable {
  public var terms: RosterTerms
  public var people: [RosterTerms.Person]
  public var requests: [RosterTerms.Request]
  public var needs: [RosterTerms.DatedNeed]
  public var firstDay: CivilDate
  public var days: Int

  public init(
    terms: RosterTerms, people: [RosterTerms.Person], requests: [RosterTerms.Request],
    needs: [RosterTerms.DatedNeed], from firstDay: CivilDate, days: Int
  ) {
    self.terms = terms
    self.people = people
    self.requests = requests
    self.needs = needs
    self.firstDay = firstDay
    self.days = days
  }

  /// The problem as it stands, prices and all.
  public func problem() throws(RosterTerms.Stranger) -> RosterProblem {
    try terms.problem(
      people: people, requests: requests, needs: needs, from: firstDay, days: days)
  }

  /// Everything that must hold, in the order of the recipe: rules first, then requests, then
  /// needs by date.
  ///
  /// - Parameter allNeeds: whether needs with a price of falling short count as well.
  func reasons(allNeeds: Bool) -> [RosterReason] {
    var list: [RosterReason] = []
    if terms.restHours > 0 { list.append(.rest(hours: terms.restHours)) }
    for shift in terms.shifts {
      list += shift.skills.map { .skill($0, shift: shift.name) }
    }
    let used = Set(people.map(\.contract))
    for contract in terms.contracts where used.contains(contract.name) {
      list += contract.reasons
    }
    let dates = firstDay..<firstDay.adding(days: days)
    for request in requests
    where (request.kind == .leave || request.kind == .fixed) && dates.contains(request.date) {
      let reason = RosterReason.request(request)
      if !list.contains(reason) { list.append(reason) }
    }
    var counts: [RosterTerms.DatedNeed] = []
    for need in needs where need.people > 0 && dates.contains(need.date) {
      if let k = counts.firstIndex(where: { $0.date == need.date && $0.shift == need.shift }) {
        counts[k].people += need.people
        counts[k].isMust = counts[k].isMust || need.isMust
      } else {
        counts.append(need)
      }
    }
    return list + counts.filter { allNeeds || $0.isMust }.map { .need($0) }
  }

  /// The case with nothing to keep but `reasons`: what has a price is left out.
  func keeping(_ reasons: some Sequence<RosterReason>) -> RosterCase {
    let kept = Set(reasons)
    var bare = self
    bare.terms.underPrice = 1
    bare.terms.overPrice = 0
    if !kept.contains(.rest(hours: terms.restHours)) { bare.terms.restHours = 0 }
    for k in terms.shifts.indices {
      bare.terms.shifts[k].skills.removeAll {
        !kept.contains(.skill($0, shift: terms.shifts[k].name))
      }
    }
    bare.terms.contracts = terms.contracts.map { $0.keeping(kept) }
    bare.requests = requests.filter { kept.contains(.request($0)) }
    bare.needs = reasons.compactMap {
      guard case .need(var need) = $0 else { return nil }
      need.isMust = false
      return need
    }
    return bare
  }
}

extension RosterTerms.Contract {
  /// The limits that must hold, one a side.
  private var limits: [(RosterReason.Member, RosterTerms.Limit)] {
    var list: [(RosterReason.Member, RosterTerms.Limit)] = []
    if let hours { list.append((.hours, hours)) }
    list += shifts.enumerated().map { (.shifts($0), $1) }
    if let weekends { list.append((.weekends, weekends)) }
    if let daysInARow { list.append((.daysInARow, daysInARow)) }
    if let daysOffInARow { list.append((.daysOffInARow, daysOffInARow)) }
    list += runs.enumerated().map { (.runs($0), $1) }
    return list
  }

  fileprivate var reasons: [RosterReason] {
    var list: [RosterReason] = []
    for (member, limit) in limits where limit.price == nil {
      for (side, value) in [(RosterReason.Side.least, limit.min), (.most, limit.max)] {
        guard let value, side == .most || value > 0 else { continue }
        list.append(
          .limit(contract: name, member, side, value: value, shifts: limit.shifts))
      }
    }
    if wholeWeekends == 0 { list.append(.wholeWeekends(contract: name)) }
    list += rests.filter { $0.price == nil }.map { .daysOff(contract: name, $0) }
    return list
  }

  fileprivate func keeping(_ kept: Set<RosterReason>) -> RosterTerms.Contract {
    func limit(_ member: RosterReason.Member, _ limit: RosterTerms.Limit) -> RosterTerms.Limit? {
      guard limit.price == nil else { return nil }
      func side(_ side: RosterReason.Side, _ value: Double?) -> Double? {
        guard let value else { return nil }
        let reason = RosterReason.limit(
          contract: name, member, side, value: value, shifts: limit.shifts)
        return kept.contains(reason) ? value : nil
      }
      let (least, most) = (side(.least, limit.min), side(.most, limit.max))
      return least == nil && most == nil
        ? nil : RosterTerms.Limit(min: least, max: most, shifts: limit.shifts)
    }
    return RosterTerms.Contract(
      name: name, hours: hours.flatMap { limit(.hours, $0) },
      shifts: shifts.enumerated().compactMap { limit(.shifts($0), $1) },
      weekends: weekends.flatMap { limit(.weekends, $0) },
      daysInARow: daysInARow.flatMap { limit(.daysInARow, $0) },
      daysOffInARow: daysOffInARow.flatMap { limit(.daysOffInARow, $0) },
      runs: runs.enumerated().compactMap { limit(.runs($0), $1) },
      wholeWeekends: kept.contains(.wholeWeekends(contract: name)) ? 0 : nil,
      rests: rests.filter { kept.contains(.daysOff(contract: name, $0)) })
  }
}
