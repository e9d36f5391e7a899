/// Why a factorization, or a solve that uses one, has no answer.
public enum FactorizationError: Error, Equatable, Sendable {
  /// A pivot is exactly zero: column `pivot` (from zero) depends linearly on
  /// the columns before it.
  case singular(pivot: Int)
  /// The leading minor of this order (from one) is not positive.
  case notPositiveDefinite(leadingMinor: Int)
  /// A NaN or an infinity in the argument named, or one that arose from
  /// overflow while factoring it.
  case notFinite(argument: String)
  /// An iteration of LAPACK stopped short; `info` is what it returned.
  case noConvergence(info: Int)
}

extension FactorizationError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .singular(let pivot):
      "the matrix is singular: column \(pivot + 1) depends on the columns before it"
    case .notPositiveDefinite(let order):
      "the matrix is not positive definite: its leading minor of order \(order) is not positive"
    case .notFinite(let argument):
      "\(argument) holds a value that is not a finite number"
    case .noConvergence(let info):
      "the iteration did not converge (LAPACK info \(info))"
    }
  }
}
