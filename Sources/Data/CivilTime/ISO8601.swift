/// The texts of ISO 8601 that are written and read here: `2025-03-09`,
/// `2025-03-09T01:30:00`, and an offset of `Z` or `-06:00` behind it.
public enum ISO8601 {
  /// `+05:30`, `-06:00`; seconds only where an offset has them (`-05:50:36`).
  public static func offsetText(_ seconds: Int) -> String {
    let size = abs(seconds)
    let text =
      (seconds < 0 ? "-" : "+") + padded(size / 3_600, to: 2) + ":"
      + padded(size / 60 % 60, to: 2)
    return size % 60 == 0 ? text : text + ":" + padded(size % 60, to: 2)
  }

  /// Seconds east of UTC from `Z`, `UTC`, `+05:30`, `-0600` or `+05`; nil for
  /// anything else and for more than 24 hours.
  public static func offset(from text: String) -> Int? {
    if text == "Z" || text == "z" || text == "UTC" { return 0 }
    let bytes = Array(text.utf8)
    guard let sign = bytes.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
      return nil
    }
    let digits = bytes.dropFirst().filter { $0 != UInt8(ascii: ":") }
    let colons = bytes.count - 1 - digits.count
    guard digits.allSatisfy({ (48...57).contains($0) }),
      digits.count == 2 && colons == 0
        || digits.count == 4 && (colons == 0 || colons == 1 && bytes[3] == UInt8(ascii: ":"))
    else { return nil }
    let numbers = digits.map { Int($0) - 48 }
    let hours = numbers[0] * 10 + numbers[1]
    let minutes = digits.count == 4 ? numbers[2] * 10 + numbers[3] : 0
    guard hours <= 24, minutes < 60 else { return nil }
    return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 3_600 + minutes * 60)
  }
}

extension WallTime: CustomStringConvertible {
  /// `2025-03-09T01:30:00`.
  public var description: String { "\(date)T\(timeText)" }

  /// `01:30:00`.
  public var timeText: String {
    padded(secondOfDay / 3_600, to: 2) + ":" + padded(secondOfDay / 60 % 60, to: 2) + ":"
      + padded(secondOfDay % 60, to: 2)
  }
}

extension TimeZoneRules {
  /// The moment on this zone's clock with its offset:
  /// `2025-03-09T01:30:00-06:00`, and `Z` in UTC.
  public func text(of instant: Instant) -> String {
    wallTime(of: instant).description
      + (identifier == "UTC" ? "Z" : ISO8601.offsetText(offset(at: instant)))
  }
}

extension Instant: CustomStringConvertible {
  /// In UTC: `2025-03-09T07:30:00Z`.
  public var description: String { TimeZoneRules.utc.text(of: self) }
}
