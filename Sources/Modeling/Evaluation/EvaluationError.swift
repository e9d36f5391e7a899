public import Regression

/// What stops an evaluation. A test that fails does not: it is part of the answer.
public enum EvaluationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Too few usable steps before the change.
  case tooFewBefore(have: Int, need: Int)
  /// Too few usable steps after it.
  case tooFewAfter(have: Int, need: Int)
  /// Too few units of a kind ("treated", "control").
  case tooFewUnits(String, have: Int, need: Int)
  /// An array of another length than the series has steps (or units).
  case length(String, have: Int, need: Int)
  /// A value that has to be a finite number and is not; zero-based place.
  case notFinite(String, at: Int)
  /// A setting outside its range.
  case setting(String, reason: String)
  /// A regression inside the evaluation failed.
  case regression(RegressionError)
  /// The data leave the question without one answer.
  case singular(String)

  public var description: String {
    switch self {
    case .tooFewBefore(let have, let need):
      "\(have) usable steps before the change; at least \(need) are needed: give a longer past"
    case .tooFewAfter(let have, let need):
      "\(have) usable steps after the change; at least \(need) are needed: wait, or shorten "
        + "the washout"
    case .tooFewUnits(let kind, let have, let need):
      "\(have) \(kind) units; at least \(need) are needed"
    case .length(let name, let have, let need): "\(name): \(have) values where \(need) belong"
    case .notFinite(let name, let place):
      "\(name), place \(place + 1): missing or not a finite number"
    case .setting(let name, let reason): "\(name): \(reason)"
    case .regression(let error): "\(error)"
    case .singular(let what): "no single answer: \(what)"
    }
  }
}
