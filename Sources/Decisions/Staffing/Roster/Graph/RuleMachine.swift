/// A rule read day by day: a finite machine whose steps cost what the rule says.
///
/// A duty is 0 for a day off and a shift's index + 1 otherwise. Infinite cost is forbidden.
struct RuleMachine {
  struct Step {
    var next: Int
    var cost = 0.0
    /// What the machine's counter, if it has one, goes up by.
    var increment = 0
  }

  var start: Int
  /// State, day and duty to what follows. Days before the horizon are negative.
  var step: (_ state: Int, _ day: Int, _ duty: Int) -> Step
  /// What ending the horizon in a state costs.
  var finish: (_ state: Int) -> Double = { _ in 0 }
}

/// Where a day lies in a person's weekend.
struct WeekendCalendar {
  let problem: RosterProblem
  let weekend: ClosedRange<Int>

  var length: Int { weekend.count }

  /// 0 for the first day of a weekend and so on; nil on other days.
  func position(_ day: Int) -> Int? {
    let p = (problem.weekday(day) - weekend.lowerBound + 7) % 7
    return p < length ? p : nil
  }

  /// Whether the weekend that `day` is in lies inside the horizon whole.
  func isWhole(_ day: Int) -> Bool {
    guard let p = position(day) else { return false }
    return day - p >= 0 && day - p + length <= problem.days
  }
}

/// The length of the run at hand. States: 0 outside a run, 1...cap inside one, and the
/// same again, shifted by cap + 1, for a run that began before the first day known.
struct RunCounter {
  let min: Int
  let max: Int?
  let force: RosterForce
  let edges: RosterRule.Edge
  let cap: Int

  init(min: Int, max: Int?, force: RosterForce, edges: RosterRule.Edge) {
    self.min = min
    self.max = max
    self.force = force
    self.edges = edges
    cap = Swift.max(min, max ?? 0, 1)
  }

  var start: Int { edges == .open ? cap + 1 : 0 }
  var stateCount: Int { 2 * cap + 2 }

  func step(_ state: Int, isInRun: Bool) -> (next: Int, cost: Double) {
    let isOpen = state > cap
    let length = isOpen ? state - cap - 1 : state
    guard isInRun else { return (0, isOpen ? 0 : shortfall(length)) }
    let next = Swift.min(length + 1, cap) + (isOpen ? cap + 1 : 0)
    guard let max, length >= max else { return (next, 0) }
    return (next, force.price(1))
  }

  func finish(_ state: Int) -> Double {
    edges == .closed && state <= cap ? shortfall(state) : 0
  }

  private func shortfall(_ length: Int) -> Double {
    length > 0 && length < min ? force.price(Double(min - length)) : 0
  }
}

extension RuleMachine {
  /// The rule of shifts that never follow one another, over all kinds of shift.
  static func successions(of problem: RosterProblem) -> RuleMachine? {
    guard problem.shifts.contains(where: { !$0.neverFollowedBy.isEmpty }) else { return nil }
    var bans = [[Bool]](
      repeating: [Bool](repeating: false, count: problem.shifts.count + 1),
      count: problem.shifts.count + 1)
    for (i, shift) in problem.shifts.enumerated() {
      for next in shift.neverFollowedBy { bans[i + 1][next + 1] = true }
    }
    // Shifts that ban the same ones are one state.
    let state = bans.map { row in bans.firstIndex(of: row)! }
    return RuleMachine(start: 0) { [bans] last, _, duty in
      Step(next: state[duty], cost: bans[last][duty] ? .infinity : 0)
    }
  }

  static func run(
    of run: RosterRule.Run, counter: RunCounter, shiftCount: Int
  ) -> RuleMachine {
    var isIn = [Bool](repeating: run == .work, count: shiftCount + 1)
    isIn[0] = run == .off
    if case .shifts(let list) = run { for s in list { isIn[s + 1] = true } }
    return RuleMachine(start: counter.start) { [isIn] state, _, duty in
      let (next, cost) = counter.step(state, isInRun: isIn[duty])
      return Step(next: next, cost: cost)
    } finish: {
      counter.finish($0)
    }
  }

  static func daysOffAfter(_ shifts: [Int], count: Int, force: RosterForce) -> RuleMachine {
    RuleMachine(start: 0) { owed, _, duty in
      if duty == 0 { return Step(next: Swift.max(owed - 1, 0)) }
      if shifts.contains(duty - 1) {
        // Days off begun but not ended are broken off by such a shift too.
        return Step(next: count, cost: owed > 0 && owed < count ? force.price(1) : 0)
      }
      return Step(next: 0, cost: owed > 0 ? force.price(1) : 0)
    }
  }

  /// Bit i of a state: the last i + 1 days match the first i + 1 days of the pattern.
  static func unwanted(
    _ steps: [RosterRule.Step], weekday: Int?, force: RosterForce, problem: RosterProblem
  ) -> RuleMachine {
    let masks = (0...problem.shifts.count).map { duty in
      steps.enumerated().reduce(0) { mask, step in
        let matches =
          switch step.element {
          case .any: true
          case .off: duty == 0
          case .work: duty > 0
          case .shifts(let list): duty > 0 && list.contains(duty - 1)
          }
        return matches ? mask | 1 << step.offset : mask
      }
    }
    let last = 1 << (steps.count - 1)
    return RuleMachine(start: 0) { state, day, duty in
      let begins = weekday == nil || problem.weekday(day) == weekday ? 1 : 0
      let matched = (state << 1 | begins) & masks[duty]
      return Step(next: matched & (last - 1), cost: matched & last != 0 ? force.price(1) : 0)
    }
  }
}
