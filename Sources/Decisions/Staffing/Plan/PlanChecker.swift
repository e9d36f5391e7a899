import CivilTime

/// Judges a plan by the rules alone: it knows the patterns, the requirement and
/// the prices, and nothing of the model that made the plan.
///
/// Cost is counted minute by minute and cover shift by shift, so that a fault in
/// the columns of the model shows as a difference here.
public struct PlanChecker: Sendable {
  /// By unit, in time order.
  private let intervals: [String: [CoverInterval]]
  private let patterns: [ShiftPattern]
  private let rules: CoverRules
  private let period: Int64?

  /// - Parameter intervals: in time order within each unit, as the plan was
  ///   made for.
  public init(
    intervals: [CoverInterval], patterns: [ShiftPattern], rules: CoverRules = CoverRules()
  ) {
    self.intervals = Dictionary(grouping: intervals, by: \.unit)
    self.patterns = patterns
    self.rules = rules
    period = rules.repeatEveryDays.map { Int64($0) * 86_400 }
  }

  /// What is wrong with a plan, in plain words; empty when nothing is.
  public func violations(of plan: StaffingPlan) -> [String] {
    var found: [String] = []
    for (index, shift) in plan.shifts.enumerated() {
      found += violations(of: shift).map { "shift \(index + 1): \($0)" }
    }
    found += coverViolations(of: plan)
    found += limitViolations(of: plan)
    found += tourViolations(of: plan)
    return found
  }

  // MARK: One shift

  private func violations(of shift: StaffingPlan.Shift) -> [String] {
    guard let pattern = patterns.first(where: { $0.name == shift.pattern }) else {
      return ["there is no pattern \"\(shift.pattern)\""]
    }
    guard intervals[shift.unit] != nil else {
      return ["there is no unit \"\(shift.unit)\""]
    }
    var found: [String] = []
    func check(_ holds: Bool, _ message: @autoclosure () -> String) {
      if !holds { found.append(message()) }
    }
    check(pattern.serves(shift.unit), "\"\(pattern.name)\" is not for unit \"\(shift.unit)\"")
    check(shift.count >= 1, "its count is \(shift.count)")
    let usualEnd = shift.wallStart.wallSeconds + Int64(pattern.length) * 60
    let endsAsItMay =
      pattern.endsByClock
      // The first minute at which the clock shows the usual end, or has passed it.
      ? shift.wallEnd.wallSeconds >= usualEnd
        && wall(shift.end - 60, unit: shift.unit).wallSeconds < usualEnd
      : shift.end - shift.start == Int64(pattern.length) * 60
    check(endsAsItMay, "it does not last \(pattern.length) minutes")
    check(openingDay(of: shift, pattern) != nil, "it may not begin at \(shift.wallStart)")
    for (position, wall) in [(shift.start, shift.wallStart), (shift.end, shift.wallEnd)] {
      check(self.wall(position, unit: shift.unit) == wall, "its wall time is wrong")
    }
    let isRotated = rules.rotations.contains { $0.cycle.contains(pattern.name) }
    check(
      (pattern.tour != nil || isRotated) == (shift.tour != nil),
      "tours and their shifts do not agree")
    if shift.breaks.count == pattern.breaks.count {
      for (rest, rule) in zip(shift.breaks, pattern.breaks) {
        let after = Int(rest.start - shift.start) / 60
        check(
          rest.end - rest.start == Int64(rule.minutes) * 60 && after >= rule.earliest
            && after <= rule.latest && (after - rule.earliest) % rule.every == 0
            && rest.end <= shift.end && rest.paid == rule.paid,
          "a break lies where it may not, \(after) minutes after the start")
      }
      for (k, rest) in shift.breaks.enumerated() {
        check(
          shift.breaks[..<k].allSatisfy { $0.end <= rest.start || rest.end <= $0.start },
          "two breaks meet")
      }
    } else {
      found.append("it has \(shift.breaks.count) breaks, not \(pattern.breaks.count)")
    }
    let unpaid = shift.breaks.filter { !$0.paid }
    let usual =
      pattern.paidMinutes ?? pattern.length
      - unpaid.reduce(0) { $0 + Int($1.end - $1.start) / 60 }
    let paid = max(0, usual + Int(shift.end - shift.start) / 60 - pattern.length)
    check(abs(shift.paidHours * 60 - Double(paid)) < 1e-6, "its paid hours are wrong")
    let cost = self.cost(of: shift, pattern, paidMinutes: paid)
    check(
      abs(cost - shift.cost) <= 1e-9 * max(1, abs(cost)),
      "it costs \(cost), the plan says \(shift.cost)")
    return found
  }

