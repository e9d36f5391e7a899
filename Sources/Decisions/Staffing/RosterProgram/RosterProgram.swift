public import CivilTime
public import Optimization

/// A roster problem as one integer program, for other solvers: the same plans and prices as the
/// search by columns, written down rule by rule.
///
/// x(p,d,s) says whether person p works shift s on day d, with the price of p's wishes and
/// skills. For each person
///
///     Σ_s x(p,d,s) ≤ 1                                   one shift a day
///     x(p,d,s) + Σ_t x(p,d+1,t) ≤ 1                      t never follows s
///     Σ_d∈window in(p,d) ≤ most + y                      runs that are too long
///     Σ_d∈run in(p,d) − in(p,before) − in(p,after) ≤ length − 1 + y      and too short
///
/// where y is zero for a rule that must hold and has its price otherwise; weekends, days off
/// after a shift and sums over the horizon likewise; and for every need
///
///     Σ_p Σ_s x(p,d,s) + under − over = required.
///
/// Its linear relaxation is weak, which is why rosters are not searched with it (Burke & Curtois
/// 2014, §3); as a check of a finished plan it needs no trust in the search.
public struct RosterProgram {
  public private(set) var problem = Problem()
  private let roster: RosterProblem
  private let firstDay: CivilDate
  /// x by person, day and shift; nil where it is forbidden.
  private var variables: [[[Int?]]] = []

  /// A sum of variables and a constant.
  struct Sum {
    var terms: [Problem.Term] = []
    var constant = 0.0

    static func + (a: Sum, b: Sum) -> Sum {
      Sum(terms: a.terms + b.terms, constant: a.constant + b.constant)
    }
    static func - (a: Sum, b: Sum) -> Sum {
      Sum(
        terms: a.terms + b.terms.map { .init($0.variable, -$0.coefficient) },
        constant: a.constant - b.constant)
    }
    static func total(_ sums: [Sum]) -> Sum { sums.reduce(Sum(), +) }
  }

  /// The program of what a recipe asks for; with a published roster, a change of a duty costs
  /// the recipe's change price.
  ///
  /// - Returns: nil for rules that recipes cannot state (runs of weekends, other weekends than
  ///   Saturday and Sunday).
  public init?(_ scope: RosterCase, published: Roster? = nil) throws(RosterTerms.Stranger) {
    var roster = try scope.problem()
    if let published {
      roster = roster.resisting(changesFrom: published, price: scope.terms.changePrice)
    }
    self.init(roster, from: scope.firstDay)
  }

  init?(_ roster: RosterProblem, from firstDay: CivilDate) {
    self.roster = roster
    self.firstDay = firstDay
    for p in roster.people.indices {
      guard roster.people[p].history.isEmpty else { return nil }
      addDuties(of: p)
    }
    for p in roster.people.indices {
      for rule in roster.people[p].rules {
        guard add(rule, of: p) else { return nil }
      }
    }
    addNeeds()
  }

  // MARK: Parts

  private func label(_ person: Int, _ day: Int) -> String {
    "\(roster.people[person].name)_\(firstDay.adding(days: day))"
  }

  private mutating func addDuties(of p: Int) {
    var mine: [[Int?]] = []
    for day in 0..<roster.days {
      let off = roster.price(person: p, day: day, shift: nil)
      let mustWork = off == .infinity
      if !mustWork { problem.objectiveConstant += off }
      mine.append(
        roster.shifts.indices.map { s -> Int? in
          let price = roster.price(person: p, day: day, shift: s)
          guard price < .infinity else { return nil }
          return problem.addVariable(
            "x_\(label(p, day))_\(roster.shifts[s].name)", cost: price - (mustWork ? 0 : off),
            upper: 1, isInteger: true)
        })
      let terms = mine[day].compactMap { $0.map { Problem.Term($0, 1) } }
      problem.addConstraint(
        "day_\(label(p, day))", terms: terms, lower: mustWork ? 1 : -.infinity, upper: 1)
    }
    variables.append(mine)
    for day in 1..<max(1, roster.days) {
      for (s, shift) in roster.shifts.enumerated() where !shift.neverFollowedBy.isEmpty {
        guard let first = mine[day - 1][s] else { continue }
        let next = shift.neverFollowedBy.compactMap { mine[day][$0] }
        guard !next.isEmpty else { continue }
        problem.addConstraint(
          "rest_\(label(p, day))_\(shift.name)",
          terms: ([first] + next).map { Problem.Term($0, 1) }, upper: 1)
      }
    }
  }

