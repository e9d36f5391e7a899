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
  /// Which slots of the week are open; nil when all are.
  public var opening: OpeningHours?

  public init(
    domain: TimeDomain, frequency: Frequency, start: Int64, count: Int,
    opening: OpeningHours? = nil
  ) {
    self.domain = domain
    self.frequency = frequency
    self.start = start
    self.count = count
    self.opening = opening
  }
}

/// The slots of the week at which a place is open.
public struct OpeningHours: Sendable, Hashable, Codable {
  /// Length of a slot in seconds; divides a day.
  public var slotSeconds: Int
  /// One flag a slot of the week, from Monday 00:00 on the local clock.
  public var isOpen: [Bool]

  public init(slotSeconds: Int, isOpen: [Bool]) {
    precondition(slotSeconds > 0 && 86_400 % slotSeconds == 0, "slots divide a day")
    precondition(isOpen.count == 7 * 86_400 / slotSeconds, "one flag a slot of the week")
    self.slotSeconds = slotSeconds
    self.isOpen = isOpen
  }
}
