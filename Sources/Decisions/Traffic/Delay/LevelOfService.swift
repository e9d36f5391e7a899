/// The grade of a signalized movement by its mean control delay (Highway Capacity
/// Manual, 6th edition, chapter 19).
public enum LevelOfService: String, CaseIterable, Comparable, Sendable {
  case a = "A"
  case b = "B"
  case c = "C"
  case d = "D"
  case e = "E"
  case f = "F"

  /// - Parameters:
  ///   - controlDelay: mean control delay, seconds a vehicle, at least 0.
  ///   - volumeToCapacity: demand over capacity; above 1 the grade is F whatever the delay.
  public init(controlDelay: Double, volumeToCapacity: Double) {
    guard volumeToCapacity <= 1 else {
      self = .f
      return
    }
    switch controlDelay {
    case ...10: self = .a
    case ...20: self = .b
    case ...35: self = .c
    case ...55: self = .d
    case ...80: self = .e
    default: self = .f
    }
  }

  /// Orders from best (A) to worst (F).
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
