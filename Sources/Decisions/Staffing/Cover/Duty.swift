import CivilTime

/// One shift of one day: a pattern begun at a certain time.
struct Duty: Sendable {
  /// Index into the list of patterns.
  var pattern: Int
  /// The day on which the start window opens.
  var date: CivilDate
  /// Position on the time axis.
  var start: Int64
  var end: Int64
  /// Cost, and paid hours, with the night premium counted through all breaks.
  var cost: Double
  var paidHours: Double
  /// The intervals it would cover without breaks, ascending.
  var span: [Int32]
  /// Where each break may lie.
  var placements: [[BreakPlacement]]
}

/// One place a break of a duty may take.
struct BreakPlacement: Sendable, Hashable {
  var start: Int64
  var end: Int64
  /// Intervals of the duty that it takes away, ascending.
  var absent: [Int32]
  /// Night premium that an unpaid break saves.
  var saving: Double
}

extension Duty {
  /// The duty of `pattern` that begins at `start`.
  init(
    _ pattern: ShiftPattern, index: Int, date: CivilDate, start: Int64, on grid: CoverGrid
  ) {
    let end =
      pattern.endsByClock
      ? grid.position(from: grid.wall(at: start).wallSeconds + Int64(pattern.length) * 60)
      : start + Int64(pattern.length) * 60
    // What a change of the clocks adds or takes away is paid or not, like the rest.
    let change = Int(end - start) / 60 - pattern.length
    let span = grid.within(start, end)
    let inSpan = Set(span)
    let night = pattern.nightPremium
    self.pattern = index
    self.date = date
    self.start = start
    self.end = end
    self.span = span
    paidHours = Double(max(0, pattern.paidLength + change)) / 60
    cost =
      pattern.costPerHour * paidHours + pattern.fixedCost
      + (date.weekday >= 6 ? pattern.weekendPremium : 0)
      + (night.map { $0.perHour * $0.hours(from: start, to: end, on: grid) } ?? 0)
    placements = pattern.breaks.map { rule in
      stride(from: rule.earliest, through: rule.latest, by: rule.every).compactMap { minute in
        let from = start + Int64(minute) * 60
        let to = from + Int64(rule.minutes) * 60
        // A night that the clocks cut short has no room for the latest places.
        if to > end { return nil }
        let unpaidNight =
          rule.paid ? 0 : night.map { $0.perHour * $0.hours(from: from, to: to, on: grid) } ?? 0
        return BreakPlacement(
          start: from, end: to,
          absent: grid.touching(from, to).filter { inSpan.contains($0) }, saving: unpaidNight)
      }
    }
  }

  /// Every duty of a pattern that covers at least one interval, or that may be
  /// part of a tour, by day and start.
  static func all(
    of pattern: ShiftPattern, index: Int, on grid: CoverGrid, longest: Int
  ) -> [Duty] {
    var duties: [Duty] = []
    for date in grid.days(longest: longest) where pattern.days.contains(date.weekday) {
      let midnight = Int64(date.daysSinceEpoch) * 86_400
      for minute in pattern.startMinutes {
        // An hour that the clocks skip has no starts.
        guard let start = grid.position(showing: midnight + Int64(minute) * 60) else { continue }
        let duty = Duty(pattern, index: index, date: date, start: start, on: grid)
        if !duty.span.isEmpty, !duty.placements.contains(where: \.isEmpty) { duties.append(duty) }
      }
    }
    return duties
  }

  /// Whether no place of one break can meet a place of another, in time or in
  /// the intervals they take away: each break may then be placed by itself.
  var hasSeparateBreaks: Bool {
    for (k, first) in placements.enumerated() {
      for second in placements[(k + 1)...] {
        let absent = Set(first.flatMap(\.absent))
        let (from, to) = (first.first?.start ?? 0, first.last?.end ?? 0)
        for place in second
        where place.start < to && place.end > from || place.absent.contains(where: absent.contains)
        {
          return false
        }
      }
    }
    return true
  }

  /// Every choice of one place for each break in which no two breaks meet, the
  /// places of the first break varying slowest.
  var combinations: [[BreakPlacement]] {
    placements.reduce([[]]) { partial, places in
      partial.flatMap { chosen in
        places.compactMap { place in
          let meets = chosen.contains { $0.start < place.end && place.start < $0.end }
          return meets ? nil : chosen + [place]
        }
      }
    }
  }

  /// The intervals covered with these breaks.
  func presence(with breaks: [BreakPlacement]) -> [Int32] {
    let absent = Set(breaks.flatMap(\.absent))
    return absent.isEmpty ? span : span.filter { !absent.contains($0) }
  }
}

extension NightPremium {
  /// Hours between two positions that earn the premium.
  func hours(from start: Int64, to end: Int64, on grid: CoverGrid) -> Double {
    let day = grid.wall(at: start).date.daysSinceEpoch
    let lastDay = grid.wall(at: end).date.daysSinceEpoch
    var seconds: Int64 = 0
    for date in day - 1...max(day, lastDay) {
      let midnight = Int64(date) * 86_400
      let closes = to.minuteOfDay + (to <= from ? 1440 : 0)
      let opening = grid.position(from: midnight + Int64(from.minuteOfDay) * 60)
      let closing = grid.position(from: midnight + Int64(closes) * 60)
      seconds += max(0, min(end, closing) - max(start, opening))
    }
    return Double(seconds) / 3600
  }
}
