import CivilTime

/// A column of the cover model: one shift with its breaks, or one week of a
/// tour, or a shift whose breaks are placed by variables of their own.
struct Candidate: Sendable {
  /// Indices of its duties, in time order; one but for tours.
  var duties: [Int]
  /// The places of the breaks of its duty; nil where they are placed apart.
  var breaks: [BreakPlacement]?
  /// The intervals it covers, ascending.
  var presence: [Int32]
  var cost: Double
  var paidHours: Double
  /// Index into the rotations, where it is a crew's way through one.
  var rotation: Int? = nil
}

/// Every duty and column of one unit.
struct Candidates: Sendable {
  var duties: [Duty] = []
  var columns: [Candidate] = []
  /// Duties whose breaks are placed by variables of their own (Aykin 1996), so
  /// that the columns grow with the sum of the places and not their product.
  var implicitDuties: [Int] = []

  /// How many columns a unit may have.
  static let limit = 400_000

  init(
    _ patterns: [ShiftPattern], unit: String, on grid: CoverGrid, rules: CoverRules
  ) throws(StaffingError) {
    let longest =
      patterns.map { $0.length + ($0.startMinutes.last ?? 0) }.max() ?? 0
    for (index, pattern) in patterns.enumerated() where pattern.serves(unit) {
      if let period = grid.period, Int64(pattern.length) * 60 > period {
        throw .invalidPattern(
          PatternError(
            key: "shifts[\(index)].length", expected: "no more than repeatEveryDays",
            found: "\(pattern.length) minutes"))
      }
      let found = Duty.all(of: pattern, index: index, on: grid, longest: longest)
      let first = duties.count
      duties += found
      let indices = Array(first..<duties.count)
      if rules.rotations.contains(where: { $0.cycle.contains(pattern.name) }) { continue }
      if let tour = pattern.tour {
        try addTours(pattern, index: index, tour, indices, on: grid, rules: rules)
      } else {
        addShifts(indices)
      }
      if columns.count > Candidates.limit {
        throw .tooManyCandidates(
          unit: unit, count: columns.count, limit: Candidates.limit)
      }
    }
    for (index, rotation) in rules.rotations.enumerated() where rotation.serves(unit) {
      try addRotation(rotation, index: index, patterns, on: grid, rules: rules)
    }
  }

  private mutating func addShifts(_ indices: [Int]) {
    for k in indices {
      let duty = duties[k]
      if duty.placements.count > 1 && duty.hasSeparateBreaks {
        implicitDuties.append(k)
        columns.append(
          Candidate(
            duties: [k], breaks: nil, presence: duty.span, cost: duty.cost,
            paidHours: duty.paidHours))
        continue
      }
      for breaks in duty.combinations {
        let presence = duty.presence(with: breaks)
        if presence.isEmpty { continue }
        columns.append(
          Candidate(
            duties: [k], breaks: breaks, presence: presence,
            cost: duty.cost - breaks.reduce(0) { $0 + $1.saving }, paidHours: duty.paidHours))
      }
    }
  }

  /// One column for every week (counted from `CoverRules.weekOrigin`), start and choice of
  /// days.
  private mutating func addTours(
    _ pattern: ShiftPattern, index: Int, _ tour: TourRule, _ indices: [Int], on grid: CoverGrid,
    rules: CoverRules
  ) throws(StaffingError) {
    if let clash = indices.first(where: { !duties[$0].hasSeparateBreaks }) {
      let count = duties[clash].placements.count
      throw .invalidPattern(
        PatternError(
          key: "shifts[\(index)].breaks",
          expected: "windows that do not meet, for a pattern with a tour",
          found: "\(count) breaks that do"))
    }
    let opening = grid.intervals[0].wallStart.date
    let origin = (rules.weekOrigin ?? opening).daysSinceEpoch
    // By week, and within it by time of day at the start. A night that began before the
    // horizon belongs to a week that the horizon cuts short, as one at its end does.
    var byWeek: [Int: [Int: [Int]]] = [:]
    for k in indices {
      let week = Int((Double(duties[k].date.daysSinceEpoch - origin) / 7).rounded(.down))
      byWeek[week, default: [:]][startMinute(of: duties[k], on: grid), default: []].append(k)
    }
    let choices = tour.dayChoices
    let lastDay = grid.wall(at: grid.intervals[grid.intervals.count - 1].end - 1).date
    /// Whether a day of a week lies outside the horizon and would be worked then.
    func beyond(_ day: Int, week: Int) -> Bool {
      let date = CivilDate(daysSinceEpoch: origin + 7 * week + day)
      return grid.period == nil && (date > lastDay || date < opening)
        && pattern.days.contains(date.weekday)
    }
    for number in byWeek.keys.sorted() {
      let week = byWeek[number]!
      for minute in week.keys.sorted() {
        let available = week[minute]!
        let dayOf = Dictionary(
          uniqueKeysWithValues: available.map {
            (duties[$0].date.daysSinceEpoch - origin - 7 * number, $0)
          })
        // Weeks cut short by the end of the horizon make some choices equal.
        var seen: Set<[Int]> = []
        for choice in choices {
          guard
            let chosen = duties(on: choice, of: dayOf, isBeyond: { beyond($0, week: number) }),
            !chosen.isEmpty, seen.insert(chosen).inserted
          else { continue }
          columns.append(
            Candidate(
              duties: chosen, breaks: pattern.breaks.isEmpty ? [] : nil,
              presence: Array(Set(chosen.flatMap { duties[$0].span })).sorted(),
              cost: chosen.reduce(0) { $0 + duties[$1].cost },
              paidHours: chosen.reduce(0) { $0 + duties[$1].paidHours }))
        }
      }
    }
    if !pattern.breaks.isEmpty { implicitDuties += indices }
  }

  /// The duties of a choice of days; nil where a day of the horizon has none.
  private func duties(
    on days: [Int], of dayOf: [Int: Int], isBeyond: (Int) -> Bool
  ) -> [Int]? {
    var chosen: [Int] = []
    for day in days {
      if let duty = dayOf[day] {
        chosen.append(duty)
      } else if !isBeyond(day) {
        return nil
      }
    }
    return chosen
  }

  /// Minutes from the midnight of its day to the start of a duty, on the wall.
  private func startMinute(of duty: Duty, on grid: CoverGrid) -> Int {
    let midnight = Int64(duty.date.daysSinceEpoch) * 86_400
    return Int((grid.wall(at: duty.start).wallSeconds - midnight) / 60)
  }
}

extension TourRule {
  /// The choices of days worked among days 0 … 6 of a week.
  var dayChoices: [[Int]] {
    (0..<128).compactMap { mask in
      let days = (0..<7).filter { mask >> $0 & 1 == 1 }
      guard days.count == daysOn else { return nil }
      if consecutiveDaysOff {
        // Round the week, the days off form at most one run.
        let runs = (0..<7).filter { day in
          mask >> day & 1 == 0 && mask >> ((day + 6) % 7) & 1 == 1
        }
        if runs.count > 1 { return nil }
      }
      return days
    }
  }
}
