import CivilTime

extension TimeIndex {
  /// Length of a slot of the week as long as a step; nil where steps do not
  /// divide a day.
  var slotSeconds: Int? {
    switch frequency {
    case .seconds(let size): 86_400 % size == 0 ? size : nil
    case .days(1): 86_400
    case .index, .days, .months: nil
    }
  }

  /// The last round time at or before `position`: a multiple of the step from
  /// local midnight, a midnight, a Monday for whole weeks, the first of a month
  /// whose number fits the step (quarters begin in January, April …).
  static func alignedStart(
    for frequency: Frequency, at position: Int64, in domain: TimeDomain
  ) throws(TimeSeriesError) -> Int64 {
    let unit = TimeIndex(domain: domain, frequency: .days(1), start: position, count: 0)
    if domain == .integer {
      guard case .index = frequency else {
        throw .badOption("the time is an integer index: it has no \(frequency)")
      }
      return position
    }
    let wall = unit.wallTime(ofPosition: position)
    let date: CivilDate
    switch frequency {
    case .index: throw .badOption("an integer step does not fit times of a calendar")
    case .seconds(let size):
      // From the day's first moment, so that steps stay even across a change
      // of the clock.
      let midnight = start(of: wall.date, domain)
      return midnight + floorDivide(position - midnight, Int64(size)) * Int64(size)
    case .days(let size): date = size % 7 == 0 ? wall.date.onOrBefore(weekday: 1) : wall.date
    case .months(let size):
      let ordinal = floorDivide(Int64(wall.date.monthOrdinal), Int64(size)) * Int64(size)
      date = CivilDate(monthOrdinal: Int(ordinal), day: 1)
    }
    return start(of: date, domain)
  }

  private static func start(of date: CivilDate, _ domain: TimeDomain) -> Int64 {
    if case .zoned(let zone) = domain { return zone.startOfDay(date).secondsSinceEpoch }
    return Int64(date.daysSinceEpoch) * 86_400
  }
}
