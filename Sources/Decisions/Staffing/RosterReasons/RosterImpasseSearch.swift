extension RosterCase {
  /// A smallest set of rules and needs that no roster keeps together, and the least changes
  /// with which there is one; nil where everything can be kept, or where it was not proved in
  /// the limits that it cannot.
  ///
  /// Rules are put together by halves (QuickXplain; Junker 2004, "Preferred explanations and
  /// relaxations for over-constrained problems", AAAI), each question being a roster problem of
  /// its own with the people missing as its price: a bound above zero proves that they cannot be
  /// kept. The changes are an elastic program (Brown & Graves 1975; Chinneck 2008, §6.1) over
  /// the rules of conflicts found one after another, until a roster exists.
  ///
  /// - Parameter allNeeds: whether needs with a price of falling short must be met as well: why
  ///   shifts stay open.
  public func impasse(allNeeds: Bool = false, limits: RosterLimits = .init())
    throws(RosterTerms.Stranger) -> RosterImpasse?
  {
    var search = RosterImpasseSearch(self, limits: limits)
    return try search.run(search.whole.reasons(allNeeds: allNeeds))
  }
}

/// The questions asked on the way to an impasse, and what they have cost.
struct RosterImpasseSearch {
  enum Verdict {
    case possible, impossible
    /// Neither was shown.
    case open
  }

  let whole: RosterCase
  private let limits: RosterLimits
  private var left: Int
  /// Whether a question that decides on minimality stayed open.
  private var hasDoubt = false
  private var last: RosterSolver?
  private var known: [Set<RosterReason>: Verdict] = [:]

  init(_ whole: RosterCase, limits: RosterLimits) {
    self.whole = whole
    self.limits = limits
    left = limits.work
  }

  mutating func run(_ reasons: [RosterReason]) throws(RosterTerms.Stranger) -> RosterImpasse? {
    let rules = reasons.filter { !$0.isNeed }
    if let own = try personal(rules) { return own }
    let (verdict, plan) = try ask(whole, reasons)
    guard verdict == .impossible, let plan else { return nil }
    let needs = reasons.filter(\.isNeed)
    let shortages = shortages(plan.roster, needs)
    let core = try narrowed(needs, rules, shortages)
    let conflict = try smallest(whole, rules + core)
    let (changes, isLeast) = try self.changes(whole, conflict, all: reasons)
    return RosterImpasse(
      person: nil, reasons: conflict, isSmallest: !hasDoubt, changes: changes,
      isLeastChange: isLeast, shortages: shortages,
      isLeastShortage: plan.isProved)
  }

  // MARK: One person

  /// The first person whose own rules leave no roster.
  private mutating func personal(
    _ rules: [RosterReason]
  ) throws(RosterTerms.Stranger) -> RosterImpasse? {
    var seen: Set<[String]> = []
    for person in whole.people {
      let requests = whole.requests.filter { $0.person == person.name }
      // People alike in all that counts are asked about once.
      if requests.isEmpty, !seen.insert([person.contract] + person.skills).inserted { continue }
      var alone = whole
      alone.people = [person]
      alone.requests = requests
      let own = alone.reasons(allNeeds: false).filter { !$0.isNeed && rules.contains($0) }
      known = [:]
      guard try ask(alone, own).verdict == .impossible else { continue }
      let conflict = try smallest(alone, own)
      let (changes, isLeast) = try self.changes(alone, conflict, all: own)
      return RosterImpasse(
        person: person.name, reasons: conflict, isSmallest: !hasDoubt, changes: changes,
        isLeastChange: isLeast, shortages: [], isLeastShortage: false)
    }
    known = [:]
    return nil
  }

  // MARK: Needs

  private func shortages(
    _ roster: Roster, _ needs: [RosterReason]
  ) -> [RosterImpasse.Shortage] {
    needs.compactMap { reason in
      guard case .need(let need) = reason,
        let shift = whole.terms.shifts.firstIndex(where: { $0.name == need.shift })
      else { return nil }
      let day = need.date.daysSinceEpoch - whole.firstDay.daysSinceEpoch
      let there = roster.duties.count { $0[day] == shift }
      return there < need.people ? .init(need: need, missing: need.people - there) : nil
    }
  }

