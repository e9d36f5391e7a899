/// What stops a search for topics.
public enum TopicError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A setting outside its range.
  case setting(String, reason: String)
  /// Too few documents (or terms) that hold anything.
  case tooFew(String, have: Int, need: Int)
  /// Names, texts or labels that are not one for each document (or term).
  case length(String, have: Int, need: Int)
  /// A weight below 0, NaN or infinite, in this document (from zero).
  case weight(document: Int)
  /// An inner decomposition did not converge.
  case noConvergence

  public var description: String {
    switch self {
    case .setting(let name, let reason): "\(name): \(reason)"
    case .tooFew(let what, let have, let need):
      "\(have) \(what); at least \(need) are needed: give more text, or ask for fewer topics"
    case .length(let name, let have, let need): "\(name): \(have) where \(need) belong"
    case .weight(let document):
      "document \(document + 1): a weight is negative or not a finite number"
    case .noConvergence: "a singular value decomposition did not converge"
    }
  }
}
