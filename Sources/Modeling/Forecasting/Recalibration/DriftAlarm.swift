import Foundation
import Statistics

/// Whether forecast errors have moved away from where the forecast said they would lie:
/// Page's cumulative sums (1954), upward and downward, at a stated rate of false alarms.
///
/// S⁺_t = max(0, S⁺_{t−1} + z_t − k), with k = 1/2: tuned to a shift of one standard
/// deviation. Errors that hang together from step to step are whitened first by their
/// first-order autocorrelation. The bound h is that at which a sum of independent normal
/// errors would cross once in so many steps on average (Siegmund 1985, eq. 2.57, with
/// his correction of 1.166 for the overshoot).
public struct DriftAlarm: Codable, Equatable, Sendable {
  public enum Direction: String, Codable, Sendable {
    case above, below
  }

  /// Place of the first error at which a sum crossed; nil for no alarm.
  public let place: Int?
  public let direction: Direction?
  /// The place from which the sum that crossed had run: the likely start.
  public let start: Int?
  /// The bound, in standard deviations.
  public let bound: Double
  /// Taken out of the errors, inside [0, .95].
  public let autocorrelation: Double

  /// - Parameters:
  ///   - errors: in order of time, divided by the standard deviation the forecast gave
  ///     them; finite.
  ///   - chance: of a false alarm anywhere in the record, inside (0, 1).
  public init(_ errors: [Double], chance: Double = 0.05) {
    precondition(chance > 0 && chance < 1, "a chance lies inside (0, 1)")
    // Times to a false alarm are nearly exponential: P(alarm in n) = 1 − exp(−n / ARL).
    let wanted = Double(max(1, errors.count)) / -log(1 - chance)
    bound = Self.bound(runLength: wanted)
    autocorrelation = Self.autocorrelation(errors)
    let scale = (1 - autocorrelation * autocorrelation).squareRoot()
    var (up, down, upStart, downStart, last) = (0.0, 0.0, 0, 0, 0.0)
    var found: (place: Int, direction: Direction, start: Int)?
    for (t, error) in errors.enumerated() {
      let z = t == 0 ? error : (error - autocorrelation * last) / scale
      last = error
      if up <= 0 { upStart = t }
      if down <= 0 { downStart = t }
      up = max(0, up + z - 0.5)
      down = max(0, down - z - 0.5)
      if up > bound {
        found = (t, .above, upStart)
        break
      }
      if down > bound {
        found = (t, .below, downStart)
        break
      }
    }
    place = found?.place
    direction = found?.direction
    start = found?.start
  }

  /// The square of a normal error as a deviate of a normal law itself (Wilson & Hilferty
  /// 1931): above 0 where errors are wider than they should be,
  /// so that the alarm of these is one of the spread.
  public static func spreadDeviate(_ error: Double) -> Double {
    (cbrt(error * error) - 7 / 9.0) / (2 / 9.0).squareRoot()
  }

  /// Mean steps until one of two sums with k = 1/2 crosses h.
  static func runLength(bound h: Double) -> Double {
    let b = h + 1.166
    return exp(b) - b - 1
  }

  private static func bound(runLength: Double) -> Double {
    var (low, high) = (0.0, 60.0)
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if Self.runLength(bound: middle) < runLength { low = middle } else { high = middle }
    }
    return high
  }

  private static func autocorrelation(_ errors: [Double]) -> Double {
    guard errors.count > 3 else { return 0 }
    let mean = Descriptive.mean(errors)
    let total = Descriptive.sumOfSquaredDeviations(errors)
    guard total > 0 else { return 0 }
    var sum = 0.0
    for t in 1..<errors.count { sum += (errors[t] - mean) * (errors[t - 1] - mean) }
    return min(0.95, max(0, sum / total))
  }
}