  private mutating func addNeeds() {
    for need in roster.cover {
      var sum = Sum()
      for p in roster.people.indices {
        for s in Set(need.shifts).sorted() {
          if let x = variables[p][need.day][s] { sum.terms.append(.init(x, 1)) }
        }
      }
      let name = need.shifts.map { roster.shifts[$0].name }.joined(separator: "_or_")
      let place = "\(firstDay.adding(days: need.day))_\(name)"
      if case .soft(let price) = need.under, need.required > 0 {
        sum.terms.append(
          .init(problem.addVariable("under_\(place)", cost: price, upper: Double(need.required)), 1)
        )
      }
      if case .soft(let price) = need.over {
        sum.terms.append(.init(problem.addVariable("over_\(place)", cost: price), -1))
      }
      problem.addConstraint(
        "need_\(place)", terms: sum.terms, lower: Double(need.required),
        upper: Double(need.required))
    }
  }

  // MARK: Sums of duties

  func work(_ p: Int, _ day: Int) -> Sum { shifts(p, day, Array(roster.shifts.indices)) }

  func shifts(_ p: Int, _ day: Int, _ list: [Int]) -> Sum {
    Sum(terms: Set(list).sorted().compactMap { s in variables[p][day][s].map { .init($0, 1) } })
  }

  private func minutes(_ p: Int) -> Sum {
    Sum(
      terms: (0..<roster.days).flatMap { day in
        roster.shifts.indices.compactMap { s in
          variables[p][day][s].map { .init($0, Double(roster.shifts[s].minutes)) }
        }
      })
  }

  // MARK: Rows

  /// `sum ≤ most`, or as much more as the price allows.
  private mutating func atMost(_ name: String, _ sum: Sum, _ most: Double, _ price: RosterForce) {
    var terms = sum.terms
    if case .soft(let weight) = price {
      terms.append(.init(problem.addVariable("over_\(name)", cost: weight), -1))
    }
    if terms.isEmpty && sum.constant <= most { return }
    problem.addConstraint(name, terms: terms, upper: most - sum.constant)
  }

  private mutating func within(
    _ name: String, _ sum: Sum, _ least: Int, _ most: Int?, _ price: RosterForce
  ) {
    if let most { atMost("most_\(name)", sum, Double(most), price) }
    if least > 0 { atMost("least_\(name)", Sum() - sum, -Double(least), price) }
  }

  private func scaled(_ price: RosterForce, _ amount: Int) -> RosterForce {
    guard case .soft(let weight) = price else { return .hard }
    return .soft(weight * Double(amount))
  }

  // MARK: Rules

