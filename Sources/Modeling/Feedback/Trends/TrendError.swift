/// What stops a reading of themes over time.
public enum TrendError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A setting outside its range.
  case setting(String, reason: String)
  /// Arrays that belong together and are not of one length.
  case length(String, have: Int, need: Int)
  /// Too few of a kind.
  case tooFew(String, have: Int, need: Int)
  /// A count or an exposure that is negative, not finite or, for a count, without exposure.
  case value(String, at: Int)

  public var description: String {
    switch self {
    case .setting(let name, let reason): "\(name): \(reason)"
    case .length(let name, let have, let need): "\(name): \(have) values where \(need) belong"
    case .tooFew(let what, let have, let need): "\(have) \(what); at least \(need) are needed"
    case .value(let name, let place):
      "\(name), place \(place + 1): must be a finite number, 0 or more, and no count without "
        + "comments"
    }
  }
}
