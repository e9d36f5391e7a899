import CivilTime

/// A plan is made with a day before it and one after it, taken to be like the same days of the
/// week within it, so that the people of the first and the last night are as many as the whole
/// night needs, and a tour or a shift at an edge is not chosen for the hours inside alone.
public enum PlanEdges {
  /// The intervals with those of the days around them, unit by unit; the same intervals where a
  /// unit is closed at the edges of the plan, so that no shift reaches over them.
  ///
  /// - Parameter intervals: in time order within each unit.
  public static func extended(_ intervals: [CoverInterval]) -> [CoverInterval] {
    var units: [String] = []
    var byUnit: [String: [CoverInterval]] = [:]
    for interval in intervals {
      if byUnit[interval.unit] == nil { units.append(interval.unit) }
      byUnit[interval.unit, default: []].append(interval)
    }
    return units.flatMap { unit -> [CoverInterval] in
      let own = byUnit[unit]!
      return before(own) + own + after(own)
    }
  }

  private static let day: Int64 = 86_400

  /// How far away the day is that stands in for one outside the plan: the same weekday, unless
  /// the clocks change on it or the plan is shorter.
  private static let distances = [7 * day, 14 * day, day]

  /// The day before the first interval; none where closed hours lie between.
  private static func before(_ own: [CoverInterval]) -> [CoverInterval] {
    guard let first = own.first, let last = own.last else { return [] }
    let start = first.wallStart.wallSeconds
    let length = last.wallStart.wallSeconds + (last.end - last.start) - start
    for back in distances where length >= back {
      let copies = own.filter {
        $0.wallStart.wallSeconds >= start + back - day && $0.wallStart.wallSeconds < start + back
      }.map { copy($0, by: -back, beside: first) }
      if copies.last?.end == first.start && isGapless(copies) { return copies }
    }
    return []
  }

  private static func after(_ own: [CoverInterval]) -> [CoverInterval] {
    guard let first = own.first, let last = own.last else { return [] }
    let end = last.wallStart.wallSeconds + (last.end - last.start)
    let length = end - first.wallStart.wallSeconds
    for ahead in distances where length >= ahead {
      let copies = own.filter {
        $0.wallStart.wallSeconds >= end - ahead && $0.wallStart.wallSeconds < end - ahead + day
      }.map { copy($0, by: ahead, beside: last) }
      if copies.first?.start == last.end && isGapless(copies) { return copies }
    }
    return []
  }

  /// An interval moved on the wall, on the clock of the edge it is put beside.
  private static func copy(_ interval: CoverInterval, by seconds: Int64, beside edge: CoverInterval)
    -> CoverInterval
  {
    let wall = WallTime(wallSeconds: interval.wallStart.wallSeconds + seconds)
    let start = wall.wallSeconds - (edge.wallStart.wallSeconds - edge.start)
    return CoverInterval(
      unit: interval.unit, start: start, end: start + interval.end - interval.start,
      wallStart: wall, required: interval.required)
  }

  /// A clock change in the day copied leaves a gap, or two intervals at one time.
  private static func isGapless(_ intervals: [CoverInterval]) -> Bool {
    zip(intervals, intervals.dropFirst()).allSatisfy { $0.end == $1.start }
  }
}

extension StaffingPlan {
  /// The part of a plan that covers these intervals: its shifts there, those that reach over an
  /// edge whole, and what they cost. The bound keeps its distance from the cost: with the days
  /// around as they are, no plan of them all costs less by more than that.
  public func part(covering intervals: [CoverInterval], rules: CoverRules) -> StaffingPlan {
    var spans: [String: (start: Int64, end: Int64)] = [:]
    for interval in intervals {
      let known = spans[interval.unit] ?? (interval.start, interval.end)
      spans[interval.unit] = (min(known.start, interval.start), max(known.end, interval.end))
    }
    var part = self
    part.spansEdges = true
    part.shifts = shifts.filter { shift in
      spans[shift.unit].map { shift.start < $0.end && $0.start < shift.end } ?? false
    }
    let wanted = Set(intervals)
    part.cover = cover.filter { wanted.contains($0.interval) }
    part.cost = Cost()
    for shift in part.shifts { part.cost.shifts += Double(shift.count) * shift.cost }
    for place in part.cover {
      part.cost.overCover += rules.overCoverPrice * place.over * place.interval.hours
      part.cost.underCover += (rules.underCoverPrice ?? 0) * place.under * place.interval.hours
    }
    part.bound = part.cost.total - gap
    part.units = units.map { outcome in
      var own = outcome
      let shifts = part.shifts.filter { $0.unit == outcome.unit }
      own.cost = shifts.reduce(0) { $0 + Double($1.count) * $1.cost }
      own.bound = own.cost - max(0, outcome.cost - outcome.bound)
      return own
    }
    // Tours keep the days that are left of them.
    var places: [Int: Int] = [:]
    part.tours = []
    for (k, tour) in tours.enumerated() {
      let days = Set(part.shifts.filter { $0.tour == k }.map(\.wallStart.date))
      if days.isEmpty { continue }
      var own = tour
      own.days = tour.days.filter { days.contains($0) || days.contains($0.adding(days: 1)) }
      places[k] = part.tours.count
      part.tours.append(own)
    }
    for k in part.shifts.indices {
      part.shifts[k].tour = part.shifts[k].tour.flatMap { places[$0] }
    }
    return part
  }
}
