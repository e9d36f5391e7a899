extension RosterSolver {
  /// A smallest set of one person's hard rules and wishes that leaves no roster: rules are
  /// taken away one at a time, and stay away while there is still no roster without them
  /// (the deletion filter of Chinneck & Dravnieks 1991).
  func conflict(of index: Int) -> RosterError {
    let problem = model.problem
    let person = problem.people[index]
    var rules = person.rules.filter { $0.force == .hard }
    var wishes = person.wishes.filter { $0.force == .hard }
    var shifts = problem.shifts
    var isSkilled = person.withoutSkill != .hard

    func isPossible() -> Bool {
      var someone = person
      someone.rules = rules
      someone.wishes = wishes
      someone.withoutSkill = isSkilled ? .soft(0) : .hard
      let alone = RosterModel(
        RosterProblem(
          days: problem.days, firstWeekday: problem.firstWeekday, shifts: shifts,
          people: [someone], cover: []))
      return alone.pricers[0].wishes.withUnsafeBufferPointer {
        !alone.cheapest(0, $0.baseAddress!, below: .infinity).rosters.isEmpty
      }
    }
    var names: [String] = []
    for i in shifts.indices {
      let kept = shifts[i].neverFollowedBy
      shifts[i].neverFollowedBy = []
      if isPossible() {
        shifts[i].neverFollowedBy = kept
        let after = kept.map { shifts[$0].name }.joined(separator: ", ")
        names.append("\(shifts[i].name) is never followed by \(after)")
      }
    }
    var i = 0
    while i < rules.count {
      let rule = rules.remove(at: i)
      if isPossible() {
        rules.insert(rule, at: i)
        names.append(name(of: rule))
        i += 1
      }
    }
    i = 0
    let checker = RosterChecker(problem)
    while i < wishes.count {
      let wish = wishes.remove(at: i)
      if isPossible() {
        wishes.insert(wish, at: i)
        let what = wish.shifts.map { " " + $0.map { shifts[$0].name }.joined(separator: " or ") }
        let day = checker.dayName(wish.day)
        names.append(
          wish.isWanted ? "works\(what ?? "") on \(day)" : "does not work\(what ?? "") on \(day)")
        i += 1
      }
    }
    if !isSkilled {
      isSkilled = true
      if isPossible() { names.append("works only with the skills a shift takes") }
    }
    return .conflict(person: person.name, rules: names)
  }

  /// A rule in a planner's words.
  private func name(of rule: RosterRule) -> String {
    func range(_ min: Int, _ max: Int?, _ what: String) -> String {
      switch (min, max) {
      case (0, let max?): "at most \(max) \(what)"
      case (let min, let max?): "\(min) to \(max) \(what)"
      case (let min, nil): "at least \(min) \(what)"
      }
    }
    func names(_ list: [Int]) -> String {
      list.map { model.problem.shifts[$0].name }.joined(separator: " or ")
    }
    switch rule.kind {
    case .minutes(let min, let max): return range(min, max, "minutes of work")
    case .shifts(let list, let min, let max):
      return range(min, max, list.map { "shifts of " + names($0) } ?? "shifts")
    case .daysWorked(_, let min, let max): return range(min, max, "of the days named worked")
    case .weekends(let min, let max): return range(min, max, "weekends worked")
    case .run(.work, let min, let max, _): return range(min, max, "days of work in a row")
    case .run(.off, let min, let max, _): return range(min, max, "days off in a row")
    case .run(.shifts(let list), let min, let max, _):
      return range(min, max, "days of \(names(list)) in a row")
    case .weekendRun(let min, let max, _): return range(min, max, "weekends of work in a row")
    case .wholeWeekends: return "weekends are worked whole or not at all"
    case .sameShiftOnWeekends: return "a weekend has one kind of shift"
    case .notBeforeWeekendOff(let list): return "no \(names(list)) before a weekend off"
    case .daysOffAfter(let list, let count): return "\(count) days off after \(names(list))"
    case .unwanted(let steps, _): return "no pattern of these \(steps.count) days"
    }
  }
}
