/// The offsets from UTC that a place has used and will use.
public struct TimeZoneRules: Sendable, Hashable {
  /// IANA name ("America/Chicago"), "UTC", or a fixed offset ("+05:30").
  public let identifier: String

  init(identifier: String) { self.identifier = identifier }

  public static let utc = TimeZoneRules(identifier: "UTC")
}
