/// Why a queue could not be evaluated or staffed.
public enum QueueingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// `parameter` is `value`; it must be `requirement`.
  case invalidParameter(parameter: String, value: Double, requirement: String)
  /// A target that names no measure.
  case emptyTarget
  /// A limit on abandonment for customers who never abandon.
  case abandonmentWithoutPatience
  /// No number of agents up to `limit` meets the target.
  case unattainable(limit: Int)
  /// The forward equations need services without memory; simulate, or staff by the
  /// modified offered load.
  case serviceNotExponential
  /// The load of a repeating day exceeds the agents, and nobody abandons.
  case neverSettles

  public var description: String {
    switch self {
    case .invalidParameter(let parameter, let value, let requirement):
      "\(parameter) is \(value), it must be \(requirement)"
    case .emptyTarget:
      "the service target sets no limit; give a share answered in time, a mean wait, "
        + "an abandonment or an occupancy"
    case .abandonmentWithoutPatience:
      "the service target limits abandonment, but no mean patience is given"
    case .unattainable(let limit):
      "no number of agents up to \(limit) meets the service target"
    case .serviceNotExponential:
      "the exact equations need exponential service times; simulate the plan instead"
    case .neverSettles:
      "the work of a repeating day exceeds the agents' time and nobody abandons: "
        + "the queue grows for ever"
    }
  }
}

/// Throws unless `value` is a number that meets the condition.
@inline(__always)
func require(
  _ condition: Bool, _ parameter: String, _ value: Double, _ requirement: String
) throws(QueueingError) {
  if !condition {
    throw .invalidParameter(parameter: parameter, value: value, requirement: requirement)
  }
}
