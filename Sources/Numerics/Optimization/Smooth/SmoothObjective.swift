/// A function of several variables with a gradient, to be minimized.
///
/// `value` and `gradient` return NaN or +∞ outside the domain; line searches
/// then step back. Every step of the optimizers calls one of the two once.
public protocol SmoothObjective {
  /// How many variables.
  var dimension: Int { get }
  /// The value at `x`.
  mutating func value(at x: [Double]) -> Double
  /// Writes the gradient at `x` (`dimension` values) and returns the value.
  mutating func gradient(at x: [Double], into gradient: inout [Double]) -> Double
}

/// ½‖r(x)‖², known through its value and its Gauss–Newton linearization.
public protocol LeastSquaresObjective {
  /// How many variables.
  var dimension: Int { get }
  /// ½‖r(x)‖²; NaN or +∞ outside the domain.
  mutating func value(at x: [Double]) -> Double
  /// Writes the gradient Jᵀr and the lower triangle of JᵀJ, row after row in a
  /// `dimension × dimension` square, and returns the value.
  mutating func linearize(
    at x: [Double], gradient: inout [Double], normal: inout [Double]
  ) -> Double
}

/// Where an optimizer stopped, and why.
public struct SmoothMinimum: Sendable {
  /// The best point seen.
  public var point: [Double]
  /// The value there.
  public var value: Double
  public var iterations: Int
  public var evaluations: Int
  public var status: Status

  public enum Status: String, Sendable, Codable {
    /// The first-order or step criterion was met.
    case converged
    /// The limit of iterations or evaluations was reached.
    case iterationLimit
    /// No further decrease could be found along the last direction.
    case noProgress
    /// The caller called the run off.
    case abandoned
    /// The start is outside the domain: the value there is not finite.
    case infeasibleStart
  }

  public var converged: Bool { status == .converged }

  public init(
    point: [Double], value: Double, iterations: Int, evaluations: Int, status: Status
  ) {
    self.point = point
    self.value = value
    self.iterations = iterations
    self.evaluations = evaluations
    self.status = status
  }
}
