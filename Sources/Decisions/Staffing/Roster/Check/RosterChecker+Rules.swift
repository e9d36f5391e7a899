extension RosterChecker {
  /// One place where a rule is broken.
  struct Breach {
    var day: Int?
    var amount: Double
    var sentence: String
  }

  func breaches(
    of kind: RosterRule.Kind, person: RosterPerson, duties: [Int?]
  ) -> [Breach] {
    switch kind {
    case .minutes(let min, let max):
      let total = duties.reduce(0) { $0 + ($1.map { problem.shifts[$0].minutes } ?? 0) }
      return limits(total, min, max, "minutes of work")
    case .shifts(let list, let min, let max):
      let total = duties.filter { duty in duty != nil && (list?.contains(duty!) ?? true) }.count
      let what = list.map { $0.map { problem.shifts[$0].name }.joined(separator: " or ") }
      return limits(total, min, max, what.map { "shifts of \($0)" } ?? "shifts")
    case .daysWorked(let list, let min, let max):
      let worked = Set(list).filter { duties[$0] != nil }
      return limits(worked.count, min, max, "of the days named worked")
    case .weekends(let min, let max):
      let worked = weekends(person).filter { days in days.contains { duties[$0] != nil } }
      return limits(worked.count, min, max, "weekends worked")
    case .run(let run, let min, let max, let edges):
      return runBreaches(run, min, max, edges, person, duties)
    case .weekendRun(let min, let max, let edges):
      return weekendRunBreaches(min, max, edges, person, duties)
    case .wholeWeekends:
      return wholeWeekends(person).compactMap { days in
        let work = days.map { duties[$0] != nil }
        guard work.contains(true), work.contains(false) else { return nil }
        var amount = work.filter { !$0 }.count
        let first = work.firstIndex(of: true)!
        let last = work.lastIndex(of: true)!
        if work[first...last].contains(false) { amount += work.count }
        return Breach(
          day: days[0], amount: Double(amount),
          sentence: "the weekend from \(dayName(days[0])) is worked in part")
      }
    case .sameShiftOnWeekends:
      return wholeWeekends(person).compactMap { days in
        let shifts = days.compactMap { duties[$0] }
        guard shifts.count == days.count else { return nil }
        var amount = 0
        for (i, shift) in shifts.enumerated() where !shifts[..<i].contains(shift) {
          amount += shifts.filter { $0 != shift }.count
        }
        return Breach(
          day: days[0], amount: Double(amount),
          sentence: "the weekend from \(dayName(days[0])) has different shifts")
      }
    case .notBeforeWeekendOff(let list):
      return wholeWeekends(person).compactMap { days in
        guard days[0] > 0, let eve = duties[days[0] - 1], list.contains(eve),
          days.allSatisfy({ duties[$0] == nil })
        else { return nil }
        return Breach(
          day: days[0] - 1, amount: 1,
          sentence: "\(problem.shifts[eve].name) on \(dayName(days[0] - 1)), before a weekend off")
      }
    case .daysOffAfter(let list, let count):
      return daysOffBreaches(list, count, person, duties)
    case .unwanted(let steps, let weekday):
      return patternBreaches(steps, weekday, person, duties)
    }
  }

  private func limits(_ value: Int, _ min: Int, _ max: Int?, _ what: String) -> [Breach] {
    if let max, value > max {
      return [
        Breach(day: nil, amount: Double(value - max), sentence: "\(value) \(what), at most \(max)")
      ]
    }
    guard value < min else { return [] }
    return [
      Breach(day: nil, amount: Double(min - value), sentence: "\(value) \(what), at least \(min)")
    ]
  }

  /// The days inside the horizon of every weekend that has any.
  private func weekends(_ person: RosterPerson) -> [[Int]] {
    var result: [[Int]] = []
    let length = person.weekend.count
    for first in (1 - length)..<problem.days
    where problem.weekday(first) == person.weekend.lowerBound {
      let days = (first..<first + length).filter { 0..<problem.days ~= $0 }
      if !days.isEmpty { result.append(days) }
    }
    return result
  }

  private func wholeWeekends(_ person: RosterPerson) -> [[Int]] {
    weekends(person).filter { $0.count == person.weekend.count }
  }

  private func runBreaches(
    _ run: RosterRule.Run, _ min: Int, _ max: Int?, _ edges: RosterRule.Edge,
    _ person: RosterPerson, _ duties: [Int?]
  ) -> [Breach] {
    let past = person.history.count
    let all = person.history + duties
    let isIn = all.map { duty -> Bool in
      switch run {
      case .work: duty != nil
      case .off: duty == nil
      case .shifts(let list): duty.map(list.contains) ?? false
      }
    }
    let what =
      switch run {
      case .work: "days of work in a row"
      case .off: "days off in a row"
      case .shifts(let list):
        "days of \(list.map { problem.shifts[$0].name }.joined(separator: " or ")) in a row"
      }
    var result: [Breach] = []
    var i = 0
    while i < all.count {
      guard isIn[i] else {
        i += 1
        continue
      }
      var end = i
      while end < all.count, isIn[end] { end += 1 }
      let length = end - i
      if let max, length > max {
        // Days of the past that were too many already are no breach of this roster.
        let excess = end - Swift.max(i + max, past)
        if excess > 0 {
          result.append(
            Breach(
              day: Swift.max(i + max, past) - past, amount: Double(excess),
              sentence: "\(length) \(what), at most \(max)"))
        }
      }
      let isExempt = edges == .open && (i == 0 || end == all.count)
      // A run that ended before the horizon is no breach of this roster.
      if length < min, !isExempt, end >= past, !(end == past && past == all.count) {
        result.append(
          Breach(
            day: Swift.max(i - past, 0), amount: Double(min - length),
            sentence: "\(length) \(what), at least \(min)"))
      }
      i = end
    }
    return result
  }

  private func weekendRunBreaches(
    _ min: Int, _ max: Int?, _ edges: RosterRule.Edge, _ person: RosterPerson, _ duties: [Int?]
  ) -> [Breach] {
    let past = person.history.count
    let all = person.history + duties
    // Weekends from the first that the days known hold the end of.
    var worked: [(isWorked: Bool, last: Int)] = []
    let length = person.weekend.count
    for first in (1 - length - past)..<problem.days
    where problem.weekday(first) == person.weekend.lowerBound {
      let days = (first..<first + length).filter { -past..<problem.days ~= $0 }
      if !days.isEmpty {
        worked.append((days.contains { all[$0 + past] != nil }, first + length - 1))
      }
    }
    var result: [Breach] = []
    var i = 0
    while i < worked.count {
      guard worked[i].isWorked else {
        i += 1
        continue
      }
      var end = i
      while end < worked.count, worked[end].isWorked { end += 1 }
      if let max {
        let excess = (i..<end).filter { $0 - i >= max && worked[$0].last >= 0 }.count
        if excess > 0 {
          result.append(
            Breach(
              day: nil, amount: Double(excess),
              sentence: "\(end - i) weekends of work in a row, at most \(max)"))
        }
      }
      let isExempt = edges == .open && (i == 0 || end == worked.count)
      if end - i < min, !isExempt, end == worked.count || worked[end].last >= 0 {
        result.append(
          Breach(
            day: nil, amount: Double(min - (end - i)),
            sentence: "\(end - i) weekends of work in a row, at least \(min)"))
      }
      i = end
    }
    return result
  }

  private func daysOffBreaches(
    _ list: [Int], _ count: Int, _ person: RosterPerson, _ duties: [Int?]
  ) -> [Breach] {
    let all = person.history + duties
    var result: [Breach] = []
    for (i, duty) in all.enumerated() where duty.map(list.contains) ?? false {
      // The first day of work after the stretch that this shift ends.
      guard let next = all[(i + 1)...].firstIndex(where: { $0 != nil }) else { continue }
      let isSameStretch = next == i + 1 && list.contains(all[next]!)
      let day = next - person.history.count
      guard !isSameStretch, next - i - 1 < count, day >= 0 else { continue }
      result.append(
        Breach(
          day: day, amount: 1,
          sentence: "\(next - i - 1) days off after \(problem.shifts[duty!].name), "
            + "at least \(count)"))
    }
    return result
  }

  private func patternBreaches(
    _ steps: [RosterRule.Step], _ weekday: Int?, _ person: RosterPerson, _ duties: [Int?]
  ) -> [Breach] {
    let past = person.history.count
    let all = person.history + duties
    guard all.count >= steps.count else { return [] }
    var result: [Breach] = []
    for first in 0...(all.count - steps.count) where first + steps.count > past {
      let day = first - past
      guard weekday == nil || problem.weekday(day) == weekday else { continue }
      let matches = zip(steps, all[first...]).allSatisfy { step, duty in
        switch step {
        case .any: true
        case .off: duty == nil
        case .work: duty != nil
        case .shifts(let list): duty.map(list.contains) ?? false
        }
      }
      if matches {
        result.append(
          Breach(
            day: Swift.max(day, 0), amount: 1,
            sentence: "an unwanted pattern of shifts from \(dayName(Swift.max(day, 0)))"))
      }
    }
    return result
  }
}
