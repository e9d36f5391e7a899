/// The offsets from UTC that a place has used and will use.
///
/// Made from the bytes of a compiled time-zone file (TZif, RFC 9636), from a
/// fixed offset, or `.utc`. A copy is one reference; equality and hashing read
/// the name and a 64-bit fingerprint of the rules, never the rules themselves.
public struct TimeZoneRules: Sendable, Hashable {
  /// IANA name ("America/Chicago"), "UTC", or a fixed offset ("+05:30").
  public let identifier: String
  let table: OffsetTable

  init(identifier: String, table: OffsetTable) {
    self.identifier = identifier
    self.table = table
  }

  /// The rules in the bytes of a TZif file of version 1, 2, 3 or 4.
  ///
  /// - Throws: `TimeZoneError` when the bytes are not such a file; no input
  ///   traps, however damaged.
  public init(identifier: String, tzif: [UInt8]) throws(TimeZoneError) {
    self.init(identifier: identifier, table: try OffsetTable(tzif: tzif))
  }

  /// The rules a POSIX `TZ` text describes ("CST6CDT,M3.2.0,M11.1.0").
  public init(identifier: String, posix text: String) throws(TimeZoneError) {
    guard let rule = PosixRule(Array(text.utf8)) else { throw .badFooter }
    self.init(identifier: identifier, table: OffsetTable(rule: rule))
  }

  public static let utc = TimeZoneRules(
    identifier: "UTC", table: OffsetTable(fixed: 0, abbreviation: "UTC"))

  /// One offset for all time, in seconds east of UTC within ±26 hours; named
  /// "UTC" for 0 and "+05:30" otherwise.
  public init(fixedOffset seconds: Int) {
    precondition(abs(seconds) <= OffsetTable.largestOffset, "an offset within 26 hours")
    let name = seconds == 0 ? "UTC" : ISO8601.offsetText(seconds)
    self.init(identifier: name, table: OffsetTable(fixed: seconds, abbreviation: name))
  }

  /// Reads "Z", "UTC", "+05:30", "-0600" or "+05"; nil for anything else.
  public init?(fixedOffset text: String) {
    guard let seconds = ISO8601.offset(from: text) else { return nil }
    self.init(fixedOffset: seconds)
  }

  public static func == (a: TimeZoneRules, b: TimeZoneRules) -> Bool {
    a.table.fingerprint == b.table.fingerprint && a.identifier == b.identifier
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(table.fingerprint) }
}

extension TimeZoneRules {
  /// Seconds east of UTC at that moment (−21600 for Chicago in winter).
  public func offset(at instant: Instant) -> Int {
    table.type(at: instant.secondsSinceEpoch).offset
  }

  /// Whether the data flag that moment as daylight-saving time. In
  /// Europe/Dublin, where the law calls summer time the standard, the flag is
  /// set in winter.
  public func isDaylight(at instant: Instant) -> Bool {
    table.type(at: instant.secondsSinceEpoch).isDaylight
  }

  /// "CST", "CDT", "+0630" … in force at that moment.
  public func abbreviation(at instant: Instant) -> String {
    table.type(at: instant.secondsSinceEpoch).abbreviation
  }

  /// What a clock in this zone shows at that moment.
  public func wallTime(of instant: Instant) -> WallTime {
    let seconds = instant.secondsSinceEpoch
    return WallTime(wallSeconds: seconds + Int64(table.type(at: seconds).offset))
  }

  /// True when the zone has one offset for all time.
  public var isFixed: Bool { table.isFixed }
}

/// Why bytes are not the rules of a zone.
public enum TimeZoneError: Error, Equatable, Sendable {
  /// The file does not begin with "TZif".
  case notTimeZoneData
  /// A version byte this reader does not know.
  case unknownVersion(UInt8)
  /// The file ends before the data its header announces.
  case truncated
  /// Transition times that do not ascend.
  case unsortedTransitions
  /// An index, an offset or a flag outside its range; the text says which.
  case outOfRange(String)
  /// The footer is not a POSIX `TZ` text.
  case badFooter
  /// A file of the "right" family, whose clock counts leap seconds.
  case leapSeconds
}

extension TimeZoneError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notTimeZoneData: "not time-zone data (no TZif header)"
    case .unknownVersion(let byte): "time-zone data of an unknown version (byte \(byte))"
    case .truncated: "time-zone data cut short"
    case .unsortedTransitions: "time-zone data whose transitions are out of order"
    case .outOfRange(let what): "time-zone data with \(what) out of range"
    case .badFooter: "time-zone data whose rule for later years cannot be read"
    case .leapSeconds: "time-zone data that count leap seconds; use the files without \"right/\""
    }
  }
}
