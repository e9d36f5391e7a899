public import CivilTime

/// What the numbers on a time axis mean.
public enum TimeDomain: Sendable, Hashable {
  /// A plain integer index (1, 2, 3 …): positions are the integers themselves.
  case integer
  /// Wall-clock time with no zone: positions are `WallTime.wallSeconds`, every
  /// day has 24 hours.
  case wall
  /// Moments in a zone: positions are seconds since the epoch in UTC; days and
  /// months are those of the zone, so a day may last 23 or 25 hours.
  case zoned(TimeZoneRules)
}

/// The regular axis that the series of a panel stand on, continued as far as
/// anyone asks.
///
/// Step k counts from zero at `start`. Where `opening` is given, only open
/// slots are on the axis: a centre open on weekdays from 7:00 to 21:05 has 169
/// five-minute steps a day and 845 a week, and closed hours are no data at all,
/// rather than zeros or gaps.
public struct TimeIndex: Sendable, Hashable {
  public var domain: TimeDomain
  public var frequency: Frequency
  /// Position of step 0, in the units of `domain`.
  public var start: Int64
  /// How many steps have been observed (the union over the panel's series).
  public var count: Int
  /// Which slots of the week are open; nil when all are. Its slots are as long
  /// as a step: of `.seconds(slotSeconds)`, or of `.days(1)` with slots of a day.
  public var opening: OpeningHours?
  /// For `.months`: the day of the month that steps fall on, the last day where
  /// a month is shorter (31: month ends); nil for the day of `start`.
  public var anchorDay: Int?

  public init(
    domain: TimeDomain, frequency: Frequency, start: Int64, count: Int,
    opening: OpeningHours? = nil, anchorDay: Int? = nil
  ) {
    if let opening {
      precondition(
        frequency == .seconds(opening.slotSeconds)
          || frequency == .days(1) && opening.slotSeconds == 86_400,
        "slots as long as a step")
    }
    self.domain = domain
    self.frequency = frequency
    self.start = start
    self.count = count
    self.opening = opening
    self.anchorDay = anchorDay
  }
}