  /// The day on which the start window of a shift opened, or nil where no
  /// window of the pattern holds its start.
  private func openingDay(of shift: StaffingPlan.Shift, _ pattern: ShiftPattern) -> CivilDate? {
    let first = pattern.earliestStart.minuteOfDay
    var last = pattern.latestStart.minuteOfDay
    if last < first { last += 1440 }
    for back in 0...1 {
      let day = shift.wallStart.date.adding(days: -back)
      let minute = shift.wallStart.secondOfDay / 60 + 1440 * back
      if pattern.days.contains(day.weekday), minute >= first, minute <= last,
        (minute - first) % pattern.startEvery == 0, shift.wallStart.secondOfDay % 60 == 0
      {
        return day
      }
    }
    return nil
  }

  private func cost(
    of shift: StaffingPlan.Shift, _ pattern: ShiftPattern, paidMinutes: Int
  ) -> Double {
    var cost = pattern.costPerHour * Double(paidMinutes) / 60 + pattern.fixedCost
    if let day = openingDay(of: shift, pattern), day.weekday >= 6 {
      cost += pattern.weekendPremium
    }
    guard let night = pattern.nightPremium else { return cost }
    var nightMinutes = 0
    for minute in stride(from: shift.start, to: shift.end, by: 60) {
      let time = wall(minute, unit: shift.unit).secondOfDay / 60
      let (from, to) = (night.from.minuteOfDay, night.to.minuteOfDay)
      let isNight = from < to ? time >= from && time < to : time >= from || time < to
      let isUnpaid = shift.breaks.contains { !$0.paid && $0.start <= minute && minute < $0.end }
      if isNight && !isUnpaid { nightMinutes += 1 }
    }
    return cost + night.perHour * Double(nightMinutes) / 60
  }

  /// What the clock of a unit shows: between two intervals, that of the nearer.
  private func wall(_ position: Int64, unit: String) -> WallTime {
    guard let own = intervals[unit] else { return WallTime(wallSeconds: position) }
    // The first interval that ends later, or the last of all.
    var (low, high) = (0, own.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if own[middle].end > position { high = middle } else { low = middle + 1 }
    }
    let next = low
    let isAfter =
      next == 0 || position >= own[next].start
      || (position - own[next - 1].end) / 60 >= (own[next].start - own[next - 1].end) / 120
    let place = own[isAfter ? next : next - 1]
    return WallTime(wallSeconds: position + place.wallStart.wallSeconds - place.start)
  }

  // MARK: The plan

