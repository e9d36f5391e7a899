public import CivilTime

extension PlainWords {
  static let monthNames = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
  static let weekdayNames = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]

  public static func month(_ date: CivilDate) -> String { monthNames[date.month - 1] }
  public static func weekday(_ date: CivilDate) -> String { weekdayNames[date.weekday - 1] }

  /// "Monday 3 March 2025".
  public static func date(_ date: CivilDate) -> String {
    "\(weekday(date)) \(dateWithoutWeekday(date))"
  }

  /// "3 March 2025".
  public static func dateWithoutWeekday(_ date: CivilDate) -> String {
    "\(date.day) \(month(date)) \(date.year)"
  }

  /// "Mon 3 Mar 2025", for tables.
  public static func shortDate(_ date: CivilDate) -> String {
    "\(weekday(date).prefix(3)) \(dayAndMonth(date)) \(date.year)"
  }

  /// "3 Mar".
  static func dayAndMonth(_ date: CivilDate) -> String { "\(date.day) \(month(date).prefix(3))" }

  /// "3 to 9 March 2025", "28 February to 6 March 2025", "29 December 2025 to
  /// 4 January 2026"; the last day belongs to the range.
  public static func dates(from first: CivilDate, to last: CivilDate) -> String {
    let end = dateWithoutWeekday(last)
    if first == last { return end }
    if first.year != last.year { return "\(dateWithoutWeekday(first)) to \(end)" }
    if first.month != last.month { return "\(first.day) \(month(first)) to \(end)" }
    return "\(first.day) to \(end)"
  }

  /// "09:30", or "09:30:15" where there are seconds.
  public static func timeOfDay(_ secondOfDay: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let clock = "\(two(secondOfDay / 3600)):\(two(secondOfDay / 60 % 60))"
    return secondOfDay % 60 == 0 ? clock : "\(clock):\(two(secondOfDay % 60))"
  }

  /// "Monday 3 March 2025 at 09:30".
  public static func time(_ time: WallTime) -> String {
    "\(date(time.date)) at \(timeOfDay(time.secondOfDay))"
  }

  /// "Mon 3 Mar 09:30", for tables whose caption says the year.
  public static func shortTime(_ time: WallTime) -> String {
    "\(weekday(time.date).prefix(3)) \(dayAndMonth(time.date)) \(timeOfDay(time.secondOfDay))"
  }

  /// "30 minutes", "1 hour", "2 hours 30 minutes", "3 days", "20 seconds".
  public static func duration(seconds: Int) -> String {
    let parts = [
      (seconds / 86_400, "day"), (seconds / 3600 % 24, "hour"),
      (seconds / 60 % 60, "minute"), (seconds % 60, "second"),
    ]
    let words = parts.filter { $0.0 > 0 }.map { count($0.0, $0.1) }
    return words.isEmpty ? "no time" : words.joined(separator: " ")
  }
}
