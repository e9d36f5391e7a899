/// A moment, the same everywhere: seconds since 1970-01-01T00:00:00Z, without
/// leap seconds.
public struct Instant: Hashable, Comparable, Sendable, Codable {
  public var secondsSinceEpoch: Int64

  public init(secondsSinceEpoch: Int64) { self.secondsSinceEpoch = secondsSinceEpoch }

  public static func < (a: Instant, b: Instant) -> Bool {
    a.secondsSinceEpoch < b.secondsSinceEpoch
  }
}

/// What a clock on the wall shows: a date and a time of day, with no zone.
public struct WallTime: Hashable, Comparable, Sendable {
  public var date: CivilDate
  /// 0 ..< 86,400.
  public var secondOfDay: Int

  public init(date: CivilDate, secondOfDay: Int = 0) {
    precondition((0..<86_400).contains(secondOfDay), "a day has 86,400 seconds")
    self.date = date
    self.secondOfDay = secondOfDay
  }

  /// The wall time that lies this many seconds after 1970-01-01 00:00:00 on the
  /// same wall, every day counted as 86,400 seconds.
  public init(wallSeconds: Int64) {
    let day = wallSeconds >= 0 ? wallSeconds / 86_400 : (wallSeconds - 86_399) / 86_400
    date = CivilDate(daysSinceEpoch: Int(day))
    secondOfDay = Int(wallSeconds - day * 86_400)
  }

  public var wallSeconds: Int64 { Int64(date.daysSinceEpoch) * 86_400 + Int64(secondOfDay) }

  public static func < (a: WallTime, b: WallTime) -> Bool { a.wallSeconds < b.wallSeconds }
}