  private func coverViolations(of plan: StaffingPlan) -> [String] {
    var found: [String] = []
    let given = Dictionary(grouping: plan.cover, by: \.interval.unit)
    for (unit, own) in intervals.sorted(by: { $0.key < $1.key })
    where given[unit]?.map(\.interval) != own {
      found.append("the cover of unit \"\(unit)\" is not that of its intervals")
    }
    var under = 0.0
    var over = 0.0
    for place in plan.cover {
      let interval = place.interval
      let present = plan.shifts.reduce(0) { $0 + ($1.covers(interval, period) ? $1.count : 0) }
      if present != place.present {
        found.append("\(interval): \(present) are there, the plan says \(place.present)")
      }
      if rules.underCoverPrice == nil && Double(present) < interval.required - 1e-9 {
        found.append("\(interval): \(present) are there, \(interval.required) are required")
      }
      under += max(0, interval.required - Double(present)) * interval.hours
      over += max(0, Double(present) - interval.required) * interval.hours
    }
    let cost =
      plan.shifts.reduce(0) { $0 + Double($1.count) * $1.cost }
      + under * (rules.underCoverPrice ?? 0) + over * rules.overCoverPrice
    if abs(cost - plan.cost.total) > 1e-9 * max(1, abs(cost)) {
      found.append("the plan costs \(cost), it says \(plan.cost.total)")
    }
    if plan.bound > plan.cost.total + 1e-9 * max(1, abs(cost)) {
      found.append("the bound \(plan.bound) is above the cost")
    }
    return found
  }

  private func limitViolations(of plan: StaffingPlan) -> [String] {
    var found: [String] = []
    for (unit, own) in intervals.sorted(by: { $0.key < $1.key }) {
      let first = own[0].wallStart.date
      let last = wall(own[own.count - 1].end - 1, unit: unit).date
      for pattern in patterns where pattern.serves(unit) {
        let shifts = plan.shifts.filter { $0.unit == unit && $0.pattern == pattern.name }
        var perDay: [CivilDate: Int] = [:]
        for shift in shifts {
          if let day = openingDay(of: shift, pattern) { perDay[day, default: 0] += shift.count }
        }
        if rules.rotations.contains(where: { $0.cycle.contains(pattern.name) }) { continue }
        let total =
          pattern.tour == nil
          ? shifts.reduce(0) { $0 + $1.count }
          : plan.tours.filter { $0.unit == unit && $0.pattern == pattern.name }
            .reduce(0) { $0 + $1.count }
        if total < pattern.minimumTotal ?? 0 || total > pattern.maximumTotal ?? .max {
          found.append("unit \"\(unit)\" uses \"\(pattern.name)\" \(total) times")
        }
        for (day, count) in perDay where count > pattern.maximumPerDay ?? .max {
          found.append("\(count) of \"\(pattern.name)\" on \(day) are too many")
        }
        let end =
          rules.repeatEveryDays.map { first.adding(days: $0 - 1) } ?? last
        var day = first
        while day <= end {
          if pattern.days.contains(day.weekday), perDay[day] ?? 0 < pattern.minimumPerDay ?? 0 {
            found.append("\(perDay[day] ?? 0) of \"\(pattern.name)\" on \(day) are too few")
          }
          day = day.adding(days: 1)
        }
      }
      let paid = plan.shifts.filter { $0.unit == unit }
        .reduce(0) { $0 + Double($1.count) * $1.paidHours }
      if paid > (rules.maximumPaidHours ?? .infinity) + 1e-6 {
        found.append("unit \"\(unit)\" is paid \(paid) hours")
      }
    }
    return found
  }

