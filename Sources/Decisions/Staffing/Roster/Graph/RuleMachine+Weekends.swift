extension RuleMachine {
  /// Counts the weekends worked.
  static func weekends(_ calendar: WeekendCalendar) -> RuleMachine {
    RuleMachine(start: 0) { state, day, duty in
      guard let position = calendar.position(day) else { return Step(next: 0) }
      let worked = position == 0 ? 0 : state
      if duty == 0 || worked == 1 { return Step(next: worked) }
      return Step(next: 1, increment: 1)
    }
  }

  /// Counts the days worked among some.
  static func daysWorked(_ days: Set<Int>) -> RuleMachine {
    RuleMachine(start: 0) { _, day, duty in
      Step(next: 0, increment: duty > 0 && days.contains(day) ? 1 : 0)
    }
  }

  /// States: twice the run's state, plus one when this weekend has been worked on.
  static func weekendRun(_ counter: RunCounter, _ calendar: WeekendCalendar) -> RuleMachine {
    RuleMachine(start: counter.start * 2) { state, day, duty in
      guard let position = calendar.position(day) else { return Step(next: state & ~1) }
      let worked = (position > 0 && state & 1 == 1) || duty > 0
      guard position == calendar.length - 1 else {
        return Step(next: state & ~1 | (worked ? 1 : 0))
      }
      let (next, cost) = counter.step(state / 2, isInRun: worked)
      return Step(next: next * 2, cost: cost)
    } finish: { state in
      guard state & 1 == 1 else { return counter.finish(state / 2) }
      let (next, cost) = counter.step(state / 2, isInRun: true)
      return cost + counter.finish(next)
    }
  }

  /// Bit i of a state: day i of this weekend is worked.
  static func wholeWeekends(_ force: RosterForce, _ calendar: WeekendCalendar) -> RuleMachine {
    RuleMachine(start: 0) { state, day, duty in
      guard let position = calendar.position(day), calendar.isWhole(day) else {
        return Step(next: 0)
      }
      let worked = (position == 0 ? 0 : state) | (duty > 0 ? 1 << position : 0)
      guard position == calendar.length - 1 else { return Step(next: worked) }
      guard worked != 0 else { return Step(next: 0) }
      let off = calendar.length - worked.nonzeroBitCount
      let packed = worked >> worked.trailingZeroBitCount
      let hasGap = packed & (packed + 1) != 0
      return Step(next: 0, cost: force.price(Double(off + (hasGap ? calendar.length : 0))))
    }
  }

  /// The duties of this weekend so far as digits, plus one; 0 once there is a day off.
  static func sameShift(
    _ force: RosterForce, _ calendar: WeekendCalendar, dutyCount: Int
  ) -> RuleMachine {
    RuleMachine(start: 0) { state, day, duty in
      guard let position = calendar.position(day), calendar.isWhole(day), duty > 0,
        position == 0 || state > 0
      else { return Step(next: 0) }
      var digits = position == 0 ? 0 : state - 1
      guard position == calendar.length - 1 else {
        return Step(next: digits * dutyCount + duty + 1)
      }
      var seen = [duty]
      for _ in 0..<position {
        seen.append(digits % dutyCount)
        digits /= dutyCount
      }
      // Every kind of shift is charged with the days of the other kinds.
      let kinds = Set(seen)
      let breach = kinds.count * seen.count - seen.count
      return Step(next: 0, cost: force.price(Double(breach)))
    }
  }

  static func notBeforeWeekendOff(
    _ shifts: [Int], _ force: RosterForce, _ calendar: WeekendCalendar
  ) -> RuleMachine {
    RuleMachine(start: 0) { state, day, duty in
      guard let position = calendar.position(day) else {
        let isLast = calendar.position(day + 1) == 0
        return Step(next: isLast && duty > 0 && shifts.contains(duty - 1) ? 1 : 0)
      }
      let isAtStake = state == 1 && duty == 0
      guard isAtStake else { return Step(next: 0) }
      let isOver = position == calendar.length - 1
      return Step(next: isOver ? 0 : 1, cost: isOver ? force.price(1) : 0)
    }
  }
}
