/// Why a network, demand or plan file cannot be used; the line counts from 1.
public enum SignalFileError: Error, Equatable, Sendable, CustomStringConvertible {
  case malformed(line: Int, reason: String)
  case missing(attribute: String, of: String, line: Int)
  case notANumber(attribute: String, of: String, value: String, line: Int)
  case unknown(String, id: String, line: Int)
  case unsupported(String, line: Int)
  case noRoute(trip: String, from: String, to: String)
  case empty(String)

  public var description: String {
    switch self {
    case .malformed(let line, let reason): "line \(line): \(reason)"
    case .missing(let attribute, let element, let line):
      "line \(line): <\(element)> has no attribute \"\(attribute)\""
    case .notANumber(let attribute, let element, let value, let line):
      "line \(line): attribute \"\(attribute)\" of <\(element)> is not a number: \"\(value)\""
    case .unknown(let what, let id, let line): "line \(line): no \(what) \"\(id)\" in the network"
    case .unsupported(let what, let line): "line \(line): \(what) is not supported"
    case .noRoute(let trip, let from, let to):
      "trip \"\(trip)\": no way from \"\(from)\" to \"\(to)\""
    case .empty(let what): "no \(what)"
    }
  }
}