  private func tourViolations(of plan: StaffingPlan) -> [String] {
    var found: [String] = []
    for (index, tour) in plan.tours.enumerated() {
      if let rotation = rules.rotations.first(where: { $0.name == tour.pattern }) {
        found += rotationViolations(of: plan, index, rotation)
        continue
      }
      guard let pattern = patterns.first(where: { $0.name == tour.pattern }),
        let rule = pattern.tour, let own = intervals[tour.unit]
      else {
        found.append("tour \(index + 1): there is no tour \"\(tour.pattern)\"")
        continue
      }
      let shifts = plan.shifts.filter { $0.tour == index }
      var persons: [CivilDate: Int] = [:]
      for shift in shifts {
        guard shift.unit == tour.unit, shift.pattern == tour.pattern,
          shift.wallStart.secondOfDay == tour.wallStart.secondOfDay,
          let day = openingDay(of: shift, pattern)
        else {
          found.append("tour \(index + 1): a shift does not belong to it")
          continue
        }
        persons[day, default: 0] += shift.count
      }
      if persons != Dictionary(uniqueKeysWithValues: tour.days.map { ($0, tour.count) }) {
        found.append("tour \(index + 1): its shifts are not those of its days")
      }
      let first = own[0].wallStart.date.daysSinceEpoch
      let start = (rules.weekOrigin ?? own[0].wallStart.date).daysSinceEpoch
      let weeks = Set(
        tour.days.map { Int((Double($0.daysSinceEpoch - start) / 7).rounded(.down)) })
      let last = wall(own[own.count - 1].end - 1, unit: tour.unit).date
      let week = weeks.max() ?? 0
      let isCutShort =
        rules.repeatEveryDays == nil
        && (start + 7 * (week + 1) - 1 > last.daysSinceEpoch || start + 7 * week < first)
      if weeks.count != 1 || tour.days.count > rule.daysOn
        || tour.days.count < rule.daysOn && !isCutShort
      {
        found.append("tour \(index + 1): it works \(tour.days.count) days")
      }
      if rule.consecutiveDaysOff && !isCutShort {
        let worked = Set(tour.days.map { ($0.daysSinceEpoch - start) - 7 * week })
        let turns = (0..<7).filter { worked.contains($0) != worked.contains(($0 + 1) % 7) }
        if turns.count > 2 { found.append("tour \(index + 1): its days off are apart") }
      }
    }
    return found
  }
}

extension PlanChecker {
  /// Whether the shifts of a crew are those of one place in its cycle, day by day.
  private func rotationViolations(of plan: StaffingPlan, _ index: Int, _ rotation: Rotation)
    -> [String]
  {
    let tour = plan.tours[index]
    guard let own = intervals[tour.unit] else { return ["there is no unit \"\(tour.unit)\""] }
    var worked: [CivilDate: String] = [:]
    var persons: [CivilDate: Int] = [:]
    for shift in plan.shifts where shift.tour == index {
      worked[shift.wallStart.date] = shift.pattern
      persons[shift.wallStart.date, default: 0] += shift.count
    }
    let origin = rules.weekOrigin ?? own[0].wallStart.date
    let last = wall(own[own.count - 1].end - 1, unit: tour.unit).date
    let dates = (0...last.daysSinceEpoch - own[0].wallStart.date.daysSinceEpoch).map {
      own[0].wallStart.date.adding(days: $0)
    }
    let isInCycle = rotation.cycle.indices.contains { phase in
      dates.allSatisfy { date in
        let days = date.daysSinceEpoch - origin.daysSinceEpoch + phase
        let place = ((days % rotation.cycle.count) + rotation.cycle.count) % rotation.cycle.count
        guard let due = rotation.cycle[place] else { return worked[date] == nil }
        // A shift that covers nothing here, or not on this weekday, is not planned.
        return worked[date] == due || worked[date] == nil
      }
    }
    var found: [String] = []
    if !isInCycle { found.append("tour \(index + 1): its days are not those of the rotation") }
    if persons.values.contains(where: { $0 != tour.count }) {
      found.append("tour \(index + 1): its shifts are not worked by all of it")
    }
    let total = plan.tours.filter { $0.pattern == rotation.name && $0.unit == tour.unit }
      .reduce(0) { $0 + $1.count }
    if total < rotation.minimum ?? 0 || total > rotation.maximum ?? .max {
      found.append("\(total) persons work \"\(rotation.name)\"")
    }
    return found
  }
}

extension StaffingPlan.Shift {
  /// Whether such a shift is there through all of an interval, in this horizon
  /// or, where it repeats, in one beside it.
  fileprivate func covers(_ interval: CoverInterval, _ period: Int64?) -> Bool {
    guard interval.unit == unit else { return false }
    return (period.map { [-$0, 0, $0] } ?? [0]).contains { shift in
      let (from, to) = (interval.start + shift, interval.end + shift)
      return start <= from && to <= end && breaks.allSatisfy { $0.end <= from || to <= $0.start }
    }
  }
}