  /// False for a rule that recipes cannot state.
  private mutating func add(_ rule: RosterRule, of p: Int) -> Bool {
    let person = roster.people[p].name
    let days = Array(0..<roster.days)
    switch rule.kind {
    case .minutes(let least, let most):
      within("minutes_\(person)", minutes(p), least, most, rule.force)
    case .shifts(let list, let least, let most):
      let all = list ?? Array(roster.shifts.indices)
      within(
        "shifts_\(person)", .total(days.map { shifts(p, $0, all) }), least, most, rule.force)
    case .daysWorked(let list, let least, let most):
      within(
        "days_\(person)", .total(Set(list).sorted().map { work(p, $0) }), least, most, rule.force)
    case .weekends(let least, let most):
      guard roster.people[p].weekend == 5...6 else { return false }
      let worked = weekends.map { weekend -> Sum in
        let v = problem.addVariable(
          "weekend_\(label(p, weekend[0]))", cost: 0, upper: 1, isInteger: true)
        let isWorked = Sum(terms: [.init(v, 1)])
        for day in weekend {
          atMost("weekend_\(label(p, day))", work(p, day) - isWorked, 0, .hard)
        }
        atMost(
          "weekend_off_\(label(p, weekend[0]))",
          isWorked - .total(weekend.map { work(p, $0) }), 0, .hard)
        return isWorked
      }
      within("weekends_\(person)", .total(worked), least, most, rule.force)
    case .run(let run, let least, let most, let edges):
      addRun(run, least, most, edges, rule.force, p)
    case .wholeWeekends:
      guard roster.people[p].weekend == 5...6 else { return false }
      for weekend in weekends where weekend.count == 2 {
        let (one, other) = (work(p, weekend[0]), work(p, weekend[1]))
        let name = "whole_\(label(p, weekend[0]))"
        atMost(name, one - other, 0, rule.force)
        atMost("\(name)_back", other - one, 0, rule.force)
      }
    case .daysOffAfter(let list, let count):
      for day in days {
        for later in 1...max(1, count) where count > 0 && day + later < roster.days {
          var sum = shifts(p, day, list) + work(p, day + later)
          // Another such shift on the very next day goes on with the stretch.
          if later == 1 { sum = sum - shifts(p, day + 1, list) }
          for between in 1..<max(1, later) { sum = sum - work(p, day + between) }
          atMost("off_\(label(p, day))_\(later)", sum, 1, rule.force)
        }
      }
    case .unwanted(let steps, let weekday):
      for first in 0..<max(0, roster.days - steps.count + 1)
      where weekday == nil || roster.weekday(first) == weekday {
        var sum = Sum()
        for (k, step) in steps.enumerated() {
          switch step {
          case .any: sum.constant += 1
          case .off: sum = sum + (Sum(constant: 1) - work(p, first + k))
          case .work: sum = sum + work(p, first + k)
          case .shifts(let list): sum = sum + shifts(p, first + k, list)
          }
        }
        atMost("pattern_\(label(p, first))", sum, Double(steps.count - 1), rule.force)
      }
    case .weekendRun, .sameShiftOnWeekends, .notBeforeWeekendOff:
      return false
    }
    return true
  }

  private mutating func addRun(
    _ run: RosterRule.Run, _ least: Int, _ most: Int?, _ edges: RosterRule.Edge,
    _ price: RosterForce, _ p: Int
  ) {
    let isIn = (0..<roster.days).map { day -> Sum in
      switch run {
      case .work: work(p, day)
      case .off: Sum(constant: 1) - work(p, day)
      case .shifts(let list): shifts(p, day, list)
      }
    }
    if let most, most < roster.days {
      for last in most..<roster.days {
        atMost(
          "run_\(label(p, last))", .total(Array(isIn[last - most...last])), Double(most), price)
      }
    }
    for length in 1..<max(1, least) where length <= roster.days {
      for first in 0...roster.days - length {
        let end = first + length
        // A run at the edge may go on outside.
        if edges == .open, first == 0 || end == roster.days { continue }
        var sum = Sum.total(Array(isIn[first..<end]))
        if first > 0 { sum = sum - isIn[first - 1] }
        if end < roster.days { sum = sum - isIn[end] }
        atMost(
          "short_\(label(p, first))_\(length)", sum, Double(length - 1),
          scaled(price, least - length))
      }
    }
  }

  /// Saturdays and Sundays of the horizon, by weekend.
  private var weekends: [[Int]] {
    (-1..<roster.days).compactMap { first in
      guard roster.weekday(first) == 5 else { return nil }
      let days = [first, first + 1].filter { (0..<roster.days).contains($0) }
      return days.isEmpty ? nil : days
    }
  }
}