  /// As few needs as are easily found not to be met with all rules: one that is short, all of
  /// one such day, all of the days up to one, or all.
  private mutating func narrowed(
    _ needs: [RosterReason], _ rules: [RosterReason], _ shortages: [RosterImpasse.Shortage]
  ) throws(RosterTerms.Stranger) -> [RosterReason] {
    for short in shortages.prefix(6)
    where try ask(whole, rules + [.need(short.need)]).verdict == .impossible {
      return [.need(short.need)]
    }
    for short in shortages.prefix(3) {
      let sameDay = needs.filter { reason in
        guard case .need(let need) = reason else { return false }
        return need.date == short.need.date
      }
      if try ask(whole, rules + sameDay).verdict == .impossible { return sameDay }
    }
    return needs
  }

  // MARK: The filter

  /// A subset that cannot be kept either, and whose every part is needed for that.
  private mutating func smallest(
    _ scope: RosterCase, _ reasons: [RosterReason]
  ) throws(RosterTerms.Stranger) -> [RosterReason] {
    hasDoubt = false
    let found = try explain(scope, [], isNew: false, reasons)
    return reasons.filter(found.contains)
  }

  private mutating func explain(
    _ scope: RosterCase, _ given: [RosterReason], isNew: Bool, _ reasons: [RosterReason]
  ) throws(RosterTerms.Stranger) -> [RosterReason] {
    if isNew {
      switch try ask(scope, given).verdict {
      case .impossible: return []
      case .possible: break
      case .open: hasDoubt = true
      }
    }
    guard reasons.count > 1 else { return reasons }
    let half = reasons.count / 2
    let (first, second) = (Array(reasons[..<half]), Array(reasons[half...]))
    let late = try explain(scope, given + first, isNew: true, second)
    let early = try explain(scope, given + late, isNew: !late.isEmpty, first)
    return early + late
  }

  // MARK: One question

  /// Whether a roster keeps all of `reasons`, and the roster found where people may be missing.
  private mutating func ask(
    _ scope: RosterCase, _ reasons: [RosterReason]
  ) throws(RosterTerms.Stranger) -> (verdict: Verdict, plan: RosterPlan?) {
    let key = Set(reasons)
    if let verdict = known[key] { return (verdict, nil) }
    let problem = try scope.keeping(reasons).problem()
    let (verdict, plan) = solve(problem)
    known[key] = verdict
    return (verdict, plan)
  }

  private mutating func solve(_ problem: RosterProblem) -> (Verdict, RosterPlan?) {
    guard left > 0, let solver = try? RosterSolver(problem, like: last) else { return (.open, nil) }
    last = solver
    var share = limits
    share.work = max(1, min(left, max(limits.work / 20, 20_000_000)))
    do {
      let plan = try solver.solve(limits: share)
      left -= plan.work
      if !plan.review.isFeasible { return (.open, plan) }
      if plan.penalty < 0.5 { return (.possible, plan) }
      return (plan.bound > 0.5 ? .impossible : .open, plan)
    } catch {
      if case .conflict = error { return (.impossible, nil) }
      return (.open, nil)
    }
  }

  // MARK: The way out

  /// The least that rules have to give so that a roster keeps the rest.
  private mutating func changes(
    _ scope: RosterCase, _ conflict: [RosterReason], all: [RosterReason]
  ) throws(RosterTerms.Stranger) -> (list: [RosterImpasse.Change], isLeast: Bool) {
    var giving = conflict.filter { !$0.isNeed }
    for _ in 0..<12 {
      guard !giving.isEmpty, left > 0 else { break }
      let rest = all.filter { !giving.contains($0) }
      if try ask(scope, rest).verdict == .impossible {
        // Another conflict, of what does not give yet: some of it has to.
        let doubt = hasDoubt
        let next = try smallest(scope, rest).filter { !$0.isNeed }
        hasDoubt = doubt
        guard !next.isEmpty else { break }
        giving += next
        continue
      }
      let elastic = try scope.elastic(keeping: rest, giving: giving)
      guard let solver = try? RosterSolver(elastic.problem) else { break }
      var share = limits
      share.work = max(1, left / 2)
      guard let plan = try? solver.solve(limits: share) else { break }
      left -= plan.work
      guard plan.review.isFeasible else { break }
      return (try scope.changes(giving, in: plan.roster), plan.isProved)
    }
    return ([], false)
  }
}
