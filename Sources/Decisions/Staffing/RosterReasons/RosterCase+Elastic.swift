extension RosterCase {
  /// The problem in which `rest` must hold and every unit of breach of `giving` has a price: a
  /// day of leave, a rest, a shift, day or weekend beyond a limit alike, and eight hours of work
  /// as one of them.
  func elastic(
    keeping rest: [RosterReason], giving: [RosterReason]
  ) throws(RosterTerms.Stranger) -> (problem: RosterProblem, unit: Double) {
    let unit = 480.0
    var problem = try keeping(rest).problem()
    for k in problem.cover.indices where problem.cover[k].required > 0 {
      problem.cover[k].under = .hard
    }
    for reason in giving {
      let alone = try keeping([reason]).problem()
      switch reason {
      case .rest:
        let pairs = alone.shifts.indices.flatMap { a in
          alone.shifts[a].neverFollowedBy.filter { !problem.shifts[a].neverFollowedBy.contains($0) }
            .map { (a, $0) }
        }
        for p in problem.people.indices {
          problem.people[p].rules += pairs.map {
            RosterRule(.unwanted([.shifts([$0]), .shifts([$1])], weekday: nil), .soft(unit))
          }
        }
      case .skill(let skill, let shift):
        guard let place = problem.shifts.firstIndex(where: { $0.name == shift }) else { continue }
        for p in problem.people.indices where !problem.people[p].skills.contains(skill) {
          problem.people[p].wishes += (0..<problem.days).map {
            RosterWish(day: $0, shifts: [place], isWanted: false, .soft(unit))
          }
        }
      default:
        for p in problem.people.indices {
          problem.people[p].rules += alone.people[p].rules.map { rule in
            if case .minutes = rule.kind { return RosterRule(rule.kind, .soft(1)) }
            return RosterRule(rule.kind, .soft(unit))
          }
          problem.people[p].wishes += alone.people[p].wishes.map { wish in
            RosterWish(
              day: wish.day, shifts: wish.shifts, isWanted: wish.isWanted, .soft(unit))
          }
        }
      }
    }
    return (problem, unit)
  }

  /// Which of `reasons` a roster breaks, by whom and how far, judged one by one.
  func changes(
    _ reasons: [RosterReason], in roster: Roster
  ) throws(RosterTerms.Stranger) -> [RosterImpasse.Change] {
    var list: [RosterImpasse.Change] = []
    for reason in reasons {
      let alone = RosterChecker(try keeping([reason]).problem())
      let bare = RosterChecker(try keeping([]).problem())
      guard let own = try? alone.review(roster).violations,
        let always = try? bare.review(roster).violations
      else { continue }
      let broken = own.filter { !always.contains($0) }
      guard !broken.isEmpty else { continue }
      let persons = Set(broken.compactMap(\.person)).sorted()
      let amount = broken.map(\.amount).max() ?? 0
      list.append(
        RosterImpasse.Change(
          reason: reason, people: persons.map { people[$0].name }, amount: amount))
    }
    return list
  }
}
