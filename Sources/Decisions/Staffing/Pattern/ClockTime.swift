/// A time of day on the wall clock, to the minute: "00:00" to "24:00".
public struct ClockTime: Hashable, Comparable, Sendable {
  /// 0 … 1,440; 1,440 is midnight at the end of the day.
  public let minuteOfDay: Int

  /// The time this many minutes after midnight, 0 … 1,440.
  public init(minuteOfDay: Int) {
    precondition((0...1440).contains(minuteOfDay), "a day has 1,440 minutes")
    self.minuteOfDay = minuteOfDay
  }

  /// Reads "7:30", "07:30" or "24:00"; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, (1...2).contains(parts[0].count), parts[1].count == 2,
      parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }),
      let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60,
      hour * 60 + minute <= 1440
    else { return nil }
    minuteOfDay = hour * 60 + minute
  }

  public static func < (a: ClockTime, b: ClockTime) -> Bool { a.minuteOfDay < b.minuteOfDay }
}

extension ClockTime: CustomStringConvertible {
  public var description: String {
    let (hour, minute) = minuteOfDay.quotientAndRemainder(dividingBy: 60)
    return (hour < 10 ? "0" : "") + "\(hour):" + (minute < 10 ? "0" : "") + "\(minute)"
  }
}

extension ClockTime: Codable {
  public init(from decoder: any Decoder) throws {
    let text = try? decoder.singleValueContainer().decode(String.self)
    guard let text, let time = ClockTime(text) else {
      throw PatternError(
        key: jsonPath(decoder.codingPath),
        expected: "a time of day such as \"07:30\", up to \"24:00\"",
        found: text.map { "\"\($0)\"" })
    }
    self = time
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
