/// Judges a roster by the rules as they are written: it reads each rule over the finished
/// roster and shares no code with the graphs, prices and searches that make one.
public struct RosterChecker {
  let problem: RosterProblem

  public init(_ problem: RosterProblem) {
    self.problem = problem
  }

  /// - Throws: `RosterProblemError.invalidRoster` where a duty is missing or unknown.
  public func review(_ roster: Roster) throws(RosterProblemError) -> RosterReview {
    try problem.validate(roster)
    var findings: [RosterFinding] = []
    for person in problem.people.indices {
      findings += self.findings(person: person, duties: roster.duties[person])
    }
    findings += coverFindings(roster)
    var review = RosterReview(penalty: 0, violations: [], breaches: [])
    for finding in findings {
      if finding.isHard {
        review.violations.append(finding)
      } else if finding.price > 0 {
        review.breaches.append(finding)
        review.penalty += finding.price
      }
    }
    return review
  }

  /// Everything one person's duties break, requirements apart.
  func findings(person index: Int, duties: [Int?]) -> [RosterFinding] {
    let person = problem.people[index]
    var findings: [RosterFinding] = []
    func note(_ day: Int?, _ amount: Double, _ force: RosterForce, _ sentence: String) {
      guard amount > 0 else { return }
      let price: Double
      switch force {
      case .hard: price = .infinity
      case .soft(let weight): price = weight * amount
      }
      findings.append(
        RosterFinding(
          person: index, day: day, amount: amount, price: price,
          sentence: "\(person.name): \(sentence)"))
    }

    for wish in person.wishes {
      let duty = duties[wish.day]
      let names = wish.shifts.map { $0.map { problem.shifts[$0].name }.joined(separator: " or ") }
      var has = duty != nil
      if let list = wish.shifts { has = duty != nil && list.contains(duty!) }
      guard has != wish.isWanted else { continue }
      let what =
        wish.isWanted
        ? "wanted \(names ?? "to work") on \(dayName(wish.day))"
        : "should not work\(names.map { " " + $0 } ?? "") on \(dayName(wish.day))"
      note(wish.day, 1, wish.force, what)
    }
    for (day, duty) in duties.enumerated() {
      guard let duty else { continue }
      let missing = problem.shifts[duty].skills.filter { !person.skills.contains($0) }
      if !missing.isEmpty {
        note(
          day, 1, person.withoutSkill,
          "works \(problem.shifts[duty].name) on \(dayName(day)) without the skill "
            + missing.joined(separator: ", "))
      }
      let before = day > 0 ? duties[day - 1] : person.history.last ?? nil
      if let before, problem.shifts[before].neverFollowedBy.contains(duty) {
        note(
          day, 1, .hard,
          "\(problem.shifts[duty].name) on \(dayName(day)) must not follow "
            + problem.shifts[before].name)
      }
    }
    for rule in person.rules {
      for breach in breaches(of: rule.kind, person: person, duties: duties) {
        note(breach.day, breach.amount, rule.force, breach.sentence)
      }
    }
    return findings
  }

  private func coverFindings(_ roster: Roster) -> [RosterFinding] {
    problem.cover.compactMap { need in
      var present = 0
      for duties in roster.duties {
        if let duty = duties[need.day], need.shifts.contains(duty) { present += 1 }
      }
      let gap = need.required - present
      guard gap != 0 else { return nil }
      let force = gap > 0 ? need.under : need.over
      var price = Double.infinity
      if case .soft(let weight) = force { price = weight * Double(abs(gap)) }
      let names = need.shifts.map { problem.shifts[$0].name }.joined(separator: " or ")
      return RosterFinding(
        person: nil, day: need.day, amount: Double(abs(gap)), price: price,
        sentence: "\(dayName(need.day)), \(names): \(present) people where \(need.required) "
          + "are needed")
    }
  }

  /// "Tuesday of week 2 (day 8)".
  func dayName(_ day: Int) -> String {
    let names = [
      "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]
    let weekday = ((problem.firstWeekday + day) % 7 + 7) % 7
    return "\(names[weekday]) of week \((problem.firstWeekday + day) / 7 + 1) (day \(day + 1))"
  }
}
