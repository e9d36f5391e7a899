/// How far apart the observations of a series lie.
public enum Frequency: Hashable, Sendable {
  /// A whole number of steps on an integer index (1 = every index).
  case index(step: Int)
  /// A fixed number of seconds, for anything under a day (1800 = half-hourly).
  case seconds(Int)
  /// A whole number of calendar days: 23, 24 or 25 hours each in a zone with
  /// daylight saving. Weeks are 7 days.
  case days(Int)
  /// A whole number of calendar months: quarters are 3, years 12.
  case months(Int)
}
