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

extension Frequency {
  public static let hourly = Frequency.seconds(3_600)
  public static let halfHourly = Frequency.seconds(1_800)
  public static let daily = Frequency.days(1)
  public static let weekly = Frequency.days(7)
  public static let monthly = Frequency.months(1)
  public static let quarterly = Frequency.months(3)
  public static let yearly = Frequency.months(12)

  /// True for steps of a fixed number of seconds.
  public var isSubDaily: Bool {
    if case .seconds = self { true } else { false }
  }

  /// How long a step usually lasts, in seconds (a month counted as 30.44 days);
  /// nil on an integer index. For comparing frequencies, not for time arithmetic.
  public var nominalSeconds: Double? {
    switch self {
    case .index: nil
    case .seconds(let count): Double(count)
    case .days(let count): Double(count) * 86_400
    case .months(let count): Double(count) * 86_400 * 365.25 / 12
    }
  }

  /// Reads what people type: `30min`, `5 minutes`, `hour`, `hourly`, `15s`,
  /// `day`, `daily`, `2d`, `week`, `month`, `quarter`, `year`, `PT30M`, `P1D`.
  /// nil for anything else, and for zero and for more than a day given in
  /// smaller units.
  public init?(_ text: String) {
    var rest = Substring(text.lowercased().filter { $0 != " " })
    let isPeriod =
      rest.hasPrefix("p") && rest.dropFirst().first.map { $0 == "t" || $0.isNumber } ?? false
    var isTime = false
    if isPeriod {
      rest = rest.dropFirst()
      isTime = rest.hasPrefix("t")
      if isTime { rest = rest.dropFirst() }
    }
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    guard let count = digits.isEmpty ? 1 : Int(digits), count > 0, count < 1_000_000 else {
      return nil
    }
    let unit = rest.dropFirst(digits.count)
    if isPeriod {
      switch (isTime, unit) {
      case (true, "s"): self = .seconds(count)
      case (true, "m"): self = .seconds(count * 60)
      case (true, "h"): self = .seconds(count * 3_600)
      case (false, "d"): self = .days(count)
      case (false, "w"): self = .days(count * 7)
      case (false, "m"): self = .months(count)
      case (false, "y"): self = .months(count * 12)
      default: return nil
      }
    } else {
      switch unit {
      case "s", "sec", "second", "seconds": self = .seconds(count)
      case "min", "minute", "minutes": self = .seconds(count * 60)
      case "h", "hour", "hours", "hourly": self = .seconds(count * 3_600)
      case "d", "day", "days", "daily": self = .days(count)
      case "w", "week", "weeks", "weekly": self = .days(count * 7)
      case "month", "months", "monthly", "mo": self = .months(count)
      case "q", "quarter", "quarters", "quarterly": self = .months(count * 3)
      case "y", "year", "years", "yearly": self = .months(count * 12)
      default: return nil
      }
    }
    if case .seconds(let seconds) = self, seconds >= 86_400 {
      guard seconds % 86_400 == 0 else { return nil }
      self = .days(seconds / 86_400)
    }
  }
}

extension Frequency: CustomStringConvertible {
  /// In words, to follow "every": `5 minutes`, `day`, `2 weeks`, `quarter`.
  public var description: String {
    func text(_ count: Int, _ unit: String) -> String {
      count == 1 ? unit : "\(count) \(unit)s"
    }
    switch self {
    case .index(let step): return text(step, "step")
    case .seconds(let count):
      if count % 3_600 == 0 { return text(count / 3_600, "hour") }
      if count % 60 == 0 { return text(count / 60, "minute") }
      return text(count, "second")
    case .days(let count): return count % 7 == 0 ? text(count / 7, "week") : text(count, "day")
    case .months(let count):
      if count % 12 == 0 { return text(count / 12, "year") }
      return count == 3 ? "quarter" : text(count, "month")
    }
  }
}
